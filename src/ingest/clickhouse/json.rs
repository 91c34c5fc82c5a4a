//! Rows as objects of JSON: a line each (`FORMAT JSONEachRow`), or in one document (`FORMAT JSON`).

mod values;

use super::Record;
use super::keeper::Keeper;
use super::keys::{AroundKey, EventKey, KeyHints, LinkKey, RowKey};
use super::row::{Row, body};
use super::words;
use crate::ingest::Format;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::outline::{Entry, Field, Records};
use crate::ingest::record::{Key, plain};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{PairRow, SourceRow};
use std::ops::Range;

/// What is known from row to row.
#[derive(Debug)]
pub(super) struct Rows {
    keeper: Keeper,
    recognised: bool,
}

impl Rows {
    pub(super) fn new(source: SourceRow) -> Self {
        Self { keeper: Keeper::new(source), recognised: false }
    }
}

impl Records for Rows {
    type Hints = KeyHints;
    type Key = AroundKey;

    const STRANGER: &'static str = "JSON without rows of spans or logs as ClickHouse writes them";

    fn entry(
        &mut self,
        _: Option<AroundKey>,
        kind: Kind,
        record: &mut Record<'_, '_>,
        report: &mut FileReport,
    ) -> Parse<Entry> {
        match kind {
            Kind::Array => return Ok(Entry::Around),
            Kind::Object if is_around(record)? => return Ok(Entry::Around),
            Kind::Object => {}
            _ => return Ok(Entry::Stranger),
        }
        let (start, flaws) = (record.cursor.at, record.flaw_count());
        record.row(&mut self.keeper.row)?;
        if self.keeper.row.is_span() || self.keeper.row.is_log() {
            if !self.keeper.keep(record.builder, report)? {
                record.flaw(Reason::LogWithoutTrace, start);
            }
            report.format.get_or_insert(Format::ClickhouseJson);
            self.recognised = true;
            return Ok(Entry::Read);
        }
        record.cursor.at = start;
        record.memory.forget_flaws_after(flaws);
        Ok(Entry::Stranger)
    }

    fn field(&mut self, key: AroundKey, _: &mut Record<'_, '_>, _: &mut FileReport) -> Parse<Field> {
        Ok(if key == AroundKey::Data { Field::Leads } else { Field::Skipped })
    }

    fn is_recognised(&self) -> bool {
        self.recognised
    }
}

/// Whether the object that is next begins with a key that rows do not have.
fn is_around(record: &mut Record<'_, '_>) -> Parse<bool> {
    Ok(record.first_field()?.is_some_and(|key: AroundKey| key != AroundKey::Other))
}

impl Record<'_, '_> {
    /// Reads a row, of which the opening brace is next.
    fn row(&mut self, row: &mut Row) -> Parse<()> {
        row.clear();
        self.cursor.at += 1;
        let (mut previous, mut body_at) = (None, None);
        while let Some(key) = self.next_field::<RowKey>(previous)? {
            previous = Some(key);
            if key == RowKey::Body {
                body_at = Some(self.cursor.at);
            }
            self.row_field(key, row)?;
        }
        // A body is read last, and only if it is kept.
        if let Some(at) = body_at.filter(|_| row.is_log() && row.wants_body(self.builder)) {
            let end = std::mem::replace(&mut self.cursor.at, at);
            row.log.body = body(self.text()?);
            self.cursor.at = end;
        }
        Ok(())
    }

