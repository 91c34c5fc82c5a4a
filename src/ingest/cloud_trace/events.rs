//! Events and links.

use super::Record;
use super::keys::{EventKey, EventsKey, LinkKey, LinksKey};
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::ReadValue;
use crate::ingest::renames::Form;
use crate::store::{EventDraft, LinkDraft, PairRow, SpanDraft};

impl Record<'_, '_> {
    /// Reads the events of a span.
    pub(super) fn time_events(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                EventsKey::List => {
                    let SpanDraft { events, nested, .. } = draft;
                    self.collect(events, |record| record.time_event(nested))?;
                }
                EventsKey::Dropped => draft.dropped.events = draft.dropped.events.saturating_add(self.count()?),
                EventsKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(())
    }

    fn time_event(&mut self, nested: &mut Vec<PairRow>) -> Parse<EventDraft> {
        let start = nested.len();
        let mut event = EventDraft::default();
        self.cursor.at += 1;
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                EventKey::Time => event.time_ns = self.date_ns()?,
                EventKey::Annotation => self.annotation(&mut event, nested)?,
                EventKey::Message => {
                    event.name = self.builder.intern("rpc.message")?;
                    self.message_event(nested)?;
                }
                _ => self.cursor.skip_value()?,
            }
        }
        event.attributes = start..nested.len();
        Ok(event)
    }

    fn annotation(&mut self, event: &mut EventDraft, nested: &mut Vec<PairRow>) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                EventKey::Description => {
                    if let Some(raw) = self.truncatable()? {
                        event.name = self.intern_often(raw)?;
                    }
                }
                EventKey::Attributes => event.dropped_attributes = self.nested_attributes(nested)?,
                _ => self.cursor.skip_value()?,
            }
        }
        Ok(())
    }

    /// Reads what was sent or received, under the names that the semantic conventions had for it.
    fn message_event(&mut self, nested: &mut Vec<PairRow>) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            let name = match self.field(key) {
                EventKey::Type => "rpc.message.type",
                EventKey::Id => "rpc.message.id",
                EventKey::Size => "rpc.message.uncompressed_size",
                EventKey::Compressed => "rpc.message.compressed_size",
                _ => {
                    self.cursor.skip_value()?;
                    continue;
                }
            };
            let value = Form::Int.shape(self.any_value(0)?);
            self.push_attribute(name, value, nested)?;
        }
        Ok(())
    }

    /// Reads the links of a span.
    pub(super) fn links(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                LinksKey::List => {
                    let SpanDraft { links, nested, .. } = draft;
                    self.collect(links, |record| record.link(nested))?;
                }
                LinksKey::Dropped => draft.dropped.links = self.count()?,
                LinksKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(())
    }

    fn link(&mut self, nested: &mut Vec<PairRow>) -> Parse<LinkDraft> {
        let start = nested.len();
        let mut link = LinkDraft::default();
        self.cursor.at += 1;
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                LinkKey::TraceId => link.trace_id = self.hex_trace_id()?,
                LinkKey::SpanId => link.span_id = self.hex_span_id()?,
                LinkKey::Type => self.link_type(nested)?,
                LinkKey::Attributes => link.dropped_attributes = self.nested_attributes(nested)?,
                LinkKey::Other => self.cursor.skip_value()?,
            }
        }
        link.attributes = start..nested.len();
        Ok(link)
    }

    fn link_type(&mut self, nested: &mut Vec<PairRow>) -> Parse<()> {
        let value = self.any_value(0)?;
        let says_nothing = match &value {
            ReadValue::String(raw) => raw.bytes == b"TYPE_UNSPECIFIED",
            ReadValue::Int(number) => *number == 0,
            _ => true,
        };
        if says_nothing { Ok(()) } else { self.push_attribute("cloudtrace.link.type", value, nested) }
    }
}
