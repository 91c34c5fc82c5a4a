//! The outline: the arrays and objects around the spans.

use super::Record;
use super::keys::{DocumentKey, KeyHints, SpanKey};
use super::processes::{Processes, scope_of};
use super::span::Reading;
use super::tags::Binary;
use crate::error::Result;
use crate::ingest::Format;
use crate::ingest::grammar::Grammar;
use crate::ingest::json::{Kind, Parse, Stop};
use crate::ingest::nest::{Move, enter_list, skip};
use crate::ingest::report::{FileReport, Reason};
use crate::ingest::words::Words;
use crate::store::{ResourceRow, SourceRow, SpanRow, StoreBuilder};
use crate::units::TraceId;

/// How many arrays and objects a document may lie in.
const MAX_WRAPPERS: u8 = 6;

/// What is known of the documents around the spans.
#[derive(Debug)]
pub(super) struct Outline {
    source: SourceRow,
    words: Words,
    /// The document that is open, which is a trace or a span, as its fields tell.
    document: Reading,
    /// Whether a list of spans or of processes was met in it.
    is_trace: bool,
    processes: Processes,
    /// The span of a trace that is read.
    reading: Reading,
    /// Whether anything of Jaeger's was met.
    recognised: bool,
}

/// Arrays and objects that are read in more than one step. Each knows in how many others it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// An array of documents.
    Documents(u8),
    /// A trace, a span, or an object around others.
    Document(u8),
    Spans,
    Processes,
}

impl Grammar for Outline {
    type Level = Level;
    type Hints = KeyHints;

    const STRANGER: &'static str = "JSON without spans or any other field of Jaeger";

    fn begin(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<Move<Level>> {
        let level = match record.cursor.peek() {
            Some(b'{') => Level::Document(0),
            Some(b'[') => Level::Documents(0),
            _ => return Err(record.cursor.stop("an object or an array")),
        };
        if self.words.is_empty() {
            self.words = Words::of(record.builder)?;
        }
        record.cursor.at += 1;
        report.documents += u64::from(level == Level::Document(0));
        Ok(Move::Enter(level))
    }

    #[inline]
    fn step(
        &mut self,
        level: Level,
        first: bool,
        record: &mut Record<'_, '_>,
        report: &mut FileReport,
    ) -> Parse<Move<Level>> {
        match level {
            Level::Documents(depth) => documents_step(record, first, depth, report),
            Level::Document(depth) => self.document_step(record, first, depth, report),
            Level::Spans => self.span_step(record, first, report),
            Level::Processes => self.process_step(record, first),
        }
    }

    fn left(&mut self, _: Level, _: &mut StoreBuilder) -> Result<()> {
        Ok(())
    }

    fn is_recognised(&self) -> bool {
        self.recognised
    }

    fn held_bytes(&self) -> usize {
        self.processes.held_bytes()
    }

    fn close(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.forget_document();
        self.processes.finish(builder).map(drop)
    }
}

/// A step in an array of documents, or of arrays of them.
fn documents_step(record: &mut Record<'_, '_>, first: bool, depth: u8, report: &mut FileReport) -> Parse<Move<Level>> {
    if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
        return Ok(Move::Leave);
    }
    let level = match record.cursor.kind()? {
        Kind::Object => Level::Document(depth),
        Kind::Array if depth < MAX_WRAPPERS => Level::Documents(depth + 1),
        _ => {
            record.flaw(Reason::UnexpectedValue, record.cursor.at);
            return Ok(Move::Skip);
        }
    };
    record.cursor.at += 1;
    report.documents += u64::from(level == Level::Document(0));
    Ok(Move::Enter(level))
}

