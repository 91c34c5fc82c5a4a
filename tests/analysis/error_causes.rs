//! Error causes against the definition, span by span.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::analysis::{
    CauseCounts, CauseKey, CauseSelection, ErrorCauses, ErrorCausesOptions, Fate, error_causes, units_of_cause,
};
use spanlens::sketch::sketch;
use spanlens::store::{Marks, Population, RowSet, SpanRow, Store};
use spanlens::units::{FailureRule, StatusCode};

use super::trees::tree;
use super::units;
use crate::strategies::{Span, spans, store_of};

const POPULATIONS: [Population; 3] = [Population::Requests, Population::Entries, Population::Spans];

fn causes(store: &Store, units: &RowSet) -> ErrorCauses {
    error_causes(
        store,
        units,
        &ErrorCausesOptions { max_rows: u32::MAX, ..ErrorCausesOptions::default() },
        FailureRule::Status,
    )
}

fn is_error(store: &Store, span: SpanRow) -> bool {
    store.spans().status(span) == StatusCode::Error
}

fn all(store: &Store) -> impl Iterator<Item = SpanRow> + use<> {
    (0..store.spans().len()).map(SpanRow)
}

/// A span, its parent, the parent of that and so on, as far as the unit's own span, which is not one of them. Above the head of a
/// detached subtree is the unit's own span.
fn below(store: &Store, unit: SpanRow, span: SpanRow) -> Vec<SpanRow> {
    let up = std::iter::successors(Some(span), |&span| store.parent(span));
    up.take_while(|&span| span != unit).collect()
}

/// The spans of a unit without its own.
fn inner(store: &Store, unit: SpanRow) -> Vec<SpanRow> {
    let trace = store.spans().trace(unit);
    let is_first = store.traces().spans(trace).start == unit.0;
    let belongs = |&span: &SpanRow| {
        let head = std::iter::successors(Some(span), |&span| store.parent(span)).last().unwrap();
        let is_detached = store.spans().trace(span) == trace && !store.requests().contains(head);
        let is_below = span != unit && below(store, unit, span).last().and_then(|&top| store.parent(top)) == Some(unit);
        is_below || is_first && is_detached && span != unit && head != unit
    };
    all(store).filter(belongs).collect()
}

fn was_retried(store: &Store, span: SpanRow) -> bool {
    let spans = store.spans();
    let tell = |of| (store.parent(of), store.service(of), spans.name(of), spans.kind(of));
    let has_end = !spans.marks(span).contains(Marks::UNFINISHED);
    let worked = |&other: &SpanRow| tell(other) == tell(span) && !is_error(store, other);
    let is_later = |&other: &SpanRow| other > span && spans.start_ns(other) >= spans.end_ns(span);
    store.parent(span).is_some() && has_end && all(store).filter(worked).any(|other| is_later(&other))
}

fn fate(store: &Store, unit: SpanRow, span: SpanRow) -> Fate {
    let spans = store.spans();
    let has_end = !spans.marks(unit).contains(Marks::UNFINISHED);
    if span == unit {
        Fate::Cause
    } else if below(store, unit, span).into_iter().any(|span| was_retried(store, span)) {
        Fate::Recovered
    } else if has_end && spans.start_ns(span) >= spans.end_ns(unit) {
        Fate::Asynchronous
    } else {
        Fate::Cause
    }
}

/// The errors of a unit with their fates, without those that have one of the same fate below.
fn errors(store: &Store, unit: SpanRow) -> Vec<(SpanRow, Fate)> {
    let own = inner(store, unit).into_iter().chain([unit]).filter(|&span| is_error(store, span));
    let errors: Vec<(SpanRow, Fate)> = own.map(|span| (span, fate(store, unit, span))).collect();
    let is_above =
        |span: SpanRow, other: SpanRow| other != span && (span == unit || below(store, unit, other).contains(&span));
    let is_last = |&(span, fate): &(SpanRow, Fate)| {
        !errors.iter().any(|&(other, of_other)| of_other == fate && is_above(span, other))
    };
    errors.iter().copied().filter(is_last).collect()
}

/// The spans of [`store_of`] say nothing of their errors but a message of letters.
fn key(store: &Store, span: SpanRow) -> CauseKey {
    let text = |sym| store.text(sym).to_owned();
    CauseKey {
        service: text(store.service(span)),
        name: text(store.spans().name(span)),
        error_type: String::new(),
        message: text(store.spans().status_message(span)),
    }
}

