//! The axis upwards: rows of equal height, between bounds that ascend about logarithmically.

use spanlens::analysis::{Heatmap, NumberRange, UnitNumber, level_of, number_of};
use spanlens::units::DurationRange;

use super::time_axis::approx;

/// The rows of a heatmap on a number of pixels.
///
/// Row 0 is below all bounds, row `i` is `[bounds[i − 1], bounds[i])`, the last is above all bounds. The two outer rows take room
/// only where they hold anything. Bounds and all places are *levels*: durations in nanoseconds, or other numbers as whole ones
/// that ascend as they do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowAxis {
    /// Which number rows are of, where it is not the duration.
    pub(crate) number: Option<UnitNumber>,
    /// Strictly ascending, at least one.
    pub(crate) bounds: Vec<u64>,
    /// Whether the row below all bounds is shown.
    pub(crate) has_underflow: bool,
    /// Whether the row above all bounds is shown.
    pub(crate) has_overflow: bool,
    /// The distance between the bottom and the top.
    pub(crate) height_px: f64,
}

impl RowAxis {
    /// The rows of a heatmap. Nothing for one without cells.
    pub(crate) fn new(heatmap: &Heatmap, height_px: f64) -> Option<Self> {
        let rows = heatmap.rows as usize;
        let bounds: Vec<u64> = match &heatmap.numbers {
            Some(numbers) => numbers.bounds.iter().map(|&bound| level_of(bound)).collect(),
            None => heatmap.row_floors_ns.get(1..)?.to_vec(),
        };
        if bounds.is_empty() || bounds.len() + 1 != rows {
            return None;
        }
        let has_units = |row: usize| heatmap.counts.iter().skip(row).step_by(rows).any(|&count| count > 0);
        let number = heatmap.numbers.as_ref().map(|numbers| numbers.of.clone());
        Some(Self { number, bounds, has_underflow: has_units(0), has_overflow: has_units(rows - 1), height_px })
    }

    /// The rows that there are, the shown ones being `first_row()..=last_row()`.
    pub(crate) fn rows(&self) -> usize {
        self.bounds.len() + 1
    }

    /// The lowest row that is shown.
    pub(crate) fn first_row(&self) -> usize {
        usize::from(!self.has_underflow).min(self.last_row())
    }

    /// The highest row that is shown.
    pub(crate) fn last_row(&self) -> usize {
        let last = self.rows() - 1;
        // With a single bound, the row above it is all that there can be.
        if self.has_overflow || self.bounds.len() < 2 { last } else { last - 1 }
    }

    fn row_px(&self) -> f64 {
        self.height_px / approx((self.last_row() - self.first_row() + 1) as u64)
    }

    /// The durations of a row, where rows are of durations.
    pub(crate) fn durations(&self, row: usize) -> DurationRange {
        DurationRange { min_ns: self.floor(row).unwrap_or(0), max_ns: self.bounds.get(row).copied() }
    }

    /// The numbers of a row, where rows are of a number.
    pub(crate) fn numbers(&self, row: usize) -> Option<NumberRange> {
        let number = |level: Option<u64>| level.map(number_of);
        let of = self.number.clone()?;
        Some(NumberRange { of, min: number(self.floor(row)), max: number(self.bounds.get(row).copied()) })
    }

    /// The lower bound of a row, if it has one.
    fn floor(&self, row: usize) -> Option<u64> {
        row.checked_sub(1).and_then(|below| self.bounds.get(below)).copied()
    }

    /// A level within a row: the lowest one, where it has one.
    pub(crate) fn level_in(&self, row: usize) -> u64 {
        self.floor(row).unwrap_or(0)
    }

    /// The row of a level, among those that are shown.
    pub(crate) fn row_from_level(&self, level: u64) -> usize {
        self.row_of(level).clamp(self.first_row(), self.last_row())
    }

