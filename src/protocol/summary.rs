//! What is loaded.

use serde::{Deserialize, Serialize};

use super::live::LiveSummary;
use super::open::SourceName;
use crate::clickhouse::CountedSummary;
use crate::ingest::FileReport;
use crate::store::Counts;
use crate::trace_api::SearchOutcome;
use crate::units::TimeRange;

/// What is loaded, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SummaryQuestion {}

/// What is loaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The files, in the order in which they were read.
    pub files: Vec<LoadedFile>,
    /// Numbers of what is in the store, and of anomalies in it.
    pub counts: Counts,
    /// How many of the requests are in no answer, since they start outside of the range that was requested from their
    /// source.
    pub requests_outside: u32,
    /// From the start of the earliest request to just after the start of the latest, among the requests that answers include. Absent
    /// without requests.
    pub range: Option<TimeRange>,
    /// How many spans say that they were sampled with a probability below 1.
    pub sampled_spans: u32,
    /// The bytes that the store occupies.
    pub heap_bytes: u64,
    /// The range whose requests a server counts. Then nothing else is loaded.
    pub counted: Option<CountedSummary>,
    /// The live source, if one is open.
    pub live: Option<LiveSummary>,
}

/// A file, and the report of reading it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadedFile {
    /// The name, and the group.
    pub source: SourceName,
    /// What was read, skipped and repaired.
    pub report: FileReport,
    /// Whether reading was stopped on request. What was read until then is loaded.
    pub stopped: bool,
    /// The requested time range, if the source is a database. Units that start outside of it are in no answer.
    pub range: Option<TimeRange>,
    /// The outcome of the search, if the source is one.
    pub search: Option<SearchOutcome>,
}
