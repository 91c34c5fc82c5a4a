//! Kinds against a second version of the rule, their laws, and reasons that are known.

#![expect(clippy::cast_precision_loss, reason = "the numbers of a test are small")]

mod oracle;
mod reasons;
mod shop;

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use spanlens::analysis::{Kind, Kinds, Selection, kinds, select};
use spanlens::store::{RowSet, SpanRow, Store};
use spanlens::units::{FailureRule, SpanKind};

use super::random::Random;
use super::unit_times::close;
use crate::strategies::{Span, store_of};

/// The times of a unit in nanoseconds: its own, one child's, and of a call the way there, the callee and the way back.
type Unit = (u8, bool, [u64; 5]);

/// A few units of two operations. Each row takes some nanoseconds, but in some units a hundred times as many.
fn units() -> impl Strategy<Value = Vec<Unit>> {
    let few = || 1..9_u64;
    let many = || prop_oneof![200..230_u64, 200..210_u64, 400..410_u64];
    // Which rows take long together.
    let slow = prop_oneof![4 => Just(0_u8), 3 => Just(0b10), 3 => Just(0b1_0000), 2 => Just(0b1_1000), 1 => 0..32_u8];
    let times = (slow, [few(), few(), few(), few(), few()], [many(), many(), many(), many(), many()]);
    let unit =
        (prop_oneof![4 => Just(0_u8), 1 => Just(1)], any::<bool>(), times).prop_map(|(name, is_selected, times)| {
            let (slow, few, many) = times;
            // Most units of the baseline are fast.
            let slow = if is_selected || slow == 31 { slow } else { 0 };
            let time = |at: usize| if slow >> at & 1 == 1 { many[at] } else { few[at] };
            (name, is_selected, [0, 1, 2, 3, 4].map(time))
        });
    vec(unit, 0..120)
}

/// The store of some units, the times multiplied.
fn drawn(units: &[Unit], scale: u64) -> (Store, [RowSet; 2]) {
    let mut spans = Vec::new();
    for ((name, _, times), trace) in units.iter().zip(1..) {
        let [own, child, request, callee, response] = times.map(|time| time * scale);
        let start = 1_000_000;
        let span = |(id, parent): (u64, u64), kind: SpanKind, (service, name): (u8, u8), from: u64, to: u64| Span {
            source: 0,
            trace,
            id,
            parent,
            kind: u8::try_from(SpanKind::ALL.iter().position(|&other| other == kind).unwrap()).unwrap(),
            name,
            service,
            start_ns: start + from,
            end_ns: start + to,
            error: false,
            extras: 0,
        };
        let asked = child + request;
        let end = asked + callee + response;
        spans.extend([
            span((1, 0), SpanKind::Server, (0, *name), 0, end + own),
            span((2, 1), SpanKind::Internal, (1, 0), 0, child),
            span((3, 1), SpanKind::Client, (0, 1), child, end),
            span((4, 3), SpanKind::Server, (1, 1), asked, asked + callee),
        ]);
    }
    let store = store_of(&spans);
    let mut sides = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    for unit in store.requests().iter() {
        let number = usize::from(store.traces().id(store.spans().trace(unit)).0[15]);
        sides[usize::from(!units[number - 1].1)].insert(unit);
    }
    (store, sides)
}

