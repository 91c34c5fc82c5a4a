//! Reading a range of a server into the engine.

use super::memory::Memory;
use super::{Engine, Load};
use crate::clickhouse::{Connect, FetchesSpans, Range, Wanted};
use crate::error::{Error, ErrorKind, Failure, Result};
use crate::protocol::{ClickhouseTablesQuestion, LoadedFile, OpenClickhouseQuestion, SourceName};
use crate::remote::{Exchange, Next, Request, is_success};
use crate::store::{LogRow, SourceRow, SpanRow};
use crate::units::TimeRange;

/// A range that is being read. Made by [`Engine::begin_range`], ended by [`Engine::end_range`].
pub struct RangeLoad {
    source: SourceName,
    exchange: Range,
    /// The answer that is read as a file.
    load: Option<Load>,
    /// Whether the bytes of the answer that is under way are that file's.
    is_file: bool,
    /// Where its spans and its logs begin, once something is read.
    first: Option<(SpanRow, LogRow)>,
    /// What was read to its end: the spans, and then the logs.
    files: Vec<LoadedFile>,
    /// Why an answer cannot be read on, where the server may know better.
    fault: Option<Error>,
    /// Why an answer is not what was asked for.
    failure: Option<Failure>,
}

/// Begins to ask a server for its tables. `name` distinguishes the ids of its queries from those of others.
///
/// # Errors
///
/// `BadOption` if the address of the server is invalid.
pub fn connect(question: &ClickhouseTablesQuestion, name: &str) -> Result<Connect> {
    Connect::new(&question.server, name)
}

impl RangeLoad {
    /// How many spans there are to read, once that is known.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.exchange.spans()
    }

    /// Begins an answer, with its HTTP status.
    pub fn begin_answer(&mut self, status: u16) {
        self.is_file = self.load.is_some() && is_success(status);
        self.exchange.begin(status);
    }

    /// A failure in the words of the server, if it says why.
    fn said(&self, failure: Failure) -> Failure {
        self.exchange.fault_in_answer().as_ref().map_or(failure, Failure::from)
    }
}

impl Engine {
    /// Begins to read a range. Nothing is changed before its spans arrive. `name` distinguishes the ids of its queries from those of
    /// others.
    ///
    /// # Errors
    ///
    /// `BadOption` if the address of the server is invalid or the range is empty.
    pub fn begin_range(&mut self, question: OpenClickhouseQuestion, name: &str) -> Result<RangeLoad> {
        if self.is_counted_on_server() {
            return Err(ErrorKind::StandsAlone.into());
        }
        let OpenClickhouseQuestion {
            source,
            server,
            table,
            range: time,
            max_spans,
            max_fetched_spans,
            counts_on_server,
            counts_rootless,
            logs,
        } = question;
        let budget = u64::from(max_spans.unwrap_or(OpenClickhouseQuestion::MAX_SPANS));
        let budget_of_sides = max_fetched_spans.map_or(budget, u64::from);
        let counted_as = counts_on_server.then(|| source.group.clone());
        let exchange = Range::new(
            &server,
            Wanted { table, time, logs, budget, budget_of_sides, counted_as, counts_rootless },
            name,
        )?;
        Ok(RangeLoad {
            source,
            exchange,
            load: None,
            is_file: false,
            first: None,
            files: Vec::new(),
            fault: None,
            failure: None,
        })
    }

    /// The next request. `None` when the range is read, or cannot be.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    pub fn next_request(&mut self, range: &mut RangeLoad) -> Result<Option<Request>> {
        if range.failure.is_some() {
            return Ok(None);
        }
        match range.exchange.next()? {
            Next::Ask(request) => Ok(Some(request)),
            Next::Read(request) => {
                let SourceName { name, group } = range.source.clone();
                let name = if range.first.is_some() { format!("{name}: logs") } else { name };
                let builder = self.building();
                let first = (SpanRow(builder.spans().len()), LogRow(builder.logs()));
                let mut load = self.begin_file(SourceName { name, group });
                load.keep_logs(range.exchange.wanted().logs);
                if range.first.is_none() {
                    range.first = Some(first);
                    self.mean(load.row(), range.exchange.wanted().time);
                }
                range.load = Some(load);
                Ok(Some(request))
            }
            Next::Done(()) => Ok(None),
        }
    }

    /// Takes the next bytes of an answer.
    ///
    /// # Errors
    ///
    /// Why there is no use in more.
    pub fn push_answer(&mut self, range: &mut RangeLoad, bytes: &[u8]) -> Result<()> {
        range.exchange.push(bytes)?;
        if let (true, Some(load), None) = (range.is_file, &mut range.load, &range.fault) {
            // What the server says at the end of a broken answer is still to come.
            range.fault = self.push(load, bytes).err();
        }
        Ok(())
    }

    /// Ends an answer.
    ///
    /// # Errors
    ///
    /// The error of the server, or the fault in its answer.
    pub fn end_answer(&mut self, range: &mut RangeLoad) -> Result<()> {
        range.exchange.end()?;
        self.end_load(range);
        Ok(())
    }

    /// Ends the answer that is read as a file, if one is, and sees whether all of it came.
    fn end_load(&mut self, range: &mut RangeLoad) {
        let Some(load) = range.load.take() else { return };
        let (source, report) = load.finish(self.building());
        // Nothing at all is no file, and an answer that is missing.
        let unread = report.fault.clone().filter(|_| report.bytes > 0);
        let fault = range.fault.take().as_ref().map(Failure::from).or(unread).map(|fault| range.said(fault));
        let missing = || range.exchange.check(&report).err().as_ref().map(Failure::from);
        range.failure = fault.or_else(missing);
        let time = range.exchange.wanted().time;
        range.files.push(LoadedFile { source, report, stopped: false, range: Some(time), search: None });
    }

    /// Ends a range. `stopped` if it was stopped on request; then the part that was read is kept. After an error, all of it is taken out
    /// again, as a part of a range could be mistaken for the whole. Its reports are added to the summary.
    ///
    /// # Errors
    ///
    /// The error, also if fewer spans arrived than were counted.
    pub fn end_range(&mut self, mut range: RangeLoad, fault: Option<&Error>, stopped: bool) -> Result<(), Failure> {
        let fault = fault.map(Failure::from);
        if let (Some(counted), false, None) = (range.exchange.take_counted(), stopped, &fault) {
            return self.count_on_server(range.source, counted).map_err(|error| Failure::from(&error));
        }
        let Some(first) = range.first else { return fault.filter(|_| !stopped).map_or(Ok(()), Err) };
        let fault = fault.map(|fault| range.said(fault));
        self.end_load(&mut range);
        if let (false, Some(failure)) = (stopped, fault.or(range.failure)) {
            self.take_back(first);
            return Err(failure);
        }
        if let Some(last) = range.files.last_mut() {
            last.stopped = stopped;
        }
        self.files.append(&mut range.files);
        Ok(())
    }

    /// Takes out all spans and logs from some on.
    fn take_back(&mut self, (first_span, first_log): (SpanRow, LogRow)) {
        let builder = self.building();
        for row in first_span.0..builder.spans().len() {
            builder.withdraw(SpanRow(row));
        }
        builder.withdraw_logs(first_log);
    }

    /// Means of a source only what starts in a range.
    fn mean(&mut self, source: SourceRow, range: TimeRange) {
        self.ranges.add(source, range);
        self.memory = Memory::within(self.ranges.clone());
    }
}
