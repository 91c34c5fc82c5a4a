//! The attribute comparison against sets of units.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use spanlens::analysis::{
    AttributeDiff, AttributeDiffOptions, AttributeOrigin, AttributeSignal, Selection, Signal, attribute_diff,
    baseline_of, select, template,
};
use spanlens::sketch::sketch;
use spanlens::store::{
    EventDraft, LogDraft, PairRow, Population, RawValue, ResourceDraft, RowSet, ScopeDraft, SpanDraft, SpanRow, Store,
    StoreBuilder, Sym, Value,
};
use spanlens::units::{FailureRule, SpanId, SpanKind, StatusCode, TraceId};

const ALL: AttributeDiffOptions = AttributeDiffOptions { count_spans: false, max_rows: u32::MAX };
const SPANS: AttributeDiffOptions = AttributeDiffOptions { count_spans: true, max_rows: u32::MAX };

/// A span with attributes of all origins, as small numbers: the key and the value of each.
#[derive(Debug, Clone)]
struct Span {
    trace: u8,
    parent: u8,
    error: bool,
    kind: u8,
    name: u8,
    own: Vec<(u8, u8)>,
    event: Vec<(u8, u8)>,
    scope: Vec<(u8, u8)>,
    resource: Vec<(u8, u8)>,
    /// What its log says, if it has one and that says something, and what that is called.
    log: Option<(u8, u8)>,
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let pairs = || vec((0..2_u8, 0..3_u8), 0..3);
    let words = (0..6_u8, 0..4_u8, any::<bool>(), 0..3_u8, 0..2_u8);
    let log = prop_oneof![2 => Just(None), 1 => (0..6_u8, 0..3_u8).prop_map(Some)];
    let span = (words, pairs(), pairs(), vec((0..2_u8, 0..2_u8), 0..2), pairs(), log);
    vec(span, 0..14).prop_map(|spans| {
        let span = |((trace, parent, error, kind, name), own, event, scope, resource, log)| Span {
            trace,
            parent,
            error,
            kind,
            name,
            own,
            event,
            scope,
            resource,
            log,
        };
        spans.into_iter().map(span).collect()
    })
}

fn store_of(spans: &[Span]) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("drawn", "default");
    for (span, id) in spans.iter().zip(1..) {
        let pair = |builder: &mut StoreBuilder, &(key, value): &(u8, u8)| -> PairRow {
            let key = builder.intern(["k", "error.type"][usize::from(key)]).unwrap();
            let value = match value {
                0 => RawValue::int(7),
                1 => RawValue::bool(true),
                _ => RawValue::string(builder.intern("seven").unwrap()),
            };
            builder.intern_pair(key, value).unwrap()
        };
        let mut list = |of: &[(u8, u8)]| -> Vec<PairRow> { of.iter().map(|of| pair(&mut builder, of)).collect() };
        let (own, event, scope, resource) =
            (list(&span.own), list(&span.event), list(&span.scope), list(&span.resource));
        let resource =
            builder.intern_resource(&mut ResourceDraft { attributes: resource, ..ResourceDraft::default() }).unwrap();
        let scope =
            builder.intern_scope(resource, &mut ScopeDraft { attributes: scope, ..ScopeDraft::default() }).unwrap();
        let draft = SpanDraft {
            trace_id: TraceId(u128::from(span.trace).to_be_bytes()),
            span_id: SpanId(id),
            // Of an earlier span, of none, or of one that is not there.
            parent_id: SpanId(match span.parent {
                0 => 0,
                1 => 1_000,
                parent => id.saturating_sub(u64::from(parent) - 1),
            }),
            name: builder.intern(["GET", "POST"][usize::from(span.name)]).unwrap(),
            kind: SpanKind::ALL[usize::from(span.kind)],
            start_ns: 10 + id,
            end_ns: 20 + id,
            status: if span.error { StatusCode::Error } else { StatusCode::Unset },
            events: if event.is_empty() {
                Vec::new()
            } else {
                vec![EventDraft { attributes: 0..event.len(), ..EventDraft::default() }]
            },
            attributes: own,
            nested: event,
            ..SpanDraft::default()
        };
        builder.push(&draft, scope, source).unwrap();
        if let Some((text, name)) = span.log {
            let texts = ["", "cache miss for cart 1", "cache miss for cart 27", "slow", "7"];
            let text = texts.get(usize::from(text));
            let body = text.map_or(RawValue::EMPTY, |text| RawValue::string(builder.intern(text).unwrap()));
            let name = builder.intern(["", "exception", "retry"][usize::from(name)]).unwrap();
            let SpanDraft { trace_id, span_id, .. } = draft;
            let log = LogDraft { trace_id, span_id, name, body, ..LogDraft::default() };
            builder.push_log(&log, scope, source).unwrap();
        }
    }
    builder.seal()
}

