//! The outline: the arrays and objects around the spans.

use super::keys::{DocumentKey, Key, ResourceSpansKey, ScopeSpansKey};
use super::origins::Origins;
use super::record::Record;
use crate::error::Result;
use crate::ingest::Format;
use crate::ingest::json::{Cursor, Kind, Parse, Skip};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{SourceRow, SpanDraft, StoreBuilder};

/// What is open, from the outermost to the innermost.
#[derive(Debug)]
pub(super) struct Outline {
    source: SourceRow,
    open: Vec<Frame>,
    /// A value that is being skipped, inside the innermost frame.
    skipping: Option<(Skip, Option<Signal>)>,
    origins: Origins,
    draft: SpanDraft,
    /// Whether any field of OTLP was met.
    recognised: bool,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    level: Level,
    /// Whether nothing was inside yet.
    first: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// An array of documents.
    Documents,
    Document,
    ResourceList,
    Resource,
    ScopeList,
    Scope,
    SpanList,
}

/// What else files hold.
#[derive(Debug, Clone, Copy)]
enum Signal {
    Logs,
    Metrics,
    Profiles,
}

/// What a step did to the outline.
#[derive(Debug, Clone, Copy)]
enum Move {
    /// It read something within the innermost frame.
    Stay,
    /// It opened an array or object.
    Enter(Level),
    /// It met a value to skip.
    Skip(Option<Signal>),
    /// It closed the innermost frame.
    Leave,
}

impl Outline {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            source,
            open: Vec::new(),
            skipping: None,
            origins: Origins::default(),
            draft: SpanDraft::default(),
            recognised: false,
        }
    }

    /// Whether nothing is open: the text may end here.
    pub(super) fn at_top(&self) -> bool {
        self.open.is_empty() && self.skipping.is_none()
    }

    /// Whether any field of OTLP was met.
    pub(super) fn is_recognised(&self) -> bool {
        self.recognised
    }

    /// Whether a value is being skipped.
    pub(super) fn is_skipping(&self) -> bool {
        self.skipping.is_some()
    }

    /// Closes all that is open, in the middle of a document. Its spans stay, with the resource and scope that were read so far.
    pub(super) fn abandon(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.open.clear();
        self.skipping = None;
        self.close(builder)
    }

    /// Moves past white space, and past byte order marks between documents.
    #[inline]
    pub(super) fn skip_space(&self, cursor: &mut Cursor<'_>) {
        if self.skipping.is_some() {
            return;
        }
        cursor.skip_space();
        while self.open.is_empty() && cursor.rest().starts_with(b"\xef\xbb\xbf") {
            cursor.at += 3;
            cursor.skip_space();
        }
    }

    /// Takes a step: see [the format](super).
    pub(super) fn step(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        if self.skipping.is_some() {
            return self.skip_on(record, report);
        }
        let Some(&Frame { level, first }) = self.open.last() else {
            return self.top_step(record, report);
        };
        let step = match level {
            Level::Documents => list_step(record, first, Level::Document)?,
            Level::Document => self.document_step(record, first, report)?,
            Level::ResourceList => list_step(record, first, Level::Resource)?,
            Level::Resource => self.resource_step(record, first)?,
            Level::ScopeList => list_step(record, first, Level::Scope)?,
            Level::Scope => self.scope_step(record, first)?,
            Level::SpanList => self.span_step(record, first, report)?,
        };
        if level == Level::Documents && matches!(step, Move::Enter(_)) {
            report.documents += 1;
        }
        self.take(step, level, record.builder)?;
        Ok(())
    }

    /// Gives the spans so far their resource and scope, complete or not.
    pub(super) fn close(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.origins.finish(builder)
    }

    #[inline]
    fn take(&mut self, step: Move, level: Level, builder: &mut StoreBuilder) -> Result<()> {
        if let Some(frame) = self.open.last_mut() {
            frame.first = false;
        }
        match step {
            Move::Stay => {}
            Move::Skip(signal) => self.skipping = Some((Skip::default(), signal)),
            Move::Enter(level) => {
                if level == Level::Scope {
                    self.origins.begin_scope();
                }
                self.open.push(Frame { level, first: true });
            }
            Move::Leave => {
                self.open.pop();
                if level == Level::Resource {
                    self.origins.finish(builder)?;
                }
            }
        }
        Ok(())
    }

    fn skip_on(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        let Some((skip, signal)) = &mut self.skipping else { return Ok(()) };
        if record.cursor.peek().is_none() {
            return Err(record.cursor.stop("the rest of a value"));
        }
        let at = record.cursor.at;
        // A fault near the end of a slice is looked at once more when there is more to show of it.
        let mut ahead = skip.clone();
        let (len, done) = ahead.push(record.cursor.rest()).map_err(|stop| stop.moved(at))?;
        *skip = ahead;
        record.cursor.at += len;
        if done {
            match signal {
                Some(Signal::Logs) => report.ignored.logs += skip.objects,
                Some(Signal::Metrics) => report.ignored.metrics += skip.objects,
                Some(Signal::Profiles) => report.ignored.profiles += skip.objects,
                None => {}
            }
            self.skipping = None;
        }
        Ok(())
    }

    fn top_step(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<()> {
        let level = match record.cursor.peek() {
            Some(b'{') => Level::Document,
            Some(b'[') => Level::Documents,
            _ => return Err(record.cursor.stop("an object or an array")),
        };
        record.cursor.at += 1;
        report.documents += u64::from(level == Level::Document);
        self.open.push(Frame { level, first: true });
        Ok(())
    }

    fn document_step(&mut self, record: &mut Record<'_, '_>, first: bool, report: &mut FileReport) -> Parse<Move> {
        let Some(key) = next_field(record, first)? else { return Ok(Move::Leave) };
        let (format, step) = match key {
            DocumentKey::ResourceSpans => (Format::OtlpJson, enter_list(record, Level::ResourceList)?),
            DocumentKey::Batches => (Format::TempoJson, enter_list(record, Level::ResourceList)?),
            DocumentKey::Trace if record.cursor.kind()? == Kind::Object => {
                record.cursor.at += 1;
                (Format::TempoJson, Move::Enter(Level::Document))
            }
            DocumentKey::Logs => (Format::OtlpJson, Move::Skip(Some(Signal::Logs))),
            DocumentKey::Metrics => (Format::OtlpJson, Move::Skip(Some(Signal::Metrics))),
            DocumentKey::Profiles => (Format::OtlpJson, Move::Skip(Some(Signal::Profiles))),
            DocumentKey::Trace | DocumentKey::Other => return skip(record),
        };
        if let Move::Skip(_) = step {
            skip(record)?;
        }
        self.recognised = true;
        report.format.get_or_insert(format);
        Ok(step)
    }

    fn resource_step(&mut self, record: &mut Record<'_, '_>, first: bool) -> Parse<Move> {
        let Some(key) = next_field(record, first)? else { return Ok(Move::Leave) };
        match key {
            ResourceSpansKey::Resource => {
                let resource = record.origin()?;
                self.origins.set_resource(resource);
            }
            ResourceSpansKey::SchemaUrl => {
                let schema_url = record.text()?;
                self.origins.set_resource_schema(schema_url);
            }
            ResourceSpansKey::ScopeSpans => return enter_list(record, Level::ScopeList),
            ResourceSpansKey::Other => return skip(record),
        }
        Ok(Move::Stay)
    }

    fn scope_step(&mut self, record: &mut Record<'_, '_>, first: bool) -> Parse<Move> {
        let Some(key) = next_field(record, first)? else { return Ok(Move::Leave) };
        match key {
            ScopeSpansKey::Scope => {
                let scope = record.origin()?;
                self.origins.set_scope(scope);
            }
            ScopeSpansKey::SchemaUrl => {
                let schema_url = record.text()?;
                self.origins.set_scope_schema(schema_url);
            }
            ScopeSpansKey::Spans => return enter_list(record, Level::SpanList),
            ScopeSpansKey::Other => return skip(record),
        }
        Ok(Move::Stay)
    }

    fn span_step(&mut self, record: &mut Record<'_, '_>, first: bool, report: &mut FileReport) -> Parse<Move> {
        if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
            return Ok(Move::Leave);
        }
        if record.cursor.kind()? != Kind::Object {
            record.flaw(Reason::NotASpan, record.cursor.at);
            return Ok(Move::Skip(None));
        }
        record.span(&mut self.draft)?;
        let row = record.builder.push(&self.draft, StoreBuilder::UNKNOWN_SCOPE, self.source)?;
        self.origins.add_span(row);
        report.spans += 1;
        Ok(Move::Stay)
    }
}

