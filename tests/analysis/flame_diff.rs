//! The flame diff against a slow version of itself, and its laws.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::analysis::{
    Attribution, FlameDiff, FlameDiffOptions, FlameGraphOptions, FrameKey, FrameMarks, LatencyDiffFold, MixControl,
    flame_diff, flame_graph, latency_diff,
};
use spanlens::sketch::sketch;
use spanlens::store::{RowSet, SpanRow, Store};

use super::in_steps;
use super::trees::{children, forest, two_sets};
use super::unit_times::{close, is_within, keys, unit_times};
use crate::strategies::store_of;

type Operation = (String, String);

/// What makes a class.
type Class = (Option<Operation>, BTreeSet<Operation>);

fn options() -> impl Strategy<Value = FlameDiffOptions> {
    let attribution = prop::sample::select(vec![Attribution::CriticalPath, Attribution::Shared]);
    let mix = prop::sample::select(vec![MixControl::None, MixControl::RootOperation, MixControl::RootAndCalls]);
    (attribution, mix).prop_map(|(attribution, mix)| FlameDiffOptions {
        graph: FlameGraphOptions { attribution, ..FlameGraphOptions::default() },
        mix,
    })
}

fn class(store: &Store, unit: SpanRow, mix: MixControl) -> Class {
    let operation =
        |span| (store.text(store.service(span)).to_owned(), store.text(store.spans().name(span)).to_owned());
    match mix {
        MixControl::None => (None, BTreeSet::new()),
        MixControl::RootOperation => (Some(operation(unit)), BTreeSet::new()),
        MixControl::RootAndCalls => (Some(operation(unit)), children(store, unit).into_iter().map(operation).collect()),
    }
}

/// For each unit of a class, the time of each frame: its own, or what a key and all within it have.
type Units = Vec<BTreeMap<FrameKey, f64>>;

fn classes(store: &Store, rows: &RowSet, options: &FlameDiffOptions) -> BTreeMap<Class, Units> {
    let mut classes = BTreeMap::<Class, Units>::new();
    for unit in rows.iter() {
        let mut own = BTreeMap::new();
        for time in unit_times(store, unit, options.graph.attribution) {
            *own.entry(time.own_key).or_default() += time.own_ns;
        }
        classes.entry(class(store, unit, options.mix)).or_default().push(own);
    }
    classes
}

/// Difference and standard error of a quantity of units.
fn difference(
    [selection, baseline]: [&BTreeMap<Class, Units>; 2],
    quantity: impl Fn(&BTreeMap<FrameKey, f64>) -> f64,
) -> (f64, f64) {
    let shared: Vec<&Class> = selection.keys().filter(|class| baseline.contains_key(class)).collect();
    let all: usize = shared.iter().map(|class| selection[class].len()).sum();
    let (mut sum, mut variance) = (0.0, 0.0);
    for class in shared {
        let weight = selection[class].len() as f64 / all as f64;
        let sides =
            [&selection[class], &baseline[class]].map(|units| units.iter().map(&quantity).collect::<Vec<f64>>());
        let means = sides.each_ref().map(|side| side.iter().sum::<f64>() / side.len() as f64);
        let difference = weight * (means[0] - means[1]);
        sum += difference;
        if sides.iter().any(|side| side.len() < 2) {
            variance += difference.powi(2);
        } else {
            for (side, mean) in sides.iter().zip(means) {
                let squares = side.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
                variance += weight * weight * squares / (side.len() - 1) as f64 / side.len() as f64;
            }
        }
    }
    (sum, variance.sqrt())
}

