//! Questions about a range whose spans are on a server, with the traces that are fetched for them: those of both sides, or single look-ups.

use super::coming::{Came, TakesAnswers, Terms};
use super::fetching::Fetching;
use super::job::{Job, of_a_part};
use super::queue::Asked;
use super::{Engine, Port};
use crate::analysis::{find_trace, trace_digits};
use crate::clickhouse::{CountedRange, Coverage, WantedTraces};
use crate::error::{Error, ErrorCode, Failure, Result};
use crate::protocol::{
    Answer, FindTraceQuestion, Progress, Question, Reply, SearchTraceQuestion, SpanQuestion, TraceDiffQuestion,
    TraceErrorsQuestion, TraceEventsQuestion, TraceQuestion,
};
use crate::store::{Store, TraceHandle};

/// A step of a question: its answer when it is there, and of how many requests it is, if not of all.
type Step = Result<Option<(Answer, Option<Coverage>)>, Failure>;

/// What a question is answered of.
enum Place {
    /// The traces of both sides.
    Sides,
    /// Traces that are looked up for it.
    LookUp(WantedTraces),
    /// A store that was fetched for another question, by the number of its handles.
    Known(u32),
}

impl Engine {
    /// Whether a question can be worked on that needs traces fetched, where more may be asked or not.
    pub(super) fn may_go_on_apart(&self, job: &Job, may_ask: bool) -> bool {
        if let Some(wanted) = job.lookup() {
            return self.looked_up.is_ready(wanted, may_ask);
        }
        let Some(wanted) = job.sides().filter(|_| job.page().is_none()) else { return true };
        match &self.fetching {
            None => may_ask,
            Some(fetching) if fetching.serves(wanted) => fetching.coming.is_ready(may_ask),
            Some(fetching) => may_ask && !self.is_waited_for(fetching),
        }
    }

    /// Whether a question waits for what is fetched for both sides.
    fn is_waited_for(&self, fetching: &Fetching) -> bool {
        self.queue.jobs().filter_map(Job::sides).any(|wanted| fetching.serves(wanted))
    }

    /// Gives up what is being fetched and nobody waits for any more, and forgets what could not be, so that it is tried again.
    pub(super) fn tidy_fetched(&mut self) {
        let is_done = |fetching: &Fetching| fetching.coming.came().is_some();
        if self.fetching.as_ref().is_some_and(|fetching| !is_done(fetching) && !self.is_waited_for(fetching)) {
            self.drop_fetched();
        }
        let most = self.counted.as_ref().map_or(0, CountedRange::budget);
        let is_waited_for = |wanted: &WantedTraces| self.queue.jobs().any(|job| job.lookup() == Some(wanted));
        self.looked_up.tidy(most, &mut self.errands, is_waited_for);
    }

    /// How far the traces of both sides have come, for each question that waits for them; nothing where that was told just now. To be asked
    /// as their bytes arrive.
    pub fn take_progress(&mut self) -> Vec<(Port, Reply)> {
        let Some(fetching) = &mut self.fetching else { return Vec::new() };
        let Some((spans, total_spans)) = fetching.coming.take_progress() else { return Vec::new() };
        let Some(fetching) = &self.fetching else { return Vec::new() };
        let progress = Progress { name: "ClickHouse".to_owned(), spans, total_spans, ..Progress::default() };
        let waits = |asked: &&Asked| asked.job.sides().is_some_and(|wanted| fetching.serves(wanted));
        let tell = |asked: &Asked| (asked.port, Reply::Progress { id: asked.id, progress: progress.clone() });
        self.queue.all().filter(waits).map(tell).collect()
    }

    fn drop_fetched(&mut self) {
        if let Some(ticket) = self.fetching.take().and_then(|fetching| fetching.coming.ticket()) {
            self.errands.abort(ticket);
        }
    }

    /// What the next store of fetched traces is made with.
    fn terms(&mut self) -> Terms {
        self.fetches = self.fetches.wrapping_add(1);
        Terms { generation: self.generation.wrapping_add(self.fetches), memory_limit: self.memory_limit }
    }

    /// Takes a step of the question at a place that needs traces of the range: fetches them, or goes over them.
    pub(super) fn advance_apart(&mut self, at: usize) -> Step {
        let place = match self.queue.get(at) {
            Some(asked) if asked.job.lookup().is_some() => return self.advance_on_looked_up(at),
            Some(asked) => self.place(&asked.job),
            None => return Ok(None),
        };
        match place {
            Place::Sides => self.advance_on_sides(at),
            Place::LookUp(wanted) => {
                if let Some(asked) = self.queue.at(at) {
                    asked.job.look_up(wanted);
                }
                self.advance_on_looked_up(at)
            }
            Place::Known(generation) => self.advance_on_known(at, generation),
        }
    }

