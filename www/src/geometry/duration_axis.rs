//! The axis of durations, upwards: rows of equal height, between bounds that ascend about logarithmically.

use spanlens::units::DurationRange;

use super::time_axis::approx;

/// The rows of a heatmap on a number of pixels.
///
/// Row 0 is below all bounds, row `i` is `[bounds[i − 1], bounds[i])`, the last is above all bounds. The two outer rows take room
/// only where they hold anything.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DurationAxis {
    /// Strictly ascending, at least one.
    pub(crate) bounds_ns: Vec<u64>,
    /// Whether the row below all bounds is shown.
    pub(crate) has_underflow: bool,
    /// Whether the row above all bounds is shown.
    pub(crate) has_overflow: bool,
    /// The distance between the bottom and the top.
    pub(crate) height_px: f64,
}

impl DurationAxis {
    /// The rows that there are, the shown ones being `first_row()..=last_row()`.
    pub(crate) fn rows(&self) -> usize {
        self.bounds_ns.len() + 1
    }

    /// The lowest row that is shown.
    pub(crate) fn first_row(&self) -> usize {
        usize::from(!self.has_underflow).min(self.last_row())
    }

    /// The highest row that is shown.
    pub(crate) fn last_row(&self) -> usize {
        let last = self.rows() - 1;
        // With a single bound, the row above it is all that there can be.
        if self.has_overflow || self.bounds_ns.len() < 2 { last } else { last - 1 }
    }

    fn row_px(&self) -> f64 {
        self.height_px / approx((self.last_row() - self.first_row() + 1) as u64)
    }

    /// The durations of a row.
    pub(crate) fn durations(&self, row: usize) -> DurationRange {
        DurationRange {
            min_ns: row.checked_sub(1).and_then(|below| self.bounds_ns.get(below)).copied().unwrap_or(0),
            max_ns: self.bounds_ns.get(row).copied(),
        }
    }

    /// The row of a duration, among those that are shown.
    pub(crate) fn row_from_ns(&self, ns: u64) -> usize {
        self.bounds_ns.partition_point(|&bound| bound <= ns).clamp(self.first_row(), self.last_row())
    }

    /// The row at a distance from the top, the nearest for places outside.
    pub(crate) fn row_from_px(&self, px: f64) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and is clamped")]
        let from_bottom = ((self.height_px - px) / self.row_px()).floor() as usize;
        self.first_row().saturating_add(from_bottom).min(self.last_row())
    }

    /// The distance of a row's upper edge from the top.
    pub(crate) fn top_px(&self, row: usize) -> f64 {
        self.height_px - self.row_px() * (approx(row as u64) + 1.0 - approx(self.first_row() as u64))
    }

    /// The distance of a row's lower edge from the top.
    pub(crate) fn bottom_px(&self, row: usize) -> f64 {
        self.top_px(row) + self.row_px()
    }

    /// The distance of a duration from the top: logarithmic within its row, the nearest edge for durations outside.
    pub(crate) fn px_from_ns(&self, ns: u64) -> f64 {
        let row = self.bounds_ns.partition_point(|&bound| bound <= ns);
        if row < self.first_row() {
            return self.height_px;
        }
        if row > self.last_row() {
            return 0.0;
        }
        let share = match self.durations(row) {
            DurationRange { min_ns, max_ns: Some(max_ns) } if min_ns > 0 => {
                let log = |ns| approx(ns).ln();
                (log(ns) - log(min_ns)) / (log(max_ns) - log(min_ns))
            }
            // Outer rows have no scale: their middle stands for all of them.
            DurationRange { min_ns, .. } if ns > min_ns => 0.5,
            _ => 0.0,
        };
        self.bottom_px(row) - share * self.row_px()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(has_underflow: bool, has_overflow: bool) -> DurationAxis {
        DurationAxis { bounds_ns: vec![100, 200, 400, 800], has_underflow, has_overflow, height_px: 60.0 }
    }

    #[test]
    fn outer_rows_take_room_only_where_they_are_shown() {
        assert_eq!((axis(false, false).first_row(), axis(false, false).last_row()), (1, 3));
        assert_eq!((axis(true, true).first_row(), axis(true, true).last_row()), (0, 4));
    }

    #[test]
    fn a_duration_is_in_the_row_at_its_place() {
        for axis in [axis(false, false), axis(true, true)] {
            for ns in [1, 100, 150, 200, 399, 400, 799, 800, 5000] {
                let below = axis.px_from_ns(ns) - 1e-6;
                assert_eq!(axis.row_from_px(below), axis.row_from_ns(ns), "{ns} in {axis:?}");
            }
        }
    }

    #[test]
    fn the_scale_is_logarithmic() {
        let axis = axis(false, false);
        assert!((axis.px_from_ns(100) - 60.0).abs() < 1e-9);
        assert!((axis.px_from_ns(141) - 50.0).abs() < 0.1);
        assert!((axis.px_from_ns(200) - 40.0).abs() < 1e-9);
        assert!(axis.px_from_ns(800).abs() < 1e-9);
    }

    #[test]
    fn outer_rows_are_open() {
        let axis = axis(true, true);
        assert_eq!(axis.durations(0), DurationRange { min_ns: 0, max_ns: Some(100) });
        assert_eq!(axis.durations(2), DurationRange { min_ns: 200, max_ns: Some(400) });
        assert_eq!(axis.durations(4), DurationRange { min_ns: 800, max_ns: None });
    }

    #[test]
    fn one_bound_leaves_the_row_above_it() {
        let axis = DurationAxis { bounds_ns: vec![100], has_underflow: false, has_overflow: false, height_px: 10.0 };
        assert_eq!((axis.first_row(), axis.last_row()), (1, 1));
        assert_eq!(axis.row_from_px(3.0), 1);
    }
}