fn check_sums(diff: &FlameDiff) -> Result<(), TestCaseError> {
    let scale = diff.selection_mean_ns + diff.baseline_mean_ns;
    prop_assert!(close(diff.deltas.self_ns.iter().sum::<f64>() + diff.mix_ns, diff.delta_mean_ns, scale));
    let by_service: f64 = diff.services.iter().map(|row| row.own_ns + row.in_transit_ns).sum();
    prop_assert!(close(by_service, diff.deltas.self_ns.iter().sum(), scale));
    for at in 0..diff.frames.len() {
        let children = || (0..diff.frames.len()).filter(|&child| diff.frames.parent(child) == Some(at));
        let nest = |column: &[f64]| children().map(|child| column[child]).sum::<f64>();
        prop_assert!(close(diff.deltas.total_ns[at], diff.deltas.self_ns[at] + nest(&diff.deltas.total_ns), scale));
        prop_assert!(diff.deltas.width_ns[at] >= nest(&diff.deltas.width_ns) - 1e-9 * scale);
    }
    let size = |&frame: &u32| diff.deltas.self_ns[frame as usize].abs();
    prop_assert!(diff.contributors.iter().map(size).is_sorted_by(|a, b| a >= b));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_difference_is_what_the_rule_says(spans in forest(), bits in any::<u64>(), options in options()) {
        let store = store_of(&spans);
        let sets = two_sets(&store, bits);
        let diff = flame_diff(&store, &sets[0], &sets[1], &options).unwrap();
        let scale = diff.selection_mean_ns + diff.baseline_mean_ns;
        let classes = sets.each_ref().map(|rows| classes(&store, rows, &options));
        for (at, key) in keys(&diff.frames).iter().enumerate() {
            let own = |unit: &BTreeMap<FrameKey, f64>| unit.get(key).copied().unwrap_or_default();
            let within = |unit: &BTreeMap<FrameKey, f64>| {
                unit.iter().filter(|(other, _)| is_within(other, key)).map(|(_, ns)| *ns).sum::<f64>()
            };
            let (own, own_error) = difference(classes.each_ref(), own);
            let (total, total_error) = difference(classes.each_ref(), within);
            let deltas = &diff.deltas;
            for (found, expected) in [
                (deltas.self_ns[at], own),
                (deltas.self_error_ns[at], own_error),
                (deltas.total_ns[at], total),
                (deltas.total_error_ns[at], total_error),
            ] {
                // A root of what cancels out is known to half as many digits.
                prop_assert!((found - expected).abs() <= 1e-6 * scale.max(1.0), "{:?}: {} {}", key, found, expected);
            }
            prop_assert!(close(deltas.self_ns[at], own, scale) && close(deltas.total_ns[at], total, scale));
        }
        check_sums(&diff)?;
    }

    #[test]
    fn both_sides_are_flame_graphs_and_the_widths_their_mean(spans in forest(), bits in any::<u64>(), options in options()) {
        let store = store_of(&spans);
        let [selection, baseline] = two_sets(&store, bits);
        let diff = flame_diff(&store, &selection, &baseline, &options).unwrap();
        for (rows, times) in [(&selection, &diff.selection), (&baseline, &diff.baseline)] {
            let graph = flame_graph(&store, rows, &options.graph).unwrap();
            let places = keys(&diff.frames);
            for (at, key) in keys(&graph.frames).iter().enumerate() {
                let place = places.iter().position(|other| other == key).unwrap();
                prop_assert!(close(times.self_ns[place], graph.times.self_ns[at], graph.mean_ns));
                prop_assert!(close(times.total_ns[place], graph.times.total_ns[at], graph.mean_ns));
                prop_assert!(close(times.calls[place], graph.times.calls[at], 1.0));
            }
        }
        let both = selection.count() > 0 && baseline.count() > 0;
        for at in 0..diff.frames.len() {
            let sum = diff.selection.total_ns[at] + diff.baseline.total_ns[at];
            let sides = if both { 2.0 } else { 1.0 };
            prop_assert!(close(diff.deltas.width_ns[at], sum / sides, sum));
            let marks = FrameMarks(diff.deltas.marks[at]);
            prop_assert_eq!(marks.contains(FrameMarks::NEW), both && diff.baseline.calls[at] == 0.0);
            prop_assert_eq!(marks.contains(FrameMarks::GONE), both && diff.selection.calls[at] == 0.0);
        }
    }

    #[test]
    fn without_mix_control_swapping_the_sides_negates_every_number(spans in forest(), bits in any::<u64>()) {
        let store = store_of(&spans);
        let [selection, baseline] = two_sets(&store, bits);
        let options = FlameDiffOptions { mix: MixControl::None, ..FlameDiffOptions::default() };
        let there = flame_diff(&store, &selection, &baseline, &options).unwrap();
        let back = flame_diff(&store, &baseline, &selection, &options).unwrap();
        let scale = there.selection_mean_ns + there.baseline_mean_ns;
        prop_assert!(close(there.delta_mean_ns, -back.delta_mean_ns, scale));
        prop_assert!(close(there.mix_ns, 0.0, scale) && close(back.mix_ns, 0.0, scale));
        prop_assert_eq!(&there.frames, &back.frames);
        for at in 0..there.frames.len() {
            prop_assert!(close(there.deltas.self_ns[at], -back.deltas.self_ns[at], scale));
            prop_assert!(close(there.deltas.total_ns[at], -back.deltas.total_ns[at], scale));
            prop_assert!(close(there.deltas.self_error_ns[at], back.deltas.self_error_ns[at], scale));
        }
    }

    #[test]
    fn a_set_against_itself_differs_by_nothing(spans in forest(), bits in any::<u64>(), options in options()) {
        let store = store_of(&spans);
        let [rows, _] = two_sets(&store, bits);
        let answer = latency_diff(&store, &rows, &rows, &options).unwrap();
        prop_assert_eq!((answer.flames.delta_mean_ns, answer.flames.mix_ns), (0.0, 0.0));
        prop_assert!(answer.flames.deltas.self_ns.iter().chain(&answer.flames.deltas.total_ns).all(|&ns| ns == 0.0));
        prop_assert!(answer.flames.deltas.marks.iter().all(|&marks| marks == 0));
        prop_assert!(answer.suspects.suspects.iter().all(|suspect| suspect.expected_ns == 0.0));
    }

    #[test]
    fn an_empty_side_is_an_answer_without_differences(spans in forest(), bits in any::<u64>(), options in options()) {
        let store = store_of(&spans);
        let [rows, _] = two_sets(&store, bits);
        let nothing = RowSet::empty(store.spans().len());
        for (selection, baseline) in [(&rows, &nothing), (&nothing, &rows), (&nothing, &nothing)] {
            let answer = latency_diff(&store, selection, baseline, &options).unwrap();
            let diff = &answer.flames;
            prop_assert_eq!((diff.selection_units, diff.baseline_units), (selection.count(), baseline.count()));
            prop_assert_eq!((diff.delta_mean_ns, diff.mix_ns), (0.0, 0.0));
            let deltas = &diff.deltas;
            let columns = [&deltas.self_ns, &deltas.self_error_ns, &deltas.total_ns, &deltas.total_error_ns];
            prop_assert!(columns.into_iter().flatten().all(|&ns| ns == 0.0));
            prop_assert!(deltas.width_ns.iter().all(|ns| ns.is_finite()) && deltas.marks.iter().all(|&marks| marks == 0));
            prop_assert!(answer.suspects.suspects.is_empty() && diff.contributors.is_empty());
        }
    }

    #[test]
    fn steps_change_nothing(spans in forest(), bits in any::<u64>(), options in options(), step in 1..9_u32) {
        let store = store_of(&spans);
        let [selection, baseline] = two_sets(&store, bits);
        let fold = LatencyDiffFold::new(&store, selection.clone(), baseline.clone(), &options);
        let whole = latency_diff(&store, &selection, &baseline, &options).unwrap();
        prop_assert_eq!(in_steps(fold, &store, step).unwrap(), whole);
    }
}

