//! The rank of each question: which questions run before it.

use crate::protocol::Question;

/// How much a question has to wait for others. The smaller goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// It takes about a step.
    LookUp,
    /// It looks at all spans.
    Fold,
    /// It looks at all spans again and again, and nobody has asked for anything yet.
    Findings,
    /// Nobody waits for it.
    Background,
}

impl Rank {
    /// What looks at all spans goes after what does not.
    pub(super) fn of(question: &Question) -> Self {
        match question {
            Question::Heatmap(_)
            | Question::NumberChoices(_)
            | Question::Overview(_)
            | Question::ErrorCauses(_)
            | Question::AttributeDiff(_)
            | Question::Count(_)
            | Question::Matching(_)
            | Question::Traces(_)
            | Question::FlameGraph(_)
            | Question::FlameDiff(_)
            | Question::ServiceMap(_)
            | Question::Calls(_)
            | Question::FrameUnits(_)
            | Question::ExportContents(_)
            | Question::ExportPiece(_) => Self::Fold,
            Question::Findings(_) => Self::Findings,
            Question::Open(_)
            | Question::OpenUrl(_)
            | Question::OpenDemo(_)
            | Question::OpenClickhouse(_)
            | Question::OpenSearch(_)
            | Question::TraceApiNames(_)
            | Question::ClickhouseTables(_)
            | Question::Live(_)
            | Question::Summary(_)
            | Question::TraceDiff(_)
            | Question::FindTrace(_)
            | Question::Trace(_)
            | Question::Span(_)
            | Question::SearchTrace(_)
            | Question::TraceErrors(_)
            | Question::TraceEvents(_)
            | Question::ExportTrace(_)
            | Question::Complete(_)
            | Question::ParseFilter(_)
            | Question::EditFilter(_) => Self::LookUp,
        }
    }
}
