//! Which traces of a live source are still arriving.
//!
//! The spans of a trace come from several processes, each of which sends batches, so a trace is incomplete for some seconds. It is complete when its root and the
//! parents of all its spans have arrived and ended. If a part never arrives, the trace counts as it is once no span of it has arrived for [`REST_NS`]: twice the
//! five seconds that SDKs wait before they send a batch.

use std::collections::BTreeMap;

use crate::store::{Marks, SourceRow, SpanRow, Store, TraceRow};
use crate::units::TraceId;

/// How long a trace of which something is missing is waited for after the last of its spans, in nanoseconds.
const REST_NS: u64 = 10_000_000_000;

/// The traces of which something is missing.
#[derive(Debug, Default)]
pub(super) struct Arriving {
    /// How many spans of each there are, and since when.
    known: BTreeMap<TraceId, (usize, u64)>,
    now_ns: u64,
    /// When the first of those that are held back will have rested.
    next_ns: Option<u64>,
}

impl Arriving {
    /// Sets the time, in nanoseconds since the Unix epoch.
    pub(super) fn set_clock(&mut self, now_ns: u64) {
        self.now_ns = now_ns;
    }

    /// Whether a trace that is held back has rested by then.
    pub(super) fn has_rested(&self, now_ns: u64) -> bool {
        self.next_ns.is_some_and(|next| now_ns >= next)
    }

    /// The traces of a source that are held back, ascending. O(spans + traces · log arriving).
    pub(super) fn look(&mut self, store: &Store, source: SourceRow) -> Vec<TraceRow> {
        let before = std::mem::take(&mut self.known);
        self.next_ns = None;
        let mut held = Vec::new();
        for trace in (0..store.traces().len()).map(TraceRow) {
            let (id, spans) = (store.traces().id(trace), store.traces().spans(trace));
            let is_meant = !id.is_none() && store.spans().source(SpanRow(spans.start)) == source;
            if !is_meant || is_complete(store, trace) {
                continue;
            }
            let since = before.get(&id).filter(|(count, _)| *count == spans.len()).map_or(self.now_ns, |&(_, at)| at);
            self.known.insert(id, (spans.len(), since));
            let rested = since.saturating_add(REST_NS);
            if self.now_ns < rested {
                self.next_ns = Some(self.next_ns.map_or(rested, |next| next.min(rested)));
                held.push(trace);
            }
        }
        held
    }
}

/// Whether the root of a trace, and the parents of all its spans, are there and have ended.
fn is_complete(store: &Store, trace: TraceRow) -> bool {
    store.traces().spans(trace).all(|span| {
        let marks = store.spans().marks(SpanRow(span));
        !marks.contains(Marks::ORPHAN) && !marks.contains(Marks::UNFINISHED)
    })
}