    fn row_of(&self, level: u64) -> usize {
        self.bounds.partition_point(|&bound| bound <= level)
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

    /// The distance of a level from the top: logarithmic within its row, the nearest edge for levels outside.
    pub(crate) fn px_from_level(&self, level: u64) -> f64 {
        let row = self.row_of(level);
        if row < self.first_row() {
            return self.height_px;
        }
        if row > self.last_row() {
            return 0.0;
        }
        let share = match (self.floor(row), self.bounds.get(row)) {
            (Some(floor), Some(&ceiling)) => self.share(level, floor, ceiling),
            // Outer rows have no scale: their middle stands for all of them.
            (floor, _) if floor != Some(level) => 0.5,
            _ => 0.0,
        };
        self.bottom_px(row) - share * self.row_px()
    }

    /// Where a level is between two bounds, from 0 to 1.
    fn share(&self, level: u64, floor: u64, ceiling: u64) -> f64 {
        let [at, low, high] = [level, floor, ceiling].map(|level| self.size(level));
        if low > 0.0 {
            (at.ln() - low.ln()) / (high.ln() - low.ln())
        } else if high < 0.0 {
            ((-low).ln() - (-at).ln()) / ((-low).ln() - (-high).ln())
        } else {
            (at - low) / (high - low)
        }
    }

    /// The distance from the top of what is marked at a level: the middle of a row that has no other number than that, so that a mark lies on
    /// the cells that it is about.
    pub(crate) fn mark_px(&self, level: u64) -> f64 {
        let row = self.row_of(level);
        if self.is_of_one(row) && (self.first_row()..=self.last_row()).contains(&row) {
            return self.bottom_px(row) - self.row_px() / 2.0;
        }
        self.px_from_level(level)
    }

    /// Whether a row has one whole number, or zero, as far as bounds tell.
    fn is_of_one(&self, row: usize) -> bool {
        let Some(NumberRange { min: Some(min), max: Some(max), .. }) = self.numbers(row) else { return false };
        min == 0.0 || (min.fract() == 0.0 && (max - min - 1.0).abs() < f64::EPSILON)
    }

    /// The number of a level.
    fn size(&self, level: u64) -> f64 {
        if self.number.is_some() { number_of(level) } else { approx(level) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(has_underflow: bool, has_overflow: bool) -> RowAxis {
        RowAxis { number: None, bounds: vec![100, 200, 400, 800], has_underflow, has_overflow, height_px: 60.0 }
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
                let below = axis.px_from_level(ns) - 1e-6;
                assert_eq!(axis.row_from_px(below), axis.row_from_level(ns), "{ns} in {axis:?}");
            }
        }
    }

    #[test]
    fn the_scale_is_logarithmic() {
        let axis = axis(false, false);
        assert!((axis.px_from_level(100) - 60.0).abs() < 1e-9);
        assert!((axis.px_from_level(141) - 50.0).abs() < 0.1);
        assert!((axis.px_from_level(200) - 40.0).abs() < 1e-9);
        assert!(axis.px_from_level(800).abs() < 1e-9);
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
        let axis =
            RowAxis { number: None, bounds: vec![100], has_underflow: false, has_overflow: false, height_px: 10.0 };
        assert_eq!((axis.first_row(), axis.last_row()), (1, 1));
        assert_eq!(axis.row_from_px(3.0), 1);
    }

    /// Nine rows of 10 pixels.
    fn numbers(bounds: &[f64]) -> RowAxis {
        RowAxis {
            number: Some(UnitNumber::Spans),
            bounds: bounds.iter().copied().map(level_of).collect(),
            has_underflow: false,
            has_overflow: false,
            height_px: 10.0 * approx(bounds.len() as u64 - 1),
        }
    }

    #[test]
    fn numbers_of_both_signs_ascend() {
        let axis = numbers(&[-100.0, -10.0, 0.0, 1.0, 10.0, 100.0]);
        let numbers = [-100.0, -31.6, -10.0, 0.0, 1.0, 3.163, 10.0].into_iter();
        let places: Vec<f64> = numbers.map(|at| axis.px_from_level(level_of(at)).round()).collect();
        assert_eq!(places, [50.0, 45.0, 40.0, 30.0, 20.0, 15.0, 10.0]);
        assert_eq!(axis.row_from_px(axis.px_from_level(level_of(-5.0))), axis.row_from_level(level_of(-5.0)));
        assert_eq!(axis.numbers(4).map(|range| (range.min, range.max)), Some((Some(1.0), Some(10.0))));
    }

    #[test]
    fn a_mark_of_a_single_number_lies_on_its_row() {
        let axis = numbers(&[0.0, 1.0, 2.0, 3.0, 10.0]);
        let places: Vec<f64> = [0.0, 1.0, 2.0, 3.0].into_iter().map(|at| axis.mark_px(level_of(at)).round()).collect();
        assert_eq!(places, [35.0, 25.0, 15.0, 10.0]);
    }
}
