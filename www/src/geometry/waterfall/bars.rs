//! The bar of a span.

use super::super::TimeAxis;

/// The least width of a bar: that of a span which takes no time, or nearly none.
const LEAST_PX: f64 = 2.0;

/// Where the bar of a span is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// All of it is left of what is shown.
    Before,
    /// From one place to another, both within what is shown, the second at least two pixels right of the first.
    Shown(f64, f64),
    /// All of it is right of what is shown.
    After,
}

/// The place of a span on an axis. Differences of times are exact; only pixels are not.
pub(crate) fn place(axis: &TimeAxis, offset_ns: u64, duration_ns: u64) -> Place {
    let end_ns = offset_ns.saturating_add(duration_ns);
    let range = axis.range;
    // What ends where the window begins is before it, unless it is only that instant.
    if end_ns < range.from_ns || end_ns == range.from_ns && duration_ns > 0 {
        return Place::Before;
    }
    // The end of a trace is the place of what takes no time there.
    if offset_ns > range.to_ns || offset_ns == range.to_ns && duration_ns > 0 {
        return Place::After;
    }
    let left = axis.px_from_ns(offset_ns.max(range.from_ns));
    let right = axis.px_from_ns(end_ns.min(range.to_ns));
    let left = left.min(axis.width_px - LEAST_PX).max(0.0);
    Place::Shown(left, right.max(left + LEAST_PX))
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    fn axis(from_ns: u64, to_ns: u64) -> TimeAxis {
        TimeAxis { range: TimeRange { from_ns, to_ns }, width_px: 100.0 }
    }

    #[test]
    fn bars_are_cut_at_the_edges() {
        let axis = axis(100, 200);
        for (offset_ns, duration_ns, expected) in [
            (100, 100, Place::Shown(0.0, 100.0)),
            (120, 30, Place::Shown(20.0, 50.0)),
            (0, 1_000, Place::Shown(0.0, 100.0)),
            (0, 150, Place::Shown(0.0, 50.0)),
            (0, 100, Place::Before),
            (200, 10, Place::After),
            (u64::MAX, u64::MAX, Place::After),
        ] {
            assert_eq!(place(&axis, offset_ns, duration_ns), expected, "{offset_ns} {duration_ns}");
        }
    }

    #[test]
    fn what_takes_no_time_can_be_seen() {
        let axis = axis(100, 200);
        for (offset_ns, expected) in [
            (99, Place::Before),
            (100, Place::Shown(0.0, 2.0)),
            (150, Place::Shown(50.0, 52.0)),
            (200, Place::Shown(98.0, 100.0)),
            (201, Place::After),
        ] {
            assert_eq!(place(&axis, offset_ns, 0), expected, "{offset_ns}");
        }
    }

    #[test]
    fn a_nanosecond_in_a_day_has_a_bar_at_every_zoom() {
        const DAY: u64 = 86_400_000_000_000;
        assert_eq!(place(&axis(0, DAY), DAY / 2, 1), Place::Shown(50.0, 52.0));
        let close = axis(DAY / 2 - 5, DAY / 2 + 5);
        assert_eq!(place(&close, DAY / 2, 1), Place::Shown(50.0, 60.0));
        assert_eq!(place(&close, DAY / 2 + 5, 1), Place::After);
    }
}
