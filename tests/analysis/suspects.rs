//! Suspects against a second version of the rule, and their laws.

#![expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "the numbers of a test are small")]

mod faults;
mod oracle;

use proptest::prelude::*;
use spanlens::analysis::{RowKind, SuspectSums, Suspects, suspects};
use spanlens::sketch::sketch;
use spanlens::store::{RowSet, SpanRow, Store};

use super::trees::{all, forest, two_sets};
use super::unit_times::close;
use crate::strategies::store_of;

fn check_sums(answer: &Suspects) -> Result<(), TestCaseError> {
    let scale = answer.rows.iter().map(|row| row.selection.mean_ns + row.baseline.mean_ns).sum::<f64>();
    let sum = |of: fn(&spanlens::analysis::SuspectRow) -> f64| answer.rows.iter().map(of).sum::<f64>();
    let explained = sum(|row| row.contribution_ns) + sum(|row| row.call_count_ns) + sum(|row| row.one_sided_ns);
    prop_assert!(close(explained, answer.delta_mean_ns, scale));
    let charged = |of: fn(&spanlens::analysis::Suspect) -> f64| answer.suspects.iter().map(of).sum::<f64>();
    prop_assert!(close(charged(|suspect| suspect.expected_ns), sum(|row| row.contribution_ns), scale));
    prop_assert!(close(charged(|suspect| suspect.certain_ns), sum(|row| row.certain_ns), scale));
    for row in &answer.rows {
        prop_assert!(row.certain_ns.abs() <= row.contribution_ns.abs());
        prop_assert!(row.own_contribution_ns.abs() <= row.contribution_ns.abs());
        prop_assert_eq!(row.callee.is_some(), row.kind != RowKind::OwnTime);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn rows_and_charges_are_what_the_rule_says(spans in forest(), bits in any::<u64>()) {
        let store = store_of(&spans);
        let sets = two_sets(&store, bits);
        let answer = suspects(&store, &sets[0], &sets[1]);
        check_sums(&answer)?;
        oracle::compare(&answer, &oracle::expected(&store, &sets))?;
    }

    #[test]
    fn the_rows_of_a_unit_sum_to_its_duration(spans in forest()) {
        let store = store_of(&spans);
        for unit in all(&store) {
            let mut set = RowSet::empty(store.spans().len());
            set.insert(unit);
            let answer = suspects(&store, &set, &set);
            let sum: f64 = answer.rows.iter().map(|row| f64::from(row.selection.calls) * row.selection.mean_ns).sum();
            prop_assert!(close(sum, store.spans().duration_ns(unit) as f64, 0.0));
        }
    }

    #[test]
    fn merging_two_parts_is_the_whole(spans in forest(), bits in any::<u64>(), cut in 0..60_u32) {
        let store = store_of(&spans);
        let [selection, baseline] = two_sets(&store, bits);
        let part = |rows: std::ops::Range<u32>| {
            let mut fold = SuspectSums::new(&store);
            fold.add_baseline(&store, baseline.iter_in(rows.clone()));
            fold.add_selection(&store, selection.iter_in(rows));
            fold
        };
        let mut merged = part(cut..u32::MAX);
        merged.merge(&part(0..cut));
        let (merged, whole) = (merged.finish(&store), suspects(&store, &selection, &baseline));
        prop_assert_eq!((merged.selection_units, merged.rows.len()), (whole.selection_units, whole.rows.len()));
        let rows = |answer: &Suspects| {
            let mut rows = answer.rows.clone();
            rows.sort_by_key(|row| (row.kind, row.service.clone(), row.name.clone(), row.callee.clone(), row.callee_name.clone()));
            rows
        };
        for (a, b) in rows(&merged).iter().zip(&rows(&whole)) {
            prop_assert_eq!((&a.service, &a.name, a.selection.calls), (&b.service, &b.name, b.selection.calls));
            let scale = b.selection.mean_ns + b.baseline.mean_ns;
            prop_assert!(close(a.selection.mean_ns, b.selection.mean_ns, scale));
            prop_assert!(close(a.baseline.variance, b.baseline.variance, scale * scale));
            prop_assert!(close(a.contribution_ns, b.contribution_ns, scale * f64::from(b.selection.calls)));
        }
    }
}

/// The first requests of a sketch against the others.
fn drawn(traces: &[String], fast: usize) -> Suspects {
    let store = sketch(&traces.join("\n\n")).unwrap();
    let (selection, baseline) = sides(&store, fast);
    suspects(&store, &selection, &baseline)
}

fn sides(store: &Store, fast: usize) -> (RowSet, RowSet) {
    let mut sets = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    let requests: Vec<SpanRow> = store.requests().iter().collect();
    requests.iter().enumerate().for_each(|(at, &unit)| sets[usize::from(at < fast)].insert(unit));
    let [selection, baseline] = sets;
    (selection, baseline)
}

fn lines(answer: &Suspects) -> Vec<String> {
    let line = |row: &spanlens::analysis::SuspectRow| {
        let callee = row.callee.as_ref().map(|callee| format!(" → {callee}")).unwrap_or_default();
        let ms = [row.contribution_ns, row.call_count_ns, row.one_sided_ns].map(|ns| (ns / 1e6).to_string());
        format!("{:?} {}{callee} {}", row.kind, row.service, ms.join(" "))
    };
    answer.rows.iter().map(line).collect()
}

#[test]
fn a_call_has_a_leg_before_its_server_and_one_after() {
    let unit = |request: u32, response: u32| {
        let (server, end) = (10 + request, 40 + request + response);
        format!(
            "shop GET 0..{} @server\n shop get 10..{end} @client\n  cart get {server}..{} @server",
            end + 10,
            server + 30
        )
    };
    let answer = drawn(&[unit(1, 2), unit(1, 2), unit(4, 7), unit(4, 7)], 2);
    assert_eq!(
        lines(&answer),
        ["Response shop → cart 5 0 0", "Request shop → cart 3 0 0", "OwnTime cart 0 0 0", "OwnTime shop 0 0 0"]
    );
    assert_eq!((&*answer.suspects[0].service, answer.suspects[0].certain_ns), ("cart", 8e6));
}

#[test]
fn more_calls_and_new_rows_stand_beside_and_charge_nobody() {
    let once = "shop GET 0..30 @server\n shop get 10..20 @client server.address=redis".to_owned();
    let twice = "shop GET 0..45 @server\n shop get 10..20 @client server.address=redis\n shop get 20..30 @client server.address=redis
 mail send 30..35"
        .to_owned();
    let answer = drawn(&[once.clone(), once, twice.clone(), twice], 2);
    assert_eq!(lines(&answer), ["OwnTime mail 0 0 5", "Wire shop → redis 0 10 0", "OwnTime shop 0 0 0"]);
    assert!(answer.suspects.iter().all(|suspect| (suspect.certain_ns, suspect.expected_ns) == (0.0, 0.0)));
    assert_eq!(answer.delta_mean_ns, 15e6);
}

#[test]
fn a_single_call_borrows_the_variance_of_the_other_side_and_two_of_them_are_never_certain() {
    let unit = |ms: u32| format!("shop GET 0..{ms} @server");
    let certain = |traces: &[u32], fast| {
        let answer = drawn(&traces.iter().copied().map(unit).collect::<Vec<_>>(), fast);
        answer.suspects[0].certain_ns
    };
    assert_eq!(certain(&[10, 500], 1), 0.0);
    let error_ns = (2e12_f64 / 2.0 + 2e12).sqrt();
    assert!((certain(&[10, 12, 500], 2) - (489e6 - 1.96 * error_ns)).abs() < 1.0);
    assert!((certain(&[500, 10, 12], 1) - (-489e6 + 1.96 * error_ns)).abs() < 1.0);
}