/// What can be had: its origin, key and value as text, with the type. No value is absence.
type Had = (AttributeOrigin, String, Option<String>);

fn had(signal: &Signal) -> Had {
    (signal.origin, signal.key.clone(), signal.value.as_ref().map(|value| format!("{value:?}")))
}

/// All that one span has.
fn of_span(store: &Store, span: SpanRow) -> BTreeSet<Had> {
    let list = |origin, pairs: &[PairRow]| -> Vec<Had> {
        let value = |pair| spanlens::analysis::AttributeValue::from(store.value(pair));
        let one = |&pair: &PairRow| {
            (origin, store.text(store.pairs().key(pair)).to_owned(), Some(format!("{:?}", value(pair))))
        };
        pairs.iter().map(one).collect()
    };
    let word = |origin, word: &str| (origin, String::new(), Some(format!("String({word:?})")));
    let scope = store.spans().scope(span);
    let kind = format!("{:?}", store.spans().kind(span)).to_lowercase();
    let events = store.events().of(span.0..span.0 + 1);
    let mut had = BTreeSet::from([
        word(AttributeOrigin::Service, store.text(store.service(span))),
        word(AttributeOrigin::Name, store.text(store.spans().name(span))),
        word(AttributeOrigin::Kind, &kind),
    ]);
    had.extend(list(AttributeOrigin::Span, store.attributes(span)));
    for at in events {
        let event = store.events().value(at);
        had.extend(list(AttributeOrigin::Event, store.event_attributes(event)));
        had.extend((event.name != Sym::EMPTY).then(|| word(AttributeOrigin::EventName, store.text(event.name))));
        let said = store.log(at).map(|log| store.body(log.body)).filter(|&said| said != Value::Empty);
        had.extend(said.map(|said| word(AttributeOrigin::LogLine, &template(&said.to_string()))));
    }
    had.extend(list(AttributeOrigin::Scope, store.scope_attributes(scope)));
    had.extend(list(AttributeOrigin::Resource, store.resource_attributes(store.scopes().resource(scope))));
    had
}

fn spans_of(store: &Store, unit: SpanRow) -> Vec<SpanRow> {
    let trace = store.traces().spans(store.spans().trace(unit));
    let is_of_request = |span: SpanRow| store.requests().iter().any(|head| store.subtree(head).contains(&span.0));
    let detached = trace.clone().map(SpanRow).filter(|&span| unit.0 == trace.start && !is_of_request(span));
    let all: BTreeSet<SpanRow> = store.subtree(unit).map(SpanRow).chain(detached).collect();
    all.into_iter().collect()
}

/// What each thing that counts has: units, or their spans.
fn counted(store: &Store, units: &RowSet, count_spans: bool) -> Vec<BTreeSet<Had>> {
    let of_unit = |unit| spans_of(store, unit).into_iter();
    if count_spans {
        let spans: BTreeSet<SpanRow> = units.iter().flat_map(of_unit).collect();
        return spans.into_iter().map(|span| of_span(store, span)).collect();
    }
    units.iter().map(|unit| of_unit(unit).flat_map(|span| of_span(store, span)).collect()).collect()
}

/// For everything that is had on either side, or not had: who has it, on both sides.
fn sets(sides: &[Vec<BTreeSet<Had>>; 2]) -> BTreeMap<Had, [Vec<bool>; 2]> {
    let values: BTreeSet<&Had> = sides.iter().flatten().flatten().collect();
    let mut sets = BTreeMap::new();
    for value in &values {
        let who = |side: &Vec<BTreeSet<Had>>| side.iter().map(|had| had.contains(*value)).collect();
        sets.insert((*value).clone(), [who(&sides[0]), who(&sides[1])]);
        if has_keys(value.0) {
            let lacks = |had: &BTreeSet<Had>| !had.iter().any(|other| (other.0, &other.1) == (value.0, &value.1));
            let who = [0, 1].map(|side: usize| sides[side].iter().map(lacks).collect::<Vec<bool>>());
            if who.iter().flatten().any(|&lacks| lacks) {
                sets.insert((value.0, value.1.clone(), None), who);
            }
        }
    }
    sets
}

