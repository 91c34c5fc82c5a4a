//! Which columns and rows a heatmap has.

use std::ops::Range;

use super::numbers::level_of;
use super::rows::DurationRows;
use super::{HeatmapExtent, HeatmapOptions, TimeBreak};
use crate::analysis::lattice::bounds_ns;
use crate::analysis::number_lattice::{NumberExtent, number_bounds};
use crate::analysis::time_step::{columns, steps_ns};
use crate::analysis::{NumberRange, UnitNumber};
use crate::error::{ErrorKind, Result};
use crate::units::{DurationRange, TimeRange};

/// The smallest number of columns that a question may request.
pub const MIN_COLUMNS: u32 = 2;
/// The largest number of columns that a question may request.
pub const MAX_COLUMNS: u32 = 10_000;
/// The smallest number of rows that a question may request: the two open-ended ones, and one between them.
pub const MIN_ROWS: u32 = 3;
/// The largest number of rows that a question may request.
pub const MAX_ROWS: u32 = 1_000;

/// The columns and rows of a heatmap. Heatmaps of one geometry add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatmapGeometry {
    pub(super) range: TimeRange,
    pub(super) origin_ns: u64,
    pub(super) step_ns: u64,
    pub(super) columns: u32,
    pub(super) breaks: Vec<TimeBreak>,
    pub(super) rows: DurationRows,
    /// Of which number the rows are, where they are not of durations.
    pub(super) number: Option<UnitNumber>,
}

