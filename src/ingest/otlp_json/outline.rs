//! The outline: the arrays and objects around the spans and logs.

mod records;

use super::Record;
use super::embedded;
use super::keys::{DocumentKey, KeyHints, ResourceKey, ScopeKey};
use crate::error::Result;
use crate::ingest::Format;
use crate::ingest::grammar::Grammar;
use crate::ingest::json::{Cursor, Kind, Parse};
use crate::ingest::logs;
use crate::ingest::nest::{Move, enter_list, expect_value, list_step, next_field, skip, skip_list};
use crate::ingest::origins::Origins;
use crate::ingest::report::FileReport;
use crate::store::{LogDraft, SourceRow, SpanDraft, StoreBuilder};

/// How many objects of unknown names OTLP may lie in.
const MAX_WRAPPERS: u8 = 4;

/// What is known of the documents around the spans and logs.
#[derive(Debug)]
pub(super) struct Outline {
    source: SourceRow,
    /// What a value holds that is being skipped.
    skipping: Option<Signal>,
    origins: Origins,
    draft: SpanDraft,
    log: LogDraft,
    /// Whether any field of OTLP was met.
    recognised: bool,
    /// Whether the documents stand as text in another.
    is_embedded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// An array of documents.
    Documents,
    Document,
    /// An object of unknown name that lies in so many others within a document.
    Wrapper(u8),
    /// An array of such objects.
    WrapperList(u8),
    ResourceList,
    Resource,
    ScopeList,
    Scope,
    SpanList,
    LogList,
}

/// What else files hold.
#[derive(Debug, Clone, Copy)]
enum Signal {
    Logs,
    Metrics,
    Profiles,
}

impl Grammar for Outline {
    type Level = Level;
    type Hints = KeyHints;

    const HAS_PARTS: bool = true;
    const STRANGER: &'static str = "JSON without resourceSpans or any other field of OTLP";

    const FIRST_KEYS: &'static [&'static str] = &[
        "resourceSpans",
        "resource_spans",
        "resourceLogs",
        "resource_logs",
        "resourceMetrics",
        "resource_metrics",
        "resourceProfiles",
        "resource_profiles",
        "batches",
    ];

    fn begin(&mut self, record: &mut Record<'_, '_>, report: &mut FileReport) -> Parse<Move<Level>> {
        let level = match record.cursor.peek() {
            Some(b'{') => Level::Document,
            Some(b'[') => Level::Documents,
            _ => return Err(record.cursor.stop("an object or an array")),
        };
        record.cursor.at += 1;
        report.documents += u64::from(level == Level::Document);
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
            Level::Documents => {
                let step = list_step(record, first, &[], Level::Document)?;
                report.documents += u64::from(matches!(step, Move::Enter(_)));
                Ok(step)
            }
            Level::Document => self.document_step(record, first, 0, report),
            Level::Wrapper(depth) => self.document_step(record, first, depth, report),
            Level::WrapperList(depth) => wrapper_list_step(record, first, depth),
            Level::ResourceList => {
                let step = list_step(record, first, Self::FIRST_KEYS, Level::Resource)?;
                // A document may be an entry of `resourceSpans` and hold others.
                self.origins.finish(record.builder)?;
                Ok(step)
            }
            Level::Resource => self.resource_step(record, first),
            Level::ScopeList => {
                let step = list_step(record, first, Self::FIRST_KEYS, Level::Scope)?;
                if let Move::Enter(_) = step {
                    self.origins.begin_scope();
                }
                Ok(step)
            }
            Level::Scope => self.scope_step(record, first),
            Level::SpanList => self.span_step(record, first, report),
            Level::LogList => self.log_step(record, first, report),
        }
    }

    fn skipped(&mut self, objects: u64, report: &mut FileReport) {
        match self.skipping.take() {
            Some(Signal::Logs) => report.ignored.logs += objects,
            Some(Signal::Metrics) => report.ignored.metrics += objects,
            Some(Signal::Profiles) => report.ignored.profiles += objects,
            None => {}
        }
    }

    fn left(&mut self, level: Level, builder: &mut StoreBuilder) -> Result<()> {
        match level {
            Level::Resource | Level::Document | Level::Wrapper(_) => self.origins.finish(builder),
            _ => Ok(()),
        }
    }

    fn is_recognised(&self) -> bool {
        self.recognised
    }

    fn close(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.skipping = None;
        self.origins.finish(builder)
    }
}

/// Whether the value that is next is an array that begins with an object.
fn is_list_of_objects(cursor: &mut Cursor<'_>) -> Parse<bool> {
    if cursor.kind()? != Kind::Array {
        return Ok(false);
    }
    let mut ahead = cursor.clone();
    ahead.at += 1;
    ahead.skip_space();
    match ahead.peek() {
        Some(byte) => Ok(byte == b'{'),
        None => Err(ahead.stop("a value")),
    }
}

/// A step in an array of objects of unknown name.
fn wrapper_list_step(record: &mut Record<'_, '_>, first: bool, depth: u8) -> Parse<Move<Level>> {
    if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
        return Ok(Move::Leave);
    }
    if record.cursor.kind()? != Kind::Object {
        return skip(record);
    }
    record.cursor.at += 1;
    Ok(Move::Enter(Level::Wrapper(depth)))
}