    /// What a question is answered of.
    fn place(&self, job: &Job) -> Place {
        if let Some(page) = job.page() {
            let has_all = |fetching: &Fetching| job.sides().is_some_and(|wanted| fetching.has_all(wanted));
            let is_there = self.fetching.as_ref().is_some_and(has_all);
            return if is_there { Place::Sides } else { Place::LookUp(WantedTraces::Page(Box::new(page))) };
        }
        match job.question() {
            Question::FindTrace(FindTraceQuestion { text }) => match trace_digits(text) {
                // The text is no id, and whatever store says so.
                None => Place::Known(self.generation),
                Some(digits) => self.known(|store| has_trace(store, &digits)).map_or_else(
                    || Place::LookUp(WantedTraces::Named(digits.clone())),
                    |store| Place::Known(store.generation()),
                ),
            },
            Question::TraceDiff(TraceDiffQuestion { left, right }) if left.generation() != right.generation() => {
                let id = |handle: TraceHandle| {
                    let store = self.known(|store| store.generation() == handle.generation())?;
                    store.trace(handle).ok().map(|trace| store.traces().id(trace))
                };
                match (id(*left), id(*right)) {
                    (Some(left), Some(right)) => Place::LookUp(WantedTraces::Together(vec![left, right])),
                    // One of them is of no store that there is.
                    (None, _) => Place::Known(left.generation()),
                    (_, None) => Place::Known(right.generation()),
                }
            }
            Question::TraceDiff(TraceDiffQuestion { left: trace, .. })
            | Question::Trace(TraceQuestion { trace })
            | Question::SearchTrace(SearchTraceQuestion { trace, .. })
            | Question::TraceErrors(TraceErrorsQuestion { trace, .. })
            | Question::TraceEvents(TraceEventsQuestion { trace, .. }) => Place::Known(trace.generation()),
            Question::Span(SpanQuestion { span, .. }) => Place::Known(span.generation()),
            Question::Complete(_) => match self.fetching.as_ref().and_then(|fetching| fetching.coming.came()) {
                Some(came) => Place::Known(came.store.generation()),
                None => Place::LookUp(WantedTraces::Latest),
            },
            _ => Place::Sides,
        }
    }

    /// The first store of fetched traces that something is true of: that of both sides, then those that were looked up, the last first.
    fn known(&self, is_it: impl Fn(&Store) -> bool) -> Option<&Store> {
        let of_sides = self.fetching.as_ref().and_then(|fetching| fetching.coming.came()).map(|came| &came.store);
        of_sides.into_iter().chain(self.looked_up.stores()).find(|store| is_it(store))
    }

    /// Takes a step of the question at a place, of the traces of both sides.
    fn advance_on_sides(&mut self, at: usize) -> Step {
        let failure = |error: Error| Failure::from(&error);
        let Some(wanted) = self.queue.at(at).and_then(|asked| asked.job.sides().cloned()) else { return Ok(None) };
        if self.fetching.as_ref().is_some_and(|fetching| !fetching.serves(&wanted)) {
            self.drop_fetched();
        }
        if self.fetching.is_none() {
            let terms = self.terms();
            let Some(range) = &self.counted else { return Ok(None) };
            self.fetching = Some(Fetching::begin(wanted, range, terms).map_err(failure)?);
        }
        let (Some(range), Some(fetching)) = (&self.counted, &mut self.fetching) else { return Ok(None) };
        let Some(came) = fetching.advance(range, &mut self.errands)? else { return Ok(None) };
        let Some(asked) = self.queue.at(at) else { return Ok(None) };
        let Came { store, memory, told } = came;
        let baseline = told.coverage.baseline.filter(|_| asked.job.compares());
        let coverage = Coverage { baseline, ..told.coverage };
        let answer = asked.job.advance(store, memory).map_err(failure)?;
        Ok(answer.map(|answer| (answer, Some(coverage))))
    }

    /// Takes a step of the question at a place, of the traces that are looked up for it.
    fn advance_on_looked_up(&mut self, at: usize) -> Step {
        let Some(wanted) = self.queue.get(at).and_then(|asked| asked.job.lookup()).cloned() else { return Ok(None) };
        if !self.looked_up.has(&wanted) {
            let terms = self.terms();
            let Some(range) = &self.counted else { return Ok(None) };
            self.looked_up.begin(&wanted, range, terms).map_err(|error| Failure::from(&error))?;
        }
        let (Some(asked), Some(range)) = (self.queue.at(at), &self.counted) else { return Ok(None) };
        let came = match self.looked_up.advance(&wanted, range, &mut self.errands) {
            // A page of a hundred giants: a part of them is there at least.
            Err(failure) if failure.code == ErrorCode::OverBudget && asked.job.look_no_further() => return Ok(None),
            came => came?,
        };
        let Some(Came { store, memory, told }) = came else { return Ok(None) };
        let answer = asked.job.advance_on_found(store, memory, told).map_err(|error| Failure::from(&error))?;
        Ok(answer.map(|answer| (answer, None)))
    }

    /// Takes a step of the question at a place, of the store whose handles have a number. Without such a store they are out of date, which
    /// a store without traces says.
    fn advance_on_known(&mut self, at: usize, generation: u32) -> Step {
        let Some(asked) = self.queue.at(at) else { return Ok(None) };
        let of_sides = self.fetching.as_mut().and_then(|fetching| fetching.coming.came_mut());
        let answer =
            if let Some(Came { store, memory, .. }) = of_sides.filter(|came| came.store.generation() == generation) {
                asked.job.advance(store, memory)
            } else if let Some(Came { store, memory, .. }) = self.looked_up.by_generation(generation) {
                asked.job.advance(store, memory)
            } else if let Some(store) = &self.store {
                asked.job.advance(store, &mut self.memory)
            } else {
                Ok(None)
            };
        let answer = answer.map_err(|error| Failure::from(&error))?;
        Ok(answer.map(|answer| (of_a_part(answer), None)))
    }
}

/// Whether a store has a trace with an id, all of which is written, be it without its leading zeros.
fn has_trace(store: &Store, digits: &str) -> bool {
    let Ok(found) = find_trace(store, digits) else { return false };
    found.ids.iter().any(|id| id.trim_start_matches('0') == digits.trim_start_matches('0'))
}
