//! The slow version: every run of columns, every mark, every unit looked at anew.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;
use spanlens::analysis::time_step::{columns, smallest_step_ns};
use spanlens::analysis::{Anomaly, FindingKind};
use spanlens::units::TimeRange;

use super::made::{Call, Maker, ORIGIN_NS};
use super::{all, in_time};

/// A request without calls.
#[derive(Debug, Clone, PartialEq)]
struct Unit {
    operation: &'static str,
    start_ns: u64,
    duration_ns: u64,
    fails: bool,
    /// Its column and its marks, once they are known: the first is that it fails, the others that it does not and is slower than a percentile of
    /// those of its operation that do not.
    column: usize,
    marks: [bool; 7],
}

impl Unit {
    fn new(operation: &'static str, start_ns: u64, duration_ns: u64, fails: bool) -> Self {
        Self { operation, start_ns: ORIGIN_NS + start_ns, duration_ns, fails, column: 0, marks: [false; 7] }
    }

    /// The same with its column and its marks.
    fn seen(&self, columns: &[TimeRange], units: &[Self]) -> Self {
        let of_operation = units.iter().filter(|other| other.operation == self.operation && !other.fails);
        let mut durations: Vec<u64> = of_operation.map(|other| other.duration_ns).collect();
        durations.sort_unstable();
        let rank = |percent: u32| (durations.len() * percent as usize).div_ceil(100);
        let slower = PERCENTS.map(|percent| !self.fails && self.duration_ns > durations[rank(percent) - 1]);
        let mut marks = [self.fails; 7];
        marks[1..].copy_from_slice(&slower);
        let column = columns.iter().position(|column| column.contains(self.start_ns)).unwrap();
        Self { column, marks, ..self.clone() }
    }
}

/// Something found, in one operation or in all.
#[derive(Debug, Clone, PartialEq)]
struct Hit {
    kind: FindingKind,
    operation: Option<&'static str>,
    run: Range<usize>,
    mark: usize,
    ratio: f64,
}

/// What it should be.
#[derive(Debug, Clone, PartialEq)]
struct Expected {
    kind: FindingKind,
    time: TimeRange,
    operations: BTreeSet<&'static str>,
    ratio: f64,
    percentile: Option<u32>,
}

const PERCENTS: [u32; 6] = [25, 50, 75, 90, 95, 99];

/// Half-open columns of time.
fn time_columns(units: &[Unit]) -> Vec<TimeRange> {
    let mut starts: Vec<u64> = units.iter().map(|unit| unit.start_ns).collect();
    starts.sort_unstable();
    let (first, last) = (starts[0], *starts.last().unwrap());
    let tenth = (last - first) / 10;
    if starts.windows(2).all(|pair| pair[1] - pair[0] <= tenth) {
        let range = TimeRange { from_ns: first, to_ns: last + 1 };
        let step_ns = smallest_step_ns(range, 120);
        let columns = columns(range, step_ns);
        return columns.map(|at| TimeRange { from_ns: at * step_ns, to_ns: (at + 1) * step_ns }).collect();
    }
    let target = starts.len().div_ceil(120);
    let mut groups: Vec<Vec<u64>> = Vec::new();
    for start in starts {
        let fits = |group: &Vec<u64>| {
            let last = *group.last().unwrap();
            start == last || (group.len() < target && start - last <= tenth)
        };
        match groups.last_mut().filter(|group| fits(group)) {
            Some(group) => group.push(start),
            None => groups.push(vec![start]),
        }
    }
    groups.iter().map(|group| TimeRange { from_ns: group[0], to_ns: group.last().unwrap() + 1 }).collect()
}

struct World {
    units: Vec<Unit>,
    columns: Vec<TimeRange>,
    operations: Vec<&'static str>,
}

