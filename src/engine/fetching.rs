//! The traces of both sides of a comparison, fetched from a range whose spans are on a server: a store of their own, which the ordinary
//! analyses go over.
//!
//! There is one such store at a time. It is kept for as long as questions are about the same sides, and makes way for that of other sides
//! once nobody waits for an answer from it.

use super::counting::{Errands, Ticket};
use super::memory::{Memory, Sampled};
use super::ranges::Ranges;
use crate::clickhouse::{CountedRange, Coverage, Fetch, FetchedSides, WantedSides};
use crate::error::{Error, ErrorCode, Failure, Result};
use crate::ingest::ArchiveReader;
use crate::remote::{Exchange, Next, is_success};
use crate::store::{SourceRow, Store, StoreBuilder};

/// The sides that were fetched last, or are being fetched.
pub(super) struct Fetching {
    wanted: WantedSides,
    state: State,
}

enum State {
    UnderWay(Box<UnderWay>),
    Done(Box<Fetched>),
    Failed(Failure),
}

/// What has come so far.
struct UnderWay {
    exchange: Fetch,
    builder: StoreBuilder,
    ranges: Ranges,
    /// The answer that is read as a file.
    reader: Option<ArchiveReader>,
    /// Whether the bytes of the answer that is under way are that file's.
    is_file: bool,
    /// Why it cannot be read on, where the server may know better.
    fault: Option<Error>,
    /// The request whose answer is under way.
    ticket: Option<Ticket>,
}

/// What came.
pub(super) struct Fetched {
    pub(super) store: Store,
    pub(super) memory: Memory,
    pub(super) coverage: Coverage,
}

/// What a store of fetched traces is made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// What its handles are told apart by.
    pub(super) generation: u32,
    /// The bytes that it may take.
    pub(super) memory_limit: Option<u64>,
}

impl Fetching {
    /// Begins to fetch.
    ///
    /// # Errors
    ///
    /// `BadFilter` and `NeedsSpans` as [`CountedRange::fetch`].
    pub(super) fn begin(wanted: WantedSides, range: &CountedRange, terms: Terms) -> Result<Self> {
        let exchange = range.fetch(wanted.clone())?;
        let mut builder = StoreBuilder::with_generation(terms.generation);
        if let Some(bytes) = terms.memory_limit {
            builder.limit_memory(bytes);
        }
        builder.keep_logs(range.kept_logs());
        let (ranges, reader, is_file, fault, ticket) = (Ranges::default(), None, false, None, None);
        let under_way = UnderWay { exchange, builder, ranges, reader, is_file, fault, ticket };
        Ok(Self { wanted, state: State::UnderWay(Box::new(under_way)) })
    }

    /// Whether what is fetched does for these sides.
    pub(super) fn serves(&self, wanted: &WantedSides) -> bool {
        let is_exact = self.fetched().is_some_and(|fetched| fetched.coverage.is_exact());
        self.wanted.do_for(wanted, is_exact)
    }

    /// Whether a step would do anything, where more may be asked or not.
    pub(super) fn is_ready(&self, may_ask: bool) -> bool {
        match &self.state {
            State::UnderWay(under_way) => under_way.ticket.is_none() && may_ask,
            State::Done(_) | State::Failed(_) => true,
        }
    }

    /// What came, once all of it is there.
    pub(super) fn fetched(&self) -> Option<&Fetched> {
        match &self.state {
            State::Done(fetched) => Some(fetched),
            State::UnderWay(_) | State::Failed(_) => None,
        }
    }

    pub(super) fn fetched_mut(&mut self) -> Option<&mut Fetched> {
        match &mut self.state {
            State::Done(fetched) => Some(fetched),
            State::UnderWay(_) | State::Failed(_) => None,
        }
    }

    /// The request whose answer is under way.
    pub(super) fn ticket(&self) -> Option<Ticket> {
        match &self.state {
            State::UnderWay(under_way) => under_way.ticket,
            State::Done(_) | State::Failed(_) => None,
        }
    }

