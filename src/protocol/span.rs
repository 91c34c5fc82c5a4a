//! Everything that is known of a span.

use serde::{Deserialize, Serialize};

use crate::store::SpanHandle;

/// Which span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpanQuestion {
    /// The span.
    pub span: SpanHandle,
    /// How many of its events and logs to return, beginning with the first. All if absent.
    pub max_events: Option<u32>,
}