impl World {
    fn ratio(run: &Range<usize>, others: &[&Unit], mark: usize) -> f64 {
        let is_inside = |unit: &&&Unit| run.contains(&unit.column);
        let count = |units: &[&Unit]| (units.iter().filter(|unit| unit.marks[mark]).count() as f64, units.len() as f64);
        let inside: Vec<&Unit> = others.iter().filter(is_inside).copied().collect();
        let outside: Vec<&Unit> = others.iter().filter(|unit| !is_inside(unit)).copied().collect();
        let likelihood = |(k, n): (f64, f64)| {
            let term = |part: f64| if part > 0.0 { part * (part / n).ln() } else { 0.0 };
            term(k) + term(n - k)
        };
        let (inside, outside, whole) = (count(&inside), count(&outside), count(others));
        if inside.1 == 0.0 || outside.1 == 0.0 || inside.0 / inside.1 <= outside.0 / outside.1 {
            return 0.0;
        }
        likelihood(inside) + likelihood(outside) - likelihood(whole)
    }

    /// What the units of a run would be if each operation were as outside: how many are marked, how long they take.
    fn expected(&self, run: &Range<usize>, units: &[&Unit], mark: usize) -> (f64, f64) {
        let (mut marked, mut duration_ns) = (0.0, 0.0);
        for operation in &self.operations {
            let is_it = |unit: &&&Unit| unit.operation == *operation;
            let (inside, outside): (Vec<&Unit>, Vec<&Unit>) =
                units.iter().filter(is_it).copied().partition(|unit| run.contains(&unit.column));
            let sides = if outside.is_empty() { &inside } else { &outside };
            let mean = |of: &dyn Fn(&Unit) -> f64| {
                sides.iter().map(|unit| of(unit)).sum::<f64>() / (sides.len().max(1) as f64) * inside.len() as f64
            };
            marked += mean(&|unit| f64::from(u8::from(unit.marks[mark])));
            duration_ns += mean(&|unit| unit.duration_ns as f64);
        }
        (marked, duration_ns)
    }

    fn is_worth_it(&self, run: &Range<usize>, units: &[&Unit], mark: usize) -> bool {
        let inside: Vec<&&Unit> = units.iter().filter(|unit| run.contains(&unit.column)).collect();
        let marked = inside.iter().filter(|unit| unit.marks[mark]).count() as f64;
        let duration_ns: f64 = inside.iter().map(|unit| unit.duration_ns as f64).sum();
        let (expected, expected_ns) = self.expected(run, units, mark);
        let share_higher = (marked - expected) / inside.len() as f64;
        if mark == 0 {
            marked - expected >= 3.0 && marked >= 2.0 * expected && share_higher >= 0.01
        } else {
            share_higher >= 0.1 && duration_ns - expected_ns >= 0.02 * duration_ns
        }
    }

    /// The clearest run without the columns that were taken.
    fn clearest(
        &self,
        units: &[&Unit],
        taken: &BTreeSet<usize>,
        marks: &Range<usize>,
    ) -> Option<(Range<usize>, usize, f64)> {
        let count = self.columns.len();
        let tests = (count * (count + 1) / 2 * 7 * (self.operations.len() + 1)) as f64;
        let mut found: Vec<(Range<usize>, usize, f64)> = Vec::new();
        for run in (0..count).flat_map(|start| (start + 1..=count).map(move |end| start..end)) {
            let inside = units.iter().filter(|unit| run.contains(&unit.column)).count();
            if run.clone().any(|column| taken.contains(&column)) || inside == 0 || inside * 10 > units.len() * 9 {
                continue;
            }
            for mark in marks.clone() {
                let ratio = Self::ratio(&run, units, mark);
                if ratio > (tests / 1e-4).ln() && self.is_worth_it(&run, units, mark) {
                    found.push((run.clone(), mark, ratio));
                }
            }
        }
        found.into_iter().min_by(|(a, mark, ratio), (b, other_mark, other)| {
            other.total_cmp(ratio).then(a.len().cmp(&b.len())).then(a.start.cmp(&b.start)).then(mark.cmp(other_mark))
        })
    }