/// The units of a kind among the selected ones.
fn units_of(store: &Store, selected: &RowSet, kind: &Kind) -> BTreeSet<SpanRow> {
    let selection = Selection { marks: Some(kind.marks.clone()), ..Selection::default() };
    select(store, selected, &selection, FailureRule::Status).unwrap().iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn kinds_are_what_the_rule_says(units in units()) {
        let (store, sides) = drawn(&units, 1);
        let answer = kinds(&store, &sides[0], &sides[1]);
        let expected = oracle::expected(&store, &sides);
        prop_assert_eq!(answer.kinds.len(), expected.len(), "{:#?} {:#?}", answer, expected);
        for (kind, expected) in answer.kinds.iter().zip(&expected) {
            prop_assert_eq!((&kind.service, &kind.name), (&expected.service, &expected.name));
            prop_assert_eq!(&units_of(&store, &sides[0], kind), &expected.units);
            prop_assert_eq!(kind.units as usize, expected.units.len());
            prop_assert_eq!(kind.rows.len(), expected.rows.len());
            for row in &kind.rows {
                let (added, units) = expected.rows[&row.row];
                prop_assert_eq!(row.units, units);
                prop_assert!(close(row.added_ns, added / expected.units.len() as f64, 1e3), "{:?} {}", row, added);
            }
        }
        prop_assert_eq!(answer.unused_rows, 0);
    }

    #[test]
    fn kinds_and_neither_are_the_selection(units in units()) {
        let (store, sides) = drawn(&units, 1);
        let answer = kinds(&store, &sides[0], &sides[1]);
        let in_kinds: u32 = answer.kinds.iter().map(|kind| kind.units).sum();
        prop_assert_eq!(in_kinds + answer.neither, sides[0].count());
        let mut seen = BTreeSet::new();
        for kind in &answer.kinds {
            prop_assert!(units_of(&store, &sides[0], kind).into_iter().all(|unit| seen.insert(unit)), "in two kinds");
            prop_assert!(kind.rows.is_sorted_by(|a, b| a.added_ns >= b.added_ns));
            let added: f64 = kind.rows.iter().map(|row| row.added_ns).sum();
            prop_assert!(close(added, kind.added_ns, added));
        }
        prop_assert!(answer.kinds.is_sorted_by(|a, b| a.units >= b.units));
    }

    #[test]
    fn the_order_of_units_changes_nothing(units in units(), seed in any::<u64>()) {
        let mut shuffled = units.clone();
        Random::new(seed).shuffle(&mut shuffled);
        let answers = [units, shuffled].map(|units| {
            let (store, sides) = drawn(&units, 1);
            kinds(&store, &sides[0], &sides[1])
        });
        prop_assert_eq!(&answers[0], &answers[1]);
    }

    #[test]
    fn twice_as_slow_is_of_the_same_kinds(units in units()) {
        // From 16 on, twice as long is sixteen bins on.
        let [once, twice] = [16, 32].map(|scale| {
            let (store, sides) = drawn(&units, scale);
            let answer = kinds(&store, &sides[0], &sides[1]);
            let trace = |unit: SpanRow| store.traces().id(store.spans().trace(unit)).0;
            let units = |kind: &Kind| units_of(&store, &sides[0], kind).into_iter().map(trace).collect::<BTreeSet<_>>();
            answer.kinds.iter().map(|kind| (kind.service.clone(), kind.name.clone(), kind.added_ns / scale as f64, units(kind))).collect::<Vec<_>>()
        });
        prop_assert_eq!(once, twice);
    }
}

#[test]
fn a_unit_is_meant_by_the_times_of_its_rows() {
    let unit = |is_selected, times| (0, is_selected, times);
    let mut units = vec![unit(false, [5, 5, 5, 5, 5]); 40];
    units.extend(vec![unit(true, [5, 300, 5, 5, 5]); 20]);
    units.extend(vec![unit(true, [5, 5, 5, 5, 400]); 20]);
    let (store, sides) = drawn(&units, 1_000_000);
    let answer = kinds(&store, &sides[0], &sides[1]);
    let [child, call] = &answer.kinds[..] else { panic!("{answer:#?}") };
    assert_eq!((&*child.service, child.name.as_deref(), child.units), ("cart", Some("GET"), 20));
    assert_eq!((&*call.service, call.name.as_deref(), call.units), ("cart", Some("POST"), 20));
    assert_eq!((child.added_ns, call.added_ns), (295e6, 395e6));
    // A baseline's unit that is as slow is of the kind, too.
    units[0].2[1] = 290;
    let (store, sides) = drawn(&units, 1_000_000);
    let all = [&sides[0], &sides[1]].map(|units| units_of(&store, units, child).len());
    assert_eq!(all, [20, 1]);
    let nobody = Kind { marks: spanlens::analysis::MarkSelection::default(), ..child.clone() };
    assert!(units_of(&store, &sides[0], &nobody).is_empty());
}

#[test]
fn a_side_without_units_has_no_kinds() {
    let (store, [selection, _]) = drawn(&[(0, true, [5, 300, 5, 5, 5]); 20], 1);
    let none = RowSet::empty(store.spans().len());
    assert_eq!(kinds(&store, &selection, &none), Kinds { neither: 20, ..Kinds::default() });
    assert_eq!(kinds(&store, &none, &selection), Kinds::default());
}
