//! The comparison of attributes where units stand for more than themselves, against sums that are made unit by unit.

use proptest::prelude::*;
use spanlens::analysis::{
    AttributeDiff, AttributeDiffFold, AttributeDiffOptions, AttributeOrigin, Fold, SignalCounts, attribute_diff,
};
use spanlens::store::{RawValue, RowSet, SpanDraft, Store, StoreBuilder};
use spanlens::units::{SpanId, StatusCode, TraceId};

/// A unit: whether it is selected, what it has of two keys, and what it stands for.
#[derive(Debug, Clone, Copy)]
struct Unit {
    is_selected: bool,
    has: [Option<&'static str>; 2],
    weight: u8,
}

fn store_of(units: &[Unit]) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("a.json", "default");
    for (unit, number) in units.iter().zip(1_u64..) {
        let threshold = match unit.weight {
            1 => "0",
            2 => "8",
            4 => "c",
            _ => "e",
        };
        let mut attributes = Vec::new();
        for (key, value) in ["plan", "zone"].into_iter().zip(unit.has) {
            if let Some(value) = value {
                let (key, value) = (builder.intern(key).unwrap(), builder.intern(value).unwrap());
                attributes.push(builder.intern_pair(key, RawValue::string(value)).unwrap());
            }
        }
        let draft = SpanDraft {
            trace_id: TraceId(u128::from(number).to_be_bytes()),
            span_id: SpanId(number),
            trace_state: builder.intern(&format!("ot=th:{threshold}")).unwrap(),
            start_ns: number,
            end_ns: number + 5,
            status: if unit.is_selected { StatusCode::Error } else { StatusCode::Ok },
            attributes,
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    builder.seal()
}

/// The selected units and all others.
fn sides(store: &Store) -> [RowSet; 2] {
    let mut sides = [RowSet::empty(store.spans().len()), RowSet::empty(store.spans().len())];
    for unit in store.requests().iter() {
        sides[usize::from(store.spans().status(unit) != StatusCode::Error)].insert(unit);
    }
    sides
}

fn weighted(store: &Store) -> AttributeDiff {
    let [selection, baseline] = sides(store);
    AttributeDiffFold::new(store, selection, baseline, &AttributeDiffOptions::default()).weighted().run(store)
}

fn units() -> impl Strategy<Value = Vec<Unit>> {
    let value = || prop::sample::select(vec![None, Some("a"), Some("b")]);
    let weight = prop::sample::select(vec![1_u8, 2, 4, 8]);
    let unit = (any::<bool>(), value(), value(), weight);
    let unit = unit.prop_map(|(is_selected, one, other, weight)| Unit { is_selected, has: [one, other], weight });
    prop::collection::vec(unit, 0..40)
}

fn is_close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

/// Newcombe's score by its definition, from shares and effective sizes.
fn score(shares: [f64; 2], sizes: [f64; 2]) -> f64 {
    if sizes.iter().any(|&size| size <= 0.0) {
        return 0.0;
    }
    let z = 1.959_963_984_540_054_f64;
    let ends = [0, 1].map(|side| {
        let (p, n) = (shares[side], sizes[side]);
        let root = (p * (1.0 - p) / n + z * z / (4.0 * n * n)).max(0.0).sqrt();
        [-1.0, 1.0].map(|sign| (p + z * z / (2.0 * n) + sign * z * root) / (1.0 + z * z / n))
    });
    let [p, q] = shares;
    let low = p - q - (p - ends[0][0]).hypot(ends[1][1] - q);
    let high = p - q + (ends[0][1] - p).hypot(q - ends[1][0]);
    low.max(-high).max(0.0)
}

/// What a row says, or its key where it is an absence, of units by hand.
fn sums(units: &[Unit], key: &str, text: Option<&str>) -> [f64; 2] {
    let at = usize::from(key == "zone");
    [true, false].map(|selected| {
        let has = |unit: &&Unit| unit.is_selected == selected && unit.has[at] == text;
        units.iter().filter(has).map(|unit| f64::from(unit.weight)).sum()
    })
}

proptest! {
    #[test]
    fn shares_and_scores_are_of_what_units_stand_for(units in units()) {
        let answer = weighted(&store_of(&units));
        let of_side = |selected: bool| {
            units.iter().filter(move |unit| unit.is_selected == selected).map(|unit| f64::from(unit.weight))
        };
        let totals = [true, false].map(|side| of_side(side).sum::<f64>());
        let squares = [true, false].map(|side| of_side(side).map(|weight| weight * weight).sum::<f64>());
        let sizes = [0, 1].map(|side| if totals[side] > 0.0 { totals[side].powi(2) / squares[side] } else { 0.0 });
        let told = answer.estimates.unwrap();
        prop_assert!(is_close(told.selection.value, totals[0]) && is_close(told.baseline.value, totals[1]));
        prop_assert!(is_close(told.selection_size, sizes[0]) && is_close(told.baseline_size, sizes[1]));
        for row in answer.values.iter().filter(|row| row.signal.origin == AttributeOrigin::Span) {
            let text = row.signal.value.as_ref().map(|_| row.signal.text.as_str());
            let sums = sums(&units, &row.signal.key, text);
            let shares = [0, 1].map(|side| if totals[side] > 0.0 { sums[side] / totals[side] } else { 0.0 });
            let found = row.counts.estimates.unwrap();
            prop_assert!(is_close(found.selection, sums[0]) && is_close(found.baseline, sums[1]), "{row:?} {sums:?}");
            for (share, expected) in [(found.selection_share, shares[0]), (found.baseline_share, shares[1])] {
                prop_assert!(is_close(share.value, expected));
                prop_assert!(share.low <= share.value && share.value <= share.high);
            }
            prop_assert!(is_close(row.score, score(shares, sizes)), "{} {:?} {:?}", row.score, shares, sizes);
        }
        for pair in &answer.pairs {
            let [first, second] = [pair.first, pair.second].map(|at| &answer.values[at as usize].signal);
            let has = |unit: &Unit, signal: &spanlens::analysis::Signal| {
                let text = signal.value.as_ref().map(|_| signal.text.as_str());
                unit.has[usize::from(signal.key == "zone")] == text
            };
            let is_told = |signal: &spanlens::analysis::Signal| signal.origin == AttributeOrigin::Span;
            if is_told(first) && is_told(second) {
                let both = |selected: bool| units.iter().filter(move |unit| unit.is_selected == selected && has(unit, first) && has(unit, second));
                let expected = [true, false].map(|side| both(side).map(|unit| f64::from(unit.weight)).sum::<f64>());
                let found = pair.counts.estimates.unwrap();
                prop_assert!(is_close(found.selection, expected[0]) && is_close(found.baseline, expected[1]));
            }
        }
    }

    /// Weights that are all the same say nothing of which side has more of something, whatever they are.
    #[test]
    fn equal_weights_change_no_score(units in units(), weight in prop::sample::select(vec![1_u8, 8])) {
        let units: Vec<Unit> = units.into_iter().map(|unit| Unit { weight, ..unit }).collect();
        let store = store_of(&units);
        let [selection, baseline] = sides(&store);
        let plain = attribute_diff(&store, &selection, &baseline, &AttributeDiffOptions::default());
        let found = weighted(&store);
        prop_assert_eq!((plain.tested, plain.value_count), (found.tested, found.value_count));
        for row in &found.values {
            // Scores that are equal may differ by their last digits, and with them the order.
            let expected = plain.values.iter().find(|expected| expected.signal == row.signal).unwrap();
            prop_assert!(is_close(row.score, expected.score) && is_close(row.p, expected.p));
            let estimates = row.counts.estimates.unwrap();
            prop_assert!(is_close(estimates.selection, f64::from(weight) * f64::from(row.counts.selection)));
            prop_assert!(is_close(estimates.selection_share.value, row.counts.selection_share));
            prop_assert_eq!(SignalCounts { estimates: None, ..row.counts }.estimates, expected.counts.estimates);
        }
    }
}

/// A tail sampler keeps what fails and a tenth of all else, so that a plan looks free of failures that is not rarer: its share is what it was.
#[test]
fn a_value_that_sampling_made_common_stands_for_its_true_share() {
    let unit = |is_selected, plan, weight| Unit { is_selected, has: [Some(plan), None], weight };
    let mut units = vec![unit(true, "a", 1); 50];
    units.extend(vec![unit(true, "b", 1); 50]);
    // Of the others as many have either: those with `b` were kept all, those with `a` once in eight times.
    units.extend(vec![unit(false, "a", 8); 50]);
    units.extend(vec![unit(false, "b", 1); 400]);
    let store = store_of(&units);
    let [selection, baseline] = sides(&store);
    let plain = attribute_diff(&store, &selection, &baseline, &AttributeDiffOptions::default());
    assert!(plain.values.iter().any(|row| row.signal.key == "plan" && row.notable));
    let found = weighted(&store);
    let row = found.values.iter().find(|of| of.signal.key == "plan").unwrap();
    assert!(!row.notable && row.score <= 0.0, "{row:?}");
    let estimates = row.counts.estimates.unwrap();
    assert!(is_close(estimates.baseline_share.value, 0.5), "{estimates:?}");
}
