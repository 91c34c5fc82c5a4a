//! What is loaded.

use serde::{Deserialize, Serialize};

use super::live::LiveSummary;
use super::open::SourceName;
use crate::clickhouse::CountedSummary;
use crate::ingest::FileReport;
use crate::store::Counts;
use crate::trace_api::SearchOutcome;
use crate::units::TimeRange;

/// What is loaded, be it nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SummaryQuestion {}

/// What is loaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The files, in the order in which they were read.
    pub files: Vec<LoadedFile>,
    /// What is in the store, and what was odd about it.
    pub counts: Counts,
    /// How many of the requests are in no answer, since they start outside of the range that their source was asked for.
    pub requests_outside: u32,
    /// From the start of the earliest request to just after the start of the latest, of those that are in answers. Absent without requests.
    pub range: Option<TimeRange>,
    /// How many spans say that others like them were left out, by chance, before they were stored.
    pub sampled_spans: u32,
    /// The bytes that the store occupies.
    pub heap_bytes: u64,
    /// The range whose requests a server counts, in place of all that is loaded.
    pub counted: Option<CountedSummary>,
    /// The source without an end, if one is open.
    pub live: Option<LiveSummary>,
}

/// A file, and what reading it gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoadedFile {
    /// The name, and the group.
    pub source: SourceName,
    /// What was read, skipped and repaired.
    pub report: FileReport,
    /// Whether reading was stopped on request. What was read until then is loaded.
    pub stopped: bool,
    /// The range of time that was asked for, where the source is a database. Units that start outside of it are in no answer.
    pub range: Option<TimeRange>,
    /// What the search came to, where the source is one.
    pub search: Option<SearchOutcome>,
}
