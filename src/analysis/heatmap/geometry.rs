//! Which columns and rows a heatmap has.

use super::rows::DurationRows;
use super::{HeatmapExtent, HeatmapOptions};
use crate::analysis::lattice::bounds_ns;
use crate::analysis::time_step::{columns, smallest_step_ns};
use crate::error::{ErrorKind, Result};
use crate::units::{DurationRange, TimeRange};

/// The smallest number of columns that can be asked for.
pub const MIN_COLUMNS: u32 = 2;
/// The largest number of columns that can be asked for.
pub const MAX_COLUMNS: u32 = 10_000;
/// The smallest number of rows that can be asked for: the open-ended ones, and one between them.
pub const MIN_ROWS: u32 = 3;
/// The largest number of rows that can be asked for.
pub const MAX_ROWS: u32 = 1_000;

/// The columns and rows of a heatmap. Heatmaps of one geometry add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatmapGeometry {
    pub(super) range: TimeRange,
    pub(super) origin_ns: u64,
    pub(super) step_ns: u64,
    pub(super) columns: u32,
    pub(super) rows: DurationRows,
}

impl HeatmapGeometry {
    /// Decides the geometry for what there is to show. Looks at no units.
    ///
    /// # Errors
    ///
    /// `BadOption` for a number of columns or rows outside of what is allowed.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::analysis::{HeatmapExtent, HeatmapGeometry, HeatmapOptions};
    /// use spanlens::units::TimeRange;
    ///
    /// let hour = TimeRange { from_ns: 0, to_ns: 3_600_000_000_000 };
    /// let options = HeatmapOptions { view: Some(hour), ..HeatmapOptions::default() };
    /// let geometry = HeatmapGeometry::plan(&HeatmapExtent::default(), &options)?;
    /// assert_eq!(geometry.cell_of(3_599_999_999_999, 0), Some(119 * geometry.rows()));
    /// assert_eq!(geometry.cell_of(3_600_000_000_000, 0), None);
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    pub fn plan(extent: &HeatmapExtent, options: &HeatmapOptions) -> Result<Self> {
        let &HeatmapOptions { view, durations, max_columns, max_rows } = options;
        if !(MIN_COLUMNS..=MAX_COLUMNS).contains(&max_columns) {
            let expected = "from 2 to 10000";
            return Err(ErrorKind::BadOption { option: "maxColumns", expected }.into());
        }
        if !(MIN_ROWS..=MAX_ROWS).contains(&max_rows) {
            let expected = "from 3 to 1000";
            return Err(ErrorKind::BadOption { option: "maxRows", expected }.into());
        }
        let durations = durations.unwrap_or_else(|| with_surroundings(extent.durations()));
        let rows = DurationRows::between(bounds_ns(durations, max_rows));
        let shown = view.or_else(|| extent.time()).unwrap_or_default();
        let step_ns = smallest_step_ns(shown, max_columns);
        let columns = columns(shown, step_ns);
        let (origin_ns, end_ns) = (columns.start * step_ns, columns.end.saturating_mul(step_ns));
        let whole = TimeRange { from_ns: origin_ns, to_ns: end_ns };
        let columns = u32::try_from(columns.end - columns.start).unwrap_or(MAX_COLUMNS);
        Ok(Self { range: view.unwrap_or(whole), origin_ns, step_ns, columns, rows })
    }

    /// The number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns as usize
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The cell of a unit by its start and its duration, or `None` where it is not in the range. See
    /// [`Heatmap`](super::Heatmap#shape-and-units) for the order of cells.
    #[must_use]
    #[inline]
    pub fn cell_of(&self, start_ns: u64, duration_ns: u64) -> Option<usize> {
        if !self.range.contains(start_ns) {
            return None;
        }
        // Where the range has no end, the last column has none either.
        let column = ((start_ns - self.origin_ns) / self.step_ns).min(u64::from(self.columns) - 1);
        #[expect(clippy::cast_possible_truncation, reason = "below the number of columns")]
        Some(column as usize * self.rows() + self.rows.row_of(duration_ns))
    }
}

/// Durations that lie within a decade, with room on both sides: what is close together has to look so.
fn with_surroundings(durations: DurationRange) -> DurationRange {
    let DurationRange { min_ns, max_ns } = durations;
    match max_ns {
        Some(max_ns) if max_ns / 10 < min_ns => {
            DurationRange { min_ns: min_ns / 3, max_ns: Some(max_ns.saturating_mul(3)) }
        }
        _ => durations,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_durations_get_room_on_both_sides() {
        let between = |min_ns, max_ns| DurationRange { min_ns, max_ns: Some(max_ns) };
        assert_eq!(with_surroundings(between(9_000, 9_001)), between(3_000, 27_003));
        assert_eq!(with_surroundings(between(100, 1_100)), between(100, 1_100));
        assert_eq!(with_surroundings(between(0, 1)), between(0, 1));
        assert_eq!(with_surroundings(between(u64::MAX - 1, u64::MAX)).max_ns, Some(u64::MAX));
    }
}
