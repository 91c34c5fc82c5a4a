//! Spans and logs as bytes, to move them from one builder to another: from a worker that reads a part of a file to the worker with the store.
//!
//! A batch contains everything that its spans and logs refer to, once each and before the first reference: texts, (key, value) pairs, scopes with their
//! resources; then the spans in order of arrival, and the logs. References are indexes in the batch, which [`read`] turns into rows of the other builder.
//! Numbers are little-endian and of fixed size. The format is not for storage: both ends must have the same version.

mod read;
mod write;

use super::StoreBuilder;
use super::rows::SourceRow;
use crate::error::Result;

impl StoreBuilder {
    /// All spans and logs as a batch. O(these and everything they refer to).
    #[must_use]
    pub fn to_batch(&self) -> Vec<u8> {
        write::write(self)
    }

    /// Adds the spans and logs of a batch, all of one source, in their order. Of the logs those that are
    /// [kept](Self::keep_logs).
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push); `BadMessage` if the bytes are not a valid batch. The spans before the fault are in the store.
    ///
    /// # Complexity
    ///
    /// O(these and everything they refer to), about a tenth of the time that parsing them took.
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
