//! The part of a trace's time that is shown, in whole nanoseconds.

use spanlens::units::TimeRange;

use super::super::TimeAxis;
use super::super::time_axis::{approx, exact};

/// The shortest time that is shown: a nanosecond is then a tenth of it.
const SHORTEST_NS: u64 = 10;

/// A part `[from_ns, to_ns)` of the time `[0, whole_ns)` of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    whole_ns: u64,
    shown: TimeRange,
}

impl Window {
    /// All the time of a trace. One without a duration has a nanosecond, so that there is something to divide by.
    pub(crate) fn whole(duration_ns: u64) -> Self {
        let whole_ns = duration_ns.max(1);
        Self { whole_ns, shown: TimeRange { from_ns: 0, to_ns: whole_ns } }
    }

    /// What is shown, as an axis of some width.
    pub(crate) fn axis(self, width_px: f64) -> TimeAxis {
        TimeAxis { range: self.range(), width_px: width_px.max(1.0) }
    }

    /// All the time, as an axis of some width.
    pub(crate) fn whole_axis(self, width_px: f64) -> TimeAxis {
        Self::whole(self.whole_ns).axis(width_px)
    }

    /// What is shown.
    pub(crate) fn range(self) -> TimeRange {
        self.shown
    }

    /// Whether all is shown.
    pub(crate) fn is_whole(self) -> bool {
        self.length_ns() == self.whole_ns
    }

    fn length_ns(self) -> u64 {
        self.shown.to_ns - self.shown.from_ns
    }

    /// Shows less (`factor` below 1) or more, about a time that stays in its place as far as the ends of the trace allow.
    pub(crate) fn zoomed(self, about_ns: u64, factor: f64) -> Self {
        let about_ns = about_ns.clamp(self.shown.from_ns, self.shown.to_ns);
        let length_ns = self.allowed(exact(approx(self.length_ns()) * factor));
        let before_ns = part(about_ns - self.shown.from_ns, length_ns, self.length_ns());
        self.placed(about_ns.saturating_sub(before_ns), length_ns)
    }

    /// Moves by a part of what is shown, positive to the right, to the ends of the trace at most.
    pub(crate) fn panned(self, share: f64) -> Self {
        let distance_ns = exact(approx(self.length_ns()) * share.abs());
        let from_ns = if share < 0.0 {
            self.shown.from_ns.saturating_sub(distance_ns)
        } else {
            self.shown.from_ns.saturating_add(distance_ns)
        };
        self.placed(from_ns, self.length_ns())
    }

    /// The same length, beginning at a time, or as near to it as the ends of the trace allow.
    pub(crate) fn moved_to(self, from_ns: u64) -> Self {
        self.placed(from_ns, self.length_ns())
    }

    /// Shows the time between two others, in any order; some time around them where they are too close.
    pub(crate) fn between(self, a_ns: u64, b_ns: u64) -> Self {
        let (from_ns, to_ns) = (a_ns.min(b_ns), a_ns.max(b_ns));
        let length_ns = self.allowed(to_ns - from_ns);
        let more_ns = length_ns.saturating_sub(to_ns - from_ns);
        self.placed(from_ns.saturating_sub(more_ns / 2), length_ns)
    }

    /// Shows a span with a tenth of its time on either side.
    pub(crate) fn around(self, offset_ns: u64, duration_ns: u64) -> Self {
        let (margin_ns, end_ns) = (duration_ns / 10, offset_ns.saturating_add(duration_ns));
        self.between(offset_ns.saturating_sub(margin_ns), end_ns.saturating_add(margin_ns).min(self.whole_ns))
    }

    /// Moves so that some of a span is shown; not at all where it is already.
    pub(crate) fn showing(self, offset_ns: u64, duration_ns: u64) -> Self {
        let end_ns = offset_ns.saturating_add(duration_ns);
        if offset_ns < self.shown.to_ns && (end_ns > self.shown.from_ns || offset_ns >= self.shown.from_ns) {
            return self;
        }
        self.placed(offset_ns.saturating_sub(self.length_ns() / 10), self.length_ns())
    }