/// The units and the spans of each key and fate.
type Found = BTreeMap<(CauseKey, u8), (BTreeSet<SpanRow>, BTreeSet<SpanRow>)>;

fn found(store: &Store, units: &RowSet) -> Found {
    let mut found = Found::new();
    for unit in units.iter() {
        for (span, fate) in errors(store, unit) {
            let (units, spans) = found.entry((key(store, span), fate as u8)).or_default();
            units.insert(unit);
            spans.insert(span);
        }
    }
    found
}

fn compare(store: &Store, units: &RowSet) -> Result<(), TestCaseError> {
    let (answer, found) = (causes(store, units), found(store, units));
    let failing: BTreeSet<SpanRow> = units.iter().filter(|&unit| is_error(store, unit)).collect();
    prop_assert_eq!((answer.units, answer.failing as usize), (units.count(), failing.len()));
    prop_assert_eq!(answer.rows.len(), found.keys().map(|(key, _)| key).collect::<BTreeSet<_>>().len());
    prop_assert_eq!(answer.causes as usize, answer.rows.len());
    let none = (BTreeSet::new(), BTreeSet::new());
    for row in &answer.rows {
        let of = |fate: Fate| found.get(&(row.key.clone(), fate as u8)).unwrap_or(&none);
        let [caused, recovered, asynchronous] = [Fate::Cause, Fate::Recovered, Fate::Asynchronous].map(of);
        let of_failing = caused.0.intersection(&failing).count();
        prop_assert_eq!((row.failing as usize, row.handled as usize), (of_failing, caused.0.len() - of_failing));
        prop_assert_eq!((row.recovered as usize, row.asynchronous as usize), (recovered.0.len(), asynchronous.0.len()));
        prop_assert!((row.failing_share * f64::from(answer.failing) - f64::from(row.failing)).abs() < 1e-9);

        let everywhere: BTreeSet<SpanRow> =
            caused.0.iter().chain(&recovered.0).chain(&asynchronous.0).copied().collect();
        prop_assert_eq!(row.units as usize, everywhere.len());
        prop_assert_eq!(row.trend.iter().sum::<u32>(), row.units);
        prop_assert_eq!(row.entry_points.iter().map(|entry| entry.units).sum::<u32>(), row.units);
        let spans =
            || caused.1.iter().chain(&recovered.1).chain(&asynchronous.1).map(|&span| store.spans().start_ns(span));
        prop_assert_eq!((Some(row.first_ns), Some(row.last_ns)), (spans().min(), spans().max()));

        let (unit, span) = (store.span(row.sample_unit).unwrap(), store.span(row.sample_span).unwrap());
        prop_assert_eq!(&key(store, span), &row.key);
        prop_assert_eq!(&row.sample_span_id, &store.spans().span_id(span).to_string());
        let trace = store.trace(row.sample_trace).unwrap();
        prop_assert_eq!(trace, store.spans().trace(span));
        prop_assert_eq!(&row.sample_trace_id, &store.traces().id(trace).to_string());
        prop_assert_eq!(&row.sample_group, store.group(trace));
        prop_assert!(errors(store, unit).iter().any(|&(other, _)| other == span));
        prop_assert_eq!(is_error(store, unit) && caused.0.contains(&unit), row.failing > 0);
        let steps: u32 = row.path.iter().map(|step| step.times).sum();
        prop_assert_eq!(steps as usize, below(store, unit, span).len() + 1);

        for (fate, (units_of_fate, _)) in
            [(Fate::Cause, caused), (Fate::Recovered, recovered), (Fate::Asynchronous, asynchronous)]
        {
            let cause = CauseSelection { key: row.key.clone(), fate };
            let selected: BTreeSet<SpanRow> =
                units_of_cause(store, units, &cause, FailureRule::Status).iter().collect();
            prop_assert_eq!(&selected, units_of_fate);
        }
    }
    let order = |row: &spanlens::analysis::ErrorCause| {
        let counts = [row.failing, row.handled, row.asynchronous, row.recovered];
        (counts.map(std::cmp::Reverse), row.key.clone())
    };
    prop_assert!(answer.rows.is_sorted_by(|a, b| order(a) < order(b)));
    Ok(())
}

/// Traces of some length, traces without roots, and many small ones.
fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop_oneof![tree(), spans(), units()]
}