/// A trace that takes `scale` times as long as the first, drawn after the others.
fn shop(scale: u32) -> String {
    let line = |indent: usize, what: &str, from: u32, to: u32| {
        format!("{}{what} {}..{}\n", " ".repeat(indent), from * scale, to * scale)
    };
    [line(0, "shop GET", 0, 20), line(1, "cart get", 1, 5), line(1, "mail send", 6, 18), line(2, "smtp put", 7, 10)]
        .concat()
}

fn halves(store: &Store) -> [RowSet; 2] {
    let mut halves = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    let half = store.requests().count() as usize / 2;
    store.requests().iter().enumerate().for_each(|(at, unit)| halves[usize::from(at < half)].insert(unit));
    halves
}

#[test]
fn a_uniform_tenfold_slowdown_shows_every_frame_slower() {
    let store = sketch(&[shop(1), shop(1), shop(10), shop(10)].join("\n")).unwrap();
    let [slow, fast] = halves(&store);
    let diff = flame_diff(&store, &slow, &fast, &FlameDiffOptions::default()).unwrap();
    for at in 0..diff.frames.len() {
        assert!(FrameMarks(diff.deltas.marks[at]).contains(FrameMarks::CLEAR), "{}", diff.frames.name(at));
        assert!((diff.deltas.total_ns[at] - 9.0 * diff.baseline.total_ns[at]).abs() < 1e-3);
    }
}

