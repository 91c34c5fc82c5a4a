//! A store of traces that come from a server, because a question about a range whose spans are there needs them.

use super::counting::{Errands, Ticket};
use super::memory::Memory;
use super::ranges::Ranges;
use crate::clickhouse::{CountedRange, FetchesSpans};
use crate::error::{Error, ErrorCode, Failure, Result};
use crate::ingest::ArchiveReader;
use crate::remote::{Next, is_success};
use crate::store::{SourceRow, Store, StoreBuilder};

/// Into how many parts it is told how far spans have come.
const TOLD: u64 = 64;

/// Traces that come, or came, by a conversation.
pub(super) struct Coming<E: FetchesSpans> {
    state: State<E>,
}

enum State<E: FetchesSpans> {
    UnderWay(Box<UnderWay<E>>),
    Done(Box<Came<E::Out>>),
    Failed(Failure),
}

/// What has come so far.
struct UnderWay<E> {
    exchange: E,
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
    /// How many spans it was told of last that have come.
    told: u32,
}

/// What came.
pub(super) struct Came<T> {
    pub(super) store: Store,
    pub(super) memory: Memory,
    /// What the conversation came to.
    pub(super) told: T,
}

/// What takes the answers to requests, whatever they are for.
pub(super) trait TakesAnswers {
    /// The request whose answer is under way.
    fn ticket(&self) -> Option<Ticket>;

    /// Is told that an answer begins, with its HTTP status.
    fn answer_begins(&mut self, status: u16);

    /// Takes the next bytes of an answer. Gives whether there is no use in more.
    fn answer_goes_on(&mut self, bytes: &[u8]) -> bool;

    /// Is told that an answer has ended, or why there is no more of it.
    fn answer_ends(&mut self, outcome: Result<()>);
}

/// What a store of fetched traces is made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// What its handles are told apart by.
    pub(super) generation: u32,
    /// The bytes that it may take.
    pub(super) memory_limit: Option<u64>,
}

impl<E: FetchesSpans> Coming<E> {
    /// Begins to fetch traces of a range.
    pub(super) fn begin(exchange: E, range: &CountedRange, terms: Terms) -> Self {
        let mut builder = StoreBuilder::with_generation(terms.generation);
        if let Some(bytes) = terms.memory_limit {
            builder.limit_memory(bytes);
        }
        builder.keep_logs(range.kept_logs());
        let (ranges, reader, is_file, fault, ticket) = (Ranges::default(), None, false, None, None);
        let under_way = UnderWay { exchange, builder, ranges, reader, is_file, fault, ticket, told: 0 };
        Self { state: State::UnderWay(Box::new(under_way)) }
    }

    /// Whether a step would do anything, where more may be asked or not.
    pub(super) fn is_ready(&self, may_ask: bool) -> bool {
        match &self.state {
            State::UnderWay(under_way) => under_way.ticket.is_none() && may_ask,
            State::Done(_) | State::Failed(_) => true,
        }
    }

    /// What came, once all of it is there.
    pub(super) fn came(&self) -> Option<&Came<E::Out>> {
        match &self.state {
            State::Done(came) => Some(came),
            State::UnderWay(_) | State::Failed(_) => None,
        }
    }

    pub(super) fn came_mut(&mut self) -> Option<&mut Came<E::Out>> {
        match &mut self.state {
            State::Done(came) => Some(came),
            State::UnderWay(_) | State::Failed(_) => None,
        }
    }

    /// How many spans have come, and how many there are. `None` while none come, and where hardly more have come than was told last.
    pub(super) fn take_progress(&mut self) -> Option<(u32, u32)> {
        let State::UnderWay(under_way) = &mut self.state else { return None };
        let (spans, all) = (under_way.builder.spans().len(), under_way.exchange.spans());
        let is_more = u64::from(spans - under_way.told) > all / TOLD;
        is_more.then(|| {
            under_way.told = spans;
            (spans, u32::try_from(all).unwrap_or(u32::MAX))
        })
    }

    /// Asks what is to be asked next. Gives what came when it is there; `remember` says what is known of its store.
    ///
    /// # Errors
    ///
    /// Why it cannot be had.
    pub(super) fn advance(
        &mut self,
        range: &CountedRange,
        errands: &mut Errands,
        remember: impl FnOnce(&E::Out, Ranges) -> Memory,
    ) -> Result<Option<&mut Came<E::Out>>, Failure> {
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
                Ok(Next::Done(told)) => {
                    // Joined into traces.
                    let store = std::mem::take(&mut under_way.builder).seal();
                    let memory = remember(&told, std::mem::take(&mut under_way.ranges));
                    self.state = State::Done(Box::new(Came { store, memory, told }));
                }
                Err(error) => self.state = State::Failed(Failure::from(&error)),
            }
        }
        match &mut self.state {
            State::UnderWay(_) => Ok(None),
            State::Done(came) => Ok(Some(came)),
            State::Failed(failure) => Err(failure.clone()),
        }
    }
}

impl<E: FetchesSpans> TakesAnswers for Coming<E> {
    fn ticket(&self) -> Option<Ticket> {
        match &self.state {
            State::UnderWay(under_way) => under_way.ticket,
            State::Done(_) | State::Failed(_) => None,
        }
    }

    fn answer_begins(&mut self, status: u16) {
        if let State::UnderWay(under_way) = &mut self.state {
            under_way.is_file = under_way.reader.is_some() && is_success(status);
            under_way.exchange.begin(status);
        }
    }

    fn answer_goes_on(&mut self, bytes: &[u8]) -> bool {
        let State::UnderWay(under_way) = &mut self.state else { return true };
        match under_way.push(bytes) {
            Ok(()) => false,
            Err(error) => {
                self.state = State::Failed(Failure::from(&error));
                true
            }
        }
    }

    fn answer_ends(&mut self, outcome: Result<()>) {
        let State::UnderWay(under_way) = &mut self.state else { return };
        under_way.ticket = None;
        if let Err(failure) = under_way.end(outcome) {
            self.state = State::Failed(failure);
        }
    }
}

impl<E: FetchesSpans> UnderWay<E> {
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
        let said = |exchange: &E, failure: Failure| exchange.fault_in_answer().as_ref().map_or(failure, Failure::from);
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