impl HeatmapGeometry {
    /// Decides the geometry from an extent. It does not see units, and so leaves out no gaps: see [`plan_without`](Self::plan_without).
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
        Self::plan_without(extent, options, &[])
    }

    /// The time that is shown.
    #[must_use]
    pub fn shown(extent: &HeatmapExtent, options: &HeatmapOptions) -> TimeRange {
        options.view.or_else(|| extent.time()).unwrap_or_default()
    }

    /// Decides the geometry, without the columns that lie wholly within gaps. The gaps are ascending and within the shown time.
    ///
    /// # Errors
    ///
    /// As [`plan`](Self::plan).
    pub fn plan_without(extent: &HeatmapExtent, options: &HeatmapOptions, gaps: &[TimeRange]) -> Result<Self> {
        let rows = || {
            let durations = options.durations.unwrap_or_else(|| with_surroundings(extent.durations()));
            DurationRows::between(bounds_ns(durations, options.max_rows))
        };
        Self::with_rows(extent, options, gaps, (rows, None))
    }

    /// The same with rows of a number that units have.
    pub(super) fn plan_numbers(
        extent: &HeatmapExtent,
        options: &HeatmapOptions,
        gaps: &[TimeRange],
        (number, numbers): (&NumberRange, &NumberExtent),
    ) -> Result<Self> {
        let rows = || {
            let bounds = number_bounds(numbers, (number.min, number.max), options.max_rows);
            DurationRows::of_levels(bounds.into_iter().map(level_of).collect())
        };
        Self::with_rows(extent, options, gaps, (rows, Some(number.of.clone())))
    }

    fn with_rows(
        extent: &HeatmapExtent,
        options: &HeatmapOptions,
        gaps: &[TimeRange],
        (rows, of): (impl FnOnce() -> DurationRows, Option<UnitNumber>),
    ) -> Result<Self> {
        let &HeatmapOptions { view, max_columns, max_rows, .. } = options;
        if !(MIN_COLUMNS..=MAX_COLUMNS).contains(&max_columns) {
            let expected = "from 2 to 10000";
            return Err(ErrorKind::BadOption { option: "maxColumns", expected }.into());
        }
        if !(MIN_ROWS..=MAX_ROWS).contains(&max_rows) {
            let expected = "from 3 to 1000";
            return Err(ErrorKind::BadOption { option: "maxRows", expected }.into());
        }
        let rows = rows();
        let pieces = pieces(Self::shown(extent, options), gaps);
        let fits = |&step_ns: &u64| count(&runs(&pieces, step_ns)) <= u64::from(max_columns);
        let step_ns = steps_ns().find(fits).or_else(|| steps_ns().last()).unwrap_or(1);
        let runs = runs(&pieces, step_ns);
        let (first, end) = runs.first().zip(runs.last()).map_or((0, 0), |(first, last)| (first.start, last.end));
        let (origin_ns, end_ns) = (first * step_ns, end.saturating_mul(step_ns));
        let whole = TimeRange { from_ns: origin_ns, to_ns: end_ns };
        let columns = number(count(&runs));
        Ok(Self { range: view.unwrap_or(whole), origin_ns, step_ns, columns, breaks: breaks(&runs), rows, number: of })
    }

    /// The time that is shown. See [`Heatmap::range`](super::Heatmap::range).
    #[must_use]
    pub fn range(&self) -> TimeRange {
        self.range
    }

    /// The width of a column in nanoseconds.
    #[must_use]
    pub fn step_ns(&self) -> u64 {
        self.step_ns
    }

    /// The shortest duration of each row in nanoseconds, ascending. The first is zero. Where rows are of durations.
    pub fn row_floors_ns(&self) -> impl Iterator<Item = u64> + '_ {
        self.rows.floors_ns()
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

    /// The cell of a unit by its start and its duration, or `None` if it is outside of the range, or in a gap. See
    /// [`Heatmap`](super::Heatmap#shape-and-units) for the order of cells.
    #[must_use]
    #[inline]
    pub fn cell_of(&self, start_ns: u64, duration_ns: u64) -> Option<usize> {
        Some(self.column_at(start_ns)? * self.rows() + self.rows.row_of(duration_ns))
    }

    /// The cell of a unit by its start and its number, likewise.
    #[inline]
    pub(super) fn cell_of_number(&self, start_ns: u64, number: f64) -> Option<usize> {
        Some(self.column_at(start_ns)? * self.rows() + self.rows.row_of_level(level_of(number)))
    }

    /// The column of a start, or `None` where it is not in the range, or in a gap.
    #[inline]
    fn column_at(&self, start_ns: u64) -> Option<usize> {
        self.range.contains(start_ns).then(|| self.column_of((start_ns - self.origin_ns) / self.step_ns)).flatten()
    }

    /// How many steps there are from the first column to the end of the last, those that are left out counted.
    pub(super) fn steps(&self) -> u64 {
        if self.range.to_ns == u64::MAX {
            // Where the range has no end, the last column has none either.
            return u64::MAX;
        }
        u64::from(self.columns) + self.breaks.iter().map(|at| at.skipped).sum::<u64>()
    }

    /// The column that is so many steps behind the first, those that are left out counted, or `None` in a gap.
    #[inline]
    pub(super) fn column_of(&self, steps: u64) -> Option<usize> {
        let mut column = steps;
        for &TimeBreak { column: after, skipped } in &self.breaks {
            if column >= u64::from(after) {
                column = column.checked_sub(skipped).filter(|&column| column >= u64::from(after))?;
            }
        }
        // Where the range has no end, the last column has none either.
        let column = column.min(u64::from(self.columns.checked_sub(1)?));
        usize::try_from(column).ok()
    }
}

/// What gaps leave of a range.
fn pieces(range: TimeRange, gaps: &[TimeRange]) -> Vec<TimeRange> {
    let starts = std::iter::once(range.from_ns).chain(gaps.iter().map(|gap| gap.to_ns));
    let ends = gaps.iter().map(|gap| gap.from_ns).chain([range.to_ns]);
    starts.zip(ends).map(|(from_ns, to_ns)| TimeRange { from_ns, to_ns }).collect()
}

/// The runs of columns that pieces of time touch, in ascending order. Runs without a column between them are one.
fn runs(pieces: &[TimeRange], step_ns: u64) -> Vec<Range<u64>> {
    let mut runs: Vec<Range<u64>> = Vec::new();
    for &piece in pieces {
        let next = columns(piece, step_ns);
        match runs.last_mut() {
            Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
            _ => runs.push(next),
        }
    }
    runs
}

fn count(runs: &[Range<u64>]) -> u64 {
    runs.iter().map(|run| run.end - run.start).sum()
}

fn breaks(runs: &[Range<u64>]) -> Vec<TimeBreak> {
    let mut column = 0;
    let between = runs.windows(2).map(|pair| {
        column += pair[0].end - pair[0].start;
        TimeBreak { column: number(column), skipped: pair[1].start - pair[0].end }
    });
    between.collect()
}

fn number(columns: u64) -> u32 {
    u32::try_from(columns).unwrap_or(MAX_COLUMNS)
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
