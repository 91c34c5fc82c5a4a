//! Which times and durations are written beside the axes.

use spanlens::analysis::time_step::steps_ns;
use spanlens::analysis::{UnitNumber, level_of, number_of};
use spanlens::units::TimeRange;

use super::broken_axis::Piece;
use super::time_axis::approx;
use super::{BrokenAxis, RowAxis, TimeAxis};
use crate::format::{Precision, Zone, date, duration, instant, number_of_unit, precise_duration};

/// What a place on an axis is called.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    /// Where, from the left or from the top.
    pub(crate) px: f64,
    /// What is written there.
    pub(crate) label: String,
}

const SECOND: u64 = 1_000_000_000;
const HOUR: u64 = 3600 * SECOND;
const DAY: u64 = 24 * HOUR;

/// The times that are written below the plot, about `spacing_px` apart or more, where a clock shows a round time of day or midnight. Of
/// those on both sides of what is left out, the ones that are too close to the one before are not written.
pub(crate) fn time_ticks(axis: &BrokenAxis, spacing_px: f64, zone: Zone) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    for Piece { left_px, axis } in axis.pieces() {
        let of_piece = ticks_of(axis, spacing_px, zone).into_iter().map(|tick| Tick { px: left_px + tick.px, ..tick });
        let last_px = ticks.last().map_or(f64::NEG_INFINITY, |last| last.px);
        ticks.extend(of_piece.filter(|tick| tick.px - last_px >= spacing_px / 2.0));
    }
    ticks
}

fn ticks_of(axis: &TimeAxis, spacing_px: f64, zone: Zone) -> Vec<Tick> {
    let Some(step) = tick_step(axis.range, axis.width_px, spacing_px) else { return Vec::new() };
    round_times(axis.range, step, zone)
        .into_iter()
        .map(|ns| Tick { px: axis.px_from_ns(ns), label: time_label(ns, step, zone) })
        .collect()
}

/// The shortest step of a clock between ticks of a range that leaves about `spacing_px` between them, if there is one.
pub(super) fn tick_step(range: TimeRange, width_px: f64, spacing_px: f64) -> Option<u64> {
    let length_ns = range.to_ns.saturating_sub(range.from_ns);
    let most = (width_px / spacing_px).max(1.0);
    let fits = |&step: &u64| super::time_axis::approx(length_ns / step) <= most;
    // Columns go from a day to a week at once; between what is written, that would leave too much room.
    steps_ns().chain([2 * DAY]).filter(fits).min()
}

/// The times of a range at which a clock shows a multiple of a step.
///
/// Where the clock is set within a step, the next multiple comes earlier or later by as much, if the clock shows it at all.
fn round_times(range: TimeRange, step: u64, zone: Zone) -> Vec<u64> {
    let since_multiple = |ns: u64| u64::try_from(zone.wall_ns(ns).rem_euclid(i128::from(step))).unwrap_or(0);
    let mut times = Vec::new();
    let mut at = range.from_ns;
    if since_multiple(at) == 0 {
        times.push(at);
    }
    while let Some(next) = at.checked_add(step - since_multiple(at)).filter(|&next| next <= range.to_ns) {
        let set_by = (zone.wall_ns(next) - zone.wall_ns(at)) - i128::from(next - at);
        let corrected = u64::try_from(i128::from(next) - set_by).unwrap_or(next);
        let round = [next, corrected].into_iter().find(|&ns| ns > at && ns <= range.to_ns && since_multiple(ns) == 0);
        times.extend(round);
        at = round.unwrap_or(next);
    }
    times
}

fn time_label(ns: u64, step: u64, zone: Zone) -> String {
    if step >= DAY || step >= HOUR && zone.wall_ns(ns).rem_euclid(i128::from(DAY)) == 0 {
        return date(ns, zone);
    }
    instant(ns, Precision::of(step), zone)
}

/// What is written beside the plot, at least `spacing_px` apart: powers of ten, and two and five times these where there is room.
pub(crate) fn row_ticks(axis: &RowAxis, spacing_px: f64) -> Vec<Tick> {
    match &axis.number {
        Some(number) => number_ticks(axis, number, spacing_px),
        None => duration_ticks(axis, spacing_px),
    }
}

