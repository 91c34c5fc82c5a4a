//! The flame graph against a slow version of itself, its laws, and drawn traces.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use spanlens::analysis::{
    Attribution, FlameGraph, FlameGraphFold, FlameGraphOptions, FrameKey, FrameTimes, flame_graph, frame_units,
};
use spanlens::sketch::sketch;
use spanlens::store::{Population, RowSet, SpanRow, Store};

use super::in_steps;
use super::trees::{all, forest, two_sets};
use super::unit_times::{close, is_within, keys, outside_of_parent, unit_times};
use crate::strategies::store_of;

/// Own time within units and outside of parents, and calls, all per unit.
type Expected = BTreeMap<FrameKey, [f64; 3]>;

fn options(attribution: Attribution) -> FlameGraphOptions {
    FlameGraphOptions { attribution, ..FlameGraphOptions::default() }
}

fn attribution() -> impl Strategy<Value = Attribution> {
    prop::sample::select(vec![Attribution::CriticalPath, Attribution::Shared])
}

fn expected(store: &Store, rows: &RowSet, attribution: Attribution) -> Expected {
    let mut expected = Expected::new();
    for time in rows.iter().flat_map(|unit| unit_times(store, unit, attribution)) {
        expected.entry(time.key.clone()).or_default()[2] += 1.0;
        if time.own_key != time.key {
            expected.entry(time.own_key.clone()).or_default()[2] += 1.0;
        }
        let own = expected.get_mut(&time.own_key).unwrap();
        own[0] += time.own_ns;
        own[1] += time.outside_ns;
    }
    expected.values_mut().flatten().for_each(|sum| *sum /= f64::from(rows.count()));
    expected
}

fn row(times: &FrameTimes, at: usize) -> [f64; 3] {
    [times.self_ns[at], times.outside_self_ns[at], times.calls[at]]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_frame_has_what_the_rule_says(spans in forest(), bits in any::<u64>(), attribution in attribution()) {
        let store = store_of(&spans);
        let [rows, _] = two_sets(&store, bits);
        let graph = flame_graph(&store, &rows, &options(attribution)).unwrap();
        let expected = expected(&store, &rows, attribution);
        let keys = keys(&graph.frames);
        prop_assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>(), expected.keys().collect());
        for (at, key) in keys.iter().enumerate() {
            for (found, expected) in row(&graph.times, at).into_iter().zip(expected[key]) {
                prop_assert!(close(found, expected, graph.mean_ns), "{:?}: {} {}", key, found, expected);
            }
            let within = || expected.iter().filter(|(other, _)| is_within(other, key));
            prop_assert!(close(graph.times.total_ns[at], within().map(|(_, sums)| sums[0]).sum(), graph.mean_ns));
            prop_assert!(close(graph.times.outside_total_ns[at], within().map(|(_, sums)| sums[1]).sum(), graph.mean_ns));
        }
    }

    #[test]
    fn times_add_up(spans in forest(), bits in any::<u64>(), attribution in attribution()) {
        let store = store_of(&spans);
        let [rows, _] = two_sets(&store, bits);
        let graph = flame_graph(&store, &rows, &options(attribution)).unwrap();
        check_sums(&graph)?;
        let units = f64::from(rows.count().max(1));
        let outside_ns: u64 = (rows.iter())
            .flat_map(|unit| store.subtree(unit).skip(1).map(SpanRow))
            .flat_map(|span| outside_of_parent(&store, span))
            .map(|(from_ns, to_ns)| to_ns - from_ns)
            .sum();
        let duration_ns: u64 = rows.iter().map(|unit| store.spans().duration_ns(unit)).sum();
        prop_assert!(close(graph.mean_ns, duration_ns as f64 / units, 0.0));
        prop_assert!(close(graph.times.outside_self_ns.iter().sum::<f64>(), outside_ns as f64 / units, 0.0));
    }

    #[test]
    fn frames_are_in_order_and_steps_change_nothing(spans in forest(), step in 1..60_u32) {
        let store = store_of(&spans);
        let rows = store.units(Population::Spans);
        let graph = flame_graph(&store, &rows, &FlameGraphOptions::default()).unwrap();
        let fold = FlameGraphFold::new(&store, rows, &FlameGraphOptions::default());
        prop_assert_eq!(&in_steps(fold, &store, step).unwrap(), &graph);

        let frames = &graph.frames;
        let order = |at: usize| (frames.callee(at).is_some(), frames.service(at), frames.name(at), frames.callee(at));
        for at in 0..frames.len() {
            let siblings: Vec<usize> = (0..frames.len()).filter(|&other| frames.parent(other) == frames.parent(at)).collect();
            prop_assert!(siblings.is_sorted_by(|&a, &b| order(a) < order(b)));
            let above = if at == 0 { None } else { Some(at - 1) };
            let ancestors: Vec<usize> = std::iter::successors(above, |&frame| frames.parent(frame)).collect();
            prop_assert!(frames.parent(at).is_none_or(|parent| ancestors.contains(&parent)), "a subtree is one run");
            prop_assert_eq!(frames.depths[at] as usize, std::iter::successors(frames.parent(at), |&frame| frames.parent(frame)).count());
        }
    }

    #[test]
    fn a_frame_selects_the_units_that_have_it(spans in forest(), bits in any::<u64>(), attribution in attribution()) {
        let store = store_of(&spans);
        let [rows, _] = two_sets(&store, bits);
        let graph = flame_graph(&store, &rows, &options(attribution)).unwrap();
        for key in keys(&graph.frames) {
            let found = frame_units(&store, &rows, &key, &options(attribution), 2);
            let mut expected: Vec<(f64, SpanRow)> = Vec::new();
            for unit in rows.iter() {
                let times = unit_times(&store, unit, attribution);
                if times.iter().any(|time| time.key == key || time.own_key == key) {
                    expected.push((times.iter().filter(|time| time.own_key == key).map(|time| time.own_ns).sum(), unit));
                }
            }
            let mut units = RowSet::empty(store.spans().len());
            for &(_, unit) in &expected {
                units.insert(unit);
            }
            prop_assert_eq!(found.rows, units);
            let least = expected.iter().filter(|(_, unit)| found.samples.contains(unit)).map(|(ns, _)| *ns);
            let least = least.fold(f64::INFINITY, f64::min);
            let others = expected.iter().filter(|(_, unit)| !found.samples.contains(unit));
            prop_assert!(others.into_iter().all(|(ns, _)| *ns <= least + 1e-6));
            prop_assert_eq!(found.samples.len(), expected.len().min(2));
        }
    }
}

