//! What is answered.

use serde::{Deserialize, Serialize};

use crate::analysis::{AttributeSignal, Baseline, CauseKey, RowKind, Selection};
use crate::units::TimeRange;

/// What is wrong with units, the costliest first.
///
/// # Shape and units
///
/// `findings` are ordered by `cost`, largest first, then by time, those without one last, then by kind, group and operations. Where groups are
/// compared, what is new or gone comes after what became worse.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// What stands out.
    pub findings: Vec<Anomaly>,
    /// What limits all answers, the largest share first, then by kind and service.
    pub data: Vec<DataFinding>,
    /// What was looked at.
    pub searched: Searched,
    /// The groups that were compared. Absent where each was looked at by itself.
    pub compared: Option<ComparedGroups>,
}

/// The names of two groups.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupPair {
    /// The group that the other is compared with.
    pub before: String,
    /// The group in which something may have changed.
    pub after: String,
}

/// Two groups that were compared, operation by operation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComparedGroups {
    /// Their names.
    pub groups: GroupPair,
    /// The units of the one before.
    pub before_units: u32,
    /// The units of the one after.
    pub after_units: u32,
    /// The operations with fewer than 20 units in one of both groups: little is certain of these.
    pub few: u32,
}

/// What was looked at, so that to find nothing says something.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Searched {
    /// The units.
    pub units: u32,
    /// Those that fail.
    pub failing: u32,
    /// The time that they take together, in nanoseconds.
    pub duration_ns: f64,
    /// From the start of the earliest unit to just after the start of the latest. Absent without units.
    pub range: Option<TimeRange>,
    /// The columns that time was divided into, over all groups.
    pub columns: u32,
    /// The width of a column in nanoseconds. Absent where groups differ in it, and where time has gaps and columns have equal counts.
    pub step_ns: Option<u64>,
    /// The operations, over all groups.
    pub operations: u32,
    /// The operations that were not scanned each by itself, as there are too many: those with the smallest shares of units and of
    /// time. They were scanned together.
    pub operations_together: u32,
    /// The kinds of time on the critical path that were followed inside of units.
    pub rows: u32,
    /// The kinds of time that were not followed, as there are too many: those that came last.
    pub rows_left_out: u32,
    /// What is found at a sentence's length: nothing, or how many findings.
    pub summary: String,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FindingKind {
    /// For some time more units of operations fail.
    #[default]
    Failing,
    /// For some time units of operations take longer.
    Slower,
    /// For some time something inside of units takes longer, which their whole durations do not show.
    SlowerInside,
    /// For some time there are more units of an operation.
    More,
    /// For some time there are fewer units of an operation, or none.
    Fewer,
    /// Units fail at all times by one cause.
    Cause,
    /// Units call the same again and again, one call after the other.
    RepeatedCalls,
    /// Errors are recovered by calling again.
    Retries,
    /// The durations of an operation have a second mode, which a value of an attribute tells from the first.
    SecondMode,
    /// An operation is in the group after and not in the one before.
    New,
    /// An operation was in the group before and is not in the one after.
    Gone,
}

