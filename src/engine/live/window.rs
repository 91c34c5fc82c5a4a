//! The window of a live source: which traces are kept.

use crate::engine::Engine;
use crate::protocol::LiveWindow;
use crate::store::{SpanRow, Store, TraceRow};

/// Of a window that is full so much is dropped at once, in tenths, since each time takes a copy of what is kept.
const TENTHS: u64 = 1;

impl Engine {
    /// Drops the traces that started first, where there are more than the window has.
    pub(super) fn keep_window(&mut self, now_ns: u64) {
        let Self { live: Some(live), store: Some(store), .. } = &mut *self else { return };
        let (spans, traces, source) = (store.spans(), store.traces(), live.row);
        let is_meant = |trace: TraceRow| spans.source(SpanRow(traces.spans(trace).start)) == source;
        let meant: Vec<TraceRow> = (0..traces.len()).map(TraceRow).filter(|&trace| is_meant(trace)).collect();
        let Some(first) = first_kept(store, &meant, live.summary.window, now_ns) else { return };
        let is_dropped = |trace: TraceRow| trace < first && is_meant(trace);
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

/// The first trace that stays of those that are meant, which are in the order of their starts, where some have to go.
fn first_kept(
    store: &Store,
    meant: &[TraceRow],
    LiveWindow { max_spans, max_age_ns }: LiveWindow,
    now_ns: u64,
) -> Option<TraceRow> {
    let counts = store.counts();
    let (most, loose) = (u64::from(max_spans), u64::from(counts.logs_without_trace));
    let less = |of: u64| of - of / 10 * TENTHS;
    let mut first = 0;
    // What is loaded beside it has room of its own.
    let mut left = 0;
    if u64::from(counts.spans) + u64::from(counts.logs) + loose > most {
        left = meant.iter().map(|&trace| rows(store, trace)).sum();
    }
    let is_full = left + loose > most;
    while is_full && first < meant.len() && left > less(most) {
        left -= rows(store, meant[first]);
        first += 1;
    }
    if let (Some(max_age_ns), Some(&earliest), Some(&last)) = (max_age_ns, meant.first(), meant.last()) {
        // A clock that is ahead is no reason to drop what was just sent.
        let latest_ns = start_ns(store, last).min(now_ns);
        if start_ns(store, earliest) < latest_ns.saturating_sub(max_age_ns) {
            let from_ns = latest_ns.saturating_sub(less(max_age_ns));
            first = first.max(meant.iter().take_while(|&&trace| start_ns(store, trace) < from_ns).count());
        }
    }
    let all = TraceRow(store.traces().len());
    (first > 0 || is_full).then(|| meant.get(first).copied().unwrap_or(all))
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
