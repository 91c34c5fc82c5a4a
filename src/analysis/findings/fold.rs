//! Findings in steps, pass by pass.

use std::ops::ControlFlow;

use super::answer::{Anomaly, FindingKind, Findings, Searched};
use super::cost::Whole;
use super::data::{Orphans, limits, spans_to_look_at};
use super::depth::Depths;
use super::explaining::{EXPLAINED, Explaining};
use super::gather::Gathered;
use super::ground::{Ground, Scan, Scanned};
use super::join::{Joined, join};
use super::ranking::rank;
use super::scene::{Scene, SceneUnderWay, Trouble, TroubleScan};
use super::series::ns;
use super::words;
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::store::{Population, RowSet, SpanRow, Store};
use crate::units::{FailureRule, TimeRange};

/// A value explains a second mode with at least this score.
const LEAST_SCORE: f64 = 0.5;

/// To gather a unit takes as long as to look at the time and status of so many spans.
const GATHERED: u32 = 8;

/// So does it to put one into a series.
const IN_SERIES: usize = 2;

/// A span is looked at for its path, its causes, its calls and its modes, which takes so many times as long as one of these alone.
const AT_ONCE: u32 = 2;

/// Findings in the making.
#[derive(Debug)]
pub struct FindingsFold {
    view: View,
    pass: Pass,
}

/// What is looked at.
#[derive(Debug)]
struct View {
    units: RowSet,
    population: Population,
    rule: FailureRule,
    searched: Searched,
    whole: Whole,
    orphans: Orphans,
}

#[derive(Debug)]
enum Pass {
    /// All spans, for what limits the answers, if something does that only they tell.
    Spans(UnitsAhead<1>),
    /// All units, group by group, so far.
    Units(UnitsAhead<1>, Vec<Gathered>),
    /// The groups that are to come, and those that are done.
    Series(Vec<SceneUnderWay>, Vec<Scene>),
    /// What stands out in time: the group at hand, and what was joined in those before it.
    InTime(Vec<Scene>, TroubleScan, Vec<Vec<Joined>>),
    /// The errors among all spans, so far.
    Errors(Ground, Box<Depths>),
    /// What lies inside of all units, so far.
    Depth(UnitsAhead<1>, Ground, Box<Depths>),
    /// What stands out in that: the scans that are to come, the last of them first, and what was found.
    Inside(Ground, Box<Depths>, Vec<Scan>, Vec<Scanned>),
    /// What tells two modes apart: the findings without those, and the operations that have two.
    Modes(Vec<Anomaly>, Explaining),
    /// What explains the costliest ones.
    Explain(Explaining),
}

impl FindingsFold {
    /// Findings among no units yet. The population is what the units are, the rule says which of them fail.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, population: Population, rule: FailureRule) -> Self {
        let pass = Pass::Spans(UnitsAhead::new([spans_to_look_at(store)]));
        let (searched, whole, orphans) = (Searched::default(), Whole::default(), Orphans::default());
        Self { view: View { units, population, rule, searched, whole, orphans }, pass }
    }
}

