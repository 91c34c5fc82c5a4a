//! The rule of the suspects once more: lists of numbers, sorted and summed.

#![expect(clippy::similar_names, reason = "callers and callees are what this is about")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::analysis::{PathSegment, RowKind, Suspects, TOLERANCE_NS};
use spanlens::store::{RowSet, SpanRow, Store};

use crate::analysis::critical_path;
use crate::analysis::unit_times::{call, close};

/// Kind, service, name, callee and what it is asked for.
type Key = (RowKind, String, String, Option<String>, Option<String>);

pub(super) struct Expected {
    /// Contribution and certain part of each row that both sides have.
    changes: BTreeMap<Key, [f64; 2]>,
    /// Certain and expected charge of each service.
    charges: BTreeMap<String, [f64; 2]>,
}

pub(super) fn expected(store: &Store, sets: &[RowSet; 2]) -> Expected {
    let sides = sets.each_ref().map(|rows| entries(store, rows));
    let mut sums = BTreeMap::<Key, [f64; 3]>::new();
    for ((unit, key), selection) in &sides[0] {
        let Some(baseline) = sides[1].get(&(unit.clone(), key.clone())) else { continue };
        let per_unit = selection.len() as f64 / f64::from(sets[0].count());
        let difference = mean(selection) - mean(baseline);
        let error = match (variance(selection), variance(baseline)) {
            (None, None) => difference.abs() / 1.96,
            (a, b) => {
                let [a, b] = [a.or(b).unwrap(), b.or(a).unwrap()];
                (a / selection.len() as f64 + b / baseline.len() as f64).sqrt()
            }
        };
        let sum = sums.entry(key.clone()).or_default();
        *sum = [sum[0] + per_unit * difference, sum[1].hypot(per_unit * error), sum[2] + per_unit];
    }
    let certain = |[change, error, _]: [f64; 3]| (change.abs() - 1.96 * error).max(0.0) * change.signum();
    let mut changes: BTreeMap<Key, [f64; 2]> =
        sums.iter().map(|(key, &sum)| (key.clone(), [sum[0], certain(sum)])).collect();
    let calls: BTreeMap<Key, f64> = sums.into_iter().map(|(key, [.., calls])| (key, calls)).collect();
    if sets.iter().any(|rows| rows.count() == 0) {
        changes.clear();
    }
    let mut charges = BTreeMap::<String, [f64; 2]>::new();
    for at in [0, 1] {
        for (key, change) in &changes {
            let (_, service, _, callee, _) = key;
            let own = callee.as_ref().map_or(1.0, |callee| own_share(&changes, &calls, at, (key.0, service, callee)));
            charges.entry(service.clone()).or_default()[at] += own * change[at];
            if let Some(callee) = callee {
                charges.entry(callee.clone()).or_default()[at] += (1.0 - own) * change[at];
            }
        }
    }
    Expected { changes, charges }
}

