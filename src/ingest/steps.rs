//! JSON of any format, read as it arrives.
//!
//! # How reading stops and continues
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

mod between;
mod broken;

use super::excerpt;
use super::grammar::Grammar;
use super::json::{Parse, Stop};
use super::nest::Nest;
use super::reader::Reader;
use super::record::{Memory, Record};
use super::report::{FileReport, Reason};
use crate::error::{ErrorKind, Result};
use crate::store::StoreBuilder;
use between::{Between, Passed};
use broken::Broken;

/// The longest record that is read. It is held as a whole, and once more while its room grows.
const MAX_RECORD: usize = 128 << 20;

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
    /// What lies between documents there.
    between: Between,
    /// Why the document that is being passed over cannot be read on.
    broken: Option<Broken>,
    /// The start of the text, for messages: a little more than is shown.
    head: Vec<u8>,
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
            between: Between::default(),
            broken: None,
            head: Vec::new(),
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

    /// Decides at which length the carry is tried again.
    fn plan_attempt(&mut self) -> Result<()> {
        if self.carry.len() > MAX_RECORD {
            let (what, limit) = ("bytes in one record", MAX_RECORD as u64);
            return Err(ErrorKind::Limit { what, limit }.into());
        }
        self.attempt_at = (2 * self.carry.len()).clamp(MIN_ATTEMPT, MAX_RECORD + 1);
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
            // The end of a line is the end of text on it.
            if !self.between.is_in_text() {
                self.nest.skip_space(&mut record.cursor);
            }
            let start = record.cursor.at;
            if start >= until {
                break start;
            }
            if self.nest.is_empty() {
                match self.between.pass(&mut record.cursor) {
                    Passed::Nothing => {}
                    Passed::Text { is_new } => {
                        record.flaws(Reason::TextBetweenDocuments, start, u64::from(is_new));
                        record.memory.report_flaws(report, self.offset);
                        continue;
                    }
                    Passed::Unsure => break start,
                }
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
}

impl<G: Grammar> Reader for Steps<G> {
    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()> {
        let missing = (excerpt::LENGTH + 1).saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
        let mut bytes = bytes;
        while !self.carry.is_empty() {
            let old_len = self.carry.len();
            let added = bytes.len().min(self.attempt_at - old_len);
            if self.carry.capacity() < old_len + added {
                self.carry.reserve_exact(self.attempt_at - old_len);
            }
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
        self.between.end();
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
        Err(ErrorKind::UnknownFormat { found: excerpt::excerpt(&self.head), looks_like }.into())
    }

    fn close(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        self.grammar.close(builder)?;
        self.grammar.finish(builder, report)
    }

    fn is_between_documents(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<bool> {
        // What was cut may be whole since, and waits for more only so that it is not tried too often.
        let mut carry = std::mem::take(&mut self.carry);
        let left = self.read_all(builder, &carry, report)?.len();
        carry.drain(..carry.len() - left);
        self.carry = carry;
        self.plan_attempt()?;
        let is_between = self.carry.is_empty() && self.broken.is_none() && self.nest.is_empty();
        // Where there is text between documents, what ends a broken one depends on what came before it.
        Ok(G::HAS_PARTS
            && is_between
            && !self.between.has_text()
            && self.grammar.is_recognised()
            && self.grammar.is_settled())
    }

    fn held_bytes(&self) -> usize {
        self.carry.capacity() + self.grammar.held_bytes()
    }

    fn pass(&mut self, bytes: u64) {
        self.offset += bytes;
        self.between.begin_line();
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
        if let Some(objects) = nest.skip_on(&mut record.cursor, G::FIRST_KEYS)? {
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