impl Fold for FindingsFold {
    type Out = Findings;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Findings, Self> {
        let Self { mut view, pass } = self;
        let pass = match pass {
            Pass::Spans(mut ahead) => {
                if ahead.glance(spans, |_, span| view.orphans.add(store, span)) {
                    Pass::Spans(ahead)
                } else {
                    let groups = vec![Gathered::default(); store.sources().groups().len().max(1)];
                    Pass::Units(UnitsAhead::new([view.units.clone()]), groups)
                }
            }
            Pass::Units(mut ahead, mut groups) => {
                let is_under_way = ahead.look(spans, |_, unit| {
                    view.add(store, &mut groups, unit);
                    GATHERED
                });
                if is_under_way { Pass::Units(ahead, groups) } else { series(store, groups) }
            }
            Pass::Series(mut waiting, mut scenes) => {
                next_series(&mut waiting, &mut scenes, spans);
                if waiting.is_empty() { view.in_time(scenes) } else { Pass::Series(waiting, scenes) }
            }
            Pass::InTime(scenes, scan, joined) => match next_scans((scenes, scan, joined), spans) {
                ControlFlow::Continue((scenes, scan, joined)) => Pass::InTime(scenes, scan, joined),
                ControlFlow::Break((scenes, joined)) => {
                    let depths = Box::new(Depths::new(store, &scenes, view.rule));
                    Pass::Errors(Ground::new(scenes, joined), depths)
                }
            },
            Pass::Errors(ground, mut depths) => {
                if depths.search(store, spans) {
                    Pass::Errors(ground, depths)
                } else {
                    Pass::Depth(UnitsAhead::new([view.units.clone()]), ground, depths)
                }
            }
            Pass::Depth(mut ahead, mut ground, mut depths) => {
                let Ground { scenes, quiets, .. } = &mut ground;
                let is_under_way =
                    ahead.look(spans, |_, unit| AT_ONCE * in_depth(depths.add(store, (&mut *scenes, &*quiets), unit)));
                if is_under_way { Pass::Depth(ahead, ground, depths) } else { view.inside(ground, depths) }
            }
            Pass::Inside(ground, depths, mut waiting, mut scanned) => {
                let mut left = spans.max(1);
                while left > 0
                    && let Some(scan) = waiting.last_mut()
                {
                    match ground.scan(&depths, scan, &mut scanned) {
                        Some(work) => left = left.saturating_sub(work),
                        None => drop(waiting.pop()),
                    }
                }
                if waiting.is_empty() {
                    let (findings, modes) = ground.findings(store, (&depths, scanned), &view.whole);
                    Pass::Modes(findings, Explaining::new(modes, usize::MAX))
                } else {
                    Pass::Inside(ground, depths, waiting, scanned)
                }
            }
            Pass::Modes(findings, explaining) => match explaining.step(store, (&view.units, view.rule), spans) {
                ControlFlow::Continue(explaining) => Pass::Modes(findings, explaining),
                ControlFlow::Break(modes) => Pass::Explain(Explaining::new(ranked(findings, modes), EXPLAINED)),
            },
            Pass::Explain(explaining) => match explaining.step(store, (&view.units, view.rule), spans) {
                ControlFlow::Continue(explaining) => Pass::Explain(explaining),
                ControlFlow::Break(findings) => return ControlFlow::Break(view.answer(store, findings)),
            },
        };
        ControlFlow::Continue(Self { view, pass })
    }
}

impl View {
    #[inline]
    fn add(&mut self, store: &Store, groups: &mut [Gathered], unit: SpanRow) {
        let spans = store.spans();
        let start_ns = spans.start_ns(unit);
        self.whole.units += 1;
        self.whole.failing += u32::from(spans.fails(unit, self.rule));
        self.whole.duration_ns += u128::from(spans.duration_ns(unit));
        self.searched.range = Some(TimeRange::with(self.searched.range, start_ns));
        let group = store.traces().group(spans.trace(unit)) as usize;
        groups[group].add(store, unit, self.rule);
    }

    /// Begins to scan, and says what there is to be scanned.
    fn in_time(&mut self, scenes: Vec<Scene>) -> Pass {
        let sum = |of: fn(&Scene) -> usize| number(scenes.iter().map(of).sum());
        let steps: Vec<Option<u64>> = scenes.iter().map(|scene| scene.axis.step_ns()).collect();
        let is_one = steps.windows(2).all(|pair| pair[0] == pair[1]);
        self.searched.columns = sum(|scene| scene.axis.len());
        self.searched.step_ns = steps.first().copied().flatten().filter(|_| is_one);
        self.searched.operations = sum(|scene| scene.operations.len());
        self.searched.operations_together = sum(Scene::left_out);
        let scan = TroubleScan::new(scenes.first().unwrap_or(&Scene::default()), Trouble::Failing);
        Pass::InTime(scenes, scan, Vec::new())
    }

