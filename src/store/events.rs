//! Events and links of spans.

use super::arena::Slice;
use super::rows::Sym;
use crate::units::{SpanId, TraceId};

/// Something that happened during a span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// When it happened, in nanoseconds since the Unix epoch.
    pub time_ns: u64,
    /// What it is called.
    pub name: Sym,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
    pub(crate) attributes: Slice,
}

/// A reference from a span to a span of this or another trace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The trace that it leads to.
    pub trace_id: TraceId,
    /// The span that it leads to.
    pub span_id: SpanId,
    /// The W3C trace state of the other side, or empty.
    pub trace_state: Sym,
    /// The W3C trace flags of the other side, and OTLP's bits above them.
    pub flags: u32,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
    pub(crate) attributes: Slice,
}
