//! The cells of a row as what a span or a log says.

use super::Record;
use super::column::{Cell, Column};
use super::keys::{EventKey, LinkKey, RowKey};
use super::row::{Row, body};
use super::words;
use crate::error::Result;
use crate::ingest::report::Reason;
use crate::store::{RawValue, Sym};
use crate::units::{Severity, SpanId, SpanKind, StatusCode, TraceId};

impl Record<'_, '_> {
    /// Takes what a column says in a row.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    pub(super) fn cell(&mut self, key: RowKey, column: &Column, at: usize, row: &mut Row) -> Result<()> {
        let cell = column.cell(at);
        match key {
            RowKey::Timestamp => row.draft.start_ns = self.time_cell(cell),
            RowKey::TraceId => {
                row.has[0] = true;
                row.draft.trace_id = self.trace_id_cell(cell);
            }
            RowKey::SpanId => {
                row.has[1] = true;
                row.draft.span_id = self.span_id_cell(cell);
            }
            RowKey::ParentSpanId => row.draft.parent_id = self.span_id_cell(cell),
            RowKey::TraceState => row.draft.trace_state = self.text_cell(cell)?,
            RowKey::SpanName => {
                row.has[2] = true;
                row.draft.name = self.text_cell(cell)?;
            }
            RowKey::SpanKind => row.draft.kind = self.kind_cell(cell),
            RowKey::ServiceName => row.service = self.text_cell(cell)?,
            RowKey::ResourceAttributes => self.attribute_cell(cell, &mut row.resource.attributes)?,
            RowKey::ScopeName => {
                row.has_scope = true;
                row.scope.name = self.text_cell(cell)?;
            }
            RowKey::ScopeVersion => row.scope.version = self.text_cell(cell)?,
            RowKey::SpanAttributes => self.attribute_cell(cell, &mut row.draft.attributes)?,
            RowKey::Duration => row.duration_ns = self.duration_cell(cell),
            RowKey::StatusCode => row.draft.status = self.status_cell(cell),
            RowKey::StatusMessage => row.draft.status_message = self.text_cell(cell)?,
            RowKey::Events => self.events_cell(cell, row)?,
            RowKey::EventTimes => self.event_parts(EventKey::Timestamp, cell, row)?,
            RowKey::EventNames => self.event_parts(EventKey::Name, cell, row)?,
            RowKey::EventAttributes => self.event_parts(EventKey::Attributes, cell, row)?,
            RowKey::Links => self.links_cell(cell, row)?,
            RowKey::LinkTraceIds => self.link_parts(LinkKey::TraceId, cell, row)?,
            RowKey::LinkSpanIds => self.link_parts(LinkKey::SpanId, cell, row)?,
            RowKey::LinkTraceStates => self.link_parts(LinkKey::TraceState, cell, row)?,
            RowKey::LinkAttributes => self.link_parts(LinkKey::Attributes, cell, row)?,
            RowKey::ResourceSchemaUrl => row.resource.schema_url = self.text_cell(cell)?,
            RowKey::ScopeSchemaUrl => row.scope.schema_url = self.text_cell(cell)?,
            RowKey::ScopeAttributes => self.attribute_cell(cell, &mut row.scope.attributes)?,
            RowKey::SeverityText => row.severity_of_text = severity_of(cell),
            RowKey::SeverityNumber => row.log.severity = self.severity_cell(cell),
            RowKey::Body => row.log.body = self.body_cell(cell)?,
            RowKey::LogAttributes => self.attribute_cell(cell, &mut row.log.attributes)?,
            RowKey::EventName => row.log.name = self.text_cell(cell)?,
            RowKey::Other => {}
        }
        Ok(())
    }

    /// The symbol of a text.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another one.
    pub(super) fn text_cell(&mut self, cell: Cell<'_>) -> Result<Sym> {
        match cell {
            Cell::Text(b"") | Cell::Null => Ok(Sym::EMPTY),
            Cell::Text(text) => self.sym(text),
            _ => {
                self.flaw(Reason::UnexpectedValue, 0);
                Ok(Sym::EMPTY)
            }
        }
    }

    /// A time: one, or a number of nanoseconds.
    pub(super) fn time_cell(&mut self, cell: Cell<'_>) -> u64 {
        let time_ns = match cell {
            Cell::Time(time_ns) => time_ns,
            Cell::Int(number) => u64::try_from(number).ok(),
            Cell::Uint(number) => Some(number),
            Cell::Null => Some(0),
            _ => None,
        };
        self.or_flaw(time_ns, Reason::UnreadableTime)
    }

    /// How long something took in nanoseconds, of 64 bits that may have wrapped around.
    fn duration_cell(&mut self, cell: Cell<'_>) -> u64 {
        let duration_ns = match cell {
            Cell::Uint(number) => Some(number),
            Cell::Int(number) => Some(number.cast_unsigned()),
            Cell::Null => Some(0),
            _ => None,
        };
        self.or_flaw(duration_ns, Reason::UnreadableTime)
    }

    pub(super) fn trace_id_cell(&mut self, cell: Cell<'_>) -> TraceId {
        let Some(text) = self.id_text(cell) else { return TraceId::NONE };
        let read = words::trace_id(text);
        self.or_flaw((!read.derived).then_some(()), Reason::UnreadableId);
        read.id
    }

    pub(super) fn span_id_cell(&mut self, cell: Cell<'_>) -> SpanId {
        match cell {
            Cell::Uint(number) => return SpanId(number),
            Cell::Int(number) => return SpanId(number.cast_unsigned()),
            _ => {}
        }
        let Some(text) = self.id_text(cell) else { return SpanId::NONE };
        let read = words::span_id(text);
        self.or_flaw((!read.derived).then_some(()), Reason::UnreadableId);
        read.id
    }

    /// The bytes of an id. `None` where there is none.
    fn id_text<'c>(&mut self, cell: Cell<'c>) -> Option<&'c [u8]> {
        match cell {
            Cell::Text(text) => Some(text),
            Cell::Null => None,
            _ => {
                self.flaw(Reason::UnreadableId, 0);
                None
            }
        }
    }

    fn kind_cell(&mut self, cell: Cell<'_>) -> SpanKind {
        let kind = match cell {
            Cell::Text(text) => words::kind(text),
            Cell::Null => Some(SpanKind::Unspecified),
            cell => number(cell).and_then(|number| SpanKind::ALL.get(number).copied()),
        };
        self.or_flaw(kind, Reason::UnknownKind)
    }

    fn status_cell(&mut self, cell: Cell<'_>) -> StatusCode {
        let status = match cell {
            Cell::Text(text) => words::status(text),
            Cell::Null => Some(StatusCode::Unset),
            cell => number(cell).and_then(|number| StatusCode::ALL.get(number).copied()),
        };
        self.or_flaw(status, Reason::UnknownStatus)
    }

    fn severity_cell(&mut self, cell: Cell<'_>) -> Severity {
        let severity = match cell {
            Cell::Null => Some(Severity::NONE),
            cell => number(cell).and_then(|number| Severity::new(u8::try_from(number).ok()?)),
        };
        self.or_flaw(severity, Reason::UnknownSeverity)
    }

    /// What a log says, which is nothing where its text is empty.
    fn body_cell(&mut self, cell: Cell<'_>) -> Result<RawValue> {
        Ok(body(self.text_cell(cell)?))
    }

    /// A value, or a note that there is none.
    pub(super) fn or_flaw<T: Default>(&mut self, value: Option<T>, reason: Reason) -> T {
        value.unwrap_or_else(|| {
            self.flaw(reason, 0);
            T::default()
        })
    }
}

/// The severity that a word means, or none.
fn severity_of(cell: Cell<'_>) -> Severity {
    match cell {
        Cell::Text(text) => words::severity(text),
        _ => Severity::NONE,
    }
}

fn number(cell: Cell<'_>) -> Option<usize> {
    match cell {
        Cell::Int(number) => usize::try_from(number).ok(),
        Cell::Uint(number) => usize::try_from(number).ok(),
        _ => None,
    }
}
