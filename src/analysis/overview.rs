//! The overview: rate, errors and duration of each operation.

mod counted;
mod estimates;
mod fold;
mod red;
mod summary;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::error::Result;
use crate::store::{RowSet, Store};
use crate::units::{FailureRule, TimeRange};

pub use counted::CountedOperation;
pub use estimates::{OverviewEstimates, RedEstimate, RedEstimates};
pub use fold::OverviewFold;
pub use red::{CountedSide, Red, RedColumns};

/// The units on one side of an overview.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The units.
    pub rows: &'a RowSet,
    /// The time range that they were taken from; rates are per second of it.
    pub range: TimeRange,
}

/// Rate, errors and duration of each operation: the service and the name of a unit's own span. Errors are failing units.
///
/// # Shape and units
///
/// `services`, `names` and all columns of `selection` and of `baseline` have one entry for each operation that either side has, ordered by
/// the selection's count, largest first, then by the baseline's, then by service, then by name, both as text. An operation that a side does
/// not have is zero there.
///
/// On either side, `Σ counts = total.count` and `Σ errors = total.errors`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The service of each operation, empty if unknown.
    pub services: Vec<String>,
    /// The name of each operation.
    pub names: Vec<String>,
    /// The selection, operation by operation.
    pub selection: RedColumns,
    /// The selection as a whole.
    pub selection_total: Red,
    /// The baseline, operation by operation, if there is one.
    pub baseline: Option<RedColumns>,
    /// The baseline as a whole, if there is one.
    pub baseline_total: Option<Red>,
    /// Estimates before sampling, if requested. All other numbers count stored units.
    #[serde(default)]
    pub estimates: Option<Box<OverviewEstimates>>,
}

/// The overview of a selection and, if given, of a baseline. The rule says which units fail.
///
/// # Errors
///
/// `Limit` if no histogram can hold the durations, which has not occurred on any machine with memory for the store.
///
/// # Complexity
///
/// O(units + operations · buckets of a histogram), and 20 bytes for each unit while it runs.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{Side, overview};
/// use spanlens::sketch::{ORIGIN_NS, sketch};
/// use spanlens::units::{FailureRule, TimeRange};
///
/// let store = sketch(
///     "shop GET /cart   0..120 !
///
///      shop GET /       10..30
///
///      shop GET /       20..60",
/// )?;
/// let range = TimeRange { from_ns: ORIGIN_NS, to_ns: ORIGIN_NS + 2_000_000_000 };
/// let answer = overview(&store, Side { rows: store.requests(), range }, None, FailureRule::Status)?;
/// assert_eq!(answer.names, ["GET /", "GET /cart"]);
/// assert_eq!(answer.selection.counts, [2, 1]);
/// assert_eq!(answer.selection.rates_per_s, [1.0, 0.5]);
/// assert_eq!(answer.selection.error_shares, [0.0, 1.0]);
/// assert_eq!(answer.selection.max_ns, [40_000_000, 120_000_000]);
/// assert_eq!(answer.selection_total.count, 3);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn overview(store: &Store, selection: Side, baseline: Option<Side>, rule: FailureRule) -> Result<Overview> {
    OverviewFold::new(selection, baseline, rule).run(store)
}
