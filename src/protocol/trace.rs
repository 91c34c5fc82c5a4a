//! One trace: its spans, those with a text, those that failed.

use serde::{Deserialize, Serialize};

/// All spans of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceQuestion {
    /// The row of the trace.
    pub row: u32,
}

/// The spans of a trace that contain a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchTraceQuestion {
    /// The row of the trace.
    pub row: u32,
    /// The text, in whatever case.
    pub text: String,
}

/// The ERROR spans of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceErrorsQuestion {
    /// The row of the trace.
    pub row: u32,
}
