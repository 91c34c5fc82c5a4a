//! The list of calls against counting call by call, its laws, and traces drawn by hand.

mod drawn;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::analysis::{CallKind, CallList, CallNumbers, call_list, service_map, template};
use spanlens::filter::Filter;
use spanlens::store::{Population, RawValue, RowSet, SourceRow, SpanDraft, SpanRow, Store, Value};
use spanlens::units::{FailureRule, SpanId, SpanKind, StatusCode, TraceId};

use super::trees::{forest, two_sets};
use super::unit_times::call;
use crate::strategies::{Span, builder, scope};

/// A span, and the attributes that say what it calls.
type Node = (Span, Vec<(&'static str, &'static str)>);

/// Spans of a few traces, many of them calls of something. Some values differ in what templates leave out.
fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let attributes = [
        ("db.system.name", "redis"),
        ("db.query.summary", "GET user"),
        ("db.operation.name", "GET"),
        ("db.collection.name", "user"),
        ("db.query.text", "SELECT 1"),
        ("db.query.text", "SELECT 22"),
        ("db.query.text", "SELECT 3"),
        ("db.query.text", "SELECT 4"),
        ("db.query.text", "SELECT 5"),
        ("db.query.text", "SELECT 6"),
        ("messaging.system", "kafka"),
        ("messaging.operation.name", "send"),
        ("messaging.destination.name", "orders"),
        ("server.address", "cart"),
        ("server.address", "redis"),
        ("http.request.method", "x"),
        ("http.request.method", "GET"),
        ("http.route", "/users/{id}"),
        ("url.full", "http://cart/users/7?a=1"),
        ("url.full", "http://cart/users/8"),
        ("rpc.service", "Cart"),
        ("rpc.method", "get"),
        ("other", "redis"),
    ];
    forest().prop_flat_map(move |spans| {
        let attributes = prop::collection::vec(prop::sample::subsequence(attributes.to_vec(), 0..5), spans.len());
        (Just(spans), attributes).prop_map(|(spans, attributes)| spans.into_iter().zip(attributes).collect())
    })
}

fn store_of(nodes: &[Node]) -> Store {
    let mut builder = builder();
    for (span, attributes) in nodes {
        let scope = scope(&mut builder, ["shop", "cart"][usize::from(span.service)]);
        let pair = |(key, value): &(&str, &str)| {
            let (key, value) = (builder.intern(key).unwrap(), builder.intern(value).unwrap());
            builder.intern_pair(key, RawValue::string(value)).unwrap()
        };
        let attributes = attributes.iter().map(pair).collect();
        let draft = SpanDraft {
            trace_id: TraceId(u128::from(span.trace).to_be_bytes()),
            span_id: SpanId(span.id),
            parent_id: SpanId(span.parent),
            name: builder.intern(["x", "y 7"][usize::from(span.name)]).unwrap(),
            kind: span.kind(),
            start_ns: span.start_ns,
            end_ns: span.end_ns,
            status: if span.error { StatusCode::Error } else { StatusCode::Unset },
            attributes,
            ..SpanDraft::default()
        };
        builder.push(&draft, scope, SourceRow(span.source)).unwrap();
    }
    builder.seal()
}

/// Callee, kind and operation.
type Key = (String, CallKind, String);

/// What is known of calls, the long way.
#[derive(Debug, Clone, Default, PartialEq)]
struct Known {
    units: BTreeSet<SpanRow>,
    calls: u32,
    failing: u32,
    total_ns: u64,
}

type Slow = BTreeMap<Key, Known>;

/// The first of some attributes that a span has.
fn text(store: &Store, span: SpanRow, keys: &[&str]) -> Option<String> {
    let of = |key: &&str| {
        let pairs = store.attributes(span).iter().filter(|&&pair| store.text(store.pairs().key(pair)) == *key);
        pairs.map(|&pair| store.value(pair)).find_map(|value| match value {
            Value::String(text) if !text.is_empty() => Some(text.to_owned()),
            _ => None,
        })
    };
    keys.iter().find_map(of)
}

fn kind_of(store: &Store, span: SpanRow) -> CallKind {
    let has = |keys: &[&str]| text(store, span, keys).is_some();
    match () {
        () if has(&["db.system.name"]) => CallKind::Database,
        () if has(&["messaging.system"]) => CallKind::Queue,
        () if has(&["rpc.service", "rpc.method"]) => CallKind::Rpc,
        () if has(&["http.request.method", "http.route", "url.full"]) => CallKind::Http,
        () => CallKind::Other,
    }
}