/// The laws that hold for every flame graph.
fn check_sums(graph: &FlameGraph) -> Result<(), TestCaseError> {
    let times = &graph.times;
    for (own, total) in [(&times.self_ns, &times.total_ns), (&times.outside_self_ns, &times.outside_total_ns)] {
        prop_assert!(own.iter().all(|&ns| ns >= 0.0), "{:?}", own);
        for at in 0..graph.frames.len() {
            let children = (0..graph.frames.len()).filter(|&child| graph.frames.parent(child) == Some(at));
            prop_assert!(close(total[at], own[at] + children.map(|child| total[child]).sum::<f64>(), 0.0));
        }
    }
    prop_assert!(close(times.self_ns.iter().sum(), graph.mean_ns, 0.0));
    Ok(())
}

/// The frames of the requests of a sketch, each as `service name`, or `service → callee`, with own time, total, and the same
/// outside, in milliseconds.
fn drawn(text: &str, options: &FlameGraphOptions) -> Vec<String> {
    let store = sketch(text).unwrap();
    let FlameGraph { frames, times, .. } = flame_graph(&store, store.requests(), options).unwrap();
    let line = |at: usize| {
        let name = frames.callee(at).map_or_else(|| frames.name(at).to_owned(), |callee| format!("→ {callee}"));
        let ms = [&times.self_ns, &times.total_ns, &times.outside_self_ns, &times.outside_total_ns]
            .map(|column| format!("{}", (column[at] / 1e5).round() / 10.0));
        format!("{}{} {name} {}", "  ".repeat(frames.depths[at] as usize), frames.service(at), ms.join(" "))
    };
    (0..frames.len()).map(line).collect()
}

fn check(text: &str, critical_path: &[&str], shared: &[&str]) {
    assert_eq!(drawn(text, &options(Attribution::CriticalPath)), critical_path, "{text}");
    assert_eq!(drawn(text, &options(Attribution::Shared)), shared, "{text}");
}

#[test]
fn siblings_that_overlap_share_time_or_are_waited_for() {
    check(
        "shop GET 0..100 @server\n a x 0..60\n b y 20..100",
        &["shop GET 20 100 0 0", "  a x 0 0 0 0", "  b y 80 80 0 0"],
        &["shop GET 0 100 0 0", "  a x 40 40 0 0", "  b y 60 60 0 0"],
    );
}

#[test]
fn a_wrapper_beside_its_client_takes_half_of_it_or_nothing() {
    check(
        "gate GET 0..100\n gate wrap 0..99\n gate call 1..100 @internal\n  cart get 10..90",
        &["gate GET 1 100 0 0", "  gate call 19 99 0 0", "    cart get 80 80 0 0", "  gate wrap 0 0 0 0"],
        &["gate GET 0 100 0 0", "  gate call 10 50 0 0", "    cart get 40 40 0 0", "  gate wrap 50 50 0 0"],
    );
}

