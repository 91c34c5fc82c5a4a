//! The overview against sorting.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::analysis::{Baseline, Selection};
use spanlens::analysis::{Overview, Red, RedColumns, Side, baseline_of, overview, select};
use spanlens::store::{Population, RowSet, Store};
use spanlens::units::{FailureRule, StatusCode, TimeRange};

use super::{selection, units};
use crate::strategies::store_of;

const RANGE: TimeRange = TimeRange { from_ns: 0, to_ns: 4_000_000_000 };

/// The durations and the number of failing units of each operation.
type Operations = BTreeMap<(String, String), (Vec<u64>, u32)>;

fn operations(store: &Store, rows: &RowSet) -> Operations {
    let mut operations = Operations::new();
    for row in rows.iter() {
        let spans = store.spans();
        let operation = (store.text(store.service(row)).to_owned(), store.text(spans.name(row)).to_owned());
        let (durations, errors) = operations.entry(operation).or_default();
        durations.push(spans.duration_ns(row));
        *errors += u32::from(spans.status(row) == StatusCode::Error);
    }
    operations
}

/// The row of a table of columns.
fn row(columns: &RedColumns, at: usize) -> Red {
    Red {
        count: columns.counts[at],
        rate_per_s: columns.rates_per_s[at],
        errors: columns.errors[at],
        error_share: columns.error_shares[at],
        p50_ns: columns.p50_ns[at],
        p95_ns: columns.p95_ns[at],
        p99_ns: columns.p99_ns[at],
        max_ns: columns.max_ns[at],
    }
}

/// Checks numbers against the durations that they summarise.
fn compare(red: &Red, durations: &[u64], errors: u32) -> Result<(), TestCaseError> {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let count = sorted.len();
    prop_assert_eq!((red.count as usize, red.errors), (count, errors));
    prop_assert!((red.rate_per_s - f64::from(red.count) / 4.0).abs() < 1e-12);
    prop_assert!((red.error_share * f64::from(red.count) - f64::from(errors)).abs() < 1e-9);
    prop_assert_eq!(red.max_ns, sorted.last().copied().unwrap_or_default());
    for (percent, found) in [(50, red.p50_ns), (95, red.p95_ns), (99, red.p99_ns)] {
        let exact = (count * percent).div_ceil(100).checked_sub(1).map_or(0, |at| sorted[at]);
        prop_assert!(found >= exact.min(u64::MAX - 1) && found <= red.max_ns, "p{} {} {}", percent, found, exact);
        prop_assert!(found - exact.min(found) <= exact / 1_000, "p{} {} {}", percent, found, exact);
    }
    Ok(())
}

fn compare_side(
    answer: &Overview,
    columns: &RedColumns,
    total: &Red,
    expected: &Operations,
) -> Result<(), TestCaseError> {
    for (at, operation) in answer.services.iter().cloned().zip(answer.names.iter().cloned()).enumerate() {
        let (durations, errors) = expected.get(&operation).cloned().unwrap_or_default();
        compare(&row(columns, at), &durations, errors)?;
    }
    let durations: Vec<u64> = expected.values().flat_map(|(durations, _)| durations.clone()).collect();
    compare(total, &durations, expected.values().map(|(_, errors)| errors).sum())
}

/// The spans that are selected, and all others.
fn sides(store: &Store, selection: &Selection) -> (RowSet, RowSet) {
    let spans = store.units(Population::Spans);
    (
        select(store, &spans, selection, FailureRule::Status).unwrap(),
        baseline_of(store, &spans, selection, &Baseline::Rest, FailureRule::Status).unwrap(),
    )
}

fn both(store: &Store, (selected, rest): &(RowSet, RowSet)) -> Overview {
    overview(store, Side { rows: selected, range: RANGE }, Some(Side { rows: rest, range: RANGE }), FailureRule::Status)
        .unwrap()
}

proptest! {
    #[test]
    fn every_number_is_what_sorting_gives(spans in units(), selection in selection()) {
        let store = store_of(&spans);
        let sides = sides(&store, &selection);
        let answer = both(&store, &sides);
        let (selected, rest) = (operations(&store, &sides.0), operations(&store, &sides.1));
        compare_side(&answer, &answer.selection, &answer.selection_total, &selected)?;
        compare_side(&answer, &answer.baseline.clone().unwrap(), &answer.baseline_total.unwrap(), &rest)?;

        let known = selected.keys().chain(rest.keys()).collect::<BTreeSet<_>>();
        prop_assert_eq!(answer.names.len(), known.len());
        let order = |at: usize| {
            let counts = [&answer.selection, answer.baseline.as_ref().unwrap()].map(|side| Reverse(side.counts[at]));
            (counts, &answer.services[at], &answer.names[at])
        };
        prop_assert!((1..answer.names.len()).all(|at| order(at - 1) < order(at)));
    }

    #[test]
    fn the_order_of_the_spans_changes_nothing(
        (spans, shuffled) in units().prop_flat_map(|spans| (Just(spans.clone()), Just(spans).prop_shuffle())),
        selection in selection(),
    ) {
        let of = |spans| {
            let store = store_of(spans);
            both(&store, &sides(&store, &selection))
        };
        prop_assert_eq!(of(&spans), of(&shuffled));
    }

    #[test]
    fn a_baseline_changes_nothing_of_the_selection(spans in units()) {
        let store = store_of(&spans);
        let spans = store.units(Population::Spans);
        let side = Side { rows: &spans, range: RANGE };
        let (alone, twice) = (overview(&store, side, None, FailureRule::Status).unwrap(), overview(&store, side, Some(side), FailureRule::Status).unwrap());
        prop_assert_eq!((alone.baseline, alone.baseline_total), (None, None));
        prop_assert_eq!(&alone.names, &twice.names);
        prop_assert_eq!(&alone.selection, &twice.selection);
        prop_assert_eq!(Some(twice.selection), twice.baseline);
        prop_assert_eq!(Some(twice.selection_total), twice.baseline_total);
    }
}

#[test]
fn nothing_selected_is_an_overview_without_operations() {
    let store = store_of(&[]);
    let answer = overview(&store, Side { rows: &RowSet::empty(0), range: RANGE }, None, FailureRule::Status).unwrap();
    assert_eq!(answer, Overview::default());
}
