//! A range whose requests a server counts, in place of what is loaded: what the engine is told of the answers.

use super::Engine;
use super::counting::{CountingJob, Errand, Ticket};
use super::fetching::{Fetched, Fetching, Terms};
use super::job::Job;
use super::memory::Memory;
use crate::clickhouse::{CountedRange, Counting, Coverage};
use crate::error::{Error, ErrorKind, Failure, Result};
use crate::ingest::FileReport;
use crate::protocol::{Answer, LoadedFile, SourceName};
use crate::remote::Exchange;
use crate::store::StoreBuilder;

impl Engine {
    /// Whether the server counts what is asked, so that nothing else can be loaded.
    #[must_use]
    pub fn is_counted_on_server(&self) -> bool {
        self.counted.is_some()
    }

    /// What is to be done next over a network. To be asked after each step, and after a question was dropped.
    pub fn next_errand(&mut self) -> Option<Errand> {
        self.errands.next()
    }

    /// Is told that the answer to a request begins, with its HTTP status.
    pub fn answer_begins(&mut self, ticket: Ticket, status: u16) {
        if let Some(fetching) = self.fetching_by(ticket) {
            return fetching.answer_begins(status);
        }
        self.with_answer(ticket, |exchange| {
            exchange.begin(status);
            Ok(false)
        });
    }

    /// Takes the next bytes of an answer.
    pub fn answer_goes_on(&mut self, ticket: Ticket, bytes: &[u8]) {
        if let Some(fetching) = self.fetching_by(ticket) {
            if fetching.answer_goes_on(bytes) {
                self.errands.abort(ticket);
            }
            return;
        }
        self.with_answer(ticket, |exchange| exchange.push(bytes).map(|()| false));
    }

    /// Is told that an answer has ended, complete as far as HTTP says.
    pub fn answer_ends(&mut self, ticket: Ticket) {
        if let Some(fetching) = self.fetching_by(ticket) {
            fetching.answer_ends(Ok(()));
            return self.errands.close(ticket);
        }
        self.with_answer(ticket, |exchange| exchange.end().map(|()| true));
    }

    /// Is told that there is no answer, or no more of it.
    pub fn answer_fails(&mut self, ticket: Ticket, error: Error) {
        if let Some(fetching) = self.fetching_by(ticket) {
            fetching.answer_ends(Err(error));
            return self.errands.close(ticket);
        }
        self.with_answer(ticket, |_| Err(error));
    }

    /// What is being fetched, if an answer is for it.
    fn fetching_by(&mut self, ticket: Ticket) -> Option<&mut Fetching> {
        self.fetching.as_mut().filter(|fetching| fetching.ticket() == Some(ticket))
    }

    /// Does something with the question that waits for an answer, if there still is one; `true` says that the answer has ended.
    fn with_answer(&mut self, ticket: Ticket, act: impl FnOnce(&mut Counting) -> Result<bool>) {
        let waits = |counting: &&mut CountingJob| counting.ticket() == Some(ticket);
        let Some(counting) = self.queue.jobs_mut().filter_map(Job::counting_mut).find(waits) else { return };
        match act(counting.exchange()) {
            Ok(false) => {}
            Ok(true) => {
                counting.go_on(Ok(()));
                self.errands.close(ticket);
            }
            Err(error) => {
                counting.go_on(Err(error));
                // What comes after a fault is of no use.
                self.errands.abort(ticket);
            }
        }
    }

    /// Whether a question can be worked on that needs traces fetched, where more may be asked or not.
    pub(super) fn may_fetch(&self, job: &Job, may_ask: bool) -> bool {
        let Some(wanted) = job.sides() else { return false };
        match &self.fetching {
            None => may_ask,
            Some(fetching) if fetching.serves(wanted) => fetching.is_ready(may_ask),
            Some(fetching) => may_ask && !self.is_waited_for(fetching),
        }
    }

    /// Whether a question waits for what is fetched.
    fn is_waited_for(&self, fetching: &Fetching) -> bool {
        self.queue.jobs().filter_map(Job::sides).any(|wanted| fetching.serves(wanted))
    }

