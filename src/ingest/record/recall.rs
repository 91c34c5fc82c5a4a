//! A small cache from what stands in the input to what it became in the store.

use crate::store::hash::{equal_bytes, short_word};

/// The owner of strings that are no attribute's value.
pub(crate) const TEXT: u32 = u32::MAX;

/// The number of slots, a power of two: they and their bytes should stay in the processor's cache.
const SLOTS: usize = 1 << 11;

/// Longer texts are not remembered.
const LONGEST: usize = 256;

/// What was seen of late: an owner and its raw bytes, and the row that they became. A new entry replaces an old one in its slot.
#[derive(Debug, Default)]
pub(crate) struct Recall {
    /// None before the first entry: a small file should not pay for them.
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    owner: u32,
    row: u32,
    raw: Vec<u8>,
}

impl Recall {
    /// The row of a text of an owner, unless it was forgotten. O(length).
    #[inline]
    pub(crate) fn find(&self, owner: u32, raw: &[u8]) -> Option<u32> {
        let slot = self.slots.get(place(owner, raw))?;
        let same = slot.owner == owner && equal_bytes(raw, &slot.raw);
        (same && !raw.is_empty()).then_some(slot.row)
    }

    /// Remembers the row of a text. O(length).
    #[inline]
    pub(crate) fn learn(&mut self, owner: u32, raw: &[u8], row: u32) {
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, Slot::default);
        }
        if let Some(slot) = self.slots.get_mut(place(owner, raw))
            && raw.len() <= LONGEST
        {
            slot.owner = owner;
            slot.row = row;
            slot.raw.clear();
            slot.raw.extend_from_slice(raw);
        }
    }
}

/// The slot of a text: a hash of its ends and its length, since texts that are alike elsewhere only compete for a slot.
#[inline]
fn place(owner: u32, raw: &[u8]) -> usize {
    let (start, end) = match (raw.first_chunk::<8>(), raw.last_chunk::<8>()) {
        (Some(&start), Some(&end)) => (u64::from_le_bytes(start), u64::from_le_bytes(end)),
        _ => (short_word(raw), 0),
    };
    let word = start ^ end.rotate_left(29) ^ (u64::from(owner) << 20 | raw.len() as u64).rotate_left(13);
    #[expect(clippy::cast_possible_truncation, reason = "only the highest bits are left")]
    {
        (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOTS.trailing_zeros())) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_its_owner_and_all_of_its_bytes() {
        let mut recall = Recall::default();
        recall.learn(1, b"https://a.example/1/x", 7);
        assert_eq!(recall.find(1, b"https://a.example/1/x"), Some(7));
        assert_eq!(recall.find(1, b"https://b.example/1/x"), None);
        assert_eq!(recall.find(1, b"https://a.example/1/xy"), None);
        assert_eq!(recall.find(2, b"https://a.example/1/x"), None);
        assert_eq!(recall.find(0, b""), None);
        recall.learn(1, &[b'a'; LONGEST + 1], 9);
        assert_eq!(recall.find(1, &[b'a'; LONGEST + 1]), None);
    }
}
