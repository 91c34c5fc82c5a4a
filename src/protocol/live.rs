//! Live sources, whose stream has no end: their window, pausing, and numbers.

use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// Pauses or resumes the live source, and sets its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveQuestion {
    /// Whether new data waits, so that the loaded data stays unchanged.
    pub paused: bool,
    /// How much is kept.
    pub window: LiveWindow,
}

/// How much of a live source is kept. Beyond that, whole traces are dropped, the earliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveWindow {
    /// The largest number of spans. A log counts as a span.
    pub max_spans: u32,
    /// The largest age of a trace, measured from the start of the latest trace, in nanoseconds. No limit if
    /// absent.
    pub max_age_ns: Option<u64>,
}

impl LiveWindow {
    /// The default of `max_spans`.
    pub const MAX_SPANS: u32 = 200_000;
}

impl Default for LiveWindow {
    fn default() -> Self {
        Self { max_spans: Self::MAX_SPANS, max_age_ns: None }
    }
}

/// Numbers of a live source so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveSummary {
    /// Whether new data waits.
    pub paused: bool,
    /// How much is kept.
    pub window: LiveWindow,
    /// Whether the stream has ended or its connection is lost.
    pub has_ended: bool,
    /// The address to send spans to, if the source gives one.
    pub endpoint: Option<String>,
    /// Spans received, whether kept or not.
    pub received_spans: u64,
    /// Logs received, likewise.
    pub received_logs: u64,
    /// Traces dropped because the window was full.
    pub dropped_traces: u64,
    /// Their spans.
    pub dropped_spans: u64,
    /// Traces that are in no answer yet, as they are incomplete and spans of them arrived a moment ago.
    pub arriving_traces: u32,
    /// Their requests.
    pub arriving_requests: u32,
    /// The bytes that wait while the source is paused.
    pub waiting_bytes: u64,
    /// Deliveries dropped while the source was paused, as there was no room for them.
    pub missed: u64,
    /// Deliveries that the source dropped before they were read here, as its buffer was full.
    pub missed_before: u64,
    /// Deliveries of metrics, which the source accepts and drops.
    pub metrics: u64,
    /// Deliveries that could not be read to the end.
    pub unreadable: u64,
    /// The reason for the last of them.
    pub fault: Option<Failure>,
}
