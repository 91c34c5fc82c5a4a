//! JSON of any format, read as it arrives.
//!
//! # How reading stops and goes on
//!
//! A file comes in slices that are cut anywhere, and a slice is parsed where it lies. What is known between two slices is small:
//!
//! - the [`Nest`]: which arrays and objects around the records are open (in OTLP `resourceSpans`, an entry of it, `scopeSpans`, …),
//!   and what the [`Grammar`] of the format keeps of them, such as their resource and scope;
//! - the *carry*: the bytes of the step that the slice cut.
//!
//! A **step** is the smallest piece of progress: one bracket with the comma or key before it, or one whole *record*, such as a span, a
//! resource, a scope. A step either happens entirely or leaves no trace: it is parsed from contiguous bytes, changes the nest
//! and the store at its end only, and when it meets the end of the slice its bytes become the carry and it is tried again later.
//! (Strings that it interned meanwhile are interned again, under the same symbols.) Values that nobody asked for, such as
//! `resourceMetrics` of a gigabyte, are no steps but are skipped as they come.
//!
//! The next slice is not appended to the carry, only as much of it as the step needs, found by doubling: a step is tried when the
//! carry is twice as long as at the last attempt. So each byte is looked at a bounded number of times even where slices are a
//! byte long, and a slice of megabytes is not copied. When a step has ended beyond the old carry, reading goes on in the slice
//! itself.

use std::fmt::Debug;

use super::excerpt;
use super::json::{Parse, Stop};
use super::nest::{Move, Nest};
use super::reader::Reader;
use super::record::{Memory, Record};
use super::report::{FileReport, Reason};
use crate::error::{Error, ErrorKind, Result};
use crate::store::StoreBuilder;

/// What a format of JSON means: which arrays and objects there are around its records, and what each step in them is.
pub(crate) trait Grammar: Debug {
    /// The arrays and objects that are read in more than one step.
    type Level: Copy + PartialEq + Debug;

    /// What is remembered of the order of keys.
    type Hints: Default + Debug;

    /// What a text is called that has nothing of the format in it.
    const STRANGER: &'static str;

    /// Opens a document, or an array of them, of which the bracket is next.
    ///
    /// # Errors
    ///
    /// `Syntax` where there is none.
    fn begin(&mut self, record: &mut Record<'_, '_, Self::Hints>, report: &mut FileReport) -> Parse<Move<Self::Level>>;

    /// Takes a step within `level`, where nothing was read yet if it is the `first`.
    ///
    /// # Errors
    ///
    /// `Syntax` where it cannot be taken, and then nothing has changed; `Fatal` where nothing more can be.
    fn step(
        &mut self,
        level: Self::Level,
        first: bool,
        record: &mut Record<'_, '_, Self::Hints>,
        report: &mut FileReport,
    ) -> Parse<Move<Self::Level>>;

    /// Is told that a value is skipped in full, with the number of objects directly inside it.
    fn skipped(&mut self, _objects: u64, _report: &mut FileReport) {}

    /// Is told that a level ended.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold what is known by then.
    fn left(&mut self, level: Self::Level, builder: &mut StoreBuilder) -> Result<()>;

    /// Whether anything of the format was met.
    fn is_recognised(&self) -> bool;

    /// Whether nothing waits for what may come in a later document.
    fn is_settled(&self) -> bool {
        true
    }

    /// Gives all spans what was read of their surroundings, complete or not. No level is open after that.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    fn close(&mut self, builder: &mut StoreBuilder) -> Result<()>;

    /// Does what has to wait until all documents were read. It is closed.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    fn finish(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        Ok(())
    }
}

/// The longest record that is read.
const MAX_RECORD: usize = 256 << 20;

/// The shortest carry that is worth an attempt.
const MIN_ATTEMPT: usize = 256;

/// A reader of a format of JSON: one document, arrays of them, or any number one after the other.
#[derive(Debug)]
pub(crate) struct Steps<G: Grammar> {
    grammar: G,
    nest: Nest<G::Level>,
    memory: Memory<G::Hints>,
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

impl<G: Grammar> Steps<G> {
    pub(crate) fn new(grammar: G) -> Self {
        Self {
            grammar,
            nest: Nest::default(),
            memory: Memory::default(),
            carry: Vec::new(),
            attempt_at: 0,
            offset: 0,
            at_line_start: false,
            broken: None,
            excerpt: String::new(),
        }
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
            report.note(Reason::BrokenDocument, broken.offset, 1);
            self.broken = None;
            self.abandon(builder)?;
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
        let mut record = Record::new((bytes, self.offset), builder, &mut self.memory);
        let used = loop {
            self.nest.skip_space(&mut record.cursor);
            let start = record.cursor.at;
            if start >= until {
                break start;
            }
            match step(&mut self.grammar, &mut self.nest, &mut record, report) {
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

impl<G: Grammar> Reader for Steps<G> {
    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()> {
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

    fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        let carry = std::mem::take(&mut self.carry);
        let mut bytes = &carry[..];
        loop {
            bytes = self.read_all(builder, bytes, report)?;
            if let Some(broken) = self.broken.take() {
                return Err(broken.error);
            }
            if bytes.is_empty() && self.nest.is_empty() {
                break;
            }
            // The step that cannot be taken knows what is missing.
            let mut record = Record::new((bytes, self.offset), builder, &mut self.memory);
            match step(&mut self.grammar, &mut self.nest, &mut record, report) {
                Ok(()) => break,
                Err(stop) => {
                    let from = self.leave(stop, 0, bytes)?;
                    self.advance(&bytes[..from]);
                    bytes = &bytes[from..];
                }
            }
        }
        if self.grammar.is_recognised() {
            return Ok(());
        }
        let looks_like = Some(G::STRANGER);
        Err(ErrorKind::UnknownFormat { found: self.excerpt.clone(), looks_like }.into())
    }

    fn close(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        self.grammar.close(builder)?;
        self.grammar.finish(builder, report)
    }

    fn is_between_documents(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<bool> {
        // What was cut may be whole since, and waits for more only so that it is not tried too often.
        let mut carry = std::mem::take(&mut self.carry);
        let used = self.read(builder, &carry, carry.len(), report)?;
        carry.drain(..used);
        self.carry = carry;
        self.plan_attempt()?;
        let is_between = self.carry.is_empty() && self.broken.is_none() && self.nest.is_empty();
        Ok(is_between && self.grammar.is_recognised() && self.grammar.is_settled())
    }

    fn pass(&mut self, bytes: u64) {
        self.offset += bytes;
        self.at_line_start = true;
    }
}

/// Takes the next step, whatever it is. See [the module](self).
#[inline]
fn step<G: Grammar>(
    grammar: &mut G,
    nest: &mut Nest<G::Level>,
    record: &mut Record<'_, '_, G::Hints>,
    report: &mut FileReport,
) -> Parse<()> {
    if nest.is_skipping() {
        if let Some(objects) = nest.skip_on(&mut record.cursor)? {
            grammar.skipped(objects, report);
        }
        return Ok(());
    }
    let outcome = match nest.innermost() {
        Some((level, first)) => grammar.step(level, first, record, report)?,
        None => grammar.begin(record, report)?,
    };
    if let Some(left) = nest.take(outcome) {
        grammar.left(left, record.builder)?;
    }
    Ok(())
}
