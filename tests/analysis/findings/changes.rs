//! Two groups compared: against a slow version, in laws, and where nothing has changed.

use std::collections::BTreeSet;

use proptest::prelude::*;
use spanlens::analysis::{
    Anomaly, FindingKind, Findings, GroupPair, Side, baseline_of, changes, error_causes, overview, select, suspects,
};
use spanlens::store::{Population, Store};
use spanlens::units::{FailureRule, TimeRange};

use super::made::{Call, Maker};
use crate::analysis::random::Random;

const RULE: FailureRule = FailureRule::Status;
const GROUPS: [&str; 2] = ["before", "after"];
const NAMES: [&str; 3] = ["a", "b", "c"];
const PERCENTS: [usize; 6] = [25, 50, 75, 90, 95, 99];

/// A request without calls.
#[derive(Debug, Clone, PartialEq)]
struct Unit {
    is_after: bool,
    operation: &'static str,
    duration_ns: u64,
    fails: bool,
}

fn compared(store: &Store) -> Findings {
    let [before, after] = GROUPS.map(str::to_owned);
    changes(store, store.requests(), Population::Requests, RULE, GroupPair { before, after })
}

fn store(units: &[Unit]) -> Store {
    let mut maker = Maker::new();
    for (is_after, group) in [false, true].into_iter().zip(GROUPS) {
        maker.begin_group(group);
        for (unit, trace) in units.iter().zip(0..).filter(|(unit, _)| unit.is_after == is_after) {
            let Unit { operation: name, duration_ns, fails, .. } = *unit;
            maker.add(trace, &[Call { service: "shop", name, start_ns: 0, duration_ns, fails, parent: 0 }]);
        }
    }
    maker.store()
}

/// What is told of one change.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    kind: FindingKind,
    operation: &'static str,
    ratio: f64,
    percentile: Option<u32>,
    certain_share: f64,
    certain_ns: f64,
    cost: f64,
}

impl Told {
    fn of(finding: &Anomaly) -> Self {
        let [operation] = &finding.operations[..] else { panic!("one operation each: {finding:?}") };
        let change = finding.change.as_ref().unwrap();
        Self {
            kind: finding.kind,
            operation: NAMES.into_iter().find(|name| *name == operation.name).unwrap(),
            ratio: finding.likelihood_ratio,
            percentile: finding.percentile,
            certain_share: change.certain_share,
            certain_ns: change.certain_ns,
            cost: finding.cost,
        }
    }

    fn is_close(&self, other: &Self) -> bool {
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
        (self.kind, self.operation, self.percentile) == (other.kind, other.operation, other.percentile)
            && close(self.ratio, other.ratio)
            && close(self.certain_share, other.certain_share)
            && (self.certain_ns - other.certain_ns).abs() < 1e-6
            && close(self.cost, other.cost)
    }
}

fn likelihood(marked: f64, units: f64) -> f64 {
    let term = |part: f64| if part == 0.0 { 0.0 } else { part * (part / units).ln() };
    term(marked) + term(units - marked)
}

/// Of marks after against before; nothing where the share after is not the larger one.
fn ratio((marked, units): (f64, f64), (other_marked, others): (f64, f64)) -> f64 {
    if marked * others <= other_marked * units {
        return 0.0;
    }
    likelihood(marked, units) + likelihood(other_marked, others) - likelihood(marked + other_marked, units + others)
}

/// Both ends of Wilson's interval of five standard errors, found by trying: the shares from which the one that was seen is five of
/// their standard errors away.
fn wilson(share: f64, units: f64) -> [f64; 2] {
    let is_inside = |p: f64| (share - p).powi(2) <= 25.0 * p * (1.0 - p) / units;
    let border = |mut inside: f64, mut outside: f64| {
        for _ in 0..200 {
            let middle = f64::midpoint(inside, outside);
            if is_inside(middle) { inside = middle } else { outside = middle }
        }
        inside
    };
    [border(share, 0.0), border(share, 1.0)]
}