    fn row_field(&mut self, key: RowKey, row: &mut Row) -> Parse<()> {
        match key {
            RowKey::Timestamp => row.draft.start_ns = self.row_time()?,
            RowKey::TraceId => {
                row.has[0] = true;
                row.draft.trace_id = self.id(words::trace_id)?;
            }
            RowKey::SpanId => {
                row.has[1] = true;
                row.draft.span_id = self.id(words::span_id)?;
            }
            RowKey::ParentSpanId => row.draft.parent_id = self.id(words::span_id)?,
            RowKey::TraceState => row.draft.trace_state = self.text()?,
            RowKey::SpanName => {
                row.has[2] = true;
                row.draft.name = self.text()?;
            }
            RowKey::SpanKind => row.draft.kind = self.row_kind()?,
            RowKey::ServiceName => row.service = self.text()?,
            RowKey::ResourceAttributes => self.nested_attributes(&mut row.resource.attributes)?,
            RowKey::ScopeName => {
                row.has_scope = true;
                row.scope.name = self.text()?;
            }
            RowKey::ScopeVersion => row.scope.version = self.text()?,
            RowKey::SpanAttributes => self.nested_attributes(&mut row.draft.attributes)?,
            RowKey::Duration => row.duration_ns = self.row_duration()?,
            RowKey::StatusCode => row.draft.status = self.row_status()?,
            RowKey::StatusMessage => row.draft.status_message = self.text()?,
            RowKey::Events => {
                self.items(|record, at| record.parts_of(|record, key| record.event_field(EventKey::of(key), at, row)))?;
            }
            RowKey::EventTimes => self.items(|record, at| record.event_field(EventKey::Timestamp, at, row))?,
            RowKey::EventNames => self.items(|record, at| record.event_field(EventKey::Name, at, row))?,
            RowKey::EventAttributes => self.items(|record, at| record.event_field(EventKey::Attributes, at, row))?,
            RowKey::Links => {
                self.items(|record, at| record.parts_of(|record, key| record.link_field(LinkKey::of(key), at, row)))?;
            }
            RowKey::LinkTraceIds => self.items(|record, at| record.link_field(LinkKey::TraceId, at, row))?,
            RowKey::LinkSpanIds => self.items(|record, at| record.link_field(LinkKey::SpanId, at, row))?,
            RowKey::LinkTraceStates => self.items(|record, at| record.link_field(LinkKey::TraceState, at, row))?,
            RowKey::LinkAttributes => self.items(|record, at| record.link_field(LinkKey::Attributes, at, row))?,
            RowKey::ResourceSchemaUrl => row.resource.schema_url = self.text()?,
            RowKey::ScopeSchemaUrl => row.scope.schema_url = self.text()?,
            RowKey::ScopeAttributes => self.nested_attributes(&mut row.scope.attributes)?,
            RowKey::SeverityText => {
                row.severity_of_text = self.digits_or_number()?.map(words::severity).unwrap_or_default();
            }
            RowKey::SeverityNumber => row.log.severity = self.row_severity()?,
            RowKey::Body => {
                row.has[3] = true;
                self.cursor.skip_value()?;
            }
            RowKey::LogAttributes => self.nested_attributes(&mut row.log.attributes)?,
            RowKey::EventName => row.log.name = self.text()?,
            RowKey::Other => self.cursor.skip_value()?,
        }
        Ok(())
    }

    fn event_field(&mut self, part: EventKey, at: usize, row: &mut Row) -> Parse<()> {
        match part {
            EventKey::Timestamp => row.event(at).time_ns = self.row_time()?,
            EventKey::Name => row.event(at).name = self.text()?,
            EventKey::Attributes => row.event(at).attributes = self.nested_field(&mut row.draft.nested)?,
            EventKey::Other => self.cursor.skip_value()?,
        }
        Ok(())
    }

    fn link_field(&mut self, part: LinkKey, at: usize, row: &mut Row) -> Parse<()> {
        match part {
            LinkKey::TraceId => row.link(at).trace_id = self.id(words::trace_id)?,
            LinkKey::SpanId => row.link(at).span_id = self.id(words::span_id)?,
            LinkKey::TraceState => row.link(at).trace_state = self.text()?,
            LinkKey::Attributes => row.link(at).attributes = self.nested_field(&mut row.draft.nested)?,
            LinkKey::Other => self.cursor.skip_value()?,
        }
        Ok(())
    }

    /// Appends the attributes of an event or a link; where they are.
    fn nested_field(&mut self, nested: &mut Vec<PairRow>) -> Parse<Range<usize>> {
        let start = nested.len();
        self.nested_attributes(nested)?;
        Ok(start..nested.len())
    }

    /// Reads a list and hands the place of each item to `each`, which reads it.
    fn items(&mut self, mut each: impl FnMut(&mut Self, usize) -> Parse<()>) -> Parse<()> {
        if !self.open(Kind::Array)? {
            return Ok(());
        }
        let mut at = 0;
        while self.cursor.next_item(at == 0, b']', "a comma or the end of a list")? {
            each(self, at)?;
            at += 1;
        }
        Ok(())
    }

    /// Reads an object and hands each key to `each`, which reads its value.
    fn parts_of(&mut self, mut each: impl FnMut(&mut Self, &[u8]) -> Parse<()>) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            each(self, &plain(key))?;
        }
        Ok(())
    }
}