proptest! {
    #[test]
    fn every_number_is_what_the_definition_gives(spans in any_spans()) {
        let store = store_of(&spans);
        for population in POPULATIONS {
            compare(&store, &store.units(population))?;
        }
    }

    #[test]
    fn a_failing_unit_has_at_least_one_cause(spans in any_spans()) {
        let store = store_of(&spans);
        for population in POPULATIONS {
            for unit in store.units(population).iter().filter(|&unit| is_error(&store, unit)) {
                let mut alone = RowSet::empty(store.spans().len());
                alone.insert(unit);
                prop_assert!(causes(&store, &alone).rows.iter().any(|row| row.failing == 1));
            }
        }
    }

    #[test]
    fn the_order_of_the_spans_changes_nothing(
        (spans, shuffled) in any_spans().prop_flat_map(|spans| (Just(spans.clone()), Just(spans).prop_shuffle())),
    ) {
        let of = |spans| {
            let store = store_of(spans);
            causes(&store, store.requests())
        };
        prop_assert_eq!(of(&spans), of(&shuffled));
    }

    #[test]
    fn the_order_of_the_units_and_pauses_change_nothing(spans in any_spans(), population in 0..3_usize) {
        let store = store_of(&spans);
        let units = store.units(POPULATIONS[population]);
        let mut rows: Vec<SpanRow> = units.iter().collect();
        rows.reverse();
        let mut fold = CauseCounts::new(&store, FailureRule::Status);
        rows.chunks(2).for_each(|rows| fold.add(&store, rows.iter().copied()));
        prop_assert_eq!(fold.finish(&store, &ErrorCausesOptions::default()), causes(&store, &units));
    }
}

/// What becomes of the errors of a drawn trace: names with the numbers failing, handled, recovered, asynchronous.
fn told(text: &str) -> Vec<(String, [u32; 4])> {
    let store = sketch(text).unwrap();
    let answer = causes(&store, store.requests());
    let numbers = answer.rows.iter().map(|row| [row.failing, row.handled, row.recovered, row.asynchronous]);
    answer.rows.iter().map(|row| row.key.name.clone()).zip(numbers).collect()
}

fn named<const N: usize>(rows: [(&str, [u32; 4]); N]) -> Vec<(String, [u32; 4])> {
    rows.map(|(name, numbers)| (name.to_owned(), numbers)).to_vec()
}

#[test]
fn a_retry_at_the_client_recovers_a_server_without_siblings() {
    let trace = "
        shop buy         0..90  ok
          shop charge  10..20 @client !
            pay Charge 11..19 @server !
          shop charge  30..50 @client
            pay Charge 31..49 @server";
    assert_eq!(told(trace), named([("Charge", [0, 0, 1, 0])]));
}

#[test]
fn a_root_that_fails_by_itself_is_its_own_cause() {
    let trace = "
        shop buy         0..90 !
          shop charge  10..20 @client !
          shop charge  30..50 @client";
    assert_eq!(told(trace), named([("buy", [1, 0, 0, 0]), ("charge", [0, 0, 1, 0])]));
}

#[test]
fn an_attempt_that_overlaps_or_does_something_else_recovers_nothing() {
    for other in ["charge 15..50 @client", "charge 30..50 @server", "refund 30..50 @client", "charge 30..50 @client !"]
    {
        let trace = format!("\n  shop buy 0..90 !\n    shop charge 10..20 @client !\n    shop {other}");
        assert_eq!(told(&trace)[0], ("charge".to_owned(), [1, 0, 0, 0]), "{other}");
    }
}

#[test]
fn spans_that_are_not_error_do_not_break_the_chain() {
    let trace = "
        shop buy            0..90 !
          shop handler      5..85
            shop charge   10..80 !
              pay Charge  11..79
                db INSERT 20..60 !";
    assert_eq!(told(trace), named([("INSERT", [1, 0, 0, 0])]));
}

#[test]
fn a_late_error_is_asynchronous_and_does_not_hide_the_cause() {
    let trace = "
        shop buy         0..50 !
          shop send     40..45
            mail deliver 50..90 !";
    assert_eq!(told(trace), named([("buy", [1, 0, 0, 0]), ("deliver", [0, 0, 0, 1])]));
    let early = trace.replace("50..90", "49..90");
    assert_eq!(told(&early), named([("deliver", [1, 0, 0, 0])]));
}

#[test]
fn nothing_is_late_for_a_unit_without_an_end() {
    assert_eq!(told("shop buy 0.. !\n  mail deliver 60..90 !"), named([("deliver", [1, 0, 0, 0])]));
}

#[test]
fn a_trace_without_a_root_is_one_unit() {
    assert_eq!(told("shop buy 0..90 ! ?\n  pay Charge 11..19 !"), named([("Charge", [1, 0, 0, 0])]));
}