impl Outline {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            source,
            words: Words::default(),
            document: Reading::default(),
            is_trace: false,
            processes: Processes::default(),
            reading: Reading::default(),
            recognised: false,
        }
    }

    fn forget_document(&mut self) {
        self.document.clear();
        self.is_trace = false;
    }

    /// Whether nothing was read of the document that is open.
    fn is_blank(&self) -> bool {
        !self.is_trace && !self.document.is_span && self.document.draft.trace_id == TraceId::NONE
    }

    fn document_step(
        &mut self,
        record: &mut Record<'_, '_>,
        first: bool,
        depth: u8,
        report: &mut FileReport,
    ) -> Parse<Move<Level>> {
        let Some(key) = record.cursor.next_key(first)? else {
            self.end_document(record, report)?;
            return Ok(Move::Leave);
        };
        match record.field(key) {
            DocumentKey::Spans => {
                let step = enter_list(record, Level::Spans)?;
                self.recognise(report);
                self.is_trace = true;
                Ok(step)
            }
            DocumentKey::Processes if record.cursor.kind()? == Kind::Object => {
                record.cursor.at += 1;
                self.is_trace = true;
                Ok(Move::Enter(Level::Processes))
            }
            DocumentKey::Processes => skip(record),
            DocumentKey::Wrapper => self.wrapper_step(record, depth, report),
            DocumentKey::Other => {
                let key = record.field(key);
                self.field_step(record, key)
            }
        }
    }

    /// What lies under a key that others lie under. What a trace or a span has there is its own business.
    fn wrapper_step(&mut self, record: &mut Record<'_, '_>, depth: u8, report: &mut FileReport) -> Parse<Move<Level>> {
        let level = match record.cursor.kind()? {
            Kind::Object => Level::Document(depth + 1),
            Kind::Array => Level::Documents(depth + 1),
            _ => return skip(record),
        };
        if depth == MAX_WRAPPERS || !self.is_blank() {
            return skip(record);
        }
        record.cursor.at += 1;
        if let Level::Documents(_) = level {
            self.recognise(report);
        }
        Ok(Move::Enter(level))
    }

    /// A field of a document that is a span, or the id of a trace.
    fn field_step(&mut self, record: &mut Record<'_, '_>, key: SpanKey) -> Parse<Move<Level>> {
        if key == SpanKey::Other {
            return skip(record);
        }
        let start = record.cursor.at;
        let is_text = record.cursor.kind()? == Kind::String;
        let Self { words, document, .. } = self;
        let tags = document.tags.len();
        let result = record.span_field(key, (words, Binary::Hex), document);
        if result.is_err() {
            // The step will be taken again.
            document.tags.truncate(tags);
        }
        result?;
        let taken = &record.cursor.bytes[start..record.cursor.at];
        if is_text && let Some(at) = taken.windows(2).position(|pair| pair == b"\n{") {
            // No text has line ends as they are: this is a line that was cut, and the start of the next.
            return Err(Stop::Syntax { at: start + at, expected: "the closing quote of a string" });
        }
        Ok(Move::Stay)
    }

    fn recognise(&mut self, report: &mut FileReport) {
        self.recognised = true;
        report.format.get_or_insert(Format::JaegerJson);
    }

    fn span_step(&mut self, record: &mut Record<'_, '_>, first: bool, report: &mut FileReport) -> Parse<Move<Level>> {
        if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
            return Ok(Move::Leave);
        }
        if record.cursor.kind()? != Kind::Object {
            record.flaw(Reason::NotASpan, record.cursor.at);
            return Ok(Move::Skip);
        }
        let Self { words, reading, document, .. } = self;
        record.span(words, Binary::Base64, reading)?;
        record.complete(words, document.draft.trace_id, reading)?;
        let row = record.builder.push(&reading.draft, StoreBuilder::UNKNOWN_SCOPE, self.source)?;
        match reading.process {
            Some(process) => give_scope(record.builder, process, reading, row)?,
            None => self.processes.wait(reading.process_id, reading.scope, row),
        }
        report.spans += 1;
        Ok(Move::Stay)
    }

    fn process_step(&mut self, record: &mut Record<'_, '_>, first: bool) -> Parse<Move<Level>> {
        let Some(key) = record.cursor.next_key(first)? else { return Ok(Move::Leave) };
        if record.cursor.kind()? != Kind::Object {
            record.flaw(Reason::UnexpectedValue, record.cursor.at);
            return Ok(Move::Skip);
        }
        let resource = self.process(record)?;
        let name = record.intern(key)?;
        self.processes.add(name, resource);
        Ok(Move::Stay)
    }

    fn process(&mut self, record: &mut Record<'_, '_>) -> Parse<ResourceRow> {
        if let Some((len, resource)) = self.processes.recall(record.cursor.rest()) {
            record.cursor.at += len;
            return Ok(resource);
        }
        let (start, flaws) = (record.cursor.at, record.flaw_count());
        let resource = record.process(&self.words, Binary::Base64)?;
        // What had to be repaired has to be noted each time.
        if record.flaw_count() == flaws {
            self.processes.learn(&record.cursor.bytes[start..record.cursor.at], resource);
        }
        Ok(resource)
    }

    /// Keeps what a document was: its spans have their processes now, or it was a span itself.
    fn end_document(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        if self.document.is_span && !self.is_trace {
            let Self { words, document, .. } = self;
            record.complete(words, TraceId::NONE, document)?;
            let row = record.builder.push(&document.draft, StoreBuilder::UNKNOWN_SCOPE, self.source)?;
            let process = document.process.unwrap_or(StoreBuilder::UNKNOWN_RESOURCE);
            give_scope(record.builder, process, document, row)?;
            report.spans += 1;
            self.recognise(report);
        }
        let missing = self.processes.finish(record.builder)?;
        record.flaws(Reason::MissingProcess, record.cursor.at, missing);
        self.forget_document();
        Ok(())
    }
}

/// Tells the store whose a span is.
fn give_scope(builder: &mut StoreBuilder, process: ResourceRow, reading: &Reading, row: SpanRow) -> Result<()> {
    let scope = scope_of(builder, process, reading.scope)?;
    builder.set_scope(row.0..row.0 + 1, scope);
    Ok(())
}
