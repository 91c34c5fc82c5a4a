//! The service map against counting call by call, its laws, and traces drawn by hand.

mod drawn;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::analysis::{MapNumbers, NodeKind, ServiceMap, Side, TOLERANCE_NS, overview, service_map};
use spanlens::filter::Filter;
use spanlens::store::{LinkDraft, Population, RawValue, RowSet, SourceRow, SpanDraft, SpanRow, Store, Value};
use spanlens::units::{FailureRule, SpanId, SpanKind, StatusCode, TimeRange, TraceId};

use super::critical_path::expected;
use super::trees::{all, children, forest, two_sets};
use super::unit_times::call;
use crate::strategies::{Span, builder, scope};

/// A span with what is of matter to the map alone.
type Node = (Span, Option<(&'static str, &'static str)>, Vec<(u8, u64)>);

/// Spans of a few traces. Some name whom they call, be it a service that is there, and some link to others, be they there or not.
fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let peers = [
        ("db.system", "redis"),
        ("db.system.name", "redis"),
        ("messaging.system", "kafka"),
        ("server.address", "cart"),
        ("server.address", "redis"),
        ("peer.service", ""),
        ("other", "redis"),
    ];
    let extras = move || {
        let peer = prop::option::of(prop::sample::select(peers.to_vec()));
        let links = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec((1..6_u8, 1..9_u64), 1..3)];
        (peer, links)
    };
    forest().prop_flat_map(move |spans| {
        let extras = prop::collection::vec(extras(), spans.len());
        (Just(spans), extras).prop_map(|(spans, extras)| {
            spans.into_iter().zip(extras).map(|(span, (peer, links))| (span, peer, links)).collect()
        })
    })
}

fn store_of(nodes: &[Node]) -> Store {
    let mut builder = builder();
    for (span, peer, links) in nodes {
        let scope = scope(&mut builder, ["shop", "cart"][usize::from(span.service)]);
        let attributes = peer.map(|(key, value)| {
            let (key, value) = (builder.intern(key).unwrap(), builder.intern(value).unwrap());
            builder.intern_pair(key, RawValue::string(value)).unwrap()
        });
        let trace = |trace: u8| TraceId(u128::from(trace).to_be_bytes());
        let link =
            |&(to, span): &(u8, u64)| LinkDraft { trace_id: trace(to), span_id: SpanId(span), ..LinkDraft::default() };
        let draft = SpanDraft {
            trace_id: trace(span.trace),
            span_id: SpanId(span.id),
            parent_id: SpanId(span.parent),
            name: builder.intern(["x", "y"][usize::from(span.name)]).unwrap(),
            kind: span.kind(),
            start_ns: span.start_ns,
            end_ns: span.end_ns,
            status: if span.error { StatusCode::Error } else { StatusCode::Unset },
            attributes: attributes.into_iter().collect(),
            links: links.iter().map(link).collect(),
            ..SpanDraft::default()
        };
        builder.push(&draft, scope, SourceRow(span.source)).unwrap();
    }
    builder.seal()
}

/// What is known of a node or an edge, the long way.
#[derive(Debug, Default)]
struct Known {
    units: BTreeSet<SpanRow>,
    durations_ns: Vec<u64>,
    failing: u32,
    path_ns: u64,
}

/// A node has no second name.
type Key = (String, Option<String>);
type Slow = BTreeMap<Key, Known>;

fn service(store: &Store, span: SpanRow) -> String {
    store.text(store.service(span)).to_owned()
}

/// Whom the attributes of a call name where no span of the other side is there.
fn named(store: &Store, span: SpanRow) -> Option<String> {
    let kind = store.spans().kind(span);
    if call(store, span).is_some() || !matches!(kind, SpanKind::Client | SpanKind::Producer) {
        return None;
    }
    let keys = ["peer.service", "server.address", "net.peer.name", "db.system.name", "db.system", "messaging.system"];
    let text = |key: &str| {
        let pairs = store.attributes(span).iter().filter(|&&pair| store.text(store.pairs().key(pair)) == key);
        pairs.map(|&pair| store.value(pair)).find_map(|value| match value {
            Value::String(text) if !text.is_empty() => Some(text.to_owned()),
            _ => None,
        })
    };
    keys.into_iter().find_map(text)
}

