//! The lattice of durations: the one set of numbers from which every heatmap takes the bounds of its rows.
//!
//! Two heatmaps can be added cell by cell only if their rows are the same, and people can read one only if its bounds are round numbers. So
//! the bounds are fixed, and the data only determine which part of them is shown and how coarsely.
//!
//! The lattice is Renard's series R40 of preferred numbers (ISO 3): forty numbers a decade, three digits each, about 6 % apart, of which
//! every second makes R20, every fourth R10, and every eighth R5. Each step of R40 is divided further into 32 equal parts, rounded down to
//! whole nanoseconds, for zooming in. All of these bounds together are numbered by *ticks*; a coarser lattice is every `stride`-th tick,
//! and each stride divides the next, so that coarse bounds are fine bounds too.

use crate::units::DurationRange;

/// The smallest bound in nanoseconds. Shorter durations, zero among them, have a row of their own.
pub const FIRST_NS: u64 = 100;

/// R40, and the first number of the next decade.
const R40: [u64; 41] = [
    100, 106, 112, 118, 125, 132, 140, 150, 160, 170, 180, 190, 200, 212, 224, 236, 250, 265, 280, 300, 315, 335, 355,
    375, 400, 425, 450, 475, 500, 530, 560, 600, 630, 670, 710, 750, 800, 850, 900, 950, 1000,
];
const PARTS: u32 = 32;
/// The ticks of a decade.
pub(super) const DECADE: u32 = 40 * PARTS;

/// The last tick: 1.8·10¹⁹ ns, the last of R40 below 2⁶⁴.
const LAST_TICK: u32 = 17 * DECADE + 10 * PARTS;

/// From one thirty-second of a step of R40, over R40, R20, R10, R5 and one bound a decade, to one bound in sixteen decades.
const STRIDES: [u32; 14] = [1, 2, 4, 8, 16, 32, 64, 128, 256, DECADE, 2 * DECADE, 4 * DECADE, 8 * DECADE, COARSEST];
const COARSEST: u32 = 16 * DECADE;

/// A tick within its decade as a share of where the decade begins, from 1 to 10: a numerator and a denominator.
pub(super) fn mantissa(tick: u32) -> (u32, u32) {
    let step = (tick / PARTS) as usize;
    let (lower, upper) = (R40[step], R40[step + 1]);
    let parts = lower * u64::from(PARTS) + (upper - lower) * u64::from(tick % PARTS);
    (u32::try_from(parts).unwrap_or(u32::MAX), 100 * PARTS)
}

/// The bound of a tick in nanoseconds. Ticks are `0..=LAST_TICK`.
fn bound_ns(tick: u32) -> u64 {
    let (decade, rest) = (tick / DECADE, tick % DECADE);
    let step = (rest / PARTS) as usize;
    let (lower, upper) = (R40[step], R40[step + 1]);
    let scale = u128::from(10_u64.pow(decade));
    let part = scale * u128::from(upper - lower) * u128::from(rest % PARTS) / u128::from(PARTS);
    u64::try_from(scale * u128::from(lower) + part).unwrap_or(u64::MAX)
}

/// The last tick whose bound is not above a duration; the first for durations below all bounds.
fn tick_at(duration_ns: u64) -> u32 {
    let (mut low, mut high) = (0, LAST_TICK);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if bound_ns(middle) <= duration_ns { low = middle } else { high = middle - 1 }
    }
    low
}

