//! The scan: in which run of columns is the share of marked units larger than chance explains?
//!
//! The statistic is the spatial scan statistic of Kulldorff (1997) in one dimension, for marks that a unit has or has not (Bernoulli)
//! and for how many units there are at all (Poisson).

use std::ops::{ControlFlow, Range};

use super::columns::{Free, clearer};
use super::series::{FAILS, MARKS, SLOW, Series, Sums, ns};

/// The chance that anything is found where nothing is wrong, before effects are looked at.
pub(super) const ALPHA: f64 = 1e-4;

/// How often a series is scanned again without what was found in it.
pub(super) const RESCANS: usize = 4;

/// A run holds at most so many tenths of the units.
pub(super) const MOST_TENTHS: u32 = 9;

/// What a ratio costs, in spans looked at.
const RATIO: u32 = 4;

/// A run of columns in which more units have a mark.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) run: Range<usize>,
    pub(super) mark: usize,
    /// The logarithm of the likelihood ratio.
    pub(super) ratio: f64,
}

/// What would be in a run if it were as elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    pub(super) marked: f64,
    pub(super) duration_ns: f64,
}

impl Expected {
    /// Of some units with the share and the mean of others. Where no other does not fail, durations are as expected.
    pub(super) fn of(inside: &Sums, others: &Sums, mark: usize) -> Self {
        let mean_ns = if others.of(SLOW) == 0 { inside.mean_ns() } else { others.mean_ns() };
        Self {
            marked: f64::from(inside.of(mark)) * others.share(mark),
            duration_ns: f64::from(inside.of(SLOW)) * mean_ns,
        }
    }
}

/// What a run is looked for with: how likely it has to be, and what it has to be worth.
pub(super) struct Wanted<'a> {
    /// Which marks.
    pub(super) marks: Range<usize>,
    /// What the logarithm of the likelihood ratio has to be above.
    pub(super) threshold: f64,
    /// What would be in a run if it were as in the free columns outside of it.
    pub(super) expected: &'a dyn Fn(&Range<usize>, usize) -> Expected,
    /// What it costs to find that out, in spans looked at: about as long.
    pub(super) work: u32,
}

/// The number of runs of so many columns.
pub(super) fn runs(columns: usize) -> f64 {
    let columns = f64::from(u32::try_from(columns).unwrap_or(u32::MAX));
    columns * (columns + 1.0) / 2.0
}

/// A scan under way, column by column that runs can begin at: for the run and the mark with the largest ratio above a threshold, of those that
/// are worth it. Of equal ratios the shortest run, then the first one, then the first mark. O(columns² · marks) in all.
#[derive(Debug, Clone, Default)]
pub(super) struct ScanUnderWay {
    /// The next column.
    next: usize,
    best: Option<Found>,
}

impl ScanUnderWay {
    /// Looks at all runs that begin at the next free column. The series, the columns and what is wanted are the same in every step. Gives how
    /// much work that was, or what was found when there is no such column.
    pub(super) fn step(&mut self, series: &Series, free: &Free, wanted: &Wanted) -> ControlFlow<Option<Found>, u32> {
        let all = series.in_free(free);
        // All of them are marks that the same units can have.
        let units_in = |sums: &Sums| sums.of(wanted.marks.start);
        let all_units = units_in(&all);
        let marks = wanted.marks.clone().filter(|&mark| all.marked[mark] > 0);
        let wholes: Vec<(usize, Whole)> = marks.map(|mark| (mark, Whole::new(all.marked[mark], all_units))).collect();
        let column = free.starts().find(|&(start, _)| start >= self.next).filter(|_| !wholes.is_empty());
        let Some((start, last)) = column else { return ControlFlow::Break(self.best.take()) };
        self.next = start + 1;
        let mut work = 0;
        for end in start + 1..=last {
            let run = start..end;
            let units = units_in(series.before(end)) - units_in(series.before(start));
            if is_too_large(units, all_units) {
                break;
            }
            for (mark, whole) in &wholes {
                work += RATIO;
                let marked = series.before(end).marked[*mark] - series.before(start).marked[*mark];
                let found = Found { run: run.clone(), mark: *mark, ratio: whole.ratio(marked, units) };
                let is_before = |best: &Found| found.is_before(best);
                if found.ratio <= wanted.threshold || !self.best.as_ref().is_none_or(is_before) {
                    continue;
                }
                work += wanted.work;
                if is_worth_it(*mark, &series.inside(&run), (wanted.expected)(&run, *mark)) {
                    self.best = Some(found);
                }
            }
        }
        ControlFlow::Continue(work)
    }
}

/// Whether a run holds too much of all to have an outside.
pub(super) fn is_too_large(units: u32, all: u32) -> bool {
    u64::from(units) * 10 > u64::from(all) * u64::from(MOST_TENTHS)
}

impl Found {
    fn is_before(&self, other: &Self) -> bool {
        let order = clearer((self.ratio, &self.run), (other.ratio, &other.run));
        order.then(self.mark.cmp(&other.mark)).is_lt()
    }
}

