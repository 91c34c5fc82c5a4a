//! The span table.

use super::arena::Slice;
use super::chunked::Chunked;
use super::rows::{ScopeRow, SourceRow, SpanRow, Sym, TraceRow};
use super::sparse::Sparse;
use crate::units::{FailureRule, SpanId, SpanKind, StatusCode};

/// Properties and anomalies of a span, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(u8);

impl Marks {
    /// The span has no end.
    pub const UNFINISHED: Self = Self(1);
    /// The span ended before it started; its duration is kept as zero.
    pub const BACKWARDS: Self = Self(1 << 1);
    /// The parent of the span is missing, or the link to it was cut.
    pub const ORPHAN: Self = Self(1 << 2);
    /// The link to the parent was cut because it closed a cycle.
    pub const CYCLE: Self = Self(1 << 3);
    /// Another span of the trace has the same id and different content.
    pub const REPEATED_ID: Self = Self(1 << 4);
    /// The span is the first span of a request. With `ORPHAN` as well, the request is incomplete.
    pub const REQUEST: Self = Self(1 << 5);
    /// The span was taken out of the builder again: any other is at most one of the two. No sealed store has such spans.
    pub(crate) const WITHDRAWN: Self = Self(Self::UNFINISHED.0 | Self::BACKWARDS.0);
    /// The parent does not wait for the span: it takes a message out of a queue, or only follows from its parent.
    pub const NOT_AWAITED: Self = Self(1 << 6);
    /// An attribute of the span gives a 5xx status of an HTTP response, see [`FailureRule::StatusOr5xx`].
    pub const HTTP_5XX: Self = Self(1 << 7);

    /// Whether all bits of `other` are set.
    #[must_use]
    #[inline]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The bits themselves.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Both sets of bits.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The bits that the record itself decides, without those that assembly found.
    pub(crate) fn recorded(self) -> Self {
        Self(self.0 & (Self::UNFINISHED.0 | Self::BACKWARDS.0 | Self::HTTP_5XX.0))
    }
}

/// How many items the sender of a span left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dropped {
    /// Attributes of the span itself.
    pub attributes: u32,
    /// Events.
    pub events: u32,
    /// Links.
    pub links: u32,
}

/// Spans as parallel columns. In a sealed store the spans of a trace are neighbours, parents before their children, each subtree
/// in one run of rows.
#[derive(Debug, Default)]
pub struct SpanTable {
    pub(crate) trace: Chunked<TraceRow>,
    pub(crate) span_id: Chunked<SpanId>,
    pub(crate) parent_id: Chunked<SpanId>,
    pub(crate) name: Chunked<Sym>,
    pub(crate) kind: Chunked<SpanKind>,
    pub(crate) start_ns: Chunked<u64>,
    pub(crate) duration_ns: Chunked<u64>,
    pub(crate) status: Chunked<StatusCode>,
    pub(crate) scope: Chunked<ScopeRow>,
    pub(crate) source: Chunked<SourceRow>,
    pub(crate) attributes: Chunked<Slice>,
    pub(crate) marks: Chunked<Marks>,
    pub(crate) status_message: Sparse<Sym>,
    pub(crate) trace_state: Sparse<Sym>,
    pub(crate) flags: Sparse<u32>,
    pub(crate) dropped: Sparse<Dropped>,
    /// What the record gave as the end, where that is before the start.
    pub(crate) backwards_end_ns: Sparse<u64>,
}

