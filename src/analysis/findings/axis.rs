//! The columns of time that findings are looked for in.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::{ControlFlow, Range};

use super::blocks::{BLOCK, Blocks, Next};
use super::series::Timed;
use crate::analysis::time_step::{column_of, columns, smallest_step_ns};
use crate::units::TimeRange;

/// The most columns, but for those that end at a gap.
pub(super) const MOST_COLUMNS: u32 = 120;

/// A stretch without units is a gap if it is longer than this part of the whole time.
const GAP_PART: u64 = 10;

/// To put starts in order takes about so many times as long as to look at them.
const SORT: usize = 8;

/// Time in columns. Every unit is in one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Axis {
    /// There are no units.
    #[default]
    Empty,
    /// Columns of one width, aligned to the epoch as those of heatmaps: the number of the first, how many there are, their width.
    Steps { first: u64, count: usize, step_ns: u64 },
    /// Columns of nearly as many units each, as time has gaps: the first and the last start in each.
    Counts { bounds_ns: Vec<(u64, u64)> },
}

impl Axis {
    /// The number of columns.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Steps { count, .. } => *count,
            Self::Counts { bounds_ns } => bounds_ns.len(),
        }
    }

    /// The column of a unit.
    pub(super) fn column_of(&self, start_ns: u64) -> usize {
        match self {
            Self::Empty => 0,
            Self::Steps { first, count, step_ns } => {
                let column = column_of(start_ns, *step_ns).saturating_sub(*first);
                usize::try_from(column).unwrap_or(usize::MAX).min(count.saturating_sub(1))
            }
            Self::Counts { bounds_ns } => bounds_ns.partition_point(|&(first, _)| first <= start_ns).saturating_sub(1),
        }
    }

    /// The time of some columns in a row: it holds the starts of their units and of no others.
    pub(super) fn range(&self, run: &Range<usize>) -> TimeRange {
        match self {
            Self::Empty => TimeRange::default(),
            Self::Steps { first, step_ns, .. } => {
                let bound = |column: usize| (first + column as u64).saturating_mul(*step_ns);
                TimeRange { from_ns: bound(run.start), to_ns: bound(run.end) }
            }
            Self::Counts { bounds_ns } => {
                let inside = bounds_ns.get(run.clone()).unwrap_or_default();
                let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return TimeRange::default() };
                TimeRange { from_ns: first.0, to_ns: last.1.saturating_add(1) }
            }
        }
    }

    /// The width of columns that have one width.
    pub(super) fn step_ns(&self) -> Option<u64> {
        match self {
            Self::Steps { step_ns, .. } => Some(*step_ns),
            Self::Empty | Self::Counts { .. } => None,
        }
    }
}

/// Columns in the making. Units are looked at in blocks, which are the same in every step.
#[derive(Debug, Clone)]
pub(super) struct AxisUnderWay {
    range: Option<TimeRange>,
    pass: Pass,
    next: Next,
}

#[derive(Debug, Clone)]
enum Pass {
    /// Whether columns of one width have gaps: the first and the last start in each.
    Gaps(Axis, Vec<Option<(u64, u64)>>),
    /// They have: the starts of each block, ascending.
    Sorted(Vec<Vec<u64>>),
    /// All starts, ascending.
    Merged(Merge),
}

impl AxisUnderWay {
    /// The columns for units with starts in a range; none where there are no units.
    pub(super) fn new(range: Option<TimeRange>) -> Self {
        let axis = range.map_or(Axis::Empty, |range| {
            let step_ns = smallest_step_ns(range, MOST_COLUMNS);
            let columns = columns(range, step_ns);
            let count = usize::try_from(columns.end - columns.start).unwrap_or(1);
            Axis::Steps { first: columns.start, count, step_ns }
        });
        let bounds = vec![None; axis.len()];
        Self { range, pass: Pass::Gaps(axis, bounds), next: Next::default() }
    }

