//! Blocks of spans: conditions are evaluated one after the other, each on those of a block that are still in question, so that
//! which condition it is is asked once for each block.

use std::ops::Range;

use crate::store::SpanRow;

/// How many words and how many rows a block has.
const WORDS: usize = 64;
pub(super) const ROWS: u32 = 64 * 64;

/// A set of the spans of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Block {
    first: u32,
    words: [u64; WORDS],
}

impl Block {
    /// Some rows from `rows.start` on: all up to the end, but no more than a block has.
    pub(super) fn of(rows: &Range<u32>) -> Self {
        let mut block = Self { first: rows.start, words: [0; WORDS] };
        let len = ROWS.min(rows.end.saturating_sub(rows.start));
        for (at, word) in (0..).zip(&mut block.words) {
            *word = match len.saturating_sub(at * 64) {
                0 => 0,
                rest @ 1..64 => (1 << rest) - 1,
                _ => u64::MAX,
            };
        }
        block
    }

    /// The spans of the set for which `keep` holds.
    #[inline]
    pub(super) fn filter(&self, keep: impl Fn(SpanRow) -> bool) -> Self {
        let mut kept = *self;
        for (at, word) in (0..).zip(&mut kept.words) {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                *word &= !(u64::from(!keep(SpanRow(self.first + at * 64 + bit))) << bit);
            }
        }
        kept
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    fn zip(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        Self { first: self.first, words: std::array::from_fn(|at| combine(self.words[at], other.words[at])) }
    }

    /// Shows the spans of the set, in ascending order.
    pub(super) fn for_each(&self, mut visit: impl FnMut(SpanRow)) {
        for (at, &word) in (0..).zip(&self.words) {
            let mut rest = word;
            while rest != 0 {
                visit(SpanRow(self.first + at * 64 + rest.trailing_zeros()));
                rest &= rest - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(block: &Block) -> Vec<u32> {
        let mut rows = Vec::new();
        block.for_each(|row| rows.push(row.0));
        rows
    }

    #[test]
    fn a_block_is_as_long_as_the_rows_that_are_left() {
        for (start, end, expected) in [(0, 0, 0..0), (3, 70, 3..70), (64, 128, 64..128), (7, 9_999, 7..7 + ROWS)] {
            assert_eq!(rows(&Block::of(&(start..end))), expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn operations_are_those_of_sets() {
        let all = Block::of(&(10..200));
        let even = all.filter(|row| row.0 % 2 == 0);
        assert_eq!(rows(&even), (10..200).step_by(2).collect::<Vec<_>>());
        assert_eq!(rows(&all.without(&even)), (11..200).step_by(2).collect::<Vec<_>>());
        assert_eq!(all.without(&even).union(&even), all);
    }
}
