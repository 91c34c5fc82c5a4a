//! The outline: the messages around the spans and logs, read as they arrive.
//!
//! # What is kept between two pieces of a file
//!
//! - which messages are open around what comes next: a `ResourceSpans`, a `ScopeSpans`, each with where it ends;
//! - of the open `ResourceSpans` the resource and the scopes, with the rows of their spans and logs: what they say of themselves may come last;
//! - the *carry*: the bytes of the record that the piece cut. Records are resources, scopes, spans, logs and schema URLs. Each is read
//!   in one piece, from where it lies unless it is cut. Its length is told before it, so a record that is cut is read once, when
//!   it is there in full.
//!
//! Fields that nobody knows are skipped as they come, however long they are.

mod pieces;
mod records;

use super::parts::{Level, Part};
use super::signal::Signal;
use super::wire::{Depth, Parse, Stop, Tag, Wire};
use super::wire_type::WireType;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::origins::Origins;
use crate::ingest::record::Recall;
use crate::ingest::report::{FileReport, Reason};
use crate::store::{LogDraft, SourceRow, SpanDraft, StoreBuilder};

/// The longest record that is read, as in JSON.
const MAX_RECORD: u64 = 128 << 20;

/// A message that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    level: Level,
    /// Where it ends in the text.
    end: u64,
}

/// A reader of OTLP in protobuf: one message, or any number one after the other.
#[derive(Debug)]
pub(super) struct Outline {
    source: SourceRow,
    /// The messages that are open within the outermost, which ends where the text does.
    open: Vec<Open>,
    origins: Origins,
    /// Whether the open `ResourceSpans` has scopes under their present name.
    has_scope_spans: bool,
    /// The other signals that the open `ResourceSpans` has.
    signals: Vec<Signal>,
    draft: SpanDraft,
    log: LogDraft,
    recall: Recall,
    /// The offset in the text of the first byte that was not read: that of the carry, if there is one.
    offset: u64,
    /// How many bytes of the field that is being skipped are still to come.
    skip: u64,
    /// The groups that are open in the field that is being skipped.
    groups: Depth,
    /// The start of a field whose end has not arrived, and the length at which it is tried again.
    carry: Vec<u8>,
    needed: usize,
    /// Why the `ResourceSpans` that is being skipped, or all that is left of the message, cannot be read.
    broken: Option<Error>,
    /// Whether a message was begun.
    begun: bool,
    /// Whether the file says where messages end, so that the next can be read whatever comes before it.
    framed: bool,
}

/// How far a step came.
enum Step {
    /// It used so many bytes.
    Used(usize),
    /// It needs so many.
    Needs(usize),
}

