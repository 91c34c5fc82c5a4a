//! The tables that a store consists of, while it is being filled and once it is sealed.

use super::attributes::{PairLists, PairTable};
use super::bodies::BodyTable;
use super::events::{Event, Link};
use super::handles::Generation;
use super::logs::{LogColumns, TraceLog, WaitingLogs};
use super::origins::{ResourceTable, ScopeTable, SourceTable};
use super::spans::SpanTable;
use super::sparse::Sparse;
use super::strings::StringTable;
use super::traces::TraceTable;

/// The tables that a builder fills and a sealed store reads.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Which store handles are of.
    pub(crate) generation: Generation,
    pub(crate) strings: StringTable,
    pub(crate) pairs: PairTable,
    pub(crate) bodies: BodyTable,
    /// The attributes of spans; those of a sealed store are in the order of the spans.
    pub(crate) span_lists: PairLists,
    /// The attributes of everything else.
    pub(crate) lists: PairLists,
    pub(crate) resources: ResourceTable,
    pub(crate) scopes: ScopeTable,
    pub(crate) sources: SourceTable,
    pub(crate) traces: TraceTable,
    pub(crate) spans: SpanTable,
    pub(crate) events: Sparse<Event>,
    /// Which of the events of a sealed store are logs. Empty in a builder.
    pub(crate) logs: LogColumns,
    /// The logs of the traces of a sealed store. Empty in a builder.
    pub(crate) trace_logs: Sparse<TraceLog>,
    /// All logs of a builder, and those of a sealed store whose traces are not there.
    pub(crate) waiting: WaitingLogs,
    pub(crate) links: Sparse<Link>,
}

impl Tables {
    pub(crate) fn heap_bytes(&self) -> usize {
        self.strings.heap_bytes()
            + self.pairs.heap_bytes()
            + self.bodies.heap_bytes()
            + self.span_lists.heap_bytes()
            + self.lists.heap_bytes()
            + self.resources.heap_bytes()
            + self.scopes.heap_bytes()
            + self.sources.heap_bytes()
            + self.traces.heap_bytes()
            + self.spans.heap_bytes()
            + self.events.heap_bytes()
            + self.logs.heap_bytes()
            + self.trace_logs.heap_bytes()
            + self.waiting.heap_bytes()
            + self.links.heap_bytes()
    }

    /// The bytes that an answer takes while it is found, where it looks at everything: a comparison of attributes counts every pair, and
    /// most of the others something of every span or text.
    pub(super) fn memory_for_answers(&self) -> u64 {
        let [pairs, texts] = [self.pairs.len(), self.strings.len()].map(|rows| rows as u64);
        let bodies = self.bodies.len() as u64;
        let events = u64::from(self.events.len()) + u64::from(self.waiting.len());
        // Of a pair its place among those of logs, of an event which line it is, of a body its line: no more than four times the text.
        let lines = if bodies > 0 { 8 * pairs + 4 * events + 24 * bodies + 4 * self.bodies.text_bytes() } else { 0 };
        // Of a span what it stands for, and of a unit its weight beside its duration, in the order of either.
        let of_span = if self.spans.trace_states().is_empty() { 24 } else { 52 };
        44 * pairs + of_span * u64::from(self.spans.len()) + 8 * texts + lines
    }
}
