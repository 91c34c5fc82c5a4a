//! A question with its work so far.

mod attribute_diff;
mod error_causes;
mod heatmap;
mod latency;
mod overview;
mod sides;

use super::memory::Memory;
use super::queue::Rank;
use crate::analysis::{find_trace, span_details, trace, trace_diff, trace_errors, trace_list, trace_search};
use crate::error::{ErrorKind, Result};
use crate::filter::{Condition, Filter};
use crate::protocol::{
    Answer, CompleteQuestion, EditFilterQuestion, FindTraceQuestion, MatchingQuestion, ParseFilterQuestion, Question,
    SearchTraceQuestion, SpanQuestion, TraceDiffQuestion, TraceErrorsQuestion, TracesQuestion,
};
use crate::store::{Store, StoreBuilder, Value};
use attribute_diff::AttributeDiffJob;
use error_causes::ErrorCausesJob;
use heatmap::HeatmapJob;
use latency::{FlameDiffJob, FlameGraphJob, FrameUnitsJob};
use overview::OverviewJob;

/// Spans that one step looks at: a few milliseconds' worth.
const STEP: u32 = 1 << 18;

/// The work that a question takes.
trait Work {
    /// Does a bounded amount of work. Gives the answer when it is found.
    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>>;

    /// Forgets the work so far, which is of no use for another store.
    fn restart(&mut self) {}

    /// Answers from what has been read so far. `None` where that makes no sense.
    fn preview(&self, _builder: &StoreBuilder) -> Option<Result<Answer>> {
        None
    }
}

/// Work of one step, or of steps that leave their traces in the memory.
impl<F: FnMut(&Store, &mut Memory) -> Result<Option<Answer>>> Work for F {
    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        self(store, memory)
    }
}

/// A question with its work so far.
pub(super) struct Job {
    /// How much it has to wait for others.
    pub(super) rank: Rank,
    /// Whether it can be answered from what has been read so far.
    pub(super) has_preview: bool,
    /// Whether it is about what is loaded as a whole, be it nothing, and so for the engine itself to answer.
    pub(super) wants_summary: bool,
    work: Box<dyn Work>,
}

impl Job {
    /// `None` for questions that load something: those are not answered from what is loaded.
    pub(super) fn new(question: Question) -> Option<Self> {
        let has_preview = matches!(question, Question::Heatmap(_));
        let wants_summary = matches!(question, Question::Summary(_));
        let (rank, work) = match question {
            Question::Open(_) | Question::OpenUrl(_) | Question::OpenDemo(_) => return None,
            // The engine answers it without this, as it asks for no store.
            Question::Summary(_) => look_up(|_, _| Err(ErrorKind::NoData.into())),
            Question::Heatmap(question) => fold(HeatmapJob::new(question)),
            Question::Overview(question) => fold(OverviewJob::new(question.0)),
            Question::ErrorCauses(question) => fold(ErrorCausesJob::new(question.0)),
            Question::AttributeDiff(question) => fold(AttributeDiffJob::new(question)),
            Question::Count(question) => fold(move |store: &Store, memory: &mut Memory| {
                Ok(sides::count(store, &question.0, memory)?.map(|sides| Answer::Count(Box::new(sides))))
            }),
            Question::Matching(MatchingQuestion { population, filter }) => {
                fold(move |store: &Store, memory: &mut Memory| {
                    let units = memory.units(store, population, Some(&filter), STEP)?;
                    Ok(units.map(|units| Answer::Matching(Box::new(units.count()))))
                })
            }
            Question::Traces(TracesQuestion { comparison, options }) => {
                fold(move |store: &Store, memory: &mut Memory| {
                    let units = sides::selected(store, &comparison, memory)?;
                    Ok(units.map(|units| Answer::Traces(Box::new(trace_list(store, &units, &options)))))
                })
            }
            Question::FlameGraph(question) => fold(FlameGraphJob::new(question)),
            Question::FlameDiff(question) => fold(FlameDiffJob::new(question)),
            Question::FrameUnits(question) => fold(FrameUnitsJob::new(question)),
            Question::TraceDiff(TraceDiffQuestion { left, right }) => look_up(move |store, _| {
                Ok(Answer::TraceDiff(Box::new(trace_diff(store, store.trace(left)?, store.trace(right)?)?)))
            }),
            Question::FindTrace(FindTraceQuestion { text }) => {
                look_up(move |store, _| Ok(Answer::FindTrace(Box::new(find_trace(store, &text)?))))
            }
            Question::Trace(question) => {
                look_up(move |store, _| Ok(Answer::Trace(Box::new(trace(store, store.trace(question.trace)?)?))))
            }
            Question::Span(SpanQuestion { span }) => {
                look_up(move |store, _| Ok(Answer::Span(Box::new(span_details(store, store.span(span)?)?))))
            }
            Question::SearchTrace(SearchTraceQuestion { trace, text }) => look_up(move |store, _| {
                Ok(Answer::SearchTrace(Box::new(trace_search(store, store.trace(trace)?, &text)?)))
            }),
            Question::TraceErrors(TraceErrorsQuestion { trace }) => {
                look_up(move |store, _| Ok(Answer::TraceErrors(Box::new(trace_errors(store, store.trace(trace)?)?))))
            }
            Question::Complete(CompleteQuestion { text, cursor }) => look_up(move |store, memory| {
                Ok(Answer::Complete(Box::new(memory.index(store).complete(store, &text, cursor as usize))))
            }),
            Question::ParseFilter(ParseFilterQuestion { text }) => {
                look_up(move |_, _| Ok(Answer::ParseFilter(Box::new(Filter::parse(&text)?.to_string()))))
            }
            Question::EditFilter(edit) => look_up(move |_, _| Ok(Answer::EditFilter(Box::new(edited(&edit)?)))),
        };
        Some(Self { rank, has_preview, wants_summary, work })
    }

    /// Forgets the work so far, which is of no use for another store.
    pub(super) fn restart(&mut self) {
        self.work.restart();
    }

    /// Does a bounded amount of work. Gives the answer when it is found.
    pub(super) fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        self.work.advance(store, memory)
    }

    /// Answers from what has been read so far, where that makes sense.
    pub(super) fn preview(&self, builder: &StoreBuilder) -> Result<Answer> {
        self.work.preview(builder).unwrap_or_else(|| Err(ErrorKind::NoData.into()))
    }
}

/// Work of about one step.
fn look_up(answer: impl Fn(&Store, &mut Memory) -> Result<Answer> + 'static) -> (Rank, Box<dyn Work>) {
    (Rank::LookUp, Box::new(move |store: &Store, memory: &mut Memory| answer(store, memory).map(Some)))
}

/// Work that looks at all spans.
fn fold(work: impl Work + 'static) -> (Rank, Box<dyn Work>) {
    (Rank::Fold, Box::new(work))
}

/// The text of a filter with one more condition.
fn edited(EditFilterQuestion { filter, field, value, excludes, is_absence }: &EditFilterQuestion) -> Result<String> {
    let filter = Filter::parse(filter)?;
    let condition = if *is_absence {
        Condition::not_equal(field.clone(), Value::Empty)
    } else {
        Condition::equal(field.clone(), Value::from(value))
    };
    let Some(condition) = condition else {
        return Err(ErrorKind::BadOption { option: "the value", expected: "one that the field can have" }.into());
    };
    // No span has the field unless some span does.
    let edited = if excludes == is_absence { filter.and_some_span(condition) } else { filter.and_no_span(condition) };
    Ok(edited.to_string())
}
