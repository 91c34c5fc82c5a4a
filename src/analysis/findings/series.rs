//! What the units of one operation are, column by column.

use std::ops::{Add, ControlFlow, Sub};

use super::blocks::{Blocks, Next};
use super::columns::{Free, Prefixes};
use super::percentiles::Percentiles;

pub(super) use super::percentiles::PERCENTS;

/// The number of marks that a unit can have: it fails, or it is slower than one of the percentiles.
pub(super) const MARKS: usize = 1 + PERCENTS.len();

/// The mark of units that fail.
pub(super) const FAILS: usize = 0;

/// The first mark of units that are slower than a percentile.
pub(super) const SLOW: usize = 1;

/// Units added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sums {
    pub(super) units: u32,
    pub(super) marked: [u32; MARKS],
    /// What those take that do not fail.
    pub(super) duration_ns: u128,
}

impl Add for Sums {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let mut sum = self;
        sum.units += other.units;
        sum.duration_ns += other.duration_ns;
        sum.marked.iter_mut().zip(other.marked).for_each(|(marked, other)| *marked += other);
        sum
    }
}

impl Sub for Sums {
    type Output = Self;

    /// What is left without a part.
    fn sub(self, part: Self) -> Self {
        let mut rest = self;
        rest.units -= part.units;
        rest.duration_ns -= part.duration_ns;
        rest.marked.iter_mut().zip(part.marked).for_each(|(marked, part)| *marked -= part);
        rest
    }
}

impl Sums {
    /// How many units can have a mark: all can fail, and those that do not can be slow.
    #[inline]
    pub(super) fn of(&self, mark: usize) -> u32 {
        if mark == FAILS { self.units } else { self.units - self.marked[FAILS] }
    }

    /// The mean duration of those that do not fail. Zero without any.
    pub(super) fn mean_ns(&self) -> f64 {
        ns(self.duration_ns) / f64::from(self.of(SLOW).max(1))
    }

    /// The share of units with a mark among those that can have it. Zero without any.
    pub(super) fn share(&self, mark: usize) -> f64 {
        f64::from(self.marked[mark]) / f64::from(self.of(mark).max(1))
    }
}

/// The duration of many units, for ratios.
#[expect(clippy::cast_precision_loss, reason = "sums of durations are to a billionth")]
pub(super) fn ns(duration_ns: u128) -> f64 {
    duration_ns as f64
}

/// A unit, as far as it matters here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unit {
    pub(super) column: usize,
    pub(super) duration_ns: u64,
    pub(super) fails: bool,
}

/// When a unit is, and how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Timed {
    pub(super) start_ns: u64,
    pub(super) duration_ns: u64,
    pub(super) fails: bool,
}

/// The units of one operation, column by column.
pub(super) type Series = Prefixes<Sums>;

impl Series {
    /// The same with nothing in the columns that are not free.
    pub(super) fn only(&self, free: &Free) -> Self {
        let column = |at: usize| if free.has(at) { self.inside(&(at..at + 1)) } else { Sums::default() };
        Self::of((0..self.columns()).map(column))
    }

    /// The sum of several series.
    pub(super) fn sum<'a>(columns: usize, parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut sums = vec![Sums::default(); columns];
        for series in parts {
            sums.iter_mut().enumerate().for_each(|(at, sum)| *sum = *sum + series.inside(&(at..at + 1)));
        }
        Self::of(sums)
    }
}

/// A series in the making, block by block of its units, which are looked at again and again: until their percentiles are found, and then once
/// more.
#[derive(Debug, Clone)]
pub(super) struct SeriesUnderWay {
    next: Next,
    percentiles: Percentiles,
    /// What units are slower than, once it is found.
    thresholds_ns: Option<[u64; PERCENTS.len()]>,
    sums: Vec<Sums>,
}

