//! What a finding in time costs, against units that are in no finding.

use std::ops::Range;

use super::answer::{Anomaly, FindingKind, FindingOperation};
use super::columns::Free;
use super::join::Joined;
use super::scan::Expected;
use super::scene::{Scene, Trouble};
use super::series::{FAILS, PERCENTS, SLOW, Series, Sums, ns};
use crate::analysis::{Baseline, Selection};
use crate::sort::sort_by;
use crate::store::Store;

/// All units in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Whole {
    pub(super) units: u32,
    pub(super) failing: u32,
    pub(super) duration_ns: u128,
}

impl Whole {
    /// So many units as a share of all.
    pub(super) fn share_of_units(&self, units: f64) -> f64 {
        units / f64::from(self.units.max(1))
    }

    /// So much time as a share of that of all units.
    pub(super) fn share_of_time(&self, added_ns: f64) -> f64 {
        added_ns / ns(self.duration_ns.max(1))
    }
}

/// The columns of each series that are in no finding.
#[derive(Debug, Clone)]
pub(super) struct Quiet(pub(super) Vec<Free>);

impl Quiet {
    pub(super) fn of<'a>(scene: &Scene, found: impl Iterator<Item = (&'a [usize], &'a Range<usize>)>) -> Self {
        let mut quiet = vec![Free::all(scene.axis.len()); scene.series.len()];
        for (series, run) in found {
            let all: Vec<usize> = (0..quiet.len()).collect();
            let series = if series.is_empty() { &all } else { series };
            for &at in series {
                quiet[at].take_out(run);
            }
        }
        Self(quiet)
    }

    /// The units of a series that say what is to be expected of a run of it: see [`Anomaly`]. `None` where there are none.
    pub(super) fn others(&self, scene: &Scene, at: usize, run: &Range<usize>) -> Option<Sums> {
        let series = &scene.series[at];
        let quiet = series.in_free(&self.0[at]);
        let outside = series.all() - series.inside(run);
        [quiet, outside].into_iter().find(|sums| sums.units > 0)
    }
}

/// What is known of one operation in the time of a finding.
struct Part {
    operation: FindingOperation,
    inside: Sums,
    expected: Expected,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) kind: FindingKind,
    /// The series of its operations. All where there are none.
    pub(super) series: &'a [usize],
    pub(super) run: &'a Range<usize>,
    /// Whether it has a place in time.
    pub(super) is_in_time: bool,
}

/// What was found in time, with its numbers.
pub(super) fn finding_in_time(store: &Store, scene: &Scene, quiet: &Quiet, joined: &Joined, whole: &Whole) -> Anomaly {
    let is_failing = joined.trouble == Trouble::Failing;
    let kind = if is_failing { FindingKind::Failing } else { FindingKind::Slower };
    let place = Place { kind, series: &joined.series, run: &joined.run, is_in_time: true };
    let finding = finding(store, scene, quiet, place);
    let (extra_units, added_ns) = (finding.extra_units, finding.added_ns);
    Anomaly {
        cost: if is_failing { whole.share_of_units(extra_units) } else { whole.share_of_time(added_ns) },
        likelihood_ratio: joined.ratio,
        percentile: joined.mark.checked_sub(SLOW).and_then(|at| u32::try_from(PERCENTS[at]).ok()),
        ..finding
    }
}