fn has_keys(origin: AttributeOrigin) -> bool {
    use AttributeOrigin::{Event, Resource, Scope, Span};
    matches!(origin, Span | Event | Scope | Resource)
}

fn is_symptom(had: &Had) -> bool {
    had.1 == "error.type"
        || *had == (AttributeOrigin::EventName, String::new(), Some("String(\"exception\")".to_owned()))
}

fn check(
    store: &Store,
    (selection, baseline): (&RowSet, &RowSet),
    options: AttributeDiffOptions,
) -> Result<(), TestCaseError> {
    let answer = attribute_diff(store, selection, baseline, &options);
    let sides = [selection, baseline].map(|units| counted(store, units, options.count_spans));
    let sets = sets(&sides);
    let totals = sides.each_ref().map(Vec::len);
    prop_assert_eq!([answer.selection, answer.baseline].map(|n| n as usize), totals);
    prop_assert!(answer.numbers.is_empty() && answer.ids.is_empty());

    let mut seen = BTreeSet::new();
    for (row, symptom) in
        answer.values.iter().map(|row| (row, false)).chain(answer.symptoms.iter().map(|row| (row, true)))
    {
        let head = had(&row.signal);
        let of_head = &sets[&head];
        let counts = of_head.each_ref().map(|side| side.iter().filter(|&&has| has).count());
        prop_assert_eq!([row.counts.selection, row.counts.baseline].map(|n| n as usize), counts);
        for (share, (count, total)) in
            [row.counts.selection_share, row.counts.baseline_share].into_iter().zip(counts.into_iter().zip(totals))
        {
            prop_assert!((share * small(total) - small(count)).abs() < 1e-9);
        }
        prop_assert_eq!(row.q.is_some(), counts[0] + counts[1] >= 5);
        prop_assert_eq!(is_symptom(&head), symptom);
        // Exactly those with equal or complementary units are merged.
        let complement = of_head.each_ref().map(|side| side.iter().map(|has| !has).collect::<Vec<bool>>());
        let same = sets.iter().filter(|(other, set)| {
            **other != head && is_symptom(other) == symptom && (*set == of_head || **set == complement)
        });
        let same: BTreeSet<Had> = same.map(|(other, _)| other.clone()).collect();
        prop_assert_eq!(row.same.iter().map(|same| had(&same.signal)).collect::<BTreeSet<_>>(), same.clone());
        prop_assert_eq!(row.same_count as usize, same.len());
        for member in &row.same {
            prop_assert_eq!(member.is_complement, &sets[&had(&member.signal)] != of_head);
            prop_assert!(row.signal.origin <= member.signal.origin);
        }
        seen.extend(same);
        prop_assert!(seen.insert(head));
    }
    prop_assert_eq!(seen, sets.keys().cloned().collect::<BTreeSet<_>>());
    prop_assert!(answer.values.is_sorted_by(|a, b| a.score >= b.score));
    check_pairs(&answer, &sets)
}

fn small(count: usize) -> f64 {
    u32::try_from(count).unwrap().into()
}

fn check_pairs(answer: &AttributeDiff, sets: &BTreeMap<Had, [Vec<bool>; 2]>) -> Result<(), TestCaseError> {
    for pair in &answer.pairs {
        let rows = [pair.first, pair.second].map(|row| &answer.values[row as usize]);
        let [a, b] = rows.map(|row| &sets[&had(&row.signal)]);
        let both = [0, 1].map(|side: usize| a[side].iter().zip(&b[side]).filter(|(a, b)| **a && **b).count());
        prop_assert_eq!([pair.counts.selection, pair.counts.baseline].map(|n| n as usize), both);
        prop_assert!(pair.score >= rows[0].score.max(rows[1].score) + 0.05);
    }
    Ok(())
}

