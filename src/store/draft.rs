//! A span or a log to be added to the store.

use std::ops::Range;

use super::attributes::RawValue;
use super::rows::{PairRow, Sym};
use super::spans::Dropped;
use crate::units::{Severity, SpanId, SpanKind, StatusCode, TraceId};

/// A span as readers write it, reused from span to span so that nothing is allocated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpanDraft {
    /// The trace, or none.
    pub trace_id: TraceId,
    /// The span, or none.
    pub span_id: SpanId,
    /// The parent, or none for a root.
    pub parent_id: SpanId,
    /// The name of the operation.
    pub name: Sym,
    /// The kind.
    pub kind: SpanKind,
    /// The start in nanoseconds since the Unix epoch.
    pub start_ns: u64,
    /// The end in nanoseconds since the Unix epoch; zero means that the span is unfinished.
    pub end_ns: u64,
    /// The status.
    pub status: StatusCode,
    /// The message beside the status, or empty.
    pub status_message: Sym,
    /// The W3C trace state, or empty.
    pub trace_state: Sym,
    /// The W3C trace flags and OTLP's bits above them.
    pub flags: u32,
    /// The numbers of items that the sender dropped.
    pub dropped: Dropped,
    /// Attributes in the order of the record; repeated keys are kept.
    pub attributes: Vec<PairRow>,
    /// Events in the order of the record.
    pub events: Vec<EventDraft>,
    /// Links in the order of the record.
    pub links: Vec<LinkDraft>,
    /// The attributes of events and links, which refer to ranges of this list.
    pub nested: Vec<PairRow>,
}

/// An event to be added to the store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventDraft {
    /// When it happened, in nanoseconds since the Unix epoch.
    pub time_ns: u64,
    /// What it is called.
    pub name: Sym,
    /// Its attributes, as a range of [`SpanDraft::nested`].
    pub attributes: Range<usize>,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

/// A link to be added to the store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkDraft {
    /// The trace that it leads to.
    pub trace_id: TraceId,
    /// The span that it leads to.
    pub span_id: SpanId,
    /// The W3C trace state of the other side, or empty.
    pub trace_state: Sym,
    /// The W3C trace flags of the other side.
    pub flags: u32,
    /// Its attributes, as a range of [`SpanDraft::nested`].
    pub attributes: Range<usize>,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

/// A log record as readers write it, reused from log to log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogDraft {
    /// The trace. A log without one is not kept.
    pub trace_id: TraceId,
    /// The span, or none for a log of the trace alone.
    pub span_id: SpanId,
    /// When it was written, in nanoseconds since the Unix epoch.
    pub time_ns: u64,
    /// The name of its event, or empty.
    pub name: Sym,
    /// Its severity.
    pub severity: Severity,
    /// Its body, or nothing.
    pub body: RawValue,
    /// Attributes in the order of the record; repeated keys are kept.
    pub attributes: Vec<PairRow>,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

impl Default for LogDraft {
    fn default() -> Self {
        Self {
            trace_id: TraceId::NONE,
            span_id: SpanId::NONE,
            time_ns: 0,
            name: Sym::EMPTY,
            severity: Severity::NONE,
            body: RawValue::EMPTY,
            attributes: Vec::new(),
            dropped_attributes: 0,
        }
    }
}

impl LogDraft {
    /// Empties the draft and keeps its memory.
    pub fn clear(&mut self) {
        let mut attributes = std::mem::take(&mut self.attributes);
        attributes.clear();
        *self = Self { attributes, ..Self::default() };
    }
}

impl SpanDraft {
    /// Empties the draft and keeps its memory.
    pub fn clear(&mut self) {
        let Self { attributes, events, links, nested, .. } = std::mem::take(self);
        *self = Self { attributes, events, links, nested, ..Self::default() };
        self.attributes.clear();
        self.events.clear();
        self.links.clear();
        self.nested.clear();
    }
}
