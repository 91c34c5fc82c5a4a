//! The cell cursor of the keyboard.

use super::{Cell, Grid};

/// A place in numbers, so that it stays where it is when cells change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Within its column.
    pub(crate) time_ns: u64,
    /// Within its row: a level.
    pub(crate) level: u64,
}

/// Where an arrow key points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Cursor {
    /// At a cell.
    pub(crate) fn at(grid: &Grid, cell: Cell) -> Self {
        Self { time_ns: grid.time(cell.column).from_ns, level: grid.rows.level_in(cell.row) }
    }

    /// The cell that the cursor is in.
    pub(crate) fn cell(self, grid: &Grid) -> Cell {
        grid.cell_of(self.time_ns, self.level)
    }

    /// One cell further, or where it is at the edge.
    pub(crate) fn moved(self, grid: &Grid, direction: Direction) -> Self {
        let Cell { column, row } = self.cell(grid);
        let cell = match direction {
            Direction::Left => Cell { column: column.saturating_sub(1), row },
            Direction::Right => Cell { column: (column + 1).min(grid.columns.saturating_sub(1)), row },
            Direction::Up => Cell { column, row: (row + 1).min(grid.rows.last_row()) },
            Direction::Down => Cell { column, row: row.saturating_sub(1).max(grid.rows.first_row()) },
        };
        Self::at(grid, cell)
    }
}

#[cfg(test)]
mod tests {
    use super::super::cells::tests::grid;
    use super::*;

    #[test]
    fn arrows_move_by_a_cell_and_stop_at_the_edge() {
        let grid = grid();
        let start = Cursor::at(&grid, Cell { column: 0, row: 1 });
        let cases = [(Direction::Left, 0, 1), (Direction::Right, 1, 1), (Direction::Up, 0, 2), (Direction::Down, 0, 1)];
        for (direction, column, row) in cases {
            assert_eq!(start.moved(&grid, direction).cell(&grid), Cell { column, row }, "{direction:?}");
        }
        let end = Cursor::at(&grid, Cell { column: 9, row: 3 });
        assert_eq!(end.moved(&grid, Direction::Right), end);
        assert_eq!(end.moved(&grid, Direction::Up), end);
    }

    #[test]
    fn the_cursor_stays_in_place_when_cells_change() {
        let coarse = grid();
        let cursor = Cursor::at(&coarse, Cell { column: 4, row: 2 });
        let mut fine = coarse.clone();
        fine.step_ns = 5;
        fine.columns = 20;
        assert_eq!(cursor.cell(&fine), Cell { column: 8, row: 2 });
    }
}