impl SpanTable {
    /// The number of spans; rows are `0..len`.
    #[must_use]
    pub fn len(&self) -> u32 {
        super::chunked::row(self.start_ns.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start_ns.is_empty()
    }

    /// The trace that the span belongs to.
    #[must_use]
    #[inline]
    pub fn trace(&self, span: SpanRow) -> TraceRow {
        self.trace[span.0]
    }

    /// The id, or none.
    #[must_use]
    pub fn span_id(&self, span: SpanRow) -> SpanId {
        self.span_id[span.0]
    }

    /// The id of the parent as in the record, whether that span exists or not.
    #[must_use]
    pub fn parent_id(&self, span: SpanRow) -> SpanId {
        self.parent_id[span.0]
    }

    /// The name of the operation.
    #[must_use]
    #[inline]
    pub fn name(&self, span: SpanRow) -> Sym {
        self.name[span.0]
    }

    /// The kind.
    #[must_use]
    #[inline]
    pub fn kind(&self, span: SpanRow) -> SpanKind {
        self.kind[span.0]
    }

    /// The start in nanoseconds since the Unix epoch.
    #[must_use]
    #[inline]
    pub fn start_ns(&self, span: SpanRow) -> u64 {
        self.start_ns[span.0]
    }

    /// The duration in nanoseconds; zero for spans that are unfinished or ended before they started.
    #[must_use]
    #[inline]
    pub fn duration_ns(&self, span: SpanRow) -> u64 {
        self.duration_ns[span.0]
    }

    /// The end in nanoseconds since the Unix epoch: start and duration together, so never before the start.
    #[must_use]
    #[inline]
    pub fn end_ns(&self, span: SpanRow) -> u64 {
        self.start_ns(span) + self.duration_ns(span)
    }

    /// The end as in the record, even if it is before the start. `None` if the span is unfinished.
    #[must_use]
    pub fn recorded_end_ns(&self, span: SpanRow) -> Option<u64> {
        if self.marks(span).contains(Marks::UNFINISHED) {
            return None;
        }
        Some(self.backwards_end_ns.first(span.0).unwrap_or_else(|| self.end_ns(span)))
    }

    /// The status.
    #[must_use]
    #[inline]
    pub fn status(&self, span: SpanRow) -> StatusCode {
        self.status[span.0]
    }

    /// Whether the span failed by a rule.
    #[must_use]
    #[inline]
    pub fn fails(&self, span: SpanRow, rule: FailureRule) -> bool {
        rule.is_met(self.status(span), self.marks(span).contains(Marks::HTTP_5XX))
    }

    /// The message beside the status, or empty. O(log n).
    #[must_use]
    pub fn status_message(&self, span: SpanRow) -> Sym {
        self.status_message.first(span.0).unwrap_or_default()
    }

    /// The messages of all spans that have one, in the order of the spans.
    #[must_use]
    pub fn status_messages(&self) -> &Sparse<Sym> {
        &self.status_message
    }

    /// The W3C trace states of all spans that have one, in the order of the spans.
    #[must_use]
    pub fn trace_states(&self) -> &Sparse<Sym> {
        &self.trace_state
    }

    /// The W3C trace state, or empty. O(log n).
    #[must_use]
    pub fn trace_state(&self, span: SpanRow) -> Sym {
        self.trace_state.first(span.0).unwrap_or_default()
    }

    /// The W3C trace flags and OTLP's bits above them. O(log n).
    #[must_use]
    pub fn flags(&self, span: SpanRow) -> u32 {
        self.flags.first(span.0).unwrap_or_default()
    }

    /// The numbers of items that the sender dropped. O(log n).
    #[must_use]
    pub fn dropped(&self, span: SpanRow) -> Dropped {
        self.dropped.first(span.0).unwrap_or_default()
    }

    /// The instrumentation scope, and through it the resource and the service.
    #[must_use]
    #[inline]
    pub fn scope(&self, span: SpanRow) -> ScopeRow {
        self.scope[span.0]
    }

    /// The file or other source of the span.
    #[must_use]
    pub fn source(&self, span: SpanRow) -> SourceRow {
        self.source[span.0]
    }

    /// The properties and anomalies of the span.
    #[must_use]
    #[inline]
    pub fn marks(&self, span: SpanRow) -> Marks {
        self.marks[span.0]
    }

    /// Whether the parent of the span waits for it: see [`Marks::NOT_AWAITED`].
    #[inline]
    pub(crate) fn is_awaited(&self, span: SpanRow) -> bool {
        !self.marks(span).contains(Marks::NOT_AWAITED)
    }

    /// Puts into row `i` what row `order[i]` has; rows that are not named are left out. Column by column, so that only one exists twice at a
    /// time. What sealing finds anew, traces and marks, is none of its business.
    pub(crate) fn permute(&mut self, order: &[u32]) {
        fn permute<T: Copy>(column: &mut Chunked<T>, order: &[u32]) {
            *column = column.permuted(order);
        }
        let rows = self.len();
        self.status_message.follow(order, rows);
        self.trace_state.follow(order, rows);
        self.flags.follow(order, rows);
        self.dropped.follow(order, rows);
        self.backwards_end_ns.follow(order, rows);
        permute(&mut self.span_id, order);
        permute(&mut self.parent_id, order);
        permute(&mut self.name, order);
        permute(&mut self.kind, order);
        permute(&mut self.start_ns, order);
        permute(&mut self.duration_ns, order);
        permute(&mut self.status, order);
        permute(&mut self.scope, order);
        permute(&mut self.source, order);
        permute(&mut self.attributes, order);
    }

    /// The bytes that the table occupies, spare capacity included.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let dense = self.trace.heap_bytes()
            + self.span_id.heap_bytes()
            + self.parent_id.heap_bytes()
            + self.name.heap_bytes()
            + self.kind.heap_bytes()
            + self.start_ns.heap_bytes()
            + self.duration_ns.heap_bytes()
            + self.status.heap_bytes()
            + self.scope.heap_bytes()
            + self.source.heap_bytes()
            + self.attributes.heap_bytes()
            + self.marks.heap_bytes();
        let sparse = self.status_message.heap_bytes()
            + self.trace_state.heap_bytes()
            + self.flags.heap_bytes()
            + self.dropped.heap_bytes()
            + self.backwards_end_ns.heap_bytes();
        dense + sparse
    }
}
