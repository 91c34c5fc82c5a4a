//! Which times and durations are written beside the axes.

use super::{DurationAxis, TimeAxis};
use crate::format::{Precision, date, duration, instant};

/// What a place on an axis is called.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    /// Where, from the left or from the top.
    pub(crate) px: f64,
    /// What is written there.
    pub(crate) label: String,
}

const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The distances between ticks from a second on.
const CLOCK_STEPS: [u64; 16] = [
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
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
];

/// The times that are written below the plot, at least `spacing_px` apart, at round times of day or at midnights.
pub(crate) fn time_ticks(axis: &TimeAxis, spacing_px: f64) -> Vec<Tick> {
    let length_ns = axis.range.to_ns.saturating_sub(axis.range.from_ns);
    let most = (axis.width_px / spacing_px).max(1.0);
    let fits = |&step: &u64| super::time_axis::approx(length_ns / step) <= most;
    let decimal = (0..9).flat_map(|exponent| [1, 2, 5].map(|digit| digit * 10_u64.pow(exponent)));
    let days = std::iter::successors(Some(DAY), |step| step.checked_mul(2));
    let Some(step) = decimal.chain(CLOCK_STEPS).chain(days).find(fits) else { return Vec::new() };
    let first = axis.range.from_ns.div_ceil(step);
    (first..=axis.range.to_ns / step)
        .map(|index| index * step)
        .map(|ns| Tick { px: axis.px_from_ns(ns), label: time_label(ns, step) })
        .collect()
}

fn time_label(ns: u64, step: u64) -> String {
    if step >= DAY || step >= HOUR && ns.is_multiple_of(DAY) {
        return date(ns);
    }
    instant(ns, Precision::of(step))
}

/// The durations that are written beside the plot, at least `spacing_px` apart: powers of ten, and two and five times these
/// where there is room.
pub(crate) fn duration_ticks(axis: &DurationAxis, spacing_px: f64) -> Vec<Tick> {
    let (Some(&low), Some(&high)) = (axis.bounds_ns.first(), axis.bounds_ns.last()) else { return Vec::new() };
    let powers = || (0..20).filter_map(|exponent| 10_u64.checked_pow(exponent));
    let of = |digits: &'static [u64]| -> Vec<Tick> {
        let multiples = powers().flat_map(|power| digits.iter().filter_map(move |digit| power.checked_mul(*digit)));
        let shown = multiples.filter(|ns| (low..=high).contains(ns));
        shown.map(|ns| Tick { px: axis.px_from_ns(ns), label: duration(ns) }).collect()
    };
    let candidates: [&'static [u64]; 4] = [&[1, 2, 3, 4, 5, 6, 7, 8, 9], &[1, 2, 5], &[1, 3], &[1]];
    let fits = |ticks: &Vec<Tick>| ticks.windows(2).all(|pair| pair[0].px - pair[1].px >= spacing_px);
    let mut ticks = candidates.into_iter().map(of).find(fits).unwrap_or_else(|| sparse(of(&[1]), spacing_px));
    if ticks.is_empty() {
        // Zoomed in between two round numbers: the bounds themselves are all that there is.
        ticks = axis.bounds_ns.iter().map(|&ns| Tick { px: axis.px_from_ns(ns), label: duration(ns) }).collect();
        ticks = sparse(ticks, spacing_px);
    }
    ticks
}

/// The ticks from the first that are far enough from the one before.
fn sparse(ticks: Vec<Tick>, spacing_px: f64) -> Vec<Tick> {
    let mut kept: Vec<Tick> = Vec::new();
    for tick in ticks {
        if kept.last().is_none_or(|last| last.px - tick.px >= spacing_px) {
            kept.push(tick);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    const AFTERNOON: u64 = 1_773_756_000 * SECOND;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn times_are_round() {
        let ticks = |length_ns, width_px| {
            let range = TimeRange { from_ns: AFTERNOON + 1, to_ns: AFTERNOON + length_ns };
            time_ticks(&TimeAxis { range, width_px }, 100.0)
        };
        assert_eq!(labels(&ticks(HOUR, 450.0)), ["14:15", "14:30", "14:45", "15:00"]);
        assert_eq!(labels(&ticks(5 * SECOND, 300.0)), ["14:00:02", "14:00:04"]);
        assert_eq!(labels(&ticks(SECOND, 200.0)), ["14:00:00.500", "14:00:01.000"]);
        assert_eq!(labels(&ticks(DAY, 250.0)), ["2026-03-18", "12:00"]);
        assert_eq!(labels(&ticks(3 * DAY, 400.0)), ["2026-03-18", "2026-03-19", "2026-03-20"]);
    }

    #[test]
    fn ticks_keep_their_distance() {
        for length_ns in [1_000, 77_777, SECOND, 7 * HOUR, 400 * DAY] {
            let range = TimeRange { from_ns: AFTERNOON, to_ns: AFTERNOON + length_ns };
            let ticks = time_ticks(&TimeAxis { range, width_px: 800.0 }, 90.0);
            assert!(!ticks.is_empty(), "{length_ns}");
            assert!(ticks.windows(2).all(|pair| pair[1].px - pair[0].px >= 89.0), "{ticks:?}");
        }
    }

    #[test]
    fn durations_are_round() {
        let axis = |bounds_ns: &[u64], height_px| DurationAxis {
            bounds_ns: bounds_ns.to_vec(),
            has_underflow: false,
            has_overflow: false,
            height_px,
        };
        let decades = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
        assert_eq!(labels(&duration_ticks(&axis(&decades, 90.0), 20.0)), ["1 ms", "10 ms", "100 ms", "1 s"]);
        let many = labels(&duration_ticks(&axis(&decades, 400.0), 20.0)).join(", ");
        assert_eq!(many, "1 ms, 2 ms, 5 ms, 10 ms, 20 ms, 50 ms, 100 ms, 200 ms, 500 ms, 1 s");
        assert_eq!(
            labels(&duration_ticks(&axis(&[10_100, 10_200, 10_300], 100.0), 20.0)),
            ["10.1 µs", "10.2 µs", "10.3 µs"]
        );
    }
}
