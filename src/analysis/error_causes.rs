//! Error causes: where the errors of requests began.

mod answer;
mod by_unit;
mod conventions;
mod counts;
mod fates;
mod fold;
mod retries;
mod table;
mod units;

use serde::{Deserialize, Serialize};

use super::{Estimate, Fold};
use crate::store::{RowSet, SpanHandle, Store, TraceHandle};
use crate::units::{FailureRule, StatusCode, TimeRange};

pub(crate) use by_unit::CausesByUnit;
pub use counts::CauseCounts;
pub use fold::ErrorCausesFold;
pub use units::{CauseSelection, CauseUnitsFold, units_of_cause};

/// The fate of an error within a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// It is a cause: of the unit's failure or, if the unit did not fail, a handled error.
    #[default]
    Cause,
    /// A later attempt succeeded.
    Recovered,
    /// It started after the end of the unit's own span.
    Asynchronous,
}

/// What the errors of one row have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CauseKey {
    /// The service of the span, or empty.
    pub service: String,
    /// The name of the span.
    pub name: String,
    /// The type of the error according to the current semantic conventions, or empty: a type of exception, the value of `error.type`, the
    /// name of a gRPC status, the number of an HTTP status.
    pub error_type: String,
    /// The [template](super::template()) of the message, or empty.
    pub message: String,
}

/// How many rows and buckets to return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorCausesOptions {
    /// The largest number of rows to return; [`ErrorCauses::causes`] is the number of all.
    pub max_rows: u32,
    /// The number of buckets of a trend.
    pub trend_buckets: u32,
}

impl Default for ErrorCausesOptions {
    /// 500 rows, trends of 24 buckets.
    fn default() -> Self {
        Self { max_rows: 500, trend_buckets: 24 }
    }
}

/// Where the errors of units began.
///
/// # Definitions
///
/// An *error* is a span that fails by the rule of the view. One below a unit's own span is *recovered* if it, or an ancestor of it below the unit's own span, has a later
/// sibling that is not an error, has the same service, name and kind, and starts at or after its end: a retry that worked. Otherwise it is *asynchronous* if it starts at
/// or after the end of the unit's own span. The **causes** of a unit are its errors that are neither recovered nor asynchronous and have no such error among their
/// descendants. The unit's own span is never recovered or asynchronous, so a failing unit has at least one cause. Likewise, only those recovered and asynchronous errors
/// are counted that have none of their kind among their descendants.
///
/// Unfinished spans have no end, so nothing comes after them. Siblings are ordered by start, and "later" refers to this order. Detached
/// subtrees count as descendants of the first request's own span in their trace; their first spans have no siblings.
///
/// Errors of one [`CauseKey`] are one row, and a unit counts once in each number of a row.
///
/// # Shape and units
///
/// Rows are ordered by `failing`, then `handled`, then `asynchronous`, then `recovered`, largest first, then by key. Shares are of all
/// failing units and can pass 1 together, as a unit can have several causes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCauses {
    /// The units that were looked at.
    pub units: u32,
    /// Those that fail: whose own span is an error.
    pub failing: u32,
    /// Those that do not fail and have a cause.
    pub handled: u32,
    /// Those with a recovered error.
    pub recovered: u32,
    /// Those with an asynchronous error.
    pub asynchronous: u32,
    /// Units with an exception in an event or a log of a span that is not an error. Such exceptions are not causes.
    pub exceptions_without_error: u32,
    /// The number of all rows, of which the first are returned.
    pub causes: u32,
    /// From the start of the earliest unit to just after the start of the latest. Trends cover this time.
    pub range: Option<TimeRange>,
    /// The rows.
    pub rows: Vec<ErrorCause>,
    /// Estimates before sampling, if requested. All other numbers count stored units.
    #[serde(default)]
    pub estimates: Option<ErrorCausesEstimates>,
}

/// How many units there were before sampling.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCausesEstimates {
    /// See [`ErrorCauses::units`].
    pub units: Estimate,
    /// See [`ErrorCauses::failing`].
    pub failing: Estimate,
    /// See [`ErrorCauses::handled`].
    pub handled: Estimate,
    /// See [`ErrorCauses::recovered`].
    pub recovered: Estimate,
    /// See [`ErrorCauses::asynchronous`].
    pub asynchronous: Estimate,
}

