//! A trace with what is derived from it once.

use std::sync::{Mutex, PoisonError};

use spanlens::analysis::{Trace, TraceMarks};
use spanlens::store::{SpanHandle, TraceHandle};
use spanlens::units::FailureRule;

use crate::geometry::TimeAxis;
use crate::geometry::waterfall::{Dot, PathIndex, dots_of};

/// A trace with what is derived from it once.
pub(super) struct TraceModel {
    pub(super) trace: Trace,
    pub(super) path: PathIndex,
    /// Where the events of each span begin in the trace's.
    pub(super) first_events: Vec<u32>,
    /// The spans that failed, ascending.
    pub(super) errors: Vec<u32>,
    /// What the engine calls the trace and its first span now.
    handles: Mutex<(TraceHandle, SpanHandle)>,
}

impl TraceModel {
    /// The rule says which spans failed. O(spans, and segments of the critical path).
    pub(super) fn new(trace: Trace, rule: FailureRule) -> Self {
        let path = PathIndex::new(&trace);
        let first_events = trace.event_counts.iter().scan(0, |sum, &count| {
            let first = *sum;
            *sum += count;
            Some(first)
        });
        let first_events = first_events.collect();
        let errors = (0..).zip(0..trace.statuses.len()).filter(|&(_, at)| trace.fails(at, rule));
        let errors = errors.map(|(span, _)| span).collect();
        let handles = Mutex::new((trace.handle, trace.first_span));
        Self { trace, path, first_events, errors, handles }
    }

    /// What the engine calls the trace.
    pub(super) fn handle(&self) -> TraceHandle {
        self.handles.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// What the engine calls the first span.
    pub(super) fn first_span(&self) -> SpanHandle {
        self.handles.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Takes over what the engine calls the trace since something else has been loaded. `false` if it is not the same as before.
    pub(super) fn rename(&self, trace: &Trace) -> bool {
        let (handle, first_span) = (self.trace.handle, self.trace.first_span);
        let is_same = Trace { handle, first_span, ..trace.clone() } == self.trace;
        if is_same {
            *self.handles.lock().unwrap_or_else(PoisonError::into_inner) = (trace.handle, trace.first_span);
        }
        is_same
    }

    /// How many spans there are.
    pub(super) fn len(&self) -> usize {
        self.trace.offset_ns.len()
    }

    /// How many events and logs there are.
    pub(super) fn events(&self) -> u32 {
        let events = self.trace.event_offset_ns.len() + self.trace.trace_log_offset_ns.len();
        u32::try_from(events).unwrap_or(u32::MAX)
    }

    /// The dots of a span.
    pub(super) fn dots(&self, span: u32, axis: &TimeAxis) -> Vec<Dot> {
        dots_of(&self.trace, &self.first_events, span, axis)
    }

    /// The name and the service of a span.
    pub(super) fn names(&self, span: u32) -> (&str, &str) {
        let Trace { names, services, name_indexes, service_indexes, .. } = &self.trace;
        (text(names, name_indexes[span as usize]), text(services, service_indexes[span as usize]))
    }

    /// Whether a span failed.
    pub(super) fn is_error(&self, span: u32) -> bool {
        self.errors.binary_search(&span).is_ok()
    }

    /// The marks of a span.
    pub(super) fn marks(&self, span: u32) -> TraceMarks {
        TraceMarks(self.trace.marks[span as usize])
    }

    /// The id of a span as it is written.
    pub(super) fn span_id(&self, span: u32) -> String {
        format!("{:016x}", self.trace.span_ids[span as usize])
    }

    /// The span with an id. Of several, the first.
    pub(super) fn span_with_id(&self, id: &str) -> Option<u32> {
        let id = u64::from_str_radix(id, 16).ok()?;
        self.trace.span_ids.iter().position(|&known| known == id).and_then(|at| u32::try_from(at).ok())
    }
}

fn text(texts: &[String], index: u32) -> &str {
    texts.get(index as usize).map_or("", String::as_str)
}

#[cfg(test)]
pub(super) mod tests {
    use spanlens::analysis::trace;
    use spanlens::sketch::sketch;
    use spanlens::store::TraceRow;

    use super::*;

    /// The only trace of a sketch.
    pub(in super::super) fn model(text: &str) -> TraceModel {
        by_rule(text, FailureRule::Status)
    }

    fn by_rule(text: &str, rule: FailureRule) -> TraceModel {
        TraceModel::new(trace(&sketch(text).unwrap(), TraceRow(0)).unwrap(), rule)
    }

    #[test]
    fn the_rule_says_which_spans_failed() {
        let text =
            "shop GET /  0..100 http.status_code=503\n  cart get  5..10 http.status_code=404\n  cart put  20..30 !";
        assert_eq!(by_rule(text, FailureRule::Status).errors, [2]);
        assert_eq!(by_rule(text, FailureRule::StatusOr5xx).errors, [0, 2]);
    }

    #[test]
    fn a_trace_that_is_as_it_was_takes_its_new_handles_over() {
        let model = model("shop GET /  0..100");
        let other = Trace { first_span: model.first_span().plus(7), ..model.trace.clone() };
        assert!(model.rename(&other));
        assert_eq!((model.handle(), model.first_span()), (other.handle, other.first_span));
        let grown = Trace { duration_ns: 1, ..other };
        assert!(!model.rename(&grown));
    }

    #[test]
    fn what_is_derived_is_by_span() {
        let model = model("shop GET /  0..100 ! ^a ^b\n  cart get  5..10\n  cart put  20..30 ! ^c");
        assert_eq!(model.errors, [0, 2]);
        assert_eq!(model.first_events, [0, 2, 2]);
        assert_eq!(model.events(), 3);
        assert_eq!(model.names(2), ("put", "cart"));
        assert_eq!(model.span_with_id(&model.span_id(1)), Some(1));
        assert_eq!((model.span_with_id("ff"), model.span_with_id("no id")), (None, None));
    }
}
