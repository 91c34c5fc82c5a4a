//! Logs, and the spans and traces that they belong to.

use std::collections::BTreeMap;
use std::ops::Range;

use super::counting_sort::by_group;
use super::forest::NONE;
use super::log_places::{Placer, REPEAT};
use super::told::{Exception, ExceptionKeys, says_only};
use crate::store::events::Event;
use crate::store::logs::{Log, LogColumns, TraceLog, WaitingLog, WaitingLogs};
use crate::store::rows::{BodyRow, TraceRow};
use crate::store::sparse::Sparse;
use crate::store::tables::Tables;
use crate::store::traces::TraceIndex;

/// What became of logs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Joined {
    /// Those of spans and of traces.
    pub(super) logs: u32,
    /// Those of traces alone.
    pub(super) without_span: u32,
    /// Those that were there already.
    pub(super) repeats: u32,
    /// Those that tell no more than an event of their span.
    pub(super) exceptions: u32,
}

/// The bytes that [`join`] takes beside the tables, at most.
///
/// Of a log: its place in two orders, what it says, for those of one time, and how much longer its row is when it is joined. Of an event: its
/// row in a table that exists twice. Of a trace: where its logs are.
pub(in crate::store) fn memory_for(tables: &Tables) -> u64 {
    let [logs, events] = [tables.waiting.len(), tables.events.len()].map(u64::from);
    let traces = u64::from(tables.traces.len()) + u64::from(tables.waiting.traces.len());
    if logs == 0 { 0 } else { 48 * logs + 40 * events + 8 * traces + CHUNKS }
}

/// Room for the chunks of columns of which little is filled.
const CHUNKS: u64 = 8 << 20;

/// For each trace of logs the trace of spans with the same group and id, or none.
pub(super) fn homes(tables: &Tables, index: &TraceIndex) -> Vec<u32> {
    let traces = &tables.waiting.traces;
    let home = |trace| index.find(&tables.traces, traces.groups[trace], traces.ids[trace]);
    (0..traces.len()).map(|trace| home(trace).map_or(NONE, |found| found.0)).collect()
}

/// Puts the logs that wait to their spans, behind the events of these, and others to their traces. Those whose traces are not there wait on.
/// `homes` has the trace of each trace of logs. O(logs · log + the spans of their traces · log + events).
pub(super) fn join(tables: &mut Tables, homes: &[u32]) -> Joined {
    if tables.waiting.is_empty() {
        return Joined::default();
    }
    let mut waiting = std::mem::take(&mut tables.waiting);
    let traces = tables.traces.len();
    // Behind those of all traces come those whose traces are not there.
    let home = |log: &WaitingLog| homes[log.trace.0 as usize].min(traces);
    let (mut order, starts) = by_group(traces + 1, || (0..).zip(waiting.rows.iter().map(home)));
    let mut placer = Placer::new(tables);
    for trace in 0..traces {
        let of_trace = starts[trace as usize] as usize..starts[trace as usize + 1] as usize;
        if !of_trace.is_empty() {
            placer.place(trace, &mut waiting.rows, &mut order[of_trace]);
        }
    }
    drop(placer);
    waiting.rows.rearrange(&mut order);
    drop(order);
    let WaitingLogs { traces: log_traces, rows } = waiting;
    let mut joiner = Joiner::new(tables);
    let mut loose = WaitingLogs::default();
    let mut loose_index = TraceIndex::default();
    let mut trace = 0;
    // What is joined is freed.
    for (at, log) in (0..).zip(rows.into_values()) {
        while trace < traces && starts[trace as usize + 1] <= at {
            trace += 1;
        }
        if trace < traces {
            joiner.take(trace, log);
        } else {
            let WaitingLog { trace: TraceRow(of), span_id, event, log } = log;
            // There are no more than there were.
            _ = loose.push(&mut loose_index, (log_traces.groups[of], log_traces.ids[of]), (span_id, event, log));
        }
    }
    joiner.copy_events(u32::MAX);
    let Joiner { events, logs, trace_logs, joined, .. } = joiner;
    if joined.logs > joined.without_span {
        tables.events = events;
        tables.logs = logs;
    }
    tables.trace_logs = trace_logs;
    tables.waiting = loose;
    joined
}

