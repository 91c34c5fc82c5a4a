//! Sets of spans, one bit per span.

use std::ops::Range;

use super::rows::SpanRow;

/// A set of span rows of one store. Their meaning as units is up to the code that makes the set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowSet {
    words: Vec<u64>,
    /// The number of all rows, in the set or not.
    universe: u32,
}

impl RowSet {
    /// The empty set over `universe` rows.
    #[must_use]
    pub fn empty(universe: u32) -> Self {
        Self { words: vec![0; universe.div_ceil(64) as usize], universe }
    }

    /// All of `universe` rows.
    #[must_use]
    pub fn all(universe: u32) -> Self {
        let mut set = Self::empty(universe);
        set.words.fill(u64::MAX);
        if let (Some(last), rest @ 1..) = (set.words.last_mut(), universe % 64) {
            *last = (1 << rest) - 1;
        }
        set
    }

    /// The number of all rows, in the set or not.
    #[must_use]
    pub fn universe(&self) -> u32 {
        self.universe
    }

    /// Adds a row. Rows outside the universe are ignored.
    #[inline]
    pub fn insert(&mut self, row: SpanRow) {
        if row.0 < self.universe {
            self.words[(row.0 / 64) as usize] |= 1 << (row.0 % 64);
        }
    }

    /// Whether a row is in the set. O(1).
    #[must_use]
    #[inline]
    pub fn contains(&self, row: SpanRow) -> bool {
        self.words.get((row.0 / 64) as usize).is_some_and(|word| word >> (row.0 % 64) & 1 == 1)
    }

    /// The number of rows in the set. O(universe / 64).
    #[must_use]
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// The bytes that the set occupies.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }

    /// The rows of the set in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = SpanRow> + '_ {
        self.iter_in(0..self.universe)
    }

    /// Which of the 64 rows from `64 · index` on are in the set, the first as the lowest bit.
    #[inline]
    pub(crate) fn word(&self, index: u32) -> u64 {
        self.words.get(index as usize).copied().unwrap_or_default()
    }

    /// The rows of the set that lie in `range`, in ascending order. Skips 64 absent rows at a time.
    pub fn iter_in(&self, range: Range<u32>) -> impl Iterator<Item = SpanRow> + '_ {
        let end = range.end.min(self.universe);
        let start = range.start.min(end);
        let first = start / 64;
        (first..end.div_ceil(64)).flat_map(move |index| {
            let mut word = self.words[index as usize];
            if index == first {
                word &= u64::MAX << (start % 64);
            }
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros();
                word &= word.wrapping_sub(1);
                let row = index * 64 + bit;
                (bit < 64 && row < end).then_some(SpanRow(row))
            })
        })
    }

    /// Keeps the rows that are in `other` too.
    pub fn intersect(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Drops the rows that are in `other`.
    pub fn subtract(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Adds the rows of `other`.
    pub fn union(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(universe: u32, rows: &[u32]) -> RowSet {
        let mut set = RowSet::empty(universe);
        for &row in rows {
            set.insert(SpanRow(row));
        }
        set
    }

    fn rows(set: &RowSet) -> Vec<u32> {
        set.iter().map(|row| row.0).collect()
    }

    #[test]
    fn iteration_is_ascending_and_complete() {
        let all = [0, 1, 63, 64, 127, 128, 199];
        assert_eq!(rows(&set(200, &all)), all);
        assert_eq!(set(200, &all).count(), 7);
        for range in [0..0, 0..64, 1..64, 63..65, 64..200, 128..129, 100..500] {
            let seen: Vec<u32> = set(200, &all).iter_in(range.clone()).map(|row| row.0).collect();
            let expected: Vec<u32> = all.into_iter().filter(|row| range.contains(row)).collect();
            assert_eq!(seen, expected, "{range:?}");
        }
    }

    #[test]
    fn the_full_set_has_no_row_beyond_its_universe() {
        for universe in [0, 1, 63, 64, 65, 128] {
            assert_eq!(RowSet::all(universe).count(), universe);
            assert_eq!(rows(&RowSet::all(universe)).len(), universe as usize);
        }
    }

    #[test]
    fn operations_are_those_of_sets() {
        let (a, b) = (set(100, &[1, 2, 70]), set(100, &[2, 70, 71]));
        let apply = |operation: fn(&mut RowSet, &RowSet)| {
            let mut result = a.clone();
            operation(&mut result, &b);
            rows(&result)
        };
        assert_eq!(apply(RowSet::intersect), [2, 70]);
        assert_eq!(apply(RowSet::subtract), [1]);
        assert_eq!(apply(RowSet::union), [1, 2, 70, 71]);
    }

    #[test]
    fn rows_outside_the_universe_are_in_no_set() {
        let mut set = RowSet::all(10);
        set.insert(SpanRow(10));
        assert!(!set.contains(SpanRow(10)) && !set.contains(SpanRow(1000)));
        assert_eq!(set.count(), 10);
    }
}
