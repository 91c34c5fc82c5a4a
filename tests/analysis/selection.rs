//! Selections and baselines.

use proptest::prelude::*;
use spanlens::analysis::{Baseline, Selection, baseline_of, select};
use spanlens::sketch::{ORIGIN_NS, sketch};
use spanlens::store::{Population, RowSet, SpanDraft, SpanRow, Store, StoreBuilder};
use spanlens::units::{DurationRange, FailureRule, SpanId, StatusCode, TimeRange, TraceId};

use super::{selection, units};
use crate::strategies::store_of;

/// Whether a span is selected, written out.
fn is_selected(store: &Store, selection: &Selection, span: SpanRow) -> bool {
    let (start_ns, duration_ns) = (store.spans().start_ns(span), store.spans().duration_ns(span));
    let in_time = match selection.time {
        None => true,
        Some(TimeRange { from_ns, to_ns: u64::MAX }) => from_ns <= start_ns,
        Some(TimeRange { from_ns, to_ns }) => from_ns <= start_ns && start_ns < to_ns,
    };
    let is_long_enough = match selection.durations {
        None => true,
        Some(DurationRange { min_ns, max_ns: None }) => min_ns <= duration_ns,
        Some(DurationRange { min_ns, max_ns: Some(max_ns) }) => min_ns <= duration_ns && duration_ns < max_ns,
    };
    let fails = store.spans().status(span) == StatusCode::Error;
    in_time && is_long_enough && (fails || !selection.errors_only)
}

fn intersection(a: &RowSet, b: &RowSet) -> u32 {
    let mut both = a.clone();
    both.intersect(b);
    both.count()
}

proptest! {
    #[test]
    fn a_selection_is_all_of_its_conditions(spans in units(), selection in selection()) {
        let store = store_of(&spans);
        let selected = select(&store, &store.units(Population::Spans), &selection, FailureRule::Status)?;
        for span in (0..store.spans().len()).map(SpanRow) {
            prop_assert_eq!(selected.contains(span), is_selected(&store, &selection, span));
        }
    }

    #[test]
    fn only_units_are_selected(spans in units(), selection in selection()) {
        let store = store_of(&spans);
        let selected = select(&store, store.requests(), &selection, FailureRule::Status)?;
        prop_assert_eq!(intersection(&selected, store.requests()), selected.count());
    }

    #[test]
    fn no_unit_is_on_both_sides(spans in units(), selection in selection(), other in selection()) {
        let store = store_of(&spans);
        let units = store.units(Population::Spans);
        let selected = select(&store, &units, &selection, FailureRule::Status)?;
        for baseline in [Baseline::Rest, Baseline::Rectangle(other), Baseline::Before] {
            let others = baseline_of(&store, &units, &selection, &baseline, FailureRule::Status)?;
            prop_assert_eq!(intersection(&selected, &others), 0);
            if baseline == Baseline::Rest {
                prop_assert_eq!(selected.count() + others.count(), units.count());
            }
        }
    }
}

#[test]
fn the_time_before_is_as_long_as_the_selection() {
    let of = |from_ns, to_ns| {
        let selection = Selection { time: Some(TimeRange { from_ns, to_ns }), ..Selection::default() };
        selection.time_before().map(|range| (range.from_ns, range.to_ns))
    };
    assert_eq!(of(100, 130), Some((70, 100)));
    assert_eq!(of(10, 130), Some((0, 10)));
    assert_eq!(of(50, 50), Some((50, 50)));
    assert_eq!(of(50, 40), Some((50, 50)));
    assert_eq!(Selection::default().time_before(), None);
}

/// The same request in three groups, with a second one in the last.
fn grouped() -> Store {
    let mut builder = StoreBuilder::new();
    for (group, starts_ns) in [("default", &[10][..]), ("before", &[10]), ("after", &[10, 30])] {
        let source = builder.add_source("made", group);
        for &start_ns in starts_ns {
            let draft =
                SpanDraft { trace_id: TraceId([1; 16]), span_id: SpanId(start_ns), start_ns, ..SpanDraft::default() };
            builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        }
    }
    builder.seal()
}

#[test]
fn a_selection_can_be_of_one_group() {
    let store = grouped();
    let of = |group: &str| Selection { group: Some(group.to_owned()), ..Selection::default() };
    let count =
        |selection: &Selection| select(&store, store.requests(), selection, FailureRule::Status).unwrap().count();
    assert_eq!(["default", "before", "after", "none", ""].map(|group| count(&of(group))), [1, 1, 2, 0, 0]);
    let after = of("after");
    let before = Baseline::Rectangle(of("before"));
    assert_eq!(baseline_of(&store, store.requests(), &after, &before, FailureRule::Status).unwrap().count(), 1);
    assert_eq!(baseline_of(&store, store.requests(), &after, &Baseline::Rest, FailureRule::Status).unwrap().count(), 2);
    let later = Selection { time: Some(TimeRange { from_ns: 20, to_ns: 40 }), ..after };
    assert_eq!(count(&later), 1);
    assert_eq!(
        baseline_of(&store, store.requests(), &later, &Baseline::Before, FailureRule::Status).unwrap().count(),
        1,
        "of its own group"
    );
}

#[test]
fn what_comes_before_need_not_be_slow_or_failing() {
    let store = sketch("a x 0..1\n\n a x 10..11\n\n a x 20..90 !\n\n a x 25..26").unwrap();
    let at = |ms: u64| ORIGIN_NS + ms * 1_000_000;
    let selection = Selection {
        time: Some(TimeRange { from_ns: at(20), to_ns: at(30) }),
        durations: Some(DurationRange { min_ns: 50_000_000, max_ns: None }),
        errors_only: true,
        ..Selection::default()
    };
    let rows = |baseline| -> Vec<u32> {
        baseline_of(&store, store.requests(), &selection, &baseline, FailureRule::Status)
            .unwrap()
            .iter()
            .map(|row| row.0)
            .collect()
    };
    assert_eq!(rows(Baseline::Before), [1]);
    assert_eq!(rows(Baseline::Rest), [0, 1, 3]);
    assert_eq!(rows(Baseline::Rectangle(Selection { errors_only: true, ..Selection::default() })), [0; 0]);
}
