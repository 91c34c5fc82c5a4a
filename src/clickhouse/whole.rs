//! Checks that as much was read as was counted before: an answer that is cut between two blocks looks complete.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{FileReport, Reason};
use crate::remote::Exchange;

/// An exchange in which some answers are files of spans or of their logs: those to [`Read`](crate::remote::Next::Read).
pub trait FetchesSpans: Exchange {
    /// How many spans there are to read, once they are counted.
    fn spans(&self) -> u64;

    /// What the server has said at the end of an answer that could not be read on: it knows better why.
    fn fault_in_answer(&self) -> Option<Error>;

    /// Sees that as many spans, or as many logs, were read of the last answer as were counted: one that is cut between two blocks looks
    /// whole.
    ///
    /// # Errors
    ///
    /// `Incomplete` where there are fewer.
    fn check(&self, report: &FileReport) -> Result<()>;
}

/// Sees that as many spans came as were counted.
///
/// # Errors
///
/// `Incomplete` where there are fewer.
pub(super) fn has_spans(report: &FileReport, counted: u64) -> Result<()> {
    has("spans", report.spans, counted)
}

/// Sees that as many logs came as were counted, those with them that are of no use.
///
/// # Errors
///
/// `Incomplete` where there are fewer.
pub(super) fn has_logs(report: &FileReport, counted: u64) -> Result<()> {
    let useless = report.logs_left_out + report.count(Reason::LogWithoutTrace);
    has("logs", report.logs + useless, counted)
}

fn has(what: &'static str, came: u64, counted: u64) -> Result<()> {
    if came >= counted {
        return Ok(());
    }
    Err(ErrorKind::Incomplete { what, came, counted }.into())
}
