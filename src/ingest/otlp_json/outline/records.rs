//! The lists of spans and of logs.

use super::{Level, Outline, Record};
use crate::ingest::grammar::Grammar;
use crate::ingest::json::Parse;
use crate::ingest::logs;
use crate::ingest::nest::{Move, next_object};
use crate::ingest::report::{FileReport, Reason};
use crate::store::StoreBuilder;

impl Outline {
    pub(super) fn span_step(
        &mut self,
        record: &mut Record<'_, '_>,
        first: bool,
        report: &mut FileReport,
    ) -> Parse<Move<Level>> {
        if let Some(other) = next_object(record, first, Self::FIRST_KEYS, Reason::NotASpan)? {
            return Ok(other);
        }
        record.span(&mut self.draft)?;
        let row = record.builder.push(&self.draft, StoreBuilder::UNKNOWN_SCOPE, self.source)?;
        self.origins.add_span(row);
        report.spans += 1;
        Ok(Move::Stay)
    }

    pub(super) fn log_step(
        &mut self,
        record: &mut Record<'_, '_>,
        first: bool,
        report: &mut FileReport,
    ) -> Parse<Move<Level>> {
        if let Some(other) = next_object(record, first, Self::FIRST_KEYS, Reason::UnexpectedValue)? {
            return Ok(other);
        }
        let at = record.cursor.at;
        record.log(&mut self.log)?;
        if self.log.trace_id.is_none() {
            record.flaw(Reason::LogWithoutTrace, at);
        } else if let Some(row) = logs::add(&self.log, (record.builder, self.source), report)? {
            self.origins.add_log(row);
        }
        Ok(Move::Stay)
    }
}
