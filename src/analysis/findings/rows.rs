//! What units spend on their critical paths, row by row of the suspects, operation by operation and column by column.

use std::collections::BTreeMap;
use std::ops::{Add, Range, Sub};

use super::scene::Scene;
use crate::analysis::RowName;
use crate::analysis::flame_graph::Profiler;
use crate::analysis::suspects::{RowKey, SuspectRows};
use crate::store::Store;

/// How many kinds of time, each of one operation, are followed: each takes three kilobytes.
pub(super) const MOST_TRACKS: usize = 8_192;

/// The time of one row in units of one operation, in one column.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Cell {
    /// The units that have it.
    pub(super) units: u32,
    pub(super) calls: u32,
    /// Over units, the sum of their mean time per call in nanoseconds, and of its square.
    pub(super) sum: f64,
    pub(super) squares: f64,
}

impl Add for Cell {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            units: self.units + other.units,
            calls: self.calls + other.calls,
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }
}

impl Sub for Cell {
    type Output = Self;

    /// What is left without a part.
    #[inline]
    fn sub(self, part: Self) -> Self {
        Self {
            units: self.units - part.units,
            calls: self.calls - part.calls,
            sum: self.sum - part.sum,
            squares: self.squares - part.squares,
        }
    }
}

impl Cell {
    /// The mean over units. Zero without units.
    pub(super) fn mean(&self) -> f64 {
        self.sum / f64::from(self.units.max(1))
    }

    /// The variance over units as of a sample. Zero with fewer than two.
    pub(super) fn variance(&self) -> f64 {
        let units = f64::from(self.units.max(1));
        ((self.squares - self.sum * self.sum / units) / (units - 1.0).max(1.0)).max(0.0)
    }
}

/// One row of the suspects in the units of one operation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Track {
    pub(super) row: u32,
    pub(super) series: usize,
    pub(super) cells: Vec<Cell>,
}

/// Follows the rows of the units of one group.
#[derive(Debug)]
pub(super) struct Tracks {
    rows: SuspectRows,
    columns: usize,
    /// The number of the row of each part that [`SuspectRows`] knows, and the rows by their numbers.
    row_of_part: Vec<u32>,
    keys: Vec<RowKey>,
    numbers: BTreeMap<RowKey, u32>,
    /// What each row takes of all units, in nanoseconds.
    pub(super) totals_ns: Vec<f64>,
    pub(super) all: Vec<Track>,
    by_row: BTreeMap<(u32, usize), usize>,
    pub(super) left_out: u32,
    /// Nanoseconds and calls of each row in the unit at hand, and the rows that it has.
    current: Vec<(f64, u32)>,
    touched: Vec<u32>,
}

impl Tracks {
    pub(super) fn new(scene: &Scene) -> Self {
        Self {
            rows: SuspectRows::default(),
            columns: scene.axis.len(),
            row_of_part: Vec::new(),
            keys: Vec::new(),
            numbers: BTreeMap::new(),
            totals_ns: Vec::new(),
            all: Vec::new(),
            by_row: BTreeMap::new(),
            left_out: 0,
            current: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Adds the unit that was profiled last.
    pub(super) fn add(&mut self, profiler: &Profiler, (series, column): (usize, usize)) {
        let Self { rows, row_of_part, keys, numbers, totals_ns, current, touched, .. } = self;
        rows.find(profiler);
        for &(part, ns) in rows.entries() {
            while row_of_part.len() <= part as usize {
                let key = rows.row_of(u32::try_from(row_of_part.len()).unwrap_or(u32::MAX));
                let number = *numbers.entry(key).or_insert_with(|| {
                    keys.push(key);
                    totals_ns.push(0.0);
                    current.push((0.0, 0));
                    u32::try_from(keys.len() - 1).unwrap_or(u32::MAX)
                });
                row_of_part.push(number);
            }
            let row = row_of_part[part as usize];
            let (sum, calls) = &mut current[row as usize];
            if *calls == 0 {
                touched.push(row);
            }
            *sum += ns;
            *calls += 1;
        }
        while let Some(row) = self.touched.pop() {
            let (sum_ns, calls) = std::mem::take(&mut self.current[row as usize]);
            self.totals_ns[row as usize] += sum_ns;
            self.put((row, series, column), sum_ns / f64::from(calls), calls);
        }
    }

    fn put(&mut self, (row, series, column): (u32, usize, usize), mean_ns: f64, calls: u32) {
        let Self { all, by_row, left_out, columns, .. } = self;
        let at = by_row.entry((row, series)).or_insert_with(|| {
            if all.len() < MOST_TRACKS {
                all.push(Track { row, series, cells: vec![Cell::default(); *columns] });
                all.len() - 1
            } else {
                *left_out += 1;
                usize::MAX
            }
        });
        if let Some(track) = all.get_mut(*at) {
            let cell = &mut track.cells[column];
            *cell = *cell + Cell { units: 1, calls, sum: mean_ns, squares: mean_ns * mean_ns };
        }
    }

    /// The name of a row.
    pub(super) fn name(&self, store: &Store, profiler: &Profiler, row: u32) -> RowName {
        RowName::of(store, &profiler.tree.labels, &self.keys[row as usize])
    }

    /// How many calls of a row units of some series have in a run.
    pub(super) fn calls(&self, row: u32, series: &[usize], run: &Range<usize>) -> f64 {
        let tracks = self.all.iter().filter(|track| track.row == row && series.contains(&track.series));
        let calls = tracks.flat_map(|track| &track.cells[run.clone()]).map(|cell| f64::from(cell.calls));
        calls.sum()
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
}