/// Something that stands out: a selection, with what it costs and what is known of it.
///
/// # Units
///
/// What is *expected* is what the units of `operations` that are in no finding say: as many of each operation with their share of failing
/// ones and their mean duration. So one incident is not measured against another. Where all of an operation is in findings, it is what the
/// other units of it say, and where there are none, there is nothing more than expected. Where two groups are compared, what is expected is what
/// the units before say, and everything else is about those after.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Anomaly {
    /// What is wrong.
    pub kind: FindingKind,
    /// When, by the starts of units. Absent where it has no place in time.
    pub time: Option<TimeRange>,
    /// The operations that have it, the one that costs most first. All operations where `is_everywhere`, and then those that cost
    /// something.
    pub operations: Vec<FindingOperation>,
    /// Whether it is found over all operations together, and in none of them alone.
    pub is_everywhere: bool,
    /// The units of these operations in that time.
    pub units: u32,
    /// Those that fail.
    pub failing: u32,
    /// The mean duration of those that do not fail, in nanoseconds.
    pub mean_ns: f64,
    /// How many of them would fail if it were as expected.
    pub expected_failing: f64,
    /// How long those that do not fail would take in the mean if it were as expected, in nanoseconds.
    pub expected_mean_ns: f64,
    /// How many units more than expected fail, or, of how many units there are, come. Negative where fewer come.
    pub extra_units: f64,
    /// How much longer than expected those take together that do not fail, in nanoseconds. Of what is slower inside, what is certain of that.
    pub added_ns: f64,
    /// What findings are ranked by: the share of all units, or of the time of all units, that it costs.
    pub cost: f64,
    /// The natural logarithm of the likelihood ratio, of the operation that shows it most clearly. Zero for what is not found by one.
    pub likelihood_ratio: f64,
    /// The percentile of an operation's durations above which there are more units, where that is what was found.
    pub percentile: Option<u32>,
    /// The units: of these operations in that time; of what fails, those that fail.
    pub selection: Selection,
    /// What they are compared with: of what fails, those that do not fail; else the units of the same operations just before, or where
    /// there are none, all others of these.
    pub baseline: Baseline,
    /// The starts of the columns of `trend`, in nanoseconds since the Unix epoch.
    #[serde(with = "crate::column")]
    pub trend_starts_ns: Vec<u64>,
    /// By column, over all time and these operations: the units that fail, the mean duration in nanoseconds of what is slower, else the number
    /// of units. Where two groups are compared, each is a column, and of what fails it is the share of units, from 0 to 1.
    #[serde(with = "crate::column")]
    pub trend: Vec<f64>,
    /// What is called, where the kind is about calls.
    pub calls: Option<FindingCalls>,
    /// What it was before, where two groups are compared.
    pub change: Option<GroupChange>,
    /// Whether `cause`, `suspect` and `attribute` were looked for. If they were not, the questions for these have them.
    pub is_explained: bool,
    /// The cause of most failures.
    pub cause: Option<FindingCause>,
    /// The service that made them slower, where at least a tenth of the change is certain.
    pub suspect: Option<FindingSuspect>,
    /// The first notable value of a key that the selection has more of than the baseline.
    pub attribute: Option<AttributeSignal>,
    /// What is wrong and how much of it there is, as a sentence without the time.
    pub what: String,
    /// What explains it, as a sentence. Empty where nothing is known.
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
    /// How many units more than expected fail or come.
    pub extra_units: f64,
    /// How much longer than expected those take together that do not fail, in nanoseconds.
    pub added_ns: f64,
}

/// What an operation was in the group before, and what of the change is certain: what is left of it without five standard errors.
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
    /// How much more of the units fail for certain, as a difference of shares from 0 to 1. Zero where nothing is certain.
    pub certain_share: f64,
    /// How much larger the mean duration of those that do not fail is for certain, in nanoseconds. Zero where nothing is certain.
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
    /// The service that is called, or what is known of it. Empty where it is unknown.
    pub callee: String,
    /// What the time is spent on, of what is slower inside.
    pub row: Option<RowKind>,
    /// How many there are in a unit: the median of repeated calls, else the mean.
    pub per_unit: f64,
    /// The share of the time of these units that they take, from 0 to 1.
    pub share: f64,
}

/// The cause of failures.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingCause {
    /// What they have in common.
    pub key: CauseKey,
    /// The units that fail by it; of retries, those in which it was recovered.
    pub units: u32,
    /// The units that fail and are selected; of retries, all.
    pub of: u32,
}

/// A service that made units slower.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingSuspect {
    /// Its name, empty where it is unknown.
    pub service: String,
    /// What is certain, in nanoseconds per unit.
    pub certain_ns: f64,
    /// What is expected, in nanoseconds per unit.
    pub expected_ns: f64,
    /// The change of the mean duration, in nanoseconds.
    pub delta_mean_ns: f64,
    /// The name of the spans of that service's row with the largest certain part, or of the calls to it.
    pub name: String,
}

/// What limits the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DataKind {
    /// Spans name a parent that is not there.
    #[default]
    Orphans,
    /// Requests have lost their root.
    Incomplete,
    /// Spans have no end.
    Unfinished,
    /// Spans end before they start.
    Backwards,
    /// Spans start before their parents: clocks disagree.
    Clocks,
    /// Spans stand for others that were not stored.
    Sampled,
    /// What spans say of their sampling is no threshold and no probability.
    InvalidSampling,
}

/// Something that limits the answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFinding {
    /// What it is.
    pub kind: DataKind,
    /// The service that it is about. Empty where it is about all that is loaded.
    pub service: String,
    /// How many spans, requests or calls.
    pub count: u32,
    /// Of how many.
    pub of: u32,
    /// It as a sentence.
    pub what: String,
}
