//! From spans in order of arrival to traces: parents, children, and the order of rows.
//!
//! Sealing renumbers the spans. Traces follow each other by their earliest start. Within a trace come its requests by start, then
//! its detached subtrees; a parent comes before its children, and a subtree is one run of rows. So a walk over a subtree is a
//! loop over `row..row + subtree_size`, and a pass from the leaves up is the same loop backwards. Every tie is broken by content,
//! never by arrival: the same spans in another order make the same store.

mod awaited;
mod content;
mod counting_sort;
mod forest;
mod lists;
mod log_places;
mod logs;
mod placement;
mod told;

use std::sync::{Mutex, OnceLock};

use serde::{Deserialize, Serialize};

use super::Store;
use super::chunked::row;
use super::row_set::RowSet;
use super::rows::{SpanRow, TraceRow};
use super::spans::Marks;
use super::tables::Tables;
use super::traces::TraceIndex;
use crate::units::StatusCode;
use content::Content;
use counting_sort::by_group;
use forest::Forest;
use placement::Placement;

/// Counts from joining spans and logs into traces. They count spans unless they say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Spans in the store.
    pub spans: u32,
    /// Traces in the store.
    pub traces: u32,
    /// Requests: roots with their subtrees, and one for each trace that has no root.
    pub requests: u32,
    /// Requests of traces that have no root.
    pub incomplete_requests: u32,
    /// Spans whose status is ERROR.
    pub errors: u32,
    /// Spans whose parent is missing.
    pub orphans: u32,
    /// Subtrees of orphans that belong to no request.
    pub detached_subtrees: u32,
    /// Spans in those subtrees.
    pub detached_spans: u32,
    /// Spans that were dropped as exact duplicates.
    pub exact_repeats: u32,
    /// Unfinished spans that were dropped because the same span exists with an end.
    pub superseded: u32,
    /// Spans that share their id with a different span in the same trace.
    pub repeated_ids: u32,
    /// Links to parents that were cut because they closed a cycle.
    pub cycles: u32,
    /// Spans without an end.
    pub unfinished: u32,
    /// Spans that ended before they started.
    pub backwards: u32,
    /// Spans that start before their parent does.
    pub starts_before_parent: u32,
    /// Spans without a trace id.
    pub without_trace_id: u32,
    /// Spans without a span id.
    pub without_span_id: u32,
    /// Logs in the store: of spans and of traces.
    pub logs: u32,
    /// Logs in the store that name no span, or a missing one.
    pub logs_without_span: u32,
    /// Logs of missing traces. They are not in the store.
    pub logs_without_trace: u32,
    /// Logs that were dropped as exact duplicates.
    pub repeated_logs: u32,
    /// Logs that were dropped because they only repeat an exception that the span recorded itself.
    pub repeated_exceptions: u32,
}

/// How many spans and logs sealing has left out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Removed {
    pub(super) exact_repeats: u32,
    pub(super) superseded: u32,
    pub(super) repeated_logs: u32,
    pub(super) repeated_exceptions: u32,
}

/// The bytes that [`seal`] takes beside the tables, at most.
///
/// Of a span: its old row, its new row's parent and marks, and a column of eight bytes that exists twice; or, while the largest trace is
/// joined, what [`Forest`] has of it. Of a trace: where it starts, and while traces are sorted, its key and its id. And what it takes to bring
/// the attributes of spans into order.
pub(super) fn memory_for(tables: &Tables) -> u64 {
    let (spans, traces) = (tables.spans.len(), tables.traces.len());
    26 * u64::from(spans) + 24 * u64::from(traces) + lists::memory_for(&tables.span_lists.0)
}

pub(super) use logs::{memory_for as memory_for_logs, part as part_logs};

/// Seals tables, of which earlier sealings have removed so much.
pub(super) fn seal(mut tables: Tables, index: TraceIndex, before: Removed) -> Store {
    let mut homes = logs::homes(&tables, &index);
    drop(index);
    let new = sort_traces(&mut tables);
    homes.iter_mut().filter(|home| **home != forest::NONE).for_each(|home| *home = new[*home as usize]);
    drop(new);
    let of_traces = || rows_there(&tables).map(|(row, TraceRow(trace))| (row, trace));
    let (rows, starts) = by_group(tables.traces.len(), of_traces);
    let Placement { order, parents, marks, starts, removed } = place(&tables, rows, starts);
    let rows = tables.spans.len();
    tables.spans.marks = marks;
    tables.events.follow(&order, rows);
    tables.links.follow(&order, rows);
    let parts = lists::part(&mut tables.span_lists.0, &mut tables.spans.attributes, &order);
    tables.spans.permute(&order);
    drop(order);
    if let Some(parts) = parts {
        tables.span_lists.0 = parts.join(&mut tables.spans.attributes);
    }
    tables.spans.trace.truncate(parents.len());
    for (trace, rows) in (0..).zip(starts.windows(2)) {
        (rows[0]..rows[1]).for_each(|row| tables.spans.trace[row] = TraceRow(trace));
    }
    tables.traces.first_span = starts.into_iter().collect();
    awaited::mark(&mut tables, &parents);
    let joined = logs::join(&mut tables, &homes);

    let subtree_sizes = subtree_sizes(&parents);
    let mut requests = RowSet::empty(tables.spans.len());
    for (row, marks) in (0..).zip(tables.spans.marks.iter()) {
        if marks.contains(Marks::REQUEST) {
            requests.insert(SpanRow(row));
        }
    }
    let counts = Counts {
        exact_repeats: before.exact_repeats + removed.exact_repeats,
        superseded: before.superseded + removed.superseded,
        logs: joined.logs,
        logs_without_span: joined.without_span,
        logs_without_trace: tables.waiting.len(),
        repeated_logs: before.repeated_logs + joined.repeats,
        repeated_exceptions: before.repeated_exceptions + joined.exceptions,
        ..count(&tables, &parents, &subtree_sizes)
    };
    Store { tables, parents, subtree_sizes, requests, counts, lines: Mutex::default(), weights: OnceLock::new() }
}

