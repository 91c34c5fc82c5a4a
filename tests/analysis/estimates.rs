//! Estimates of what there was before sampling: against the whole, against slow versions, and their laws.

use proptest::prelude::*;
use spanlens::analysis::{
    DurationEstimate, ErrorCauses, ErrorCausesFold, ErrorCausesOptions, Estimate, Fold, Heatmap, HeatmapFold,
    HeatmapOptions, Overview, OverviewFold, Side,
};
use spanlens::store::{SpanDraft, Store, StoreBuilder};
use spanlens::units::{FailureRule, SpanId, StatusCode, TimeRange, TraceId};

use super::random::Random;

const RANGE: TimeRange = TimeRange { from_ns: 0, to_ns: 10_000_000_000 };

/// A request: its operation, how long it took, whether it failed, and the threshold that let it through, if it says one.
#[derive(Debug, Clone, Copy)]
struct Request {
    operation: &'static str,
    duration_ns: u64,
    fails: bool,
    threshold: Option<&'static str>,
}

fn store_of(requests: &[Request]) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("a.json", "default");
    for (request, number) in requests.iter().zip(1_u64..) {
        let start_ns = number * 7_919 % 10_000 * 1_000_000;
        let state = request.threshold.map(|threshold| format!("ot=th:{threshold}")).unwrap_or_default();
        let draft = SpanDraft {
            trace_id: TraceId(u128::from(number).to_be_bytes()),
            span_id: SpanId(number),
            name: builder.intern(request.operation).unwrap(),
            trace_state: builder.intern(&state).unwrap(),
            start_ns,
            end_ns: start_ns + request.duration_ns,
            status: if request.fails { StatusCode::Error } else { StatusCode::Ok },
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    builder.seal()
}

fn overview(store: &Store) -> Overview {
    let side = Side { rows: store.requests(), range: RANGE };
    OverviewFold::new(side, None, FailureRule::Status).weighted().run(store).unwrap()
}

fn heatmap(store: &Store) -> Heatmap {
    let options = HeatmapOptions { max_columns: 4, max_rows: 8, ..HeatmapOptions::default() };
    HeatmapFold::new(store, store.requests().clone(), &options, FailureRule::Status).weighted().run(store).unwrap()
}

fn causes(store: &Store) -> ErrorCauses {
    let options = ErrorCausesOptions::default();
    ErrorCausesFold::new(store, store.requests().clone(), &options, FailureRule::Status).weighted().run(store)
}

/// What is known of the whole: how often each number of it was within its interval.
#[derive(Debug, Default)]
struct Coverage(Vec<(String, u32)>);

impl Coverage {
    fn note(&mut self, what: String, is_within: bool) {
        let at = self.0.iter().position(|(known, _)| *known == what);
        let at = at.unwrap_or_else(|| {
            self.0.push((what, 0));
            self.0.len() - 1
        });
        self.0[at].1 += u32::from(is_within);
    }
}

fn holds(Estimate { low, high, .. }: Estimate, truth: f64) -> bool {
    // A sum of weights that are no powers of two is off by its last digits.
    low <= truth + 1e-6 && truth <= high + 1e-6
}

/// Percentiles are rounded up by less than a thousandth.
fn holds_duration(DurationEstimate { low_ns, high_ns, .. }: DurationEstimate, truth_ns: u64) -> bool {
    low_ns <= truth_ns + truth_ns / 1_000 && truth_ns <= high_ns
}

/// An hour of three operations with durations of a long tail: failing ones fail fast, or late.
fn drawn(random: &mut Random) -> Vec<Request> {
    let operations = [("GET /", 1_500, 20.0, 0.01), ("GET /cart", 900, 60.0, 0.05), ("POST /pay", 400, 200.0, 0.2)];
    let mut requests = Vec::new();
    for (operation, count, median_ms, failing) in operations {
        for _ in 0..count {
            let (fails, spread) = (random.unit() < failing, random.normal());
            let ms = median_ms * (0.7 * spread).exp() * if fails { 2.0 } else { 1.0 };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some milliseconds")]
            requests.push(Request { operation, duration_ns: (ms * 1e6) as u64, fails, threshold: None });
        }
    }
    requests
}

/// Keeps what fails, half of what is slow, and a tenth of all else, as tail samplers do: 1/10 is `e6666666666666` of 2⁵⁶.
fn sampled(all: &[Request], random: &mut Random) -> Vec<Request> {
    let kept = all.iter().filter_map(|request| {
        let (probability, threshold) = match request {
            Request { fails: true, .. } => (1.0, "0"),
            Request { duration_ns: 300_000_000.., .. } => (0.5, "8"),
            _ => (0.1, "e6666666666666"),
        };
        (random.unit() < probability).then_some(Request { threshold: Some(threshold), ..*request })
    });
    kept.collect()
}

/// Keeps a sixteenth of everything: errors, too.
fn sampled_evenly(all: &[Request], random: &mut Random) -> Vec<Request> {
    let kept = all.iter().filter(|_| random.unit() < 1.0 / 16.0);
    kept.map(|request| Request { threshold: Some("f"), ..*request }).collect()
}

fn percentile(durations_ns: &mut [u64], percent: usize) -> u64 {
    durations_ns.sort_unstable();
    (durations_ns.len() * percent).div_ceil(100).checked_sub(1).map_or(0, |at| durations_ns[at])
}

#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn compare(coverage: &mut Coverage, all: &[Request], kept: &[Request]) {
    let answer = overview(&store_of(kept));
    let estimates = answer.estimates.unwrap();
    let rows = (0..answer.names.len()).map(|at| (answer.names[at].clone(), estimates.selection.row(at)));
    for (name, estimate) in rows.chain([("all".to_owned(), estimates.selection_total)]) {
        let of = all.iter().filter(|request| name == "all" || request.operation == name);
        let of: Vec<&Request> = of.collect();
        let (count, errors) = (of.len() as f64, of.iter().filter(|request| request.fails).count() as f64);
        let mut durations_ns: Vec<u64> = of.iter().map(|request| request.duration_ns).collect();
        coverage.note(format!("count of {name}"), holds(estimate.count, count));
        coverage.note(format!("rate of {name}"), holds(estimate.rate_per_s, count / 10.0));
        coverage.note(format!("errors of {name}"), holds(estimate.errors, errors));
        coverage.note(format!("error share of {name}"), holds(estimate.error_share, errors / count));
        for (percent, of) in [(50, estimate.p50), (95, estimate.p95), (99, estimate.p99)] {
            let truth_ns = percentile(&mut durations_ns, percent);
            coverage.note(format!("p{percent} of {name}"), holds_duration(of, truth_ns));
        }
    }
}

