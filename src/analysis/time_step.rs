//! The ladder of time steps: the widths that a heatmap column may have, and the distances between the times on any axis.
//!
//! Columns are aligned to the Unix epoch, so that heatmaps of the same step share their column borders, whatever part of the time
//! each of them shows.

use std::ops::Range;

use crate::units::TimeRange;

const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

/// The steps from a second to a week.
const CLOCK_STEPS: [u64; 19] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    WEEK,
];

/// All steps in nanoseconds, ascending: 1-2-5·10ᵏ ns up to half a second; 1, 2, 5, 10, 15, 30 s and min; 1, 2, 3, 6, 12 h; a day;
/// a week, and twice the one before for as long as 64 bits hold it. The last divides all of time into two columns.
pub fn steps_ns() -> impl Iterator<Item = u64> {
    let decimal = (0..9).flat_map(|exponent| [1, 2, 5].map(|digit| digit * 10_u64.pow(exponent)));
    let weeks = std::iter::successors(WEEK.checked_mul(2), |step| step.checked_mul(2));
    decimal.chain(CLOCK_STEPS).chain(weeks)
}

/// The smallest step that divides a range into at most `max_columns` columns aligned to the epoch. One column is not always
/// possible, as the range may lie on both sides of a border; the answer is then the largest step.
///
/// # Example
///
/// ```
/// use spanlens::analysis::time_step::smallest_step_ns;
/// use spanlens::units::TimeRange;
///
/// let minute = TimeRange { from_ns: 0, to_ns: 60_000_000_000 };
/// assert_eq!(smallest_step_ns(minute, 60), 1_000_000_000);
/// assert_eq!(smallest_step_ns(minute, 59), 2_000_000_000);
/// ```
#[must_use]
pub fn smallest_step_ns(range: TimeRange, max_columns: u32) -> u64 {
    let fits = |&step_ns: &u64| {
        let columns = columns(range, step_ns);
        columns.end - columns.start <= u64::from(max_columns)
    };
    steps_ns().find(fits).or_else(|| steps_ns().last()).unwrap_or(WEEK)
}

/// The columns of a step, aligned to the epoch, that a range touches: column `i` is `[i · step, (i + 1) · step)`. None for an
/// empty range.
///
/// The last nanosecond that 64 bits hold is in the column of the one before it, so that every column but one without an end ends at
/// a time that 64 bits hold.
#[must_use]
pub fn columns(range: TimeRange, step_ns: u64) -> Range<u64> {
    let first = column_of(range.from_ns, step_ns);
    range.last_ns().map_or(first..first, |last_ns| first..column_of(last_ns, step_ns) + 1)
}

/// The one of these [`columns`] that a point in time is in.
pub(crate) fn column_of(time_ns: u64, step_ns: u64) -> u64 {
    time_ns.min(u64::MAX - 1) / step_ns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_ascends_from_a_nanosecond() {
        let steps: Vec<u64> = steps_ns().collect();
        assert!(steps.is_sorted_by(|a, b| a < b), "{steps:?}");
        assert_eq!(steps[..5], [1, 2, 5, 10, 20]);
        assert_eq!(steps[25..29], [SECOND / 5, SECOND / 2, SECOND, 2 * SECOND]);
    }

    #[test]
    fn the_step_is_the_smallest_that_fits() {
        let to = |to_ns| TimeRange { from_ns: 0, to_ns };
        for (range, max_columns, expected) in [
            (to(1), 200, 1),
            (to(200), 200, 1),
            (to(201), 200, 2),
            (to(HOUR), 200, 30 * SECOND),
            (to(HOUR), 100, MINUTE),
            (to(DAY), 200, 10 * MINUTE),
            (to(365 * DAY), 60, WEEK),
            (to(365 * DAY), 50, 2 * WEEK),
            (TimeRange { from_ns: SECOND - 1, to_ns: SECOND + 1 }, 2, 1),
            (TimeRange { from_ns: 7, to_ns: 7 }, 2, 1),
        ] {
            assert_eq!(smallest_step_ns(range, max_columns), expected, "{range:?} {max_columns}");
        }
    }

    #[test]
    fn all_of_time_fits_into_two_columns() {
        let range = TimeRange { from_ns: 0, to_ns: u64::MAX };
        assert_eq!(columns(range, smallest_step_ns(range, 2)), 0..2);
        assert_eq!(columns(range, 1), 0..u64::MAX);
        let end = TimeRange { from_ns: u64::MAX, to_ns: u64::MAX };
        assert_eq!(columns(end, 1), u64::MAX - 1..u64::MAX);
    }
}