impl Outline {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            source,
            open: Vec::new(),
            origins: Origins::default(),
            has_scope_spans: false,
            signals: Vec::new(),
            draft: SpanDraft::default(),
            log: LogDraft::default(),
            recall: Recall::default(),
            offset: 0,
            skip: 0,
            groups: Depth::default(),
            carry: Vec::new(),
            needed: 0,
            broken: None,
            begun: false,
            framed: false,
        }
    }

    /// Reads as far as it goes; how many bytes were used up.
    fn read(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<usize> {
        let mut at = 0;
        loop {
            let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len() - at);
            self.skip -= skipped as u64;
            at += skipped;
            self.offset += skipped as u64;
            while self.groups.is_zero() && self.open.last().is_some_and(|open| open.end == self.offset) {
                self.leave(builder, report)?;
            }
            if at == bytes.len() {
                return Ok(at);
            }
            self.forgive(bytes[at], report)?;
            match self.step(builder, &bytes[at..], report) {
                Ok(Step::Used(used)) => {
                    at += used;
                    self.offset += used as u64;
                }
                Ok(Step::Needs(needed)) => {
                    self.needed = needed;
                    return Ok(at);
                }
                Err(error) => self.give_up(error, builder)?,
            }
        }
    }

    /// Closes the innermost message.
    fn leave(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        let Some(Open { level: Level::ResourceSpans, .. }) = self.open.pop() else { return Ok(()) };
        for signal in self.signals.drain(..) {
            *signal.count(&mut report.ignored) += 1;
        }
        self.origins.finish(builder)
    }

    /// Passes over what cannot be read, with what was read of it before: a `ResourceSpans`, or else the rest of the message.
    ///
    /// # Errors
    ///
    /// If the bytes are not to blame.
    fn give_up(&mut self, error: Error, builder: &mut StoreBuilder) -> Result<()> {
        if !matches!(error.kind(), ErrorKind::Malformed { .. }) {
            return Err(error);
        }
        self.skip = self.open.first().map_or(u64::MAX, |outermost| outermost.end - self.offset);
        self.open.clear();
        self.groups = Depth::default();
        self.signals.clear();
        self.broken = Some(error);
        self.origins.finish(builder)
    }

    /// Counts what was passed over, if there is something, now that `next` comes after it.
    ///
    /// # Errors
    ///
    /// If it comes to nothing: then a length was wrong, too, and nobody knows where to go on.
    fn forgive(&mut self, next: u8, report: &mut FileReport) -> Result<()> {
        let Some(error) = self.broken.take() else { return Ok(()) };
        if next != super::FIRST_BYTE && !self.framed {
            self.skip = u64::MAX;
            self.broken = Some(error.clone());
            return Err(error);
        }
        report.note(Reason::BrokenDocument, error.offset().unwrap_or_default(), 1);
        Ok(())
    }

    /// Takes the field at the beginning of `bytes`, as much as there is of it.
    fn step(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<Step> {
        let room = self.open.last().map_or(u64::MAX, |open| open.end - self.offset);
        let is_all = bytes.len() as u64 >= room;
        let bytes = &bytes[..usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len())];
        let mut wire = Wire::new(bytes, self.offset);
        match self.field(&mut wire, room, builder, report) {
            Ok(step) => Ok(step),
            Err(Stop::Cut(_)) if !is_all => Ok(Step::Needs(bytes.len() + 1)),
            Err(stop) => Err(fault(stop)),
        }
    }

    fn field(
        &mut self,
        wire: &mut Wire<'_>,
        room: u64,
        builder: &mut StoreBuilder,
        report: &mut FileReport,
    ) -> Parse<Step> {
        if let [tag, len, ..] = *wire.bytes
            && (tag | len) < 0x80
            && self.groups.is_zero()
            && let Some(part) = self.level().part_of_tag(tag)
        {
            // Nearly all messages around records begin so, with a byte for the tag and one for the length.
            wire.at = 2;
            return self.take(part, (1, u64::from(len)), wire, room, builder, report);
        }
        let tag = wire.tag()?;
        let part = if self.groups.is_zero() { self.part(tag, wire)? } else { Part::Skip };
        if tag.wire_type != WireType::Len {
            match tag.wire_type {
                WireType::GroupStart | WireType::GroupEnd => self.groups.step(tag, 0, wire)?,
                wire_type => wire.pass(wire_type)?,
            }
            return Ok(Step::Used(wire.at));
        }
        let len_at = wire.at;
        let len = wire.varint()?;
        self.take(part, (len_at, len), wire, room, builder, report)
    }

    /// Takes a field whose length, which is at an index, was read.
    fn take(
        &mut self,
        part: Part,
        (len_at, len): (usize, u64),
        wire: &Wire<'_>,
        room: u64,
        builder: &mut StoreBuilder,
        report: &mut FileReport,
    ) -> Parse<Step> {
        let head = wire.at;
        if len > room.saturating_sub(head as u64) {
            return Err(wire.too_long(len_at, len));
        }
        match part {
            Part::Skip => self.skip = len,
            // A message of nothing says but one thing.
            Part::Enter(level) if len == 0 => self.has_scope_spans |= level == Level::ScopeSpans,
            Part::Enter(level) => self.enter(level, wire.offset().saturating_add(len)),
            Part::Read(kind) => {
                if len > MAX_RECORD {
                    return Err(Error::from(ErrorKind::Limit { what: "bytes in one record", limit: MAX_RECORD }).into());
                }
                let end = head + usize::try_from(len).unwrap_or(usize::MAX);
                let Some(bytes) = wire.bytes.get(head..end) else { return Ok(Step::Needs(end)) };
                let record = Wire::new(bytes, wire.offset());
                self.record(kind, &record, builder, report).map_err(|stop| Stop::Fault(fault(stop)))?;
                return Ok(Step::Used(end));
            }
        }
        Ok(Step::Used(head))
    }

    /// The innermost message that is open.
    #[inline]
    fn level(&self) -> Level {
        self.open.last().map_or(Level::Message, |open| open.level)
    }

    /// What the field of a tag is, in the innermost message that is open.
    fn part(&self, tag: Tag, wire: &Wire<'_>) -> Parse<Part> {
        let Some((part, wire_type)) = self.level().part(tag.number) else { return Ok(Part::Skip) };
        if wire_type != tag.wire_type {
            return Err(wire.wrong_type(0, wire_type, tag.wire_type));
        }
        // Who writes both writes the same twice.
        let is_repeat = part == Part::Enter(Level::LibrarySpans) && self.has_scope_spans;
        Ok(if is_repeat { Part::Skip } else { part })
    }

    fn enter(&mut self, level: Level, end: u64) {
        match level {
            Level::Message | Level::ResourceSpans => self.has_scope_spans = false,
            Level::ScopeSpans | Level::LibrarySpans => {
                self.has_scope_spans |= level == Level::ScopeSpans;
                self.origins.begin_scope();
            }
        }
        self.open.push(Open { level, end });
    }
}

/// The error that a stop in a message which is there in full is for the user.
fn fault(stop: Stop) -> Error {
    match stop {
        Stop::Fault(error) => error,
        Stop::Cut(offset) => {
            let found = "the end of its message".to_owned();
            ErrorKind::Malformed { offset, expected: "the rest of a field", found }.into()
        }
    }
}
