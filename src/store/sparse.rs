//! A column in which most rows have no value, and some may have several.

use std::ops::Range;

use super::chunked::{Chunked, row};

/// Values owned by some of the rows of a table, in the order of their owners.
#[derive(Debug)]
pub struct Sparse<T> {
    /// The owner of each value, ascending.
    owners: Chunked<u32>,
    values: Chunked<T>,
}

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self { owners: Chunked::default(), values: Chunked::default() }
    }
}

impl<T> Sparse<T> {
    /// The number of values.
    #[must_use]
    pub fn len(&self) -> u32 {
        row(self.values.len())
    }

    /// Whether there are no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The positions of the values of a run of rows. O(log of the number of values).
    #[must_use]
    pub fn of(&self, rows: Range<u32>) -> Range<u32> {
        if self.is_empty() {
            return 0..0;
        }
        self.owners.partition_point(|&owner| owner < rows.start)..self.owners.partition_point(|&owner| owner < rows.end)
    }

    /// The row that owns the value at a position.
    #[must_use]
    pub fn owner(&self, position: u32) -> u32 {
        self.owners[position]
    }

    /// The value at a position.
    #[must_use]
    pub fn value(&self, position: u32) -> &T {
        &self.values[position]
    }

    pub(crate) fn push(&mut self, owner: u32, value: T) {
        self.owners.push(owner);
        self.values.push(value);
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.owners.heap_bytes() + self.values.heap_bytes()
    }
}

impl<T: Copy> Sparse<T> {
    /// The first value of a row. O(log of the number of values).
    #[must_use]
    pub fn first(&self, row: u32) -> Option<T> {
        let positions = self.of(row..row + 1);
        (!positions.is_empty()).then(|| self.values[positions.start])
    }

    /// The column after row `i` became row `renumbered[i]`, or was dropped where that is `u32::MAX`. Values of one row keep their
    /// order. O(v log v) for v values.
    pub(crate) fn renumbered(&self, renumbered: &[u32]) -> Self {
        let mut order: Vec<(u32, u32)> = self.owners.iter().map(|&owner| renumbered[owner as usize]).zip(0..).collect();
        order.retain(|&(owner, _)| owner != u32::MAX);
        order.sort_unstable();
        Self {
            owners: order.iter().map(|&(owner, _)| owner).collect(),
            values: order.iter().map(|&(_, position)| self.values[position]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_their_rows() {
        let mut column = Sparse::default();
        for (row, value) in [(1, 'b'), (4, 'e'), (4, 'E'), (5, 'f')] {
            column.push(row, value);
        }
        assert_eq!([0, 1, 4, 6].map(|row| column.first(row)), [None, Some('b'), Some('e'), None]);
        assert_eq!(column.of(2..6), 1..4);
        let moved = column.renumbered(&[0, 5, 1, 2, 3, u32::MAX]);
        let all: Vec<_> = (0..moved.len()).map(|at| (moved.owner(at), *moved.value(at))).collect();
        assert_eq!(all, [(3, 'e'), (3, 'E'), (5, 'b')]);
    }
}
