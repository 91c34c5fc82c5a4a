//! The scan inside of units: in which run of columns does a row of the suspects take longer for certain?

use std::ops::{ControlFlow, Range};

use super::columns::{Free, Prefixes, clearer};
use super::join::{clusters, is_half};
use super::rows::{Cell, Track, Tracks};
use super::scan::{RESCANS, is_too_large};
use crate::sort::sort_by;

/// So many standard errors are taken off a difference. That is beyond chance for as many runs and rows as there are.
pub(super) const ERRORS: f64 = 5.0;

/// Fewer units say nothing of how much they vary.
const FEWEST_UNITS: u32 = 10;

/// What is certain has to be this part of the time of all units.
pub(super) const LEAST_PART: f64 = 0.01;

/// A run in which a row takes longer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Longer {
    pub(super) row: u32,
    pub(super) run: Range<usize>,
    /// What is certain, in nanoseconds.
    pub(super) certain_ns: f64,
}

/// Rows that take longer at one time, the one with the largest certain part first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LongerTogether {
    pub(super) rows: Vec<Longer>,
    pub(super) run: Range<usize>,
}

fn sums_of(track: &Track) -> Prefixes<Cell> {
    Prefixes::of(track.cells.iter().copied())
}

/// The runs in which one row takes longer, the clearest first, while they are looked for: each with at least so much for certain. Then without
/// these columns, up to four times more. O(columns² · tracks) for each.
#[derive(Debug, Clone)]
pub(super) struct LongerUnderWay {
    row: u32,
    least_ns: f64,
    /// What the columns of each operation add up to.
    sums: Vec<Prefixes<Cell>>,
    free: Free,
    /// The next column that runs can begin at, and the clearest run so far.
    next: usize,
    best: Option<(Range<usize>, f64)>,
    found: Vec<Longer>,
}

impl LongerUnderWay {
    /// Nothing is found yet. O(columns · tracks).
    pub(super) fn new(tracks: &Tracks, row: u32, columns: usize, least_ns: f64) -> Self {
        let sums = tracks.all.iter().filter(|track| track.row == row).map(sums_of).collect();
        Self { row, least_ns, sums, free: Free::all(columns), next: 0, best: None, found: Vec::new() }
    }

    /// Looks at all runs that begin at the next column. Gives how much work that was, in spans looked at, or what was found when there is no
    /// more to do.
    pub(super) fn step(&mut self) -> ControlFlow<Vec<Longer>, u32> {
        let column = self.free.starts().find(|&(start, _)| start >= self.next);
        if let Some((start, last)) = column {
            self.next = start + 1;
            return ControlFlow::Continue(self.look(start, last));
        }
        self.next = 0;
        if let Some((run, certain_ns)) = self.best.take() {
            self.free.take_out(&run);
            self.found.push(Longer { row: self.row, run, certain_ns });
            if self.found.len() <= RESCANS {
                return ControlFlow::Continue(1);
            }
        }
        ControlFlow::Break(std::mem::take(&mut self.found))
    }

    fn look(&mut self, start: usize, last: usize) -> u32 {
        let wholes: Vec<Cell> = self.sums.iter().map(|sums| sums.in_free(&self.free)).collect();
        let all: u32 = wholes.iter().map(|cell| cell.units).sum();
        let mut runs = 0;
        for end in start + 1..=last {
            let run = start..end;
            let parts = || self.sums.iter().zip(&wholes).map(|(sums, &whole)| (sums.inside(&run), whole));
            let units: u32 = parts().map(|(inside, _)| inside.units).sum();
            if is_too_large(units, all) {
                break;
            }
            runs += 1;
            if units < FEWEST_UNITS || all - units < FEWEST_UNITS {
                continue;
            }
            let certain_ns = certain_ns(parts());
            let is_better = |(other, other_ns): &(_, f64)| clearer((certain_ns, &run), (*other_ns, other)).is_lt();
            if certain_ns >= self.least_ns && self.best.as_ref().is_none_or(is_better) {
                self.best = Some((run, certain_ns));
            }
        }
        runs * u32::try_from(wholes.len()).unwrap_or(u32::MAX).max(1)
    }
}

/// How much longer some calls take for certain: `Σ calls · d − 5 · √(Σ calls² · SE²)` over operations, where `d` is the difference of the means
/// of units inside and outside, and SE its standard error. An operation with a single unit on a side says nothing.
fn certain_ns(parts: impl Iterator<Item = (Cell, Cell)>) -> f64 {
    let (mut difference_ns, mut variance) = (0.0, 0.0);
    for (inside, whole) in parts {
        let outside = whole - inside;
        if inside.units < 2 || outside.units < 2 {
            continue;
        }
        let calls = f64::from(inside.calls);
        difference_ns += calls * (inside.mean() - outside.mean());
        let of_mean = |cell: &Cell| cell.variance() / f64::from(cell.units);
        variance += calls * calls * (of_mean(&inside) + of_mean(&outside));
    }
    difference_ns - ERRORS * variance.sqrt()
}

/// Joins rows that take longer at the same time, as findings in time are joined, around those with the largest certain parts.
pub(super) fn together(mut found: Vec<Longer>) -> Vec<LongerTogether> {
    sort_by(&mut found, |a, b| {
        b.certain_ns.total_cmp(&a.certain_ns).then((a.row, a.run.start).cmp(&(b.row, b.run.start)))
    });
    let clusters = clusters(found, |head, longer| is_half(&head.run, &longer.run)).into_iter();
    clusters.filter_map(|rows| Some(LongerTogether { run: rows.first()?.run.clone(), rows })).collect()
}

/// How much longer a row takes in a run, by the series of its operations: those that take longer.
pub(super) fn by_series(tracks: &Tracks, longer: &Longer, run: &Range<usize>) -> Vec<(usize, f64)> {
    let of_row = tracks.all.iter().filter(|track| track.row == longer.row);
    let of_series = of_row.map(|track| {
        let sums = sums_of(track);
        let inside = sums.inside(run);
        let outside = sums.all() - inside;
        let more = if outside.units == 0 { 0.0 } else { inside.mean() - outside.mean() };
        (track.series, f64::from(inside.calls) * more)
    });
    of_series.filter(|&(_, added_ns)| added_ns > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_looks_at_the_runs_that_begin_at_one_column() {
        const COLUMNS: usize = 60;
        let cell = |units, mean: f64| Cell {
            units,
            calls: units,
            sum: f64::from(units) * mean,
            squares: f64::from(units) * mean * (mean + 1.0),
        };
        let column = |at: usize| cell(20, if (20..30).contains(&at) { 90.0 } else { 10.0 });
        let sums: Vec<Prefixes<Cell>> = (0..4).map(|_| Prefixes::of((0..COLUMNS).map(column))).collect();
        let free = Free::all(COLUMNS);
        let mut longer = LongerUnderWay { row: 7, least_ns: 1.0, sums, free, next: 0, best: None, found: Vec::new() };
        let found = loop {
            match longer.step() {
                ControlFlow::Continue(work) => assert!(work as usize <= COLUMNS * 4, "{work}"),
                ControlFlow::Break(found) => break found,
            }
        };
        assert_eq!(found.iter().map(|longer| (longer.row, longer.run.clone())).collect::<Vec<_>>(), [(7, 20..30)]);
    }
}
