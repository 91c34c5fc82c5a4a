//! Finding rows by their content.

use hashbrown::HashTable;

/// Rows by a hash of their content. The hash is kept beside each row: growing then needs no content, and content is compared only
/// where hashes are equal, which in tables larger than the processor's cache is most of the work.
#[derive(Debug, Default)]
pub(crate) struct RowIndex {
    entries: HashTable<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The low half of the hash.
    hash: u32,
    row: u32,
}

impl RowIndex {
    /// The row with this hash for which `same` holds. Expected O(1).
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut same: impl FnMut(u32) -> bool) -> Option<u32> {
        let hash = low_half(hash);
        let found = self.entries.find(spread(hash), |entry| entry.hash == hash && same(entry.row));
        found.map(|entry| entry.row)
    }

    /// Adds a row that is not there. Amortised O(1).
    #[inline]
    pub(crate) fn insert(&mut self, hash: u64, row: u32) {
        let hash = low_half(hash);
        self.entries.insert_unique(spread(hash), Entry { hash, row }, |entry| spread(entry.hash));
    }

    /// The bytes that the index occupies.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.entries.allocation_size()
    }
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
