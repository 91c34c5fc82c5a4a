//! The units that a fold has yet to look at.

use crate::store::{RowSet, SpanRow};

/// To look at all that a span has, or to follow its time, takes as long as to look at the time and status of so many spans.
const IN_DEPTH: u32 = 8;

/// The units of some sides, and how far they have been looked at, in the order of the store.
#[derive(Debug, Clone)]
pub(crate) struct UnitsAhead<const SIDES: usize> {
    sides: [RowSet; SIDES],
    /// Where one side comes after the other, the one at hand.
    side: usize,
    /// The first row that was not looked at.
    next: u32,
}

impl<const SIDES: usize> UnitsAhead<SIDES> {
    pub(crate) fn new(sides: [RowSet; SIDES]) -> Self {
        Self { sides, side: 0, next: 0 }
    }

    /// Calls `look` with the next units and their sides, until what it says that they cost is `spans` together. All sides are gone through at
    /// once, as units of different sides lie side by side in memory: what a unit of several sides costs counts for each. One unit is looked at
    /// in any case. Whether there is more to do in other steps: more units, or what comes after the last of them if this step was long already.
    #[inline]
    pub(crate) fn look(&mut self, spans: u32, mut look: impl FnMut(usize, SpanRow) -> u32) -> bool {
        let mut left = spans;
        let universe = self.sides.iter().map(RowSet::universe).max().unwrap_or_default();
        while self.next < universe {
            let (word, first) = (self.next / 64, self.next % 64);
            let words: [u64; SIDES] = std::array::from_fn(|side| self.sides[side].word(word) & (u64::MAX << first));
            let mut any = words.iter().fold(0, |any, of_side| any | of_side);
            while any != 0 {
                let bit = any.trailing_zeros();
                any &= any - 1;
                for (side, _) in words.iter().enumerate().filter(|(_, of_side)| **of_side >> bit & 1 == 1) {
                    left = left.saturating_sub(look(side, SpanRow(word * 64 + bit)));
                }
                if left == 0 {
                    self.next = word * 64 + bit + 1;
                    return true;
                }
            }
            self.next = word.saturating_add(1).saturating_mul(64);
        }
        left < spans / 2
    }

    /// Calls `look` with the units among the next `spans` rows, and their sides, one side after the other, where only their own spans are looked
    /// at. Whether there is more to do in other steps, as [`look`](Self::look).
    #[inline]
    pub(crate) fn glance(&mut self, spans: u32, mut look: impl FnMut(usize, SpanRow)) -> bool {
        let mut left = spans.max(1);
        while let Some(units) = self.sides.get(self.side) {
            let side = self.side;
            let end = self.next.saturating_add(left).min(units.universe());
            // Not unit by unit, as `look` does: sets of rows iterate faster from within.
            units.iter_in(self.next..end).for_each(|unit| look(side, unit));
            left -= end - self.next;
            self.next = end;
            if end < units.universe() {
                return true;
            }
            self.side += 1;
            self.next = 0;
        }
        left < spans / 2
    }

    /// Goes back to the first unit, for another pass.
    pub(crate) fn begin_again(&mut self) {
        self.side = 0;
        self.next = 0;
    }
}

/// What it costs to look at all that so many spans have.
pub(crate) fn in_depth(spans: usize) -> u32 {
    u32::try_from(spans).unwrap_or(u32::MAX).saturating_mul(IN_DEPTH)
}
