//! The list of calls: what is called how often, how long that takes, and what changed of it.

mod answer;
mod filters;
mod fold;
mod naming;
mod rows;
mod words;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::error::Result;
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

pub use fold::CallListFold;

/// How many rows a list has at most.
pub(crate) const MOST_ROWS: usize = 10_000;

/// The calls of units, by callee and operation.
///
/// # What is counted
///
/// A call is
///
/// - a span of kind CLIENT or PRODUCER, even if its callee is unknown,
/// - a span of unspecified kind whose children are all in one other service, or
/// - a span at which a service is entered below a span that is none of these: the caller has no span of the call.
///
/// A call that both sides have a span of is counted once, at the caller's span, which determines its duration and whether it fails. A second
/// entry below one caller's span is a call of its own. Time is the sum of durations, whether or not anything waits: the time of calls that
/// run at once, or below each other, counts for each. These are the calls of the edges of [the service map](super::ServiceMap), except for
/// messages that are known by links only, and besides calls whose callee is unknown.
///
/// # Rows
///
/// The callee is the service of its span, else the name that attributes give it, else empty. The operation is
///
/// | call | operation |
/// |---|---|
/// | of a database | `db.query.summary`, else `db.operation.name` and `db.collection.name`, else the statement without its values |
/// | with a span of the callee | the name of that span; if this is only an HTTP method, also its route |
/// | of a queue | `messaging.operation.name` and `messaging.destination.name` |
/// | RPC | `rpc.service` and `rpc.method` |
/// | HTTP | the method, and `url.template`, else the path of the URL |
/// | any other, or without these attributes | the name of the span |
///
/// or the older names of these attributes. What varies from call to call is replaced as in [`template`](crate::template::template()).
///
/// # Shape and units
///
/// `rows` are ordered by the size of the change of their time, or without a baseline by their time, the largest first, then by the times of
/// selection and baseline, then by callee, kind and operation. If there are more than 10,000 rows, the list has the first of them;
/// `rows_in_all` says how many there are. `selection` and `baseline` count all calls: without such a limit, they are the sums over all rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallList {
    /// The number of selected units.
    pub selection_units: u32,
    /// All of their calls.
    pub selection: CallNumbers,
    /// The number of units of the baseline, if there is one.
    pub baseline_units: Option<u32>,
    /// All of their calls.
    pub baseline: Option<CallNumbers>,
    /// The number of rows that there are.
    pub rows_in_all: u32,
    /// The calls, by callee and operation.
    pub rows: Vec<CallRow>,
}

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallKind {
    /// A database, by `db.system.name`.
    Database,
    /// A queue, by `messaging.system` or the kinds of the spans.
    Queue,
    /// By `rpc.system`, `rpc.service` or `rpc.method`.
    Rpc,
    /// By a method or a URL of HTTP.
    Http,
    /// No attribute tells.
    #[default]
    Other,
}

/// All calls of one operation of one callee.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallRow {
    /// What is called. Empty if it is unknown.
    pub callee: String,
    /// Its kind.
    pub kind: CallKind,
    /// What is asked for.
    pub operation: String,
    /// The text of a filter that all units with such calls match. If the calls differ in more than four values, it has a pattern for them,
    /// which others may match, too.
    pub filter: String,
    /// The calls of selected units.
    pub selection: CallNumbers,
    /// The same of the baseline, if there is one.
    pub baseline: Option<CallNumbers>,
    /// What changed, if there is a baseline. `None` if no operation of units is on both sides and has such calls.
    pub change: Option<CallChange>,
}

/// Calls on one side. All zero if there are none.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallNumbers {
    /// The number of units that have such calls.
    pub units: u32,
    /// The number of calls, at most 2³² − 1.
    pub calls: u32,
    /// Calls per unit of the side.
    pub calls_per_unit: f64,
    /// The sum of their durations in nanoseconds, exactly, at most 2⁶⁴ − 1.
    pub total_ns: u64,
    /// Their mean duration in nanoseconds.
    pub per_call_ns: f64,
    /// The number of calls that fail, at most 2³² − 1.
    pub failing: u32,
    /// Their share of all calls, from 0 to 1.
    pub failing_share: f64,
}

/// What changed of calls: the selection less what as many units have in the baseline.
///
/// Only operations of units that both sides have are compared, each with as many units as are selected of it. So a selection with more
/// exports, for example, does not make the calls of exports more. With `n_o` selected units of an operation `o`, and `b_o` the baseline's
/// calls per unit of it, `calls` is the selected units' number of calls less `Σ n_o · b_o`, and likewise for time and failing calls.
///
/// `by_calls_ns + by_duration_ns = total_ns`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallChange {
    /// The change of the number of calls.
    pub calls: f64,
    /// The change of calls per unit: `calls` divided by the selected units.
    pub calls_per_unit: f64,
    /// The change of the time of all calls, in nanoseconds.
    pub total_ns: f64,
    /// The part of it that is due to more or fewer calls: their number times the baseline's time per call. All of it, if a side has none.
    pub by_calls_ns: f64,
    /// The rest: the selection's calls times the change of the time per call.
    pub by_duration_ns: f64,
    /// The change of the time per call in nanoseconds, if both sides have such calls.
    pub per_call_ns: Option<f64>,
    /// The change of the failing share, if both sides have such calls.
    pub failing_share: Option<f64>,
}

/// The calls of a selection and, if given, of a baseline. The rule says which calls fail.
///
/// # Errors
///
/// `Limit` if there are more than 2²⁰ operations of callees.
///
/// # Complexity
///
/// O(spans in units + their attributes + r log r) for the r rows.
///
/// # Example
///
/// ```
/// use spanlens::analysis::call_list;
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch(
///     "shop GET /cart      0..100 @server
///        shop POST        10..90  @client
///          cart get       20..80  @server
///            cart HGETALL 30..50  @client db.system.name=redis db.operation.name=HGETALL
///            cart HGETALL 60..70  @client db.system.name=redis db.operation.name=HGETALL",
/// )?;
/// let list = call_list(&store, store.requests(), None, FailureRule::Status)?;
/// let rows: Vec<_> = list
///     .rows
///     .iter()
///     .map(|row| (&*row.callee, &*row.operation, row.selection.calls, row.selection.total_ns / 1_000_000))
///     .collect();
/// assert_eq!(rows, [("cart", "get", 1, 80), ("redis", "HGETALL", 2, 30)]);
/// assert_eq!(list.selection.calls, 3);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn call_list(store: &Store, selection: &RowSet, baseline: Option<&RowSet>, rule: FailureRule) -> Result<CallList> {
    CallListFold::new(store, selection.clone(), baseline.cloned(), rule).run(store)
}
