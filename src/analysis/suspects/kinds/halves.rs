//! Units with the same marks that are two kinds still: some wait a little, others long.

use crate::analysis::otsu::{Group, otsu};

/// How much of the variance lies between the halves, at least.
const CLEAR: f64 = 0.9;

/// How many bins of equal width there are.
const BINS: u16 = 256;

/// A cut between units that wait a little and those that wait long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    /// The shortest time of the slower half.
    pub(super) min_ns: u64,
    /// The part of the variance that lies between the halves.
    pub(super) eta: f64,
}

/// The cut of times, if there is one that is clear: halves that are both `enough`, with means 15 % apart. O(times).
pub(super) fn cut(times: &[u64], enough: impl Fn(u32) -> bool) -> Option<Cut> {
    let (&least, &most) = (times.iter().min()?, times.iter().max()?);
    let width = u128::from(most - least) + 1;
    let bin_of = |ns: u64| usize::try_from(u128::from(ns - least) * u128::from(BINS) / width).unwrap_or_default();
    let mut bins = vec![Group::default(); usize::from(BINS)];
    for &ns in times {
        bins[bin_of(ns)].add(Group { count: 1, sum: ns.into() });
    }
    let filled: Vec<(u16, Group)> = (0..).zip(bins).filter(|(_, group)| group.count > 0).collect();
    let best = otsu(filled.iter().map(|&(_, group)| group))?;
    let (below, above) = filled.split_at(best.above);
    let [fast, slow] = [below, above].map(|half| {
        let mut all = Group::default();
        for &(_, group) in half {
            all.add(group);
        }
        all
    });
    let are_apart = slow.mean() >= 1.15 * fast.mean();
    let is_clear = best.eta >= CLEAR && are_apart && enough(fast.count) && enough(slow.count);
    // The cut is in the middle of the gap, so that a time that came later would fall to the nearer half.
    let [bin_below, bin_above] = [below.last()?.0, above.first()?.0];
    let bin = (bin_below + 1).max(bin_below.midpoint(bin_above));
    let start = (u128::from(bin) * width).div_ceil(u128::from(BINS));
    is_clear.then(|| Cut { min_ns: least.saturating_add(u64::try_from(start).unwrap_or(u64::MAX)), eta: best.eta })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_heaps_are_cut_between_them() {
        let heaps = |a: u64, b: u64| [[a; 10], [b; 10]].concat();
        let enough = |units: u32| units >= 5;
        for (times, expected) in [
            (heaps(100, 200), Some(150)),
            (heaps(1_000_000, 1_200_000), Some(1_100_000)),
            // 14 % apart.
            (heaps(1_000_000, 1_140_000), None),
            (heaps(7, 7), None),
            (vec![5; 3], None),
            ([vec![1; 4], vec![9; 9]].concat(), None),
            ((100..200).collect(), None),
            (Vec::new(), None),
        ] {
            let found = cut(&times, enough);
            let is_close = |(found, expected): (Cut, u64)| found.min_ns.abs_diff(expected) <= expected / 100;
            assert_eq!(found.is_some(), expected.is_some(), "{times:?}");
            assert!(found.zip(expected).is_none_or(is_close), "{times:?} {found:?}");
        }
    }

    #[test]
    fn times_fall_to_the_half_that_they_were_counted_in() {
        let times: Vec<u64> = (0..40).map(|at| 1_000 + at * 7 + u64::from(at >= 20) * 900).collect();
        let found = cut(&times, |units| units >= 5).unwrap();
        assert_eq!(times.iter().filter(|&&ns| ns >= found.min_ns).count(), 20);
        let extremes = [vec![0; 9], vec![u64::MAX; 9]].concat();
        assert!(cut(&extremes, |units| units >= 5).is_some());
    }
}
