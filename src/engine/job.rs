//! A question with its work so far.

mod analyses;
mod fold_job;
mod heatmap;
mod sides;

use std::mem::{Discriminant, discriminant};

use super::memory::Memory;
use crate::analysis::{find_trace, span_details, trace, trace_diff, trace_errors, trace_search};
use crate::error::{ErrorKind, Result};
use crate::filter::{Condition, Filter};
use crate::protocol::{Answer, FilterEdit, Question};
use crate::store::{SpanRow, Store, StoreBuilder, TraceRow, Value};

/// Spans that one step looks at: a few milliseconds' worth.
const STEP: u32 = 1 << 18;

/// The work that a question takes: one step of it, which gives the answer when it is found.
type Work = Box<dyn FnMut(&Store, &mut Memory) -> Result<Option<Answer>>>;

/// A question with its work so far.
pub(super) struct Job {
    /// Of each kind a port has one question at a time.
    pub(super) kind: Discriminant<Question>,
    /// Whether it can be answered from what has been read so far.
    pub(super) has_preview: bool,
    question: Question,
    /// What was found out about the store. Of no use for another.
    work: Option<Work>,
}

impl Job {
    /// `None` for questions that load something: those are not answered from what is loaded.
    pub(super) fn new(question: Question) -> Option<Self> {
        let is_load = matches!(question, Question::Open { .. } | Question::OpenUrl { .. } | Question::OpenDemo);
        let kind = discriminant(&question);
        let has_preview = matches!(question, Question::Heatmap(_));
        (!is_load).then_some(Self { kind, has_preview, question, work: None })
    }

    /// Whether it is about what is loaded as a whole, be it nothing, and so for the engine itself to answer.
    pub(super) fn wants_summary(&self) -> bool {
        self.kind == discriminant(&Question::Summary)
    }

    /// Forgets the work so far, which is of no use for another store.
    pub(super) fn restart(&mut self) {
        self.work = None;
    }

    /// Does a bounded amount of work. Gives the answer when it is found.
    pub(super) fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        let Self { question, work, .. } = self;
        work.get_or_insert_with(|| begin(question.clone()))(store, memory)
    }

    /// Answers from what has been read so far, where that makes sense.
    pub(super) fn preview(&self, builder: &StoreBuilder) -> Result<Answer> {
        match &self.question {
            Question::Heatmap(question) => heatmap::provisional(builder.spans(), &question.options),
            _ => Err(ErrorKind::NoData.into()),
        }
    }
}

/// The work that a question takes.
fn begin(question: Question) -> Work {
    match question {
        // Loads are not the engine's business, and the summary asks for no store.
        Question::Open { .. } | Question::OpenUrl { .. } | Question::OpenDemo | Question::Summary => {
            once(|_, _| Err(ErrorKind::NoData.into()))
        }
        Question::Heatmap(question) => heatmap::heatmap(question),
        Question::Overview(comparison) => analyses::overview(comparison),
        Question::ErrorCauses(comparison) => analyses::error_causes(comparison),
        Question::AttributeDiff(question) => analyses::attribute_diff(question),
        Question::Count(comparison) => {
            Box::new(move |store, memory| Ok(sides::count(store, &comparison, memory)?.map(Answer::Count)))
        }
        Question::Matching { population, filter } => Box::new(move |store, memory| {
            let units = memory.units(store, population, Some(&filter), STEP)?;
            Ok(units.map(|units| Answer::Matching(units.count())))
        }),
        Question::Traces(question) => analyses::traces(question),
        Question::FlameGraph(question) => analyses::flame_graph(question),
        Question::FlameDiff(question) => analyses::flame_diff(question),
        Question::FrameUnits(question) => analyses::frame_units(question),
        Question::TraceDiff { left, right } => {
            once(move |store, _| Ok(Answer::TraceDiff(Box::new(trace_diff(store, TraceRow(left), TraceRow(right))?))))
        }
        Question::FindTrace { text } => once(move |store, _| find_trace(store, &text).map(Answer::FoundTraces)),
        Question::Trace { row } => once(move |store, _| Ok(Answer::Trace(Box::new(trace(store, TraceRow(row))?)))),
        Question::Span { row } => once(move |store, _| Ok(Answer::Span(Box::new(span_details(store, SpanRow(row))?)))),
        Question::SearchTrace { row, text } => {
            once(move |store, _| trace_search(store, TraceRow(row), &text).map(Answer::SpanMatches))
        }
        Question::TraceErrors { row } => {
            once(move |store, _| trace_errors(store, TraceRow(row)).map(Answer::TraceErrors))
        }
        Question::Complete { text, cursor } => once(move |store, memory| {
            Ok(Answer::Completions(memory.index(store).complete(store, &text, cursor as usize)))
        }),
        Question::ParseFilter { text } => {
            once(move |_, _| Filter::parse(&text).map(|filter| Answer::ParsedFilter(filter.to_string())))
        }
        Question::EditFilter(edit) => once(move |_, _| edited(&edit).map(Answer::EditedFilter)),
    }
}

/// Work of one step.
fn once(answer: impl Fn(&Store, &mut Memory) -> Result<Answer> + 'static) -> Work {
    Box::new(move |store, memory| answer(store, memory).map(Some))
}

/// The text of a filter with one more condition.
fn edited(FilterEdit { filter, field, value, excludes, is_absence }: &FilterEdit) -> Result<String> {
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
