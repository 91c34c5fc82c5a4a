//! The store: all spans as columns, joined into traces.
//!
//! A [`StoreBuilder`] takes spans in any order; [`StoreBuilder::seal`] joins them into a [`Store`], which is immutable.
//! [`Store::into_builder`] turns it back into a builder, to add more. Nothing here depends on the source of spans or on the
//! analyses.

mod arena;
mod assembly;
mod attributes;
mod batch;
mod bodies;
mod budget;
mod builder;
mod check;
mod chunked;
mod draft;
mod events;
mod exceptions;
mod handles;
pub(crate) mod hash;
mod http_status;
mod index;
mod log_lines;
mod logs;
mod origins;
mod population;
mod recent_lists;
mod retain;
mod row_set;
mod rows;
mod spans;
mod sparse;
mod strings;
mod tables;
mod traces;
mod weights;
mod withdraw;

pub use assembly::Counts;
pub use attributes::{PairTable, RawValue, Value};
pub use bodies::BodyTable;
pub use builder::StoreBuilder;
pub use check::check;
pub use draft::{EventDraft, LinkDraft, LogDraft, SpanDraft};
pub use events::{Event, Link};
pub(crate) use exceptions::{EXCEPTION_KEYS, names_exception};
pub use handles::{SpanHandle, TraceHandle};
pub(crate) use log_lines::LogLines;
pub use logs::{KeptLogs, Log, TraceLog};
pub use origins::{ResourceDraft, ResourceTable, ScopeDraft, ScopeTable, Source, SourceTable};
pub use population::Population;
pub use row_set::RowSet;
pub use rows::{BodyRow, LogRow, PairRow, ResourceRow, ScopeRow, SourceRow, SpanRow, Sym, TraceRow};
pub use spans::{Dropped, Marks, SpanTable};
pub use sparse::Sparse;
pub use strings::StringTable;
pub use traces::TraceTable;
pub use weights::Weights;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tables::Tables;

/// All spans, joined into traces. See [the module](self) for how to build one.
///
/// # Assembly
///
/// Spans with the same group, trace id and span id and the same content are one span. A parent is found by (trace, parent id), in
/// whatever order the spans arrived. A **request** is a span without a parent id, with its subtree; a trace that has none has one
/// *incomplete* request, at its earliest orphan. All other orphans are the first spans of *detached* subtrees.
///
/// # Shape and units
///
/// Span rows are `0..spans().len()`, ordered by trace, then requests before detached subtrees, then parents before children, each
/// subtree in one run of rows. Times are nanoseconds since the Unix epoch.
#[derive(Debug)]
pub struct Store {
    tables: Tables,
    /// The row of the parent of each span, or `u32::MAX`.
    parents: Vec<u32>,
    subtree_sizes: Vec<u32>,
    requests: RowSet,
    counts: Counts,
    /// The lines of the bodies of logs that were asked for: what a question finds out serves the next.
    lines: Mutex<LogLines>,
    /// What spans stand for, once somebody has asked.
    weights: OnceLock<Weights>,
}

impl Store {
    /// Turns the store back into a builder, to add spans. Sealing assembles all traces again.
    #[must_use]
    pub fn into_builder(self) -> StoreBuilder {
        let Counts { exact_repeats, superseded, repeated_logs, repeated_exceptions, .. } = self.counts;
        let removed = assembly::Removed { exact_repeats, superseded, repeated_logs, repeated_exceptions };
        StoreBuilder::reopen(self.tables, removed)
    }

    /// Numbers of what is in the store, and of anomalies in it.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The spans.
    #[must_use]
    #[inline]
    pub fn spans(&self) -> &SpanTable {
        &self.tables.spans
    }

    /// The traces.
    #[must_use]
    pub fn traces(&self) -> &TraceTable {
        &self.tables.traces
    }

    /// The resources.
    #[must_use]
    pub fn resources(&self) -> &ResourceTable {
        &self.tables.resources
    }

    /// The instrumentation scopes, each within its resource.
    #[must_use]
    pub fn scopes(&self) -> &ScopeTable {
        &self.tables.scopes
    }

    /// The sources and their groups.
    #[must_use]
    pub fn sources(&self) -> &SourceTable {
        &self.tables.sources
    }

    /// The strings.
    #[must_use]
    pub fn strings(&self) -> &StringTable {
        &self.tables.strings
    }

    /// The distinct (key, value) pairs of all attributes.
    #[must_use]
    pub fn pairs(&self) -> &PairTable {
        &self.tables.pairs
    }

    /// The distinct bodies of all logs.
    #[must_use]
    pub fn bodies(&self) -> &BodyTable {
        &self.tables.bodies
    }

