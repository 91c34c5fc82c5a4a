//! Two traces, compared by path.

use serde::{Deserialize, Serialize};

/// Which two traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceDiffQuestion {
    /// The row of the one trace.
    pub left: u32,
    /// The row of the other.
    pub right: u32,
}
