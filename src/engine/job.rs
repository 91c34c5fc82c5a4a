//! A question with its work so far.

mod analyses;
mod export;
mod fetched;
mod fold_job;
mod found;
mod heatmap;
mod sides;

pub(super) use found::of_a_part;

use super::counting::{self, CountingJob, Errands};
use super::memory::Memory;
use super::ranges::Ranges;
use super::rank::Rank;
use crate::analysis::{find_trace, span_details, trace, trace_diff, trace_errors, trace_events, trace_search};
use crate::clickhouse::{CountedRange, FoundOnServer, WantedPage, WantedSides, WantedTraces};
use crate::error::{ErrorKind, Result};
use crate::filter::{Condition, Filter};
use crate::protocol::{
    Answer, CompleteQuestion, EditFilterQuestion, FindTraceQuestion, MatchingQuestion, ParseFilterQuestion, Question,
    SearchTraceQuestion, SpanQuestion, TraceDiffQuestion, TraceErrorsQuestion, TraceEventsQuestion, TraceQuestion,
};
use crate::store::{Store, StoreBuilder, Value};

/// Spans that one step looks at: a few milliseconds' worth.
const STEP: u32 = 1 << 18;

/// The work that a question takes: one step of it, which gives the answer when it is found.
type Work = Box<dyn FnMut(&Store, &mut Memory) -> Result<Option<Answer>>>;

/// A question with its work so far.
pub(super) struct Job {
    /// How much it has to wait for others.
    pub(super) rank: Rank,
    question: Question,
    /// What was found out about the store. Of no use for another.
    work: Option<Work>,
    /// What a server is asked, if it counts the answer.
    counting: Option<CountingJob>,
    /// Whose traces are fetched for it, where the spans are on a server.
    sides: Option<Box<WantedSides>>,
    /// Which traces are looked up for it by themselves there, once that is known.
    lookup: Option<WantedTraces>,
    /// Whether what it would have looked up is too much.
    is_too_much: bool,
}

impl Job {
    /// `None` for questions that load something, ask somebody else, or say how a load goes on: those are not answered from what is loaded.
    pub(super) fn new(question: Question) -> Option<Self> {
        let is_load = matches!(
            question,
            Question::Open(_)
                | Question::OpenUrl(_)
                | Question::OpenDemo(_)
                | Question::OpenClickhouse(_)
                | Question::OpenSearch(_)
                | Question::TraceApiNames(_)
                | Question::ClickhouseTables(_)
                | Question::Live(_)
        );
        (!is_load).then(|| {
            // The traces that are fetched are a sample themselves, so that nothing is estimated of them.
            let sides = if question.is_weighted() { None } else { fetched::sides(&question).map(Box::new) };
            Self {
                rank: Rank::of(&question),
                question,
                work: None,
                counting: None,
                sides,
                lookup: None,
                is_too_much: false,
            }
        })
    }

    /// Whether it can be answered from what has been read so far.
    pub(super) fn has_preview(&self) -> bool {
        matches!(self.question, Question::Heatmap(_))
    }

    /// Whether it is about what is loaded as a whole, be it nothing, and so for the engine itself to answer.
    pub(super) fn wants_summary(&self) -> bool {
        matches!(self.question, Question::Summary(_))
    }

    /// What a server is asked for it.
    pub(super) fn counting(&self) -> Option<&CountingJob> {
        self.counting.as_ref()
    }

    /// Whether a server can count the answer.
    pub(super) fn is_countable(&self) -> bool {
        counting::countable(&self.question).is_ok()
    }

    /// What it asks.
    pub(super) fn question(&self) -> &Question {
        &self.question
    }

    /// Whether it is answered of traces that are fetched, where the spans are on a server.
    pub(super) fn needs_spans(&self) -> bool {
        self.sides.is_some() || fetched::is_looked_up(&self.question)
    }

    /// Whose traces are fetched for it, where the spans are on a server and nothing is looked up for it by itself.
    pub(super) fn sides(&self) -> Option<&WantedSides> {
        self.sides.as_deref().filter(|_| self.lookup.is_none())
    }

    /// Which traces are looked up for it, once that is known.
    pub(super) fn lookup(&self) -> Option<&WantedTraces> {
        self.lookup.as_ref()
    }

    /// The page of the list that it asks for, if the server can tell what is on it.
    pub(super) fn page(&self) -> Option<WantedPage> {
        if self.is_too_much { None } else { fetched::page(&self.question) }
    }

    /// Has the traces of its sides fetched for it, as those that it asks for by themselves are too much. `false` if it has no sides.
    pub(super) fn look_no_further(&mut self) -> bool {
        let has_sides = self.sides.is_some();
        if has_sides {
            self.restart();
            (self.lookup, self.is_too_much) = (None, true);
        }
        has_sides
    }

    /// Has traces looked up for it from now on.
    pub(super) fn look_up(&mut self, wanted: WantedTraces) {
        self.restart();
        self.lookup = Some(wanted);
    }

    /// Whether its answer compares both sides.
    pub(super) fn compares(&self) -> bool {
        fetched::compares(&self.question)
    }

    /// The same, to be told what it answers.
    pub(super) fn counting_mut(&mut self) -> Option<&mut CountingJob> {
        self.counting.as_mut()
    }

