//! Spans and logs on their way from one builder to another, as bytes: from a worker that reads a part of a file to the one that keeps the store.
//!
//! A batch holds what its spans and logs name, each thing once and before it is named: texts, (key, value) pairs, scopes with their
//! resources; then the spans in order of arrival, and the logs. Everything is named by its index in the batch, which [`read`] turns into rows of the other
//! builder. Numbers are little-endian and of fixed size. It is no format to keep: both ends are of one version.

mod read;
mod write;

use super::StoreBuilder;
use super::rows::SourceRow;
use crate::error::Result;

impl StoreBuilder {
    /// All spans and logs as a batch. O(these and what they name).
    #[must_use]
    pub fn to_batch(&self) -> Vec<u8> {
        write::write(self)
    }

    /// Adds the spans and logs of a batch, all of one source, in their order. Of the logs those that are
    /// [kept](Self::keep_logs).
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push); `BadMessage` if the bytes are no batch. The spans before that place are in the store.
    ///
    /// # Complexity
    ///
    /// O(these and what they name), which takes about a tenth of the time that reading them took.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::store::{SpanDraft, StoreBuilder};
    ///
    /// let (mut one, mut other) = (StoreBuilder::new(), StoreBuilder::new());
    /// let source = one.add_source("a.json", "default");
    /// let draft = SpanDraft { name: one.intern("GET /")?, start_ns: 5, end_ns: 9, ..SpanDraft::default() };
    /// one.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source)?;
    ///
    /// let source = other.add_source("a.json", "default");
    /// other.append_batch(&one.to_batch(), source)?;
    /// assert_eq!(other.seal().spans().len(), 1);
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    pub fn append_batch(&mut self, batch: &[u8], source: SourceRow) -> Result<()> {
        read::read(self, batch, source)
    }
}

/// Which of the values that few spans have follow in a batch, as bits.
mod rare {
    pub(super) const STATUS_MESSAGE: u8 = 1;
    pub(super) const TRACE_STATE: u8 = 1 << 1;
    pub(super) const FLAGS: u8 = 1 << 2;
    pub(super) const DROPPED: u8 = 1 << 3;
    pub(super) const EVENTS: u8 = 1 << 4;
    pub(super) const LINKS: u8 = 1 << 5;
}
