//! Spans, their events and links.

use super::fields::{EventField, LinkField, SpanField, StatusField};
use super::record::Record;
use super::wire::{Parse, Wire};
use crate::ingest::report::Reason;
use crate::store::{EventDraft, LinkDraft, PairRow, SpanDraft};
use crate::units::{SpanKind, StatusCode};

impl Record<'_> {
    /// Reads a span.
    // WebAssembly is compiled twice, the second time for speed, and gets into code of the second kind by calls only: whoever
    // reads a slice of megabytes in one call would stay in the first.
    #[inline(never)]
    pub(super) fn span(&mut self, mut wire: Wire<'_>, draft: &mut SpanDraft) -> Parse<()> {
        draft.clear();
        let mut is_error_of_old = false;
        while let Some(field) = wire.next_field()? {
            match field {
                SpanField::TraceId => draft.trace_id = self.trace_id(&mut wire)?,
                SpanField::SpanId => draft.span_id = self.span_id(&mut wire)?,
                SpanField::ParentSpanId => draft.parent_id = self.span_id(&mut wire)?,
                SpanField::TraceState => draft.trace_state = self.frequent_text(&mut wire)?,
                SpanField::Flags => draft.flags = wire.fixed32()?,
                SpanField::Name => draft.name = self.frequent_text(&mut wire)?,
                SpanField::Kind => draft.kind = self.choice(&mut wire, &SpanKind::ALL, Reason::UnknownKind)?,
                SpanField::Start => draft.start_ns = wire.fixed64()?,
                SpanField::End => draft.end_ns = wire.fixed64()?,
                SpanField::Attribute => self.attributes(&mut wire, 9, &mut draft.attributes)?,
                SpanField::DroppedAttributes => draft.dropped.attributes = self.count(&mut wire)?,
                SpanField::Event => {
                    let event = self.event(wire.len()?, &mut draft.nested)?;
                    draft.events.push(event);
                }
                SpanField::DroppedEvents => draft.dropped.events = self.count(&mut wire)?,
                SpanField::Link => {
                    let link = self.link(wire.len()?, &mut draft.nested)?;
                    draft.links.push(link);
                }
                SpanField::DroppedLinks => draft.dropped.links = self.count(&mut wire)?,
                SpanField::Status => is_error_of_old |= self.status(wire.len()?, draft)?,
            }
        }
        if is_error_of_old && draft.status == StatusCode::Unset {
            draft.status = StatusCode::Error;
        }
        Ok(())
    }

    /// Reads a status; whether its code of old, of which all but the first are kinds of failure, says that the span failed.
    fn status(&mut self, mut wire: Wire<'_>, draft: &mut SpanDraft) -> Parse<bool> {
        let mut is_error_of_old = false;
        while let Some(field) = wire.next_field()? {
            match field {
                StatusField::DeprecatedCode => is_error_of_old = wire.varint()? != 0,
                StatusField::Message => draft.status_message = self.frequent_text(&mut wire)?,
                StatusField::Code => {
                    draft.status = self.choice(&mut wire, &StatusCode::ALL, Reason::UnknownStatus)?;
                }
            }
        }
        Ok(is_error_of_old)
    }

    fn event(&mut self, mut wire: Wire<'_>, nested: &mut Vec<PairRow>) -> Parse<EventDraft> {
        let start = nested.len();
        let mut event = EventDraft::default();
        while let Some(field) = wire.next_field()? {
            match field {
                EventField::Time => event.time_ns = wire.fixed64()?,
                EventField::Name => event.name = self.frequent_text(&mut wire)?,
                EventField::Attribute => self.attributes(&mut wire, 3, nested)?,
                EventField::DroppedAttributes => event.dropped_attributes = self.count(&mut wire)?,
            }
        }
        event.attributes = start..nested.len();
        Ok(event)
    }

    fn link(&mut self, mut wire: Wire<'_>, nested: &mut Vec<PairRow>) -> Parse<LinkDraft> {
        let start = nested.len();
        let mut link = LinkDraft::default();
        while let Some(field) = wire.next_field()? {
            match field {
                LinkField::TraceId => link.trace_id = self.trace_id(&mut wire)?,
                LinkField::SpanId => link.span_id = self.span_id(&mut wire)?,
                LinkField::TraceState => link.trace_state = self.frequent_text(&mut wire)?,
                LinkField::Attribute => self.attributes(&mut wire, 4, nested)?,
                LinkField::DroppedAttributes => link.dropped_attributes = self.count(&mut wire)?,
                LinkField::Flags => link.flags = wire.fixed32()?,
            }
        }
        link.attributes = start..nested.len();
        Ok(link)
    }
}
