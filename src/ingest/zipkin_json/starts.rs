//! Starts of spans that say none.

use crate::error::Result;
use crate::ingest::report::{FileReport, Reason};
use crate::sort::sort_by;
use crate::store::{Marks, SourceRow, SpanRow, StoreBuilder};
use crate::units::TraceId;

/// Puts spans without a start at their first event, or else where their trace starts in this file. O(n log s) for n spans, of which s have
/// no start.
///
/// # Errors
///
/// `Limit` where the store cannot hold another span.
pub(super) fn find(
    startless: &[(SpanRow, u64)],
    (builder, source): (&mut StoreBuilder, SourceRow),
    report: &mut FileReport,
) -> Result<()> {
    if startless.is_empty() {
        return Ok(());
    }
    let mut traces: Vec<(TraceId, u64)> = startless.iter().map(|&(row, _)| (builder.trace_id(row), u64::MAX)).collect();
    sort_by(&mut traces, Ord::cmp);
    traces.dedup();
    find_traces(&mut traces, builder, source);
    for &(row, offset) in startless {
        report.note(Reason::MissingStart, offset, 1);
        let is_unfinished = builder.spans().marks(row).contains(Marks::UNFINISHED);
        let (mut draft, scope) = builder.withdraw(row);
        let first_event_ns = draft.events.iter().map(|event| event.time_ns).filter(|&time_ns| time_ns > 0).min();
        let of_trace = traces.binary_search_by_key(&draft.trace_id, |&(trace, _)| trace).map(|at| traces[at].1);
        draft.start_ns = first_event_ns.or(of_trace.ok()).filter(|&start_ns| start_ns < u64::MAX).unwrap_or_default();
        if !is_unfinished {
            draft.end_ns = draft.start_ns.saturating_add(draft.end_ns);
        }
        builder.push(&draft, scope, source)?;
    }
    Ok(())
}

/// Finds the earliest start in each trace.
fn find_traces(traces: &mut [(TraceId, u64)], builder: &StoreBuilder, source: SourceRow) {
    let spans = builder.spans();
    for row in (0..spans.len()).map(SpanRow) {
        let start_ns = spans.start_ns(row);
        if start_ns == 0 || spans.source(row) != source || builder.is_withdrawn(row) {
            continue;
        }
        if let Ok(at) = traces.binary_search_by_key(&builder.trace_id(row), |&(trace, _)| trace) {
            traces[at].1 = traces[at].1.min(start_ns);
        }
    }
}