    fn allowed(self, length_ns: u64) -> u64 {
        length_ns.clamp(SHORTEST_NS.min(self.whole_ns), self.whole_ns)
    }

    fn placed(self, from_ns: u64, length_ns: u64) -> Self {
        let from_ns = from_ns.min(self.whole_ns - length_ns);
        Self { shown: TimeRange { from_ns, to_ns: from_ns + length_ns }, ..self }
    }
}

/// `number · of / whole` without rounding in between. `of` is a part of 64 bits, and `number` one of `whole`.
fn part(number: u64, of: u64, whole: u64) -> u64 {
    u64::try_from(u128::from(number) * u128::from(of) / u128::from(whole.max(1))).unwrap_or(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400_000_000_000;

    fn ends(window: Window) -> (u64, u64) {
        (window.shown.from_ns, window.shown.to_ns)
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let window = Window::whole(1_000_000);
        assert_eq!(ends(window.zoomed(250_000, 0.5)), (125_000, 625_000));
        assert_eq!(ends(window.zoomed(250_000, 0.5).zoomed(250_000, 0.5)), (187_500, 437_500));
        assert_eq!(ends(window.zoomed(1_000_000, 0.5)), (500_000, 1_000_000));
    }

    #[test]
    fn zooming_out_ends_with_everything() {
        let window = Window::whole(1_000).between(900, 1_000);
        assert_eq!(ends(window.zoomed(950, 4.0)), (600, 1_000));
        assert!(window.zoomed(950, 40.0).is_whole());
    }

    #[test]
    fn a_nanosecond_of_a_day_is_found_exactly() {
        let at = DAY - 12_345;
        let mut window = Window::whole(DAY);
        for _ in 0..200 {
            window = window.zoomed(at, 0.5);
        }
        assert_eq!(window.length_ns(), SHORTEST_NS);
        let axis = window.axis(1_000.0);
        assert!((axis.px_from_ns(at + 1) - axis.px_from_ns(at) - 100.0).abs() < 1e-9);
        assert!((0.0..1_000.0).contains(&axis.px_from_ns(at)));
        assert_eq!(axis.ns_from_px(axis.px_from_ns(at) + 50.0), at);
    }

    #[test]
    fn panning_stops_at_the_ends() {
        let window = Window::whole(1_000).between(400, 500);
        for (share, expected) in [(0.5, (450, 550)), (-0.5, (350, 450)), (90.0, (900, 1_000)), (-90.0, (0, 100))] {
            assert_eq!(ends(window.panned(share)), expected);
        }
    }

    #[test]
    fn a_brush_may_be_drawn_either_way_and_is_never_too_short() {
        let window = Window::whole(1_000);
        assert_eq!(ends(window.between(300, 200)), (200, 300));
        assert_eq!(ends(window.between(300, 300)), (295, 305));
        assert_eq!(ends(window.between(1_000, 1_000)), (990, 1_000));
        assert_eq!(ends(window.around(500, 100)), (490, 610));
        assert_eq!(ends(window.around(0, 1_000)), (0, 1_000));
    }

    #[test]
    fn a_span_outside_is_moved_to() {
        let window = Window::whole(1_000).between(400, 500);
        for (offset_ns, duration_ns, expected) in [
            (450, 10, (400, 500)),
            (0, 1_000, (400, 500)),
            (400, 0, (400, 500)),
            (500, 10, (490, 590)),
            (100, 10, (90, 190)),
            (990, 10, (900, 1_000)),
        ] {
            assert_eq!(ends(window.showing(offset_ns, duration_ns)), expected, "{offset_ns}");
        }
    }

    #[test]
    fn a_trace_without_a_duration_has_a_window() {
        let window = Window::whole(0);
        assert_eq!(ends(window.zoomed(0, 0.5)), (0, 1));
        assert_eq!(ends(window.between(0, 0)), (0, 1));
        assert!(window.axis(0.0).px_from_ns(0).abs() < f64::EPSILON);
    }
}
