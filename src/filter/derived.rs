//! What is derived of spans, their traces and their ids.

use crate::store::{Event, SpanRow, Store, TraceRow};
use crate::units::{SpanId, TraceId};

/// From the earliest start to the latest end of the spans of a trace. O(spans of the trace).
pub(super) fn trace_duration_ns(store: &Store, trace: TraceRow) -> u64 {
    let spans = || store.traces().spans(trace).map(SpanRow);
    let start_ns = spans().map(|span| store.spans().start_ns(span)).min().unwrap_or_default();
    let end_ns = spans().map(|span| store.spans().end_ns(span)).max().unwrap_or_default();
    end_ns - start_ns
}

/// When an event came, in nanoseconds from the start of its span on.
pub(super) fn since_start(store: &Store, span: SpanRow, event: &Event) -> i128 {
    i128::from(event.time_ns) - i128::from(store.spans().start_ns(span))
}

/// An id as text: digits, or nothing where there is no id.
pub(super) fn span_id_text(id: SpanId) -> String {
    if id.is_none() { String::new() } else { id.to_string() }
}

/// The same of a trace.
pub(super) fn trace_id_text(id: TraceId) -> String {
    if id.is_none() { String::new() } else { id.to_string() }
}
