//! The grid of cells: which cell is where, and what it stands for.

use std::ops::RangeInclusive;

use spanlens::units::{DurationRange, TimeRange};

use super::{DurationAxis, TimeAxis};

/// One cell, by column from the left and row from the bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) column: usize,
    pub(crate) row: usize,
}

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// A rectangle in numbers: what a selection is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) time: TimeRange,
    pub(crate) durations: DurationRange,
}

/// The cells of a heatmap on the plot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    /// What the plot shows. Columns at its edges may be cut off by it.
    pub(crate) time: TimeAxis,
    /// The rows.
    pub(crate) durations: DurationAxis,
    /// When the first column begins.
    pub(crate) start_ns: u64,
    /// The width of a column; not zero.
    pub(crate) step_ns: u64,
    /// The number of columns.
    pub(crate) columns: usize,
}

impl Grid {
    /// The time of a column, as far as it is shown.
    pub(crate) fn time(&self, column: usize) -> TimeRange {
        let from_ns = self.start_ns.saturating_add(self.step_ns.saturating_mul(column as u64));
        let to_ns = from_ns.saturating_add(self.step_ns);
        TimeRange { from_ns: from_ns.max(self.time.range.from_ns), to_ns: to_ns.min(self.time.range.to_ns) }
    }

    /// What a cell stands for.
    pub(crate) fn area(&self, cell: Cell) -> Area {
        Area { time: self.time(cell.column), durations: self.durations.durations(cell.row) }
    }

    /// The column of a time, the nearest for times outside.
    pub(crate) fn column_from_ns(&self, ns: u64) -> usize {
        let column = ns.saturating_sub(self.start_ns) / self.step_ns;
        usize::try_from(column).unwrap_or(usize::MAX).min(self.columns.saturating_sub(1))
    }

    /// The cell at a place, the nearest for places outside.
    pub(crate) fn cell_at(&self, x: f64, y: f64) -> Cell {
        let column = self.column_from_ns(self.time.ns_from_px(x));
        Cell { column, row: self.durations.row_from_px(y) }
    }

    /// The cell of a time and a duration, the nearest for what is outside.
    pub(crate) fn cell_of(&self, time_ns: u64, duration_ns: u64) -> Cell {
        Cell { column: self.column_from_ns(time_ns), row: self.durations.row_from_ns(duration_ns) }
    }

    /// What the cells between two corners stand for, both included. The lowest row that is shown reaches down to zero, and the
    /// highest up without end, so that a rectangle over the whole height is all durations.
    pub(crate) fn area_between(&self, a: Cell, b: Cell) -> Area {
        let (columns, rows) = (ordered(a.column, b.column), ordered(a.row, b.row));
        let (first, last) = (*rows.start(), *rows.end());
        let is_lowest = first == self.durations.first_row();
        let is_highest = last == self.durations.last_row();
        Area {
            time: TimeRange { from_ns: self.time(*columns.start()).from_ns, to_ns: self.time(*columns.end()).to_ns },
            durations: DurationRange {
                min_ns: if is_lowest { 0 } else { self.durations.durations(first).min_ns },
                max_ns: if is_highest { None } else { self.durations.durations(last).max_ns },
            },
        }
    }

    /// The place of an area, cut off at the edges of the plot; nothing where all of it is outside.
    pub(crate) fn rect(&self, area: Area) -> Option<Rect> {
        let clamp_x = |ns| self.time.px_from_ns(ns).clamp(0.0, self.time.width_px);
        let (left, right) = (clamp_x(area.time.from_ns), clamp_x(area.time.to_ns));
        let bottom = match area.durations.min_ns {
            0 => self.durations.height_px,
            ns => self.durations.px_from_ns(ns),
        };
        let top = area.durations.max_ns.map_or(0.0, |ns| self.durations.px_from_ns(ns));
        let (width, height) = (right - left, bottom - top);
        (width > 0.0 && height > 0.0).then_some(Rect { left, top, width, height })
    }
}

fn ordered(a: usize, b: usize) -> RangeInclusive<usize> {
    a.min(b)..=a.max(b)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Ten columns of 10 ns from 100 ns, 100 pixels wide; three rows of 20 pixels.
    pub(crate) fn grid() -> Grid {
        Grid {
            time: TimeAxis { range: TimeRange { from_ns: 105, to_ns: 200 }, width_px: 95.0 },
            durations: DurationAxis {
                bounds_ns: vec![100, 200, 400, 800],
                has_underflow: false,
                has_overflow: false,
                height_px: 60.0,
            },
            start_ns: 100,
            step_ns: 10,
            columns: 10,
        }
    }

    fn area(from_ns: u64, to_ns: u64, min_ns: u64, max_ns: Option<u64>) -> Area {
        Area { time: TimeRange { from_ns, to_ns }, durations: DurationRange { min_ns, max_ns } }
    }

    #[test]
    fn every_place_is_in_the_rectangle_of_its_cell() {
        let grid = grid();
        for (x, y) in [(0.5, 0.5), (4.5, 19.0), (5.5, 21.0), (94.0, 59.0), (50.2, 30.0)] {
            let rect = grid.rect(grid.area(grid.cell_at(x, y))).unwrap();
            assert!((rect.left..rect.left + rect.width).contains(&x), "{x} {y} {rect:?}");
            assert!((rect.top..rect.top + rect.height).contains(&y), "{x} {y} {rect:?}");
        }
    }

    #[test]
    fn a_column_at_the_edge_is_cut_off() {
        assert_eq!(grid().time(0), TimeRange { from_ns: 105, to_ns: 110 });
        assert_eq!(grid().time(9), TimeRange { from_ns: 190, to_ns: 200 });
    }

    #[test]
    fn places_outside_have_the_nearest_cell() {
        assert_eq!(grid().cell_at(-50.0, -50.0), Cell { column: 0, row: 3 });
        assert_eq!(grid().cell_at(500.0, 500.0), Cell { column: 9, row: 1 });
    }

    #[test]
    fn a_rectangle_snaps_to_cells_and_is_open_at_the_edges() {
        let (grid, cell) = (grid(), |column, row| Cell { column, row });
        assert_eq!(grid.area_between(cell(2, 2), cell(4, 2)), area(120, 150, 200, Some(400)));
        assert_eq!(grid.area_between(cell(4, 2), cell(2, 3)), area(120, 150, 200, None));
        assert_eq!(grid.area_between(cell(0, 1), cell(0, 3)), area(105, 110, 0, None));
    }

    #[test]
    fn a_rectangle_stays_in_place_when_cells_change() {
        let coarse = grid();
        let selected = coarse.area_between(Cell { column: 2, row: 2 }, Cell { column: 4, row: 2 });
        let mut fine = coarse.clone();
        fine.durations.bounds_ns = vec![100, 150, 200, 300, 400, 600, 800];
        fine.step_ns = 5;
        fine.columns = 20;
        assert_eq!(fine.rect(selected), coarse.rect(selected));
    }

    #[test]
    fn what_is_outside_has_no_place() {
        assert_eq!(grid().rect(area(10, 20, 0, None)), None);
        assert_eq!(grid().rect(area(120, 130, 900, None)), None);
        assert_eq!(grid().rect(area(120, 130, 10, Some(50))), None);
    }
}