    /// Begins to scan what lies inside of units, and says what that is.
    fn inside(&mut self, ground: Ground, depths: Box<Depths>) -> Pass {
        self.searched.rows = number(depths.by_scene.iter().map(|depth| depth.tracks.len()).sum());
        self.searched.rows_left_out = depths.by_scene.iter().map(|depth| depth.tracks.left_out).sum();
        let scans = ground.scans(&depths, &self.whole);
        let scanned = vec![Scanned::default(); depths.by_scene.len()];
        Pass::Inside(ground, depths, scans, scanned)
    }

    fn answer(self, store: &Store, mut findings: Vec<Anomaly>) -> Findings {
        for finding in &mut findings {
            finding.what = words::what(finding, self.population);
            finding.why = words::why(finding, self.population);
        }
        let Whole { units, failing, duration_ns } = self.whole;
        let mut searched = Searched { units, failing, duration_ns: ns(duration_ns), ..self.searched };
        searched.summary = words::summary(&findings, &searched, self.population);
        Findings { findings, data: limits(store, &self.orphans), searched, compared: None }
    }
}

/// All findings in their order, with the modes that a value explains.
fn ranked(mut findings: Vec<Anomaly>, modes: Vec<Anomaly>) -> Vec<Anomaly> {
    let is_told_apart = |finding: &Anomaly| {
        let attribute = finding.attribute.as_ref().filter(|_| finding.kind == FindingKind::SecondMode);
        attribute.is_some_and(|signal| signal.score.abs() >= LEAST_SCORE)
    };
    findings.extend(modes.into_iter().filter(is_told_apart));
    rank(&mut findings);
    findings
}

/// Begins with the series.
fn series(store: &Store, groups: Vec<Gathered>) -> Pass {
    let known = store.sources().groups();
    let names = known.iter().map(|name| (known.len() > 1).then(|| name.clone())).chain(std::iter::repeat(None));
    let scenes = groups.into_iter().zip(names).filter(|(gathered, _)| gathered.range.is_some());
    let mut waiting: Vec<_> = scenes.map(|(gathered, name)| SceneUnderWay::new(store, gathered, name)).collect();
    waiting.reverse();
    Pass::Series(waiting, Vec::new())
}

/// Makes series until so many units were looked at.
fn next_series(waiting: &mut Vec<SceneUnderWay>, scenes: &mut Vec<Scene>, spans: u32) {
    let mut left = spans as usize;
    while let Some(scene) = waiting.last_mut() {
        match scene.step() {
            ControlFlow::Continue(units) => left = left.saturating_sub(IN_SERIES * units.max(1)),
            ControlFlow::Break(scene) => {
                scenes.push(scene);
                waiting.pop();
            }
        }
        if left == 0 {
            break;
        }
    }
}

type Scanning = (Vec<Scene>, TroubleScan, Vec<Vec<Joined>>);

/// Scans series until so many spans could have been looked at. What was joined in each group when there is nothing left.
fn next_scans(
    (scenes, mut scan, mut joined): Scanning,
    spans: u32,
) -> ControlFlow<(Vec<Scene>, Vec<Vec<Joined>>), Scanning> {
    let mut left = spans.max(1);
    while let Some(scene) = scenes.get(joined.len()) {
        if let Some(work) = scan.step(scene) {
            left = left.saturating_sub(work);
        } else {
            scan = match scan.next_trouble(scene) {
                Ok(scan) => scan,
                Err(hits) => {
                    joined.push(join(scene, hits));
                    let Some(next) = scenes.get(joined.len()) else { break };
                    TroubleScan::new(next, Trouble::Failing)
                }
            };
        }
        if left == 0 {
            return ControlFlow::Continue((scenes, scan, joined));
        }
    }
    ControlFlow::Break((scenes, joined))
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
