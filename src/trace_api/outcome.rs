//! What a search came to.

use serde::{Deserialize, Serialize};

use super::server::TraceApi;
use crate::units::TimeRange;

/// The outcome of a search, besides its traces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchOutcome {
    /// The kind of API.
    pub api: TraceApi,
    /// The version of the API that answered with traces, such as `v3`. Empty if none did.
    pub version: String,
    /// The requested time range, if any.
    pub range: Option<TimeRange>,
    /// How many traces the server found. Absent if its answer was not read to the end, as it has more spans than may be read.
    pub found: Option<u32>,
    /// How many of them were read.
    pub read: u32,
    /// The limit of traces in the request. Absent for a trace by its id.
    pub limit: Option<u32>,
    /// Whether it found as many as the limit, so that there may be more.
    pub is_limit_reached: bool,
    /// The largest number of spans to read, if some traces are left out because of it.
    pub over_budget: Option<u32>,
    /// How many traces are partial, according to the server.
    pub partial: u32,
    /// How many of the found traces it did not deliver.
    pub missing: u32,
    /// The server's own messages on why something is missing or partial.
    pub said: Vec<String>,
}