/// The path of the URLs that these tests have.
fn path(store: &Store, span: SpanRow) -> Option<String> {
    let url = text(store, span, &["url.full"]).map(|_| "/users/<n>".to_owned());
    text(store, span, &["http.route"]).or(url)
}

/// Callee, kind and operation of a call with spans on one side or on both.
fn key(store: &Store, client: Option<SpanRow>, server: Option<SpanRow>) -> Key {
    let named = |span: SpanRow| text(store, span, &["server.address", "db.system.name", "messaging.system"]);
    let callee = server.map(|span| service(store, span)).or_else(|| named(client?)).unwrap_or_default();
    let kind = [client, server].into_iter().flatten().map(|span| kind_of(store, span)).min().unwrap();
    let is_message = client.is_some_and(|span| store.spans().kind(span) == SpanKind::Producer)
        || server.is_some_and(|span| store.spans().kind(span) == SpanKind::Consumer);
    let kind = if kind == CallKind::Other && is_message { CallKind::Queue } else { kind };
    let name = |span: SpanRow| template(store.text(store.spans().name(span))).into_owned();
    let get = |span: SpanRow, key: &str| text(store, span, &[key]);
    let with = |first: String, between: &str, second: Option<String>| match second {
        Some(second) => format!("{first}{between}{second}"),
        None => first,
    };
    if let Some(server) = server.filter(|_| client.is_none() || kind != CallKind::Database) {
        let is_method = get(server, "http.request.method").as_deref() == Some("x") && name(server) == "x";
        return (callee, kind, with(name(server), " ", path(store, server).filter(|_| is_method)));
    }
    let span = client.unwrap();
    let operation = match kind {
        CallKind::Database => get(span, "db.query.summary")
            .or_else(|| Some(with(get(span, "db.operation.name")?, " ", get(span, "db.collection.name"))))
            .or_else(|| get(span, "db.query.text").map(|_| "SELECT <n>".to_owned())),
        CallKind::Queue => get(span, "messaging.operation.name")
            .map(|operation| with(operation, " ", get(span, "messaging.destination.name"))),
        CallKind::Rpc => get(span, "rpc.service")
            .map(|service| with(service, "/", get(span, "rpc.method")))
            .or_else(|| get(span, "rpc.method")),
        CallKind::Http => {
            let (method, path) = (get(span, "http.request.method"), path(store, span));
            method.zip(path).map(|(method, path)| format!("{method} {path}"))
        }
        CallKind::Other => None,
    };
    (callee, kind, operation.unwrap_or_else(|| name(span)))
}

fn service(store: &Store, span: SpanRow) -> String {
    store.text(store.service(span)).to_owned()
}

/// All calls that a unit has, and the span that tells how each went.
fn calls(store: &Store, unit: SpanRow) -> Vec<(Key, SpanRow)> {
    let entries = store.units(Population::Entries);
    let rows: Vec<SpanRow> = store.subtree(unit).map(SpanRow).collect();
    let is_caller = |span: SpanRow| {
        matches!(store.spans().kind(span), SpanKind::Client | SpanKind::Producer) || call(store, span).is_some()
    };
    let server = |span: SpanRow| call(store, span).map(|(server, _)| server);
    let callers = rows.iter().filter(|&&span| is_caller(span));
    let mut found: Vec<_> = callers.map(|&span| (key(store, Some(span), server(span)), span)).collect();
    let of_callers: BTreeSet<SpanRow> =
        rows.iter().filter(|&&span| is_caller(span)).filter_map(|&span| server(span)).collect();
    let alone = rows.iter().filter(|&&span| span != unit && entries.contains(span) && !of_callers.contains(&span));
    found.extend(alone.map(|&span| (key(store, None, Some(span)), span)));
    found
}

fn slow(store: &Store, units: &RowSet) -> Slow {
    let mut slow = Slow::new();
    for unit in units.iter() {
        for (key, span) in calls(store, unit) {
            let known = slow.entry(key).or_default();
            known.units.insert(unit);
            known.calls += 1;
            known.failing += u32::from(store.spans().status(span) == StatusCode::Error);
            known.total_ns += store.spans().duration_ns(span);
        }
    }
    slow
}

fn both(store: &Store, [selection, baseline]: &[RowSet; 2]) -> CallList {
    call_list(store, selection, Some(baseline), FailureRule::Status).unwrap()
}

