//! The trace table.

use std::ops::Range;

use super::chunked::{Chunked, row};
use super::hash::mix;
use super::index::RowIndex;
use super::rows::TraceRow;
use crate::error::{ErrorKind, Result};
use crate::units::TraceId;

/// Traces by group and id. Each span without a trace id gets a trace of its own, so that a missing id connects no spans.
#[derive(Debug, Default)]
pub struct TraceTable {
    pub(crate) ids: Chunked<TraceId>,
    pub(crate) groups: Chunked<u32>,
    /// The first span of each trace in a sealed store, and the number of all spans at the end. Empty before.
    pub(crate) first_span: Chunked<u32>,
}

impl TraceTable {
    /// The number of traces; rows are `0..len`.
    #[must_use]
    pub fn len(&self) -> u32 {
        row(self.ids.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The id, or none.
    #[must_use]
    pub fn id(&self, trace: TraceRow) -> TraceId {
        self.ids[trace.0]
    }

    /// The index of the group that the trace belongs to.
    #[must_use]
    pub fn group(&self, trace: TraceRow) -> u32 {
        self.groups[trace.0]
    }

    /// The rows of the spans of a trace: its requests first, by start, then its detached subtrees.
    #[must_use]
    pub fn spans(&self, trace: TraceRow) -> Range<u32> {
        self.first_span[trace.0]..self.first_span[trace.0 + 1]
    }

    /// The traces with this id, one in each group that has it. O(number of traces).
    pub fn find(&self, id: TraceId) -> impl Iterator<Item = TraceRow> + '_ {
        self.ids.iter().zip(0..).filter(move |&(&other, _)| other == id).map(|(_, at)| TraceRow(at))
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes() + self.groups.heap_bytes() + self.first_span.heap_bytes()
    }
}

/// Finds the row of a trace while spans arrive.
#[derive(Debug, Default)]
pub(crate) struct TraceIndex {
    rows: RowIndex,
    /// The last answer: the spans of a trace often arrive together.
    last: Option<(u32, TraceId, TraceRow)>,
}

impl TraceIndex {
    pub(crate) fn of(traces: &TraceTable) -> Self {
        let mut rows = RowIndex::default();
        for trace in (0..traces.len()).filter(|&trace| !traces.ids[trace].is_none()) {
            rows.insert(hash_trace(traces.groups[trace], traces.ids[trace]), trace);
        }
        Self { rows, last: None }
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes()
    }

    /// The row of a trace with an id, if it is there. Expected O(1).
    #[inline]
    pub(crate) fn find(&self, traces: &TraceTable, group: u32, id: TraceId) -> Option<TraceRow> {
        let found = self.rows.find(hash_trace(group, id), |at| traces.ids[at] == id && traces.groups[at] == group);
        found.map(TraceRow)
    }

    #[inline]
    pub(crate) fn intern(&mut self, traces: &mut TraceTable, group: u32, id: TraceId) -> Result<TraceRow> {
        if let Some((last_group, last_id, trace)) = self.last
            && (last_group, last_id) == (group, id)
        {
            return Ok(trace);
        }
        if id.is_none() {
            return add(traces, group, id);
        }
        let trace = if let Some(trace) = self.find(traces, group, id) {
            trace
        } else {
            let trace = add(traces, group, id)?;
            self.rows.insert(hash_trace(group, id), trace.0);
            trace
        };
        self.last = Some((group, id, trace));
        Ok(trace)
    }
}

fn add(traces: &mut TraceTable, group: u32, id: TraceId) -> Result<TraceRow> {
    let trace = traces.len();
    if trace == u32::MAX {
        return Err(ErrorKind::Limit { what: "traces", limit: u64::from(u32::MAX) }.into());
    }
    traces.ids.push(id);
    traces.groups.push(group);
    Ok(TraceRow(trace))
}

fn hash_trace(group: u32, TraceId(id): TraceId) -> u64 {
    let [high, low] = [u128::from_be_bytes(id) >> 64, u128::from_be_bytes(id)];
    #[expect(clippy::cast_possible_truncation, reason = "each half on its own")]
    mix(high as u64 ^ u64::from(group), low as u64)
}
