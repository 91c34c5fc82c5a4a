//! The axis of time, from left to right.

use spanlens::units::TimeRange;

/// A range of time on a number of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimeAxis {
    /// From the left edge to the right edge; not empty.
    pub(crate) range: TimeRange,
    /// The distance between these edges.
    pub(crate) width_px: f64,
}

impl TimeAxis {
    /// The place of a time, which may be outside.
    pub(crate) fn px_from_ns(&self, ns: u64) -> f64 {
        let TimeRange { from_ns, to_ns } = self.range;
        // Differences are taken before numbers become inexact.
        let offset = if ns >= from_ns { approx(ns - from_ns) } else { -approx(from_ns - ns) };
        offset / approx(to_ns.saturating_sub(from_ns).max(1)) * self.width_px
    }

    /// The time at a place; the nearest edge for places outside.
    pub(crate) fn ns_from_px(&self, px: f64) -> u64 {
        let TimeRange { from_ns, to_ns } = self.range;
        let share = (px / self.width_px).clamp(0.0, 1.0);
        // A place is within the nanosecond that begins before it.
        from_ns.saturating_add(exact((share * approx(to_ns.saturating_sub(from_ns))).floor())).min(to_ns)
    }
}

/// To where only a few digits matter.
#[expect(clippy::cast_precision_loss, reason = "a screen has fewer pixels than f64 has digits")]
pub(super) fn approx(ns: u64) -> f64 {
    ns as f64
}

/// From there back; negative numbers become zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, which is what is wanted")]
pub(super) fn exact(ns: f64) -> u64 {
    ns.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_places_are_each_others_inverse() {
        let range = TimeRange { from_ns: 1_773_756_000_000_000_000, to_ns: 1_773_759_600_000_000_000 };
        let axis = TimeAxis { range, width_px: 1000.0 };
        assert!(axis.px_from_ns(range.from_ns).abs() < 1e-9);
        assert!((axis.px_from_ns(range.to_ns) - 1000.0).abs() < 1e-9);
        assert!(axis.px_from_ns(range.from_ns - 1_000_000_000) < 0.0);
        for px in [0.0, 1.0, 333.0, 1000.0] {
            assert!((axis.px_from_ns(axis.ns_from_px(px)) - px).abs() < 1e-6, "{px}");
        }
    }

    #[test]
    fn places_outside_are_the_nearest_edge() {
        let range = TimeRange { from_ns: 10, to_ns: 20 };
        let axis = TimeAxis { range, width_px: 10.0 };
        assert_eq!((axis.ns_from_px(-5.0), axis.ns_from_px(99.0)), (10, 20));
    }
}