    /// Asks what is to be asked next. Gives what came when it is there.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub(super) fn advance(
        &mut self,
        range: &CountedRange,
        errands: &mut Errands,
    ) -> Result<Option<&mut Fetched>, Failure> {
        if let State::UnderWay(under_way) = &mut self.state {
            if under_way.ticket.is_some() {
                return Ok(None);
            }
            match under_way.exchange.next() {
                Ok(Next::Ask(request)) => under_way.ticket = Some(errands.send(request)),
                Ok(Next::Read(request)) => {
                    under_way.begin_file(range);
                    under_way.ticket = Some(errands.send(request));
                }
                Ok(Next::Done(sides)) => self.seal(sides, range),
                Err(error) => self.state = State::Failed(Failure::from(&error)),
            }
        }
        match &mut self.state {
            State::UnderWay(_) => Ok(None),
            State::Done(fetched) => Ok(Some(fetched)),
            State::Failed(failure) => Err(failure.clone()),
        }
    }

    /// Joins what came into traces.
    fn seal(&mut self, sides: FetchedSides, range: &CountedRange) {
        if let State::UnderWay(under_way) = &mut self.state {
            let store = std::mem::take(&mut under_way.builder).seal();
            let FetchedSides { coverage, shared, is_selection_smaller } = sides;
            let sampled = Sampled { shared, is_selection_smaller, range: range.summary().range };
            let memory = Memory::of_sample(under_way.ranges.clone(), sampled);
            self.state = State::Done(Box::new(Fetched { store, memory, coverage }));
        }
    }

    /// Is told that an answer begins, with its HTTP status.
    pub(super) fn answer_begins(&mut self, status: u16) {
        if let State::UnderWay(under_way) = &mut self.state {
            under_way.is_file = under_way.reader.is_some() && is_success(status);
            under_way.exchange.begin(status);
        }
    }

    /// Takes the next bytes of an answer. Gives whether there is no use in more.
    pub(super) fn answer_goes_on(&mut self, bytes: &[u8]) -> bool {
        let State::UnderWay(under_way) = &mut self.state else { return true };
        match under_way.push(bytes) {
            Ok(()) => false,
            Err(error) => {
                self.state = State::Failed(Failure::from(&error));
                true
            }
        }
    }

    /// Is told that an answer has ended, or why there is no more of it.
    pub(super) fn answer_ends(&mut self, outcome: Result<()>) {
        let State::UnderWay(under_way) = &mut self.state else { return };
        under_way.ticket = None;
        if let Err(failure) = under_way.end(outcome) {
            self.state = State::Failed(failure);
        }
    }
}

impl UnderWay {
    /// Begins to read an answer as a file of a source of its own.
    fn begin_file(&mut self, range: &CountedRange) {
        let source: SourceRow = self.builder.add_source("ClickHouse", range.group());
        self.ranges.add(source, range.time());
        self.reader = Some(ArchiveReader::new(source));
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.exchange.push(bytes)?;
        if let (true, Some(reader), None) = (self.is_file, &mut self.reader, &self.fault) {
            match reader.push(&mut self.builder, bytes) {
                // What the server says at the end of a broken answer is still to come.
                Err(fault) if fault.code() != ErrorCode::MemoryLimit => self.fault = Some(fault),
                outcome => outcome?,
            }
        }
        Ok(())
    }

    /// Ends an answer, and sees whether all of it came.
    fn end(&mut self, outcome: Result<()>) -> Result<(), Failure> {
        let said =
            |exchange: &Fetch, failure: Failure| exchange.fault_in_answer().as_ref().map_or(failure, Failure::from);
        outcome.map_err(|error| said(&self.exchange, Failure::from(&error)))?;
        self.exchange.end().map_err(|error| Failure::from(&error))?;
        let Some(reader) = self.reader.take() else { return Ok(()) };
        let (report, _) = reader.finish(&mut self.builder);
        // Nothing at all is no file, and an answer that is missing.
        let unread = report.fault.clone().filter(|_| report.bytes > 0);
        if let Some(fault) = self.fault.take().as_ref().map(Failure::from).or(unread) {
            return Err(said(&self.exchange, fault));
        }
        self.exchange.check(&report).map_err(|error| Failure::from(&error))
    }
}