    /// Gives up what is being fetched and nobody waits for any more, and forgets what could not be, so that it is tried again.
    pub(super) fn tidy_fetched(&mut self) {
        let is_done = |fetching: &Fetching| fetching.fetched().is_some();
        if self.fetching.as_ref().is_some_and(|fetching| !is_done(fetching) && !self.is_waited_for(fetching)) {
            self.drop_fetched();
        }
    }

    fn drop_fetched(&mut self) {
        if let Some(ticket) = self.fetching.take().and_then(|fetching| fetching.ticket()) {
            self.errands.abort(ticket);
        }
    }

    /// Takes a step of the question at a place that needs traces of the range: fetches them, or goes over them.
    pub(super) fn advance_on_fetched(&mut self, at: usize) -> Result<Option<(Answer, Option<Coverage>)>, Failure> {
        let failure = |error: Error| Failure::from(&error);
        let Some(wanted) = self.queue.at(at).and_then(|asked| asked.job.sides().cloned()) else {
            return self.advance_on_one_trace(at).map_err(failure);
        };
        if self.fetching.as_ref().is_some_and(|fetching| !fetching.serves(&wanted)) {
            self.drop_fetched();
        }
        let Some(range) = &self.counted else { return Ok(None) };
        let fetching = match &mut self.fetching {
            Some(fetching) => fetching,
            fetching => {
                self.fetches = self.fetches.wrapping_add(1);
                let generation = self.generation.wrapping_add(self.fetches);
                let terms = Terms { generation, memory_limit: self.memory_limit };
                fetching.insert(Fetching::begin(wanted, range, terms).map_err(failure)?)
            }
        };
        let Some(fetched) = fetching.advance(range, &mut self.errands)? else { return Ok(None) };
        let Some(asked) = self.queue.at(at) else { return Ok(None) };
        let Fetched { store, memory, coverage } = fetched;
        let baseline = coverage.baseline.filter(|_| asked.job.compares());
        let coverage = Coverage { baseline, ..*coverage };
        let answer = asked.job.advance(store, memory).map_err(failure)?;
        Ok(answer.map(|answer| (answer, Some(coverage))))
    }

    /// Answers the question at a place, which is about a trace or a span, of the traces that were fetched last.
    fn advance_on_one_trace(&mut self, at: usize) -> Result<Option<(Answer, Option<Coverage>)>> {
        let Some(asked) = self.queue.at(at) else { return Ok(None) };
        let fetched = self.fetching.as_mut().and_then(Fetching::fetched_mut);
        let Fetched { store, memory, .. } = fetched.ok_or_else(|| Error::from(ErrorKind::NeedsSpans))?;
        match asked.job.advance(store, memory)? {
            // It may be among those that were not fetched.
            Some(Answer::FindTrace(found)) if found.total == 0 => Err(ErrorKind::NeedsSpans.into()),
            answer => Ok(answer.map(|answer| (answer, None))),
        }
    }

    /// Gives up what a question waits for that was dropped.
    pub(super) fn give_up(&mut self, job: &Job) {
        if let Some(ticket) = job.counting().and_then(CountingJob::ticket) {
            self.errands.abort(ticket);
        }
    }

    /// Leaves a range on its server from now on.
    ///
    /// # Errors
    ///
    /// `StandsAlone` where something is loaded.
    pub(super) fn count_on_server(&mut self, source: SourceName, range: CountedRange) -> Result<()> {
        if !self.files.is_empty() || self.builder.is_some() {
            return Err(ErrorKind::StandsAlone.into());
        }
        let time = Some(range.time());
        self.files.push(LoadedFile { source, report: FileReport::default(), stopped: false, range: time });
        self.memory = Memory::default();
        self.store = Some(StoreBuilder::with_generation(self.generation).seal());
        self.counted = Some(range);
        Ok(())
    }

    /// Whether a job has to ask a server.
    pub(super) fn is_counted(&self, job: &Job) -> bool {
        self.counted.is_some() && job.is_countable()
    }
}
