//! Counting.

use super::estimates::CellWeights;
use super::numbers::level_of;
use super::percentiles::percentiles;
use super::{Heatmap, HeatmapGeometry};
use crate::analysis::quantile::percentile_of;
use crate::error::{ErrorKind, Result};
use crate::store::{SpanRow, SpanTable};
use crate::units::FailureRule;

/// The percentile of the counts of cells at which colour ends.
const COLOR_CAP_PERCENT: u64 = 95;

/// Units counted by time and duration: what a heatmap is made of.
///
/// # Example
///
/// Counts of one geometry over parts of the units, and the heatmap of all:
///
/// ```
/// use spanlens::analysis::{HeatmapExtent, HeatmapCounts, HeatmapGeometry, HeatmapOptions};
/// use spanlens::sketch::sketch;
/// use spanlens::store::SpanRow;
/// use spanlens::units::FailureRule;
///
/// let store = sketch("shop GET /  0..120\n\n shop GET /  1..2")?;
/// let mut extent = HeatmapExtent::default();
/// extent.add(store.spans(), store.requests().iter());
/// let geometry = HeatmapGeometry::plan(&extent, &HeatmapOptions::default())?;
/// let mut one = HeatmapCounts::new(geometry, FailureRule::Status);
/// let mut other = one.clone();
/// one.add(store.spans(), [SpanRow(0)]);
/// other.add(store.spans(), [SpanRow(1)]);
/// one.merge(&other)?;
/// assert_eq!(one.finish().units, 2);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HeatmapCounts {
    geometry: HeatmapGeometry,
    /// Which units fail.
    rule: FailureRule,
    counts: Vec<u32>,
    errors: Vec<u32>,
    /// The cell and the duration, or the level of the number, of each unit in the range, for the percentiles.
    cells: Vec<u32>,
    durations_ns: Vec<u64>,
    units_outside: u32,
    /// The units in the range that have no number, and the failing ones of these.
    without: (u32, u32),
    /// What the units stand for, where that is asked for.
    weights: Option<CellWeights>,
}

impl HeatmapCounts {
    /// Counts of no units yet.
    #[must_use]
    pub fn new(geometry: HeatmapGeometry, rule: FailureRule) -> Self {
        let cells = geometry.columns() * geometry.rows();
        Self {
            geometry,
            rule,
            counts: vec![0; cells],
            errors: vec![0; cells],
            cells: Vec::new(),
            durations_ns: Vec::new(),
            units_outside: 0,
            without: (0, 0),
            weights: None,
        }
    }

    /// The same, which also estimates what there was before sampling. All units are added with their weights.
    pub(super) fn weighted(self) -> Self {
        let weights = CellWeights::new(self.counts.len());
        Self { weights: Some(weights), ..self }
    }

    /// Counts the units that some rows of a span table stand for. The table may be of a store that is not sealed yet. O(rows).
    pub fn add(&mut self, spans: &SpanTable, rows: impl IntoIterator<Item = SpanRow>) {
        // Not a `for` loop: sets of rows iterate faster from within.
        rows.into_iter().for_each(|row| self.add_one(spans, row, 1.0));
    }

    #[inline]
    pub(super) fn add_one(&mut self, spans: &SpanTable, row: SpanRow, weight: f64) {
        let duration_ns = spans.duration_ns(row);
        match self.geometry.cell_of(spans.start_ns(row), duration_ns) {
            Some(cell) => self.count((cell, duration_ns), spans.fails(row, self.rule), weight),
            None => self.units_outside += 1,
        }
    }

    /// Counts a unit by its number, NaN where it has none.
    #[inline]
    pub(super) fn add_number(&mut self, spans: &SpanTable, row: SpanRow, (number, weight): (f64, f64)) {
        let cell = self.geometry.cell_of_number(spans.start_ns(row), number);
        let fails = spans.fails(row, self.rule);
        match cell {
            Some(_) if number.is_nan() => {
                self.without.0 += 1;
                self.without.1 += u32::from(fails);
            }
            Some(cell) => self.count((cell, level_of(number)), fails, weight),
            None => self.units_outside += 1,
        }
    }

