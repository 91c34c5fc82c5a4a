//! Rows on a screen that holds few of them.

use std::ops::Range;

use super::super::time_axis::approx;

/// The height of a row.
const ROW_PX: f64 = 22.0;
/// The most that an element may be high in every browser, with room to spare. Beyond it, a pixel of scrolling is more than one.
const TALLEST_PX: f64 = 8_000_000.0;

/// Rows of equal height in a window that is scrolled.
///
/// Places are pixels from the upper edge of the window. What scrolls it is an element of [`track_px`](Self::track_px), which is as high
/// as all rows together unless no browser could do that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct List {
    /// How many rows there are.
    pub(crate) rows: usize,
    /// The height of the window.
    pub(crate) height_px: f64,
    /// How far the element has been scrolled.
    pub(crate) scroll_px: f64,
}

impl List {
    /// The height of a row.
    pub(crate) const ROW_PX: f64 = ROW_PX;

    fn content_px(&self) -> f64 {
        approx(self.rows as u64) * ROW_PX
    }

    /// The height of what is scrolled.
    pub(crate) fn track_px(&self) -> f64 {
        self.content_px().min(TALLEST_PX)
    }

    /// Pixels of rows for a pixel of scrolling.
    fn gear(&self) -> f64 {
        let (far, scrollable) = (self.content_px() - self.height_px, self.track_px() - self.height_px);
        if scrollable > 0.0 { far / scrollable } else { 1.0 }
    }

    /// The distance from the first row to the window.
    fn offset_px(&self) -> f64 {
        let furthest = (self.content_px() - self.height_px).max(0.0);
        (self.scroll_px * self.gear()).clamp(0.0, furthest)
    }

    /// The rows of which something is in the window.
    pub(crate) fn shown(&self) -> Range<usize> {
        let first = whole(self.offset_px() / ROW_PX);
        let end = whole(((self.offset_px() + self.height_px) / ROW_PX).ceil());
        first.min(self.rows)..end.min(self.rows)
    }

    /// How many rows fit.
    pub(crate) fn page(&self) -> usize {
        whole(self.height_px / ROW_PX).max(1)
    }

    /// The upper edge of a row.
    pub(crate) fn top_px(&self, row: usize) -> f64 {
        approx(row as u64) * ROW_PX - self.offset_px()
    }

    /// The row at a place in the window.
    pub(crate) fn row_at(&self, y: f64) -> Option<usize> {
        if !(0.0..self.height_px).contains(&y) {
            return None;
        }
        Some(whole((self.offset_px() + y) / ROW_PX)).filter(|&row| row < self.rows)
    }

    /// How far to scroll so that a row is the first in the window, or as near to that as the last row allows.
    pub(crate) fn scroll_to_top(&self, row: usize) -> f64 {
        self.scroll_to(approx(row as u64) * ROW_PX)
    }

    /// How far to scroll for some distance from the first row to the window.
    fn scroll_to(&self, offset_px: f64) -> f64 {
        let furthest = (self.content_px() - self.height_px).max(0.0);
        offset_px.clamp(0.0, furthest) / self.gear()
    }

    /// How far to scroll so that a row is in the window with a neighbour on either side. Nothing where it is already.
    pub(crate) fn scroll_to_show(&self, row: usize) -> Option<f64> {
        let (top, room) = (self.top_px(row), ROW_PX.min((self.height_px - ROW_PX).max(0.0) / 2.0));
        let offset = if top < room {
            self.offset_px() + top - room
        } else if top + ROW_PX > self.height_px - room {
            self.offset_px() + top + ROW_PX + room - self.height_px
        } else {
            return None;
        };
        let scroll_px = self.scroll_to(offset);
        ((scroll_px - self.scroll_px).abs() >= 0.5).then_some(scroll_px)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it saturates, and rows are fewer than that"
)]
fn whole(number: f64) -> usize {
    number.floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: usize, scroll_px: f64) -> List {
        List { rows, height_px: 220.0, scroll_px }
    }

    #[test]
    fn a_row_is_the_first_in_the_window_if_there_are_enough_below() {
        for (rows, row, first) in
            [(100, 0, 0), (100, 40, 40), (100, 99, 90), (3, 2, 0), (5_000_000, 2_000_000, 2_000_000)]
        {
            let scrolled = list(rows, list(rows, 17.0).scroll_to_top(row));
            assert_eq!(scrolled.shown().start, first, "{rows} {row}");
        }
    }

    #[test]
    fn only_what_is_in_the_window_is_shown() {
        for (rows, scroll_px, shown) in [
            (0, 0.0, 0..0),
            (3, 0.0, 0..3),
            (100, 0.0, 0..10),
            (100, 1.0, 0..11),
            (100, 22.0, 1..11),
            (100, 1980.0, 90..100),
            (100, 99_999.0, 90..100),
        ] {
            assert_eq!(list(rows, scroll_px).shown(), shown, "{rows} {scroll_px}");
        }
    }

    #[test]
    fn rows_and_places_are_each_others_inverse() {
        for (rows, scroll_px) in [(100, 0.0), (100, 333.0), (100_000, 2_199_780.0), (3_000_000, 4_000_000.0)] {
            let list = list(rows, scroll_px);
            for row in list.shown() {
                let middle = list.top_px(row) + ROW_PX / 2.0;
                if (0.0..list.height_px).contains(&middle) {
                    assert_eq!(list.row_at(middle), Some(row), "{rows} {scroll_px}");
                }
            }
        }
        assert_eq!(list(3, 0.0).row_at(70.0), None);
        assert_eq!((list(100, 0.0).row_at(-1.0), list(100, 0.0).row_at(220.0)), (None, None));
    }

    #[test]
    fn a_row_that_is_shown_stays_where_it_is() {
        let list = list(100, 440.0);
        assert_eq!(list.scroll_to_show(25), None);
        assert_eq!(list.scroll_to_show(20), Some(418.0));
        assert_eq!(list.scroll_to_show(29), Some(462.0));
        assert_eq!(list.scroll_to_show(0), Some(0.0));
        assert_eq!(list.scroll_to_show(99), Some(1980.0));
    }

    #[test]
    fn more_rows_than_a_browser_can_stack_are_all_reached() {
        let rows = 5_000_000;
        let top = list(rows, 0.0);
        assert!(top.track_px() <= TALLEST_PX);
        let bottom = list(rows, top.track_px() - top.height_px);
        assert_eq!((top.shown().start, bottom.shown().end), (0, rows));
        let middle = list(rows, top.scroll_to_show(2_345_678).unwrap());
        assert!(middle.shown().contains(&2_345_678));
    }
}