/// The failing units and the others.
fn sides(store: &Store, population: Population) -> (RowSet, RowSet) {
    let units = store.units(population);
    let failing = Selection { errors_only: true, ..Selection::default() };
    let rest = spanlens::analysis::Baseline::Rest;
    (
        select(store, &units, &failing, FailureRule::Status).unwrap(),
        baseline_of(store, &units, &failing, &rest, FailureRule::Status).unwrap(),
    )
}

proptest! {
    #[test]
    fn every_number_is_what_sets_give(spans in spans()) {
        let store = store_of(&spans);
        for population in [Population::Requests, Population::Entries, Population::Spans] {
            let (selection, baseline) = sides(&store, population);
            check(&store, (&selection, &baseline), ALL)?;
            check(&store, (&selection, &baseline), SPANS)?;
        }
    }

    #[test]
    fn the_order_of_the_spans_changes_nothing(
        (spans, shuffled) in spans().prop_flat_map(|spans| (Just(spans.clone()), Just(spans).prop_shuffle())),
    ) {
        // What a span is the child of, and when it starts, is by its place.
        let times = |spans: &[Span]| spans.iter().map(|span| Span { parent: 0, ..span.clone() }).collect::<Vec<_>>();
        let of = |spans: &[Span]| {
            let store = store_of(&times(spans));
            let (selection, baseline) = sides(&store, Population::Spans);
            attribute_diff(&store, &selection, &baseline, &ALL)
        };
        prop_assert_eq!(of(&spans), of(&shuffled));
    }

    #[test]
    fn a_set_against_itself_scores_zero(spans in spans()) {
        let store = store_of(&spans);
        let answer = attribute_diff(&store, store.requests(), store.requests(), &ALL);
        prop_assert!(answer.values.iter().chain(&answer.symptoms).all(|row| row.score == 0.0 && row.p > 0.999));
        prop_assert_eq!(answer.notable, 0);
        prop_assert!(answer.pairs.is_empty());
    }

    #[test]
    fn swapping_the_sides_swaps_the_shares(spans in spans()) {
        let store = store_of(&spans);
        let (a, b) = sides(&store, Population::Requests);
        let scores = |a, b| {
            let answer = attribute_diff(&store, a, b, &ALL);
            let mut scores: Vec<String> = answer.values.iter().map(|row| format!("{:.9}", row.score)).collect();
            scores.sort_unstable();
            scores
        };
        prop_assert_eq!(scores(&a, &b), scores(&b, &a));
    }
}

fn drawn(failing: &[String], others: &[String]) -> AttributeDiff {
    let unit = |marks: &str, status: &str| format!("shop GET / 0..9 {status} {marks}\n\n");
    let text: String =
        failing.iter().map(|marks| unit(marks, "!")).chain(others.iter().map(|marks| unit(marks, ""))).collect();
    let store = sketch(&text).unwrap();
    let (selection, baseline) = sides(&store, Population::Requests);
    attribute_diff(&store, &selection, &baseline, &AttributeDiffOptions::default())
}

fn repeated(marks: &str, times: usize) -> Vec<String> {
    vec![marks.to_owned(); times]
}

fn row<'a>(answer: &'a AttributeDiff, key: &str, text: &str) -> Option<&'a AttributeSignal> {
    answer.values.iter().find(|row| row.signal.key == key && row.signal.text == text)
}

#[test]
fn a_value_on_one_span_does_not_outrank_a_real_shift() {
    let mut failing = repeated("zone=a", 40);
    failing[0].push_str(" build=rare");
    let others = [repeated("zone=a", 20), repeated("zone=b", 20)].concat();
    let answer = drawn(&failing, &others);
    // Half of the others have the zone, and all that fail.
    assert_eq!((&answer.values[0].signal.key[..], &answer.values[0].signal.text[..]), ("zone", "a"));
    assert!(answer.values[0].notable && answer.values[0].score > 0.3);
    let rare = row(&answer, "build", "rare").unwrap();
    assert!(!rare.notable && rare.q.is_none() && rare.score < 0.05);
}

