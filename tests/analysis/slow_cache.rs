//! The slow cache of the demo: is it found, with its true cost, and is the change of mix beside it told apart?

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

use spanlens::analysis::{
    Attribution, Baseline, FlameDiffOptions, FlameGraphOptions, LatencyDiff, MixControl, Selection, baseline_of,
    latency_diff, select, suspects,
};
use spanlens::demo::{Incident, Trouble};
use spanlens::store::{RowSet, Store};
use spanlens::units::{DurationRange, FailureRule};

use super::hours::{self, CALM, HOUR};

fn incident() -> &'static Incident {
    hours::incident(Trouble::SlowCache)
}

/// The requests of the incident's window, and those just before it.
fn sides(store: &Store) -> [RowSet; 2] {
    let window = Selection { time: Some(incident().window), ..Selection::default() };
    [
        select(store, store.requests(), &window, FailureRule::Status).unwrap(),
        baseline_of(store, store.requests(), &window, &Baseline::Before, FailureRule::Status).unwrap(),
    ]
}

fn compare(attribution: Attribution, mix: MixControl) -> LatencyDiff {
    let [selection, baseline] = sides(&HOUR);
    let graph = FlameGraphOptions { attribution, ..FlameGraphOptions::default() };
    latency_diff(&HOUR, &selection, &baseline, &FlameDiffOptions { graph, mix }).unwrap()
}

/// What the incident adds to a request of its window, affected or not.
fn true_ns(answer: &LatencyDiff) -> f64 {
    incident().added_ns as f64 / f64::from(answer.flames.selection_units)
}

#[test]
fn the_cache_is_the_first_contributor_with_its_true_cost() {
    for attribution in [Attribution::CriticalPath, Attribution::Shared] {
        let answer = compare(attribution, MixControl::RootAndCalls);
        let first = answer.flames.contributors[0] as usize;
        assert_eq!(answer.flames.frames.callee(first), Some(incident().service));
        let by_service = &answer.flames.services[0];
        assert_eq!((&*by_service.service, by_service.own_ns), (incident().service, 0.0));
        let share = by_service.in_transit_ns / true_ns(&answer);
        assert!((0.98..1.02).contains(&share), "{share} of the true cost");
    }
}

#[test]
fn the_cache_is_the_first_suspect_with_nearly_its_true_cost_for_certain() {
    let answer = compare(Attribution::CriticalPath, MixControl::RootAndCalls);
    let [first, second, ..] = &answer.suspects.suspects[..] else { panic!("no suspects") };
    assert_eq!(first.service, incident().service);
    assert!((0.9..1.0).contains(&(first.certain_ns / true_ns(&answer))), "{}", first.certain_ns / true_ns(&answer));
    assert!(second.certain_ns < 0.05 * first.certain_ns, "{second:?}");
    let frame = answer.row_frames[0] as usize;
    assert_eq!(answer.flames.frames.callee(frame), Some(incident().service));
}

#[test]
fn the_burst_of_exports_is_in_the_mix_effect() {
    let answer = compare(Attribution::CriticalPath, MixControl::RootAndCalls);
    // Exports take as long as ever, so what raises the mean beyond the cache is that there are more of them.
    let beyond = answer.flames.delta_mean_ns - true_ns(&answer);
    let share = answer.flames.mix_ns / beyond;
    assert!((0.9..1.1).contains(&share) && answer.flames.mix_ns > true_ns(&answer), "{share}");
    let without = compare(Attribution::CriticalPath, MixControl::None);
    assert!(without.flames.mix_ns.abs() < 1e-3);
    let first = without.flames.contributors[0] as usize;
    assert_ne!(
        without.flames.frames.callee(first),
        Some(incident().service),
        "a rule without classes falls for the decoy"
    );
}

#[test]
fn without_the_incident_nobody_is_named_for_more_than_a_fiftieth_of_the_mean() {
    let [selection, baseline] = sides(&CALM);
    let answer = latency_diff(&CALM, &selection, &baseline, &FlameDiffOptions::default()).unwrap();
    let most = answer.suspects.suspects[0].clone();
    assert!(most.certain_ns < 0.02 * answer.flames.baseline_mean_ns, "{most:?}");
}

#[test]
fn everything_slow_is_of_the_cache_or_of_one_of_the_operations_that_are_tried_again() {
    let slow =
        Selection { durations: Some(DurationRange { min_ns: 300_000_000, max_ns: None }), ..Selection::default() };
    let selection = select(&HOUR, HOUR.requests(), &slow, FailureRule::Status).unwrap();
    let baseline = baseline_of(&HOUR, HOUR.requests(), &slow, &Baseline::Rest, FailureRule::Status).unwrap();
    let answer = suspects(&HOUR, &selection, &baseline).kinds;
    let told: Vec<String> = answer
        .kinds
        .iter()
        .map(|kind| {
            let rows = kind.rows.iter().map(|row| format!("{} {}", row.row.name, row.units));
            format!("{} {:?} {}: {}", kind.service, kind.name, kind.units, rows.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "cart-redis None 668: HGETALL 471, HSET 197",
            "shipping Some(\"shop.Shipping/Estimate\") 197: shop.Shipping/Estimate 197, GET /cart 197",
            "shipping Some(\"shop.Shipping/Ship\") 149: shop.Shipping/Ship 149, POST /checkout 149",
        ]
    );
    // Each incident whole, and nobody else. What is of no kind is as slow on any day.
    let affected = |trouble| hours::incident(trouble).affected;
    assert_eq!(answer.kinds[0].units, affected(Trouble::SlowCache));
    assert_eq!(answer.kinds[1].units + answer.kinds[2].units, affected(Trouble::RetryStorm));
    assert_eq!(answer.neither, selection.count() - 668 - 346);
    let added: f64 = answer.kinds[0].added_ns * 668.0;
    let share = added / incident().added_ns as f64;
    assert!((0.98..1.02).contains(&share), "{share} of the true cost");
}
