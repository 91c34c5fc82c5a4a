//! OTLP JSON, read as it arrives.
//!
//! # How reading stops and goes on
//!
//! A file comes in slices that are cut anywhere, and a slice is parsed where it lies. What is known between two slices is small:
//!
//! - the [`Outline`]: which arrays and objects around the spans are open (`resourceSpans`, an entry of it, `scopeSpans`, …), and
//!   what their resource and scope said so far;
//! - the *carry*: the bytes of the step that the slice cut.
//!
//! A **step** is the smallest piece of progress: one bracket with the comma or key before it, or one whole *record*: a span, a
//! resource, a scope. A step either happens entirely or leaves no trace: it is parsed from contiguous bytes, changes the outline
//! and the store at its end only, and when it meets the end of the slice its bytes become the carry and it is tried again later.
//! (Strings that it interned meanwhile are interned again, under the same symbols.) Values that nobody asked for, such as
//! `resourceMetrics` of a gigabyte, are no steps but are skipped as they come.
//!
//! The next slice is not appended to the carry, only as much of it as the step needs, found by doubling: a step is tried when the
//! carry is twice as long as at the last attempt. So each byte is looked at a bounded number of times even where slices are a
//! byte long, and a slice of megabytes is not copied. When a step has ended beyond the old carry, reading goes on in the slice
//! itself.
//!
//! Because a resource and a scope may stand behind their spans, spans are stored without them first; when the entry of
//! `resourceSpans` ends, or the file, [`Origins`] tells the store whose they are.

mod attributes;
mod hints;
mod keys;
mod origins;
mod outline;
mod recall;
mod record;
mod span;
mod templates;
mod value;

use super::excerpt;
use super::json::Stop;
use super::report::{FileReport, Reason};
use crate::error::{Error, ErrorKind, Result};
use crate::store::{SourceRow, StoreBuilder};
use outline::Outline;
use record::{Memory, Record};

/// The longest record that is read.
const MAX_RECORD: usize = 256 << 20;

/// The shortest carry that is worth an attempt.
const MIN_ATTEMPT: usize = 256;

/// A reader of OTLP JSON, in all the forms that files have.
#[derive(Debug)]
pub(super) struct OtlpJsonReader {
    outline: Outline,
    memory: Memory,
    /// The start of a step whose end has not arrived.
    carry: Vec<u8>,
    /// The length of the carry at which the step is tried again.
    attempt_at: usize,
    /// The offset in the text of the first byte that was not read: that of the carry, if there is one.
    offset: u64,
    /// Whether the byte before that ended a line.
    at_line_start: bool,
    /// Why the document that is being passed over cannot be read on.
    broken: Option<Broken>,
    /// The start of the text, for messages.
    excerpt: String,
}

/// A document that cannot be read on. What comes before the next line that begins a document is passed over.
#[derive(Debug)]
struct Broken {
    error: Error,
    /// Where the fault is in the text.
    offset: u64,
}

