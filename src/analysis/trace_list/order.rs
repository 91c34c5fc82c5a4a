//! Which units are on a page. The page is selected, and only it is sorted.

use std::cmp::Ordering;

use super::subtrees::{error_counts, logged_error_counts, service_counts};
use super::{TraceColumn, TraceListOptions};
use crate::analysis::operations::Operations;
use crate::sort::{sort_by, sort_by_key};
use crate::store::{Marks, SpanRow, Store};
use crate::units::{FailureRule, StatusCode};

/// Units with what they are ordered by.
#[derive(Debug, Clone)]
pub(super) enum Order {
    ByNumber(Column, Vec<(u64, SpanRow)>),
    ByTraceId(Vec<(u128, SpanRow)>),
}

/// Where the number is found that a unit is ordered by.
#[derive(Debug, Clone)]
pub(super) enum Column {
    Start,
    Duration,
    Spans,
    /// What was counted in the subtree of every span.
    Counts(Vec<u32>),
    /// The numbers of operations, until the places of all of them are known.
    Operations(Operations),
    /// That of a unit which fails by the rule is ERROR.
    Status(FailureRule),
    Incomplete,
    SpanId,
}

impl Order {
    /// No units yet. By the number of errors or of services: O(all spans), and for services a factor of log depth.
    pub(super) fn new(store: &Store, column: TraceColumn, rule: FailureRule) -> Self {
        let column = match column {
            TraceColumn::TraceId => return Self::ByTraceId(Vec::new()),
            TraceColumn::Start => Column::Start,
            TraceColumn::Duration => Column::Duration,
            TraceColumn::Spans => Column::Spans,
            TraceColumn::Errors => Column::Counts(error_counts(store, rule)),
            TraceColumn::LoggedErrors => Column::Counts(logged_error_counts(store)),
            TraceColumn::Services => Column::Counts(service_counts(store)),
            TraceColumn::Operation => Column::Operations(Operations::default()),
            TraceColumn::Status => Column::Status(rule),
            TraceColumn::Incomplete => Column::Incomplete,
            TraceColumn::SpanId => Column::SpanId,
        };
        Self::ByNumber(column, Vec::new())
    }

    #[inline]
    pub(super) fn add(&mut self, store: &Store, unit: SpanRow) {
        match self {
            Self::ByNumber(column, units) => units.push((column.number(store, unit), unit)),
            Self::ByTraceId(units) => {
                let id = store.traces().id(store.spans().trace(unit));
                units.push((u128::from_be_bytes(id.0), unit));
            }
        }
    }

    /// The units of a page in its order. O(units + page · log page), and by operation o · log o more for o distinct ones.
    pub(super) fn page(self, store: &Store, options: &TraceListOptions) -> Vec<SpanRow> {
        match self {
            Self::ByNumber(Column::Operations(operations), mut units) => {
                let ranks = ranks(&operations, store);
                for (key, _) in &mut units {
                    #[expect(clippy::cast_possible_truncation, reason = "operations are numbered by 32 bits")]
                    let rank = ranks[*key as usize];
                    *key = u64::from(rank);
                }
                page_of(units, options)
            }
            Self::ByNumber(_, units) => page_of(units, options),
            Self::ByTraceId(units) => page_of(units, options),
        }
    }
}

impl Column {
    #[inline]
    fn number(&mut self, store: &Store, unit: SpanRow) -> u64 {
        let spans = store.spans();
        match self {
            Self::Start => spans.start_ns(unit),
            Self::Duration => spans.duration_ns(unit),
            Self::Spans => store.subtree(unit).len() as u64,
            Self::Counts(counts) => u64::from(counts[unit.0 as usize]),
            Self::Operations(operations) => u64::from(operations.of(store, unit)),
            Self::Status(rule) if spans.fails(unit, *rule) => StatusCode::Error as u64,
            Self::Status(_) => spans.status(unit) as u64,
            Self::Incomplete => u64::from(is_incomplete(store, unit)),
            Self::SpanId => spans.span_id(unit).0,
        }
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

/// The units of a page.
fn page_of<K: Ord>(mut units: Vec<(K, SpanRow)>, options: &TraceListOptions) -> Vec<SpanRow> {
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