    /// Looks at the next block of units of all these operations. Gives how much work that was, in units looked at, or the columns.
    pub(super) fn step(&mut self, (units, operations): (&[Blocks<Timed>], &[usize])) -> ControlFlow<Axis, usize> {
        if let Pass::Merged(starts) = &mut self.pass {
            return starts.step();
        }
        match (&mut self.pass, self.next.of(units, operations)) {
            (Pass::Gaps(axis, bounds), Some(block)) => {
                for &Timed { start_ns, .. } in block {
                    let (first, last) = bounds[axis.column_of(start_ns)].get_or_insert((start_ns, start_ns));
                    *first = start_ns.min(*first);
                    *last = start_ns.max(*last);
                }
                ControlFlow::Continue(block.len())
            }
            (Pass::Gaps(axis, bounds), None) => {
                if longest_pause_ns(bounds) <= whole_ns(self.range) / GAP_PART {
                    return ControlFlow::Break(std::mem::take(axis));
                }
                self.pass = Pass::Sorted(Vec::new());
                ControlFlow::Continue(1)
            }
            (Pass::Sorted(sorted), Some(block)) => {
                let mut starts_ns: Vec<u64> = block.iter().map(|unit| unit.start_ns).collect();
                starts_ns.sort_unstable();
                sorted.push(starts_ns);
                ControlFlow::Continue(block.len() * SORT)
            }
            (Pass::Sorted(sorted), None) => {
                self.pass = Pass::Merged(Merge::new(std::mem::take(sorted), self.range));
                ControlFlow::Continue(1)
            }
            (Pass::Merged(_), _) => ControlFlow::Continue(0),
        }
    }
}

/// Starts that are put in order, and into columns of nearly as many each.
#[derive(Debug, Clone)]
struct Merge {
    /// Blocks of starts, each of which ascends, and the place of the next one in each.
    sorted: Vec<Vec<u64>>,
    places: Vec<usize>,
    /// The next one of each block.
    heads: BinaryHeap<Reverse<(u64, usize)>>,
    /// How many a column is to hold, and how long it may pause.
    target: usize,
    longest_pause_ns: u64,
    /// The columns so far, and how many the last one holds.
    bounds_ns: Vec<(u64, u64)>,
    held: usize,
}

impl Merge {
    fn new(sorted: Vec<Vec<u64>>, range: Option<TimeRange>) -> Self {
        let count: usize = sorted.iter().map(Vec::len).sum();
        let heads = sorted.iter().enumerate().filter_map(|(at, block)| Some(Reverse((*block.first()?, at))));
        Self {
            places: vec![0; sorted.len()],
            heads: heads.collect(),
            target: count.div_ceil(MOST_COLUMNS as usize),
            longest_pause_ns: whole_ns(range) / GAP_PART,
            bounds_ns: Vec::new(),
            held: 0,
            sorted,
        }
    }

    fn step(&mut self) -> ControlFlow<Axis, usize> {
        for _ in 0..BLOCK / SORT {
            let Some(Reverse((start_ns, at))) = self.heads.pop() else {
                return ControlFlow::Break(Axis::Counts { bounds_ns: std::mem::take(&mut self.bounds_ns) });
            };
            self.add(start_ns);
            self.places[at] += 1;
            self.heads.extend(self.sorted[at].get(self.places[at]).map(|&next_ns| Reverse((next_ns, at))));
        }
        ControlFlow::Continue(BLOCK)
    }

    fn add(&mut self, start_ns: u64) {
        match self.bounds_ns.last_mut() {
            // Units that start together stay together.
            Some((_, last))
                if *last == start_ns || (self.held < self.target && start_ns - *last <= self.longest_pause_ns) =>
            {
                *last = start_ns;
                self.held += 1;
            }
            _ => {
                self.bounds_ns.push((start_ns, start_ns));
                self.held = 1;
            }
        }
    }
}

