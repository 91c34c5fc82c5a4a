//! Sources without an end: what is kept of them, and how they go on.

use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// Says how the source without an end goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveQuestion {
    /// Whether what comes from now on waits, so that what is loaded stays as it is.
    pub paused: bool,
    /// How much is kept.
    pub window: LiveWindow,
}

/// How much is kept of a source without an end. Where more has come, whole traces go, those that started first before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveWindow {
    /// The most spans. A log counts as one.
    pub max_spans: u32,
    /// How long before the latest trace a trace may have started, in nanoseconds. Absent for however long.
    pub max_age_ns: Option<u64>,
}

impl LiveWindow {
    /// The most spans where nothing is said.
    pub const MAX_SPANS: u32 = 200_000;
}

impl Default for LiveWindow {
    fn default() -> Self {
        Self { max_spans: Self::MAX_SPANS, max_age_ns: None }
    }
}

/// What has become of a source without an end so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveSummary {
    /// Whether what comes waits.
    pub paused: bool,
    /// How much is kept.
    pub window: LiveWindow,
    /// Whether no more will come: the source has ended, or is gone.
    pub has_ended: bool,
    /// Where spans are to be sent to arrive here, if the source says so.
    pub endpoint: Option<String>,
    /// Spans that have come, be they kept or not.
    pub received_spans: u64,
    /// Logs that have come, likewise.
    pub received_logs: u64,
    /// Traces that were dropped, so that no more is kept than the window has.
    pub dropped_traces: u64,
    /// The spans of those.
    pub dropped_spans: u64,
    /// Traces that are in no answer yet, as some of their spans are still to come or came a moment ago.
    pub arriving_traces: u32,
    /// The requests of those.
    pub arriving_requests: u32,
    /// The bytes that wait while the source is paused.
    pub waiting_bytes: u64,
    /// Deliveries that were dropped while it was paused, as there was no room for them to wait.
    pub missed: u64,
    /// Deliveries that the source had no room for before they were read here.
    pub missed_before: u64,
    /// Deliveries of metrics that the source has taken in and dropped.
    pub metrics: u64,
    /// Deliveries that could not be read to the end.
    pub unreadable: u64,
    /// Why, of the last of them.
    pub fault: Option<Failure>,
}
