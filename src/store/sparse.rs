//! A column in which most rows have no value, and some may have several.

use std::ops::Range;

use super::chunked::{Chunked, row};
use super::row_set::RowSet;
use super::rows::SpanRow;

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

    /// Gives every value to the row that its owner becomes, given the old row of each new row; `rows` is how many old ones there were. Values
    /// of rows that are left out are dropped, those of one row keep their order. O(rows and values); in place but for a number a row
    /// and a value.
    pub(crate) fn follow(&mut self, order: &[u32], rows: u32) {
        if self.is_empty() {
            return;
        }
        let begins = self.begins(rows);
        let positions = |old: u32| begins[old as usize]..begins[old as usize + 1];
        let mut from = Vec::with_capacity(self.values.len());
        for (new, &old) in (0..).zip(order) {
            for position in positions(old) {
                self.owners[row(from.len())] = new;
                from.push(position);
            }
        }
        let kept = from.len();
        if kept < self.values.len() {
            let mut has_place = RowSet::empty(rows);
            for &old in order {
                has_place.insert(SpanRow(old));
            }
            let left_out = (0..rows).filter(|&old| !has_place.contains(SpanRow(old)));
            from.extend(left_out.flat_map(positions));
        }
        self.values.rearrange(&mut from);
        self.owners.truncate(kept);
        self.values.truncate(kept);
    }

    /// For each row the position of the first value that is its own or comes later, and the number of values behind the last.
    fn begins(&self, rows: u32) -> Vec<u32> {
        let mut begins = Vec::with_capacity(rows as usize + 1);
        for (position, &owner) in (0..).zip(self.owners.iter()) {
            let first = begins.len();
            begins.resize(first.max(owner as usize + 1), position);
        }
        begins.resize(rows as usize + 1, self.len());
        begins
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
        // Row 5 is left out.
        column.follow(&[0, 2, 3, 4, 1], 6);
        let all: Vec<_> = (0..column.len()).map(|at| (column.owner(at), *column.value(at))).collect();
        assert_eq!(all, [(3, 'e'), (3, 'E'), (4, 'b')]);
    }
}