/// Of 100 intervals of 95 %, 95 are expected to hold the truth, and fewer than 90 do so by chance once in 90 times (binomial).
#[test]
fn the_whole_is_within_the_intervals() {
    for (name, sample) in [("tail", sampled as fn(&[Request], &mut Random) -> Vec<Request>), ("even", sampled_evenly)] {
        let mut coverage = Coverage::default();
        for seed in 0..100 {
            let mut random = Random::new(seed);
            let all = drawn(&mut random);
            let kept = sample(&all, &mut random);
            compare(&mut coverage, &all, &kept);
        }
        let rare: Vec<_> = coverage.0.iter().filter(|(_, held)| *held < 90).collect();
        assert!(rare.is_empty(), "{name}: {rare:?} of {coverage:?}");
        // Intervals that always hold would be too wide to be of use.
        #[expect(clippy::cast_precision_loss, reason = "a few")]
        let mean = coverage.0.iter().map(|(_, held)| f64::from(*held)).sum::<f64>() / coverage.0.len() as f64;
        assert!((93.0..98.5).contains(&mean), "{name}: {mean} of {coverage:?}");
    }
}

/// Requests with what they stand for, by the thresholds of powers of two.
fn requests() -> impl Strategy<Value = Vec<(Request, u32)>> {
    let weights = prop::sample::select(vec![(1, None), (1, Some("0")), (2, Some("8")), (4, Some("c")), (8, Some("e"))]);
    let request = (prop::sample::select(vec!["a", "b"]), 0..40_u64, any::<bool>(), weights);
    let request = request.prop_map(|(operation, ms, fails, (weight, threshold))| {
        (Request { operation, duration_ns: ms * 1_000_000, fails, threshold }, weight)
    });
    prop::collection::vec(request, 0..12)
}

