//! Everything that is known of a span.

use serde::{Deserialize, Serialize};

/// Which span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpanQuestion {
    /// The row of the span.
    pub row: u32,
}