#[test]
fn a_subtree_of_the_selection_alone_is_new_and_one_of_the_baseline_alone_gone() {
    let with = "shop GET 0..50 @server\n cart get 0..10\n mail send 10..40 @server\n  smtp put 20..30\n";
    let without = "shop GET 0..20 @server\n cart get 0..10\n";
    let store = sketch(&[without, without, with, with].join("\n")).unwrap();
    let [late, early] = halves(&store);
    let marks = |selection, baseline, mix| {
        let options = FlameDiffOptions { mix, ..FlameDiffOptions::default() };
        let diff = flame_diff(&store, selection, baseline, &options).unwrap();
        let of = |at: usize| (diff.frames.service(at).to_owned(), diff.deltas.marks[at]);
        ((0..diff.frames.len()).map(of).collect::<Vec<_>>(), diff.deltas.width_ns, diff.mix_ns)
    };
    let named =
        |marks: [u8; 4]| ["shop", "cart", "mail", "smtp"].map(str::to_owned).into_iter().zip(marks).collect::<Vec<_>>();
    let clear = (FrameMarks::CLEAR.0, FrameMarks::CLEAR.0 | FrameMarks::CLEAR_SELF.0);
    let (new, gone) = (FrameMarks::NEW.0, FrameMarks::GONE.0);
    // The root's own time is ten milliseconds on either side.
    let (found, widths, mix_ns) = marks(&late, &early, MixControl::RootOperation);
    assert_eq!(found, named([clear.0, 0, new | clear.1, new | clear.1]));
    assert_eq!((widths, mix_ns), (vec![35e6, 10e6, 15e6, 5e6], 0.0));
    let (found, ..) = marks(&early, &late, MixControl::None);
    assert_eq!(found, named([clear.0, 0, gone | clear.1, gone | clear.1]));
    // Another set of calls is another class: then all of it is mix, and drawn all the same.
    let (found, widths, mix_ns) = marks(&late, &early, MixControl::RootAndCalls);
    assert_eq!(found, named([0, 0, new, new]));
    assert_eq!((widths, mix_ns), (vec![35e6, 10e6, 15e6, 5e6], 30e6));
}

#[test]
fn a_change_of_the_mix_is_not_a_change_of_latency() {
    let (slow, fast) = ("shop export 0..1000\n", "shop GET 0..10\n");
    let store = sketch(&[slow, fast, fast, fast, slow, slow, slow, fast].join("\n")).unwrap();
    let [late, early] = halves(&store);
    let diff = flame_diff(&store, &late, &early, &FlameDiffOptions::default()).unwrap();
    assert_eq!((diff.delta_mean_ns, diff.mix_ns), (495e6, 495e6));
    assert_eq!(diff.deltas.self_ns, [0.0, 0.0]);
    let options = FlameDiffOptions { mix: MixControl::None, ..FlameDiffOptions::default() };
    let diff = flame_diff(&store, &late, &early, &options).unwrap();
    assert_eq!((diff.mix_ns, diff.contributors.len()), (0.0, 2));
}

#[test]
fn a_difference_of_single_units_is_neutral() {
    let store = sketch("shop GET 0..10\n\nshop GET 0..500\n\nshop GET 0..501").unwrap();
    let sets = [[1, 2].as_slice(), &[0]].map(|rows| {
        let mut set = RowSet::empty(3);
        for &row in rows {
            set.insert(SpanRow(row));
        }
        set
    });
    let diff = flame_diff(&store, &sets[0], &sets[1], &FlameDiffOptions::default()).unwrap();
    assert_eq!((diff.deltas.self_ns[0], diff.deltas.marks[0]), (490.5e6, 0));
}