/// The calls of a side that has any, by their names.
fn fast(list: &CallList, side: impl Fn(&spanlens::analysis::CallRow) -> CallNumbers) -> BTreeMap<Key, CallNumbers> {
    let rows = list.rows.iter().map(|row| ((row.callee.clone(), row.kind, row.operation.clone()), side(row)));
    rows.filter(|(_, numbers)| *numbers != CallNumbers::default()).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]
fn float(number: u64) -> f64 {
    number as f64
}

fn compare(fast: &BTreeMap<Key, CallNumbers>, slow: &Slow, units: u32) -> Result<(), TestCaseError> {
    prop_assert_eq!(fast.keys().collect::<Vec<_>>(), slow.keys().collect::<Vec<_>>());
    for (key, numbers) in fast {
        let Known { units: having, calls, failing, total_ns } = &slow[key];
        prop_assert_eq!((numbers.units as usize, numbers.calls), (having.len(), *calls), "{:?}", key);
        prop_assert_eq!((numbers.failing, numbers.total_ns), (*failing, *total_ns), "{:?}", key);
        prop_assert!(close(numbers.calls_per_unit, f64::from(*calls) / f64::from(units)));
        prop_assert!(close(numbers.per_call_ns, float(*total_ns) / f64::from(*calls)));
        prop_assert!(close(numbers.failing_share, f64::from(*failing) / f64::from(*calls)));
    }
    Ok(())
}

/// The units of each operation.
fn by_operation(store: &Store, side: &RowSet) -> BTreeMap<(String, String), RowSet> {
    let mut groups = BTreeMap::<(String, String), RowSet>::new();
    for unit in side.iter() {
        let name = store.text(store.spans().name(unit)).to_owned();
        let group = groups.entry((service(store, unit), name)).or_insert_with(|| RowSet::empty(side.universe()));
        group.insert(unit);
    }
    groups
}

