//! The critical paths of a trace, as columns.

use super::Trace;
use crate::analysis::CriticalPath;
use crate::store::{SpanRow, Store, TraceRow};

/// Adds the segments of every head.
pub(super) fn fill(store: &Store, row: TraceRow, trace: &mut Trace) {
    let first_span = store.traces().spans(row).start;
    let mut walker = CriticalPath::default();
    for &head in &trace.heads {
        let first = trace.path_spans.len();
        walker.walk(store, SpanRow(first_span + head), |segment| {
            trace.path_spans.push(segment.span.0 - first_span);
            trace.path_from_ns.push(segment.from_ns - trace.origin_ns);
            trace.path_to_ns.push(segment.to_ns - trace.origin_ns);
        });
        // The walk is from the end to the start.
        trace.path_spans[first..].reverse();
        trace.path_from_ns[first..].reverse();
        trace.path_to_ns[first..].reverse();
    }
}