/// The services that sent what a span takes.
fn senders(store: &Store, span: SpanRow) -> BTreeSet<String> {
    if store.spans().kind(span) != SpanKind::Consumer {
        return BTreeSet::new();
    }
    let links = store.links().of(span.0..span.0 + 1).map(|at| store.links().value(at));
    let target = |trace: TraceId, id: SpanId| {
        let is_meant = |&other: &SpanRow| {
            let spans = store.spans();
            store.traces().id(spans.trace(other)) == trace
                && spans.span_id(other) == id
                && matches!(spans.kind(other), SpanKind::Producer | SpanKind::Client)
        };
        all(store).find(is_meant)
    };
    links.filter_map(|link| target(link.trace_id, link.span_id)).map(|span| service(store, span)).collect()
}

/// All calls that a unit has: from where to where, and the span that tells how it went.
fn calls(store: &Store, unit: SpanRow) -> Vec<(Key, SpanRow)> {
    let entries = store.units(Population::Entries);
    let rows: Vec<SpanRow> = store.subtree(unit).map(SpanRow).collect();
    let edge = |from: &str, to: &str| (from.to_owned(), Some(to.to_owned()));
    let is_service =
        |name: &str| ["shop", "cart"].contains(&name) && all(store).any(|span| service(store, span) == name);
    let mut calls = Vec::new();
    for &span in &rows {
        let here = service(store, span);
        if entries.contains(span) {
            calls.push(((here.clone(), None), span));
            let senders = senders(store, span);
            let parent = store.parent(span).filter(|_| span != unit);
            if let Some(parent) = parent.filter(|&parent| service(store, parent) != here || senders.is_empty()) {
                let is_seen = call(store, parent).is_some_and(|(server, _)| server == span);
                calls.push((edge(&service(store, parent), &here), if is_seen { parent } else { span }));
            }
            let others = senders
                .iter()
                .filter(|&sender| *sender == here || parent.is_none_or(|parent| service(store, parent) != *sender));
            calls.extend(others.map(|sender| (edge(sender, &here), span)));
        }
        if let Some(callee) = named(store, span) {
            calls.push((edge(&here, &callee), span));
            if !is_service(&callee) {
                calls.push(((callee, None), span));
            }
        }
    }
    calls
}

fn slow(store: &Store, units: &RowSet) -> Slow {
    let mut slow = Slow::new();
    for unit in units.iter() {
        for span in store.subtree(unit).map(SpanRow) {
            slow.entry((service(store, span), None)).or_default().units.insert(unit);
        }
        for (key, span) in calls(store, unit) {
            let known = slow.entry(key).or_default();
            known.units.insert(unit);
            known.durations_ns.push(store.spans().duration_ns(span));
            known.failing += u32::from(store.spans().status(span) == StatusCode::Error);
        }
        let window = (store.spans().start_ns(unit), store.spans().end_ns(unit));
        for segment in expected(store, unit, window, TOLERANCE_NS) {
            let from = service(store, segment.span);
            let callee = call(store, segment.span).map(|(_, callee)| callee).or_else(|| named(store, segment.span));
            slow.entry((from, callee)).or_default().path_ns += segment.duration_ns();
        }
    }
    slow
}

