//! Which times are written below groups that lie one over the other: how long after the start of each.

use super::ticks::tick_step;
use super::{BrokenAxis, Tick};
use crate::format::duration;

/// Round times since a start, about `spacing_px` apart or more, as far as the axis shows them.
pub(crate) fn elapsed_ticks(axis: &BrokenAxis, start_ns: u64, spacing_px: f64) -> Vec<Tick> {
    let range = axis.range();
    let Some(step) = tick_step(range, axis.width_px, spacing_px) else { return Vec::new() };
    let since_start = |time_ns: u64| time_ns.saturating_sub(start_ns);
    let (first, last) = (since_start(range.from_ns).div_ceil(step), since_start(range.to_ns) / step);
    (first..=last)
        .map(|number| {
            let since_ns = number * step;
            let label = if since_ns == 0 { "start".to_owned() } else { duration(since_ns) };
            Tick { px: axis.px_from_ns(start_ns + since_ns), label }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    const MINUTE: u64 = 60_000_000_000;
    const START: u64 = 1_773_756_000_000_000_017;

    fn labels(from_ns: u64, to_ns: u64) -> Vec<(u64, String)> {
        let range = TimeRange { from_ns: START + from_ns, to_ns: START + to_ns };
        let ticks = elapsed_ticks(&BrokenAxis::new(&[range], 600.0), START, 84.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places are few")]
        ticks.into_iter().map(|tick| (tick.px.round() as u64, tick.label)).collect()
    }

    #[test]
    fn times_are_round_since_the_start() {
        let expected =
            [(0, "start"), (100, "10 min"), (200, "20 min"), (300, "30 min"), (400, "40 min"), (500, "50 min")];
        let expected: Vec<(u64, String)> = expected.map(|(px, label)| (px, label.to_owned())).to_vec();
        assert_eq!(labels(0, 60 * MINUTE)[..6], expected);
        assert_eq!(labels(15 * MINUTE, 45 * MINUTE)[0], (0, "15 min".to_owned()));
        assert_eq!(labels(16 * MINUTE, 46 * MINUTE)[0], (80, "20 min".to_owned()));
    }
}
