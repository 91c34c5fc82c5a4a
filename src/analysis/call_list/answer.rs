//! What was counted, as an answer: row by row, so that it can be made in steps.

use std::cmp::Ordering;

use super::rows::{Part, Row, Rows, Sum};
use super::{CallChange, CallList, CallNumbers, CallRow, MOST_ROWS, filters};
use crate::sort::{by_number, sort_by, sort_by_key};
use crate::store::Store;

/// An answer in the making.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    rows: Vec<Row>,
    sums: Vec<[Sum; 2]>,
    compared: Vec<Compared>,
    /// The rows in the order of the answer.
    order: Vec<u32>,
    units: [u32; 2],
    list: CallList,
}

/// The calls of a row in units of operations that both sides have.
#[derive(Debug, Clone, Copy, Default)]
struct Compared {
    selection: Sum,
    /// What as many units of the same operations have in the baseline.
    expected: Expected,
}

#[derive(Debug, Clone, Copy, Default)]
struct Expected {
    calls: f64,
    failing: f64,
    total_ns: f64,
}

impl Draft {
    /// The answer without its rows.
    pub(super) fn new(store: &Store, counted: Rows, has_baseline: bool) -> Self {
        let units = [0, 1].map(|side| counted.units.iter().map(|units| units[side]).sum());
        let mut sums = vec![[Sum::default(); 2]; counted.listed.len()];
        let mut totals = [Sum::default(); 2];
        for part in &counted.parts {
            for (side, sum) in part.sides.iter().enumerate() {
                sums[part.row as usize][side].add(sum);
                totals[side].add(sum);
            }
        }
        let compared = if has_baseline { compared(store, &counted) } else { Vec::new() };
        let numbers = |side: usize| numbers(&totals[side], counted.calling[side].count, units[side]);
        let count = u32::try_from(counted.listed.len()).unwrap_or(u32::MAX);
        let list = CallList {
            selection_units: units[0],
            selection: numbers(0),
            baseline_units: has_baseline.then_some(units[1]),
            baseline: has_baseline.then(|| numbers(1)),
            rows_in_all: count,
            rows: Vec::new(),
        };
        let mut draft = Self { rows: counted.listed, sums, compared, order: (0..count).collect(), units, list };
        draft.sort(store);
        draft
    }

    /// Puts those rows first that take most of the time, or of its change.
    fn sort(&mut self, store: &Store) {
        let Self { rows, sums, compared, order, .. } = self;
        let weight = |at: u32| compared.get(at as usize).map(|compared| compared.change_ns().abs());
        let name = |at: u32| {
            let row = &rows[at as usize];
            (store.text(row.callee), row.kind, &*row.operation)
        };
        let by_weight = |a: u32, b: u32| match (weight(a), weight(b)) {
            (Some(a), Some(b)) => b.total_cmp(&a),
            _ => Ordering::Equal,
        };
        sort_by(order, |&a, &b| {
            let times = |at: u32| sums[at as usize].map(|sum| sum.total_ns);
            by_weight(a, b).then_with(|| times(b).cmp(&times(a))).then_with(|| name(a).cmp(&name(b)))
        });
        order.truncate(MOST_ROWS);
    }

    /// Makes some more rows. Whether there are more to make.
    pub(super) fn make(&mut self, store: &Store, rows: usize) -> bool {
        let from = self.list.rows.len();
        let to = from.saturating_add(rows.max(1)).min(self.order.len());
        for at in from..to {
            let row = self.row(store, self.order[at] as usize);
            self.list.rows.push(row);
        }
        to < self.order.len()
    }

    pub(super) fn finish(self) -> CallList {
        self.list
    }

    fn row(&self, store: &Store, at: usize) -> CallRow {
        let row = &self.rows[at];
        let numbers = |side: usize| numbers(&self.sums[at][side], row.units[side].count, self.units[side]);
        CallRow {
            callee: store.text(row.callee).to_owned(),
            kind: row.kind,
            operation: row.operation.clone(),
            filter: filters::of_row(store, row),
            selection: numbers(0),
            baseline: self.list.baseline.map(|_| numbers(1)),
            change: self.compared.get(at).and_then(|compared| compared.change(self.units[0])),
        }
    }
}

/// What each row has in units of operations that both sides have.
fn compared(store: &Store, counted: &Rows) -> Vec<Compared> {
    let mut compared = vec![Compared::default(); counted.listed.len()];
    // Sums of floats depend on their order.
    let mut operations: Vec<u32> = (0..).take(counted.operations.len()).collect();
    sort_by_key(&mut operations, |&at| counted.operations.text(store, at as usize));
    let mut ranks = vec![0; operations.len()];
    for (rank, &operation) in (0..).zip(&operations) {
        ranks[operation as usize] = rank;
    }
    let ranked = (0_u32..).zip(&counted.parts).map(|(at, part)| (ranks[part.operation as usize], at));
    let (ordered, _) = by_number(operations.len(), ranked);
    for at in ordered {
        let Part { operation, row, sides: [selection, baseline] } = &counted.parts[at as usize];
        let [selected, others] = counted.units[*operation as usize];
        if selected > 0 && others > 0 {
            let compared = &mut compared[*row as usize];
            compared.selection.add(selection);
            compared.expected.add(baseline, f64::from(selected) / f64::from(others));
        }
    }
    compared
}

impl Expected {
    fn add(&mut self, sum: &Sum, times: f64) {
        self.calls += float(sum.calls.into()) * times;
        self.failing += float(sum.failing.into()) * times;
        self.total_ns += float(sum.total_ns) * times;
    }
}

impl Compared {
    fn change_ns(&self) -> f64 {
        float(self.selection.total_ns) - self.expected.total_ns
    }

    /// The change, given the number of selected units. `None` if no unit that has such calls can be compared.
    fn change(&self, units: u32) -> Option<CallChange> {
        let Self { selection, expected } = self;
        let (calls, expected_calls) = (float(selection.calls.into()), expected.calls);
        if selection.calls == 0 && expected_calls <= 0.0 {
            return None;
        }
        let has_both = selection.calls > 0 && expected_calls > 0.0;
        let per_call = |now: f64, before: f64| has_both.then(|| now / calls - before / expected_calls);
        let total_ns = self.change_ns();
        let more = calls - expected_calls;
        let by_calls_ns = if has_both { more * expected.total_ns / expected_calls } else { total_ns };
        Some(CallChange {
            calls: more,
            calls_per_unit: more / f64::from(units.max(1)),
            total_ns,
            by_calls_ns,
            by_duration_ns: total_ns - by_calls_ns,
            per_call_ns: per_call(float(selection.total_ns), expected.total_ns),
            failing_share: per_call(float(selection.failing.into()), expected.failing),
        })
    }
}

/// The numbers of calls that so many units of a side have, of all that are there.
fn numbers(sum: &Sum, having: u32, units: u32) -> CallNumbers {
    let ratio = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
    let calls = float(sum.calls.into());
    CallNumbers {
        units: having,
        calls: u32::try_from(sum.calls).unwrap_or(u32::MAX),
        calls_per_unit: ratio(calls, f64::from(units)),
        total_ns: u64::try_from(sum.total_ns).unwrap_or(u64::MAX),
        per_call_ns: ratio(float(sum.total_ns), calls),
        failing: u32::try_from(sum.failing).unwrap_or(u32::MAX),
        failing_share: ratio(float(sum.failing.into()), calls),
    }
}

#[expect(clippy::cast_precision_loss, reason = "means and changes have the precision of a float")]
fn float(number: u128) -> f64 {
    number as f64
}
