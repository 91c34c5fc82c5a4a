//! The grid of cells: which cell is where, and what it stands for.

use std::ops::Range;

use spanlens::analysis::{Heatmap, Selection, TimeBreak, level_of};
use spanlens::units::TimeRange;

use super::{BrokenAxis, RowAxis};

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

/// The cells of a heatmap on the plot.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    /// What the plot shows. Columns at its edges may be cut off by it.
    pub(crate) time: BrokenAxis,
    /// The rows.
    pub(crate) rows: RowAxis,
    /// When the first column begins.
    pub(crate) origin_ns: u64,
    /// The width of a column; not zero.
    pub(crate) step_ns: u64,
    /// The number of columns.
    pub(crate) columns: usize,
    /// Where columns are left out.
    pub(crate) breaks: Vec<TimeBreak>,
}

impl Grid {
    /// Lays a heatmap out on a number of pixels. Nothing for a heatmap without cells.
    pub(crate) fn new(heatmap: &Heatmap, width_px: f64, height_px: f64) -> Option<Self> {
        let columns = heatmap.columns as usize;
        if columns == 0 || heatmap.step_ns == 0 {
            return None;
        }
        Some(Self {
            time: BrokenAxis::new(&pieces(heatmap), width_px),
            rows: RowAxis::new(heatmap, height_px)?,
            origin_ns: heatmap.origin_ns,
            step_ns: heatmap.step_ns,
            columns,
            breaks: heatmap.breaks.clone(),
        })
    }

    /// The time of a column, as far as it is shown.
    pub(crate) fn time(&self, column: usize) -> TimeRange {
        let before = self.breaks.iter().take_while(|at| at.column as usize <= column);
        let number = before.map(|at| at.skipped).fold(column as u64, u64::saturating_add);
        let from_ns = self.origin_ns.saturating_add(self.step_ns.saturating_mul(number));
        let (to_ns, shown) = (from_ns.saturating_add(self.step_ns), self.time.range());
        TimeRange { from_ns: from_ns.max(shown.from_ns), to_ns: to_ns.min(shown.to_ns) }
    }

    /// The column of a time, the nearest for times outside. For times that are left out it is the one after them.
    pub(crate) fn column_from_ns(&self, ns: u64) -> usize {
        let mut column = ns.saturating_sub(self.origin_ns) / self.step_ns;
        for &TimeBreak { column: after, skipped } in &self.breaks {
            if column >= u64::from(after) {
                column = column.saturating_sub(skipped).max(after.into());
            }
        }
        usize::try_from(column).unwrap_or(usize::MAX).min(self.columns.saturating_sub(1))
    }

    /// The cell at a place, the nearest for places outside.
    pub(crate) fn cell_at(&self, x: f64, y: f64) -> Cell {
        let column = self.column_from_ns(self.time.ns_from_px(x));
        Cell { column, row: self.rows.row_from_px(y) }
    }

    /// The cell of a time and a level, the nearest for what is outside.
    pub(crate) fn cell_of(&self, time_ns: u64, level: u64) -> Cell {
        Cell { column: self.column_from_ns(time_ns), row: self.rows.row_from_level(level) }
    }

    /// The place of a cell.
    pub(crate) fn rect(&self, cell: Cell) -> Rect {
        let TimeRange { from_ns, to_ns } = self.time(cell.column);
        let (left, right) = (self.time.px_from_ns(from_ns), self.time.px_from_ns(to_ns));
        let (top, bottom) = (self.rows.top_px(cell.row), self.rows.bottom_px(cell.row));
        Rect { left, top, width: right - left, height: bottom - top }
    }

