//! Recent lists of attributes. Logs from one place in a program often have identical attributes: the list is then stored once, and stays in the
//! processor's cache during a pass over logs.

use super::arena::Slice;
use super::attributes::PairLists;
use super::hash::mix;
use super::rows::PairRow;
use crate::error::Result;

/// How many are remembered, a power of two: they should stay in the processor's cache.
const SLOTS: usize = 1 << 12;

/// Where lists are that came of late. A new one replaces an old one in its slot.
#[derive(Debug, Default)]
pub(super) struct RecentLists {
    /// The low half of a hash, and the list. None before the first list.
    slots: Vec<(u32, Slice)>,
}

impl RecentLists {
    /// Where a list is, which is added unless it came of late. O(length).
    ///
    /// # Errors
    ///
    /// As [`PairLists::push`].
    #[inline]
    pub(super) fn push(&mut self, lists: &mut PairLists, pairs: &[PairRow]) -> Result<Slice> {
        if pairs.is_empty() {
            return lists.push(pairs);
        }
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, (0, Slice::default()));
        }
        let hash = pairs.iter().fold(pairs.len() as u64, |state, pair| mix(state, pair.0.into()));
        #[expect(clippy::cast_possible_truncation, reason = "the low half is kept, and the highest bits are the slot")]
        let (low, place) = (hash as u32, (hash >> (u64::BITS - SLOTS.trailing_zeros())) as usize);
        let (known, list) = self.slots[place];
        if known == low && lists.slice(list) == pairs {
            return Ok(list);
        }
        let added = lists.push(pairs)?;
        self.slots[place] = (low, added);
        Ok(added)
    }

    /// The bytes that this takes.
    pub(super) fn heap_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<(u32, Slice)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_comes_back_and_one_that_came_of_late_is_kept_once() {
        let (mut lists, mut recent) = (PairLists::default(), RecentLists::default());
        let list = |number: u32| -> Vec<PairRow> { (0..number % 5).map(|at| PairRow(number / 5 + at)).collect() };
        let numbers = || (0..60_000).map(|number| number / 2);
        let slices: Vec<Slice> = numbers().map(|number| recent.push(&mut lists, &list(number)).unwrap()).collect();
        for (number, &slice) in numbers().zip(&slices) {
            assert_eq!(lists.slice(slice), list(number));
        }
        assert!(slices.chunks(2).all(|same| same[0] == same[1]));
    }
}
