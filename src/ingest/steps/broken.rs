//! Documents that break, and where reading goes on after them.

use super::Steps;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::excerpt;
use crate::ingest::grammar::Grammar;
use crate::ingest::json::Stop;
use crate::ingest::report::{FileReport, Reason};
use crate::store::StoreBuilder;

/// A document that cannot be read on. What comes before the next line that begins a document is passed over.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) error: Error,
    /// Where the fault is in the text.
    offset: u64,
}

impl<G: Grammar> Steps<G> {
    /// Passes over what is left of a broken document, if there is one; how many bytes that were. A document begins where a line begins
    /// with a brace: in JSON Lines, and in documents that are printed one after the other and indented.
    pub(super) fn pass_over(
        &mut self,
        builder: &mut StoreBuilder,
        bytes: &[u8],
        report: &mut FileReport,
    ) -> Result<usize> {
        let Some(broken) = &self.broken else { return Ok(0) };
        let next = self.between.next_document(bytes);
        if next.is_some() {
            report.note(Reason::BrokenDocument, broken.offset, 1);
            self.broken = None;
            self.abandon(builder)?;
        }
        let passed = next.unwrap_or(bytes.len());
        self.advance(&bytes[..passed]);
        Ok(passed)
    }

    /// Counts bytes that are done with.
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        self.between.advance(bytes);
    }

    /// Gives up the document that stops in `bytes`, in a step that began at `start`; from where it is to be passed over.
    ///
    /// # Errors
    ///
    /// If no document is to blame.
    pub(super) fn leave(&mut self, stop: Stop, start: usize, bytes: &[u8]) -> Result<usize> {
        let from = match stop {
            Stop::Fatal(error) => return Err(error),
            // What a cut string or object took for its own is read again. What was skipped is gone.
            Stop::Syntax { at, .. } if self.nest.is_skipping() => at.min(bytes.len()),
            // A document that is one step is not the one that follows it.
            Stop::Syntax { .. } if self.nest.is_empty() => (start + 1).min(bytes.len()),
            Stop::Syntax { .. } => start,
        };
        let error = self.error(stop, bytes);
        let offset = error.offset().unwrap_or(self.offset);
        self.broken = Some(Broken { error, offset });
        Ok(from)
    }

    /// Closes all that is open, in the middle of a document. Its spans stay, with what was read of their surroundings.
    fn abandon(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.nest.clear();
        self.grammar.close(builder)
    }

    /// The error that a stop in `bytes`, the first of which is at `self.offset`, is for the user.
    fn error(&self, stop: Stop, bytes: &[u8]) -> Error {
        match stop {
            Stop::Fatal(error) => error,
            Stop::Syntax { at, expected } => {
                let offset = self.offset + at as u64;
                if at >= bytes.len() {
                    return ErrorKind::Truncated { offset, expected }.into();
                }
                let found = excerpt::excerpt(&bytes[at..]);
                ErrorKind::Malformed { offset, expected, found }.into()
            }
        }
    }
}
