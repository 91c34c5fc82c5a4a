//! Reading the traces that a Jaeger or Tempo server finds into the engine.

use std::collections::BTreeSet;

use super::Engine;
use crate::error::{Error, ErrorKind, Failure, Result};
use crate::ingest::{ArchiveReader, FileReport};
use crate::protocol::{LoadedFile, OpenSearchQuestion, SourceName, TraceApiNamesQuestion};
use crate::remote::{Exchange, Next, Request};
use crate::store::{LogRow, SourceRow, SpanRow, StoreBuilder};
use crate::trace_api::{Names, Search};

/// A search whose traces are being read. Made by [`Engine::begin_search`], ended by [`Engine::end_search`].
pub struct SearchLoad {
    source: SourceName,
    search: Search,
    budget: u32,
    /// What all of its traces are listed as, and where they begin, once something is read.
    begun: Option<Begun>,
    /// The answer that is read as a file.
    answer: Option<Reading>,
    /// What reading them came to, together.
    report: FileReport,
}

#[derive(Clone, Copy)]
struct Begun {
    row: SourceRow,
    span: SpanRow,
    log: LogRow,
}

/// An answer that is read as a file.
struct Reading {
    reader: ArchiveReader,
    span: SpanRow,
    log: LogRow,
    fault: Option<Error>,
}

/// Begins to ask a server for a list.
///
/// # Errors
///
/// `BadOption` if the address of the server is invalid, or it has no such list.
pub fn list_names(question: &TraceApiNamesQuestion) -> Result<Names> {
    Names::new(&question.server, question.list, question.of.as_deref())
}

impl SearchLoad {
    /// How many traces were read, of how many, once that is known.
    #[must_use]
    pub fn progress(&self) -> Option<(u32, u32)> {
        self.search.progress()
    }

    /// Requests that may be sent ahead.
    #[must_use]
    pub fn ahead(&self) -> Vec<Request> {
        self.search.ahead()
    }

    /// How many more spans are read.
    fn room(&self) -> u64 {
        u64::from(self.budget).saturating_sub(self.report.spans)
    }

    /// Notes that there are more spans than are read. So many traces of the answer were read whole, of those that came where all of it did.
    fn stop(&mut self, traces: u32, came: Option<u32>) -> Result<()> {
        if traces == 0 && self.search.outcome().read == 0 {
            let what = "spans in the first trace that was found";
            return Err(ErrorKind::Limit { what, limit: u64::from(self.budget) }.into());
        }
        self.search.stop(traces, came, self.budget);
        Ok(())
    }

    /// Begins an answer, with its HTTP status.
    pub fn begin_answer(&mut self, status: u16) {
        self.search.begin(status);
    }
}

impl Engine {
    /// Begins a search. Nothing is changed before traces arrive.
    ///
    /// # Errors
    ///
    /// `BadOption` if the address of the server or the search is invalid.
    pub fn begin_search(&self, question: OpenSearchQuestion) -> Result<SearchLoad> {
        if self.is_counted_on_server() {
            return Err(ErrorKind::StandsAlone.into());
        }
        let OpenSearchQuestion { source, server, search, max_spans } = question;
        Ok(SearchLoad {
            source,
            search: Search::new(&server, search)?,
            budget: max_spans.unwrap_or(OpenSearchQuestion::MAX_SPANS).max(1),
            begun: None,
            answer: None,
            report: FileReport::default(),
        })
    }

    /// The next request. `None` when everything is read.
    ///
    /// # Errors
    ///
    /// Why there is nothing to read.
    pub fn next_search_request(&mut self, load: &mut SearchLoad) -> Result<Option<Request>> {
        match load.search.next()? {
            Next::Ask(request) | Next::Read(request) => Ok(Some(request)),
            Next::Done(_) => Ok(None),
        }
    }

    /// Takes the next bytes of an answer. Returns whether more of it is wanted: not if more spans have arrived than may be read.
    ///
    /// # Errors
    ///
    /// Why there is no use in more.
    pub fn push_found(&mut self, load: &mut SearchLoad, bytes: &[u8]) -> Result<bool> {
        load.search.push(bytes)?;
        if !load.search.is_file() {
            return Ok(true);
        }
        let builder = self.building();
        let (span, log) = (SpanRow(builder.spans().len()), LogRow(builder.logs()));
        let SourceName { name, group } = &load.source;
        let begun = *load.begun.get_or_insert_with(|| Begun { row: builder.add_source(name, group), span, log });
        let reading = load.answer.get_or_insert_with(|| Reading {
            reader: ArchiveReader::new(begun.row),
            span,
            log,
            fault: None,
        });
        if reading.fault.is_none() {
            match reading.reader.push(builder, bytes) {
                Err(fault) if matches!(fault.kind(), ErrorKind::MemoryLimit { .. }) => return Err(fault),
                outcome => reading.fault = outcome.err(),
            }
        }
        let came = load.report.spans + u64::from(builder.spans().len() - reading.span.0);
        if came <= u64::from(load.budget) {
            return Ok(true);
        }
        let traces = self.cut(load);
        load.stop(traces, None)?;
        Ok(false)
    }