    /// The events of all spans, in the order of the spans. For each span, first the events that it recorded itself, in the order of the
    /// record, then its logs, by time.
    #[must_use]
    pub fn events(&self) -> &Sparse<Event> {
        &self.tables.events
    }

    /// The severity, body and scope of the event at a position of [`events`](Self::events), if it is a log.
    #[must_use]
    #[inline]
    pub fn log(&self, position: u32) -> Option<Log> {
        self.tables.logs.at(position)
    }

    /// What the event at a position says as a log, and that alone. `None` where it is none.
    #[inline]
    pub(crate) fn body_at(&self, position: u32) -> Option<BodyRow> {
        self.tables.logs.body_at(position)
    }

    /// Whether any event of a span is a log.
    #[must_use]
    pub fn has_logs(&self) -> bool {
        !self.tables.logs.is_empty()
    }

    /// The lines of bodies. Whoever has them keeps others from them.
    pub(crate) fn log_lines(&self) -> MutexGuard<'_, LogLines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sampling weight of each span: how many spans it stands for. O(spans) at the first call. It takes four bytes per span if any weight
    /// is not 1.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        self.weights.get_or_init(|| Weights::new(self))
    }

    /// The logs of traces that belong to no existing span, in the order of the traces, and within a trace by time.
    #[must_use]
    pub fn trace_logs(&self) -> &Sparse<TraceLog> {
        &self.tables.trace_logs
    }

    /// The links of all spans, in the order of the spans.
    #[must_use]
    pub fn links(&self) -> &Sparse<Link> {
        &self.tables.links
    }

    /// The text of a symbol.
    #[must_use]
    #[inline]
    pub fn text(&self, sym: Sym) -> &str {
        self.tables.strings.text(sym)
    }

    /// The name of the group that a trace belongs to.
    #[must_use]
    pub fn group(&self, trace: TraceRow) -> &str {
        self.sources().groups().get(self.traces().group(trace) as usize).map_or("", |name| name)
    }

    /// The service of a span, or empty.
    #[must_use]
    #[inline]
    pub fn service(&self, span: SpanRow) -> Sym {
        self.tables.scopes.service(self.tables.spans.scope(span))
    }

    /// The parent of a span. `None` for roots and orphans.
    #[must_use]
    #[inline]
    pub fn parent(&self, span: SpanRow) -> Option<SpanRow> {
        let parent = self.parents[span.0 as usize];
        (parent != u32::MAX).then_some(SpanRow(parent))
    }

    /// The rows of a span and all its descendants.
    #[must_use]
    #[inline]
    pub fn subtree(&self, span: SpanRow) -> std::ops::Range<u32> {
        span.0..span.0 + self.subtree_sizes[span.0 as usize]
    }

    /// The children of a span, by start.
    pub fn children(&self, span: SpanRow) -> impl Iterator<Item = SpanRow> + '_ {
        let subtree = self.subtree(span);
        let mut next = subtree.start + 1;
        std::iter::from_fn(move || {
            (next < subtree.end).then(|| {
                let child = SpanRow(next);
                next = self.subtree(child).end;
                child
            })
        })
    }

    /// The attributes of a span itself, in the order of the record.
    #[must_use]
    #[inline]
    pub fn attributes(&self, span: SpanRow) -> &[PairRow] {
        self.tables.span_lists.slice(self.tables.spans.attributes[span.0])
    }

    /// The attributes of a resource, in no particular order.
    #[must_use]
    pub fn resource_attributes(&self, resource: ResourceRow) -> &[PairRow] {
        self.tables.lists.slice(self.tables.resources.attributes(resource))
    }

    /// The attributes of a scope, in no particular order.
    #[must_use]
    pub fn scope_attributes(&self, scope: ScopeRow) -> &[PairRow] {
        self.tables.lists.slice(self.tables.scopes.attributes(scope))
    }

    /// The attributes of an event, in the order of the record.
    #[must_use]
    pub fn event_attributes(&self, event: &Event) -> &[PairRow] {
        self.tables.lists.slice(event.attributes)
    }

    /// The attributes of a link, in the order of the record.
    #[must_use]
    pub fn link_attributes(&self, link: &Link) -> &[PairRow] {
        self.tables.lists.slice(link.attributes)
    }

    /// The value of a pair.
    #[must_use]
    pub fn value(&self, pair: PairRow) -> Value<'_> {
        self.tables.pairs.value(pair).resolve(&self.tables.strings)
    }

    /// The first spans of all requests.
    #[must_use]
    pub fn requests(&self) -> &RowSet {
        &self.requests
    }

    /// The bytes that the store occupies, spare capacity included.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let links = (self.parents.capacity() + self.subtree_sizes.capacity()) * size_of::<u32>();
        self.tables.heap_bytes() + links + self.requests.heap_bytes()
    }
}
