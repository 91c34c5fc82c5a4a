//! The memory of a store that is being filled: what it takes, what it will take once it is sealed and asked about, and the limit of both.

use super::StoreBuilder;
use crate::error::{ErrorKind, Result};
use crate::store::assembly;
use crate::store::budget::Budget;

impl StoreBuilder {
    /// Takes no more than so many bytes of memory from now on, with what sealing and questions will take. Whoever adds something that does
    /// not fit is told so by `MemoryLimit`, and what is there by then can be sealed. No limit is set by default.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::error::ErrorCode;
    /// use spanlens::store::StoreBuilder;
    ///
    /// let mut builder = StoreBuilder::new();
    /// builder.limit_memory(1 << 20);
    /// let refused = (0..).find_map(|number| builder.intern(&format!("text {number}")).err());
    /// assert_eq!(refused.map(|error| error.code()), Some(ErrorCode::MemoryLimit));
    /// ```
    pub fn limit_memory(&mut self, bytes: u64) {
        self.budget = Budget::of(bytes);
    }

    /// Notes how many bytes whoever fills the store holds besides.
    pub(crate) fn hold_elsewhere(&mut self, bytes: usize) {
        self.budget.elsewhere = bytes as u64;
    }

    /// Adds what has room for certain: it was counted before, or takes the place of something else.
    pub(crate) fn without_limit<T>(&mut self, add: impl FnOnce(&mut Self) -> T) -> T {
        let budget = std::mem::take(&mut self.budget);
        let added = add(self);
        self.budget = Budget::of(budget.limit);
        added
    }

    /// The bytes that are taken once the store is sealed and asked about, at most.
    #[must_use]
    pub fn needed_bytes(&self) -> u64 {
        let sealing = assembly::memory_for(&self.tables) + assembly::memory_for_logs(&self.tables);
        self.heap_bytes() as u64 + sealing + self.tables.memory_for_answers() + self.budget.elsewhere
    }

    /// Makes sure that there is room for so many bytes.
    #[inline]
    pub(super) fn make_room(&mut self, bytes: usize) -> Result<()> {
        if self.budget.take(bytes) { Ok(()) } else { self.look_for_room(bytes) }
    }

    #[cold]
    pub(super) fn look_for_room(&mut self, bytes: usize) -> Result<()> {
        let needed = self.needed_bytes() + bytes as u64;
        if self.budget.look(needed) {
            return Ok(());
        }
        Err(ErrorKind::MemoryLimit { limit: self.budget.limit, spans: self.tables.spans.len() }.into())
    }

    /// The bytes that the store occupies so far, spare capacity included. O(1).
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let indexes = self.index.heap_bytes() + self.log_index.heap_bytes() + self.recent_lists.heap_bytes();
        self.tables.heap_bytes() + indexes
    }
}
