//! Properties and anomalies of a span of a trace, as one byte.

use crate::store::{Marks, SpanRow, Store};

/// Properties and anomalies of a span, as the bits of an entry of [`Trace::marks`](super::Trace::marks).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TraceMarks(pub u8);

impl TraceMarks {
    /// The span has no end; its duration is kept as zero.
    pub const UNFINISHED: Self = Self(Marks::UNFINISHED.bits());
    /// The span ended before it started; its duration is kept as zero.
    pub const BACKWARDS: Self = Self(Marks::BACKWARDS.bits());
    /// The parent of the span is missing, or the link to it was cut.
    pub const ORPHAN: Self = Self(Marks::ORPHAN.bits());
    /// The link to the parent was cut because it closed a cycle.
    pub const CYCLE: Self = Self(Marks::CYCLE.bits());
    /// Another span of the trace has the same id and different content.
    pub const REPEATED_ID: Self = Self(Marks::REPEATED_ID.bits());
    /// The span is the first span of a request. With `ORPHAN` as well, the request is incomplete.
    pub const REQUEST: Self = Self(Marks::REQUEST.bits());
    /// The span starts before its parent does.
    pub const STARTS_BEFORE_PARENT: Self = Self(1 << 6);
    /// The span ends after its parent does. Not set for children of unfinished or backwards parents, which have no duration.
    pub const ENDS_AFTER_PARENT: Self = Self(1 << 7);

    /// Whether all bits of `other` are set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets of bits.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The bits that mean the same in a store.
const STORED: u8 = TraceMarks::UNFINISHED.0
    | TraceMarks::BACKWARDS.0
    | TraceMarks::ORPHAN.0
    | TraceMarks::CYCLE.0
    | TraceMarks::REPEATED_ID.0
    | TraceMarks::REQUEST.0;

/// The marks of a span.
pub(super) fn of(store: &Store, span: SpanRow) -> TraceMarks {
    let spans = store.spans();
    let mut marks = TraceMarks(spans.marks(span).bits() & STORED);
    let Some(parent) = store.parent(span) else { return marks };
    if spans.start_ns(span) < spans.start_ns(parent) {
        marks = marks.with(TraceMarks::STARTS_BEFORE_PARENT);
    }
    let is_timed = |mark| !spans.marks(parent).contains(mark);
    if is_timed(Marks::UNFINISHED) && is_timed(Marks::BACKWARDS) && spans.end_ns(span) > spans.end_ns(parent) {
        marks = marks.with(TraceMarks::ENDS_AFTER_PARENT);
    }
    marks
}
