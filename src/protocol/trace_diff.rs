//! Two traces, compared by path.

use serde::{Deserialize, Serialize};

use crate::store::TraceHandle;

/// Which two traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceDiffQuestion {
    /// The first trace.
    pub left: TraceHandle,
    /// The second trace.
    pub right: TraceHandle,
}
