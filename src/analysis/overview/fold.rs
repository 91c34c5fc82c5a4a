//! Grouping units by operation.

use std::cmp::Reverse;
use std::ops::ControlFlow;

use super::estimates::Weighing;
use super::summary::Summary;
use super::{Overview, OverviewEstimates, Red, RedColumns, RedEstimate, RedEstimates, Side};
use crate::analysis::Fold;
use crate::analysis::operations::Operations;
use crate::analysis::units_ahead::UnitsAhead;
use crate::error::Result;
use crate::sort::{by_number, sort_by_key};
use crate::store::{RowSet, Store};
use crate::units::{FailureRule, TimeRange};

/// An overview in the making.
#[derive(Debug, Clone)]
pub struct OverviewFold {
    units: UnitsAhead<2>,
    operations: Operations,
    /// The selection and the baseline.
    sides: [Grouping; 2],
    /// Which units fail.
    rule: FailureRule,
    has_baseline: bool,
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
    /// What the units stand for, where that is asked for.
    weighing: Option<Weighing>,
}

/// The numbers of each operation, and of all together.
type Rows<T> = (Vec<T>, T);

impl OverviewFold {
    /// An overview of no units yet.
    #[must_use]
    pub fn new(selection: Side, baseline: Option<Side>, rule: FailureRule) -> Self {
        let rows = |side: Option<Side>| side.map_or_else(RowSet::default, |side| side.rows.clone());
        let over = |side: Option<Side>| {
            let range = side.map_or_else(TimeRange::default, |side| side.range);
            Grouping { range, ..Grouping::default() }
        };
        let sides = [Some(selection), baseline];
        Self {
            units: UnitsAhead::new(sides.map(rows)),
            operations: Operations::default(),
            sides: sides.map(over),
            rule,
            has_baseline: baseline.is_some(),
        }
    }

    /// The same, and estimates of what there was before sampling.
    #[must_use]
    pub fn weighted(mut self) -> Self {
        self.sides.iter_mut().for_each(|side| side.weighing = Some(Weighing::default()));
        self
    }

    fn finish(self, store: &Store) -> Result<Overview> {
        let Self { operations, sides: [mut selection, mut baseline], has_baseline, .. } = self;
        let estimates = [selection.estimate(operations.len())?, baseline.estimate(operations.len())?];
        let (selection, selection_total) = selection.finish(operations.len())?;
        let baseline = has_baseline.then(|| baseline.finish(operations.len())).transpose()?;
        let baseline = baseline.as_ref().map(|(side, total)| (&**side, *total));
        let operations: Vec<_> = (0..operations.len()).map(|at| operations.text(store, at)).collect();
        let order = order(&operations, &selection, baseline.map(|(rows, _)| rows));
        let overview = Overview::of(&operations, &order, (&selection, selection_total), baseline);
        let [Some(selection), Some(baseline)] = estimates else { return Ok(overview) };
        let columns = |(rows, total): Rows<RedEstimate>| {
            let rows: Vec<RedEstimate> = order.iter().map(|&at| rows[at]).collect();
            (RedEstimates::from_rows(&rows), total)
        };
        let (selection, selection_total) = columns(selection);
        let (baseline, baseline_total) = has_baseline.then(|| columns(baseline)).unzip();
        let estimates = OverviewEstimates { selection, selection_total, baseline, baseline_total };
        Ok(Overview { estimates: Some(Box::new(estimates)), ..overview })
    }
}

/// The order in which operations, by service and name, are told, given their numbers on either side.
pub(super) fn order(operations: &[(&str, &str)], selection: &[Red], baseline: Option<&[Red]>) -> Vec<usize> {
    let count = |side: &[Red], at: usize| Reverse(side[at].count);
    let mut order: Vec<usize> = (0..operations.len()).collect();
    sort_by_key(&mut order, |&at| {
        let counts = baseline.map(|side| count(side, at));
        (count(selection, at), counts, operations[at])
    });
    order
}

impl Overview {
    /// The overview of operations, by service and name, in an order, with the numbers of each on either side, and of all together.
    pub(super) fn of(
        operations: &[(&str, &str)],
        order: &[usize],
        (selection, selection_total): (&[Red], Red),
        baseline: Option<(&[Red], Red)>,
    ) -> Self {
        let (baseline, baseline_total) = baseline.unzip();
        let columns = |side: &[Red]| RedColumns::from_rows(order.iter().map(|&at| side[at]));
        Self {
            services: order.iter().map(|&at| operations[at].0.to_owned()).collect(),
            names: order.iter().map(|&at| operations[at].1.to_owned()).collect(),
            selection: columns(selection),
            selection_total,
            baseline: baseline.map(columns),
            baseline_total,
            estimates: None,
        }
    }
}

impl Fold for OverviewFold {
    type Out = Result<Overview>;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let Self { units, operations, sides, rule, .. } = &mut self;
        let is_under_way = units.glance(spans, |side, unit| {
            let fails = store.spans().fails(unit, *rule);
            let operation = operations.of(store, unit);
            sides[side].add(store.spans().duration_ns(unit), operation, fails);
            if let Some(weighing) = &mut sides[side].weighing {
                weighing.add(store.weights().of(unit), operation, fails);
            }
        });
        if is_under_way { ControlFlow::Continue(self) } else { ControlFlow::Break(self.finish(store)) }
    }
}

impl Grouping {
    #[inline]
    fn add(&mut self, duration_ns: u64, operation: u32, fails: bool) {
        self.operations.push(operation);
        self.durations_ns.push(duration_ns);
        if fails {
            let at = operation as usize;
            self.errors.resize(self.errors.len().max(at + 1), 0);
            self.errors[at] += 1;
        }
    }

    /// What rate, errors and duration were before sampling, if that is asked for.
    fn estimate(&mut self, operations: usize) -> Result<Option<Rows<RedEstimate>>> {
        let weighing = self.weighing.take();
        weighing
            .map(|weighing| weighing.finish(operations, (&self.operations, &self.durations_ns), self.range))
            .transpose()
    }

    /// Rate, errors and duration of each operation, and of all together.
    fn finish(mut self, operations: usize) -> Result<Rows<Red>> {
        self.errors.resize(operations, 0);
        let longest_ns = self.durations_ns.iter().copied().max().unwrap_or_default();
        let mut summary = Summary::new(self.range, longest_ns)?;
        let numbered = self.operations.iter().copied().zip(self.durations_ns.iter().copied());
        let (mut durations_ns, starts) = by_number(operations, numbered);
        let of_operation = starts.windows(2).zip(&self.errors);
        let rows = of_operation
            .map(|(bounds, &errors)| summary.add(&mut durations_ns[bounds[0]..bounds[1]], errors))
            .collect::<Result<_>>()?;
        Ok((rows, summary.total()))
    }
}
