//! A range whose requests a server counts, in place of loaded data: how the engine receives the answers.

use super::Engine;
use super::coming::TakesAnswers;
use super::counting::{CountingJob, Errand, Ticket};
use super::job::Job;
use super::memory::Memory;
use crate::clickhouse::{CountedRange, Counting};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::FileReport;
use crate::protocol::{LoadedFile, SourceName};
use crate::remote::Exchange;
use crate::store::StoreBuilder;

impl Engine {
    /// Whether the server counts what is asked, so that nothing else can be loaded.
    #[must_use]
    pub fn is_counted_on_server(&self) -> bool {
        self.counted.is_some()
    }

    /// The next errands over a network. Call it after each step, and after a question was dropped.
    pub fn next_errand(&mut self) -> Option<Errand> {
        self.errands.next()
    }

    /// Begins the answer to a request, with its HTTP status.
    pub fn answer_begins(&mut self, ticket: Ticket, status: u16) {
        if let Some(coming) = self.coming_by(ticket) {
            return coming.answer_begins(status);
        }
        self.with_answer(ticket, |exchange| {
            exchange.begin(status);
            Ok(false)
        });
    }

    /// Takes the next bytes of an answer.
    pub fn answer_goes_on(&mut self, ticket: Ticket, bytes: &[u8]) {
        if let Some(coming) = self.coming_by(ticket) {
            if coming.answer_goes_on(bytes) {
                self.errands.abort(ticket);
            }
            return;
        }
        self.with_answer(ticket, |exchange| exchange.push(bytes).map(|()| false));
    }

    /// Ends an answer that is complete according to HTTP.
    pub fn answer_ends(&mut self, ticket: Ticket) {
        if let Some(coming) = self.coming_by(ticket) {
            coming.answer_ends(Ok(()));
            return self.errands.close(ticket);
        }
        self.with_answer(ticket, |exchange| exchange.end().map(|()| true));
    }

    /// Ends an answer that failed or broke off.
    pub fn answer_fails(&mut self, ticket: Ticket, error: Error) {
        if let Some(coming) = self.coming_by(ticket) {
            coming.answer_ends(Err(error));
            return self.errands.close(ticket);
        }
        self.with_answer(ticket, |_| Err(error));
    }

    /// What is being fetched, if an answer is for it.
    fn coming_by(&mut self, ticket: Ticket) -> Option<&mut dyn TakesAnswers> {
        let is_for = |coming: &dyn TakesAnswers| coming.ticket() == Some(ticket);
        if let Some(fetching) = self.fetching.as_mut().filter(|fetching| is_for(&fetching.coming)) {
            return Some(&mut fetching.coming);
        }
        self.looked_up.comings().find(|coming| is_for(*coming)).map(|coming| coming as &mut dyn TakesAnswers)
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
        self.files.push(LoadedFile {
            source,
            report: FileReport::default(),
            stopped: false,
            range: time,
            search: None,
        });
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