fn slow(units: &[Unit]) -> Vec<Told> {
    let operations: BTreeSet<&'static str> = units.iter().map(|unit| unit.operation).collect();
    let threshold = ((operations.len() * 8) as f64 / 1e-4).ln();
    let total = |is_after: bool| units.iter().filter(|unit| unit.is_after == is_after).count() as f64;
    let time_after: f64 = units.iter().filter(|unit| unit.is_after).map(|unit| unit.duration_ns as f64).sum();
    let mut told = Vec::new();
    for operation in operations {
        let side = |is_after| {
            let is_its = |unit: &&Unit| unit.operation == operation && unit.is_after == is_after;
            units.iter().filter(is_its).collect::<Vec<_>>()
        };
        let [before, after] = [false, true].map(side);
        let good = |side: &[&Unit]| {
            side.iter().filter(|unit| !unit.fails).map(|unit| unit.duration_ns as f64).collect::<Vec<f64>>()
        };
        let [good_before, good_after] = [good(&before), good(&after)];
        let mean = |side: &[f64]| side.iter().sum::<f64>() / (side.len() as f64).max(1.0);
        let squared_error = |side: &[f64]| {
            let squares: f64 = side.iter().map(|duration| (duration - mean(side)).powi(2)).sum();
            squares / (side.len() as f64 - 1.0).max(1.0) / side.len() as f64
        };
        let [n, m] = [before.len() as f64, after.len() as f64];
        let [k, l] = [n - good_before.len() as f64, m - good_after.len() as f64];
        let longer = mean(&good_after) - mean(&good_before);
        let certain_ns = if good_before.len().min(good_after.len()) < 20 {
            0.0
        } else {
            (longer - 5.0 * (squared_error(&good_before) + squared_error(&good_after)).sqrt()).max(0.0)
        };
        let certain_share = if n * m == 0.0 {
            0.0
        } else {
            let (earlier, now) = (k / n, l / m);
            let (up, down) = (wilson(earlier, n)[1] - earlier, now - wilson(now, m)[0]);
            (now - earlier - (up.powi(2) + down.powi(2)).sqrt()).max(0.0)
        };
        let mut tell = |kind, ratio, percentile, cost| {
            told.push(Told { kind, operation, ratio, percentile, certain_share, certain_ns, cost });
        };
        let [all_before, all_after] = [false, true].map(total);
        if before.is_empty() {
            let ratio = ratio((m, all_after), (0.0, all_before));
            if ratio > threshold {
                tell(FindingKind::New, ratio, None, m / all_after);
            }
            continue;
        }
        if after.is_empty() {
            let ratio = ratio((n, all_before), (0.0, all_after));
            if ratio > threshold {
                tell(FindingKind::Gone, ratio, None, n / all_before);
            }
            continue;
        }
        let extra = l - m * k / n;
        let of_failing = ratio((l, m), (k, n));
        if of_failing > threshold && extra >= 3.0 && extra >= 0.01 * m {
            tell(FindingKind::Failing, of_failing, None, extra / all_after);
        }
        let mut both = [good_before.clone(), good_after.clone()].concat();
        both.sort_by(f64::total_cmp);
        let [good_n, good_m] = [good_before.len(), good_after.len()].map(|count| count as f64);
        let expected_mean = if good_before.is_empty() { mean(&good_after) } else { mean(&good_before) };
        let added = good_m * (mean(&good_after) - expected_mean);
        let of_mark = |percent: usize| {
            let limit = both[(both.len() * percent).div_ceil(100) - 1];
            let above = |side: &[f64]| side.iter().filter(|duration| **duration > limit).count() as f64;
            let [earlier, now] = [above(&good_before), above(&good_after)];
            let share = if good_n == 0.0 { 0.0 } else { earlier / good_n };
            let is_worth_it = now - good_m * share >= 0.1 * good_m && added >= 0.02 * good_m * mean(&good_after);
            (percent, ratio((now, good_m), (earlier, good_n)), is_worth_it)
        };
        let marks: Vec<_> = if both.is_empty() { Vec::new() } else { PERCENTS.into_iter().map(of_mark).collect() };
        let mut clearest: Option<(usize, f64)> = None;
        for (percent, ratio, is_worth_it) in marks.iter().copied() {
            if is_worth_it && ratio > threshold && clearest.is_none_or(|(_, other)| ratio > other) {
                clearest = Some((percent, ratio));
            }
        }
        if let Some((percent, ratio)) = clearest {
            tell(FindingKind::Slower, ratio, Some(percent as u32), added / time_after);
        } else if certain_ns > 0.0 && certain_ns >= 0.02 * mean(&good_after) {
            let ratio = marks.iter().map(|(_, ratio, _)| *ratio).fold(0.0, f64::max);
            tell(FindingKind::Slower, ratio, None, added / time_after);
        }
    }
    told
}