/// The numbers of all nodes and edges of a side that has any, by their names.
fn fast(map: &ServiceMap, side: impl Fn(&MapNumbers, Option<&MapNumbers>) -> MapNumbers) -> BTreeMap<Key, MapNumbers> {
    let name = |at: u32| map.nodes[at as usize].name.clone();
    let nodes = map.nodes.iter().map(|node| ((node.name.clone(), None), side(&node.selection, node.baseline.as_ref())));
    let edges = map
        .edges
        .iter()
        .map(|edge| ((name(edge.from), Some(name(edge.to))), side(&edge.selection, edge.baseline.as_ref())));
    nodes.chain(edges).filter(|(_, numbers)| *numbers != MapNumbers::default()).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

fn compare(fast: &BTreeMap<Key, MapNumbers>, slow: &Slow, units: u32) -> Result<(), TestCaseError> {
    prop_assert_eq!(fast.keys().collect::<Vec<_>>(), slow.keys().collect::<Vec<_>>());
    for (key, numbers) in fast {
        let Known { units: having, durations_ns, failing, path_ns } = &slow[key];
        let mut sorted = durations_ns.clone();
        sorted.sort_unstable();
        let percentile =
            |percent: usize| (sorted.len() * percent).div_ceil(100).checked_sub(1).map_or(0, |at| sorted[at]);
        prop_assert_eq!((numbers.units as usize, numbers.calls as usize), (having.len(), sorted.len()), "{:?}", key);
        prop_assert_eq!(numbers.failing, *failing, "{:?}", key);
        prop_assert_eq!((numbers.p50_ns, numbers.p95_ns), (percentile(50), percentile(95)), "{:?}", key);
        let of = |number: u32, all: u32| if all == 0 { 0.0 } else { f64::from(number) / f64::from(all) };
        prop_assert!(close(numbers.calls_per_unit, of(numbers.calls, units)));
        prop_assert!(close(numbers.failing_share, of(numbers.failing, numbers.calls)));
        #[expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]
        let path_ns = *path_ns as f64 / f64::from(units.max(1));
        prop_assert!(close(numbers.path_ns, path_ns), "{:?} {} {}", key, numbers.path_ns, path_ns);
    }
    Ok(())
}

fn both(store: &Store, [selection, baseline]: &[RowSet; 2]) -> ServiceMap {
    service_map(store, selection, Some(baseline), FailureRule::Status)
}

proptest! {
    #[test]
    fn every_number_is_what_counting_call_by_call_gives(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let sides = two_sets(&store, bits);
        let map = both(&store, &sides);
        prop_assert_eq!((map.selection.units, map.baseline.unwrap().units), (sides[0].count(), sides[1].count()));
        compare(&fast(&map, |selection, _| *selection), &slow(&store, &sides[0]), sides[0].count())?;
        compare(&fast(&map, |_, baseline| *baseline.unwrap()), &slow(&store, &sides[1]), sides[1].count())?;
    }

    #[test]
    fn changes_are_those_within_operations_and_the_rest_is_the_mix(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let sides = two_sets(&store, bits);
        let map = both(&store, &sides);
        let of = |side: &RowSet| {
            let mut groups = BTreeMap::<(String, String), RowSet>::new();
            for unit in side.iter() {
                let name = store.text(store.spans().name(unit)).to_owned();
                groups.entry((service(&store, unit), name)).or_insert_with(|| RowSet::empty(side.universe())).insert(unit);
            }
            groups
        };
        let (selected, others) = (of(&sides[0]), of(&sides[1]));
        let mut expected = BTreeMap::<Key, f64>::new();
        let mut at_same_mix = 0.0;
        for (operation, units) in &selected {
            let Some(compared) = others.get(operation) else { continue };
            let share = f64::from(units.count()) / f64::from(sides[0].count());
            for (side, sign) in [(units, share), (compared, -share)] {
                for (key, known) in slow(&store, side) {
                    #[expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]
                    let mean_ns = known.path_ns as f64 / f64::from(side.count());
                    *expected.entry(key).or_default() += sign * mean_ns;
                    at_same_mix += sign * mean_ns;
                }
            }
        }
        let name = |at: u32| map.nodes[at as usize].name.clone();
        let nodes = map.nodes.iter().map(|node| ((node.name.clone(), None), node.change_ns));
        let edges = map.edges.iter().map(|edge| ((name(edge.from), Some(name(edge.to))), edge.change_ns));
        for (key, change_ns) in nodes.chain(edges) {
            let expected = expected.get(&key).copied().unwrap_or_default();
            prop_assert!((change_ns.unwrap() - expected).abs() < 1e-6, "{:?} {:?} {}", key, change_ns, expected);
        }
        let delta_ns = map.selection.mean_ns - map.baseline.unwrap().mean_ns;
        if sides.iter().all(|side| side.count() > 0) {
            prop_assert!((map.mix_ns - (delta_ns - at_same_mix)).abs() < 1e-6);
        } else {
            prop_assert!(map.mix_ns.abs() < 1e-9);
        }
    }

    #[test]
    fn the_time_on_the_path_adds_up_to_the_mean_duration(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let map = both(&store, &two_sets(&store, bits));
        let baseline = map.baseline.unwrap();
        let all = || map.nodes.iter().map(|node| (node.selection, node.baseline.unwrap()))
            .chain(map.edges.iter().map(|edge| (edge.selection, edge.baseline.unwrap())));
        prop_assert!(close(all().map(|(selection, _)| selection.path_ns).sum(), map.selection.mean_ns));
        prop_assert!(close(all().map(|(_, baseline)| baseline.path_ns).sum(), baseline.mean_ns));
    }

    #[test]
    fn the_calls_of_services_are_those_of_the_overview_of_entries(nodes in nodes()) {
        let store = store_of(&nodes);
        // Detached subtrees are in no request.
        prop_assume!(store.counts().detached_spans == 0);
        let map = service_map(&store, store.requests(), None, FailureRule::Status);
        let range = TimeRange { from_ns: 0, to_ns: u64::MAX };
        let entries = store.units(Population::Entries);
        let overview = overview(&store, Side { rows: &entries, range }, None, FailureRule::Status).unwrap();
        let mut expected = BTreeMap::<&str, (u32, u32)>::new();
        for (at, service) in overview.services.iter().enumerate() {
            let counts = expected.entry(service).or_default();
            counts.0 += overview.selection.counts[at];
            counts.1 += overview.selection.errors[at];
        }
        let services = map.nodes.iter().filter(|node| node.kind == NodeKind::Service);
        let found: BTreeMap<&str, (u32, u32)> =
            services.map(|node| (&*node.name, (node.selection.calls, node.selection.failing))).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn the_order_of_the_spans_changes_nothing(
        (nodes, shuffled) in nodes().prop_flat_map(|nodes| (Just(nodes.clone()), Just(nodes).prop_shuffle())),
    ) {
        let of = |nodes: &[Node]| {
            let store = store_of(nodes);
            service_map(&store, store.requests(), None, FailureRule::Status)
        };
        prop_assert_eq!(of(&nodes), of(&shuffled));
    }

    #[test]
    fn a_side_against_itself_differs_nowhere(nodes in nodes()) {
        let store = store_of(&nodes);
        let all = store.units(Population::Spans);
        let map = service_map(&store, &all, Some(&all), FailureRule::Status);
        prop_assert_eq!(Some(map.selection), map.baseline);
        prop_assert!(map.nodes.iter().all(|node| node.change_ns == Some(0.0)) && map.mix_ns == 0.0);
        prop_assert!(map.nodes.iter().all(|node| Some(node.selection) == node.baseline));
        prop_assert!(map.edges.iter().all(|edge| Some(edge.selection) == edge.baseline));
    }

    #[test]
    fn the_filter_of_a_node_selects_the_units_that_go_through_it(nodes in nodes()) {
        let store = store_of(&nodes);
        prop_assume!(store.counts().detached_spans == 0);
        let units = store.requests();
        let map = service_map(&store, units, None, FailureRule::Status);
        let selected = |text: &str| Filter::parse(text).unwrap().select(&store, units).count();
        for node in &map.nodes {
            if node.kind == NodeKind::Service {
                prop_assert_eq!(selected(&node.filter), node.selection.units, "{}", node.filter);
            } else {
                prop_assert!(selected(&node.filter) >= node.selection.units, "{}", node.filter);
            }
        }
        for edge in &map.edges {
            prop_assert!(selected(&edge.filter) >= edge.selection.units, "{}", edge.filter);
        }
    }

    #[test]
    fn nodes_and_edges_are_in_order(nodes in nodes(), bits in any::<u64>()) {
        let store = store_of(&nodes);
        let map = both(&store, &two_sets(&store, bits));
        let name = |at: u32| &map.nodes[at as usize].name;
        let calls = |selection: &MapNumbers, baseline: Option<&MapNumbers>| {
            (std::cmp::Reverse(selection.calls), std::cmp::Reverse(baseline.unwrap().calls))
        };
        let keys: Vec<_> = map.nodes.iter().map(|node| (calls(&node.selection, node.baseline.as_ref()), &node.name)).collect();
        prop_assert!(keys.is_sorted_by(|a, b| a < b));
        let keys: Vec<_> = map.edges.iter()
            .map(|edge| (calls(&edge.selection, edge.baseline.as_ref()), name(edge.from), name(edge.to))).collect();
        prop_assert!(keys.is_sorted_by(|a, b| a < b));
    }
}

#[test]
fn nothing_is_an_empty_map() {
    let store = store_of(&[]);
    let empty = service_map(&store, &RowSet::empty(0), None, FailureRule::Status);
    assert_eq!(empty, ServiceMap::default());
    // The helper that finds children has to agree with the store, or the oracle is of no use.
    assert!(children(&store, SpanRow(0)).is_empty());
}
