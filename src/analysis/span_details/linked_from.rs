//! The spans that link to a span.

use serde::{Deserialize, Serialize};

use super::links;
use crate::store::{SpanHandle, SpanRow, Store, TraceRow};
use crate::units::SpanId;

/// How many of them are told.
const TOLD: usize = 20;

/// The spans that link to a span.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedFrom {
    /// The number of all of them.
    pub total: u32,
    /// The first 20 in the order of the store.
    pub spans: Vec<LinkSource>,
}

/// A span with a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkSource {
    /// The span.
    pub span: SpanHandle,
    /// Its trace, 32 hexadecimal digits.
    pub trace_id: String,
    /// Its id, 16 hexadecimal digits.
    pub span_id: String,
    /// Its service, or empty.
    pub service: String,
    /// Its name.
    pub name: String,
}

/// The spans with a link whose [`target`](super::LinkTarget) is this span. O(links of the store), and O(traces) if there is any.
pub(super) fn of(store: &Store, span: SpanRow) -> LinkedFrom {
    let spans = store.spans();
    let id = spans.span_id(span);
    let trace = spans.trace(span);
    let has_id = |row: u32| spans.span_id(SpanRow(row)) == id;
    let is_meant_by_id = store.traces().spans(trace).find(|&row| has_id(row)) == Some(span.0);
    if id.is_none() || !is_meant_by_id {
        return LinkedFrom::default();
    }
    let mut sources = naming(store, trace, id);
    if !sources.is_empty() {
        let same = same_id(store, trace);
        sources.retain(|&source| meant(store, &same, source) == Some(trace));
    }
    LinkedFrom {
        total: u32::try_from(sources.len()).unwrap_or(u32::MAX),
        spans: sources.iter().take(TOLD).map(|&source| told(store, source)).collect(),
    }
}

/// The spans that have a link with the ids of a span, ascending.
fn naming(store: &Store, trace: TraceRow, id: SpanId) -> Vec<SpanRow> {
    let (links, trace_id) = (store.links(), store.traces().id(trace));
    let is_named = |&at: &u32| {
        let link = links.value(at);
        link.span_id == id && link.trace_id == trace_id && !trace_id.is_none()
    };
    let mut sources: Vec<SpanRow> = (0..links.len()).filter(is_named).map(|at| SpanRow(links.owner(at))).collect();
    sources.dedup();
    sources
}

/// The traces with the id of a trace: one of each group that has it.
fn same_id(store: &Store, trace: TraceRow) -> Vec<TraceRow> {
    let traces = store.traces();
    let id = traces.id(trace);
    (0..traces.len()).map(TraceRow).filter(|&row| traces.id(row) == id).collect()
}

/// The one of some traces that a link of a span means: that of its own group, else the first.
fn meant(store: &Store, traces: &[TraceRow], source: SpanRow) -> Option<TraceRow> {
    let group = store.traces().group(store.spans().trace(source));
    traces.iter().fold(None, |found, &row| Some(links::meant(store, found, row, group)))
}

fn told(store: &Store, source: SpanRow) -> LinkSource {
    let spans = store.spans();
    LinkSource {
        span: store.span_handle(source),
        trace_id: store.traces().id(spans.trace(source)).to_string(),
        span_id: spans.span_id(source).to_string(),
        service: store.text(store.service(source)).to_owned(),
        name: store.text(spans.name(source)).to_owned(),
    }
}
