//! The new order of all spans, as it grows trace by trace.

use super::Removed;
use crate::store::chunked::{Chunked, row};
use crate::store::spans::Marks;

/// The new order of spans and traces. It is written over the rows that it comes from: a trace takes up no more than it had.
pub(super) struct Placement {
    /// The old row of each new row, for as many as there are parents. Behind them the rows of the traces that are still to come.
    pub(super) order: Vec<u32>,
    /// The new row of the parent of each new row, or none.
    pub(super) parents: Vec<u32>,
    /// What assembly found, together with what the record said.
    pub(super) marks: Chunked<Marks>,
    /// The first new row of each trace that was begun, and the first old one of those that are still to come.
    pub(super) starts: Vec<u32>,
    /// The number of spans left out.
    pub(super) removed: Removed,
}

impl Placement {
    /// Nothing is placed yet. `rows` are those of all traces, `starts` where those of each are among them.
    pub(super) fn over(rows: Vec<u32>, starts: Vec<u32>) -> Self {
        let parents = Vec::with_capacity(rows.len());
        Self { order: rows, parents, marks: Chunked::default(), starts, removed: Removed::default() }
    }

    /// Notes that a trace starts here, or behind the last that all end.
    pub(super) fn begin_trace(&mut self, trace: usize) {
        self.starts[trace] = row(self.parents.len());
    }

    /// Appends a span, and gives its new row.
    pub(super) fn push(&mut self, old: u32, parent: u32, marks: Marks) -> u32 {
        let new = self.parents.len();
        self.order[new] = old;
        self.parents.push(parent);
        self.marks.push(marks);
        row(new)
    }
}
