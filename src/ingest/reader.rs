//! The interface of all readers of formats.

use std::fmt;

use super::report::FileReport;
use crate::error::Result;
use crate::store::StoreBuilder;

/// Reads the text of a file of one format, piece by piece, into a store. Nothing depends on where the pieces are cut.
pub(crate) trait Reader {
    /// Reads the next bytes of the text.
    ///
    /// # Errors
    ///
    /// Why it cannot be read on, such as `Limit` for what is too long or does not fit into the store.
    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()>;

    /// Is told that a message has ended, in a file that says so: what comes next begins a document.
    ///
    /// # Errors
    ///
    /// As `push`.
    fn end_message(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        Ok(())
    }

    /// Reads what is left when the text has ended.
    ///
    /// # Errors
    ///
    /// As `push`; `Malformed` where the last of it breaks the rules of the format, `Truncated` where its end is missing,
    /// `UnknownFormat` where there is nothing of the format in the text.
    fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()>;

    /// Gives all spans what was read of their surroundings, be the text at its end or not. Nothing is read after that.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    fn close(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()>;

    /// Reads all that can be read by now, and tells whether what comes next begins a document that needs nothing of what came
    /// before it. Never so where a format is no JSON Lines.
    ///
    /// # Errors
    ///
    /// As `push`.
    fn is_between_documents(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<bool>;

    /// The bytes of what is kept from piece to piece, as far as that grows with the file.
    fn held_bytes(&self) -> usize;

    /// Goes past so many bytes between documents that are not its own: whole lines that somebody else has read, or the length of a
    /// message.
    fn pass(&mut self, bytes: u64);
}

/// Says no more than that it is one: the state of every reader would be written by code that everybody downloads and nobody runs.
impl fmt::Debug for dyn Reader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reader")
    }
}
