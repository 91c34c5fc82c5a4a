//! The list of units: one row for each, a page at a time, in any order.

mod fold;
mod order;
mod page;
mod subtrees;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::store::{RowSet, SpanHandle, Store, TraceHandle};
use crate::units::{FailureRule, StatusCode};

pub use fold::TraceListFold;

/// The column that units are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TraceColumn {
    /// When the unit starts.
    #[default]
    Start,
    /// How long it takes.
    Duration,
    /// The number of its spans.
    Spans,
    /// The number of its spans that fail.
    Errors,
    /// The number of logs of its spans that are errors or worse.
    LoggedErrors,
    /// The number of its services.
    Services,
    /// Its service and then its name, as text.
    Operation,
    /// Its status: unset, OK, ERROR. A failing unit counts as ERROR.
    Status,
    /// Whether it is incomplete: complete units come first in ascending order.
    Incomplete,
    /// Its trace id.
    TraceId,
    /// The id of its own span.
    SpanId,
}

/// Which page of the list, in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceListOptions {
    /// The column that units are ordered by.
    pub column: TraceColumn,
    /// Whether the largest come first.
    pub descending: bool,
    /// How many units come before the page.
    pub offset: u32,
    /// How many units the page has at most.
    pub limit: u32,
}

impl Default for TraceListOptions {
    fn default() -> Self {
        Self { column: TraceColumn::default(), descending: false, offset: 0, limit: 100 }
    }
}

/// A page of the list of units, and how many units there are in all.
///
/// # Shape and units
///
/// Every column has one entry for each unit of the page. Spans, failing spans, logs and services are those of the unit: its own span with
/// its subtree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceList {
    /// The units: their own spans.
    #[serde(with = "crate::column")]
    pub units: Vec<SpanHandle>,
    /// Their traces.
    #[serde(with = "crate::column")]
    pub traces: Vec<TraceHandle>,
    /// The ids of their traces, 32 hexadecimal digits each.
    pub trace_ids: Vec<String>,
    /// The groups that their traces belong to.
    pub groups: Vec<String>,
    /// The ids of their own spans, 16 hexadecimal digits each.
    pub span_ids: Vec<String>,
    /// When they start, in nanoseconds since the Unix epoch.
    #[serde(with = "crate::column")]
    pub start_ns: Vec<u64>,
    /// How long they take, in nanoseconds.
    #[serde(with = "crate::column")]
    pub duration_ns: Vec<u64>,
    /// How many spans they have.
    #[serde(with = "crate::column")]
    pub span_counts: Vec<u32>,
    /// How many spans they have that fail by the rule of the view.
    #[serde(with = "crate::column")]
    pub error_counts: Vec<u32>,
    /// How many logs of their spans are errors or worse.
    #[serde(with = "crate::column")]
    pub logged_errors: Vec<u32>,
    /// The services of their own spans, empty where unknown.
    pub services: Vec<String>,
    /// The names of their own spans.
    pub names: Vec<String>,
    /// All services that they pass through, each once, in the order of a walk from parents to children. Unknown ones are left out.
    pub all_services: Vec<Vec<String>>,
    /// The status of their own spans.
    pub statuses: Vec<StatusCode>,
    /// Whether they fail by the rule of the view.
    pub fails: Vec<bool>,
    /// Whether they are incomplete: the request of a trace that has no root.
    pub incomplete: Vec<bool>,
    /// All units, in the page or not.
    pub total: u32,
    /// All failing units, in the page or not.
    pub total_failing: u32,
    /// The number of traces that these units belong to.
    pub total_traces: u32,
}

/// A page of the units in `rows`.
///
/// Units are ordered by the given column, ascending or descending. Ties are in the order of the store, in either direction: traces by the
/// start of their earliest span, and within a trace by the rows of spans. A page beyond the last unit is empty.
///
/// # Complexity
///
/// O(units + page · log page), and O(spans of the page) for the columns. Ordering by the number of errors, logged errors or services adds O(all
/// spans and logs), and for services a factor of log depth. Ordering by operation adds o · log o for o distinct operations.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{TraceColumn, TraceListOptions, trace_list};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch(
///     "shop GET /cart   0..120 !
///        cart get      10..90 !
///
///      shop GET /      10..30
///
///      shop GET /      20..60",
/// )?;
/// let slowest = TraceListOptions { column: TraceColumn::Duration, descending: true, limit: 2, ..Default::default() };
/// let list = trace_list(&store, store.requests(), &slowest, FailureRule::Status);
/// assert_eq!(list.duration_ns, [120_000_000, 40_000_000]);
/// assert_eq!((&list.span_counts[..], &list.error_counts[..]), (&[2, 1][..], &[2, 0][..]));
/// assert_eq!(list.all_services[0], ["shop", "cart"]);
/// assert_eq!((list.total, list.total_failing), (3, 1));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn trace_list(store: &Store, rows: &RowSet, options: &TraceListOptions, rule: FailureRule) -> TraceList {
    TraceListFold::new(store, rows.clone(), options, rule).run(store)
}
