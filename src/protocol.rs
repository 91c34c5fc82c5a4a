//! What the worker and its clients say to each other: the one seam between the engine and everybody else.
//!
//! A client sends [`Message`]s over a `MessagePort` and gets [`Reply`]s. Enums cross as an object with the name of the variant as
//! its only key, or as that name where it has no fields; `u32` and `f64` as numbers, `u64` as `bigint`, long columns as typed arrays.
//! The files of an [`Open`](Question::Open) travel beside the question, one for each source: `{ ask: { id, question: { open: {
//! sources } }, files, lengths } }`. A file is a `Blob` or a `ReadableStream` of `Uint8Array`s, whose length in bytes may be told
//! in `lengths`, at the same place.

use serde::{Deserialize, Serialize};

use crate::analysis::{
    AttributeDiff, AttributeDiffOptions, AttributeValue, Baseline, ErrorCauses, FlameDiffOptions, FlameGraph,
    FlameGraphOptions, FoundTraces, FrameKey, Heatmap, HeatmapOptions, LatencyDiff, Overview, Selection, SpanDetails,
    SpanMatches, Trace, TraceDiff, TraceList, TraceListOptions,
};
use crate::error::Failure;
use crate::filter::{Completions, Field};
use crate::ingest::FileReport;
use crate::store::{Counts, Population};
use crate::units::TimeRange;

/// From a client to the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Message {
    /// Asks something. Each id gets any number of [`Reply::Progress`] and then one [`Reply::Answer`] or [`Reply::Error`].
    Ask {
        /// Chosen by the client, unique among its unanswered questions.
        id: u32,
        /// What it wants to know.
        question: Box<Question>,
    },
    /// Drops a question. It is answered by the error `cancelled`, unless its answer is under way already. A load stops where it is
    /// and keeps what it has read.
    Cancel {
        /// The id of the question.
        id: u32,
    },
    /// Says goodbye. Its questions and loads are dropped unanswered; a load under way stops, and what it has read stays for
    /// the others. The port is closed.
    Leave,
}

/// What can be asked. Of one kind a port has one question at a time: a newer one makes the older one answer `cancelled`.
/// Loads are the exception, they wait for each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// Adds files to what is loaded.
    Open {
        /// The files, in the order of what travels beside the question.
        sources: Vec<SourceName>,
    },
    /// Adds what an address answers with to what is loaded. No credentials are sent but those in the headers.
    OpenUrl {
        /// How it is called.
        source: SourceName,
        /// An absolute `http` or `https` address.
        url: String,
        /// The names and values of the headers of the request.
        headers: Vec<(String, String)>,
    },
    /// Adds the generated demo to what is loaded.
    OpenDemo,
    /// What is loaded, be it nothing.
    Summary,
    /// The requests by time and duration.
    Heatmap(HeatmapQuestion),
    /// Rate, errors and durations by operation.
    Overview(Comparison),
    /// Where the errors of the selected units began.
    ErrorCauses(Comparison),
    /// What sets the selected units apart from those of the baseline.
    AttributeDiff(AttributeDiffQuestion),
    /// How many units are meant.
    Count(Comparison),
    /// A page of the selected units.
    Traces(TracesQuestion),
    /// Where the time of the selected units is spent.
    FlameGraph(FlameGraphQuestion),
    /// What made the selected units slower than the baseline's, and which service is to blame.
    FlameDiff(FlameDiffQuestion),
    /// The selected units that have a frame of their flame graph.
    FrameUnits(FrameUnitsQuestion),
    /// Two traces, compared by path.
    TraceDiff {
        /// The row of the one trace.
        left: u32,
        /// The row of the other.
        right: u32,
    },
    /// The traces that an id means, or the beginning of one.
    FindTrace {
        /// The id as a person wrote it.
        text: String,
    },
    /// All spans of a trace.
    Trace {
        /// The row of the trace.
        row: u32,
    },
    /// Everything that is known of a span.
    Span {
        /// The row of the span.
        row: u32,
    },
    /// The spans of a trace that contain a text.
    SearchTrace {
        /// The row of the trace.
        row: u32,
        /// The text, in whatever case.
        text: String,
    },
    /// The ERROR spans of a trace.
    TraceErrors {
        /// The row of the trace.
        row: u32,
    },
    /// What can come next in a filter that is being written.
    Complete {
        /// The text of the filter.
        text: String,
        /// Where the cursor is, in bytes.
        cursor: u32,
    },
    /// Whether a text is a filter.
    ParseFilter {
        /// The text.
        text: String,
    },
    /// A filter with one more condition, as its text.
    EditFilter(FilterEdit),
    /// How many units match a filter, whatever the view.
    Matching {
        /// What is counted.
        population: Population,
        /// The text of the filter.
        filter: String,
    },
}

/// How a file is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceName {
    /// The name that the user knows it by.
    pub name: String,
    /// The group that it belongs to. Files are compared between groups, and traces joined within.
    pub group: String,
}

/// Which heatmap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeatmapQuestion {
    /// What is counted.
    pub population: Population,
    /// The text of the [`Filter`](crate::filter::Filter) of the view.
    pub filter: Option<String>,
    /// What part of it, and how finely.
    pub options: HeatmapOptions,
}