/// The bounds of the finest rows that cover the durations `[min, max)` with at most `max_rows` rows, the row below the first bound
/// and the row above the last included.
///
/// A duration in the range is below the first bound only if it is below [`FIRST_NS`], and above the last only if it is of more than
/// thirty years. A range without a `max` reaches as far as the lattice does.
///
/// # Shape and units
///
/// Nanoseconds, strictly ascending, from 1 to `max_rows − 1` of them (but never fewer than cover the range in two steps).
///
/// # Example
///
/// ```
/// use spanlens::analysis::lattice::bounds_ns;
/// use spanlens::units::DurationRange;
///
/// let durations = DurationRange { min_ns: 1_200_000, max_ns: Some(9_000_000) };
/// let bounds = bounds_ns(durations, 8);
/// assert_eq!(bounds, [1_000_000, 1_600_000, 2_500_000, 4_000_000, 6_300_000, 10_000_000]);
/// ```
#[must_use]
pub fn bounds_ns(durations: DurationRange, max_rows: u32) -> Vec<u64> {
    let first = tick_at(durations.min_ns);
    let last = match durations.max_ns {
        Some(max_ns) if max_ns <= FIRST_NS => 0,
        Some(max_ns) => tick_at(max_ns - 1) + 1,
        None => LAST_TICK,
    };
    let ticks = |stride: u32| {
        let end = last.div_ceil(stride).min(LAST_TICK / stride);
        (first / stride).min(end)..=end
    };
    let fits = |&stride: &u32| ticks(stride).count() < max_rows as usize;
    let stride = STRIDES.into_iter().find(fits).unwrap_or(COARSEST);
    let mut bounds: Vec<u64> = ticks(stride).map(|tick| bound_ns(tick * stride)).collect();
    // Below a microsecond the finest parts are shorter than a nanosecond, so that some bounds coincide.
    bounds.dedup();
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(stride: u32) -> Vec<u64> {
        (0..=LAST_TICK / stride).map(|tick| bound_ns(tick * stride)).collect()
    }

    #[test]
    fn strides_give_the_series_of_their_names() {
        assert_eq!(all(256)[..6], [100, 160, 250, 400, 630, 1000]);
        assert_eq!(all(128)[..5], [100, 125, 160, 200, 250]);
        assert_eq!(all(DECADE)[..3], [100, 1_000, 10_000]);
        assert_eq!(all(1)[2 * DECADE as usize..][..3], [10_000, 10_018, 10_037]);
    }

    #[test]
    fn bounds_ascend_to_the_end_of_64_bits() {
        let bounds = all(1);
        assert!(bounds.is_sorted());
        assert_eq!(bounds.last(), Some(&18_000_000_000_000_000_000));
        assert!(bounds[DECADE as usize * 2..].is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn coarse_bounds_are_fine_bounds() {
        assert_eq!(STRIDES.last(), Some(&COARSEST));
        for pair in STRIDES.windows(2) {
            assert_eq!(pair[1] % pair[0], 0, "{pair:?}");
        }
    }

    #[test]
    fn the_tick_of_a_duration_is_the_last_not_above_it() {
        for tick in (0..LAST_TICK).step_by(7) {
            let (bound, next) = (bound_ns(tick), bound_ns(tick + 1));
            assert_eq!(bound_ns(tick_at(bound)), bound);
            assert!(bound == next || tick_at(next - 1) == tick, "{tick}");
        }
        assert_eq!((tick_at(0), tick_at(u64::MAX)), (0, LAST_TICK));
    }

    #[test]
    fn the_bounds_cover_the_range_with_the_rows_allowed() {
        let durations = [0, 1, 99, 100, 101, 999, 123_456, 3_600_000_000_000, u64::MAX - 1];
        for (min_ns, max_ns) in durations.iter().flat_map(|&a| durations.map(|b| (a, b + 1))) {
            for max_rows in [3, 4, 10, 60, 500] {
                let range = DurationRange { min_ns, max_ns: Some(max_ns) };
                let bounds = bounds_ns(range, max_rows);
                assert!(bounds.is_sorted_by(|a, b| a < b), "{range:?}");
                assert!((1..max_rows as usize).contains(&bounds.len()), "{range:?} {max_rows}");
                if min_ns < max_ns {
                    assert!(bounds[0] <= min_ns.max(FIRST_NS), "{range:?}");
                    let last = bounds[bounds.len() - 1];
                    assert!(last >= max_ns.min(1_000_000_000_000_000_000), "{range:?} {max_rows}");
                }
            }
        }
    }

    #[test]
    fn rows_are_as_many_as_allowed() {
        // From 1 ms to 1 s: three decades.
        let range = DurationRange { min_ns: 1_000_000, max_ns: Some(1_000_000_000) };
        let rows = |max_rows| bounds_ns(range, max_rows).len() + 1;
        for (max_rows, expected) in [(4, 4), (5, 5), (16, 5), (17, 17), (32, 32), (61, 32), (62, 62), (1_000, 962)] {
            assert_eq!(rows(max_rows), expected, "{max_rows}");
        }
    }

    #[test]
    fn a_range_without_an_end_reaches_to_the_end() {
        let bounds = bounds_ns(DurationRange { min_ns: 0, max_ns: None }, 60);
        assert_eq!((bounds[0], bounds.len()), (FIRST_NS, 18));
    }
}
