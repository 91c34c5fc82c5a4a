//! The columns of spans: each is one pass, as parents come before their children.

use super::{NO_PARENT, Trace, marks};
use crate::analysis::self_time_ns;
use crate::analysis::texts::Texts;
use crate::store::{Log, Marks, SpanRow, Sparse, Store, TraceRow};
use crate::units::Severity;

/// A trace without its critical path.
pub(super) fn trace(store: &Store, row: TraceRow) -> Trace {
    let (spans, traces) = (store.spans(), store.traces());
    let range = traces.spans(row);
    let rows = || range.clone().map(SpanRow);
    let relative = |span: SpanRow| span.0 - range.start;
    let origin_ns = rows().map(|span| spans.start_ns(span)).min().unwrap_or_default();
    let end_ns = rows().map(|span| spans.end_ns(span)).max().unwrap_or_default();
    let parents: Vec<u32> = rows().map(|span| store.parent(span).map_or(NO_PARENT, relative)).collect();
    let (mut services, mut names) = (Texts::default(), Texts::default());
    let events = store.events().of(range.clone());
    let logs = || store.trace_logs().of(row.0..row.0 + 1).map(|at| store.trace_logs().value(at));
    let offset_ns = |time_ns: u64| time_ns.saturating_sub(origin_ns);
    let severity = |log: Option<Log>| log.map_or(0, |log| log.severity.number());
    Trace {
        handle: store.trace_handle(row),
        trace_id: traces.id(row).to_string(),
        group: store.group(row).to_owned(),
        first_span: store.span_handle(SpanRow(range.start)),
        origin_ns,
        duration_ns: end_ns - origin_ns,
        span_ids: rows().map(|span| spans.span_id(span).0).collect(),
        depths: depths(&parents),
        heads: (0..).zip(&parents).filter(|&(_, &parent)| parent == NO_PARENT).map(|(at, _)| at).collect(),
        parents,
        subtree_sizes: rows().map(|span| store.subtree(span).end - span.0).collect(),
        offset_ns: rows().map(|span| spans.start_ns(span) - origin_ns).collect(),
        span_duration_ns: rows().map(|span| spans.duration_ns(span)).collect(),
        self_ns: rows().map(|span| self_time_ns(store, span)).collect(),
        service_indexes: rows().map(|span| services.number(store.service(span))).collect(),
        name_indexes: rows().map(|span| names.number(spans.name(span))).collect(),
        services: services.into_texts(store),
        names: names.into_texts(store),
        kinds: rows().map(|span| spans.kind(span) as u8).collect(),
        statuses: rows().map(|span| spans.status(span) as u8).collect(),
        http_5xx: rows().map(|span| u8::from(spans.marks(span).contains(Marks::HTTP_5XX))).collect(),
        marks: rows().map(|span| marks::of(store, span).0).collect(),
        event_counts: count(store.events(), &range),
        event_offset_ns: events.clone().map(|at| offset_ns(store.events().value(at).time_ns)).collect(),
        event_severities: events.clone().map(|at| severity(store.log(at))).collect(),
        event_exceptions: events.clone().map(|at| u8::from(store.tells_exception(store.events().value(at)))).collect(),
        trace_log_offset_ns: logs().map(|log| offset_ns(log.event.time_ns)).collect(),
        trace_log_severities: logs().map(|log| severity(Some(log.log))).collect(),
        logged_errors: errors(events.filter_map(|at| store.log(at))) + errors(logs().map(|log| log.log)),
        link_counts: count(store.links(), &range),
        ..Trace::default()
    }
}

/// How many parents each span has above it.
fn depths(parents: &[u32]) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(parents.len());
    for &parent in parents {
        depths.push(depths.get(parent as usize).map_or(0, |depth| depth + 1));
    }
    depths
}

/// How many values each row of a run owns.
fn count<T>(values: &Sparse<T>, rows: &std::ops::Range<u32>) -> Vec<u32> {
    let mut counts = vec![0; rows.len()];
    for at in values.of(rows.clone()) {
        counts[(values.owner(at) - rows.start) as usize] += 1;
    }
    counts
}

/// How many logs are errors or worse.
fn errors(logs: impl Iterator<Item = Log>) -> u32 {
    logs.map(|log| u32::from(log.severity >= Severity::ERROR)).sum()
}
