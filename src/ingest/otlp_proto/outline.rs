//! The outline: the messages around the spans, read as they arrive.
//!
//! # What is kept between two pieces of a file
//!
//! - which messages are open around what comes next: a `ResourceSpans`, a `ScopeSpans`, each with where it ends;
//! - of the open `ResourceSpans` the resource and the scopes, with the rows of their spans: what they say of themselves may come last;
//! - the *carry*: the bytes of the record that the piece cut. Records are resources, scopes, spans and schema URLs. Each is read
//!   in one piece, from where it lies unless it is cut. Its length is told before it, so a record that is cut is read once, when
//!   it is there in full.
//!
//! Fields that nobody knows are skipped as they come, however long they are.

use super::parts::{Kind, Level, Part};
use super::record::Record;
use super::signal::{self, Signal};
use super::wire::{Depth, Parse, Stop, Tag, Wire};
use super::wire_type::WireType;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::Format;
use crate::ingest::origins::Origins;
use crate::ingest::reader::Reader;
use crate::ingest::record::Recall;
use crate::ingest::report::{FileReport, Reason};
use crate::store::{SourceRow, SpanDraft, StoreBuilder};

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
        let tag = wire.tag()?;
        let part = if self.groups.is_zero() { self.part(tag, wire)? } else { Part::Skip };
        if tag.wire_type != WireType::Len {
            match tag.wire_type {
                WireType::Varint => _ = wire.varint()?,
                WireType::I64 => _ = wire.fixed64()?,
                WireType::I32 => _ = wire.fixed32()?,
                _ => self.groups.step(tag, 0, wire)?,
            }
            return Ok(Step::Used(wire.at));
        }
        let len_at = wire.at;
        let len = wire.varint()?;
        let head = wire.at;
        if len > room.saturating_sub(head as u64) {
            return Err(wire.too_long(len_at, len));
        }
        match part {
            Part::Skip => self.skip = len,
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

    /// What the field of a tag is, in the innermost message that is open.
    fn part(&self, tag: Tag, wire: &Wire<'_>) -> Parse<Part> {
        let level = self.open.last().map_or(Level::Message, |open| open.level);
        let Some((part, wire_type)) = level.part(tag.number) else { return Ok(Part::Skip) };
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

    /// Reads a record, which is there in full.
    fn record(
        &mut self,
        kind: Kind,
        wire: &Wire<'_>,
        builder: &mut StoreBuilder,
        report: &mut FileReport,
    ) -> Parse<()> {
        let Self { origins, recall, draft, .. } = self;
        let mut record = Record { builder, recall, report, flaws: 0 };
        match kind {
            Kind::Resource => record.resource(wire.clone(), origins.resource())?,
            Kind::ResourceSchema => origins.set_resource_schema(record.intern(wire)?),
            Kind::ScopeSchema => origins.set_scope_schema(record.intern(wire)?),
            Kind::Scope => {
                if let Some(scope) = origins.scope() {
                    record.scope(wire.clone(), scope)?;
                }
            }
            Kind::Span => {
                let outcome = record.span(wire.clone(), draft);
                let is_odd = outcome.is_err() || (draft.start_ns, draft.end_ns) == (0, 0);
                if let Some(signal) = is_odd.then(|| signal::of(wire.bytes)).flatten() {
                    if !self.signals.contains(&signal) {
                        self.signals.push(signal);
                    }
                    return Ok(());
                }
                outcome?;
                let row = builder.push(draft, StoreBuilder::UNKNOWN_SCOPE, self.source)?;
                origins.add_span(row);
                report.spans += 1;
            }
        }
        Ok(())
    }

    /// What is missing of a message, if anything is.
    fn missing(&self) -> Option<&'static str> {
        if let Some(Open { level, .. }) = self.open.last() {
            return Some(match level {
                Level::Message | Level::ResourceSpans => "the rest of a ResourceSpans",
                Level::ScopeSpans | Level::LibrarySpans => "the rest of a ScopeSpans",
            });
        }
        let is_open = self.skip > 0 || !self.groups.is_zero() || !self.carry.is_empty();
        is_open.then_some("the rest of a field")
    }

    /// Where what was pushed ends.
    fn end(&self) -> u64 {
        self.offset + self.carry.len() as u64
    }
}

impl Reader for Outline {
    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            report.format.get_or_insert(Format::OtlpProto);
            report.documents += 1;
        }
        let mut bytes = bytes;
        while !self.carry.is_empty() {
            let (missing, rest) = bytes.split_at(bytes.len().min(self.needed - self.carry.len()));
            let len = self.carry.len() + missing.len();
            if self.carry.capacity() < len {
                // By doubling, since a length may be one that does not hold, but not beyond it.
                self.carry.reserve_exact(self.needed.min(2 * len) - self.carry.len());
            }
            self.carry.extend_from_slice(missing);
            bytes = rest;
            if self.carry.len() < self.needed {
                return Ok(());
            }
            let mut carry = std::mem::take(&mut self.carry);
            let used = self.read(builder, &carry, report)?;
            carry.drain(..used);
            self.carry = carry;
        }
        let used = self.read(builder, bytes, report)?;
        self.carry.extend_from_slice(&bytes[used..]);
        Ok(())
    }

    fn end_message(&mut self, builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        let offset = self.end();
        if let Some(expected) = self.missing().filter(|_| self.broken.is_none()) {
            let found = "the end of the message".to_owned();
            self.give_up(ErrorKind::Malformed { offset, expected, found }.into(), builder)?;
        }
        self.carry.clear();
        self.offset = offset;
        self.skip = 0;
        self.begun = false;
        self.framed = true;
        Ok(())
    }

    fn finish(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        match self.missing() {
            Some(expected) => Err(ErrorKind::Truncated { offset: self.end(), expected }.into()),
            None => Ok(()),
        }
    }

    fn close(&mut self, builder: &mut StoreBuilder, _: &mut FileReport) -> Result<()> {
        self.origins.finish(builder)
    }

    fn is_between_documents(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<bool> {
        Ok(false)
    }

    fn held_bytes(&self) -> usize {
        self.carry.capacity()
    }

    fn pass(&mut self, bytes: u64) {
        self.offset += bytes;
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
