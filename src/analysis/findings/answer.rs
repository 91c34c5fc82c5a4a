//! The answer.

use serde::{Deserialize, Serialize};

use crate::analysis::{AttributeSignal, Baseline, CauseKey, RowKind, Selection};
use crate::units::TimeRange;

/// The findings among units, the costliest first.
///
/// # Shape and units
///
/// `findings` are ordered by `cost`, largest first, then by time, those without a time last, then by kind, group and operations. If groups are
/// compared, new and gone operations come after those that became worse.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// The findings.
    pub findings: Vec<Anomaly>,
    /// Problems of the data that limit all answers, the largest share first, then by kind and service.
    pub data: Vec<DataFinding>,
    /// What was searched.
    pub searched: Searched,
    /// The groups that were compared. Absent if each group was searched by itself.
    pub compared: Option<ComparedGroups>,
}

/// The names of two groups.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupPair {
    /// The group to compare with.
    pub before: String,
    /// The group to compare.
    pub after: String,
}

/// Two groups that were compared, operation by operation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedGroups {
    /// Their names.
    pub groups: GroupPair,
    /// The units of the group before.
    pub before_units: u32,
    /// The units of the group after.
    pub after_units: u32,
    /// The number of operations with fewer than 20 units in one of the groups: their changes are uncertain.
    pub few: u32,
}

/// What was searched, so that an empty list of findings is meaningful.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Searched {
    /// The units.
    pub units: u32,
    /// Those that fail.
    pub failing: u32,
    /// The sum of their durations, in nanoseconds.
    pub duration_ns: f64,
    /// From the start of the earliest unit to just after the start of the latest. Absent without units.
    pub range: Option<TimeRange>,
    /// The columns that time was divided into, over all groups.
    pub columns: u32,
    /// The width of a column in nanoseconds. Absent if it differs between groups, or if columns have equal counts because time has gaps.
    pub step_ns: Option<u64>,
    /// The operations, over all groups.
    pub operations: u32,
    /// The number of operations that were only scanned together, as there are too many: those with the smallest shares of units and of
    /// time.
    pub operations_together: u32,
    /// The number of rows, kinds of time on the critical path, that were scanned inside of units.
    pub rows: u32,
    /// The number of rows that were not scanned, as there are too many.
    pub rows_left_out: u32,
    /// The result as a sentence: nothing, or how many findings.
    pub summary: String,
}

/// The kind of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FindingKind {
    /// More units of operations fail for some time.
    #[default]
    Failing,
    /// Units of operations take longer for some time.
    Slower,
    /// Something inside of units takes longer for some time, which their total durations do not show.
    SlowerInside,
    /// An operation has more units for some time.
    More,
    /// An operation has fewer units, or none, for some time.
    Fewer,
    /// Units fail by one cause, at all times.
    Cause,
    /// Spans repeat the same call many times, sequentially.
    RepeatedCalls,
    /// Errors are recovered by retries.
    Retries,
    /// The durations of an operation have a second mode, which an attribute value distinguishes from the first.
    SecondMode,
    /// An operation is in the group after and not in the one before.
    New,
    /// An operation was in the group before and is not in the one after.
    Gone,
}

/// A finding: a selection, with its cost and its explanation.
///
/// # Units
///
/// *Expected* numbers come from the units of `operations` that are in no finding: their failing share and mean duration, for as many units of
/// each operation. So one incident is not measured against another. If all units of an operation are in findings, its units outside of this
/// finding are used, and if there are none, nothing exceeds the expected. If two groups are compared, expected numbers come from the units
/// before, and all other numbers from those after.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Anomaly {
    /// Its kind.
    pub kind: FindingKind,
    /// Its time, by the starts of units. Absent if it is not limited to a time.
    pub time: Option<TimeRange>,
    /// Its operations, the costliest first. If `is_everywhere`, it concerns all operations, and these are the ones with a cost.
    pub operations: Vec<FindingOperation>,
    /// Whether it was found in all operations together, but in none of them alone.
    pub is_everywhere: bool,
    /// The units of these operations in that time.
    pub units: u32,
    /// Those that fail.
    pub failing: u32,
    /// The mean duration of those that do not fail, in nanoseconds.
    pub mean_ns: f64,
    /// The expected number of failing units.
    pub expected_failing: f64,
    /// The expected mean duration of those that do not fail, in nanoseconds.
    pub expected_mean_ns: f64,
    /// How many more units than expected fail; for `More` and `Fewer`, how many more units than expected there are. Negative if fewer.
    pub extra_units: f64,
    /// The added time: how much longer than expected the units that do not fail take together, in nanoseconds. For `SlowerInside`, the
    /// certain part of it.
    pub added_ns: f64,
    /// Its cost, by which findings are ranked: a share of all units, or of the time of all units.
    pub cost: f64,
    /// The natural logarithm of the likelihood ratio, for the operation with the largest. Zero if it was not found by a likelihood ratio.
    pub likelihood_ratio: f64,
    /// The percentile of an operation's durations above which there are more units, if it was found by one.
    pub percentile: Option<u32>,
    /// Selects the units of these operations in that time; for failures, only the failing ones.
    pub selection: Selection,
    /// What they are compared with: for failures, the units that do not fail; otherwise the units of the same operations just before or, if
    /// there are none, all other units of these operations.
    pub baseline: Baseline,
    /// The starts of the columns of `trend`, in nanoseconds since the Unix epoch.
    #[serde(with = "crate::column")]
    pub trend_starts_ns: Vec<u64>,
    /// By column, over all time and these operations: for failures the number of failing units, for slowness the mean duration in nanoseconds,
    /// otherwise the number of units. If two groups are compared, each is one column, with the failing share, from 0 to 1, in place of the
    /// number.
    #[serde(with = "crate::column")]
    pub trend: Vec<f64>,
    /// The calls that it is about, if its kind is about calls.
    pub calls: Option<FindingCalls>,
    /// The numbers before and the certain change, if two groups are compared.
    pub change: Option<GroupChange>,
    /// Whether `cause`, `suspect` and `attribute` were computed. If not, ask for error causes, suspects and attributes.
    pub is_explained: bool,
    /// The cause of most failures.
    pub cause: Option<FindingCause>,
    /// The service that made them slower, if at least a tenth of the change is certain.
    pub suspect: Option<FindingSuspect>,
    /// The first notable value that is more frequent in the selection than in the baseline.
    pub attribute: Option<AttributeSignal>,
    /// What is wrong and how much of it there is, as a sentence without the time.
    pub what: String,
    /// What explains it, as a sentence. Empty if unknown.
    pub why: String,
}