impl SeriesUnderWay {
    /// With so many columns, and no unit yet.
    pub(super) fn new(columns: usize) -> Self {
        Self {
            next: Next::default(),
            percentiles: Percentiles::new(),
            thresholds_ns: None,
            sums: vec![Sums::default(); columns],
        }
    }

    /// Looks at the next block of units of some operations, which are the same in every step. `unit` says what each is, and `last` is called with
    /// it the last time that it is looked at. Gives the number of units that were looked at, or the series.
    pub(super) fn step<T>(
        &mut self,
        (all, operations): (&[Blocks<T>], &[usize]),
        unit: impl Fn(&T) -> Unit,
        mut last: impl FnMut(&Unit),
    ) -> ControlFlow<Series, usize> {
        let Some(block) = self.next.of(all, operations) else {
            if self.thresholds_ns.is_some() {
                return ControlFlow::Break(Series::of(std::mem::take(&mut self.sums)));
            }
            self.thresholds_ns = self.percentiles.end_pass();
            return ControlFlow::Continue(0);
        };
        let units = block.iter().map(unit);
        match self.thresholds_ns {
            Some(thresholds_ns) => units.for_each(|unit| {
                self.add(&unit, &thresholds_ns);
                last(&unit);
            }),
            None => self.percentiles.look(units.filter(|unit| !unit.fails).map(|unit| unit.duration_ns)),
        }
        ControlFlow::Continue(block.len())
    }

    #[inline]
    fn add(&mut self, unit: &Unit, thresholds_ns: &[u64; PERCENTS.len()]) {
        let column = &mut self.sums[unit.column];
        column.units += 1;
        if unit.fails {
            column.marked[FAILS] += 1;
            return;
        }
        column.duration_ns += u128::from(unit.duration_ns);
        for (marked, &threshold_ns) in column.marked[SLOW..].iter_mut().zip(thresholds_ns) {
            *marked += u32::from(unit.duration_ns > threshold_ns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::BLOCK;
    use super::*;

    /// The series, and how many units each of its steps looked at.
    fn series(columns: usize, units: &[Unit]) -> (Series, Vec<usize>) {
        let blocks = [units.iter().copied().collect::<Blocks<Unit>>()];
        let mut under_way = SeriesUnderWay::new(columns);
        let mut looked_at = Vec::new();
        loop {
            match under_way.step((&blocks, &[0][..usize::from(!units.is_empty())]), |unit| *unit, |_| {}) {
                ControlFlow::Continue(units) => looked_at.push(units),
                ControlFlow::Break(series) => return (series, looked_at),
            }
        }
    }

    #[test]
    fn units_are_marked_against_their_own_percentiles() {
        let units: Vec<Unit> =
            (0..101).map(|at| Unit { column: usize::from(at >= 51), duration_ns: at, fails: at == 0 }).collect();
        let (series, _) = series(2, &units);
        let [first, second] = [0..1, 1..2].map(|run| series.inside(&run));
        assert_eq!((first.units, first.marked), (51, [1, 25, 0, 0, 0, 0, 0]));
        assert_eq!((second.units, second.marked), (50, [0, 50, 50, 25, 10, 5, 1]));
        assert_eq!(first + second, series.inside(&(0..2)));
        assert_eq!(super::tests::series(2, &[]).0.all(), Sums::default());
    }

    #[test]
    fn no_step_looks_at_more_than_a_block() {
        let unit = |at: u64| Unit { column: 0, duration_ns: at.wrapping_mul(7_919) % 1_000_003, fails: false };
        for blocks in [2, 4] {
            let units: Vec<Unit> = (0..(blocks * BLOCK) as u64).map(unit).collect();
            let (series, looked_at) = series(1, &units);
            assert_eq!(series.all().marked[SLOW] as usize, units.len() * 3 / 4);
            assert!(looked_at.iter().all(|&units| units <= BLOCK));
            let passes = looked_at.iter().sum::<usize>() / units.len();
            assert!((3..=5).contains(&passes), "each unit is looked at {passes} times, however many there are");
        }
    }
}