/// The errors of one key. All numbers but `samples` are numbers of units.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCause {
    /// Their common key.
    pub key: CauseKey,
    /// Units of which they are a cause and that fail.
    pub failing: u32,
    /// Their share of all failing units, from 0 to 1. Zero if none fail.
    pub failing_share: f64,
    /// Units of which they are a cause and that do not fail.
    pub handled: u32,
    /// Units in which one was recovered.
    pub recovered: u32,
    /// Units in which one was asynchronous.
    pub asynchronous: u32,
    /// Units with any such error, whatever its fate.
    pub units: u32,
    /// The message of the sample, as it was recorded.
    pub sample_message: String,
    /// The unit of the sample: the first unit with the most severe outcome, in the order failing, handled, asynchronous, recovered.
    pub sample_unit: SpanHandle,
    /// The span of the sample: the first of that unit.
    pub sample_span: SpanHandle,
    /// The id of that span, 16 hexadecimal digits.
    pub sample_span_id: String,
    /// Its trace.
    pub sample_trace: TraceHandle,
    /// The id of that trace, 32 hexadecimal digits.
    pub sample_trace_id: String,
    /// The group that the trace belongs to.
    pub sample_group: String,
    /// The path from the sample's span up to the unit's own span, both included.
    pub path: Vec<PathStep>,
    /// The operations of the units' own spans: the ten with the most of `units`, then by service and name.
    pub entry_points: Vec<EntryPoint>,
    /// The number of all such operations.
    pub entry_point_count: u32,
    /// The earliest start of such an error, in nanoseconds since the Unix epoch.
    pub first_ns: u64,
    /// The latest start.
    pub last_ns: u64,
    /// `units` by their start, in equal parts of the range. They sum to `units`.
    #[serde(with = "crate::column")]
    pub trend: Vec<u32>,
    /// Estimates before sampling, if requested. All other numbers count stored units, also in trend and entry points.
    #[serde(default)]
    pub estimates: Option<CauseEstimates>,
}

/// How many units with a cause there were before sampling.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CauseEstimates {
    /// See [`ErrorCause::failing`].
    pub failing: Estimate,
    /// See [`ErrorCause::failing_share`].
    pub failing_share: Estimate,
    /// See [`ErrorCause::handled`].
    pub handled: Estimate,
    /// See [`ErrorCause::recovered`].
    pub recovered: Estimate,
    /// See [`ErrorCause::asynchronous`].
    pub asynchronous: Estimate,
    /// See [`ErrorCause::units`].
    pub units: Estimate,
}

/// A step on the path from an error up to the unit's own span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathStep {
    /// The service.
    pub service: String,
    /// The name of the span.
    pub name: String,
    /// The status of the span.
    pub status: StatusCode,
    /// Whether it fails by the rule of the view.
    pub fails: bool,
    /// How many consecutive spans on the path have these same four values.
    pub times: u32,
    /// Whether spans are missing between this step and the next, as this is the first span of a detached subtree.
    pub gap: bool,
}

/// The operation of a unit's own span, and how many units have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryPoint {
    /// The service.
    pub service: String,
    /// The name of the span.
    pub name: String,
    /// The number of units.
    pub units: u32,
}

/// Where the errors of units began. See [`ErrorCauses`] for what that means.
///
/// # Complexity
///
/// O(spans + errors of the units' subtrees): linear for units that do not nest. Only errors, their ancestors and the siblings of these are
/// visited; of other spans only the failure bit is read.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{ErrorCausesOptions, error_causes};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch(
///     "shop POST /buy    0..90  !
///        shop charge    10..20  ! @client
///          pay charge   11..19  !\"no worker within 8 ms\"
///        shop charge    30..50  @client
///        stock take     60..80
///          stock query  61..70  !\"deadlock, transaction 77\"",
/// )?;
/// let answer = error_causes(&store, store.requests(), &ErrorCausesOptions::default(), FailureRule::Status);
/// let [cause, retried] = &answer.rows[..] else { unreachable!() };
/// assert_eq!((&cause.key.name[..], &cause.key.message[..]), ("query", "deadlock, transaction <n>"));
/// assert_eq!((cause.failing, cause.failing_share, cause.recovered), (1, 1.0, 0));
/// let path: Vec<&str> = cause.path.iter().map(|step| &step.name[..]).collect();
/// assert_eq!(path, ["query", "take", "POST /buy"]);
/// assert_eq!((&retried.key.name[..], retried.failing, retried.recovered), ("charge", 0, 1));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn error_causes(store: &Store, units: &RowSet, options: &ErrorCausesOptions, rule: FailureRule) -> ErrorCauses {
    ErrorCausesFold::new(store, units.clone(), options, rule).run(store)
}
