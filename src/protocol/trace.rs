//! One trace: its spans, those with a text, those that failed; its events and logs.

use serde::{Deserialize, Serialize};

use crate::analysis::TraceEventsOptions;
use crate::store::TraceHandle;
use crate::units::FailureRule;

/// All spans of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceQuestion {
    /// The trace.
    pub trace: TraceHandle,
}

/// The spans of a trace that contain a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchTraceQuestion {
    /// The trace.
    pub trace: TraceHandle,
    /// The text, in whatever case.
    pub text: String,
}

/// The spans of a trace that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceErrorsQuestion {
    /// The trace.
    pub trace: TraceHandle,
    /// Which spans count as failed.
    #[serde(default)]
    pub fail: FailureRule,
}

/// A page of the events and logs of a trace, in the order of their times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceEventsQuestion {
    /// The trace.
    pub trace: TraceHandle,
    /// Which page of which of them.
    pub options: TraceEventsOptions,
}