fn is_close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

/// The variance of a share by its definition: of the sum of what each unit has more or less than the share.
fn variance_of_share(requests: &[(Request, u32)]) -> f64 {
    let all: f64 = requests.iter().map(|(_, weight)| f64::from(*weight)).sum();
    let failing: f64 = requests.iter().filter(|(of, _)| of.fails).map(|(_, weight)| f64::from(*weight)).sum();
    let term = |(request, weight): &(Request, u32)| {
        let (has, w) = (if request.fails { 1.0 } else { 0.0 }, f64::from(*weight));
        w * (w - 1.0) * ((has - failing / all) / all).powi(2)
    };
    requests.iter().map(term).sum()
}

proptest! {
    /// Each request as often as it stands for, counted.
    #[test]
    fn estimates_are_those_of_a_store_in_which_each_request_is_repeated(requests in requests()) {
        let kept: Vec<Request> = requests.iter().map(|(request, _)| *request).collect();
        let store = store_of(&kept);
        let answer = overview(&store);
        let estimates = answer.estimates.clone().unwrap();
        for at in 0..answer.names.len() {
            let of = || requests.iter().filter(|(request, _)| request.operation == answer.names[at]);
            let repeated = of().flat_map(|(request, weight)| (0..*weight).map(move |_| request));
            let (count, errors) = (repeated.clone().count(), repeated.clone().filter(|request| request.fails).count());
            let found = estimates.selection.row(at);
            #[expect(clippy::cast_precision_loss, reason = "a few")]
            let (count, errors) = (count as f64, errors as f64);
            prop_assert!(is_close(found.count.value, count) && is_close(found.errors.value, errors));
            prop_assert!(is_close(found.error_share.value, errors / count));
            prop_assert!(found.count.low <= count && count <= found.count.high);
            let stored = f64::from(answer.selection.counts[at]);
            prop_assert!(found.count.low >= stored, "{found:?} {stored}");
            let mut durations_ns: Vec<u64> = repeated.map(|request| request.duration_ns).collect();
            for (percent, of) in [(50, found.p50), (95, found.p95), (99, found.p99)] {
                let truth_ns = percentile(&mut durations_ns, percent);
                prop_assert!(of.value_ns >= truth_ns && of.value_ns <= truth_ns + truth_ns / 1_000);
                prop_assert!(of.low_ns <= of.value_ns && of.value_ns <= of.high_ns);
            }
        }
        // Wilson's interval is where the share of the whole is 1.96 standard errors from the estimate.
        let total = estimates.selection_total.error_share;
        let variance = variance_of_share(&requests);
        if total.value > 0.0 && total.value < 1.0 && variance > 0.0 {
            let z = 1.959_963_984_540_054_f64;
            let size = total.value * (1.0 - total.value) / variance;
            for end in [total.low, total.high] {
                let scores = (total.value - end).powi(2) * size / (end * (1.0 - end));
                prop_assert!(is_close(scores, z * z), "{} {:?}", scores, total);
            }
        }

        let map = heatmap(&store);
        let of_map = map.estimates.clone().unwrap_or_default();
        let all: f64 = requests.iter().map(|(_, weight)| f64::from(*weight)).sum();
        let failing: f64 = requests.iter().filter(|(of, _)| of.fails).map(|(_, weight)| f64::from(*weight)).sum();
        prop_assert!(is_close(of_map.units.value, all) && is_close(of_map.failing.value, failing));
        for (found, expected) in [(&of_map.counts, all), (&of_map.column_counts, all), (&of_map.errors, failing)] {
            prop_assert!(is_close(found.values.iter().sum(), expected));
        }
        for (value, &stored) in of_map.counts.values.iter().zip(&map.counts) {
            prop_assert!(*value >= f64::from(stored) && (*value > 0.0) == (stored > 0));
        }

        let causes = causes(&store);
        let of_causes = causes.estimates.unwrap();
        prop_assert!(is_close(of_causes.units.value, all) && is_close(of_causes.failing.value, failing));
        for cause in &causes.rows {
            let of = requests.iter().filter(|(request, _)| request.fails && request.operation == cause.key.name);
            let expected: f64 = of.map(|(_, weight)| f64::from(*weight)).sum();
            let found = cause.estimates.unwrap();
            prop_assert!(is_close(found.failing.value, expected) && is_close(found.units.value, expected));
            prop_assert!(is_close(found.failing_share.value, expected / failing));
        }
    }

    /// Where all is kept, an estimate is the number itself, and its interval a point.
    #[test]
    fn without_sampling_estimates_are_the_numbers(requests in requests()) {
        let kept: Vec<Request> = requests.iter().map(|(of, _)| Request { threshold: None, ..*of }).collect();
        let store = store_of(&kept);
        prop_assert!(!store.weights().has_any());
        let point = |value: f64| Estimate { value, low: value, high: value };
        let answer = overview(&store);
        let estimates = answer.estimates.clone().unwrap();
        for at in 0..answer.names.len() {
            let (found, columns) = (estimates.selection.row(at), &answer.selection);
            prop_assert_eq!(found.count, point(columns.counts[at].into()));
            prop_assert_eq!(found.errors, point(columns.errors[at].into()));
            // Failing of none or of all is as sure as anything.
            prop_assert_eq!(found.error_share, point(columns.error_shares[at]));
            for (of, stored_ns) in [(found.p50, columns.p50_ns[at]), (found.p95, columns.p95_ns[at]), (found.p99, columns.p99_ns[at])] {
                prop_assert_eq!(of, DurationEstimate { value_ns: stored_ns, low_ns: stored_ns, high_ns: stored_ns });
            }
        }
        let map = heatmap(&store);
        let of_map = map.estimates.clone().unwrap_or_default();
        let exact = |counts: &[u32]| counts.iter().map(|&count| f64::from(count)).collect::<Vec<f64>>();
        prop_assert_eq!(&of_map.counts.values, &exact(&map.counts));
        prop_assert_eq!(&of_map.column_errors.highs, &exact(&map.column_errors));
        prop_assert_eq!((&of_map.p50.values_ns, &of_map.p99.highs_ns), (&map.p50_ns, &map.p99_ns));
        prop_assert!(is_close(of_map.color_cap, map.color_cap.into()));
    }

    /// All else in the answers is as it is without estimates, and twice the weight is twice the total.
    #[test]
    fn stored_numbers_stay_and_twice_the_weight_is_twice_the_total(requests in requests()) {
        let twice = |threshold| match threshold {
            None | Some("0") => Some("8"),
            Some("8") => Some("c"),
            Some("c") => Some("e"),
            _ => Some("f"),
        };
        let kept: Vec<Request> = requests.iter().map(|(request, _)| *request).collect();
        let rarer: Vec<Request> = kept.iter().map(|of| Request { threshold: twice(of.threshold), ..*of }).collect();
        let (store, rarer) = (store_of(&kept), store_of(&rarer));
        let (one, two) = (overview(&store).estimates.unwrap(), overview(&rarer).estimates.unwrap());
        for (once, twice) in one.selection.counts.values.iter().zip(&two.selection.counts.values) {
            prop_assert!(is_close(2.0 * once, *twice));
        }
        prop_assert!(is_close(2.0 * one.selection_total.errors.value, two.selection_total.errors.value));
        prop_assert!(is_close(one.selection_total.error_share.value, two.selection_total.error_share.value));

        let side = Side { rows: store.requests(), range: RANGE };
        let plain = OverviewFold::new(side, None, FailureRule::Status).run(&store).unwrap();
        prop_assert_eq!(Overview { estimates: None, ..overview(&store) }, plain);
        let options = HeatmapOptions { max_columns: 4, max_rows: 8, ..HeatmapOptions::default() };
        let plain = HeatmapFold::new(&store, store.requests().clone(), &options, FailureRule::Status).run(&store).unwrap();
        prop_assert_eq!(Heatmap { estimates: None, ..heatmap(&store) }, plain);
    }
}