fn duration_ticks(axis: &RowAxis, spacing_px: f64) -> Vec<Tick> {
    let (Some(&low), Some(&high)) = (axis.bounds.first(), axis.bounds.last()) else { return Vec::new() };
    let powers = || (0..20).filter_map(|exponent| 10_u64.checked_pow(exponent));
    let of = |digits: &'static [u64]| -> Vec<Tick> {
        let multiples = powers().flat_map(|power| digits.iter().filter_map(move |digit| power.checked_mul(*digit)));
        let shown = multiples.filter(|ns| (low..=high).contains(ns));
        shown.map(|ns| Tick { px: axis.px_from_level(ns), label: duration(ns) }).collect()
    };
    let mut ticks = DIGITS
        .into_iter()
        .map(of)
        .find(|ticks| are_apart(ticks, spacing_px))
        .unwrap_or_else(|| sparse(of(&[1]), spacing_px));
    if ticks.len() < 2 {
        // Between two round numbers, the bounds themselves are all that there is.
        ticks =
            axis.bounds.iter().map(|&ns| Tick { px: axis.px_from_level(ns), label: precise_duration(ns) }).collect();
        ticks = sparse(ticks, spacing_px);
    }
    ticks
}

/// Of which multiples of powers of ten ticks are, as many as there is room for.
const DIGITS: [&[u64]; 4] = [&[1, 2, 3, 4, 5, 6, 7, 8, 9], &[1, 2, 5], &[1, 3], &[1]];

/// With fewer round numbers than these, those of whole ones that are too close to the one before are left out instead, as rows of small whole numbers are
/// closer to each other than those of large ones.
const FEW_TICKS: usize = 4;

fn are_apart(ticks: &[Tick], spacing_px: f64) -> bool {
    ticks.windows(2).all(|pair| pair[0].px - pair[1].px >= spacing_px)
}