/// From the first start to the last one.
fn whole_ns(range: Option<TimeRange>) -> u64 {
    range.map_or(0, |range| range.to_ns.saturating_sub(1).saturating_sub(range.from_ns))
}

/// The longest stretch between the last start in a column and the first in a later one, none between them. Longer ones are in no column.
fn longest_pause_ns(bounds: &[Option<(u64, u64)>]) -> u64 {
    let mut filled = bounds.iter().flatten();
    let Some(&(_, mut last_ns)) = filled.next() else { return 0 };
    let pause_ns = |&(first_ns, next_ns): &(u64, u64)| first_ns - std::mem::replace(&mut last_ns, next_ns);
    filled.map(pause_ns).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    /// The columns for units with these starts.
    fn axis(starts_ns: &[u64]) -> Axis {
        let unit = |&start_ns: &u64| Timed { start_ns, ..Timed::default() };
        let units = [starts_ns.iter().map(unit).collect::<Blocks<Timed>>()];
        let range = starts_ns.iter().fold(None, |range, &start_ns| Some(TimeRange::with(range, start_ns)));
        let mut under_way = AxisUnderWay::new(range);
        loop {
            match under_way.step((&units, &[0][..usize::from(!starts_ns.is_empty())])) {
                ControlFlow::Continue(work) => assert!(work <= BLOCK * SORT),
                ControlFlow::Break(axis) => return axis,
            }
        }
    }

    #[test]
    fn columns_of_one_width_are_those_of_a_heatmap() {
        let starts: Vec<u64> = (0..3_600).map(|second| second * SECOND).collect();
        let axis = super::tests::axis(&starts);
        assert_eq!((axis.len(), axis.step_ns()), (120, Some(30 * SECOND)));
        assert_eq!(axis.column_of(59 * SECOND), 1);
        assert_eq!(axis.range(&(2..4)), TimeRange { from_ns: 60 * SECOND, to_ns: 120 * SECOND });
    }

    #[test]
    fn where_time_has_gaps_columns_have_equal_counts() {
        let night = 10_000 * SECOND;
        let starts: Vec<u64> = (0..240)
            .chain(0..240)
            .enumerate()
            .map(|(at, second)| second * SECOND + if at < 240 { 0 } else { night })
            .collect();
        let axis = super::tests::axis(&starts);
        assert_eq!((axis.len(), axis.step_ns()), (120, None));
        for (column, &start) in starts.iter().enumerate().map(|(at, start)| (at / 4, start)) {
            assert_eq!(axis.column_of(start), column);
        }
        assert_eq!(axis.range(&(59..60)), TimeRange { from_ns: 236 * SECOND, to_ns: 239 * SECOND + 1 });
    }

    #[test]
    fn columns_of_many_units_are_those_of_few() {
        let night = 100_000 * SECOND;
        // Each start again and again, and in no order.
        let starts: Vec<u64> = (0..240 * 300)
            .map(|at| at * 7_919 % 240)
            .map(|at| at * SECOND + if at < 120 { 0 } else { night })
            .collect();
        let few: Vec<u64> = (0..240).map(|at| at * SECOND + if at < 120 { 0 } else { night }).collect();
        assert_eq!(axis(&starts), axis(&few));
    }

    #[test]
    fn every_unit_is_in_the_range_of_its_column() {
        let cases: [&[u64]; 6] =
            [&[7], &[0, u64::MAX], &[5, 5, 5, 6], &[0, 1, 2, 1_000], &[u64::MAX - 1, u64::MAX], &[0, 10, 11, 21, 200]];
        for starts in cases {
            let axis = super::tests::axis(starts);
            for &start in starts {
                let column = axis.column_of(start);
                assert!(axis.range(&(column..column + 1)).contains(start), "{start} of {starts:?} in {axis:?}");
            }
        }
        assert_eq!(axis(&[]).len(), 0);
    }
}