#[test]
fn what_outlives_its_parent_is_outside_from_there_on() {
    let expected = ["shop GET 30 100 0 100", "  mail send 70 70 80 100", "    smtp put 0 0 20 20"];
    check("shop GET 0..100 @server\n mail send 30..200 @server\n  smtp put 150..170", &expected, &expected);
}

#[test]
fn what_starts_after_its_parent_is_outside_with_all_below_it() {
    let expected =
        ["shop GET 100 100 0 90", "  mail send 0 0 30 90", "    smtp put 0 0 10 60", "      disk sync 0 0 50 50"];
    check(
        "shop GET 0..100 @server\n mail send 110..190 @server\n  smtp put 120..170 @server\n   disk sync 130..180",
        &expected,
        &expected,
    );
}

#[test]
fn a_clock_that_is_early_shows_as_time_outside() {
    let expected =
        ["shop GET 20 100 0 50", "  shop call 0 80 0 50", "    cart get 20 20 50 50", "    shop → cart 60 60 0 0"];
    check("shop GET 50..150 @server\n shop call 60..140 @client\n  cart get 10..80 @server", &expected, &expected);
}

#[test]
fn detached_subtrees_are_in_no_flame_graph() {
    check("shop GET 0..100 @server\ncart get 20..80 ?", &["shop GET 100 100 0 0"], &["shop GET 100 100 0 0"]);
}

#[test]
fn ids_in_names_do_not_keep_frames_apart_unless_they_shall() {
    let text = "shop GET /cart/17 0..10\n\nshop GET /cart/23 0..30";
    assert_eq!(drawn(text, &FlameGraphOptions::default()), ["shop GET /cart/<n> 20 20 0 0"]);
    let raw = FlameGraphOptions { templates: false, ..FlameGraphOptions::default() };
    assert_eq!(drawn(text, &raw), ["shop GET /cart/17 5 5 0 0", "shop GET /cart/23 15 15 0 0"]);
}

#[test]
fn chosen_attributes_are_part_of_the_name() {
    let text = "shop GET 0..10 tenant=a n=1\n\nshop GET 0..30 tenant=b n=2\n\nshop GET 0..60 n=3";
    let attributes = vec!["tenant".to_owned(), "nobody".to_owned()];
    let chosen = FlameGraphOptions { attributes, ..FlameGraphOptions::default() };
    assert_eq!(
        drawn(text, &chosen),
        ["shop GET 20 20 0 0", "shop GET {tenant=a} 3.3 3.3 0 0", "shop GET {tenant=b} 10 10 0 0"]
    );
}

#[test]
fn calls_of_one_frame_are_in_transit_to_each_of_their_callees() {
    let text = "shop GET 0..100 @server\n shop call 0..50 @client\n  cart get 10..40 @server
 shop call 50..90 @client server.address=redis\n shop call 90..100 @client";
    let expected = [
        "shop GET 0 100 0 0",
        "  shop call 10 100 0 0",
        "    cart get 30 30 0 0",
        "    shop → cart 20 20 0 0",
        "    shop → redis 40 40 0 0",
    ];
    check(text, &expected, &expected);
}

#[test]
fn a_call_that_several_services_answer_is_in_transit_to_the_first() {
    let text =
        "shop GET 0..100 @server\n shop send 0..100 @client\n  cart get 10..40 @server\n  mail put 50..60 @server";
    let expected = [
        "shop GET 0 100 0 0",
        "  shop send 0 100 0 0",
        "    cart get 30 30 0 0",
        "    mail put 10 10 0 0",
        "    shop → cart 60 60 0 0",
    ];
    check(text, &expected, &expected);
}

#[test]
fn no_units_have_a_flame_graph_without_frames() {
    let store = sketch("a x 0..1").unwrap();
    let graph = flame_graph(&store, &RowSet::empty(1), &FlameGraphOptions::default()).unwrap();
    assert_eq!(graph, FlameGraph::default());
}

#[test]
fn deep_and_wide_traces_are_attributed_without_recursion() {
    let line = |depth: usize, name: &str, to: usize| format!("{}s {name} 0..{to}", " ".repeat(depth));
    let deep = (0..5_000).map(|depth| line(depth, "d", 20_000 - depth));
    let wide = [String::new(), line(0, "w", 20_000)]
        .into_iter()
        .chain((0..5_000).map(|at| line(1, &format!("c{at}x"), at + 1)));
    let store = sketch(&deep.chain(wide).collect::<Vec<_>>().join("\n")).unwrap();
    assert_eq!(all(&store).count(), 10_001);
    for attribution in [Attribution::CriticalPath, Attribution::Shared] {
        let raw = FlameGraphOptions { attribution, templates: false, ..FlameGraphOptions::default() };
        check_sums(&flame_graph(&store, store.requests(), &raw).unwrap()).unwrap();
    }
}
