//! Finding traces, and reading them whole.

use std::collections::VecDeque;

use super::address::is_hex;
use super::answer::{Answer, Verdict};
use super::errors::more_telling;
use super::outcome::SearchOutcome;
use super::requests::{Attempt, Gives, Server};
use super::server::{TraceApi, TraceApiServer};
use super::wanted::TraceSearch;
use super::{jaeger, tempo};
use crate::error::{Error, ErrorKind, Result};
use crate::remote::{Exchange, Next, Request};

/// How many different things that a server says are told.
const TOLD: usize = 5;

/// How many traces are asked for ahead of the one that is read.
const AHEAD: usize = 4;

/// Finds traces and reads them. Each answer to [`Read`](Next::Read) has whole traces: for Jaeger all found traces, for Tempo one. The driver
/// that reads them reports by [`took`](Self::took) or [`lost`](Self::lost), and calls [`stop`](Self::stop) if there are more spans than may be
/// read.
pub struct Search {
    server: Server,
    wanted: TraceSearch,
    has_begun: bool,
    /// The traces that are still to be read.
    ids: VecDeque<String>,
    /// What is tried next for what is asked.
    attempts: VecDeque<Attempt>,
    current: Option<Attempt>,
    /// Why what is asked could not be had so far.
    failure: Option<Error>,
    /// Why some trace could not be had.
    lost: Option<Error>,
    /// Whether no more is to be asked.
    is_over: bool,
    answer: Answer,
    outcome: SearchOutcome,
}

impl Search {
    /// Begins to search.
    ///
    /// # Errors
    ///
    /// `BadOption` if the address of the server or the search is invalid.
    pub fn new(server: &TraceApiServer, wanted: TraceSearch) -> Result<Self> {
        wanted.check(server.api)?;
        let limit = wanted.trace_id.is_none().then(|| wanted.limit());
        let range = wanted.range.filter(|_| limit.is_some());
        let outcome = SearchOutcome { api: server.api, range, limit, ..SearchOutcome::default() };
        Ok(Self {
            server: Server::of(server)?,
            wanted,
            has_begun: false,
            ids: VecDeque::new(),
            attempts: VecDeque::new(),
            current: None,
            failure: None,
            lost: None,
            is_over: false,
            answer: Answer::default(),
            outcome,
        })
    }

    /// How many traces were read, of how many that were found. `None` while that is not known.
    #[must_use]
    pub fn progress(&self) -> Option<(u32, u32)> {
        self.outcome.found.filter(|_| self.has_begun).map(|found| (self.outcome.read, found))
    }