proptest! {
    #[test]
    fn every_number_is_what_counting_call_by_call_gives(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let sides = two_sets(&store, bits);
        let list = both(&store, &sides);
        prop_assert_eq!((list.selection_units, list.baseline_units.unwrap()), (sides[0].count(), sides[1].count()));
        compare(&fast(&list, |row| row.selection), &slow(&store, &sides[0]), sides[0].count())?;
        compare(&fast(&list, |row| row.baseline.unwrap()), &slow(&store, &sides[1]), sides[1].count())?;
    }

    #[test]
    fn the_rows_add_up_to_all_calls(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let list = both(&store, &two_sets(&store, bits));
        prop_assert_eq!(list.rows_in_all as usize, list.rows.len());
        for (whole, side) in [(list.selection, 0), (list.baseline.unwrap(), 1)] {
            let rows = || list.rows.iter().map(move |row| if side == 0 { row.selection } else { row.baseline.unwrap() });
            prop_assert_eq!(whole.calls, rows().map(|row| row.calls).sum::<u32>());
            prop_assert_eq!(whole.failing, rows().map(|row| row.failing).sum::<u32>());
            prop_assert_eq!(whole.total_ns, rows().map(|row| row.total_ns).sum::<u64>());
            prop_assert!(rows().all(|row| row.units <= whole.units));
        }
    }

    #[test]
    fn the_calls_are_those_of_the_service_map_and_those_of_unknown_callees(nodes in nodes()) {
        let store = store_of(&nodes);
        let list = call_list(&store, store.requests(), None, FailureRule::Status).unwrap();
        let map = service_map(&store, store.requests(), None, FailureRule::Status);
        let mapped: u32 = map.edges.iter().map(|edge| edge.selection.calls).sum();
        let unknown: u32 = list.rows.iter().filter(|row| row.callee.is_empty()).map(|row| row.selection.calls).sum();
        prop_assert_eq!(list.selection.calls, mapped + unknown);
    }

    #[test]
    fn changes_are_those_within_operations(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let sides = two_sets(&store, bits);
        let list = both(&store, &sides);
        let [selected, others] = sides.each_ref().map(|side| by_operation(&store, side));
        let mut now = BTreeMap::<Key, [f64; 3]>::new();
        let mut before = BTreeMap::<Key, [f64; 3]>::new();
        for (operation, units) in &selected {
            let Some(compared) = others.get(operation) else { continue };
            let weight = f64::from(units.count()) / f64::from(compared.count());
            for (side, into, weight) in [(units, &mut now, 1.0), (compared, &mut before, weight)] {
                for (key, known) in slow(&store, side) {
                    let sums = into.entry(key).or_default();
                    sums[0] += weight * f64::from(known.calls);
                    sums[1] += weight * float(known.total_ns);
                    sums[2] += weight * f64::from(known.failing);
                }
            }
        }
        for row in &list.rows {
            let key = (row.callee.clone(), row.kind, row.operation.clone());
            let (now, before) = (now.get(&key).copied(), before.get(&key).copied());
            prop_assert_eq!(row.change.is_some(), now.is_some() || before.is_some());
            let Some(change) = row.change else { continue };
            let ([calls, ns, failing], [calls_before, ns_before, failing_before]) =
                (now.unwrap_or_default(), before.unwrap_or_default());
            prop_assert!(close(change.calls, calls - calls_before));
            prop_assert!(close(change.calls_per_unit, (calls - calls_before) / f64::from(sides[0].count())));
            prop_assert!(close(change.total_ns, ns - ns_before));
            prop_assert!(close(change.by_calls_ns + change.by_duration_ns, change.total_ns));
            prop_assert_eq!(change.per_call_ns.is_some(), now.is_some() && before.is_some());
            prop_assert_eq!(change.failing_share.is_some(), change.per_call_ns.is_some());
            if let (Some(per_call_ns), Some(failing_share)) = (change.per_call_ns, change.failing_share) {
                prop_assert!(close(per_call_ns, ns / calls - ns_before / calls_before));
                prop_assert!(close(failing_share, failing / calls - failing_before / calls_before));
                prop_assert!(close(change.by_duration_ns, calls * per_call_ns));
            } else {
                prop_assert!(close(change.by_calls_ns, change.total_ns));
            }
        }
    }

    #[test]
    fn the_filter_of_a_row_matches_all_units_with_its_calls(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let [units, _] = two_sets(&store, bits);
        let list = call_list(&store, &units, None, FailureRule::Status).unwrap();
        let slow = slow(&store, &units);
        for row in &list.rows {
            let filter = Filter::parse(&row.filter).unwrap();
            prop_assert_eq!(filter.to_string(), row.filter.as_str());
            let matching: BTreeSet<SpanRow> = filter.select(&store, &units).iter().collect();
            let having = &slow[&(row.callee.clone(), row.kind, row.operation.clone())].units;
            prop_assert!(having.is_subset(&matching), "{} {:?}", row.filter, row);
        }
    }

    #[test]
    fn the_order_of_the_spans_changes_nothing(
        (nodes, shuffled) in nodes().prop_flat_map(|nodes| (Just(nodes.clone()), Just(nodes).prop_shuffle())),
    ) {
        let of = |nodes: &[Node]| {
            let store = store_of(nodes);
            call_list(&store, store.requests(), None, FailureRule::Status).unwrap()
        };
        prop_assert_eq!(of(&nodes), of(&shuffled));
    }

    #[test]
    fn a_side_against_itself_differs_nowhere(nodes in nodes()) {
        let store = store_of(&nodes);
        let requests = store.requests();
        let list = both(&store, &[requests.clone(), requests.clone()]);
        for row in &list.rows {
            prop_assert_eq!(Some(row.selection), row.baseline);
            let change = row.change.unwrap();
            prop_assert!(change.calls.abs() < 1e-9 && change.total_ns.abs() < 1e-6);
            prop_assert!(change.per_call_ns.unwrap().abs() < 1e-6 && change.failing_share.unwrap().abs() < 1e-9);
        }
    }

    #[test]
    fn the_rows_with_the_largest_change_come_first(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let list = both(&store, &two_sets(&store, bits));
        let sizes: Vec<f64> = list.rows.iter().map(|row| row.change.map_or(0.0, |change| change.total_ns.abs())).collect();
        prop_assert!(sizes.is_sorted_by(|a, b| a >= b), "{:?}", sizes);
        let alone = call_list(&store, store.requests(), None, FailureRule::Status).unwrap();
        prop_assert!(alone.rows.is_sorted_by(|a, b| a.selection.total_ns >= b.selection.total_ns));
    }
}

#[test]
fn nothing_is_no_calls() {
    let store = store_of(&[]);
    let list = call_list(&store, store.requests(), None, FailureRule::Status).unwrap();
    assert_eq!(list, CallList::default());
}
