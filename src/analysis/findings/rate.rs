//! The rate: in which run of columns is an operation a larger or a smaller part of the traffic?
//!
//! Expected numbers follow from the other operations: at night, and in a general burst, all operations occur less or more often.

use std::ops::Range;

use super::columns::{Free, Prefixes};
use super::scan::{RESCANS, is_too_large, ratio};
use super::scene::Scene;
use super::series::Series;

/// A surge has three times as many units as expected, or more, and a stop a tenth, or less.
const SURGE: f64 = 3.0;
const STOP: f64 = 0.1;

/// So many units more or fewer, at least.
const FEWEST: f64 = 20.0;

/// A surge is at least this part of all units in its time, beyond what is expected, and what stops would have been at least that part.
const LEAST_SURGE: f64 = 0.2;
const LEAST_STOP: f64 = 0.01;

/// A run in which there are more or fewer units of an operation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rate {
    pub(super) series: usize,
    pub(super) run: Range<usize>,
    pub(super) ratio: f64,
    /// How many units more than expected, or fewer.
    pub(super) extra: f64,
}

/// A surge is one by the clock, too, with twice the units a second, and a stop with half of them: where others stop, an operation is a larger
/// part of the traffic and no surge.
const BY_CLOCK: f64 = 2.0;

/// What each column has: units of one operation, those of all others, and its length.
struct Traffic {
    own: Prefixes<u32>,
    others: Prefixes<u32>,
    seconds: Prefixes<f64>,
}

impl Traffic {
    fn of(scene: &Scene, series: usize) -> Self {
        let columns = || 0..scene.axis.len();
        let units = |series: &Series, column: usize| series.before(column + 1).units - series.before(column).units;
        let own = |column: usize| units(&scene.series[series], column);
        let all = |column: usize| scene.series.iter().map(|series| units(series, column)).sum::<u32>();
        Self {
            own: Prefixes::of(columns().map(own)),
            others: Prefixes::of(columns().map(|column| all(column) - own(column))),
            seconds: Prefixes::of(columns().map(|column| scene.axis.range(&(column..column + 1)).seconds())),
        }
    }

    fn inside(&self, run: &Range<usize>) -> [u32; 2] {
        [self.own.inside(run), self.others.inside(run)]
    }

    fn in_free(&self, free: &Free) -> [u32; 2] {
        [self.own.in_free(free), self.others.in_free(free)]
    }

    /// The units of the operation a second inside of a run, over those in the free columns outside.
    fn factor(&self, free: &Free, run: &Range<usize>, [inside, outside]: [u32; 2]) -> f64 {
        let seconds = self.seconds.inside(run);
        let rate = |units: u32, seconds: f64| f64::from(units) / seconds.max(1e-9);
        let before = rate(outside, self.seconds.in_free(free) - seconds);
        if before > 0.0 { rate(inside, seconds) / before } else { f64::INFINITY }
    }
}

/// The runs in which an operation comes more or less often than the others let expect, the clearest first. O(columns² + columns · found).
pub(super) fn rates(scene: &Scene, series: usize) -> Vec<Rate> {
    let traffic = Traffic::of(scene, series);
    let mut free = Free::all(scene.axis.len());
    let mut found: Vec<Rate> = Vec::new();
    while found.len() <= RESCANS {
        let Some(rate) = clearest(&traffic, &free, (series, scene.threshold())) else { break };
        free.take_out(&rate.run);
        found.push(rate);
    }
    found
}

fn clearest(traffic: &Traffic, free: &Free, (series, threshold): (usize, f64)) -> Option<Rate> {
    let [own, others] = traffic.in_free(free);
    let mut best: Option<Rate> = None;
    for (start, last) in free.starts() {
        for end in start + 1..=last {
            let run = start..end;
            let [inside, beside] = traffic.inside(&run);
            if is_too_large(inside + beside, own + others) {
                break;
            }
            let (own_out, others_out) = (own - inside, others - beside);
            if others_out == 0 {
                continue;
            }
            let expected = f64::from(beside) * f64::from(own_out) / f64::from(others_out);
            let extra = f64::from(inside) - expected;
            if !is_worth_it(f64::from(inside), expected, f64::from(inside + beside)) {
                continue;
            }
            let (few, all) =
                if extra > 0.0 { ([inside, beside], [own, others]) } else { ([beside, inside], [others, own]) };
            let ratio = ratio((few[0], few[0] + few[1]), (all[0], all[0] + all[1]));
            let least = best.as_ref().map_or(threshold, |best| best.ratio);
            let factor = traffic.factor(free, &run, [inside, own_out]);
            let is_by_clock = if extra > 0.0 { factor >= BY_CLOCK } else { factor * BY_CLOCK <= 1.0 };
            if ratio > least && is_by_clock {
                let ratio = ratio / dispersion(traffic, free, &run);
                best = if ratio > least { Some(Rate { series, run, ratio, extra }) } else { best };
            }
        }
    }
    best
}

fn is_worth_it(inside: f64, expected: f64, all: f64) -> bool {
    let extra = inside - expected;
    if extra > 0.0 {
        extra >= FEWEST && inside >= SURGE * expected && extra >= LEAST_SURGE * all
    } else {
        -extra >= FEWEST && inside <= STOP * expected && -extra >= LEAST_STOP * all
    }
}

/// How much more the columns outside of a run vary than chance lets them: Pearson's statistic by degree of freedom, at least 1. A batch job
/// that comes every ten minutes is no surge each time.
fn dispersion(traffic: &Traffic, free: &Free, run: &Range<usize>) -> f64 {
    let mut outside = free.clone();
    outside.take_out(run);
    let [own, others] = traffic.in_free(&outside).map(f64::from);
    let part = own / (own + others).max(1.0);
    if part <= 0.0 || part >= 1.0 {
        return 1.0;
    }
    let (mut sum, mut columns) = (0.0, 0.0);
    for column in outside.stretches().flatten() {
        let [own, others] = traffic.inside(&(column..column + 1)).map(f64::from);
        let units = own + others;
        if units > 0.0 {
            sum += (own - units * part).powi(2) / (units * part * (1.0 - part));
            columns += 1.0;
        }
    }
    (sum / f64::max(columns - 1.0, 1.0)).max(1.0)
}
