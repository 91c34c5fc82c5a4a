//! Events and links out of cells: a list for each of their parts, or a list of all of them.

use super::Record;
use super::column::{Cell, Tuple};
use super::keys::{EventKey, LinkKey};
use super::row::Row;
use crate::error::Result;
use crate::ingest::record::Key;
use crate::ingest::report::Reason;
use crate::store::PairRow;
use std::ops::Range;

impl Record<'_, '_> {
    /// Hands the items of a list to `each`, with their places. What is no list is counted and passed over.
    fn list_cell(
        &mut self,
        cell: Cell<'_>,
        row: &mut Row,
        each: impl Fn(&mut Self, Cell<'_>, usize, &mut Row) -> Result<()>,
    ) -> Result<()> {
        match cell {
            Cell::List(list) => list.cells().zip(0..).try_for_each(|(item, at)| each(self, item, at, row)),
            Cell::Null => Ok(()),
            _ => {
                self.flaw(Reason::UnexpectedValue, 0);
                Ok(())
            }
        }
    }

    /// Takes a part of all events.
    pub(super) fn event_parts(&mut self, part: EventKey, cell: Cell<'_>, row: &mut Row) -> Result<()> {
        self.list_cell(cell, row, |record, item, at, row| record.event_part(part, item, at, row))
    }

    /// Takes all events.
    pub(super) fn events_cell(&mut self, cell: Cell<'_>, row: &mut Row) -> Result<()> {
        self.list_cell(cell, row, |record, item, at, row| {
            record.parts(item, |record, name, part| record.event_part(EventKey::of(name.as_bytes()), part, at, row))
        })
    }

    fn event_part(&mut self, part: EventKey, cell: Cell<'_>, at: usize, row: &mut Row) -> Result<()> {
        match part {
            EventKey::Timestamp => row.event(at).time_ns = self.time_cell(cell),
            EventKey::Name => row.event(at).name = self.text_cell(cell)?,
            EventKey::Attributes => row.event(at).attributes = self.nested_cell(cell, &mut row.draft.nested)?,
            EventKey::Other => {}
        }
        Ok(())
    }

    /// Takes a part of all links.
    pub(super) fn link_parts(&mut self, part: LinkKey, cell: Cell<'_>, row: &mut Row) -> Result<()> {
        self.list_cell(cell, row, |record, item, at, row| record.link_part(part, item, at, row))
    }

    /// Takes all links.
    pub(super) fn links_cell(&mut self, cell: Cell<'_>, row: &mut Row) -> Result<()> {
        self.list_cell(cell, row, |record, item, at, row| {
            record.parts(item, |record, name, part| record.link_part(LinkKey::of(name.as_bytes()), part, at, row))
        })
    }

    fn link_part(&mut self, part: LinkKey, cell: Cell<'_>, at: usize, row: &mut Row) -> Result<()> {
        match part {
            LinkKey::TraceId => row.link(at).trace_id = self.trace_id_cell(cell),
            LinkKey::SpanId => row.link(at).span_id = self.span_id_cell(cell),
            LinkKey::TraceState => row.link(at).trace_state = self.text_cell(cell)?,
            LinkKey::Attributes => row.link(at).attributes = self.nested_cell(cell, &mut row.draft.nested)?,
            LinkKey::Other => {}
        }
        Ok(())
    }

    /// Hands the elements of a tuple to `each`, with their names.
    fn parts(&mut self, cell: Cell<'_>, mut each: impl FnMut(&mut Self, &str, Cell<'_>) -> Result<()>) -> Result<()> {
        if let Cell::Tuple(tuple) = cell {
            return Tuple::elements(tuple).try_for_each(|(name, part)| each(self, name, part));
        }
        self.flaw(Reason::UnexpectedValue, 0);
        Ok(())
    }

    /// Appends the attributes of an event or a link; where they are.
    fn nested_cell(&mut self, cell: Cell<'_>, nested: &mut Vec<PairRow>) -> Result<Range<usize>> {
        let start = nested.len();
        self.attribute_cell(cell, nested)?;
        Ok(start..nested.len())
    }
}