/// An operation that a finding is about.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingOperation {
    /// The service, empty where it is unknown.
    pub service: String,
    /// The name.
    pub name: String,
    /// Its units in the time of the finding.
    pub units: u32,
    /// Those that fail.
    pub failing: u32,
    /// The mean duration of those that do not fail, in nanoseconds.
    pub mean_ns: f64,
    /// How many more units than expected fail or occur.
    pub extra_units: f64,
    /// How much longer than expected its units that do not fail take together, in nanoseconds.
    pub added_ns: f64,
}

/// The numbers of an operation in the group before, and the certain part of the change, which is what remains after five standard errors.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupChange {
    /// The names of both groups.
    pub groups: GroupPair,
    /// The units before.
    pub before_units: u32,
    /// Those of them that fail.
    pub before_failing: u32,
    /// The mean duration of those that do not fail, in nanoseconds.
    pub before_mean_ns: f64,
    /// The certain increase of the failing share, from 0 to 1. Zero if nothing is certain.
    pub certain_share: f64,
    /// The certain increase of the mean duration of those that do not fail, in nanoseconds. Zero if nothing is certain.
    pub certain_ns: f64,
}

/// Calls that a finding is about.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingCalls {
    /// The service that calls.
    pub service: String,
    /// The name of the calls.
    pub name: String,
    /// The service that is called, or another name of it. Empty if unknown.
    pub callee: String,
    /// For `SlowerInside`, what the time is spent on.
    pub row: Option<RowKind>,
    /// How many there are in a unit: for repeated calls the median, otherwise the mean.
    pub per_unit: f64,
    /// Their share of the time of these units, from 0 to 1.
    pub share: f64,
}

/// The cause of failures.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingCause {
    /// What the errors have in common.
    pub key: CauseKey,
    /// The units that fail by it; for retries, those in which it was recovered.
    pub units: u32,
    /// All selected failing units; for retries, all units of these operations.
    pub of: u32,
}

/// A service that made units slower.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingSuspect {
    /// Its name, empty where it is unknown.
    pub service: String,
    /// The certain part, in nanoseconds per unit.
    pub certain_ns: f64,
    /// The expected value, in nanoseconds per unit.
    pub expected_ns: f64,
    /// The change of the mean duration, in nanoseconds.
    pub delta_mean_ns: f64,
    /// The name of the spans, or of the calls, in the service's row with the largest certain part.
    pub name: String,
}

/// Kinds of data problems that limit the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DataKind {
    /// The parents of spans are missing.
    #[default]
    Orphans,
    /// The roots of requests are missing.
    Incomplete,
    /// Spans have no end.
    Unfinished,
    /// Spans end before they start.
    Backwards,
    /// Spans start before their parents, as clocks differ.
    Clocks,
    /// Spans were sampled.
    Sampled,
    /// Spans have invalid sampling thresholds or probabilities.
    InvalidSampling,
}

/// Something that limits the answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFinding {
    /// Its kind.
    pub kind: DataKind,
    /// The service that it concerns. Empty if it concerns everything loaded.
    pub service: String,
    /// How many spans, requests or calls.
    pub count: u32,
    /// The number of all of these.
    pub of: u32,
    /// A sentence about it.
    pub what: String,
}
