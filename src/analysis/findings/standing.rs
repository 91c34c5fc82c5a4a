//! Findings of what lies inside of units: at some time, or at all times.

use super::answer::{Anomaly, FindingCalls, FindingCause, FindingKind};
use super::cost::{Place, Quiet, Whole, finding};
use super::depth::Depth;
use super::inside::{LongerTogether, by_series};
use super::modes::Modes;
use super::rate::Rate;
use super::repeats::Repeated;
use super::scene::Scene;
use super::tallies::{OfSeries, Standing};
use crate::analysis::error_causes::CausesByUnit;
use crate::analysis::flame_graph::Profiler;
use crate::analysis::{Baseline, CauseSelection, Fate, Selection};
use crate::sort::sort_by;
use crate::store::Store;
use crate::units::DurationRange;

/// An operation belongs to what is slower inside if it has at least this part of what was added.
const LEAST_PART: f64 = 0.05;

/// Makes findings of one group.
#[derive(Clone, Copy)]
pub(super) struct Drafts<'a> {
    pub(super) store: &'a Store,
    pub(super) scene: &'a Scene,
    pub(super) quiet: &'a Quiet,
    pub(super) whole: &'a Whole,
}

impl Drafts<'_> {
    /// A finding about all of the time, of some series.
    fn standing(self, kind: FindingKind, series: &[usize]) -> Anomaly {
        let run = 0..self.scene.axis.len();
        let finding = finding(self.store, self.scene, self.quiet, Place { kind, series, run: &run, is_in_time: false });
        // What is expected is what there is.
        Anomaly { expected_failing: 0.0, expected_mean_ns: finding.mean_ns, extra_units: 0.0, added_ns: 0.0, ..finding }
    }

    /// What takes longer inside of units for some time. `None` where no operation does.
    pub(super) fn inside(self, profiler: &Profiler, depth: &Depth, together: &LongerTogether) -> Option<Anomaly> {
        let head = together.rows.first()?;
        let mut parts = by_series(&depth.tracks, head, &together.run);
        let most_ns: f64 = parts.iter().map(|(_, added_ns)| added_ns).sum();
        parts.retain(|&(series, added_ns)| added_ns >= LEAST_PART * most_ns && series < self.scene.scanned.len());
        sort_by(&mut parts, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let series: Vec<usize> = parts.iter().map(|&(series, _)| series).collect();
        if series.is_empty() {
            return None;
        }
        let kind = FindingKind::SlowerInside;
        let place = Place { kind, series: &series, run: &together.run, is_in_time: true };
        let row = depth.tracks.name(self.store, profiler, head.row);
        let added_ns: f64 = together.rows.iter().map(|longer| longer.certain_ns).sum();
        let finding = finding(self.store, self.scene, self.quiet, place);
        let duration_ns = finding.mean_ns * f64::from(finding.units - finding.failing);
        let calls = FindingCalls {
            service: row.service,
            name: row.callee_name.unwrap_or(row.name),
            callee: row.callee.unwrap_or_default(),
            row: Some(row.kind),
            per_unit: depth.tracks.calls(head.row, &series, &together.run) / f64::from(finding.units.max(1)),
            share: head.certain_ns / duration_ns.max(1.0),
        };
        Some(Anomaly { added_ns, cost: self.whole.share_of_time(added_ns), calls: Some(calls), ..finding })
    }

    /// More or fewer units of an operation than the others let expect.
    pub(super) fn rate(self, rate: &Rate) -> Anomaly {
        let kind = if rate.extra > 0.0 { FindingKind::More } else { FindingKind::Fewer };
        let place = Place { kind, series: &[rate.series], run: &rate.run, is_in_time: true };
        let mut finding = finding(self.store, self.scene, self.quiet, place);
        for operation in &mut finding.operations {
            (operation.extra_units, operation.added_ns) = (rate.extra, 0.0);
        }
        let cost = self.whole.share_of_units(rate.extra.abs());
        Anomaly { extra_units: rate.extra, added_ns: 0.0, cost, likelihood_ratio: rate.ratio, ..finding }
    }

    /// A cause that makes units fail at all times, or retries.
    pub(super) fn cause(self, causes: &CausesByUnit, standing: &Standing) -> Anomaly {
        let series: Vec<usize> = standing.series.iter().map(|&(series, ..)| series).collect();
        let kind = if standing.is_retries { FindingKind::Retries } else { FindingKind::Cause };
        let finding = self.standing(kind, &series);
        let sum = |of: fn(&OfSeries) -> u32| standing.series.iter().map(of).sum::<u32>();
        let (units, all) = (sum(|(_, has, _)| has.all), sum(|(_, _, all)| all.all));
        let of = if standing.is_retries { all } else { units };
        let extra = f64::from(sum(|(_, has, _)| has.quiet));
        let key = causes.key(self.store, standing.cause);
        let fate = if standing.is_retries { Fate::Recovered } else { Fate::Cause };
        let within = finding.selection.clone();
        let selection = Selection {
            cause: Some(CauseSelection { key: key.clone(), fate }),
            errors_only: !standing.is_retries,
            ..within.clone()
        };
        let added_ns: f64 = standing.series.iter().map(|(_, has, all)| has.added_ns(all)).sum();
        let (extra_units, added_ns) = if standing.is_retries { (0.0, added_ns) } else { (extra, 0.0) };
        let cost = self.whole.share_of_units(extra_units) + self.whole.share_of_time(added_ns.max(0.0));
        Anomaly {
            failing: if standing.is_retries { finding.failing } else { units },
            extra_units,
            added_ns,
            cost,
            selection,
            baseline: Baseline::Rectangle(within),
            cause: Some(FindingCause { key, units, of }),
            ..finding
        }
    }

    /// Calls that are made again and again: all of them but one could be spared.
    pub(super) fn repeated(self, profiler: &Profiler, repeated: &Repeated) -> Anomaly {
        let finding = self.standing(FindingKind::RepeatedCalls, &[repeated.series]);
        let tree = &profiler.tree;
        let frame = tree.rows[repeated.frame as usize];
        let per_unit = f64::from(repeated.per_unit);
        let calls = FindingCalls {
            service: tree.labels.service_text(self.store, frame.label.service).to_owned(),
            name: tree.labels.name_text(frame.label.operation).to_owned(),
            callee: tree.labels.service_text(self.store, frame.callee).to_owned(),
            row: None,
            per_unit,
            share: repeated.share,
        };
        let added_ns = repeated.path_ns * (1.0 - 1.0 / per_unit.max(1.0));
        Anomaly { added_ns, cost: self.whole.share_of_time(added_ns), calls: Some(calls), ..finding }
    }

    /// The slower heap of the durations of an operation.
    pub(super) fn second_mode(self, modes: &Modes) -> Anomaly {
        let finding = self.standing(FindingKind::SecondMode, &[modes.series]);
        let within = finding.selection.clone();
        let durations = Some(DurationRange { min_ns: modes.from_ns, max_ns: None });
        Anomaly {
            units: modes.slow.units,
            failing: modes.slow.failing,
            mean_ns: modes.slow.mean_ns(),
            expected_mean_ns: modes.fast.mean_ns(),
            added_ns: modes.added_ns,
            cost: self.whole.share_of_time(modes.added_ns),
            selection: Selection { durations, ..within.clone() },
            baseline: Baseline::Rectangle(within),
            ..finding
        }
    }
}
