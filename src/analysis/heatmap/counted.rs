//! A heatmap from counts of another program, such as a database.

use super::{Heatmap, HeatmapGeometry};
use crate::analysis::count::count_of;
use crate::error::{Error, ErrorKind, Result};

/// The units of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedCell {
    /// When its column begins, in steps of the geometry since the epoch.
    pub step: u64,
    /// The shortest duration of its row: one of [`HeatmapGeometry::row_floors_ns`].
    pub floor_ns: u64,
    /// The units in it, within the shown range.
    pub units: u64,
    /// The failing ones of these.
    pub failing: u64,
}

/// The percentiles of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedColumn {
    /// When it begins, in steps of the geometry since the epoch.
    pub step: u64,
    /// The 50th, 95th and 99th percentile of the durations of its units: see [`Heatmap::p50_ns`].
    pub percentiles_ns: [u64; 3],
}

impl Heatmap {
    /// The heatmap of cells in any order: the same as of the units themselves. A cell may come in parts. O(cells).
    ///
    /// # Errors
    ///
    /// `Limit` if there are more than 2³² − 1 units; `BadOption` if a cell or a column does not fit the geometry.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::analysis::{CountedCell, CountedColumn, Heatmap, HeatmapExtent, HeatmapGeometry, HeatmapOptions};
    ///
    /// let extent = HeatmapExtent::of((2_000_000_000, 2_000_000_000), Some(5_000), 5_000);
    /// let geometry = HeatmapGeometry::plan(&extent, &HeatmapOptions::default())?;
    /// let step = 2_000_000_000 / geometry.step_ns();
    /// let cell = CountedCell { step, floor_ns: 5_000, units: 7, failing: 1 };
    /// let column = CountedColumn { step, percentiles_ns: [5_000; 3] };
    /// let map = Heatmap::from_cells(&geometry, &[cell], &[column], 0)?;
    /// assert_eq!((map.units, map.failing, map.p99_ns[0]), (7, 1, 5_000));
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    pub fn from_cells(
        geometry: &HeatmapGeometry,
        cells: &[CountedCell],
        columns: &[CountedColumn],
        units_outside: u64,
    ) -> Result<Self> {
        // No sum of parts is larger than that of all.
        count_of(cells.iter().map(|cell| cell.units).sum(), "units in a heatmap")?;
        let column_of = |step: u64| {
            let steps = step.checked_sub(geometry.origin_ns / geometry.step_ns);
            steps.filter(|&steps| steps < geometry.steps()).and_then(|steps| geometry.column_of(steps)).ok_or_else(none)
        };
        let mut counts = vec![0; geometry.columns() * geometry.rows()];
        let mut errors = counts.clone();
        for &CountedCell { step, floor_ns, units, failing } in cells {
            let cell = column_of(step)? * geometry.rows() + geometry.rows.row_of(floor_ns);
            counts[cell] += count_of(units, "units in a heatmap")?;
            errors[cell] += count_of(failing, "units in a heatmap")?;
        }
        let mut percentiles_ns = [(); 3].map(|()| vec![0; geometry.columns()]);
        for &CountedColumn { step, percentiles_ns: of_column } in columns {
            let column = column_of(step)?;
            percentiles_ns.iter_mut().zip(of_column).for_each(|(line, value_ns)| line[column] = value_ns);
        }
        let units_outside = count_of(units_outside, "units outside of a heatmap")?;
        Ok(Self::of(geometry, (counts, errors), percentiles_ns, units_outside))
    }
}

fn none() -> Error {
    ErrorKind::BadOption { option: "a cell", expected: "one of the geometry" }.into()
}
