//! The messages between the worker and its clients: the only interface between the engine and everything else.
//!
//! A client sends [`Message`]s over a `MessagePort` and gets [`Reply`]s. Enums cross as an object with the name of the variant as its
//! only key, or as that name where it has no fields; `u32` and `f64` as numbers, `u64` as `bigint`, long columns as typed arrays. The
//! files of an [`Open`](Question::Open) are sent beside the question, one for each source: `{ ask: { id, question: { open: { sources
//! } }, files, lengths } }`. A file is a `Blob` or a `ReadableStream` of `Uint8Array`s, whose length in bytes may be given in
//! `lengths`, at the same index.
//!
//! One list has all questions with the types of their answers: a [`Question`] and an [`Answer`] of each kind.

mod attribute_diff;
mod calls;
mod clickhouse;
mod comparison;
mod count;
mod error_causes;
mod export;
mod filter;
mod find_trace;
mod findings;
mod flame_diff;
mod flame_graph;
mod frame_units;
mod heatmap;
mod live;
mod message;
mod number_choices;
mod open;
mod overview;
mod questions;
mod service_map;
mod span;
mod summary;
mod trace;
mod trace_api;
mod trace_diff;
mod traces;

pub use attribute_diff::AttributeDiffQuestion;
pub use calls::CallsQuestion;
pub use clickhouse::{ClickhouseTablesQuestion, OpenClickhouseQuestion};
pub use comparison::Comparison;
pub use count::{CountQuestion, Sides};
pub use error_causes::ErrorCausesQuestion;
pub use export::{ExportContentsQuestion, ExportPieceQuestion, ExportTraceQuestion};
pub use filter::{CompleteQuestion, EditFilterQuestion, MatchingQuestion, ParseFilterQuestion};
pub use find_trace::FindTraceQuestion;
pub use findings::FindingsQuestion;
pub use flame_diff::FlameDiffQuestion;
pub use flame_graph::FlameGraphQuestion;
pub use frame_units::{FrameUnitsAnswer, FrameUnitsQuestion};
pub use heatmap::{HeatmapAnswer, HeatmapQuestion};
pub use live::{LiveQuestion, LiveSummary, LiveWindow};
pub use message::{Message, Progress, Reply};
pub use number_choices::NumberChoicesQuestion;
pub use open::{OpenDemoQuestion, OpenQuestion, OpenUrlQuestion, SourceName};
pub use overview::OverviewQuestion;
pub use questions::{Answer, Ask, Question};
pub use service_map::ServiceMapQuestion;
pub use span::SpanQuestion;
pub use summary::{LoadedFile, Summary, SummaryQuestion};
pub use trace::{SearchTraceQuestion, TraceErrorsQuestion, TraceEventsQuestion, TraceQuestion};
pub use trace_api::{OpenSearchQuestion, TraceApiNamesQuestion};
pub use trace_diff::TraceDiffQuestion;
pub use traces::TracesQuestion;