/// Whether what is more in a run is worth to be told: at least 3 failures, with the share doubled and a hundredth higher; or the share
/// of slow ones a tenth higher, and a fiftieth of the time inside added.
pub(super) fn is_worth_it(mark: usize, inside: &Sums, expected: Expected) -> bool {
    let (units, marked) = (f64::from(inside.of(mark)), f64::from(inside.marked[mark]));
    if mark == FAILS {
        return marked - expected.marked >= 3.0
            && marked >= 2.0 * expected.marked
            && marked - expected.marked >= 0.01 * units;
    }
    let duration_ns = ns(inside.duration_ns);
    marked - expected.marked >= 0.1 * units && duration_ns - expected.duration_ns >= 0.02 * duration_ns
}

/// The marks of a kind of trouble: failures, or slowness against one of the percentiles.
pub(super) fn marks(is_failing: bool) -> Range<usize> {
    if is_failing { FAILS..SLOW } else { SLOW..MARKS }
}

/// All units of a scan, with what a ratio needs of them.
struct Whole {
    marked: u32,
    units: u32,
    /// The logarithm of the likelihood where the share is the same everywhere.
    likelihood: f64,
}

impl Whole {
    fn new(marked: u32, units: u32) -> Self {
        Self { marked, units, likelihood: likelihood(marked, units) }
    }

    /// The logarithm of the likelihood ratio: of shares that differ inside and outside to one share for all. Zero where the share inside is
    /// not the larger one.
    #[inline]
    fn ratio(&self, marked: u32, units: u32) -> f64 {
        let (others_marked, others) = (self.marked - marked, self.units - units);
        // marked / units > others_marked / others
        if u64::from(marked) * u64::from(others) <= u64::from(others_marked) * u64::from(units) {
            return 0.0;
        }
        likelihood(marked, units) + likelihood(others_marked, others) - self.likelihood
    }
}

/// The logarithm of the likelihood of so many marked units, at the share that they have.
fn likelihood(marked: u32, units: u32) -> f64 {
    let term = |part: u32| {
        let part = f64::from(part);
        if part > 0.0 { part * libm::log(part / f64::from(units)) } else { 0.0 }
    };
    term(marked) + term(units - marked)
}

/// The logarithm of the likelihood ratio of marked units inside a run against all.
pub(super) fn ratio((marked, units): (u32, u32), (all_marked, all): (u32, u32)) -> f64 {
    Whole::new(all_marked, all).ratio(marked, units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_the_definition() {
        // 8 of 10 inside, 2 of 90 outside, 10 of 100 in all.
        let part =
            |marked: f64, units: f64| marked * (marked / units).ln() + (units - marked) * (1.0 - marked / units).ln();
        let expected = part(8.0, 10.0) + part(2.0, 90.0) - part(10.0, 100.0);
        assert!((ratio((8, 10), (10, 100)) - expected).abs() < 1e-12);
        assert!(expected > 17.0);
    }

    #[test]
    fn a_step_looks_at_the_runs_that_begin_at_one_column() {
        const COLUMNS: u32 = 120;
        let column = |at: u32| {
            let mut marked = [0; MARKS];
            marked[SLOW..].fill(at % 7 * 10);
            Sums { units: 100, marked, duration_ns: 1000 }
        };
        let (series, free) = (Series::of((0..COLUMNS).map(column)), Free::all(COLUMNS as usize));
        // Everything is above the threshold and has to be weighed.
        let expected = |_: &Range<usize>, _: usize| Expected { marked: 0.0, duration_ns: 0.0 };
        let wanted = Wanted { marks: marks(false), threshold: 0.0, expected: &expected, work: 200 };
        let (mut scan, mut steps) = (ScanUnderWay::default(), 0);
        let found = loop {
            match scan.step(&series, &free, &wanted) {
                ControlFlow::Continue(work) => assert!(work <= COLUMNS * 6 * (RATIO + 200), "{work}"),
                ControlFlow::Break(found) => break found,
            }
            steps += 1;
        };
        assert_eq!(steps, COLUMNS);
        assert!(found.is_some());
    }

    #[test]
    fn fewer_inside_than_outside_is_no_evidence() {
        for (inside, all) in [((0, 10), (10, 100)), ((1, 10), (10, 100)), ((0, 0), (10, 100)), ((0, 10), (0, 100))] {
            assert!(ratio(inside, all).abs() < 1e-12, "{inside:?} {all:?}");
        }
        assert!((ratio((10, 10), (10, 100)) - 32.508_297_339_144_82).abs() < 1e-9, "all of them are inside");
    }

    #[test]
    fn small_effects_are_not_worth_it() {
        let sums = |units, failing, slow, duration_ns| {
            let mut marked = [0; MARKS];
            (marked[FAILS], marked[1]) = (failing, slow);
            Sums { units, marked, duration_ns }
        };
        for (mark, inside, (marked, duration_ns), expected) in [
            (FAILS, sums(100, 3, 0, 0), (0.0, 0.0), true),
            (FAILS, sums(100, 2, 0, 0), (0.0, 0.0), false),
            (FAILS, sums(1000, 9, 0, 0), (0.0, 0.0), false),
            (FAILS, sums(100, 30, 0, 0), (16.0, 0.0), false),
            (1, sums(100, 0, 40, 1000), (25.0, 900.0), true),
            (1, sums(100, 0, 34, 1000), (25.0, 900.0), false),
            (1, sums(100, 0, 40, 1000), (25.0, 981.0), false),
        ] {
            assert_eq!(is_worth_it(mark, &inside, Expected { marked, duration_ns }), expected, "{mark} {inside:?}");
        }
    }
}
