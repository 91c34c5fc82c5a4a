//! Finding rows by their content.

use hashbrown::HashTable;

/// How many tables there are. A table that grows holds its old and its new place at once; of many small ones it is one at a time.
const SHARDS: usize = 64;

/// Rows by a hash of their content. The hash is kept beside each row: growing then needs no content, and content is compared only
/// where hashes are equal, which in tables larger than the processor's cache is most of the work.
#[derive(Debug)]
pub(crate) struct RowIndex {
    /// By the highest bits of the hash.
    shards: [HashTable<Entry>; SHARDS],
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The low half of the hash.
    hash: u32,
    row: u32,
}

impl Default for RowIndex {
    fn default() -> Self {
        Self { shards: [const { HashTable::new() }; SHARDS] }
    }
}

impl RowIndex {
    /// The row with this hash for which `same` holds. Expected O(1).
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut same: impl FnMut(u32) -> bool) -> Option<u32> {
        let shard = &self.shards[shard_of(hash)];
        let hash = low_half(hash);
        let found = shard.find(spread(hash), |entry| entry.hash == hash && same(entry.row));
        found.map(|entry| entry.row)
    }

    /// Adds a row that is not there. Amortised O(1); moves no more than one of the tables.
    #[inline]
    pub(crate) fn insert(&mut self, hash: u64, row: u32) {
        let shard = &mut self.shards[shard_of(hash)];
        let hash = low_half(hash);
        shard.insert_unique(spread(hash), Entry { hash, row }, |entry| spread(entry.hash));
    }

    /// The bytes that the index occupies.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.shards.iter().map(HashTable::allocation_size).sum()
    }
}

/// The place of a hash's table: of bits that its table does not use.
#[expect(clippy::cast_possible_truncation, reason = "six bits are left")]
#[inline]
fn shard_of(hash: u64) -> usize {
    (hash >> (u64::BITS - SHARDS.trailing_zeros())) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "one half is enough")]
#[inline]
fn low_half(hash: u64) -> u32 {
    hash as u32
}

/// Both ends of a hash are used by the table, whatever the width of the machine.
#[inline]
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::hash::mix;

    #[test]
    fn rows_spread_over_all_tables() {
        let kinds: [fn(u32) -> (u64, u64); 4] = [
            |number| (13, number.into()),
            |number| (number.into(), 7),
            |number| (5, f64::from(number).to_bits()),
            |number| (5, (f64::from(number) / 100.0).to_bits()),
        ];
        for (kind, words) in kinds.into_iter().enumerate() {
            let mut index = RowIndex::default();
            for row in 0..1 << 16 {
                let (a, b) = words(row);
                index.insert(mix(a, b), row);
            }
            let most = index.shards.iter().map(HashTable::len).max().unwrap();
            assert!(most < (1 << 16) / SHARDS * 5 / 4, "kind {kind}: {most} rows in one of {SHARDS} tables");
        }
    }
}