    /// The place of a selection, cut off at the edges of the plot; nothing where all of it is outside.
    pub(crate) fn rect_of(&self, selection: &Selection) -> Option<Rect> {
        let TimeRange { from_ns, to_ns } = selection.time.unwrap_or(self.time.range());
        let clamp_x = |ns| self.time.px_from_ns(ns).clamp(0.0, self.time.width_px);
        let (left, right) = (clamp_x(from_ns), clamp_x(to_ns));
        let place = |level| self.rows.px_from_level(level);
        let (min, max) = self.levels_of(selection);
        let bottom = min.map_or(self.rows.height_px, place);
        let top = max.map_or(0.0, place);
        let (width, height) = (right - left, bottom - top);
        (width > 0.0 && height > 0.0).then_some(Rect { left, top, width, height })
    }

    /// The levels that a selection is within, as far as it says anything of what rows are of.
    fn levels_of(&self, selection: &Selection) -> (Option<u64>, Option<u64>) {
        match &self.rows.number {
            None => selection.durations.map_or((None, None), |durations| {
                (Some(durations.min_ns).filter(|&min_ns| min_ns > 0), durations.max_ns)
            }),
            Some(of) => {
                let range = selection.number.as_ref().filter(|range| range.of == *of);
                range.map_or((None, None), |range| (range.min.map(level_of), range.max.map(level_of)))
            }
        }
    }
}

/// The stretches of time that have columns.
fn pieces(heatmap: &Heatmap) -> Vec<TimeRange> {
    let starts = std::iter::once(0).chain(heatmap.breaks.iter().map(|at| at.column));
    let ends = heatmap.breaks.iter().map(|at| at.column).chain([heatmap.columns]);
    let mut pieces: Vec<TimeRange> = starts.zip(ends).map(|(start, end)| heatmap.time_of(start..end)).collect();
    // The outermost ones reach to the edges of what is shown.
    if let Some(first) = pieces.first_mut() {
        first.from_ns = heatmap.range.from_ns;
    }
    if let Some(last) = pieces.last_mut() {
        last.to_ns = heatmap.range.to_ns;
    }
    pieces
}

/// The columns and rows between two corners, both included.
pub(crate) fn run(a: Cell, b: Cell) -> (Range<u32>, Range<u32>) {
    let range = |a: usize, b: usize| {
        let index = |index| u32::try_from(index).unwrap_or(u32::MAX - 1);
        index(a.min(b))..index(a.max(b)) + 1
    };
    (range(a.column, b.column), range(a.row, b.row))
}

#[cfg(test)]
pub(super) mod tests {
    use spanlens::units::DurationRange;

    use super::*;

    /// Ten columns of 10 ns from 100 ns, of which the first is cut in half, on 95 pixels; three rows of 20 pixels.
    pub(crate) fn grid() -> Grid {
        Grid {
            time: BrokenAxis::new(&[TimeRange { from_ns: 105, to_ns: 200 }], 95.0),
            rows: RowAxis {
                number: None,
                bounds: vec![100, 200, 400, 800],
                has_underflow: false,
                has_overflow: false,
                height_px: 60.0,
            },
            origin_ns: 100,
            step_ns: 10,
            columns: 10,
            breaks: Vec::new(),
        }
    }

    /// A minute after a minute, and another one two hours later, on 122 pixels with 32 of them between: three columns of 30.
    fn broken() -> Grid {
        const MINUTE: u64 = 60_000_000_000;
        let heatmap = Heatmap {
            range: TimeRange { from_ns: 0, to_ns: 123 * MINUTE },
            step_ns: MINUTE,
            columns: 3,
            breaks: vec![TimeBreak { column: 2, skipped: 120 }],
            rows: 3,
            row_floors_ns: vec![0, 100, 200],
            counts: vec![0, 1, 0, 0, 1, 0, 0, 1, 0],
            ..Heatmap::default()
        };
        Grid::new(&heatmap, 122.0, 30.0).unwrap()
    }

