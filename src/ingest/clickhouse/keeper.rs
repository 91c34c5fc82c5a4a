//! Where rows go once they are read, in both formats.

use super::row::{Names, Row};
use crate::error::Result;
use crate::ingest::logs;
use crate::ingest::own_scopes::OwnScopes;
use crate::ingest::report::FileReport;
use crate::store::{LogRow, SourceRow, StoreBuilder};

/// Puts rows into the store, spans and logs.
#[derive(Debug)]
pub(super) struct Keeper {
    source: SourceRow,
    /// The row that is read. Reused so that nothing is allocated.
    pub(super) row: Row,
    scopes: OwnScopes,
    names: Option<Names>,
}

impl Keeper {
    pub(super) fn new(source: SourceRow) -> Self {
        Self { source, row: Row::default(), scopes: OwnScopes::default(), names: None }
    }

    /// Keeps the row that was read. `false` for a log of no trace, which is of no use.
    ///
    /// # Errors
    ///
    /// As [`StoreBuilder::push`].
    pub(super) fn keep(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<bool> {
        let Self { source, row, scopes, names } = self;
        if row.is_log() && row.log.trace_id.is_none() {
            return Ok(false);
        }
        let names = match *names {
            Some(names) => names,
            None => *names.insert(Names::of(builder)?),
        };
        let scope = row.complete(builder, names, scopes)?;
        if row.is_span() {
            builder.push(&row.draft, scope, *source)?;
            report.spans += 1;
        } else if let Some(LogRow(added)) = logs::add(&row.log, (builder, *source), report)? {
            builder.set_log_scope(added..added + 1, scope);
        }
        Ok(true)
    }
}
