//! What becomes of items: spans at once, their events when all spans are known.

use super::Record;
use super::item::Item;
use super::loose::Events;
use super::table::Table;
use crate::error::Result;
use crate::ingest::Format;
use crate::ingest::json::Parse;
use crate::ingest::own_scopes::OwnScopes;
use crate::ingest::report::FileReport;
use crate::store::{SourceRow, SpanDraft, StoreBuilder, Sym};

/// Takes items, whatever they lay in.
#[derive(Debug)]
pub(super) struct Keeper {
    source: SourceRow,
    draft: SpanDraft,
    scopes: OwnScopes,
    events: Events,
    /// Whether anything of Application Insights was met.
    recognised: bool,
}

impl Keeper {
    pub(super) fn new(source: SourceRow) -> Self {
        Self {
            source,
            draft: SpanDraft::default(),
            scopes: OwnScopes::default(),
            events: Events::default(),
            recognised: false,
        }
    }

    pub(super) fn recognise(&mut self, report: &mut FileReport) {
        self.recognised = true;
        report.format.get_or_insert(Format::AppInsights);
    }

    pub(super) fn is_recognised(&self) -> bool {
        self.recognised
    }

    pub(super) fn is_settled(&self) -> bool {
        self.events.is_empty()
    }

    /// The bytes of what waits until all spans are known.
    pub(super) fn held_bytes(&self) -> usize {
        self.events.held_bytes()
    }

    /// Keeps an item that was read, which began at `at`. Whether it is one.
    pub(super) fn keep(
        &mut self,
        record: &mut Record<'_, '_>,
        item: &mut Item,
        at: usize,
        report: &mut FileReport,
    ) -> Parse<bool> {
        let Some(table) = item.which() else { return Ok(false) };
        match table {
            Table::Exceptions | Table::Traces | Table::Events => record.event(table, item, at, &mut self.events)?,
            Table::Metrics => report.ignored.metrics += 1,
            _ => {
                record.span(table, item, at, &mut self.draft)?;
                let scope = record.add_properties(item, &mut self.scopes, &mut self.draft)?;
                record.builder.push(&self.draft, scope, self.source)?;
                report.spans += 1;
            }
        }
        self.recognise(report);
        Ok(true)
    }

    /// Gives spans their events.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another span.
    pub(super) fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        self.events.attach((builder, self.source), report)
    }
}

impl Item {
    /// The table that an item is a row of, as it says or by what it has. Nothing where it is none.
    fn which(&self) -> Option<Table> {
        let has = |text: Sym| text != Sym::EMPTY;
        if self.table.is_some() {
            return self.table;
        }
        let has_id = !self.id.is_empty() || !self.operation.is_empty();
        if self.time_ns.is_none() || !has_id {
            return None;
        }
        Some(if self.duration_ns.is_some() {
            match (has(self.target) || has(self.kind) || has(self.data), has(self.url) || has(self.source)) {
                (true, _) => Table::Dependencies,
                (false, true) => Table::Requests,
                (false, false) => Table::Unknown,
            }
        } else if has(self.outer_type) || has(self.outer_message) || !self.details.is_empty() {
            Table::Exceptions
        } else if has(self.message) {
            Table::Traces
        } else {
            return None;
        })
    }
}
