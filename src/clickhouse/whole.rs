//! Whether as much was read of an answer as was counted before: one that is cut between two blocks looks whole.

use crate::error::{ErrorKind, Result};
use crate::ingest::{FileReport, Reason};

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
