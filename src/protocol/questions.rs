//! The list of all questions.

use serde::{Deserialize, Serialize};

use super::attribute_diff::AttributeDiffQuestion;
use super::calls::CallsQuestion;
use super::clickhouse::{ClickhouseTablesQuestion, OpenClickhouseQuestion};
use super::count::{CountQuestion, Sides};
use super::error_causes::ErrorCausesQuestion;
use super::export::{ExportContentsQuestion, ExportPieceQuestion, ExportTraceQuestion};
use super::filter::{CompleteQuestion, EditFilterQuestion, MatchingQuestion, ParseFilterQuestion};
use super::find_trace::FindTraceQuestion;
use super::findings::FindingsQuestion;
use super::flame_diff::FlameDiffQuestion;
use super::flame_graph::FlameGraphQuestion;
use super::frame_units::{FrameUnitsAnswer, FrameUnitsQuestion};
use super::heatmap::{HeatmapAnswer, HeatmapQuestion};
use super::live::LiveQuestion;
use super::number_choices::NumberChoicesQuestion;
use super::open::{OpenDemoQuestion, OpenQuestion, OpenUrlQuestion};
use super::overview::OverviewQuestion;
use super::service_map::ServiceMapQuestion;
use super::span::SpanQuestion;
use super::summary::{Summary, SummaryQuestion};
use super::trace::{SearchTraceQuestion, TraceErrorsQuestion, TraceEventsQuestion, TraceQuestion};
use super::trace_api::{OpenSearchQuestion, TraceApiNamesQuestion};
use super::trace_diff::TraceDiffQuestion;
use super::traces::TracesQuestion;
use crate::analysis::{
    AttributeDiff, CallList, ErrorCauses, Findings, FlameGraph, FoundTraces, LatencyDiff, NumberChoices, Overview,
    ServiceMap, SpanDetails, SpanMatches, Trace, TraceDiff, TraceEvents, TraceList,
};
use crate::clickhouse::ClickhouseTables;
use crate::export::{ExportContents, ExportPiece};
use crate::filter::Completions;
use crate::trace_api::TraceApiNames;

/// A question with the type of its answer.
///
/// A client sends it as a [`Question`], and takes the [`Answer`] that comes back apart by [`answer_of`](Self::answer_of): nobody
/// else has to know which answer belongs to which question.
pub trait Ask: Into<Question> {
    /// The type of its answer.
    type Answer;

    /// The content of its answer. `None` if this is the answer to a question of another kind.
    fn answer_of(answer: Answer) -> Option<Self::Answer>;
}

impl Question {
    /// Whether its answer is to have estimates for all units before sampling.
    pub(crate) fn is_weighted(&self) -> bool {
        match self {
            Self::Heatmap(question) => question.weighted,
            Self::Overview(OverviewQuestion(comparison))
            | Self::ErrorCauses(ErrorCausesQuestion(comparison))
            | Self::AttributeDiff(AttributeDiffQuestion { comparison, .. })
            | Self::Count(CountQuestion(comparison)) => comparison.weighted,
            _ => false,
        }
    }
}