    #[test]
    fn columns_go_on_after_what_is_left_out() {
        const MINUTE: u64 = 60_000_000_000;
        let grid = broken();
        let rects: Vec<f64> = (0..3).map(|column| grid.rect(Cell { column, row: 1 }).left.round()).collect();
        assert_eq!(rects, [0.0, 30.0, 92.0]);
        assert_eq!(grid.time(2), TimeRange { from_ns: 122 * MINUTE, to_ns: 123 * MINUTE });
        let columns = [0, 1, 2, 60, 121, 122, 500].map(|minute| grid.column_from_ns(minute * MINUTE));
        assert_eq!(columns, [0, 1, 2, 2, 2, 2, 2]);
        for (x, column) in [(1.0, 0), (59.0, 1), (93.0, 2), (75.0, 2)] {
            assert_eq!(grid.cell_at(x, 5.0).column, column, "{x}");
        }
    }

    #[test]
    fn a_selection_over_what_is_left_out_covers_it() {
        const MINUTE: u64 = 60_000_000_000;
        let rect = broken().rect_of(&selection(MINUTE, 123 * MINUTE, 0, None)).unwrap();
        assert_eq!((rect.left.round(), rect.width.round()), (30.0, 92.0));
    }

    fn selection(from_ns: u64, to_ns: u64, min_ns: u64, max_ns: Option<u64>) -> Selection {
        Selection {
            time: Some(TimeRange { from_ns, to_ns }),
            durations: Some(DurationRange { min_ns, max_ns }),
            ..Selection::default()
        }
    }

    #[test]
    fn every_place_is_in_the_rectangle_of_its_cell() {
        let grid = grid();
        for (x, y) in [(0.5, 0.5), (4.5, 19.0), (5.5, 21.0), (94.0, 59.0), (50.2, 30.0)] {
            let rect = grid.rect(grid.cell_at(x, y));
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
    fn corners_may_be_in_any_order() {
        let cell = |column, row| Cell { column, row };
        assert_eq!(run(cell(2, 5), cell(4, 3)), (2..5, 3..6));
        assert_eq!(run(cell(4, 3), cell(2, 5)), (2..5, 3..6));
    }

    #[test]
    fn a_selection_is_where_its_cells_are() {
        let grid = grid();
        let cell = grid.rect(Cell { column: 2, row: 2 });
        assert_eq!(grid.rect_of(&selection(120, 130, 200, Some(400))), Some(cell));
        let everything = Rect { left: 0.0, top: 0.0, width: 95.0, height: 60.0 };
        assert_eq!(grid.rect_of(&Selection::default()), Some(everything));
    }

    #[test]
    fn a_selection_stays_in_place_when_cells_change() {
        let coarse = grid();
        let selected = selection(120, 150, 200, Some(400));
        let mut fine = coarse.clone();
        fine.rows.bounds = vec![100, 141, 200, 283, 400, 566, 800];
        (fine.step_ns, fine.columns) = (5, 20);
        assert_eq!(fine.rect_of(&selected), coarse.rect_of(&selected));
    }

    #[test]
    fn what_is_outside_has_no_place() {
        for outside in [selection(10, 20, 0, None), selection(120, 130, 900, None), selection(120, 130, 10, Some(50))] {
            assert_eq!(grid().rect_of(&outside), None, "{outside:?}");
        }
    }

    #[test]
    fn rows_without_units_at_the_ends_take_no_room() {
        let mut heatmap = Heatmap {
            range: TimeRange { from_ns: 0, to_ns: 20 },
            step_ns: 10,
            columns: 2,
            rows: 4,
            row_floors_ns: vec![0, 100, 200, 400],
            counts: vec![0, 1, 0, 0, 0, 0, 2, 0],
            ..Heatmap::default()
        };
        let shown = |heatmap: &Heatmap| {
            let axis = Grid::new(heatmap, 10.0, 10.0).unwrap().rows;
            axis.first_row()..=axis.last_row()
        };
        assert_eq!(shown(&heatmap), 1..=2);
        heatmap.counts[3] = 1;
        assert_eq!(shown(&heatmap), 1..=3);
        heatmap.counts[4] = 1;
        assert_eq!(shown(&heatmap), 0..=3);
        assert_eq!(Grid::new(&Heatmap::default(), 10.0, 10.0), None);
    }
}