    /// Does what can be done without spans: asks the server, or answers what is about no spans. Gives the answer when it is there.
    pub(super) fn count(
        &mut self,
        range: &CountedRange,
        errands: &mut Errands,
        (store, memory): (&Store, &mut Memory),
    ) -> Result<Option<Answer>> {
        if let Question::ParseFilter(_) | Question::EditFilter(_) = self.question {
            return self.advance(store, memory);
        }
        let counting = match &mut self.counting {
            Some(counting) => counting,
            counting => {
                let (wanted, view) = counting::countable(&self.question)?;
                counting.insert(CountingJob::new(range.ask(wanted, view)?))
            }
        };
        counting.advance(errands).map(|counted| counted.map(counting::answer))
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

    /// The same of traces that were looked up for it.
    pub(super) fn advance_on_found(
        &mut self,
        store: &Store,
        memory: &mut Memory,
        found: &FoundOnServer,
    ) -> Result<Option<Answer>> {
        let Self { question, work, lookup, .. } = self;
        let work = work.get_or_insert_with(|| {
            found::work(question, lookup.as_ref(), found).unwrap_or_else(|| begin(question.clone()))
        });
        Ok(work(store, memory)?.map(|answer| found::told(answer, found)))
    }

    /// Answers from what has been read so far, where that makes sense.
    pub(super) fn preview(&self, builder: &StoreBuilder, ranges: &Ranges) -> Result<Answer> {
        match &self.question {
            Question::Heatmap(question) => heatmap::provisional(builder.spans(), ranges, question),
            _ => Err(ErrorKind::NoData.into()),
        }
    }
}

/// The work that a question takes.
fn begin(question: Question) -> Work {
    match question {
        // Loads are not the engine's business, and the summary asks for no store.
        Question::Open(_)
        | Question::OpenUrl(_)
        | Question::OpenDemo(_)
        | Question::OpenClickhouse(_)
        | Question::OpenSearch(_)
        | Question::TraceApiNames(_)
        | Question::ClickhouseTables(_)
        | Question::Live(_)
        | Question::Summary(_) => once(|_, _| Err(ErrorKind::NoData.into())),
        Question::Heatmap(question) => heatmap::heatmap(question),
        Question::NumberChoices(_) => analyses::number_choices(),
        Question::Overview(question) => analyses::overview(question.0),
        Question::ErrorCauses(question) => analyses::error_causes(question.0),
        Question::Findings(question) => analyses::findings(question),
        Question::AttributeDiff(question) => analyses::attribute_diff(question),
        Question::Count(question) => Box::new(move |store, memory| {
            Ok(sides::count(store, &question.0, memory)?.map(|sides| Answer::Count(Box::new(sides))))
        }),
        Question::Matching(MatchingQuestion { population, filter }) => Box::new(move |store, memory| {
            let units = memory.units(store, population, Some(&filter), STEP)?;
            Ok(units.map(|units| Answer::Matching(Box::new(units.count()))))
        }),
        Question::Traces(question) => analyses::traces(question),
        Question::FlameGraph(question) => analyses::flame_graph(question),
        Question::FlameDiff(question) => analyses::flame_diff(question),
        Question::ServiceMap(question) => analyses::service_map(question.0),
        Question::Calls(question) => analyses::calls(question.0),
        Question::FrameUnits(question) => analyses::frame_units(question),
        Question::ExportContents(question) => export::contents(question),
        Question::ExportPiece(question) => export::piece(question),
        Question::ExportTrace(question) => export::of_trace(question),
        Question::TraceDiff(TraceDiffQuestion { left, right }) => once(move |store, _| {
            Ok(Answer::TraceDiff(Box::new(trace_diff(store, store.trace(left)?, store.trace(right)?)?)))
        }),
        Question::FindTrace(FindTraceQuestion { text }) => {
            once(move |store, _| Ok(Answer::FindTrace(Box::new(find_trace(store, &text)?))))
        }
        Question::Trace(TraceQuestion { trace: handle }) => {
            once(move |store, _| Ok(Answer::Trace(Box::new(trace(store, store.trace(handle)?)?))))
        }
        Question::Span(SpanQuestion { span, max_events }) => {
            once(move |store, _| Ok(Answer::Span(Box::new(span_details(store, store.span(span)?, max_events)?))))
        }
        Question::SearchTrace(SearchTraceQuestion { trace, text }) => {
            once(move |store, _| Ok(Answer::SearchTrace(Box::new(trace_search(store, store.trace(trace)?, &text)?))))
        }
        Question::TraceErrors(TraceErrorsQuestion { trace, fail }) => {
            once(move |store, _| Ok(Answer::TraceErrors(Box::new(trace_errors(store, store.trace(trace)?, fail)?))))
        }
        Question::TraceEvents(TraceEventsQuestion { trace, options }) => {
            once(move |store, _| Ok(Answer::TraceEvents(Box::new(trace_events(store, store.trace(trace)?, &options)?))))
        }
        Question::Complete(CompleteQuestion { text, cursor }) => once(move |store, memory| {
            Ok(Answer::Complete(Box::new(memory.index(store).complete(store, &text, cursor as usize))))
        }),
        Question::ParseFilter(ParseFilterQuestion { text }) => {
            once(move |_, _| Ok(Answer::ParseFilter(Box::new(Filter::parse(&text)?.to_string()))))
        }
        Question::EditFilter(edit) => once(move |_, _| Ok(Answer::EditFilter(Box::new(edited(&edit)?)))),
    }
}

/// Work of one step.
fn once(answer: impl Fn(&Store, &mut Memory) -> Result<Answer> + 'static) -> Work {
    Box::new(move |store, memory| answer(store, memory).map(Some))
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