/// A step in a list of objects.
fn list_step(record: &mut Record<'_, '_>, first: bool, entry: Level) -> Parse<Move> {
    if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
        return Ok(Move::Leave);
    }
    if record.cursor.kind()? == Kind::Object {
        record.cursor.at += 1;
        return Ok(Move::Enter(entry));
    }
    record.flaw(Reason::UnexpectedValue, record.cursor.at);
    Ok(Move::Skip(None))
}

/// The value of a field that should be a list.
fn enter_list(record: &mut Record<'_, '_>, level: Level) -> Parse<Move> {
    Ok(match record.cursor.kind()? {
        Kind::Array => {
            record.cursor.at += 1;
            Move::Enter(level)
        }
        Kind::Null => {
            record.cursor.take_null()?;
            Move::Stay
        }
        _ => {
            record.flaw(Reason::UnexpectedValue, record.cursor.at);
            Move::Skip(None)
        }
    })
}

/// The value of a field that is not read. It has to have begun, so that white space before it is no part of it.
fn skip(record: &mut Record<'_, '_>) -> Parse<Move> {
    record.cursor.kind()?;
    Ok(Move::Skip(None))
}

/// The next field of an object that stays open from step to step. What came before it is not remembered, only whether anything did.
fn next_field<K: Key>(record: &mut Record<'_, '_>, first: bool) -> Parse<Option<K>> {
    let Some(key) = record.cursor.next_key(first)? else { return Ok(None) };
    Ok(Some(record.field(key)))
}