#[test]
fn absence_is_a_value() {
    let failing = [repeated("user=ada x=1", 3), repeated("x=1", 27)].concat();
    let others = [repeated("user=ada x=1", 10), repeated("user=eve x=1", 20)].concat();
    let answer = drawn(&failing, &others);
    let first = &answer.values[0];
    assert_eq!((&first.signal.key[..], &first.signal.value), ("user", &None));
    assert_eq!((first.counts.selection, first.counts.baseline), (27, 0));
    assert!(first.notable);
}

#[test]
fn more_than_ten_values_are_kept() {
    let values = |n: usize| (0..n).map(|at| format!("pod=p{}", at % 15)).collect::<Vec<_>>();
    let answer = drawn(&values(60), &values(75));
    assert_eq!(answer.values.iter().filter(|row| row.signal.key == "pod").count(), 15);
}

#[test]
fn symptoms_are_compared_below() {
    let answer =
        drawn(&repeated("http.response.status_code=500 flag=on", 20), &repeated("http.response.status_code=200", 20));
    assert_eq!(answer.values[0].signal.key, "flag");
    assert!(answer.values.iter().all(|row| row.signal.key != "http.response.status_code"));
    assert_eq!((&answer.symptoms[0].signal.text[..], answer.symptoms[0].same_count), ("500", 1));
}

#[test]
fn ids_are_listed_last_and_not_hidden() {
    let ids_from = |from: usize| (from..from + 15).map(|at| format!("user=u{at} zone=a")).collect::<Vec<_>>();
    let answer = drawn(&ids_from(0), &ids_from(14));
    assert!(answer.values.iter().all(|row| row.signal.key != "user"));
    let ids = &answer.ids[0];
    assert_eq!((&ids.key[..], ids.counts.selection, ids.counts.baseline), ("user", 15, 15));
    assert_eq!((ids.distinct, &ids.values[0].0.text[..], ids.values.len()), (29, "u14", 1));
    // 27 of 30 are no more than nine tenths.
    assert!(drawn(&ids_from(0), &ids_from(12)).ids.is_empty());
}

#[test]
fn numbers_are_distributions() {
    let numbers = |from: usize| (from..from + 30).map(|at| format!("size={}", at * 10)).collect::<Vec<_>>();
    let answer = drawn(&numbers(0), &numbers(15));
    let [size] = &answer.numbers[..] else { panic!("{:?}", answer.numbers) };
    assert_eq!((&size.key[..], size.distance, size.notable), ("size", 0.5, true));
    assert_eq!((size.selection.median, size.baseline.median), (140.0, 290.0));
    assert_eq!((size.selection.bars.iter().sum::<u32>(), size.baseline.bars.iter().sum::<u32>()), (30, 30));
    assert!(size.bounds.is_sorted() && size.bounds.len() == size.selection.bars.len() + 1);
    assert!(answer.values.iter().all(|row| row.signal.key != "size"));
    // Numbers may come as text.
    let quoted = |of: Vec<String>| of.iter().map(|mark| mark.replace('=', "=\"") + "\"").collect::<Vec<_>>();
    assert_eq!(drawn(&quoted(numbers(0)), &quoted(numbers(15))).numbers, answer.numbers);
}

#[test]
fn two_values_that_only_fail_together_are_a_pair() {
    let both = |a: &str, b: &str, n| repeated(&format!("tenant={a} route={b}"), n);
    let failing = both("maple", "pay", 30);
    let others = [both("maple", "home", 30), both("birch", "pay", 30), both("birch", "home", 30)].concat();
    let answer = drawn(&failing, &others);
    let first = answer.pairs[0];
    let keys = [first.first, first.second].map(|row| &answer.values[row as usize].signal.key[..]);
    assert_eq!(BTreeSet::from(keys), BTreeSet::from(["tenant", "route"]));
    assert_eq!((first.counts.selection, first.counts.baseline), (30, 0));
}

#[test]
fn an_empty_side_is_no_error() {
    let store = sketch("shop GET / 0..9 a=1").unwrap();
    let answer = attribute_diff(&store, store.requests(), &RowSet::empty(store.spans().len()), &ALL);
    assert_eq!((answer.selection, answer.baseline, answer.notable), (1, 0, 0));
    assert!(answer.values.iter().all(|row| row.score == 0.0));
    let nothing = attribute_diff(&store, &RowSet::empty(0), &RowSet::empty(0), &ALL);
    assert_eq!(nothing, AttributeDiff::default());
}