#[test]
fn two_roots_are_two_units() {
    let trace = "
        shop buy 0..90 !
          db INSERT 10..20 !
        shop buy 100..190
          db INSERT 110..120 !";
    assert_eq!(told(trace), named([("INSERT", [1, 1, 0, 0])]));
}

#[test]
fn an_error_in_a_detached_subtree_is_a_cause_of_the_first_request() {
    let trace = "
        shop buy 0..90 !
        shop buy 100..190 !
        pay Charge 20..60 ?
          db INSERT 30..40 !\"no room\"";
    assert_eq!(told(trace), named([("INSERT", [1, 0, 0, 0]), ("buy", [1, 0, 0, 0])]));
    let store = sketch(trace).unwrap();
    let path = causes(&store, store.requests()).rows[0].path.clone();
    let steps: Vec<(&str, bool)> = path.iter().map(|step| (&step.name[..], step.gap)).collect();
    assert_eq!(steps, [("INSERT", false), ("Charge", true), ("buy", false)]);
    // As units, those spans are counted with their own trees too.
    let spans = causes(&store, &store.units(Population::Spans));
    assert_eq!((spans.rows[0].key.name.as_str(), spans.rows[0].failing, spans.rows[0].handled), ("INSERT", 2, 1));
}

#[test]
fn an_error_below_a_unit_that_works_is_handled() {
    assert_eq!(told("shop buy 0..90\n  db INSERT 10..20 !"), named([("INSERT", [0, 1, 0, 0])]));
}

#[test]
fn two_different_exceptions_on_one_span_name_are_two_rows() {
    let answer = |second: &str| {
        let first = "shop buy 0..9 ! exception.type=A exception.message=\"cart 17 is locked\"";
        let store = sketch(&format!("{first}\n\nshop buy 0..9 ! {second}")).unwrap();
        causes(&store, store.requests())
            .rows
            .into_iter()
            .map(|row| (row.key.error_type, row.failing))
            .collect::<Vec<_>>()
    };
    let same = "exception.type=A exception.message=\"cart 18 is locked\"";
    assert_eq!(answer(same), [("A".to_owned(), 2)]);
    for other in [
        "exception.type=B exception.message=\"cart 17 is locked\"",
        "exception.type=A exception.message=\"cart 17 is gone\"",
    ] {
        assert_eq!(answer(other).len(), 2, "{other}");
    }
}

#[test]
fn shares_are_of_failing_units_not_of_spans() {
    // One unit has ten failing calls, four have one each.
    let many = "\n  db INSERT 10..20 !".repeat(10);
    let text = format!("shop buy 0..90 !{many}\n\n{}", "shop buy 0..90 !\n  db SELECT 10..20 !\n\n".repeat(4));
    let store = sketch(&text).unwrap();
    let answer = causes(&store, store.requests());
    let shares: Vec<(&str, f64)> = answer.rows.iter().map(|row| (&row.key.name[..], row.failing_share)).collect();
    assert_eq!(shares, [("SELECT", 0.8), ("INSERT", 0.2)]);
}

#[test]
fn an_exception_on_a_span_that_is_not_error_is_a_note() {
    let store = sketch("shop buy 0..9\n  db SELECT 1..2 ^exception\n\nshop buy 0..9 ! ^exception").unwrap();
    let answer = causes(&store, store.requests());
    assert_eq!((answer.exceptions_without_error, answer.causes, answer.failing), (1, 1, 1));
}

#[test]
fn the_deepest_trace_is_no_deeper_than_the_widest() {
    // A hundred thousand failing spans below each other, and as many side by side.
    let mut spans = Vec::new();
    for at in 1..=100_000_u64 {
        let (parent_deep, parent_wide) = (at - 1, u64::from(at > 1));
        for (trace, parent) in [(1, parent_deep), (2, parent_wide)] {
            let times = (at, 1_000_000);
            spans.push(Span {
                source: 0,
                trace,
                id: at,
                parent,
                kind: 1,
                name: 0,
                service: 0,
                start_ns: times.0,
                end_ns: times.1,
                error: true,
                extras: 0,
            });
        }
    }
    let store = store_of(&spans);
    let answer = causes(&store, store.requests());
    assert_eq!((answer.failing, answer.causes, answer.rows[0].failing), (2, 1, 2));
    assert_eq!(answer.rows[0].path.iter().map(|step| step.times).sum::<u32>(), 100_000);
}
