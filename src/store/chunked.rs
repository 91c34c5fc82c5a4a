//! A column: a vector in chunks of 64 Ki values.
//!
//! One growing vector holds its old and its new copy while it doubles, which on a store of hundreds of megabytes is the
//! difference between fitting into a tab and not. A chunk, once full, never moves.

use std::ops::{Index, IndexMut};

const SHIFT: u32 = 16;
const CHUNK: usize = 1 << SHIFT;

/// The room of a column that has few values.
const FEW: usize = 4;

/// A growable column, indexed by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chunked<T> {
    /// All but the last are full.
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T> Chunked<T> {
    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends a value. Amortised O(1); moves no more than one chunk of values.
    #[inline]
    pub(crate) fn push(&mut self, value: T) {
        if self.chunks.last().is_none_or(|chunk| chunk.len() == chunk.capacity()) {
            self.grow();
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.push(value);
            self.len += 1;
        }
    }

    /// Makes room for another value.
    #[cold]
    fn grow(&mut self) {
        match self.chunks.last_mut() {
            // The last chunk grows as any vector does, but not beyond its length: a small store stays small.
            Some(chunk) if chunk.len() < CHUNK => {
                chunk.reserve_exact(chunk.len().max(FEW).min(CHUNK - chunk.len()));
            }
            last => {
                let capacity = if last.is_none() { FEW } else { CHUNK };
                self.chunks.push(Vec::with_capacity(capacity));
            }
        }
    }

    /// All values in row order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }

    /// All values in row order. A chunk is freed when its last value was taken.
    pub(crate) fn into_values(self) -> impl Iterator<Item = T> {
        self.chunks.into_iter().flatten()
    }

    /// The number of values for which something holds. O(n).
    pub(crate) fn count(&self, holds: impl Fn(&T) -> bool) -> u32 {
        // By chunks, of which a processor takes many small values at a time.
        self.chunks.iter().map(|chunk| chunk.iter().map(|value| u32::from(holds(value))).sum::<u32>()).sum()
    }

    /// The number of leading rows whose value satisfies `before`, given that those that do come first. O(log n).
    pub(crate) fn partition_point(&self, mut before: impl FnMut(&T) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low.midpoint(high);
            if before(&self.chunks[middle >> SHIFT][middle & (CHUNK - 1)]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        row(low)
    }

    /// Keeps the first rows only.
    pub(crate) fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.chunks.truncate(len.div_ceil(CHUNK));
        if let Some(last) = self.chunks.last_mut() {
            last.truncate(len - (len - 1) / CHUNK * CHUNK);
        }
        self.len = len;
    }

    /// The bytes that the column occupies, spare capacity included. O(1).
    pub(crate) fn heap_bytes(&self) -> usize {
        let full = self.chunks.len().saturating_sub(1) * CHUNK;
        let values = full + self.chunks.last().map_or(0, Vec::capacity);
        values * size_of::<T>() + self.chunks.capacity() * size_of::<Vec<T>>()
    }
}

impl<T: Copy> Chunked<T> {
    /// The column whose row `i` is this column's row `order[i]`, without spare capacity. O(length of `order`).
    pub(crate) fn permuted(&self, order: &[u32]) -> Self {
        let chunks = order.chunks(CHUNK).map(|rows| rows.iter().map(|&old| self[old]).collect());
        Self { chunks: chunks.collect(), len: order.len() }
    }

    /// Puts into row `i` what row `from[i]` has, in place. Every row has to be named once. Uses `from` up. O(length).
    pub(crate) fn rearrange(&mut self, from: &mut [u32]) {
        for start in (0..).take(from.len()) {
            let first = self[start];
            let mut at = start;
            loop {
                let next = std::mem::replace(&mut from[at as usize], at);
                if next == start {
                    self[at] = first;
                    break;
                }
                self[at] = self[next];
                at = next;
            }
        }
    }
}

impl<T> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut column = Self::default();
        values.into_iter().for_each(|value| column.push(value));
        column
    }
}

impl<T> Index<u32> for Chunked<T> {
    type Output = T;

    #[inline]
    fn index(&self, row: u32) -> &T {
        &self.chunks[(row >> SHIFT) as usize][row as usize & (CHUNK - 1)]
    }
}

impl<T> IndexMut<u32> for Chunked<T> {
    #[inline]
    fn index_mut(&mut self, row: u32) -> &mut T {
        &mut self.chunks[(row >> SHIFT) as usize][row as usize & (CHUNK - 1)]
    }
}

/// A length or index as a row. The builder refuses rows beyond `u32`, so this never saturates in a store.
pub(crate) fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_point_counts_the_leading_rows() {
        let column: Chunked<u32> = (0..100_000).map(|row| row * 2).collect();
        assert_eq!(column.partition_point(|&value| value < 140_001), 70_001);
        assert_eq!(column.partition_point(|_| false), 0);
        assert_eq!(column.partition_point(|_| true), 100_000);
    }

    #[test]
    fn a_column_that_is_cut_grows_on() {
        for (before, cut) in [(200_000, 0), (200_000, 65_536), (200_000, 65_537), (200_000, 131_072), (3, 2), (3, 3)] {
            let mut column: Chunked<u32> = (0..before).collect();
            column.truncate(cut as usize);
            (cut..before).for_each(|row| column.push(row));
            assert!(column.iter().copied().eq(0..before), "{before} cut at {cut}");
        }
    }

    #[test]
    fn rows_are_rearranged_in_place() {
        let orders: [&[u32]; 5] = [&[], &[0], &[2, 0, 1, 3], &[1, 0, 3, 2], &[3, 2, 1, 0]];
        for order in orders {
            let mut column: Chunked<u32> = (0..4).map(|row| row * 10).collect();
            column.rearrange(&mut order.to_vec());
            let expected: Vec<u32> = order.iter().map(|row| row * 10).collect();
            assert_eq!(column.iter().copied().take(order.len()).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_permutation_picks_rows() {
        let column: Chunked<u8> = [10, 11, 12].into_iter().collect();
        assert_eq!(column.permuted(&[2, 0]).iter().copied().collect::<Vec<_>>(), [12, 10]);
    }
}
