//! Grouping units by operation.

use std::cmp::Reverse;

use super::Overview;
use super::summary::Summary;
use super::{Red, RedColumns};
use crate::analysis::operations::Operations;
use crate::error::Result;
use crate::sort::sort_by_key;
use crate::store::{SpanRow, Store};
use crate::units::{StatusCode, TimeRange};

/// An overview in the making. All units come from one store.
#[derive(Debug, Clone)]
pub struct OverviewFold {
    operations: Operations,
    selection: Grouping,
    baseline: Option<Grouping>,
}

/// The units of one side.
#[derive(Debug, Clone, Default)]
struct Grouping {
    range: TimeRange,
    /// The operation and the duration of each unit.
    operations: Vec<u32>,
    durations_ns: Vec<u64>,
    /// The failing units of each operation. Shorter than the operations where the last have none.
    errors: Vec<u32>,
}

impl OverviewFold {
    /// An overview of no units yet. Rates are computed over the ranges. There is a baseline where there is a range for it.
    #[must_use]
    pub fn new(selection: TimeRange, baseline: Option<TimeRange>) -> Self {
        let over = |range| Grouping { range, ..Grouping::default() };
        Self { operations: Operations::default(), selection: over(selection), baseline: baseline.map(over) }
    }

    /// Adds units to the selection. Expected O(rows).
    pub fn add_selection(&mut self, store: &Store, rows: impl IntoIterator<Item = SpanRow>) {
        let Self { operations, selection, .. } = self;
        rows.into_iter().for_each(|row| selection.add(store, row, operations.of(store, row)));
    }

    /// Adds units to the baseline. Does nothing where there is none. Expected O(rows).
    pub fn add_baseline(&mut self, store: &Store, rows: impl IntoIterator<Item = SpanRow>) {
        let Self { operations, baseline, .. } = self;
        if let Some(baseline) = baseline {
            rows.into_iter().for_each(|row| baseline.add(store, row, operations.of(store, row)));
        }
    }

    /// The overview.
    ///
    /// # Errors
    ///
    /// As [`overview`](super::overview).
    pub fn finish(self, store: &Store) -> Result<Overview> {
        let Self { operations, selection, baseline, .. } = self;
        let (selection, selection_total) = selection.finish(operations.len())?;
        let baseline = baseline.map(|side| side.finish(operations.len())).transpose()?;
        let (baseline, baseline_total) = baseline.unzip();

        let text = |at: usize| operations.text(store, at);
        let count = |side: &[Red], at: usize| Reverse(side[at].count);
        let mut order: Vec<usize> = (0..operations.len()).collect();
        sort_by_key(&mut order, |&at| {
            let counts = baseline.as_ref().map(|side| count(side, at));
            (count(&selection, at), counts, text(at))
        });

        let columns = |side: &[Red]| RedColumns::from_rows(order.iter().map(|&at| side[at]));
        Ok(Overview {
            services: order.iter().map(|&at| text(at).0.to_owned()).collect(),
            names: order.iter().map(|&at| text(at).1.to_owned()).collect(),
            selection: columns(&selection),
            selection_total,
            baseline: baseline.as_deref().map(columns),
            baseline_total,
        })
    }
}

impl Grouping {
    #[inline]
    fn add(&mut self, store: &Store, row: SpanRow, operation: u32) {
        self.operations.push(operation);
        self.durations_ns.push(store.spans().duration_ns(row));
        if store.spans().status(row) == StatusCode::Error {
            let at = operation as usize;
            self.errors.resize(self.errors.len().max(at + 1), 0);
            self.errors[at] += 1;
        }
    }

    /// Rate, errors and duration of each operation, and of all together.
    fn finish(mut self, operations: usize) -> Result<(Vec<Red>, Red)> {
        self.errors.resize(operations, 0);
        let longest_ns = self.durations_ns.iter().copied().max().unwrap_or_default();
        let mut summary = Summary::new(self.range, longest_ns)?;
        let (mut durations_ns, starts) = self.by_operation(operations);
        let of_operation = starts.windows(2).zip(&self.errors);
        let rows = of_operation
            .map(|(bounds, &errors)| summary.add(&mut durations_ns[bounds[0]..bounds[1]], errors))
            .collect::<Result<_>>()?;
        Ok((rows, summary.total()))
    }

    /// A counting sort of the durations by operation: the durations, and where each operation's start (one more entry than
    /// operations).
    fn by_operation(&self, operations: usize) -> (Vec<u64>, Vec<usize>) {
        let mut starts = vec![0; operations + 1];
        self.operations.iter().for_each(|&at| starts[at as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut durations_ns = vec![0; self.durations_ns.len()];
        for (&at, &duration_ns) in self.operations.iter().zip(&self.durations_ns) {
            let place = &mut next[at as usize];
            durations_ns[*place] = duration_ns;
            *place += 1;
        }
        (durations_ns, starts)
    }
}
