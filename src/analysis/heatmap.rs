//! The heatmap: when requests ran, how long they took, and which failed.
//!
//! A [`HeatmapExtent`] finds the range of times and durations, a [`HeatmapGeometry`] decides the columns and rows, and [`HeatmapCounts`]
//! counts; a [`HeatmapFold`] does all three over the units of a store. Counts of parts can be added. Units are given by their rows in a
//! span table, sealed or not; the code here does not depend on the population.

mod counted;
mod counts;
mod estimates;
mod extent;
mod fold;
mod gaps;
mod geometry;
mod numbers;
mod percentiles;
mod rows;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Fold, NumberRange, Selection};
use crate::error::Result;
use crate::store::{RowSet, Store};
use crate::units::{DurationRange, FailureRule, TimeRange};

pub use counted::{CountedCell, CountedColumn};
pub use counts::HeatmapCounts;
pub use estimates::HeatmapEstimates;
pub use extent::HeatmapExtent;
pub use fold::HeatmapFold;
pub use gaps::HeatmapGaps;
pub use geometry::{HeatmapGeometry, MAX_COLUMNS, MAX_ROWS, MIN_COLUMNS, MIN_ROWS};
pub use numbers::{HeatmapNumbers, level_of, number_of};
pub use rows::DurationRows;

/// The range and the resolution of a heatmap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HeatmapOptions {
    /// The time to show. `None` for the time of all units.
    pub view: Option<TimeRange>,
    /// The durations of the inner rows; all others are counted in the outermost rows. `None` for the durations of all units.
    pub durations: Option<DurationRange>,
    /// A number of units that rows are of, in place of their durations, with the range of it that the inner rows show. `None` for durations.
    pub number: Option<NumberRange>,
    /// The largest number of columns, from 2 to 10,000: [`MIN_COLUMNS`] and [`MAX_COLUMNS`].
    pub max_columns: u32,
    /// The largest number of rows, from 3 to 1,000: [`MIN_ROWS`] and [`MAX_ROWS`].
    pub max_rows: u32,
    /// Whether gaps between units have no columns, if they are longer than a tenth of the shown time.
    pub leaves_out_gaps: bool,
}

impl Default for HeatmapOptions {
    fn default() -> Self {
        Self { view: None, durations: None, number: None, max_columns: 200, max_rows: 60, leaves_out_gaps: false }
    }
}

/// Counts by time and duration.
///
/// # Shape and units
///
/// A unit that starts at `t` and takes `d` is in column `(t − origin) / step`, minus the columns left out before it, and in the row with the largest floor that is
/// not above `d`. Cells are ordered by column, then by row from short to long: cell `(column, row)` is at `column · rows + row`. The lists for columns have
/// `columns` entries each, the lists for cells `columns · rows`.
///
/// The first row, `[0, second floor)`, and the last, `[last floor, ∞)`, are open-ended: shorter and longer durations are counted there,
/// zero durations in the first.
///
/// `Σ counts = Σ column_counts = units`, and likewise for errors. `units + units_outside` is the number of given units.
///
/// Where rows are of a number of units, [`numbers`](Self::numbers) has their bounds and percentiles, those of durations are empty, and units
/// without that number are in no cell: `units + units_without + units_outside` is the number of units given then.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Heatmap {
    /// The shown time: the view, or otherwise the time of all columns. The outermost columns may extend beyond a view, but count only units
    /// within it.
    pub range: TimeRange,
    /// Where the first column begins, in nanoseconds since the Unix epoch; a multiple of the step.
    pub origin_ns: u64,
    /// The width of a column in nanoseconds.
    pub step_ns: u64,
    /// The number of columns.
    pub columns: u32,
    /// The gaps where columns are left out, in ascending order.
    pub breaks: Vec<TimeBreak>,
    /// The number of rows.
    pub rows: u32,
    /// The shortest duration of each row in nanoseconds, ascending. The first is zero. Empty where rows are of a number.
    #[serde(with = "crate::column")]
    pub row_floors_ns: Vec<u64>,
    /// The units of each cell.
    #[serde(with = "crate::column")]
    pub counts: Vec<u32>,
    /// The failing units of each cell.
    #[serde(with = "crate::column")]
    pub errors: Vec<u32>,
    /// The units of each column.
    #[serde(with = "crate::column")]
    pub column_counts: Vec<u32>,
    /// The failing units of each column.
    #[serde(with = "crate::column")]
    pub column_errors: Vec<u32>,
    /// The median duration of each column in nanoseconds: exactly the smallest duration in it of rank ≥ ⌈n/2⌉. Zero where it is
    /// empty.
    #[serde(with = "crate::column")]
    pub p50_ns: Vec<u64>,
    /// The 95th percentile of each column, likewise.
    #[serde(with = "crate::column")]
    pub p95_ns: Vec<u64>,
    /// The 99th percentile of each column, likewise.
    #[serde(with = "crate::column")]
    pub p99_ns: Vec<u64>,
    /// The units in the range.
    pub units: u32,
    /// The failing units in the range.
    pub failing: u32,
    /// The units that start outside of the range.
    pub units_outside: u32,
    /// The count with the strongest colour: the 95th percentile of the counts of non-empty cells, so that one hot row does not wash out the
    /// rest. Zero without units.
    pub color_cap: u32,
    /// What rows are of, where that is not the duration.
    #[serde(default)]
    pub numbers: Option<Box<HeatmapNumbers>>,
    /// Estimates before sampling, if requested. All other numbers count stored units.
    #[serde(default)]
    pub estimates: Option<Box<HeatmapEstimates>>,
}

