//! What questions need of a range whose spans are on a server.

use crate::analysis::Baseline;
use crate::clickhouse::{WantedPage, WantedSides, is_listed_by_server, needs_spans};
use crate::protocol::{
    AttributeDiffQuestion, CallsQuestion, Comparison, CountQuestion, ExportContentsQuestion, ExportPieceQuestion,
    FlameDiffQuestion, FlameGraphQuestion, FrameUnitsQuestion, OverviewQuestion, Question, ServiceMapQuestion,
    TracesQuestion,
};
use crate::store::Population;

/// Whose traces are fetched for a question. `None` where the server counts the answer, and where none can be had.
pub(super) fn sides(question: &Question) -> Option<WantedSides> {
    let comparison = match question {
        Question::ErrorCauses(question) => &question.0,
        Question::Count(CountQuestion(comparison)) | Question::Overview(OverviewQuestion(comparison)) => {
            if !is_told_by_spans(comparison) {
                return None;
            }
            comparison
        }
        Question::ServiceMap(ServiceMapQuestion(comparison))
        | Question::Calls(CallsQuestion(comparison))
        | Question::Traces(TracesQuestion { comparison, .. })
        | Question::ExportContents(ExportContentsQuestion { comparison, .. })
        | Question::ExportPiece(ExportPieceQuestion { comparison, .. })
        | Question::FlameGraph(FlameGraphQuestion { comparison, .. })
        | Question::FrameUnits(FrameUnitsQuestion { comparison, .. })
        | Question::AttributeDiff(AttributeDiffQuestion { comparison, .. })
        | Question::FlameDiff(FlameDiffQuestion { comparison, .. }) => comparison,
        _ => return None,
    };
    let Comparison { population, filter, fail, selection, baseline, .. } = comparison;
    // The rest of a range takes a look at all of it, so it is fetched for what compares with it. Any other baseline comes along, so that
    // the questions of one selection are answered of the same traces.
    let compares = compares(question) || *baseline != Baseline::Rest;
    if *population != Population::Requests {
        return None;
    }
    let wanted = WantedSides::of(*fail, filter.as_deref(), (selection.as_ref(), baseline), compares);
    Some(if matches!(question, Question::ErrorCauses(_)) { wanted.with_errors_first(*fail) } else { wanted })
}

/// Whether the answer to a question compares both sides.
pub(super) fn compares(question: &Question) -> bool {
    matches!(
        question,
        Question::AttributeDiff(_)
            | Question::FlameDiff(_)
            | Question::ServiceMap(_)
            | Question::Calls(_)
            | Question::Count(_)
            | Question::Overview(_)
            | Question::ExportContents(ExportContentsQuestion { with_baseline: true, .. })
            | Question::ExportPiece(ExportPieceQuestion { with_baseline: true, .. })
    )
}

/// Whether it takes spans to tell which requests are on the sides.
fn is_told_by_spans(comparison: &Comparison) -> bool {
    let other = match &comparison.baseline {
        Baseline::Rectangle(other) => Some(other),
        Baseline::Rest | Baseline::Before => None,
    };
    comparison.selection.as_ref().is_some_and(|selection| needs_spans(selection) || other.is_some_and(needs_spans))
}

/// Whether a question is about single traces, or about what occurs in spans at all.
pub(super) fn is_looked_up(question: &Question) -> bool {
    matches!(
        question,
        Question::FindTrace(_)
            | Question::Trace(_)
            | Question::Span(_)
            | Question::SearchTrace(_)
            | Question::TraceErrors(_)
            | Question::TraceEvents(_)
            | Question::ExportTrace(_)
            | Question::TraceDiff(_)
            | Question::Complete(_)
    )
}

/// The page of the list that a question asks for, if the server can tell what is on it.
pub(super) fn page(question: &Question) -> Option<WantedPage> {
    let Question::Traces(TracesQuestion { comparison, options }) = question else { return None };
    let Comparison { population, filter, fail, selection, .. } = comparison;
    let is_listed = *population == Population::Requests && is_listed_by_server(selection.as_ref(), options.column);
    let (view, selection) = (filter.clone(), selection.clone());
    is_listed.then_some(WantedPage { view, fail: *fail, selection, options: *options })
}
