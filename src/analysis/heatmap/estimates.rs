//! Estimates of a heatmap before sampling.

use serde::{Deserialize, Serialize};

use crate::analysis::estimate::{DurationEstimates, Estimate, Estimates, Weighed, percentiles};
use crate::sort::by_number;

/// The percentile of the counts of cells at which colour ends.
const COLOR_CAP: f64 = 0.95;

/// Estimates of a heatmap before sampling, from its stored units. Cells and columns are those of the heatmap.
///
/// The intervals of cells with few units are wide, and cells without units have no estimates.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeatmapEstimates {
    /// The units of each cell.
    pub counts: Estimates,
    /// The failing units of each cell.
    pub errors: Estimates,
    /// The units of each column.
    pub column_counts: Estimates,
    /// The failing units of each column.
    pub column_errors: Estimates,
    /// The share of failing units of each column.
    pub column_error_shares: Estimates,
    /// The median duration of each column. Where rows are of a number there are no percentiles here, but in its own ones.
    pub p50: DurationEstimates,
    /// The 95th percentile of each column.
    pub p95: DurationEstimates,
    /// The 99th percentile of each column.
    pub p99: DurationEstimates,
    /// The units in the range.
    pub units: Estimate,
    /// The failing units in the range.
    pub failing: Estimate,
    /// The count with the strongest colour: the 95th percentile of the counts of non-empty cells. Zero without units.
    pub color_cap: f64,
}

/// The weights of the units of each cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CellWeights {
    counts: Vec<Weighed>,
    errors: Vec<Weighed>,
    /// The weight of each unit in the range, for the percentiles.
    of_units: Vec<f64>,
}

impl CellWeights {
    pub(super) fn new(cells: usize) -> Self {
        Self { counts: vec![Weighed::default(); cells], errors: vec![Weighed::default(); cells], of_units: Vec::new() }
    }

    #[inline]
    pub(super) fn add(&mut self, cell: usize, weight: f64, fails: bool) {
        self.counts[cell].add(weight);
        if fails {
            self.errors[cell].add(weight);
        }
        self.of_units.push(weight);
    }

    /// Adds those of a heatmap of the same cells.
    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(cell, other)| cell.add_all(other));
        self.errors.iter_mut().zip(&other.errors).for_each(|(cell, other)| cell.add_all(other));
        self.of_units.extend_from_slice(&other.of_units);
    }

    /// The estimates, given the rows of a column, and the cell and duration of each unit. O(units · log units + cells).
    pub(super) fn finish(self, rows: usize, (cells, durations_ns): (&[u32], &[u64])) -> HeatmapEstimates {
        let Self { counts, errors, of_units } = self;
        let sum = |of: &[Weighed]| {
            let mut all = Weighed::default();
            for one in of {
                all.add_all(one);
            }
            all
        };
        let by_column = |cells: &[Weighed]| -> Vec<Weighed> { cells.chunks_exact(rows).map(sum).collect() };
        let totals = |of: &[Weighed]| -> Estimates { of.iter().map(Weighed::total).collect() };
        let totals_in = |of: &[Weighed], all: &[Weighed]| -> Estimates {
            of.iter().zip(all).map(|(some, all)| some.total_in(all)).collect()
        };
        let (columns, failing) = (by_column(&counts), by_column(&errors));

        let column_of = |&cell: &u32| u32::try_from(cell as usize / rows).unwrap_or(u32::MAX);
        let weighed = durations_ns.iter().copied().zip(of_units.iter().copied());
        let (mut weighed, starts) = by_number(columns.len(), cells.iter().map(column_of).zip(weighed));
        let of_column = |bounds: &[usize]| percentiles(&mut weighed[bounds[0]..bounds[1]], [50, 95, 99]);
        let lines: Vec<_> = starts.windows(2).map(of_column).collect();
        let [p50, p95, p99] = [0, 1, 2].map(|at| lines.iter().map(|line| line[at]).collect());

        let shares = failing.iter().zip(&columns).map(|(failing, all)| failing.share_in(all));
        HeatmapEstimates {
            column_counts: totals(&columns),
            column_errors: totals_in(&failing, &columns),
            column_error_shares: shares.collect(),
            p50,
            p95,
            p99,
            units: sum(&columns).total(),
            failing: sum(&failing).total_in(&sum(&columns)),
            color_cap: color_cap(&counts),
            errors: totals_in(&errors, &counts),
            counts: totals(&counts),
        }
    }
}

fn color_cap(counts: &[Weighed]) -> f64 {
    let mut filled: Vec<f64> = counts.iter().map(|cell| cell.sum).filter(|&sum| sum > 0.0).collect();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank among cells"
    )]
    let rank = (filled.len() as f64 * COLOR_CAP).ceil() as usize;
    rank.checked_sub(1).map_or(0.0, |at| *filled.select_nth_unstable_by(at, f64::total_cmp).1)
}
