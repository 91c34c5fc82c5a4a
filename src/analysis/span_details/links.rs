//! Links, and whether their targets are loaded.

use serde::{Deserialize, Serialize};

use super::Attribute;
use super::attributes::in_order;
use crate::sort::sort_by;
use crate::store::{Link, SpanHandle, SpanRow, Store, TraceHandle, TraceRow};
use crate::units::TraceId;

/// A reference from a span to a span of this or another trace.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkDetails {
    /// The id of the trace that it leads to, 32 hexadecimal digits.
    pub trace_id: String,
    /// The id of the span that it leads to, 16 hexadecimal digits.
    pub span_id: String,
    /// The target, if its trace is loaded.
    pub target: Option<LinkTarget>,
    /// The W3C trace state of the other side, or empty.
    pub trace_state: String,
    /// The W3C trace flags of the other side, and OTLP's bits above them.
    pub flags: u32,
    /// Its attributes in the order of the record.
    pub attributes: Vec<Attribute>,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

/// The target of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkTarget {
    /// The trace. Of several with the id, the one in the group of the link's own span, else the first.
    pub trace: TraceHandle,
    /// The span, if it is there. Of several with the id, the first.
    pub span: Option<SpanHandle>,
}

/// The links of a span in the order of the record.
pub(super) fn of(store: &Store, span: SpanRow) -> Vec<LinkDetails> {
    let links: Vec<&Link> = store.links().of(span.0..span.0 + 1).map(|at| store.links().value(at)).collect();
    let traces = traces_of(store, &links, store.traces().group(store.spans().trace(span)));
    let details = links.into_iter().map(|link| LinkDetails {
        trace_id: link.trace_id.to_string(),
        span_id: link.span_id.to_string(),
        target: target(store, link, &traces),
        trace_state: store.text(link.trace_state).to_owned(),
        flags: link.flags,
        attributes: in_order(store, store.link_attributes(link)),
        dropped_attributes: link.dropped_attributes,
    });
    details.collect()
}

/// The traces that links lead to by their ids, ascending. One pass over all traces, however many links there are.
fn traces_of(store: &Store, links: &[&Link], group: u32) -> Vec<(TraceId, Option<TraceRow>)> {
    let mut wanted: Vec<(TraceId, Option<TraceRow>)> =
        links.iter().map(|link| (link.trace_id, None)).filter(|(id, _)| !id.is_none()).collect();
    sort_by(&mut wanted, Ord::cmp);
    wanted.dedup();
    if wanted.is_empty() {
        return wanted;
    }
    let traces = store.traces();
    for row in (0..traces.len()).map(TraceRow) {
        let Ok(at) = wanted.binary_search_by_key(&traces.id(row), |&(id, _)| id) else { continue };
        let found = &mut wanted[at].1;
        *found = Some(meant(store, *found, row, group));
    }
    wanted
}

/// The better of two traces with one id for a link of a group: the first of that group, or else the first of all.
pub(super) fn meant(store: &Store, found: Option<TraceRow>, row: TraceRow, group: u32) -> TraceRow {
    let is_at_home = |row: TraceRow| store.traces().group(row) == group;
    found.filter(|&found| is_at_home(found) || !is_at_home(row)).unwrap_or(row)
}

fn target(store: &Store, link: &Link, traces: &[(TraceId, Option<TraceRow>)]) -> Option<LinkTarget> {
    let at = traces.binary_search_by_key(&link.trace_id, |&(id, _)| id).ok()?;
    let trace = traces[at].1?;
    let has_id = |&row: &u32| !link.span_id.is_none() && store.spans().span_id(SpanRow(row)) == link.span_id;
    let span = store.traces().spans(trace).find(has_id).map(|row| store.span_handle(SpanRow(row)));
    Some(LinkTarget { trace: store.trace_handle(trace), span })
}
