//! The list of units against sorting all of it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use proptest::prelude::*;
use spanlens::analysis::{TraceColumn, TraceList, TraceListOptions, select, trace_list};
use spanlens::sketch::sketch;
use spanlens::store::{Marks, Population, RowSet, SpanHandle, SpanRow, Store};
use spanlens::units::{FailureRule, Severity, StatusCode};

use super::trees::tree;
use super::{selection, units};
use crate::strategies::{Span, spans, store_of};

const COLUMNS: [TraceColumn; 11] = [
    TraceColumn::Start,
    TraceColumn::Duration,
    TraceColumn::Spans,
    TraceColumn::Errors,
    TraceColumn::LoggedErrors,
    TraceColumn::Services,
    TraceColumn::Operation,
    TraceColumn::Status,
    TraceColumn::Incomplete,
    TraceColumn::TraceId,
    TraceColumn::SpanId,
];

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop_oneof![spans(), units(), tree()]
}

fn population() -> impl Strategy<Value = Population> {
    prop::sample::select(vec![Population::Requests, Population::Entries, Population::Spans])
}

/// The spans of a unit, found by going up from every span.
fn below(store: &Store, unit: SpanRow) -> Vec<SpanRow> {
    let is_below = |&span: &SpanRow| std::iter::successors(Some(span), |&span| store.parent(span)).any(|at| at == unit);
    (0..store.spans().len()).map(SpanRow).filter(is_below).collect()
}

fn errors(store: &Store, unit: SpanRow) -> usize {
    below(store, unit).into_iter().filter(|&span| store.spans().status(span) == StatusCode::Error).count()
}

fn logged_errors(store: &Store, unit: SpanRow) -> usize {
    let events = store.events();
    let logs = below(store, unit).into_iter().flat_map(|span| events.of(span.0..span.0 + 1));
    logs.filter(|&at| store.log(at).is_some_and(|log| log.severity >= Severity::ERROR)).count()
}

fn services(store: &Store, unit: SpanRow) -> BTreeSet<String> {
    below(store, unit).into_iter().map(|span| store.text(store.service(span)).to_owned()).collect()
}

fn compare(store: &Store, column: TraceColumn, a: SpanRow, b: SpanRow) -> Ordering {
    fn by<K: Ord>(key: impl Fn(SpanRow) -> K, a: SpanRow, b: SpanRow) -> Ordering {
        key(a).cmp(&key(b))
    }
    let spans = store.spans();
    match column {
        TraceColumn::Start => by(|unit| spans.start_ns(unit), a, b),
        TraceColumn::Duration => by(|unit| spans.duration_ns(unit), a, b),
        TraceColumn::Spans => by(|unit| below(store, unit).len(), a, b),
        TraceColumn::Errors => by(|unit| errors(store, unit), a, b),
        TraceColumn::LoggedErrors => by(|unit| logged_errors(store, unit), a, b),
        TraceColumn::Services => by(|unit| services(store, unit).len(), a, b),
        TraceColumn::Operation => by(|unit| (store.text(store.service(unit)), store.text(spans.name(unit))), a, b),
        TraceColumn::Status => by(|unit| spans.status(unit), a, b),
        TraceColumn::Incomplete => by(|unit| is_incomplete(store, unit), a, b),
        TraceColumn::TraceId => by(|unit| store.traces().id(spans.trace(unit)).to_string(), a, b),
        TraceColumn::SpanId => by(|unit| spans.span_id(unit).to_string(), a, b),
    }
}

fn is_incomplete(store: &Store, unit: SpanRow) -> bool {
    store.spans().marks(unit).contains(Marks::REQUEST) && store.spans().marks(unit).contains(Marks::ORPHAN)
}

fn sorted(store: &Store, rows: &RowSet, column: TraceColumn, descending: bool) -> Vec<SpanHandle> {
    let mut units: Vec<SpanRow> = rows.iter().collect();
    units.sort_by(|&a, &b| {
        let order = compare(store, column, a, b);
        if descending { order.reverse() } else { order }
    });
    units.into_iter().map(|unit| store.span_handle(unit)).collect()
}