    fn hits(&self, kind: FindingKind) -> Vec<Hit> {
        let marks = if kind == FindingKind::Failing { 0..1 } else { 1..7 };
        let mut hits: Vec<Hit> = Vec::new();
        // All operations together come last, without what was found in one of them.
        for operation in self.operations.iter().copied().map(Some).chain([None]) {
            let mut taken = BTreeSet::new();
            for _ in 0..5 {
                let is_left = |unit: &&Unit| {
                    let column = unit.column;
                    let is_found = |hit: &Hit| hit.operation == Some(unit.operation) && hit.run.contains(&column);
                    let can_have = kind == FindingKind::Failing || !unit.fails;
                    can_have
                        && !taken.contains(&column)
                        && match operation {
                            Some(operation) => unit.operation == operation,
                            None => !hits.iter().any(is_found),
                        }
                };
                let units: Vec<&Unit> = self.units.iter().filter(is_left).collect();
                let Some((run, mark, ratio)) = self.clearest(&units, &taken, &marks) else { break };
                taken.extend(run.clone());
                hits.push(Hit { kind, operation, run, mark, ratio });
            }
        }
        hits
    }

    fn joined(&self, mut hits: Vec<Hit>) -> Vec<Expected> {
        // Operations before all together.
        let whose = |hit: &Hit| {
            hit.operation.map_or(usize::MAX, |name| self.operations.iter().position(|&known| known == name).unwrap())
        };
        hits.sort_by(|a, b| {
            b.ratio.total_cmp(&a.ratio).then(whose(a).cmp(&whose(b))).then(a.run.start.cmp(&b.run.start))
        });
        let mut clusters: Vec<Vec<Hit>> = Vec::new();
        for hit in hits {
            let is_same = |cluster: &Vec<Hit>| {
                let columns = |run: &Range<usize>| run.clone().collect::<BTreeSet<usize>>();
                let (a, b) = (columns(&cluster[0].run), columns(&hit.run));
                2 * a.intersection(&b).count() >= a.union(&b).count()
            };
            match clusters.iter_mut().find(|cluster| is_same(cluster)) {
                Some(cluster) => cluster.push(hit),
                None => clusters.push(vec![hit]),
            }
        }
        clusters.iter().map(|cluster| self.one(cluster)).collect()
    }

    fn one(&self, cluster: &[Hit]) -> Expected {
        let of_one: Vec<&Hit> = cluster.iter().filter(|hit| hit.operation.is_some()).collect();
        let kept: Vec<&Hit> = if of_one.is_empty() { cluster.iter().collect() } else { of_one };
        let mut run = kept[0].run.clone();
        if kept.len() > 1 {
            let sum = |run: &Range<usize>| -> f64 {
                let ratio = |hit: &&Hit| {
                    let is_its = |unit: &&Unit| Some(unit.operation) == hit.operation && (hit.mark == 0 || !unit.fails);
                    let units: Vec<&Unit> = self.units.iter().filter(is_its).collect();
                    Self::ratio(run, &units, hit.mark)
                };
                kept.iter().map(ratio).sum()
            };
            let ends = |start: usize| kept.iter().map(move |hit| start..hit.run.end).filter(|run| !run.is_empty());
            let runs = kept.iter().flat_map(|hit| ends(hit.run.start));
            let order = |a: &Range<usize>, b: &Range<usize>| {
                sum(b).total_cmp(&sum(a)).then(a.len().cmp(&b.len())).then(a.start.cmp(&b.start))
            };
            run = runs.min_by(order).unwrap();
        }
        Expected {
            kind: kept[0].kind,
            time: TimeRange { from_ns: self.columns[run.start].from_ns, to_ns: self.columns[run.end - 1].to_ns },
            operations: kept.iter().filter_map(|hit| hit.operation).collect(),
            ratio: kept[0].ratio,
            percentile: kept[0].mark.checked_sub(1).map(|at| PERCENTS[at]),
        }
    }
}