    /// Ends an answer.
    ///
    /// # Errors
    ///
    /// The error of the server, or the fault in its answer.
    pub fn end_found(&mut self, load: &mut SearchLoad) -> Result<()> {
        load.search.end()?;
        let Some(Reading { reader, span, log, fault }) = load.answer.take() else { return Ok(()) };
        let builder = self.building();
        let (report, _) = reader.finish(builder);
        // An answer without traces is of no format that is read.
        let is_none = report.spans == 0 && load.search.may_be_empty();
        let fault = fault.or_else(|| {
            let failure = report.fault.as_ref()?;
            Some(ErrorKind::Unreadable { detail: failure.message.clone() }.into())
        });
        if let Some(fault) = fault.filter(|_| !is_none) {
            take_back(builder, span, log);
            load.search.lost(fault);
            return Ok(());
        }
        let came = distinct(builder, span);
        let (traces, taken_out) = trim(builder, span, load.room(), false);
        load.report.join(&FileReport { spans: report.spans.saturating_sub(taken_out), ..report });
        if taken_out == 0 {
            load.search.took(traces);
            return Ok(());
        }
        load.stop(traces, Some(came))
    }

    /// Ends an answer that failed or broke off.
    ///
    /// # Errors
    ///
    /// The failure, unless it concerns one trace of many.
    pub fn fail_found(&mut self, load: &mut SearchLoad, fault: Error) -> Result<()> {
        let is_full = matches!(fault.kind(), ErrorKind::MemoryLimit { .. } | ErrorKind::Limit { .. });
        if load.search.progress().is_none() || is_full {
            return Err(fault);
        }
        if let Some(Reading { span, log, .. }) = load.answer.take() {
            take_back(self.building(), span, log);
        }
        load.search.lost(fault);
        Ok(())
    }

    /// Ends a search. `stopped` if it was stopped on request; then the traces that were read are kept. If nothing can be read, the loaded
    /// data stays unchanged. Its report is added to the summary.
    ///
    /// # Errors
    ///
    /// What went wrong.
    pub fn end_search(&mut self, mut load: SearchLoad, fault: Option<&Error>, stopped: bool) -> Result<(), Failure> {
        if let (Some(fault), false) = (fault, stopped) {
            if let Some(Begun { span, log, .. }) = load.begun {
                take_back(self.building(), span, log);
            }
            return Err(Failure::from(fault));
        }
        if load.answer.is_some() {
            let traces = self.cut(&mut load);
            load.search.took(traces);
        }
        let outcome = load.search.outcome().clone();
        // What was found is a source, be it nothing.
        self.building();
        self.files.push(LoadedFile {
            source: load.source,
            report: load.report,
            stopped,
            range: None,
            search: Some(outcome),
        });
        Ok(())
    }

    /// Ends an answer in its middle. What came last of it may be a part of a trace, and is taken out: servers send one trace after the
    /// other. Gives how many traces are left of it.
    fn cut(&mut self, load: &mut SearchLoad) -> u32 {
        let Some(Reading { reader, span, .. }) = load.answer.take() else { return 0 };
        let builder = self.building();
        let (mut report, _) = reader.finish(builder);
        let (traces, taken_out) = trim(builder, span, load.room(), true);
        report.spans = report.spans.saturating_sub(taken_out);
        // That it ends too soon is no flaw of it.
        report.fault = None;
        load.report.join(&report);
        traces
    }
}

/// The spans from some on, but for those that were taken out.
fn kept(builder: &StoreBuilder, first: SpanRow) -> impl Iterator<Item = SpanRow> {
    (first.0..builder.spans().len()).map(SpanRow).filter(|&row| !builder.is_withdrawn(row))
}

/// How many traces these are of.
fn distinct(builder: &StoreBuilder, first: SpanRow) -> u32 {
    let traces: BTreeSet<_> = kept(builder, first).map(|row| builder.trace_id(row)).collect();
    u32::try_from(traces.len()).unwrap_or(u32::MAX)
}

/// Takes out traces, those that came last first, until as many spans are left as there is room for; one of them in any case if the answer
/// `is_cut`. Gives how many traces are left, and how many spans were taken out.
fn trim(builder: &mut StoreBuilder, first: SpanRow, room: u64, mut is_cut: bool) -> (u32, u64) {
    let mut taken_out = 0;
    loop {
        let rows: Vec<SpanRow> = kept(builder, first).collect();
        let last = rows.last().filter(|_| is_cut || rows.len() as u64 > room).map(|&row| builder.trace_id(row));
        let Some(last) = last else { return (distinct(builder, first), taken_out) };
        for row in rows {
            if builder.trace_id(row) == last {
                builder.withdraw(row);
                taken_out += 1;
            }
        }
        is_cut = false;
    }
}

/// Takes out all spans and logs from some on.
fn take_back(builder: &mut StoreBuilder, first: SpanRow, first_log: LogRow) {
    for row in first.0..builder.spans().len() {
        builder.withdraw(SpanRow(row));
    }
    builder.withdraw_logs(first_log);
}
