//! What is kept of a source without an end.

use crate::engine::Engine;
use crate::protocol::LiveWindow;
use crate::store::{SpanRow, Store, TraceRow};

/// Of a window that is full so much is dropped at once, in tenths, since each time takes a copy of what is kept.
const TENTHS: u64 = 1;

impl Engine {
    /// Drops the traces that started first, where there are more than the window has.
    pub(super) fn keep_window(&mut self, now_ns: u64) {
        let Self { live: Some(live), store: Some(store), .. } = &mut *self else { return };
        let Some(first) = first_kept(store, live.summary.window, now_ns) else { return };
        let (spans, traces, source) = (store.spans(), store.traces(), live.row);
        let is_dropped = |trace: TraceRow| trace < first && spans.source(SpanRow(traces.spans(trace).start)) == source;
        let dropped: Vec<bool> = (0..traces.len()).map(|trace| is_dropped(TraceRow(trace))).collect();
        let rows_of = |trace: u32| traces.spans(TraceRow(trace)).len() as u64;
        live.summary.dropped_traces += dropped.iter().filter(|dropped| **dropped).count() as u64;
        live.summary.dropped_spans +=
            (0..).zip(&dropped).filter(|(_, dropped)| **dropped).map(|(trace, _)| rows_of(trace)).sum::<u64>();
        let oldest_ns = if first.0 < traces.len() { start_ns(store, first) } else { u64::MAX };
        let keeps_loose = store.counts().logs_without_trace <= live.summary.window.max_spans;
        let builder = self.building();
        let kept = builder
            .retaining(|TraceRow(trace)| !dropped[trace as usize], |time_ns| keeps_loose && time_ns >= oldest_ns);
        // What is kept is a part of what there was room for.
        if let Ok(kept) = kept {
            *builder = kept;
        }
        self.seal();
    }
}

/// The first trace that stays, where some have to go. Traces are in the order of their starts.
fn first_kept(store: &Store, LiveWindow { max_spans, max_age_ns }: LiveWindow, now_ns: u64) -> Option<TraceRow> {
    let counts = store.counts();
    let (most, traces) = (u64::from(max_spans), store.traces().len());
    let there = u64::from(counts.spans) + u64::from(counts.logs) + u64::from(counts.logs_without_trace);
    let less = |of: u64| of - of / 10 * TENTHS;
    let mut first = 0;
    if there > most {
        let mut left = there - u64::from(counts.logs_without_trace);
        while first < traces && left > less(most) {
            left -= rows(store, TraceRow(first));
            first += 1;
        }
    }
    if let (Some(max_age_ns), Some(last)) = (max_age_ns, traces.checked_sub(1)) {
        // A clock that is ahead is no reason to drop what was just sent.
        let latest_ns = start_ns(store, TraceRow(last)).min(now_ns);
        let start = |trace| start_ns(store, TraceRow(trace));
        if start(0) < latest_ns.saturating_sub(max_age_ns) {
            let from_ns = latest_ns.saturating_sub(less(max_age_ns));
            first = first.max((0..traces).take_while(|&trace| start(trace) < from_ns).count().try_into().unwrap_or(0));
        }
    }
    (first > 0 || there > most).then_some(TraceRow(first))
}

/// The spans and logs of a trace.
fn rows(store: &Store, trace: TraceRow) -> u64 {
    let spans = store.traces().spans(trace);
    let logs = if store.has_logs() {
        store.events().of(spans.clone()).filter(|&event| store.log(event).is_some()).count()
    } else {
        0
    };
    (spans.len() + logs + store.trace_logs().of(trace.0..trace.0 + 1).len()) as u64
}

/// The earliest start of the spans of a trace.
fn start_ns(store: &Store, trace: TraceRow) -> u64 {
    store.traces().spans(trace).map(|span| store.spans().start_ns(SpanRow(span))).min().unwrap_or(0)
}
