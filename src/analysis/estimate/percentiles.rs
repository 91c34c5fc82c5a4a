//! Percentiles of what there was.

use super::{DurationEstimate, Z};

/// The estimated percentiles of durations with their weights, which are left in another order. Zeros where there are none.
/// O(n log n).
pub(crate) fn percentiles<const N: usize>(weighed: &mut [(u64, f64)], percents: [u64; N]) -> [DurationEstimate; N] {
    // Weights are positive: their bits ascend as they do.
    weighed.sort_unstable_by_key(|&(duration_ns, weight)| (duration_ns, weight.to_bits()));
    let mut up_to = Vec::with_capacity(weighed.len());
    let mut sums = (0.0, 0.0);
    for &(_, weight) in &*weighed {
        sums = (sums.0 + weight, sums.1 + weight * (weight - 1.0));
        up_to.push(sums);
    }
    percents.map(|percent| percentile(weighed, &up_to, percent))
}

/// One percentile, given the weights and their variance up to each duration.
fn percentile(weighed: &[(u64, f64)], up_to: &[(f64, f64)], percent: u64) -> DurationEstimate {
    let Some(&(total, variance)) = up_to.last() else { return DurationEstimate::default() };
    let at = |weight: f64| up_to.partition_point(|&(sum, _)| sum < weight).min(weighed.len() - 1);
    #[expect(clippy::cast_precision_loss, reason = "a percentage")]
    let percent = percent as f64;
    // In this order it is exact where all weights are one.
    let found = at(total * percent / 100.0);
    let value_ns = weighed[found].0;
    if variance <= 0.0 {
        return DurationEstimate { value_ns, low_ns: value_ns, high_ns: value_ns };
    }
    let share = percent / 100.0;
    // The duration itself is on either side: few longer ones would otherwise vary too little by chance, and none not at all.
    let variance_of = |below: f64| below * (1.0 - share).powi(2) + (variance - below) * share.powi(2);
    let before = found.checked_sub(1).map_or(0.0, |before| up_to[before].1);
    let error = Z * variance_of(before).max(variance_of(up_to[found].1)).sqrt() / total;
    let (low, high) = (share - error, share + error);
    DurationEstimate {
        value_ns,
        low_ns: if low > 0.0 { weighed[at(total * low)].0 } else { 0 },
        high_ns: if high < 1.0 { weighed[at(total * high)].0 } else { u64::MAX },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_weights_it_is_the_smallest_of_its_rank() {
        let mut durations: Vec<(u64, f64)> = (1..=100).rev().map(|ns| (ns, 1.0)).collect();
        let [p50, p95, p99] = percentiles(&mut durations, [50, 95, 99]);
        assert_eq!(
            [p50, p95, p99].map(|found| [found.low_ns, found.value_ns, found.high_ns]),
            [[50; 3], [95; 3], [99; 3]]
        );
        assert_eq!(percentiles(&mut [], [50]), [DurationEstimate::default()]);
    }

    #[test]
    fn a_weight_counts_as_so_many() {
        let [found] = percentiles(&mut [(9, 1.0), (5, 8.0), (7, 1.0)], [50]);
        assert_eq!(found.value_ns, 5);
        let [found] = percentiles(&mut [(9, 1.0), (5, 8.0), (7, 1.0)], [85]);
        assert_eq!(found.value_ns, 7);
    }

    #[test]
    fn too_few_say_nothing_of_the_longest() {
        // With 199 of 1,990 the longest is shorter than the true percentile once in seven times.
        let sampled = |count: u64| (0..count).map(|ns| (ns, 10.0)).collect::<Vec<_>>();
        assert_eq!(percentiles(&mut sampled(199), [99])[0].high_ns, u64::MAX);
        assert!(percentiles(&mut sampled(1_000), [99])[0].high_ns < 1_000);
        // Where the longest are all kept, they say it.
        let mut all = sampled(190);
        all.extend((0..20).map(|ns| (1_000 + ns, 1.0)));
        assert!(percentiles(&mut all, [99])[0].high_ns <= 1_019);
    }
}