/// Two sets of units to compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What is counted.
    pub population: Population,
    /// The text of the [`Filter`](crate::filter::Filter) of the view, which holds for both sides.
    pub filter: Option<String>,
    /// The units in question. All where it is absent, and then there is no baseline.
    pub selection: Option<Selection>,
    /// The units to compare them with.
    pub baseline: Baseline,
}

/// Which units to compare by their attributes, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeDiffQuestion {
    /// The units. Without a selection the baseline is empty, and nothing differs.
    pub comparison: Comparison,
    /// How to compare them.
    pub options: AttributeDiffOptions,
}

/// Which page of which units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TracesQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// Which page, in which order.
    pub options: TraceListOptions,
}

/// The flame graph of which units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameGraphQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// How it is made.
    pub options: FlameGraphOptions,
}

/// Which units are compared with which, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameDiffQuestion {
    /// The units of both sides.
    pub comparison: Comparison,
    /// How they are compared.
    pub options: FlameDiffOptions,
}

/// Which units have which frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameUnitsQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// The frame.
    pub key: FrameKey,
    /// How the flame graph was made that has it.
    pub options: FlameGraphOptions,
    /// How many samples to give at most.
    pub samples: u32,
}

/// How a filter is to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterEdit {
    /// The text of the filter until now.
    pub filter: String,
    /// What the new condition is about.
    pub field: Field,
    /// The value of it. No value where it is empty.
    pub value: AttributeValue,
    /// Whether units with such a span go, rather than stay alone.
    pub excludes: bool,
    /// Whether such a span is one that lacks the field, as do all others of its unit. Then there is no value.
    #[serde(default)]
    pub is_absence: bool,
}

/// From the engine to a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    /// The answer to a question.
    Answer {
        /// The id of the question.
        id: u32,
        /// The answer, of the kind of the question.
        answer: Answer,
    },
    /// A question has no answer.
    Error {
        /// The id of the question.
        id: u32,
        /// Why.
        error: Failure,
    },
    /// How far a load has come.
    Progress {
        /// The id of the question.
        id: u32,
        /// How far.
        progress: Progress,
    },
    /// What is loaded has changed at another client's request. What was answered before is out of date.
    Changed(Box<Summary>),
    /// The engine is gone, with its last words. Everything must be opened again, by a new worker.
    Crashed(String),
}

/// The answer to a [`Question`], of the same kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// What is loaded now.
    Opened(Box<Summary>),
    /// What is loaded.
    Summary(Box<Summary>),
    /// The requests by time and duration.
    Heatmap(Box<HeatmapAnswer>),
    /// Rate, errors and durations by operation.
    Overview(Box<Overview>),
    /// Where the errors of the selected units began.
    ErrorCauses(Box<ErrorCauses>),
    /// What sets the selected units apart from those of the baseline.
    AttributeDiff(Box<AttributeDiff>),
    /// How many units are meant.
    Count(Sides),
    /// A page of the selected units.
    Traces(Box<TraceList>),
    /// Where the time of the selected units is spent.
    FlameGraph(Box<FlameGraph>),
    /// What made units slower, and which service is to blame.
    FlameDiff(Box<LatencyDiff>),
    /// The selected units that have the frame.
    FrameUnits(FrameUnitsAnswer),
    /// The two traces.
    TraceDiff(Box<TraceDiff>),
    /// The traces that were found.
    FoundTraces(FoundTraces),
    /// All spans of a trace.
    Trace(Box<Trace>),
    /// Everything that is known of a span.
    Span(Box<SpanDetails>),
    /// The spans of a trace that contain a text.
    SpanMatches(SpanMatches),
    /// The ERROR spans of a trace.
    TraceErrors(SpanMatches),
    /// What can come next in a filter.
    Completions(Completions),
    /// The filter, in its canonical spelling.
    ParsedFilter(String),
    /// The text of the changed filter.
    EditedFilter(String),
    /// How many units match a filter.
    Matching(u32),
}

/// A heatmap, and whether it is final.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeatmapAnswer {
    /// The heatmap.
    pub heatmap: Heatmap,
    /// Whether spans are still being read. Then the units are the spans without a parent id that have been read so far,
    /// whatever the population and the filter.
    pub provisional: bool,
}

/// The units that have a frame.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameUnitsAnswer {
    /// How many there are.
    pub count: u32,
    /// The rows of those in which the frame's own time is largest, the largest first.
    #[serde(with = "crate::column")]
    pub samples: Vec<u32>,
    /// The rows of their traces.
    #[serde(with = "crate::column")]
    pub sample_traces: Vec<u32>,
}

/// How many units are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sides {
    /// All units of the population, those that the filter of the view hides too.
    pub all: u32,
    /// The units in view.
    pub units: u32,
    /// The failing units in view.
    pub failing: u32,
    /// The selected units.
    pub selected: u32,
    /// The selected failing units.
    pub selected_failing: u32,
    /// The units of the baseline.
    pub baseline: u32,
}

/// How far a load has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The name of the file that is being read.
    pub name: String,
    /// Bytes read, over all files of the load. Compressed bytes where files are compressed.
    pub bytes: u64,
    /// Bytes to read, over all files of the load. Zero where that is not known.
    pub total_bytes: u64,
    /// Spans in the store, those of earlier loads included.
    pub spans: u32,
    /// Whether everything is read and spans are being joined into traces.
    pub joining: bool,
}

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
