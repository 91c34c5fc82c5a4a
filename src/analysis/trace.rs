//! One trace, as the waterfall shows it.

mod columns;
mod marks;
mod path;

use serde::{Deserialize, Serialize};

use crate::error::{ErrorKind, Result};
use crate::store::{SpanHandle, Store, TraceHandle, TraceRow};
use crate::units::{FailureRule, StatusCode};

pub use marks::TraceMarks;

/// Stands for "no parent" in [`Trace::parents`].
pub const NO_PARENT: u32 = u32::MAX;

/// All spans of a trace. [`fails`](Self::fails) says which of them failed.
///
/// # Shape and units
///
/// Spans are numbered from zero in the order of the store: requests by start, then detached subtrees by start; parents before their
/// children, siblings by start, each subtree in one run. The columns of spans have one entry for each
/// span. Offsets are nanoseconds since `origin_ns`.
///
/// Every head, the first span of a request or of a detached subtree, has a critical path: `path_spans`, `path_from_ns` and `path_to_ns`
/// have one entry for each of its segments, head by head, from the start of the head to its end. The segments of a head follow each other
/// without a gap, so their lengths add up to its duration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    /// The trace itself.
    pub handle: TraceHandle,
    /// The id, 32 hexadecimal digits.
    pub trace_id: String,
    /// The group that the trace belongs to.
    pub group: String,
    /// The first span. The handle of span `i` is this one plus `i`.
    pub first_span: SpanHandle,
    /// The start of the earliest span, in nanoseconds since the Unix epoch.
    pub origin_ns: u64,
    /// From the start of the earliest span to the end of the latest, in nanoseconds.
    pub duration_ns: u64,
    /// The distinct services, in order of first appearance. An unknown one is empty.
    pub services: Vec<String>,
    /// The distinct names, in order of first appearance.
    pub names: Vec<String>,
    /// The ids, as numbers: 16 hexadecimal digits each. Zero if a span has none.
    #[serde(with = "crate::column")]
    pub span_ids: Vec<u64>,
    /// The parent of each span, or [`NO_PARENT`], which is 2³² − 1.
    #[serde(with = "crate::column")]
    pub parents: Vec<u32>,
    /// The number of ancestors. Zero for heads.
    #[serde(with = "crate::column")]
    pub depths: Vec<u32>,
    /// How many spans the subtree has, its head included.
    #[serde(with = "crate::column")]
    pub subtree_sizes: Vec<u32>,
    /// When each starts, as an offset.
    #[serde(with = "crate::column")]
    pub offset_ns: Vec<u64>,
    /// How long each takes, in nanoseconds.
    #[serde(with = "crate::column")]
    pub span_duration_ns: Vec<u64>,
    /// The self time of each, in nanoseconds.
    #[serde(with = "crate::column")]
    pub self_ns: Vec<u64>,
    /// The index of the service of each in `services`.
    #[serde(with = "crate::column")]
    pub service_indexes: Vec<u32>,
    /// The index of the name of each in `names`.
    #[serde(with = "crate::column")]
    pub name_indexes: Vec<u32>,
    /// The kind of each, numbered as in OTLP.
    #[serde(with = "crate::column")]
    pub kinds: Vec<u8>,
    /// The status of each, numbered as in OTLP.
    #[serde(with = "crate::column")]
    pub statuses: Vec<u8>,
    /// Whether each says that the status of an HTTP response is 5xx, as 1 or 0: what [`FailureRule::is_met`] asks beside the status.
    #[serde(with = "crate::column")]
    pub http_5xx: Vec<u8>,
    /// Properties and anomalies of each, as bits of [`TraceMarks`]: 1 unfinished, 2 backwards, 4 an orphan, 8 cut from a cycle, 16 of a
    /// repeated id, 32 head of a request, 64 starts before its parent, 128 ends after it.
    #[serde(with = "crate::column")]
    pub marks: Vec<u8>,
    /// How many events each has, logs among them.
    #[serde(with = "crate::column")]
    pub event_counts: Vec<u32>,
    /// When each event happened, as an offset: the events of the first span in the order of its details, then those of the second, and so on. Zero for events
    /// from before the origin.
    #[serde(with = "crate::column")]
    pub event_offset_ns: Vec<u64>,
    /// The severity of each event, in the same order: from 1 to 24 as in OTLP for logs, zero if unknown.
    #[serde(with = "crate::column")]
    pub event_severities: Vec<u8>,
    /// Whether each event is an exception, in the same order, as 1 or 0.
    #[serde(with = "crate::column")]
    pub event_exceptions: Vec<u8>,
    /// The time of each log that belongs to the trace but to no existing span, as an offset; ascending. Zero for those from before the
    /// origin.
    #[serde(with = "crate::column")]
    pub trace_log_offset_ns: Vec<u64>,
    /// The severity of each of these.
    #[serde(with = "crate::column")]
    pub trace_log_severities: Vec<u8>,
    /// How many logs of the trace are errors or worse, with or without a span.
    pub logged_errors: u32,
    /// How many links each has.
    #[serde(with = "crate::column")]
    pub link_counts: Vec<u32>,
    /// The spans without a parent, ascending: the heads of requests and of detached subtrees.
    #[serde(with = "crate::column")]
    pub heads: Vec<u32>,
    /// The span whose self time each segment of the critical path is.
    #[serde(with = "crate::column")]
    pub path_spans: Vec<u32>,
    /// When each segment begins, as an offset.
    #[serde(with = "crate::column")]
    pub path_from_ns: Vec<u64>,
    /// When each segment ends, as an offset.
    #[serde(with = "crate::column")]
    pub path_to_ns: Vec<u64>,
}

impl Trace {
    /// Whether a span failed by a rule.
    #[must_use]
    pub fn fails(&self, span: usize, rule: FailureRule) -> bool {
        let says = |column: &[u8], number: u8| column.get(span) == Some(&number);
        let status = StatusCode::ALL.into_iter().find(|&status| says(&self.statuses, status as u8)).unwrap_or_default();
        rule.is_met(status, says(&self.http_5xx, 1))
    }
}

/// The spans of a trace.
///
/// # Errors
///
/// `BadOption` if there is no such row.
///
/// # Complexity
///
/// O(n log n) for n spans, whatever the depth.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{NO_PARENT, trace};
/// use spanlens::sketch::sketch;
/// use spanlens::store::TraceRow;
///
/// let store = sketch(
///     "shop GET /cart   0..100
///        cart get      10..60
///          redis GET   20..50
///        shop render   60..90",
/// )?;
/// let trace = trace(&store, TraceRow(0))?;
/// assert_eq!(trace.parents, [NO_PARENT, 0, 1, 0]);
/// assert_eq!(trace.depths, [0, 1, 2, 1]);
/// assert_eq!(trace.services, ["shop", "cart", "redis"]);
/// assert_eq!(trace.self_ns, [20_000_000, 20_000_000, 30_000_000, 30_000_000]);
/// assert_eq!(trace.path_spans, [0, 1, 2, 1, 3, 0]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn trace(store: &Store, row: TraceRow) -> Result<Trace> {
    known(store, row)?;
    let mut trace = columns::trace(store, row);
    path::fill(store, row, &mut trace);
    Ok(trace)
}

/// Refuses a row that is of no trace.
pub(super) fn known(store: &Store, row: TraceRow) -> Result<()> {
    if row.0 < store.traces().len() {
        return Ok(());
    }
    Err(ErrorKind::BadOption { option: "the trace", expected: "the row of a trace that is loaded" }.into())
}