/// The scopes of logs.
fn scope_logs(record: &mut Record<'_, '_>) -> Parse<Move<Level>> {
    if logs::are_read(record.builder) { enter_list(record, Level::ScopeList) } else { skip_list(record) }
}

impl Outline {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            source,
            skipping: None,
            origins: Origins::default(),
            draft: SpanDraft::default(),
            log: LogDraft::default(),
            recognised: false,
            is_embedded: false,
        }
    }

    /// The outline of documents that stand as text in another.
    fn embedded(source: SourceRow) -> Self {
        Self { is_embedded: true, ..Self::new(source) }
    }

    fn document_step(
        &mut self,
        record: &mut Record<'_, '_>,
        first: bool,
        depth: u8,
        report: &mut FileReport,
    ) -> Parse<Move<Level>> {
        let Some(key) = next_field(record, first)? else { return Ok(Move::Leave) };
        expect_value(record, Self::FIRST_KEYS)?;
        let (format, step) = match key {
            DocumentKey::ResourceSpans => (Format::OtlpJson, enter_list(record, Level::ResourceList)?),
            DocumentKey::Batches => (Format::TempoJson, enter_list(record, Level::ResourceList)?),
            DocumentKey::Trace if record.cursor.kind()? == Kind::Object => {
                record.cursor.at += 1;
                (Format::TempoJson, Move::Enter(Level::Document))
            }
            DocumentKey::Logs if logs::are_read(record.builder) => {
                (Format::OtlpJson, enter_list(record, Level::ResourceList)?)
            }
            DocumentKey::Logs => (Format::OtlpJson, self.skip_signal(record, Signal::Logs)?),
            DocumentKey::Metrics => (Format::OtlpJson, self.skip_signal(record, Signal::Metrics)?),
            DocumentKey::Profiles => (Format::OtlpJson, self.skip_signal(record, Signal::Profiles)?),
            DocumentKey::ScopeSpans => (Format::OtlpJson, enter_list(record, Level::ScopeList)?),
            DocumentKey::ScopeLogs => (Format::OtlpJson, scope_logs(record)?),
            DocumentKey::Resource if record.cursor.kind()? == Kind::Object => {
                let resource = record.origin()?;
                self.origins.set_resource(resource);
                return Ok(Move::Stay);
            }
            DocumentKey::SchemaUrl if record.cursor.kind()? == Kind::String => {
                let schema_url = record.text()?;
                self.origins.set_resource_schema(schema_url);
                return Ok(Move::Stay);
            }
            DocumentKey::Other if depth < MAX_WRAPPERS && record.cursor.kind()? == Kind::Object => {
                record.cursor.at += 1;
                return Ok(Move::Enter(Level::Wrapper(depth + 1)));
            }
            DocumentKey::Other if depth < MAX_WRAPPERS && is_list_of_objects(&mut record.cursor)? => {
                record.cursor.at += 1;
                return Ok(Move::Enter(Level::WrapperList(depth + 1)));
            }
            DocumentKey::Other if !self.is_embedded && embedded::is_next(&mut record.cursor)? => {
                self.recognised |= record.embedded(Self::embedded(self.source), report)?;
                return Ok(Move::Stay);
            }
            DocumentKey::Trace | DocumentKey::Resource | DocumentKey::SchemaUrl | DocumentKey::Other => {
                return skip(record);
            }
        };
        self.recognised = true;
        report.format.get_or_insert(format);
        Ok(step)
    }

    fn skip_signal(&mut self, record: &mut Record<'_, '_>, signal: Signal) -> Parse<Move<Level>> {
        let step = skip_list(record)?;
        self.skipping = Some(signal);
        Ok(step)
    }

    fn resource_step(&mut self, record: &mut Record<'_, '_>, first: bool) -> Parse<Move<Level>> {
        let Some(key) = next_field(record, first)? else { return Ok(Move::Leave) };
        expect_value(record, Self::FIRST_KEYS)?;
        match key {
            ResourceKey::Resource => {
                let resource = record.origin()?;
                self.origins.set_resource(resource);
            }
            ResourceKey::SchemaUrl => {
                let schema_url = record.text()?;
                self.origins.set_resource_schema(schema_url);
            }
            ResourceKey::ScopeSpans => return enter_list(record, Level::ScopeList),
            ResourceKey::ScopeLogs => return scope_logs(record),
            ResourceKey::Other => return skip(record),
        }
        Ok(Move::Stay)
    }

    fn scope_step(&mut self, record: &mut Record<'_, '_>, first: bool) -> Parse<Move<Level>> {
        let Some(key) = next_field(record, first)? else { return Ok(Move::Leave) };
        expect_value(record, Self::FIRST_KEYS)?;
        match key {
            ScopeKey::Scope => {
                let scope = record.origin()?;
                self.origins.set_scope(scope);
            }
            ScopeKey::SchemaUrl => {
                let schema_url = record.text()?;
                self.origins.set_scope_schema(schema_url);
            }
            ScopeKey::Spans => return enter_list(record, Level::SpanList),
            ScopeKey::Logs if logs::are_read(record.builder) => return enter_list(record, Level::LogList),
            ScopeKey::Logs | ScopeKey::Other => return skip(record),
        }
        Ok(Move::Stay)
    }
}