/// Takes the logs of a sealed store out of its tables again, so that they wait as those do that are new. O(events + logs).
pub(in crate::store) fn part(tables: &mut Tables) {
    if tables.logs.is_empty() && tables.trace_logs.is_empty() {
        return;
    }
    let Tables { events, logs, trace_logs, waiting, traces, spans, .. } = tables;
    let mut index = TraceIndex::of(&waiting.traces);
    // There are no more than there were when they waited before.
    let mut wait = |TraceRow(trace): TraceRow, what| {
        _ = waiting.push(&mut index, (traces.groups[trace], traces.ids[trace]), what);
    };
    let (all, logs) = (std::mem::take(events), std::mem::take(logs));
    for at in 0..all.len() {
        let (owner, event) = (all.owner(at), *all.value(at));
        match logs.at(at) {
            Some(log) => wait(spans.trace[owner], (spans.span_id[owner], event, log)),
            None => events.push(owner, event),
        }
    }
    let trace_logs = std::mem::take(trace_logs);
    for at in 0..trace_logs.len() {
        let &TraceLog { span_id, event, log } = trace_logs.value(at);
        wait(TraceRow(trace_logs.owner(at)), (span_id, event, log));
    }
}

/// The new tables, as they grow log by log.
struct Joiner<'a> {
    tables: &'a Tables,
    keys: ExceptionKeys,
    events: Sparse<Event>,
    logs: LogColumns,
    trace_logs: Sparse<TraceLog>,
    /// The position of the first event of a span that was not copied.
    next_event: u32,
    /// The span of the last log, and how often its events tell of each exception that no log told of since.
    span: u32,
    told: BTreeMap<Exception, u32>,
    joined: Joined,
}

impl<'a> Joiner<'a> {
    fn new(tables: &'a Tables) -> Self {
        Self {
            tables,
            keys: ExceptionKeys::of(tables),
            events: Sparse::default(),
            logs: LogColumns::default(),
            trace_logs: Sparse::default(),
            next_event: 0,
            span: NONE,
            told: BTreeMap::new(),
            joined: Joined::default(),
        }
    }

    /// Takes the next log of a trace.
    fn take(&mut self, trace: u32, WaitingLog { trace: TraceRow(span), span_id, event, log }: WaitingLog) {
        match span {
            REPEAT => self.joined.repeats += 1,
            NONE => {
                self.trace_logs.push(trace, TraceLog { span_id, event, log });
                self.joined.logs += 1;
                self.joined.without_span += 1;
            }
            span => self.append_to_span(span, event, log),
        }
    }

    fn append_to_span(&mut self, span: u32, event: Event, log: Log) {
        if self.span != span {
            self.span = span;
            self.copy_events(span);
            let from = self.next_event;
            self.copy_events(span + 1);
            self.told = self.exceptions_of(from..self.next_event);
        }
        if !self.told.is_empty() && self.is_told(&event, log.body) {
            self.joined.exceptions += 1;
            return;
        }
        self.events.push(span, event);
        self.logs.push(Some(log));
        self.joined.logs += 1;
    }

    /// Copies the events of all spans before one.
    fn copy_events(&mut self, span: u32) {
        let all = &self.tables.events;
        while self.next_event < all.len() && all.owner(self.next_event) < span {
            self.events.push(all.owner(self.next_event), *all.value(self.next_event));
            self.logs.push(None);
            self.next_event += 1;
        }
    }

    /// How often events of a span tell of each exception.
    fn exceptions_of(&self, positions: Range<u32>) -> BTreeMap<Exception, u32> {
        let mut told = BTreeMap::new();
        for at in positions {
            if let Some(exception) = self.keys.told_by(self.tables, self.tables.events.value(at)) {
                *told.entry(exception).or_default() += 1;
            }
        }
        told
    }

    /// Whether a log tells of nothing but of an exception that an event tells of, which then tells of no other log's.
    fn is_told(&mut self, event: &Event, body: BodyRow) -> bool {
        let Some(exception) = self.keys.told_by(self.tables, event) else { return false };
        let Some(times) = self.told.get_mut(&exception).filter(|times| **times > 0) else { return false };
        let is_told = says_only(self.tables, event.attributes, (exception, body));
        *times -= u32::from(is_told);
        is_told
    }
}
