//! What is written above the timeline: times since the start of the trace.

use spanlens::analysis::time_step::steps_ns;

use super::super::TimeAxis;
use super::super::ticks::Tick;
use super::super::time_axis::approx;
use crate::format::exact_duration;

/// The least distance between two times, and what a letter takes.
const SPACING_PX: f64 = 76.0;
const LETTER_PX: f64 = 6.5;

/// Round times of the axis, exact to the nanosecond, far enough apart that their names fit.
pub(crate) fn ruler_ticks(axis: &TimeAxis) -> Vec<Tick> {
    let (from_ns, to_ns) = (axis.range.from_ns, axis.range.to_ns);
    let mut ticks = Vec::new();
    for step_ns in steps_ns() {
        // The axis tells how far apart ticks of a step are; their names decide whether that is enough.
        let distance_px = approx(step_ns) / approx((to_ns - from_ns).max(1)) * axis.width_px;
        if distance_px < SPACING_PX {
            continue;
        }
        ticks = ticks_of(axis, step_ns);
        let longest = ticks.iter().map(|tick| tick.label.chars().count()).max().unwrap_or(0);
        if approx(longest as u64) * LETTER_PX + 12.0 <= distance_px {
            break;
        }
    }
    ticks
}

fn ticks_of(axis: &TimeAxis, step_ns: u64) -> Vec<Tick> {
    let first = axis.range.from_ns.div_ceil(step_ns).checked_mul(step_ns);
    let times = std::iter::successors(first, |ns| ns.checked_add(step_ns)).take_while(|&ns| ns < axis.range.to_ns);
    times.map(|ns| Tick { px: axis.px_from_ns(ns), label: exact_duration(ns) }).collect()
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    const MINUTE: u64 = 60_000_000_000;

    fn labels(from_ns: u64, to_ns: u64, width_px: f64) -> Vec<String> {
        let ticks = ruler_ticks(&TimeAxis { range: TimeRange { from_ns, to_ns }, width_px });
        assert!(ticks.windows(2).all(|pair| pair[1].px - pair[0].px >= SPACING_PX - 1.0), "{ticks:?}");
        ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn times_are_round_in_every_size() {
        assert_eq!(labels(0, 10, 500.0), ["0", "2 ns", "4 ns", "6 ns", "8 ns"]);
        assert_eq!(labels(0, 123_000_000, 300.0), ["0", "50 ms", "100 ms"]);
        assert_eq!(labels(0, 2_500_000_000, 500.0), ["0", "500 ms", "1 s", "1.5 s", "2 s"]);
        assert_eq!(labels(0, 90 * MINUTE, 400.0), ["0", "30 min", "1 h"]);
        assert_eq!(labels(0, 4 * 1_440 * MINUTE, 400.0), ["0", "1 d", "2 d", "3 d"]);
        assert_eq!(labels(0, 30 * 1_440 * MINUTE, 400.0), ["0", "7 d", "14 d", "21 d", "28 d"]);
        assert_eq!(labels(0, 1, 400.0), ["0"]);
    }

    #[test]
    fn nanoseconds_of_a_day_have_names_that_fit() {
        let noon = 720 * MINUTE;
        assert_eq!(
            labels(noon + 1, noon + 11, 400.0),
            ["12 h 2 ns", "12 h 4 ns", "12 h 6 ns", "12 h 8 ns", "12 h 10 ns"]
        );
    }
}