/// Numbers the traces anew: by their earliest start, without those that have no spans. Gives the new number of each, if it has one.
fn sort_traces(tables: &mut Tables) -> Vec<u32> {
    let mut traces: Vec<(u64, u32)> = (0..tables.traces.len()).map(|trace| (u64::MAX, trace)).collect();
    // A span of each trace; later the new number.
    let mut some_span = vec![forest::NONE; traces.len()];
    for (row, TraceRow(trace)) in rows_there(tables) {
        let (start_ns, _) = &mut traces[trace as usize];
        *start_ns = tables.spans.start_ns[row].min(*start_ns);
        some_span[trace as usize] = row;
    }
    traces.retain(|&(_, trace)| some_span[trace as usize] != forest::NONE);
    let content = Content::of(tables);
    traces.sort_unstable_by(|&(start_a, a), &(start_b, b)| {
        let identity = |trace| (tables.traces.ids[trace], tables.traces.groups[trace]);
        start_a
            .cmp(&start_b)
            .then_with(|| identity(a).cmp(&identity(b)))
            // Traces without an id have a span each.
            .then_with(|| content.compare(some_span[a as usize], some_span[b as usize]))
    });
    let order: Vec<u32> = traces.iter().map(|&(_, trace)| trace).collect();
    drop(traces);
    tables.traces.ids = tables.traces.ids.permuted(&order);
    tables.traces.groups = tables.traces.groups.permuted(&order);
    let mut new = some_span;
    for (number, &old) in (0..).zip(&order) {
        new[old as usize] = number;
    }
    for row in 0..tables.spans.len() {
        let trace = &mut tables.spans.trace[row];
        *trace = TraceRow(new[trace.0 as usize]);
    }
    new
}

/// The rows of all spans but those that were taken out again, each with its trace.
fn rows_there(tables: &Tables) -> impl Iterator<Item = (u32, TraceRow)> {
    let rows = (0..).zip(tables.spans.marks.iter().zip(tables.spans.trace.iter()));
    rows.filter(|(_, (marks, _))| !marks.contains(Marks::WITHDRAWN)).map(|(row, (_, &trace))| (row, trace))
}

/// Decides the new order of all spans, of which `rows` has those of each trace in one run.
fn place(tables: &Tables, rows: Vec<u32>, starts: Vec<u32>) -> Placement {
    let content = Content::of(tables);
    let mut placement = Placement::over(rows, starts);
    let mut forest = Forest::default();
    let mut from = 0;
    for trace in 0..tables.traces.len() as usize {
        let to = placement.starts[trace + 1] as usize;
        placement.begin_trace(trace);
        forest.plant(&content, &placement.order[from..to]);
        forest.append_to(&mut placement);
        from = to;
    }
    placement.begin_trace(tables.traces.len() as usize);
    placement.order.truncate(placement.parents.len());
    placement
}

/// The size of each subtree, its head included. Children come after their parents, so one pass from the end suffices.
fn subtree_sizes(parents: &[u32]) -> Vec<u32> {
    let mut sizes = vec![1; parents.len()];
    for (row, &parent) in parents.iter().enumerate().rev() {
        if parent != forest::NONE {
            sizes[parent as usize] += sizes[row];
        }
    }
    sizes
}

fn count(tables: &Tables, parents: &[u32], subtree_sizes: &[u32]) -> Counts {
    let Tables { spans, traces, .. } = tables;
    let marked = |mark| spans.marks.count(|marks| marks.contains(mark));
    let without_id = (0..traces.len()).filter(|&trace| traces.ids[trace].is_none());
    let mut counts = Counts {
        spans: spans.len(),
        traces: traces.len(),
        requests: marked(Marks::REQUEST),
        incomplete_requests: marked(Marks::REQUEST.with(Marks::ORPHAN)),
        errors: spans.status.count(|&status| status == StatusCode::Error),
        orphans: marked(Marks::ORPHAN) - marked(Marks::CYCLE),
        repeated_ids: marked(Marks::REPEATED_ID),
        cycles: marked(Marks::CYCLE),
        unfinished: marked(Marks::UNFINISHED),
        backwards: marked(Marks::BACKWARDS),
        without_span_id: spans.span_id.count(|id| id.is_none()),
        without_trace_id: without_id.map(|trace| row(traces.spans(TraceRow(trace)).len())).sum(),
        ..Counts::default()
    };
    for ((at, &start_ns), (&parent, &size)) in (0..).zip(spans.start_ns.iter()).zip(parents.iter().zip(subtree_sizes)) {
        if parent != forest::NONE {
            counts.starts_before_parent += u32::from(start_ns < spans.start_ns[parent]);
        } else if !spans.marks[at].contains(Marks::REQUEST) {
            counts.detached_subtrees += 1;
            counts.detached_spans += size;
        }
    }
    counts
}