/// In one order, so that the cost does not matter.
fn ordered(mut told: Vec<Told>) -> Vec<Told> {
    told.sort_by_key(|told| (told.operation, told.kind));
    told
}

/// Crowds of like requests in both groups, alike enough that they collide, large enough that something has changed.
fn crowds() -> impl Strategy<Value = Vec<Unit>> {
    let crowd = (any::<bool>(), 0..3_usize, 0..4_usize, prop::bool::weighted(0.3), 1..60_usize);
    prop::collection::vec(crowd, 0..10).prop_map(|crowds| {
        let crowd = |(is_after, operation, duration, fails, count)| {
            let duration_ns = [1_000, 1_010, 1_100, 9_000][duration];
            vec![Unit { is_after, operation: NAMES[operation], duration_ns, fails }; count]
        };
        crowds.into_iter().flat_map(crowd).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_changed_is_what_the_definition_says(units in crowds()) {
        let found = ordered(compared(&store(&units)).findings.iter().map(Told::of).collect());
        let expected = ordered(slow(&units));
        prop_assert_eq!(found.len(), expected.len(), "{:#?} {:#?}", found, expected);
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!(found.is_close(expected), "{:#?} {:#?}", found, expected);
        }
    }

    #[test]
    fn units_beside_themselves_have_not_changed(units in crowds()) {
        let twice: Vec<Unit> =
            [false, true].into_iter().flat_map(|is_after| units.iter().map(move |unit| Unit { is_after, ..unit.clone() })).collect();
        let answer = compared(&store(&twice));
        prop_assert!(answer.findings.is_empty(), "{:#?}", answer.findings);
        let both = answer.compared.unwrap();
        prop_assert_eq!((both.before_units, both.after_units), (both.after_units, both.before_units));
        prop_assert_eq!(answer.searched.units as usize, twice.len());
    }

    #[test]
    fn the_order_of_units_and_their_scale_change_nothing(units in crowds(), seed in any::<u64>(), factor in prop::sample::select(vec![3_u64, 1_000])) {
        let mut other: Vec<Unit> = units.iter().map(|unit| Unit { duration_ns: unit.duration_ns * factor, ..unit.clone() }).collect();
        Random::new(seed).shuffle(&mut other);
        let told = |units: &[Unit]| -> Vec<_> {
            compared(&store(units)).findings.into_iter().map(|found| (found.kind, found.selection, found.percentile, found.units)).collect()
        };
        prop_assert_eq!(told(&units), told(&other));
    }
}

/// Requests of three operations before and after: one fails more after, by another cause than before, one waits longer for its cart. One is new, one gone.
fn release() -> Store {
    let mut random = Random::new(5);
    let mut maker = Maker::new();
    for (is_after, group) in [false, true].into_iter().zip(GROUPS) {
        maker.begin_group(group);
        for trace in 0..1_800 {
            let name = match trace % 9 {
                0..4 => "GET /",
                4..7 => "POST /buy",
                7 => "GET /same",
                _ if is_after => "GET /new",
                _ => "GET /old",
            };
            let mut ms = |mean: u64| mean * 500_000 + random.below(mean * 1_000_000);
            let (own, below) = (ms(10), ms(if is_after && name == "POST /buy" { 35 } else { 20 }));
            let fails = name == "GET /" && random.below(100) < 15;
            let breaks = is_after && name == "GET /" && !fails && random.below(100) < 15;
            let call =
                |service, name, duration_ns, fails| Call { service, name, start_ns: 0, duration_ns, fails, parent: 0 };
            let calls = [
                call("shop", name, own + below, fails || breaks),
                call("cart", "get", below, fails),
                call("stock", "reserve", own / 4, breaks),
            ];
            maker.add(trace, &calls);
        }
    }
    maker.store()
}

#[test]
fn a_release_is_told_with_what_explains_it() {
    let store = release();
    let answer = compared(&store);
    let kinds: Vec<FindingKind> = answer.findings.iter().map(|finding| finding.kind).collect();
    let told: Vec<&str> = answer.findings.iter().map(|finding| &*finding.operations[0].name).collect();
    assert_eq!(told, ["POST /buy", "GET /", "GET /new", "GET /old"], "{:#?}", answer.findings);
    assert_eq!(kinds, [FindingKind::Slower, FindingKind::Failing, FindingKind::New, FindingKind::Gone]);
    let [slower, failing, new, gone] = &answer.findings[..] else { panic!() };
    assert_eq!(slower.suspect.as_ref().unwrap().service, "cart");
    let cause = failing.cause.as_ref().unwrap();
    assert_eq!(cause.key.service, "stock", "most fail in the cart, but those are no more than before");
    assert_eq!(cause.of, failing.failing);
    assert!(failing.what.starts_with("In after "), "{}", failing.what);
    assert_eq!(new.what, "GET /new is new: 200 requests, none of them failing in after.");
    assert_eq!(gone.what, "GET /old is gone: 200 requests, none of them failing in before.");
    assert_eq!(
        answer.searched.summary,
        "4 things are worse, new or gone in after, compared with before: 3,600 requests of 5 operations."
    );
}

#[test]
fn the_numbers_of_a_change_are_those_of_the_questions() {
    let store = release();
    let range = TimeRange { from_ns: 0, to_ns: u64::MAX };
    for finding in compared(&store).findings {
        let selected = select(&store, store.requests(), &finding.selection, RULE).unwrap();
        let others = baseline_of(&store, store.requests(), &finding.selection, &finding.baseline, RULE).unwrap();
        let change = finding.change.unwrap();
        let told =
            overview(&store, Side { rows: &selected, range }, Some(Side { rows: &others, range }), RULE).unwrap();
        let baseline = told.baseline_total.unwrap();
        match finding.kind {
            FindingKind::Failing => {
                assert_eq!((selected.count(), selected.count() + others.count()), (finding.failing, finding.units));
                let causes = error_causes(&store, &selected, &spanlens::analysis::ErrorCausesOptions::default(), RULE);
                let cause = finding.cause.unwrap();
                let row = causes.rows.iter().find(|row| row.key == cause.key).unwrap();
                assert_eq!((causes.failing, row.failing), (cause.of, cause.units));
            }
            FindingKind::Slower => {
                assert_eq!((told.selection_total.count, baseline.count), (finding.units, change.before_units));
                assert_eq!((told.selection_total.errors, baseline.errors), (finding.failing, change.before_failing));
                let first = &suspects(&store, &selected, &others).suspects[0];
                assert_eq!(first.service, finding.suspect.unwrap().service);
            }
            FindingKind::New => assert_eq!((selected.count(), others.count()), (finding.units, 1_800)),
            FindingKind::Gone => assert_eq!((selected.count(), finding.units), (change.before_units, 0)),
            kind => panic!("{kind:?} is no change"),
        }
    }
}

/// Two groups of which neither is worse: operations of different shares and failures, durations with a heavy tail, and groups of different sizes.
fn nothing_changed(seed: u64) -> Store {
    let mut random = Random::new(seed);
    let mut maker = Maker::new();
    let mut trace = 0;
    for group in GROUPS {
        maker.begin_group(group);
        for _ in 0..200 + random.below(1_000) {
            let (name, ms, failing) = [("GET /", 20.0, 1), ("GET /cart", 45.0, 10), ("POST /buy", 120.0, 50)]
                [match random.below(20) {
                    0..12 => 0,
                    12..19 => 1,
                    _ => 2,
                }];
            let duration_ns = (ms * 1e6 * random.normal().exp()) as u64;
            let fails = random.below(1_000) < failing;
            maker.add(trace, &[Call { service: "shop", name, start_ns: 0, duration_ns, fails, parent: 0 }]);
            trace += 1;
        }
    }
    maker.store()
}

#[test]
fn where_nothing_changed_nothing_is_told() {
    let found: Vec<String> = (0..60)
        .flat_map(|seed| compared(&nothing_changed(seed)).findings)
        .map(|found| format!("{:?} {}", found.kind, found.what))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}
