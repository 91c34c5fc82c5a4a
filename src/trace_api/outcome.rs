//! What a search came to.

use serde::{Deserialize, Serialize};

use super::server::TraceApi;
use crate::units::TimeRange;

/// What a search came to, beside its traces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchOutcome {
    /// Whose API was asked.
    pub api: TraceApi,
    /// Which version of it answered with traces, such as `v3`. Empty where none did.
    pub version: String,
    /// The range of time that was asked for, if one was.
    pub range: Option<TimeRange>,
    /// How many traces the server found. Absent where its answer was not read to the end, as it has more spans than are read.
    pub found: Option<u32>,
    /// How many of them were read.
    pub read: u32,
    /// The most traces that it was asked for. Absent where a trace was asked for by its id.
    pub limit: Option<u32>,
    /// Whether it found as many as it was asked for, so that there may be more.
    pub is_limit_reached: bool,
    /// The spans that are read at most, where that is why some of the traces are left out.
    pub over_budget: Option<u32>,
    /// Of how many traces the server gave a part only, as it says.
    pub partial: u32,
    /// How many traces it found and then did not give.
    pub missing: u32,
    /// What it says besides, in its own words: why something is missing or partial.
    pub said: Vec<String>,
}