fn slow(units: &[Unit]) -> Vec<Expected> {
    // By share of units or of time, the larger of both; then by name.
    let mut operations: Vec<&'static str> =
        units.iter().map(|unit| unit.operation).collect::<BTreeSet<_>>().into_iter().collect();
    let total_ns: f64 = units.iter().map(|unit| unit.duration_ns as f64).sum();
    let weight = |name: &str| {
        let of = units.iter().filter(|unit| unit.operation == name);
        let (count, duration_ns) = of.fold((0.0, 0.0), |(count, ns), unit| (count + 1.0, ns + unit.duration_ns as f64));
        f64::max(count / units.len() as f64, duration_ns / total_ns)
    };
    operations.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
    let columns = time_columns(units);
    let seen = units.iter().map(|unit| unit.seen(&columns, units)).collect();
    let world = World { units: seen, columns, operations };
    [FindingKind::Failing, FindingKind::Slower].into_iter().flat_map(|kind| world.joined(world.hits(kind))).collect()
}

fn told(finding: &Anomaly) -> Expected {
    let name = |name: &str| ["a", "b"].into_iter().find(|known| *known == name).unwrap();
    Expected {
        kind: finding.kind,
        time: finding.time.unwrap(),
        operations: if finding.is_everywhere {
            BTreeSet::new()
        } else {
            finding.operations.iter().map(|operation| name(&operation.name)).collect()
        },
        ratio: finding.likelihood_ratio,
        percentile: finding.percentile,
    }
}

/// Crowds of like requests, few and alike enough that they collide, large enough that something is found.
fn crowds() -> impl Strategy<Value = Vec<Unit>> {
    let crowd = (0..2_usize, 0..15_u64, 0..3_usize, prop::bool::weighted(0.3), 1..40_usize);
    // With requests in every column time has no gaps.
    (prop::collection::vec(crowd, 1..10), any::<bool>()).prop_map(|(crowds, is_filled)| {
        let crowds = crowds.into_iter().flat_map(|(operation, column, duration, fails, count)| {
            let unit = Unit::new(["a", "b"][operation], column, [1_000, 1_010, 9_000][duration], fails);
            vec![unit; count]
        });
        let filled = (0..15).filter(|_| is_filled).map(|column| Unit::new("a", column, 1_000, false));
        crowds.chain(filled).collect()
    })
}

fn answer(units: &[Unit]) -> Vec<Expected> {
    let mut maker = Maker::new();
    for (unit, trace) in units.iter().zip(0..) {
        let Unit { operation, start_ns, duration_ns, fails, .. } = *unit;
        let start_ns = start_ns - ORIGIN_NS;
        maker.add(trace, &[Call { service: "shop", name: operation, start_ns, duration_ns, fails, parent: 0 }]);
    }
    in_time(&all(&maker.store())).map(told).collect()
}

/// In one order, so that the cost does not matter.
fn ordered(mut found: Vec<Expected>) -> Vec<Expected> {
    found.sort_by(|a, b| {
        let key = |of: &Expected| (of.kind, of.time.from_ns, of.time.to_ns, of.operations.clone(), of.percentile);
        key(a).cmp(&key(b))
    });
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_is_found_in_time_is_what_the_definition_finds(units in crowds()) {
        let (found, expected) = (ordered(answer(&units)), ordered(slow(&units)));
        prop_assert_eq!(found.len(), expected.len(), "{:#?} {:#?}", found, expected);
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!((found.ratio - expected.ratio).abs() < 1e-9, "{:#?} {:#?}", found, expected);
            prop_assert_eq!(&Expected { ratio: expected.ratio, ..found.clone() }, expected);
        }
    }
}

#[test]
fn something_is_found_in_what_is_compared() {
    let crowd = |operation, column: u64, duration_ns, fails, count| {
        vec![Unit::new(operation, column, duration_ns, fails); count]
    };
    let units = [
        crowd("a", 0, 1_000, false, 60),
        crowd("a", 3, 1_000, true, 20),
        crowd("a", 5, 9_000, false, 40),
        crowd("b", 1, 1_010, false, 70),
        crowd("b", 3, 1_010, true, 30),
        crowd("b", 7, 1_000, false, 30),
    ]
    .concat();
    let found = ordered(answer(&units));
    assert_eq!(found, ordered(slow(&units)));
    let kinds: Vec<FindingKind> = found.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [FindingKind::Failing, FindingKind::Slower]);
    assert_eq!(found[0].operations.len(), 2, "both operations fail at the same time, which is one finding");
}
