//! What is loaded.

use serde::{Deserialize, Serialize};

use super::open::SourceName;
use crate::ingest::FileReport;
use crate::store::Counts;
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
    /// From the start of the earliest request to just after the start of the latest. Absent without requests.
    pub range: Option<TimeRange>,
    /// How many spans say that others like them were left out, by chance, before they were stored.
    pub sampled_spans: u32,
    /// The bytes that the store occupies.
    pub heap_bytes: u64,
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
}