/// A gap in the time axis: empty columns that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeBreak {
    /// The column after the gap. Never the first.
    pub column: u32,
    /// How many columns are left out. At least one.
    pub skipped: u64,
}

/// The heatmap of the units in `rows`; the rule says which of them fail.
///
/// The step is the smallest of [the ladder](super::time_step::steps_ns) that gives at most the requested number of columns, not counting
/// those left out; row floors are [the finest of the lattice](super::lattice::bounds_ns) that give at most the requested number of rows.
/// Without a zoom into durations, rows cover the durations of all given units, in view or not, so that the axis stays unchanged while time
/// is panned. Without units, the heatmap is empty.
///
/// # Errors
///
/// `BadOption` if the number of columns or rows is out of bounds.
///
/// # Complexity
///
/// O(units + cells), and 12 bytes for each unit in view while it runs. Where rows are of a number, what it takes to
/// [find that](super::unit_numbers) besides.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{HeatmapOptions, heatmap};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch(
///     "shop GET /   0..120
///
///      shop GET /   30..150 !
///
///      shop GET /   1100..1105",
/// )?;
/// let options = HeatmapOptions { max_columns: 2, max_rows: 5, ..HeatmapOptions::default() };
/// let map = heatmap(&store, store.requests(), &options, FailureRule::Status)?;
/// assert_eq!((map.step_ns, map.columns), (1_000_000_000, 2));
/// assert_eq!(map.row_floors_ns, [0, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]);
/// assert_eq!(map.counts, [0, 0, 0, 2, 0, 0, 1, 0, 0, 0]);
/// assert_eq!(map.column_errors, [1, 0]);
/// assert_eq!(map.p50_ns, [120_000_000, 5_000_000]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn heatmap(store: &Store, rows: &RowSet, options: &HeatmapOptions, rule: FailureRule) -> Result<Heatmap> {
    HeatmapFold::new(store, rows.clone(), options, rule).run(store)
}

impl Heatmap {
    /// The time of a run of columns, clipped to the shown range, including the gaps between these columns. Columns beyond the last are
    /// empty.
    #[must_use]
    pub fn time_of(&self, columns: Range<u32>) -> TimeRange {
        let border = |column: u32, skipped: u64| {
            let offset_ns = u64::from(column.min(self.columns)).saturating_add(skipped).saturating_mul(self.step_ns);
            let border_ns = self.origin_ns.saturating_add(offset_ns);
            border_ns.clamp(self.range.from_ns, self.range.to_ns.max(self.range.from_ns))
        };
        let from_ns = border(columns.start, self.skipped_before(columns.start));
        // A run ends where its last column does, not where the next one begins.
        let skipped = self.skipped_before(columns.end.saturating_sub(1).max(columns.start));
        TimeRange { from_ns, to_ns: border(columns.end.max(columns.start), skipped) }
    }

    /// How many columns are left out before a column.
    fn skipped_before(&self, column: u32) -> u64 {
        self.breaks.iter().take_while(|at| at.column <= column).map(|at| at.skipped).sum()
    }

    /// The durations of a run of rows, where rows are of durations. The last row has no upper bound.
    #[must_use]
    pub fn durations_of(&self, rows: Range<u32>) -> DurationRange {
        let floor_ns = |row: u32| self.row_floors_ns.get(row as usize).copied();
        DurationRange { min_ns: floor_ns(rows.start).unwrap_or(u64::MAX), max_ns: floor_ns(rows.end) }
    }

    /// The selection of a rectangle of cells, as numbers: it selects exactly the units counted in those cells.
    ///
    /// An outermost row without units belongs to its neighbour, so that a view need not draw it: a rectangle that reaches the
    /// uppermost row with units has no upper bound. A rectangle over all rows leaves durations open; where rows are of an attribute,
    /// it selects the units that have it.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::analysis::{HeatmapOptions, heatmap, select};
    /// use spanlens::sketch::sketch;
    /// use spanlens::units::FailureRule;
    ///
    /// let store = sketch("shop GET /  0..120\n\n shop GET /  1..2")?;
    /// let map = heatmap(&store, store.requests(), &HeatmapOptions::default(), FailureRule::Status)?;
    /// let slow = map.rectangle(0..1, map.rows / 2..map.rows);
    /// assert_eq!(slow.durations.and_then(|range| range.max_ns), None);
    /// assert_eq!(select(&store, store.requests(), &slow, FailureRule::Status)?.count(), 1);
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    #[must_use]
    pub fn rectangle(&self, columns: Range<u32>, rows: Range<u32>) -> Selection {
        let is_empty = |row: u32| {
            let mut cells = self.counts.iter().skip(row as usize).step_by(self.rows.max(1) as usize);
            cells.all(|&count| count == 0)
        };
        let (mut from, mut to) = (rows.start, rows.end.min(self.rows));
        if from == 1 && from < to && is_empty(0) {
            from = 0;
        }
        if to + 1 == self.rows && from < to && is_empty(to) {
            to = self.rows;
        }
        let is_narrowed = (from, to) != (0, self.rows);
        // Units without a number are in no cell: a rectangle over all rows leaves them out, too.
        let numbers = self.numbers.as_ref().filter(|numbers| is_narrowed || !numbers.of.is_of_all());
        Selection {
            time: Some(self.time_of(columns)),
            durations: (is_narrowed && self.numbers.is_none()).then(|| self.durations_of(from..to)),
            number: numbers.map(|numbers| numbers.range_of(from..to)),
            ..Selection::default()
        }
    }
}