    #[inline]
    fn count(&mut self, (cell, duration_ns): (usize, u64), fails: bool, weight: f64) {
        if let Some(weights) = &mut self.weights {
            weights.add(cell, weight, fails);
        }
        self.counts[cell] += 1;
        self.errors[cell] += u32::from(fails);
        #[expect(clippy::cast_possible_truncation, reason = "at most ten million cells")]
        self.cells.push(cell as u32);
        self.durations_ns.push(duration_ns);
    }

    /// Adds what was counted elsewhere.
    ///
    /// # Errors
    ///
    /// `BadOption` where the geometries or the rules are not the same, or only one of them has estimates.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.geometry != other.geometry {
            let expected = "that of the heatmap which is added to";
            return Err(ErrorKind::BadOption { option: "geometry", expected }.into());
        }
        if self.rule != other.rule {
            let expected = "that of the heatmap which is added to";
            return Err(ErrorKind::BadOption { option: "rule", expected }.into());
        }
        match (&mut self.weights, &other.weights) {
            (Some(weights), Some(other)) => weights.merge(other),
            (None, None) => {}
            _ => return Err(ErrorKind::BadOption { option: "weights", expected: "on both sides or on none" }.into()),
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, other)| *count += other);
        self.errors.iter_mut().zip(&other.errors).for_each(|(errors, other)| *errors += other);
        self.cells.extend_from_slice(&other.cells);
        self.durations_ns.extend_from_slice(&other.durations_ns);
        self.units_outside += other.units_outside;
        self.without.0 += other.without.0;
        self.without.1 += other.without.1;
        Ok(())
    }

    /// The heatmap. O(units + cells).
    #[must_use]
    pub fn finish(self) -> Heatmap {
        let Self { geometry, counts, errors, cells, durations_ns, units_outside, without, weights, .. } = self;
        let units = (&*cells, &*durations_ns);
        let percentiles_ns = percentiles(&counts, geometry.rows(), units);
        let estimates = weights.map(|weights| Box::new(weights.finish(geometry.rows(), units)));
        let map = Heatmap { estimates, ..Heatmap::of(&geometry, (counts, errors), percentiles_ns, units_outside) };
        match geometry.number {
            Some(number) => map.of_numbers(number, geometry.rows.bounds(), without),
            None => map,
        }
    }
}

impl Heatmap {
    /// The heatmap of the units and the failing units of each cell, with the percentiles of each column. No sum is beyond 32 bits.
    pub(super) fn of(
        geometry: &HeatmapGeometry,
        (counts, errors): (Vec<u32>, Vec<u32>),
        [p50_ns, p95_ns, p99_ns]: [Vec<u64>; 3],
        units_outside: u32,
    ) -> Self {
        let mut filled: Vec<u32> = counts.iter().copied().filter(|&count| count > 0).collect();
        let by_column = |cells: &[u32]| -> Vec<u32> {
            cells.chunks_exact(geometry.rows()).map(|column| column.iter().sum()).collect()
        };
        Self {
            range: geometry.range,
            origin_ns: geometry.origin_ns,
            step_ns: geometry.step_ns,
            columns: geometry.columns,
            breaks: geometry.breaks.clone(),
            rows: u32::try_from(geometry.rows()).unwrap_or(u32::MAX),
            row_floors_ns: geometry.rows.floors_ns().collect(),
            column_counts: by_column(&counts),
            column_errors: by_column(&errors),
            units: counts.iter().sum(),
            failing: errors.iter().sum(),
            color_cap: percentile_of(&mut filled, COLOR_CAP_PERCENT),
            counts,
            errors,
            p50_ns,
            p95_ns,
            p99_ns,
            units_outside,
            numbers: None,
            estimates: None,
        }
    }
}
