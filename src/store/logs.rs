//! Logs: events that are sent separately from spans, and attached to their spans when the store is sealed.
//!
//! A builder keeps them separately in order of arrival, each with the ids of its trace and its span. In a sealed store, logs of spans are
//! among the events of these, with severity, body and scope in additional columns; logs of traces have a table of their own; and logs whose
//! trace is missing keep waiting, since the trace may arrive later. Without logs, these columns do not exist.

use serde::{Deserialize, Serialize};

use super::chunked::{Chunked, row};
use super::events::Event;
use super::rows::{BodyRow, ScopeRow, TraceRow};
use super::traces::{TraceIndex, TraceTable};
use crate::error::{ErrorKind, Result};
use crate::units::{Severity, SpanId, TraceId};

/// The fields of a log that an event of a span does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// Its severity.
    pub severity: Severity,
    /// Its body: a value, which has no type if there is none.
    pub body: BodyRow,
    /// The logger, within the resource that wrote the log.
    pub scope: ScopeRow,
}

/// A log of a trace: it names no span, or a missing one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TraceLog {
    /// The span that it names, or none.
    pub span_id: SpanId,
    /// Its time, name and attributes.
    pub event: Event,
    /// Its severity, body and scope.
    pub log: Log,
}

/// Which logs are kept of those that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeptLogs {
    /// All that belong to a trace.
    #[default]
    All,
    /// Warnings and worse, and all exceptions.
    Warn,
    /// Exceptions only.
    Exceptions,
    /// None.
    None,
}

/// What logs say, in columns beside those of events. Empty where there are no logs, else of a row for each event.
#[derive(Debug, Default)]
pub(crate) struct LogColumns {
    severities: Chunked<Severity>,
    bodies: Chunked<BodyRow>,
    scopes: Chunked<ScopeRow>,
}

/// The body of an event that is no log.
const NO_LOG: BodyRow = BodyRow(u32::MAX);

impl LogColumns {
    pub(crate) fn len(&self) -> u32 {
        row(self.bodies.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bodies.is_empty()
    }

    /// What the event at a position says as a log, if it is one.
    #[inline]
    pub(crate) fn at(&self, position: u32) -> Option<Log> {
        let body = self.body_at(position)?;
        Some(Log { severity: self.severities[position], body, scope: self.scopes[position] })
    }

    /// What the event at a position says, if it is a log.
    #[inline]
    pub(crate) fn body_at(&self, position: u32) -> Option<BodyRow> {
        if self.is_empty() { None } else { Some(self.bodies[position]).filter(|&body| body != NO_LOG) }
    }

    /// Adds a row for the next event.
    pub(crate) fn push(&mut self, log: Option<Log>) {
        let none = Log { severity: Severity::NONE, body: NO_LOG, scope: ScopeRow(0) };
        let Log { severity, body, scope } = log.unwrap_or(none);
        self.severities.push(severity);
        self.bodies.push(body);
        self.scopes.push(scope);
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.severities.heap_bytes() + self.bodies.heap_bytes() + self.scopes.heap_bytes()
    }
}

/// A log that waits for its span.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WaitingLog {
    /// Its trace, among those of logs.
    pub(crate) trace: TraceRow,
    pub(crate) span_id: SpanId,
    pub(crate) event: Event,
    pub(crate) log: Log,
}

/// Logs that wait for their spans, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct WaitingLogs {
    /// Their traces, by group and id, apart from those of spans.
    pub(crate) traces: TraceTable,
    pub(crate) rows: Chunked<WaitingLog>,
}

impl WaitingLogs {
    pub(crate) fn len(&self) -> u32 {
        row(self.rows.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a log of a trace of a group.
    pub(crate) fn push(
        &mut self,
        index: &mut TraceIndex,
        (group, trace_id): (u32, TraceId),
        (span_id, event, log): (SpanId, Event, Log),
    ) -> Result<u32> {
        let row = self.len();
        if row >= u32::MAX - 1 {
            return Err(ErrorKind::Limit { what: "logs", limit: u64::from(u32::MAX - 1) }.into());
        }
        let trace = match self.last_trace() {
            Some(last) if (self.traces.groups[last.0], self.traces.ids[last.0]) == (group, trace_id) => last,
            _ => index.intern(&mut self.traces, group, trace_id)?,
        };
        self.rows.push(WaitingLog { trace, span_id, event, log });
        Ok(row)
    }

    /// The trace of the log that came last: logs of one trace often come one after the other.
    fn last_trace(&self) -> Option<TraceRow> {
        self.len().checked_sub(1).map(|last| self.rows[last].trace)
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.traces.heap_bytes() + self.rows.heap_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_begin_with_the_first_log() {
        let mut columns = LogColumns::default();
        assert_eq!((columns.at(7), columns.heap_bytes()), (None, 0));
        let log = Log { severity: Severity::WARN, body: BodyRow(3), scope: ScopeRow(1) };
        columns.push(None);
        columns.push(Some(log));
        assert_eq!([0, 1].map(|at| columns.at(at)), [None, Some(log)]);
    }
}