    /// Whether the current answer contains traces.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.gives() == Some(Gives::Traces) && self.answer.is_file()
    }

    /// Whether the last answer may be valid without any traces.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        self.answer.is_whole()
    }

    /// Some of the requests that will follow the current one if it succeeds, once the version of the server is known. The driver may send
    /// them ahead.
    #[must_use]
    pub fn ahead(&self) -> Vec<Request> {
        if self.outcome.version.is_empty() {
            return Vec::new();
        }
        let first = |id: &String| self.ways(id).into_iter().next().map(|attempt| attempt.request);
        self.ids.iter().take(AHEAD).filter_map(first).collect()
    }

    /// Reports how many traces an answer had.
    pub fn took(&mut self, traces: u32) {
        self.outcome.read += traces;
        match self.gives() {
            // What Jaeger finds, it sends.
            Some(Gives::Traces) if self.server.api == TraceApi::Jaeger || self.wanted.trace_id.is_some() => {
                self.found(traces);
            }
            _ => self.outcome.missing += u32::from(traces == 0),
        }
        if traces > 0 && self.answer.is_partial() {
            self.outcome.partial += 1;
        }
    }

    /// Reports why an answer could not be read. Nothing of it is kept.
    pub fn lost(&mut self, error: Error) {
        self.outcome.missing += 1;
        self.tell(error.to_string());
        self.lost.get_or_insert(error);
    }

    /// Reports that no more spans are read, neither the rest of the current answer nor other traces. `traces` of the current answer were read
    /// whole; `came` is the number of its traces if the answer arrived completely.
    pub fn stop(&mut self, traces: u32, came: Option<u32>, budget: u32) {
        if let (None, Some(came)) = (self.outcome.found, came) {
            self.found(came);
        }
        self.outcome.read += traces;
        self.outcome.over_budget = Some(budget);
        self.is_over = true;
    }

    /// The outcome so far.
    #[must_use]
    pub fn outcome(&self) -> &SearchOutcome {
        &self.outcome
    }

    fn gives(&self) -> Option<Gives> {
        self.current.as_ref().map(|attempt| attempt.gives)
    }

    fn found(&mut self, traces: u32) {
        self.outcome.found = Some(traces);
        self.outcome.is_limit_reached = self.outcome.limit.is_some_and(|limit| traces >= limit);
    }

    fn tell(&mut self, words: String) {
        let said = &mut self.outcome.said;
        if said.len() < TOLD && !said.contains(&words) {
            said.push(words);
        }
    }

    /// The requests that read a trace, each if those before are not understood. Which version the server has may be known.
    fn ways(&self, id: &str) -> VecDeque<Attempt> {
        let ways = match self.server.api {
            TraceApi::Jaeger => jaeger::trace(&self.server, id),
            TraceApi::Tempo => tempo::trace(&self.server, id),
        };
        let known = &self.outcome.version;
        let is_known = ways.iter().any(|attempt| attempt.version == known);
        ways.into_iter().filter(|attempt| !is_known || attempt.version == known).collect()
    }

    fn first_attempts(&self) -> VecDeque<Attempt> {
        match (&self.wanted.trace_id, self.server.api) {
            (Some(id), TraceApi::Jaeger) => self.ways(&id.to_ascii_lowercase()),
            (Some(id), TraceApi::Tempo) => self.ways(&tempo::padded(id)),
            (None, TraceApi::Jaeger) => jaeger::search(&self.server, &self.wanted).into(),
            (None, TraceApi::Tempo) => [tempo::search(&self.server, &self.wanted)].into(),
        }
    }

    /// Takes note that what was asked cannot be had.
    fn give_up(&mut self, failure: Error) -> Result<()> {
        let is_one_of_many = self.outcome.found.is_some();
        let is_not_there = matches!(failure.kind(), ErrorKind::BadStatus { status: 404, .. });
        if is_one_of_many {
            // Who is not let in now is not let in for the next one.
            let is_for_all = matches!(failure.kind(), ErrorKind::Refused { .. });
            let left = if is_for_all { self.ids.drain(..).len() } else { 0 };
            self.outcome.missing += u32::try_from(left).unwrap_or(u32::MAX);
            self.lost(failure);
            return Ok(());
        }
        if self.wanted.trace_id.is_some() && is_not_there {
            self.found(0);
            return Ok(());
        }
        Err(failure)
    }

    fn read_ids(&mut self) -> Result<()> {
        let ids = tempo::ids(&self.answer.json()?).ok_or_else(|| self.answer.something_else())?;
        self.found(u32::try_from(ids.len()).unwrap_or(u32::MAX));
        self.ids = ids.into_iter().filter(|id| is_hex(id)).collect();
        self.outcome.missing =
            self.outcome.found.unwrap_or(0).saturating_sub(u32::try_from(self.ids.len()).unwrap_or(0));
        Ok(())
    }
}

impl Exchange for Search {
    type Out = SearchOutcome;

    fn next(&mut self) -> Result<Next<SearchOutcome>> {
        if !self.has_begun {
            (self.has_begun, self.attempts) = (true, self.first_attempts());
        }
        loop {
            if let Some(attempt) = self.attempts.pop_front().filter(|_| !self.is_over) {
                let request = attempt.request.clone();
                let gives = attempt.gives;
                self.current = Some(attempt);
                return Ok(if gives == Gives::Ids { Next::Ask(request) } else { Next::Read(request) });
            }
            if let Some(failure) = self.failure.take() {
                self.give_up(failure)?;
                continue;
            }
            match self.ids.pop_front().filter(|_| !self.is_over) {
                Some(id) => self.attempts = self.ways(&id),
                // What was found and cannot be had at all is more than a flaw.
                None if self.outcome.read == 0 && !self.is_over && self.lost.is_some() => {
                    return Err(self.lost.take().unwrap_or(ErrorKind::Cancelled.into()));
                }
                None => return Ok(Next::Done(self.outcome.clone())),
            }
        }
    }

    fn begin(&mut self, status: u16) {
        self.answer = Answer::begin(status, self.gives() == Some(Gives::Ids));
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.answer.push(bytes)
    }

    fn end(&mut self) -> Result<()> {
        match self.answer.verdict() {
            Verdict::Good => {
                (self.failure, self.attempts) = (None, VecDeque::new());
                if self.gives() == Some(Gives::Ids) {
                    return self.read_ids();
                }
                self.outcome.version = self.current.as_ref().map_or("", |attempt| attempt.version).to_owned();
                self.answer.said().into_iter().for_each(|words| self.tell(words));
            }
            Verdict::Empty => {
                (self.failure, self.attempts) = (None, VecDeque::new());
                if self.outcome.found.is_none() { self.found(0) } else { self.outcome.missing += 1 }
            }
            Verdict::NotUnderstood(error) => self.failure = Some(more_telling(self.failure.take(), error)),
            Verdict::Refused(error) => (self.failure, self.attempts) = (Some(error), VecDeque::new()),
        }
        Ok(())
    }
}