/// A finding with its numbers, its selection and its baseline, as of something that fails or is slower than expected. What it costs, what
/// explains it and what is said of it come later.
pub(super) fn finding(store: &Store, scene: &Scene, quiet: &Quiet, place: Place) -> Anomaly {
    let is_failing = place.kind == FindingKind::Failing;
    let is_everywhere = place.series.is_empty();
    let all: Vec<usize> = (0..scene.series.len()).collect();
    let members = if is_everywhere { &all } else { place.series };
    let mut parts: Vec<Part> = members.iter().map(|&at| part(store, scene, (quiet, at), place.run)).collect();
    let inside = parts.iter().map(|part| part.inside).fold(Sums::default(), std::ops::Add::add);
    let sum = |of: fn(&Part) -> f64| parts.iter().map(of).sum::<f64>();
    let (expected_failing, expected_ns) = (sum(|part| part.expected.marked), sum(|part| part.expected.duration_ns));
    let (extra_units, added_ns) = (sum(|part| part.operation.extra_units), sum(|part| part.operation.added_ns));
    let cost_of = |operation: &FindingOperation| if is_failing { operation.extra_units } else { operation.added_ns };
    sort_by(&mut parts, |a, b| {
        let by_cost = cost_of(&b.operation).total_cmp(&cost_of(&a.operation));
        by_cost.then_with(|| (&a.operation.service, &a.operation.name).cmp(&(&b.operation.service, &b.operation.name)))
    });
    // The series of all that have none of their own has no name.
    let told = parts
        .iter()
        .map(|part| &part.operation)
        .filter(|operation| !is_everywhere || (cost_of(operation) > 0.0 && !operation.name.is_empty()));
    let operations: Vec<FindingOperation> = told.cloned().collect();
    let names = if is_everywhere { Vec::new() } else { operations.iter().map(name).collect() };
    let (selection, baseline) = sides(scene, place, members, names);
    Anomaly {
        kind: place.kind,
        time: place.is_in_time.then(|| scene.axis.range(place.run)),
        operations,
        is_everywhere,
        units: inside.units,
        failing: inside.marked[FAILS],
        mean_ns: inside.mean_ns(),
        expected_failing,
        expected_mean_ns: expected_ns / f64::from(inside.of(SLOW).max(1)),
        extra_units,
        added_ns,
        selection,
        baseline,
        trend_starts_ns: starts_ns(scene),
        trend: trend(scene, members, place.kind),
        ..Anomaly::default()
    }
}

fn name(operation: &FindingOperation) -> (String, String) {
    (operation.service.clone(), operation.name.clone())
}

fn part(store: &Store, scene: &Scene, (quiet, at): (&Quiet, usize), run: &Range<usize>) -> Part {
    let inside = scene.series[at].inside(run);
    let actual = Expected { marked: f64::from(inside.marked[FAILS]), duration_ns: ns(inside.duration_ns) };
    let others = quiet.others(scene, at, run);
    let expected = others.map_or(actual, |others| Expected::of(&inside, &others, FAILS));
    let (service, name) =
        if at < scene.scanned.len() { scene.operation(store, at) } else { (String::new(), String::new()) };
    let operation = FindingOperation {
        service,
        name,
        units: inside.units,
        failing: inside.marked[FAILS],
        mean_ns: inside.mean_ns(),
        extra_units: actual.marked - expected.marked,
        added_ns: actual.duration_ns - expected.duration_ns,
    };
    Part { operation, inside, expected }
}

/// The selection of a finding, and what it is compared with.
fn sides(scene: &Scene, place: Place, members: &[usize], operations: Vec<(String, String)>) -> (Selection, Baseline) {
    let within = Selection { group: scene.group.clone(), operations, ..Selection::default() };
    if !place.is_in_time {
        return (within, Baseline::Rest);
    }
    let run = place.run;
    let inside = Selection { time: Some(scene.axis.range(run)), ..within.clone() };
    if place.kind == FindingKind::Failing {
        return (Selection { errors_only: true, ..inside.clone() }, Baseline::Rectangle(inside));
    }
    let before = run.start.saturating_sub(run.len())..run.start;
    let has_before = members.iter().any(|&at| scene.series[at].inside(&before).units > 0);
    let time = has_before.then(|| scene.axis.range(&before));
    (inside, Baseline::Rectangle(Selection { time, ..within }))
}

/// The start of each column.
fn starts_ns(scene: &Scene) -> Vec<u64> {
    (0..scene.axis.len()).map(|column| scene.axis.range(&(column..column + 1)).from_ns).collect()
}

/// What some series have, column by column: see [`Anomaly::trend`].
fn trend(scene: &Scene, members: &[usize], kind: FindingKind) -> Vec<f64> {
    let of = |series: &Series, column: usize| series.inside(&(column..column + 1));
    let column = |column: usize| {
        let sums = members.iter().map(|&at| of(&scene.series[at], column)).fold(Sums::default(), std::ops::Add::add);
        match kind {
            FindingKind::Failing | FindingKind::Cause => f64::from(sums.marked[FAILS]),
            FindingKind::Slower | FindingKind::SlowerInside => sums.mean_ns(),
            _ => f64::from(sums.units),
        }
    };
    (0..scene.axis.len()).map(column).collect()
}
