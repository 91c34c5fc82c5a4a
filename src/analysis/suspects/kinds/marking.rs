//! Which units a row marks: those in which it takes unusually long, where that tells the selection from the baseline.

use super::spread::Spread;
use crate::analysis::attribute_diff::log_likelihood_ratio;
use crate::analysis::bins::{bin_of, bin_start};
use crate::analysis::otsu::otsu;

/// How much of a row's variance lies between the units that it marks and the others, at least.
const CLEAR: f64 = 0.8;

/// How much larger the share of marked units is in the selection, at least: one part in so many.
const LARGER: u64 = 20;

/// The logarithm of how much likelier the counts are with a share for each side than with one for both, at least.
const LIKELIER: f64 = 10.0;

/// Where a row begins to mark units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Threshold {
    /// The least time of a marked unit.
    pub(super) min_ns: u64,
    /// The part of the variance that lies between marked units and others.
    pub(super) eta: f64,
}

/// The threshold of a row of which the sides have these times, each of so many units. A unit without the row has a time of zero. `None`
/// where the row marks nothing that is worth it.
pub(super) fn threshold(sides: &[Spread; 2], units: [u32; 2]) -> Option<Threshold> {
    let [selection, baseline] = sides;
    let alone = cut(selection.clone().with_zeros_to(units[0]));
    let both = cut(selection.with(baseline).with_zeros_to(units[0].saturating_add(units[1])));
    let best = match (alone, both) {
        (Some(alone), Some(both)) if both.1 > alone.1 => both,
        (Some(alone), _) => alone,
        (None, both) => both?,
    };
    let (bin, eta) = best;
    let marked = sides.each_ref().map(|side| side.count_from(bin));
    (eta >= CLEAR && is_enriched(marked, units)).then(|| Threshold { min_ns: bin_start(bin), eta })
}

/// The first bin above the best cut, and how good that is. The cut is in the middle of the gap between the classes, so that a number
/// that came later would fall to the nearer one.
fn cut(spread: Spread) -> Option<(usize, f64)> {
    let spread = spread.clipped();
    let bins = spread.bins();
    let cut = otsu(bins.iter().map(|&(_, group)| group))?;
    let [below, above] = [bins[cut.above - 1].0, bins[cut.above].0];
    let middle = bin_start(below) + (bin_start(above) - bin_start(below)) / 2;
    Some((bin_of(middle).max(below + 1), cut.eta))
}

/// Whether clearly more of the selected units are marked than of the others, by counts of marked units and of all.
fn is_enriched([a, b]: [u32; 2], [n, m]: [u32; 2]) -> bool {
    let [wide_a, wide_b, wide_n, wide_m] = [a, b, n, m].map(u128::from);
    let is_larger = n > 0
        && m > 0
        && u128::from(LARGER) * wide_a * wide_m >= u128::from(LARGER) * wide_b * wide_n + wide_n * wide_m;
    is_larger && log_likelihood_ratio([a, b], [n, m]) > LIKELIER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[(u64, u32)]) -> Spread {
        let mut spread = Spread::default();
        for &(number, times) in numbers {
            (0..times).for_each(|_| spread.push(number));
        }
        spread
    }

    #[test]
    fn a_row_marks_what_is_clear_and_rare_in_the_baseline() {
        for (selection, baseline, expected) in [
            // From 2 to 100 the middle is 51, whose bin begins at 50.
            (&[(2, 50), (100, 50)][..], &[(2, 100)][..], Some(50)),
            // As often in both.
            (&[(2, 50), (100, 50)], &[(2, 50), (100, 50)], None),
            // All of the selection, so that only both together show it.
            (&[(100, 100)], &[(2, 100)], Some(50)),
            // Nothing of it where it is not called.
            (&[(100, 30)], &[], Some(50)),
            // Less than one in twenty.
            (&[(2, 96), (100, 4)], &[(2, 100)], None),
            // Twelve of a hundred beside none are not unlikely enough, fourteen are.
            (&[(2, 86), (100, 14)], &[(2, 100)], Some(50)),
            (&[(2, 88), (100, 12)], &[(2, 100)], None),
            // Numbers without a gap are no two classes.
            (&[(1, 20), (2, 20), (3, 20), (4, 20), (5, 20)], &[(1, 60), (2, 40)], None),
        ] {
            let found = threshold(&[of(selection), of(baseline)], [100, 100]);
            assert_eq!(found.map(|threshold| threshold.min_ns), expected, "{selection:?} {baseline:?}");
        }
    }

    #[test]
    fn without_a_baseline_nothing_is_marked() {
        assert_eq!(threshold(&[of(&[(2, 50), (100, 50)]), of(&[])], [100, 0]), None);
    }
}