/// The time of every call, by the operation of the unit and by row.
fn entries(store: &Store, rows: &RowSet) -> BTreeMap<((String, String), Key), Vec<f64>> {
    let mut entries = BTreeMap::<_, Vec<f64>>::new();
    for unit in rows.iter() {
        let window = (store.spans().start_ns(unit), store.spans().end_ns(unit));
        let text = |span: SpanRow| {
            (store.text(store.service(span)).to_owned(), store.text(store.spans().name(span)).to_owned())
        };
        let path = critical_path::expected(store, unit, window, TOLERANCE_NS);
        for span in store.subtree(unit).map(SpanRow) {
            let (service, name) = text(span);
            let own = || path.iter().filter(|segment| segment.span == span);
            let whole: u64 = own().map(PathSegment::duration_ns).sum();
            let Some((server, callee)) = call(store, span) else {
                entries
                    .entry((text(unit), (RowKind::OwnTime, service, name, None, None)))
                    .or_default()
                    .push(whole as f64);
                continue;
            };
            let begin = store.spans().start_ns(server);
            let request: u64 =
                own().flat_map(|segment| segment.from_ns..segment.to_ns).filter(|&at| at < begin).count() as u64;
            let asked = Some(text(server).1);
            let leg = |kind| (text(unit), (kind, service.clone(), name.clone(), Some(callee.clone()), asked.clone()));
            entries.entry(leg(RowKind::Request)).or_default().push(request as f64);
            entries.entry(leg(RowKind::Response)).or_default().push((whole - request) as f64);
        }
    }
    entries
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

fn variance(numbers: &[f64]) -> Option<f64> {
    let squares: f64 = numbers.iter().map(|number| (number - mean(numbers)).powi(2)).sum();
    (numbers.len() > 1).then(|| squares / (numbers.len() - 1) as f64)
}

/// How much of a leg's change is the caller's. None of these traces has wires.
fn own_share(
    changes: &BTreeMap<Key, [f64; 2]>,
    calls: &BTreeMap<Key, f64>,
    at: usize,
    (kind, caller, callee): (RowKind, &str, &str),
) -> f64 {
    if caller == callee {
        return 1.0;
    }
    let legs = || changes.iter().filter(|((_, from, _, to, _), _)| to.as_ref().is_some_and(|to| to != from));
    let change = |from: &str, to: &str| {
        let rows = || legs().filter(|((other, u, _, v, _), _)| (*other, &**u, v.as_deref()) == (kind, from, Some(to)));
        rows().map(|(_, change)| change[at]).sum::<f64>() / rows().map(|(key, _)| calls[key]).sum::<f64>()
    };
    let callees: BTreeSet<&str> =
        legs().filter(|((_, u, ..), _)| u == caller).filter_map(|((_, _, _, v, _), _)| v.as_deref()).collect();
    let callers: BTreeSet<&str> =
        legs().filter(|((_, _, _, v, _), _)| v.as_deref() == Some(callee)).map(|((_, u, ..), _)| &**u).collect();
    let whole = change(caller, callee);
    let of_whole = |mut shown: Vec<f64>| {
        shown.sort_by(f64::total_cmp);
        let median = shown[(shown.len() - 1) / 2];
        if whole == 0.0 { 0.0 } else { (median / whole).clamp(0.0, 1.0) }
    };
    if callees.len() >= 2 {
        of_whole(callees.into_iter().map(|other| change(caller, other)).collect())
    } else if callers.len() >= 2 {
        1.0 - of_whole(
            callers.into_iter().filter(|&other| other != caller).map(|other| change(other, callee)).collect(),
        )
    } else {
        0.0
    }
}

pub(super) fn compare(answer: &Suspects, expected: &Expected) -> Result<(), TestCaseError> {
    let scale = answer.rows.iter().map(|row| row.selection.mean_ns + row.baseline.mean_ns).sum::<f64>().max(1.0);
    for row in &answer.rows {
        let key = (row.kind, row.service.clone(), row.name.clone(), row.callee.clone(), row.callee_name.clone());
        let [contribution, certain] = expected.changes.get(&key).copied().unwrap_or_default();
        let calls = f64::from(row.selection.calls);
        prop_assert!(close(row.contribution_ns, contribution, scale * calls), "{:?} {}", row, contribution);
        prop_assert!(close(row.certain_ns, certain, scale * calls), "{:?} {}", row, certain);
    }
    prop_assert_eq!(answer.suspects.len(), expected.charges.len());
    for suspect in &answer.suspects {
        let [contribution, certain] = expected.charges[&suspect.service];
        prop_assert!(close(suspect.expected_ns, contribution, scale * 100.0), "{:?} {}", suspect, contribution);
        prop_assert!(close(suspect.certain_ns, certain, scale * 100.0), "{:?} {}", suspect, certain);
    }
    let order = |at: usize| (answer.suspects[at].certain_ns, answer.suspects[at].expected_ns);
    prop_assert!((1..answer.suspects.len()).all(|at| order(at - 1) >= order(at)));
    Ok(())
}
