//! The logs that are written with some spans of a trace.

use crate::sort::sort_by_key;
use crate::store::{Event, Log, SpanRow, Store};
use crate::units::{SpanId, TraceId};

/// A log that is to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExportedLog {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    pub(super) event: Event,
    pub(super) log: Log,
}

/// The logs of some spans of one trace, in the order of their rows; and with the first span of the trace those that belong to no span.
pub(super) fn of(store: &Store, rows: &[SpanRow]) -> Vec<ExportedLog> {
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else { return Vec::new() };
    let trace = store.spans().trace(first);
    let trace_id = store.traces().id(trace);
    let positions = if store.has_logs() { store.events().of(first.0..last.0 + 1) } else { 0..0 };
    let of_spans = positions.filter_map(|at| {
        let (log, owner) = (store.log(at)?, SpanRow(store.events().owner(at)));
        let is_written = rows.binary_search(&owner).is_ok();
        let span_id = store.spans().span_id(owner);
        is_written.then(|| ExportedLog { trace_id, span_id, event: *store.events().value(at), log })
    });
    let mut logs: Vec<ExportedLog> = of_spans.collect();
    if first.0 == store.traces().spans(trace).start {
        let of_trace = store.trace_logs().of(trace.0..trace.0 + 1).map(|at| store.trace_logs().value(at));
        logs.extend(of_trace.map(|log| ExportedLog { trace_id, span_id: log.span_id, event: log.event, log: log.log }));
    }
    sort_by_key(&mut logs, |log| (store.scopes().resource(log.log.scope), log.log.scope));
    logs
}