impl OtlpJsonReader {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            outline: Outline::new(source),
            memory: Memory::default(),
            carry: Vec::new(),
            attempt_at: 0,
            offset: 0,
            at_line_start: false,
            broken: None,
            excerpt: String::new(),
        }
    }

    /// Reads the next bytes of the text.
    ///
    /// # Errors
    ///
    /// `Limit` for what is too long or does not fit into the store.
    pub(super) fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()> {
        if self.excerpt.is_empty() {
            self.excerpt = excerpt::excerpt(bytes);
        }
        let mut bytes = bytes;
        while !self.carry.is_empty() {
            let old_len = self.carry.len();
            let added = bytes.len().min(self.attempt_at - old_len);
            self.carry.extend_from_slice(&bytes[..added]);
            if self.carry.len() < self.attempt_at {
                return Ok(());
            }
            let mut carry = std::mem::take(&mut self.carry);
            let mut used = self.read(builder, &carry, old_len, report)?;
            used += self.pass_over(builder, &carry[used..], report)?;
            if used < old_len {
                carry.drain(..used);
                self.carry = carry;
                self.plan_attempt()?;
                bytes = &bytes[added..];
            } else {
                carry.clear();
                self.carry = carry;
                bytes = &bytes[used - old_len..];
            }
        }
        bytes = self.read_all(builder, bytes, report)?;
        self.carry.extend_from_slice(bytes);
        self.plan_attempt()
    }

    /// Reads all that can be read by now, and tells whether what comes next begins a document.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub(super) fn is_between_documents(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<bool> {
        // What was cut may be whole since, and waits for more only so that it is not tried too often.
        let mut carry = std::mem::take(&mut self.carry);
        let used = self.read(builder, &carry, carry.len(), report)?;
        carry.drain(..used);
        self.carry = carry;
        self.plan_attempt()?;
        Ok(self.carry.is_empty() && self.broken.is_none() && self.outline.at_top() && self.outline.is_recognised())
    }

    /// Goes past so many bytes of whole lines that somebody else has read.
    pub(super) fn pass(&mut self, bytes: u64) {
        self.offset += bytes;
        self.at_line_start = true;
    }

    /// Reads what is left when the text has ended.
    ///
    /// # Errors
    ///
    /// As `push`; `Malformed` where the last document is no JSON, `Truncated` where its end is missing, `UnknownFormat` where there
    /// is nothing of OTLP in the text.
    pub(super) fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        let carry = std::mem::take(&mut self.carry);
        let mut bytes = &carry[..];
        loop {
            bytes = self.read_all(builder, bytes, report)?;
            if let Some(broken) = self.broken.take() {
                return Err(broken.error);
            }
            if bytes.is_empty() && self.outline.at_top() {
                break;
            }
            // The step that cannot be taken knows what is missing.
            let mut record = Record::new(bytes, builder, &mut self.memory);
            match self.outline.step(&mut record, report) {
                Ok(()) => break,
                Err(stop) => {
                    let from = self.leave(stop, 0, bytes)?;
                    self.advance(&bytes[..from]);
                    bytes = &bytes[from..];
                }
            }
        }
        if self.outline.is_recognised() {
            return Ok(());
        }
        let looks_like = Some("JSON without resourceSpans or any other field of OTLP");
        Err(ErrorKind::UnknownFormat { found: self.excerpt.clone(), looks_like }.into())
    }

    /// Reads as far as it goes, over broken documents too; what is left is the start of a step.
    fn read_all<'a>(
        &mut self,
        builder: &mut StoreBuilder,
        mut bytes: &'a [u8],
        report: &mut FileReport,
    ) -> Result<&'a [u8]> {
        loop {
            bytes = &bytes[self.pass_over(builder, bytes, report)?..];
            bytes = &bytes[self.read(builder, bytes, bytes.len(), report)?..];
            if self.broken.is_none() || bytes.is_empty() {
                return Ok(bytes);
            }
        }
    }

    /// Passes over what is left of a broken document, if there is one; how many bytes that were. A document begins where a line begins
    /// with a brace: in JSON Lines, and in documents that are printed one after the other and indented.
    fn pass_over(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<usize> {
        let Some(broken) = &self.broken else { return Ok(0) };
        let next = if self.at_line_start && bytes.first() == Some(&b'{') {
            Some(0)
        } else {
            bytes.windows(2).position(|pair| pair == b"\n{").map(|line_end| line_end + 1)
        };
        if next.is_some() {
            report.note(Reason::BrokenDocument, broken.offset);
            self.broken = None;
            self.outline.abandon(builder)?;
        }
        let passed = next.unwrap_or(bytes.len());
        self.advance(&bytes[..passed]);
        Ok(passed)
    }

    /// Counts bytes that are done with.
    fn advance(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        if let Some(&last) = bytes.last() {
            self.at_line_start = last == b'\n';
        }
    }

    /// Gives up the document that stops in `bytes`, in a step that began at `start`; from where it is to be passed over.
    ///
    /// # Errors
    ///
    /// If no document is to blame.
    fn leave(&mut self, stop: Stop, start: usize, bytes: &[u8]) -> Result<usize> {
        let from = match stop {
            Stop::Fatal(error) => return Err(error),
            // What a cut string or object took for its own is read again. What was skipped is gone.
            Stop::Syntax { at, .. } if self.outline.is_skipping() => at.min(bytes.len()),
            Stop::Syntax { .. } => start,
        };
        let error = self.error(stop, bytes);
        let offset = error.offset().unwrap_or(self.offset);
        self.broken = Some(Broken { error, offset });
        Ok(from)
    }

    /// Gives all spans the resource and scope that were read so far, be the text at its end or not.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold more of them.
    pub(super) fn close(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.outline.close(builder)
    }

    /// Decides at which length the carry is tried again.
    fn plan_attempt(&mut self) -> Result<()> {
        if self.carry.len() > MAX_RECORD {
            let (what, limit) = ("bytes in one record", MAX_RECORD as u64);
            return Err(ErrorKind::Limit { what, limit }.into());
        }
        self.attempt_at = (2 * self.carry.len()).max(MIN_ATTEMPT);
        Ok(())
    }

    /// Takes steps until one ends at or after `until`, or cannot end in `bytes`; how many bytes were used up.
    fn read(
        &mut self,
        builder: &mut StoreBuilder,
        bytes: &[u8],
        until: usize,
        report: &mut FileReport,
    ) -> Result<usize> {
        let mut record = Record::new(bytes, builder, &mut self.memory);
        let used = loop {
            self.outline.skip_space(&mut record.cursor);
            let start = record.cursor.at;
            if start >= until {
                break start;
            }
            match self.outline.step(&mut record, report) {
                Ok(()) => record.memory.report_flaws(report, self.offset),
                // Faults wait until enough is there to show, so that the message is the same however slices are cut.
                Err(Stop::Syntax { at, .. }) if at + excerpt::LENGTH >= bytes.len() => break start,
                Err(stop) => break self.leave(stop, start, bytes)?,
            }
        };
        self.memory.forget_flaws();
        self.advance(&bytes[..used]);
        Ok(used)
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