/// The same for a number, on both sides of zero. Zero is among them if it has a row.
fn number_ticks(axis: &RowAxis, number: &UnitNumber, spacing_px: f64) -> Vec<Tick> {
    let bounds: Vec<f64> = axis.bounds.iter().map(|&level| number_of(level)).collect();
    let (Some(&low), Some(&high)) = (bounds.first(), bounds.last()) else { return Vec::new() };
    let are_whole = bounds.iter().all(|bound| bound.fract() == 0.0);
    let nearest = bounds.iter().map(|bound| bound.abs()).filter(|&size| size > 0.0).fold(f64::INFINITY, f64::min);
    let tick = |at: f64| Tick { px: axis.mark_px(level_of(at)), label: number_of_unit(number, at) };
    let of = |digits: &'static [u64]| -> Vec<Tick> {
        let exponents = if are_whole { 0..20 } else { -9..20 };
        let powers = exponents.map(|exponent| 10.0_f64.powi(exponent));
        let sizes: Vec<f64> = powers.flat_map(|power| digits.iter().map(move |&digit| approx(digit) * power)).collect();
        // Nearer to zero there is no scale.
        let sizes = || sizes.iter().copied().filter(|&size| size >= nearest);
        let negative = sizes().map(|size| -size).collect::<Vec<f64>>().into_iter().rev();
        let all = negative.chain(bounds.contains(&0.0).then_some(0.0)).chain(sizes());
        all.filter(|at| (low..=high).contains(at)).map(tick).collect()
    };
    let ticks = DIGITS.into_iter().map(of).find(|ticks| are_apart(ticks, spacing_px));
    let ticks = ticks.filter(|ticks| !are_whole || ticks.len() >= FEW_TICKS);
    let rest: &'static [u64] = if are_whole { &[1, 2, 5] } else { &[1] };
    let ticks = ticks.unwrap_or_else(|| sparse(of(rest), spacing_px));
    // Between two round numbers, the bounds themselves are all that there is.
    if ticks.len() < 2 { sparse(bounds.iter().copied().map(tick).collect(), spacing_px) } else { ticks }
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
    use super::*;

    const AFTERNOON: u64 = 1_773_756_000 * SECOND;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn times_are_round() {
        let ticks = |length_ns, width_px| {
            let range = TimeRange { from_ns: AFTERNOON + 1, to_ns: AFTERNOON + length_ns };
            time_ticks(&BrokenAxis::new(&[range], width_px), 100.0, Zone::Utc)
        };
        assert_eq!(labels(&ticks(HOUR, 450.0)), ["14:15", "14:30", "14:45", "15:00"]);
        assert_eq!(labels(&ticks(5 * SECOND, 300.0)), ["14:00:02", "14:00:04"]);
        assert_eq!(labels(&ticks(SECOND, 200.0)), ["14:00:00.500", "14:00:01.000"]);
        assert_eq!(labels(&ticks(DAY, 250.0)), ["2026-03-18", "12:00"]);
        assert_eq!(labels(&ticks(3 * DAY, 400.0)), ["2026-03-18", "2026-03-19", "2026-03-20"]);
        assert_eq!(labels(&ticks(6 * DAY, 300.0)), ["2026-03-18", "2026-03-20", "2026-03-22"]);
    }

    #[test]
    fn ticks_keep_their_distance() {
        for length_ns in [1_000, 77_777, SECOND, 7 * HOUR, 400 * DAY] {
            let range = TimeRange { from_ns: AFTERNOON, to_ns: AFTERNOON + length_ns };
            let ticks = time_ticks(&BrokenAxis::new(&[range], 800.0), 90.0, Zone::Utc);
            assert!(!ticks.is_empty(), "{length_ns}");
            assert!(ticks.windows(2).all(|pair| pair[1].px - pair[0].px >= 89.0), "{ticks:?}");
        }
    }

    #[test]
    fn each_piece_has_its_times() {
        let piece = |from_ns: u64| TimeRange { from_ns: AFTERNOON + from_ns, to_ns: AFTERNOON + from_ns + HOUR };
        let axis = BrokenAxis::new(&[piece(0), piece(20 * HOUR)], 632.0);
        let ticks = time_ticks(&axis, 100.0, Zone::Utc);
        assert_eq!(labels(&ticks), ["14:00", "14:30", "15:00", "10:30", "11:00"]);
        assert!(ticks.windows(2).all(|pair| pair[1].px - pair[0].px >= 50.0), "{ticks:?}");
    }

    /// 2026-03-29 01:00:00 UTC, when clocks in Central Europe are set forward from 02:00 to 03:00.
    const SPRING: u64 = 1_774_746_000 * SECOND;
    /// 2026-10-25 01:00:00 UTC, when they are set back from 03:00 to 02:00.
    const AUTUMN: u64 = 1_792_890_000 * SECOND;

    fn berlin() -> Zone {
        Zone::Local(|ns| if (SPRING..AUTUMN).contains(&ns) { 7200 } else { 3600 })
    }

    #[test]
    fn times_are_round_on_the_wall() {
        let ticks = |from_ns: u64, to_ns: u64, step| {
            let times = round_times(TimeRange { from_ns, to_ns }, step, berlin());
            times.iter().map(|&ns| time_label(ns, step, berlin())).collect::<Vec<_>>().join(" ")
        };
        let cases = [
            (SPRING - 3 * HOUR, SPRING + 3 * HOUR, 2 * HOUR, "2026-03-29 04:00 06:00"),
            (SPRING - HOUR, SPRING + HOUR, HOUR / 2, "01:00 01:30 03:00 03:30 04:00"),
            (SPRING - 2 * DAY, SPRING + 2 * DAY, DAY, "2026-03-28 2026-03-29 2026-03-30 2026-03-31"),
            (AUTUMN - 3 * HOUR, AUTUMN + 3 * HOUR, 2 * HOUR, "2026-10-25 02:00 04:00"),
            (AUTUMN - HOUR, AUTUMN + HOUR, HOUR, "02:00 02:00 03:00"),
            (AUTUMN - 2 * DAY, AUTUMN + 2 * DAY, DAY, "2026-10-24 2026-10-25 2026-10-26 2026-10-27"),
        ];
        for (from_ns, to_ns, step, expected) in cases {
            assert_eq!(ticks(from_ns, to_ns, step), expected);
        }
        let india = Zone::Local(|_| 5 * 3600 + 1800);
        let times = round_times(TimeRange { from_ns: AFTERNOON, to_ns: AFTERNOON + 3 * HOUR }, HOUR, india);
        assert_eq!(times, [AFTERNOON + HOUR / 2, AFTERNOON + HOUR * 3 / 2, AFTERNOON + HOUR * 5 / 2]);
    }

    #[test]
    fn durations_are_round() {
        let axis = |bounds: &[u64], height_px| RowAxis {
            number: None,
            bounds: bounds.to_vec(),
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
        assert_eq!(labels(&duration_ticks(&axis(&[10_000, 10_018], 100.0), 20.0)), ["10 µs", "10.018 µs"]);
    }

    #[test]
    fn numbers_are_round_on_both_sides_of_zero() {
        let ticks = |bounds: &[f64], height_px| {
            let axis = RowAxis {
                number: Some(UnitNumber::Spans),
                bounds: bounds.iter().copied().map(level_of).collect(),
                has_underflow: false,
                has_overflow: false,
                height_px,
            };
            labels(&row_ticks(&axis, 20.0)).join(" ")
        };
        assert_eq!(ticks(&[-100.0, -10.0, 0.0, 10.0, 100.0, 1000.0], 250.0), "−100 −30 −10 0 10 30 100 300 1,000");
        assert_eq!(ticks(&[0.0, 1.0, 2.0, 3.0, 4.0], 160.0), "0 1 2 3 4");
        assert_eq!(ticks(&[0.1, 1.0, 10.0], 60.0), "0.1 1 10");
        assert_eq!(ticks(&[12.5, 13.2, 14.0], 60.0), "12.5 13.2 14");
    }
}