fn compare_row(store: &Store, list: &TraceList, at: usize) -> Result<(), TestCaseError> {
    let (spans, unit) = (store.spans(), store.span(list.units[at]).unwrap());
    let trace = spans.trace(unit);
    prop_assert_eq!(store.trace(list.traces[at]), Ok(trace));
    prop_assert_eq!(&list.trace_ids[at], &store.traces().id(trace).to_string());
    prop_assert_eq!(&list.span_ids[at], &spans.span_id(unit).to_string());
    prop_assert_eq!((list.start_ns[at], list.duration_ns[at]), (spans.start_ns(unit), spans.duration_ns(unit)));
    prop_assert_eq!(list.span_counts[at] as usize, below(store, unit).len());
    prop_assert_eq!(list.error_counts[at] as usize, errors(store, unit));
    prop_assert_eq!(list.logged_errors[at] as usize, logged_errors(store, unit));
    prop_assert_eq!(&list.services[at], store.text(store.service(unit)));
    prop_assert_eq!(&list.names[at], store.text(spans.name(unit)));
    let all: BTreeSet<String> = list.all_services[at].iter().cloned().collect();
    prop_assert_eq!(all.len(), list.all_services[at].len());
    prop_assert_eq!(&all, &services(store, unit));
    prop_assert_eq!(&list.all_services[at][0], &list.services[at]);
    prop_assert_eq!(list.statuses[at], spans.status(unit));
    prop_assert_eq!(list.incomplete[at], is_incomplete(store, unit));
    Ok(())
}

proptest! {
    #[test]
    fn a_page_is_a_part_of_the_sorted_list(
        spans in any_spans(),
        population in population(),
        descending in any::<bool>(),
        (offset, limit) in (0..16_u32, 0..16_u32),
    ) {
        let store = store_of(&spans);
        let rows = store.units(population);
        for column in COLUMNS {
            let page = trace_list(&store, &rows, &TraceListOptions { column, descending, offset, limit }, FailureRule::Status);
            let all = sorted(&store, &rows, column, descending);
            let expected: Vec<SpanHandle> = all.into_iter().skip(offset as usize).take(limit as usize).collect();
            prop_assert_eq!(page.units, expected, "{:?}", column);
        }
    }

    #[test]
    fn every_row_tells_of_its_unit(spans in any_spans(), population in population()) {
        let store = store_of(&spans);
        let list = trace_list(&store, &store.units(population), &TraceListOptions::default(), FailureRule::Status);
        for at in 0..list.units.len() {
            compare_row(&store, &list, at)?;
        }
    }

    #[test]
    fn totals_are_of_all_units(spans in any_spans(), selection in selection(), limit in 0..3_u32) {
        let store = store_of(&spans);
        let rows = select(&store, &store.units(Population::Spans), &selection, FailureRule::Status)?;
        let list = trace_list(&store, &rows, &TraceListOptions { limit, ..TraceListOptions::default() }, FailureRule::Status);
        let failing = rows.iter().filter(|&unit| store.spans().status(unit) == StatusCode::Error).count();
        let traces: BTreeSet<_> = rows.iter().map(|unit| store.spans().trace(unit)).collect();
        prop_assert_eq!(list.total, rows.count());
        prop_assert_eq!((list.total_failing as usize, list.total_traces as usize), (failing, traces.len()));
    }

    #[test]
    fn pages_one_after_the_other_are_the_list(spans in any_spans(), size in 1..5_u32) {
        let store = store_of(&spans);
        let rows = store.units(Population::Spans);
        let options = |offset, limit| TraceListOptions { column: TraceColumn::Duration, descending: true, offset, limit };
        let pages = (0..rows.count().div_ceil(size)).map(|page| trace_list(&store, &rows, &options(page * size, size), FailureRule::Status));
        let units: Vec<SpanHandle> = pages.flat_map(|page| page.units).collect();
        prop_assert_eq!(units, trace_list(&store, &rows, &options(0, u32::MAX), FailureRule::Status).units);
    }
}

#[test]
fn units_are_ordered_by_the_errors_that_they_log() {
    let store = sketch(
        "shop GET /a  0..100  ~\"error: no luck\"
           cart get   10..60  ~\"fatal: worse\" ~\"warn: slow\" ^event

         shop GET /b  10..30  ~\"warn: slow\" ~\"info: hello\"

         shop GET /c  20..60  ~\"error: no luck\"",
    )
    .unwrap();
    let options = TraceListOptions { column: TraceColumn::LoggedErrors, descending: true, ..Default::default() };
    let list = trace_list(&store, store.requests(), &options, FailureRule::Status);
    assert_eq!(
        (&list.names[..], &list.logged_errors[..]),
        (&["GET /a", "GET /c", "GET /b"].map(str::to_owned)[..], &[2, 1, 0][..])
    );
    let spans = trace_list(&store, &store.units(Population::Spans), &options, FailureRule::Status);
    assert_eq!((&spans.names[1][..], spans.logged_errors[1]), ("get", 1));
}
