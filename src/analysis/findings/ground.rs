//! What was found in each group so far, and the findings that are made of it.

use std::ops::ControlFlow;

use super::answer::Anomaly;
use super::cost::{Quiet, Whole, finding_in_time};
use super::depth::Depths;
use super::inside::{LEAST_PART, Longer, LongerTogether, LongerUnderWay, together};
use super::join::{Joined, is_half};
use super::rate::{Rate, rates};
use super::scene::{Scene, Trouble};
use super::series::ns;
use super::standing::Drafts;
use crate::sort::sort_by;
use crate::store::Store;

/// What it costs to scan how many units an operation has, in spans looked at: about as long.
const RATES: u32 = 1 << 16;

/// How many operations with two modes are looked at for a value that tells these apart.
const MOST_MODES: usize = 5;

/// The groups, with what stands out in time.
#[derive(Debug, Clone, Default)]
pub(super) struct Ground {
    pub(super) scenes: Vec<Scene>,
    joined: Vec<Vec<Joined>>,
    pub(super) quiets: Vec<Quiet>,
}

impl Ground {
    pub(super) fn new(scenes: Vec<Scene>, joined: Vec<Vec<Joined>>) -> Self {
        let quiet = |(scene, joined): (&Scene, &Vec<Joined>)| {
            Quiet::of(scene, joined.iter().map(|joined| (&joined.series[..], &joined.run)))
        };
        let quiets = scenes.iter().zip(&joined).map(quiet).collect();
        Self { scenes, joined, quiets }
    }

    /// The scans that are left: of each group all rows that can be worth it, and the rates of all operations.
    pub(super) fn scans(&self, depths: &Depths, whole: &Whole) -> Vec<Scan> {
        let least_ns = LEAST_PART * ns(whole.duration_ns);
        let mut scans = Vec::new();
        for (at, depth) in depths.by_scene.iter().enumerate() {
            let rows = depth.tracks.totals_ns.iter().zip(0..).filter(|&(&total_ns, _)| total_ns >= least_ns);
            scans.extend(rows.map(|(_, row)| Scan::Row { scene: at, row, least_ns, longer: None }));
            let series = 0..self.scenes.get(at).map_or(0, |scene| scene.scanned.len());
            scans.extend(series.map(|series| Scan::Rate { scene: at, series, is_done: false }));
        }
        scans.reverse();
        scans
    }

    /// Goes on with a scan. Gives how much work that was, in spans looked at, and nothing when it is done.
    pub(super) fn scan(&self, depths: &Depths, scan: &mut Scan, scanned: &mut [Scanned]) -> Option<u32> {
        match scan {
            Scan::Row { scene, row, least_ns, longer } => {
                let (scene, columns) = (*scene, self.scenes[*scene].axis.len());
                let begin = || Box::new(LongerUnderWay::new(&depths.by_scene[scene].tracks, *row, columns, *least_ns));
                match longer.get_or_insert_with(begin).step() {
                    ControlFlow::Continue(work) => Some(work),
                    ControlFlow::Break(found) => {
                        scanned[scene].longer.extend(found);
                        None
                    }
                }
            }
            Scan::Rate { scene, series, is_done } => {
                if std::mem::replace(is_done, true) {
                    return None;
                }
                scanned[*scene].rates.extend(rates(&self.scenes[*scene], *series));
                Some(RATES)
            }
        }
    }

    /// All findings but second modes, and then operations with two modes, those with the costliest first.
    pub(super) fn findings(
        &self,
        store: &Store,
        (depths, scanned): (&Depths, Vec<Scanned>),
        whole: &Whole,
    ) -> (Vec<Anomaly>, Vec<Anomaly>) {
        let (mut findings, mut modes) = (Vec::new(), Vec::new());
        for (at, scanned) in scanned.into_iter().enumerate() {
            let drafts = Drafts { store, scene: &self.scenes[at], quiet: &self.quiets[at], whole };
            let depth = &depths.by_scene[at];
            findings.extend(self.of_group(at, drafts, depths, scanned));
            modes.extend(depth.durations.finish().iter().map(|modes| drafts.second_mode(modes)));
        }
        sort_by(&mut modes, |a: &Anomaly, b| b.cost.total_cmp(&a.cost));
        modes.truncate(MOST_MODES);
        (findings, modes)
    }

    fn of_group(&self, at: usize, drafts: Drafts, depths: &Depths, Scanned { longer, rates }: Scanned) -> Vec<Anomaly> {
        let Drafts { store, scene, quiet, whole } = drafts;
        let (profiler, depth) = (&depths.profiler, &depths.by_scene[at]);
        let joined = &self.joined[at];
        let mut findings: Vec<Anomaly> =
            joined.iter().map(|joined| finding_in_time(store, scene, quiet, joined, whole)).collect();
        // What is slower in time at the same time says the same.
        let is_told = |longer: &LongerTogether| {
            joined.iter().any(|joined| joined.trouble == Trouble::Slow && is_half(&joined.run, &longer.run))
        };
        let inside = together(longer).into_iter().filter(|longer| !is_told(longer));
        findings.extend(inside.filter_map(|together| drafts.inside(profiler, depth, &together)));
        findings.extend(rates.iter().map(|rate| drafts.rate(rate)));
        findings.extend(depth.tallies.finish().iter().map(|standing| drafts.cause(&depths.causes, standing)));
        findings.extend(depth.repeats.finish().iter().map(|repeated| drafts.repeated(profiler, repeated)));
        findings
    }
}

/// A scan of one series of numbers.
#[derive(Debug, Clone)]
pub(super) enum Scan {
    /// Of a row of the suspects, once it has begun.
    Row { scene: usize, row: u32, least_ns: f64, longer: Option<Box<LongerUnderWay>> },
    /// Of how many units an operation has.
    Rate { scene: usize, series: usize, is_done: bool },
}

/// What these scans found in a group.
#[derive(Debug, Clone, Default)]
pub(super) struct Scanned {
    longer: Vec<Longer>,
    rates: Vec<Rate>,
}