/// Makes the enums of all questions and all answers of `Kind(Question) -> Answer`, and says of each question what its answer is.
macro_rules! questions {
    ($($(#[$doc:meta])* $kind:ident($question:ty) -> $answer:ty,)*) => {
        /// All questions. A port may have any number of questions waiting, also of the same kind. Loads run one after the
        /// other.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Question {
            $($(#[$doc])* $kind($question),)*
        }

        /// The answer to a [`Question`], of the same kind.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Answer {
            $($(#[$doc])* $kind(Box<$answer>),)*
        }

        $(
            impl From<$question> for Question {
                fn from(question: $question) -> Self {
                    Self::$kind(question)
                }
            }

            impl Ask for $question {
                type Answer = $answer;

                fn answer_of(answer: Answer) -> Option<Self::Answer> {
                    match answer {
                        Answer::$kind(answer) => Some(*answer),
                        _ => None,
                    }
                }
            }
        )*
    };
}

questions! {
    /// Adds files to what is loaded.
    Open(OpenQuestion) -> Summary,
    /// Adds the content of an address to what is loaded.
    OpenUrl(OpenUrlQuestion) -> Summary,
    /// Adds the generated demo to what is loaded.
    OpenDemo(OpenDemoQuestion) -> Summary,
    /// Adds the traces of a time range in a table of a ClickHouse server to what is loaded.
    OpenClickhouse(OpenClickhouseQuestion) -> Summary,
    /// Which tables of spans a ClickHouse server has.
    ClickhouseTables(ClickhouseTablesQuestion) -> ClickhouseTables,
    /// Adds the traces that a Jaeger or Tempo server finds to what is loaded.
    OpenSearch(OpenSearchQuestion) -> Summary,
    /// Names that a Jaeger or Tempo server can be searched for.
    TraceApiNames(TraceApiNamesQuestion) -> TraceApiNames,
    /// Pauses or resumes the live source, and sets its window.
    Live(LiveQuestion) -> Summary,
    /// What is loaded.
    Summary(SummaryQuestion) -> Summary,
    /// The requests by time and duration.
    Heatmap(HeatmapQuestion) -> HeatmapAnswer,
    /// Which numbers units can have, beside their durations: what a heatmap or a selection can be of.
    NumberChoices(NumberChoicesQuestion) -> NumberChoices,
    /// Rate, errors and durations by operation.
    Overview(OverviewQuestion) -> Overview,
    /// Where the errors of the selected units began.
    ErrorCauses(ErrorCausesQuestion) -> ErrorCauses,
    /// What is wrong, the costliest first.
    Findings(FindingsQuestion) -> Findings,
    /// What sets the selected units apart from those of the baseline.
    AttributeDiff(AttributeDiffQuestion) -> AttributeDiff,
    /// How many units are on each side.
    Count(CountQuestion) -> Sides,
    /// A page of the selected units.
    Traces(TracesQuestion) -> TraceList,
    /// Where the selected units spend their time.
    FlameGraph(FlameGraphQuestion) -> FlameGraph,
    /// What made the selected units slower than the baseline, and which service caused it.
    FlameDiff(FlameDiffQuestion) -> LatencyDiff,
    /// Which services call which others, and the time of these calls.
    ServiceMap(ServiceMapQuestion) -> ServiceMap,
    /// What is called how often, and what changed of it.
    Calls(CallsQuestion) -> CallList,
    /// The selected units that have a frame of their flame graph.
    FrameUnits(FrameUnitsQuestion) -> FrameUnitsAnswer,
    /// Two traces, compared by path.
    TraceDiff(TraceDiffQuestion) -> TraceDiff,
    /// The traces with an id or with a prefix of one.
    FindTrace(FindTraceQuestion) -> FoundTraces,
    /// All spans of a trace.
    Trace(TraceQuestion) -> Trace,
    /// Everything that is known of a span.
    Span(SpanQuestion) -> SpanDetails,
    /// The spans of a trace that contain a text.
    SearchTrace(SearchTraceQuestion) -> SpanMatches,
    /// The spans of a trace that failed.
    TraceErrors(TraceErrorsQuestion) -> SpanMatches,
    /// A page of the events and logs of a trace, in the order of their times.
    TraceEvents(TraceEventsQuestion) -> TraceEvents,
    /// Completions at a position in the text of a filter.
    Complete(CompleteQuestion) -> Completions,
    /// The canonical spelling of a filter.
    ParseFilter(ParseFilterQuestion) -> String,
    /// The text of a filter with one more condition.
    EditFilter(EditFilterQuestion) -> String,
    /// How many units match a filter, independent of the view.
    Matching(MatchingQuestion) -> u32,
    /// What an export of the traces of the selected units would reveal.
    ExportContents(ExportContentsQuestion) -> ExportContents,
    /// A piece of that export.
    ExportPiece(ExportPieceQuestion) -> ExportPiece,
    /// A piece of a file of one trace.
    ExportTrace(ExportTraceQuestion) -> ExportPiece,
}
