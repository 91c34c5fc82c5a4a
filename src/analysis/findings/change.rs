//! What changed in one operation from one group to another.

use std::ops::ControlFlow;

use super::answer::FindingKind;
use super::blocks::Blocks;
use super::inside::ERRORS;
use super::scan::{ALPHA, Expected, is_worth_it, marks, ratio};
use super::series::{FAILS, MARKS, SLOW, SeriesUnderWay, Sums, Unit};
use crate::analysis::attribute_diff::interval;
use crate::analysis::moments::Moments;

/// Fewer units in one of both groups say little of a mean.
const FEWEST_UNITS: u32 = 20;

/// At least so many units more than expected fail.
const FEWEST_FAILING: f64 = 3.0;

/// At least this part of the units fails more than expected.
const LEAST_FAILING: f64 = 0.01;

/// What is certain of a longer mean is at least this part of it.
const LEAST_LONGER: f64 = 0.02;

/// The columns of both groups.
const BEFORE: usize = 0;
const AFTER: usize = 1;

/// The units of an operation in one of both groups.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Side {
    pub(super) sums: Sums,
    /// Of the durations of those that do not fail, in nanoseconds.
    durations: Moments,
}

/// The units of an operation in both groups.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct BothSides {
    pub(super) before: Side,
    pub(super) after: Side,
}

/// A change that is likely no chance, and worth it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Changed {
    pub(super) kind: FindingKind,
    /// The logarithm of the likelihood ratio.
    pub(super) ratio: f64,
    /// The mark that shows it, where one does.
    pub(super) mark: Option<usize>,
}

/// What the logarithm of a likelihood ratio has to be above: each operation is tested for each mark, and for being there at all.
pub(super) fn threshold(operations: usize) -> f64 {
    let tests = u32::try_from(operations * (MARKS + 1)).unwrap_or(u32::MAX);
    libm::log(f64::from(tests.max(1)) / ALPHA)
}

/// The units of an operation in both groups, while they are looked at.
#[derive(Debug, Clone)]
pub(super) struct SidesUnderWay {
    series: SeriesUnderWay,
    durations: [Moments; 2],
}

impl Default for SidesUnderWay {
    fn default() -> Self {
        Self { series: SeriesUnderWay::new(2), durations: [Moments::default(); 2] }
    }
}

impl SidesUnderWay {
    /// Looks at the next units of an operation, each in the column of its group. Gives their number, or both sides.
    #[expect(clippy::cast_precision_loss, reason = "durations are to a billionth")]
    pub(super) fn step(&mut self, units: &[Blocks<Unit>], operation: usize) -> ControlFlow<BothSides, usize> {
        let Self { series, durations } = self;
        let add = |unit: &Unit| {
            if !unit.fails {
                durations[unit.column].push(unit.duration_ns as f64);
            }
        };
        series.step((units, &[operation]), |unit| *unit, add).map_break(|series| {
            let side =
                |column: usize| Side { sums: series.inside(&(column..column + 1)), durations: durations[column] };
            BothSides { before: side(BEFORE), after: side(AFTER) }
        })
    }
}

impl BothSides {
    /// What would be after if it were as before. As it is where there is nothing before.
    pub(super) fn expected(&self) -> Expected {
        let others = if self.before.sums.units == 0 { &self.after.sums } else { &self.before.sums };
        Expected::of(&self.after.sums, others, FAILS)
    }

    /// Whether there are fewer units in one of both groups than say something of a mean.
    pub(super) fn is_few(&self) -> bool {
        self.before.sums.units.min(self.after.sums.units) < FEWEST_UNITS
    }

    /// How much more of the units fail for certain, as a difference of shares: the lower end of Newcombe's interval of five standard errors.
    pub(super) fn certain_share(&self) -> f64 {
        let (before, after) = (&self.before.sums, &self.after.sums);
        let failing = [after.marked[FAILS], before.marked[FAILS]];
        interval(failing, [after.units, before.units], ERRORS).map_or(0.0, |(low, _)| low.max(0.0))
    }

    /// How much larger the mean duration is for certain, in nanoseconds: the difference less five standard errors. Nothing where there are
    /// few units.
    pub(super) fn certain_ns(&self) -> f64 {
        let [before, after] = [&self.before.durations, &self.after.durations];
        if before.count().min(after.count()) < FEWEST_UNITS {
            return 0.0;
        }
        let of_mean = |moments: &Moments| moments.variance() / f64::from(moments.count());
        (after.mean() - before.mean() - ERRORS * (of_mean(before) + of_mean(after)).sqrt()).max(0.0)
    }

    /// What changed, where so many units are before and after.
    pub(super) fn changes(&self, totals: [u32; 2], threshold: f64) -> Vec<Changed> {
        let [before, after] = [self.before.sums.units, self.after.sums.units];
        let all = totals[BEFORE] + totals[AFTER];
        let only = |kind, units, total| {
            let ratio = ratio((units, total), (units, all));
            Some(Changed { kind, ratio, mark: None }).filter(|_| ratio > threshold).into_iter().collect()
        };
        match (before, after) {
            (0, _) => only(FindingKind::New, after, totals[AFTER]),
            (_, 0) => only(FindingKind::Gone, before, totals[BEFORE]),
            _ => self.fails_more(threshold).into_iter().chain(self.is_slower(threshold)).collect(),
        }
    }

    /// The likelihood ratio of a mark after against before.
    fn ratio(&self, mark: usize) -> f64 {
        let (after, all) = (self.after.sums, self.before.sums + self.after.sums);
        ratio((after.marked[mark], after.of(mark)), (all.marked[mark], all.of(mark)))
    }

    fn fails_more(&self, threshold: f64) -> Option<Changed> {
        let Sums { units, marked, .. } = self.after.sums;
        let extra = f64::from(marked[FAILS]) - self.expected().marked;
        let is_worth_it = extra >= FEWEST_FAILING && extra >= LEAST_FAILING * f64::from(units);
        let ratio = self.ratio(FAILS);
        let found = Changed { kind: FindingKind::Failing, ratio, mark: Some(FAILS) };
        (is_worth_it && ratio > threshold).then_some(found)
    }

    /// By the mark with the largest ratio of those that show it, or else by the mean.
    fn is_slower(&self, threshold: f64) -> Option<Changed> {
        let (before, after) = (&self.before.sums, &self.after.sums);
        let shows_it =
            |&mark: &usize| self.ratio(mark) > threshold && is_worth_it(mark, after, Expected::of(after, before, mark));
        let clearest = |marks: &mut dyn Iterator<Item = usize>| {
            marks.min_by(|&a, &b| self.ratio(b).total_cmp(&self.ratio(a)).then(a.cmp(&b)))
        };
        let found = |mark: Option<usize>, ratio| Changed { kind: FindingKind::Slower, ratio, mark };
        if let Some(mark) = clearest(&mut marks(false).filter(shows_it)) {
            return Some(found(Some(mark), self.ratio(mark)));
        }
        let certain_ns = self.certain_ns();
        let is_longer = certain_ns > 0.0 && certain_ns >= LEAST_LONGER * after.mean_ns();
        is_longer.then(|| found(None, (SLOW..MARKS).map(|mark| self.ratio(mark)).fold(0.0, f64::max)))
    }
}
