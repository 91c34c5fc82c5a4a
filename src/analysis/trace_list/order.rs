//! Which units are on a page. The page is selected, and only it is sorted.

use std::cmp::Ordering;

use super::subtrees::{error_counts, service_counts};
use super::{TraceColumn, TraceListOptions};
use crate::analysis::operations::Operations;
use crate::sort::{sort_by, sort_by_key};
use crate::store::{Marks, RowSet, SpanRow, Store};

/// The units of a page in its order.
pub(super) fn page(store: &Store, rows: &RowSet, options: &TraceListOptions) -> Vec<SpanRow> {
    let spans = store.spans();
    match options.column {
        TraceColumn::Start => page_by(rows, options, &mut |unit| spans.start_ns(unit)),
        TraceColumn::Duration => page_by(rows, options, &mut |unit| spans.duration_ns(unit)),
        TraceColumn::Spans => page_by(rows, options, &mut |unit| store.subtree(unit).len() as u64),
        TraceColumn::Errors => {
            let counts = error_counts(store);
            page_by(rows, options, &mut |unit| u64::from(counts[unit.0 as usize]))
        }
        TraceColumn::Services => {
            let counts = service_counts(store);
            page_by(rows, options, &mut |unit| u64::from(counts[unit.0 as usize]))
        }
        TraceColumn::Operation => {
            let mut operations = Operations::default();
            rows.iter().for_each(|unit| _ = operations.of(store, unit));
            let ranks = ranks(&operations, store);
            page_by(rows, options, &mut |unit| u64::from(ranks[operations.of(store, unit) as usize]))
        }
        TraceColumn::Status => page_by(rows, options, &mut |unit| spans.status(unit) as u64),
        TraceColumn::Incomplete => page_by(rows, options, &mut |unit| u64::from(is_incomplete(store, unit))),
        TraceColumn::TraceId => {
            page_by(rows, options, &mut |unit| u128::from_be_bytes(store.traces().id(spans.trace(unit)).0))
        }
        TraceColumn::SpanId => page_by(rows, options, &mut |unit| spans.span_id(unit).0),
    }
}

/// Whether a unit is the request of a trace that has no root.
pub(super) fn is_incomplete(store: &Store, unit: SpanRow) -> bool {
    store.spans().marks(unit).contains(Marks::REQUEST.with(Marks::ORPHAN))
}

/// The place of each operation in the order of their texts.
fn ranks(operations: &Operations, store: &Store) -> Vec<u32> {
    let mut order: Vec<usize> = (0..operations.len()).collect();
    sort_by_key(&mut order, |&operation| operations.text(store, operation));
    let mut ranks = vec![0; order.len()];
    for (rank, operation) in (0..).zip(order) {
        ranks[operation] = rank;
    }
    ranks
}

/// The units of a page, where `key` says what a unit is ordered by. O(units + page · log page).
fn page_by<K: Ord>(rows: &RowSet, options: &TraceListOptions, key: &mut dyn FnMut(SpanRow) -> K) -> Vec<SpanRow> {
    let mut units: Vec<(K, SpanRow)> = rows.iter().map(|unit| (key(unit), unit)).collect();
    let compare = |(a, unit_a): &(K, SpanRow), (b, unit_b): &(K, SpanRow)| -> Ordering {
        let by_key = if options.descending { b.cmp(a) } else { a.cmp(b) };
        by_key.then(unit_a.cmp(unit_b))
    };
    let from = (options.offset as usize).min(units.len());
    if 0 < from && from < units.len() {
        units.select_nth_unstable_by(from, compare);
    }
    let rest = &mut units[from..];
    let len = (options.limit as usize).min(rest.len());
    if 0 < len && len < rest.len() {
        rest.select_nth_unstable_by(len, compare);
    }
    let page = &mut rest[..len];
    sort_by(page, compare);
    page.iter().map(|&(_, unit)| unit).collect()
}
