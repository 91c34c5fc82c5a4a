//! Spans, their events and links.

use super::Record;
use super::keys::{EventKey, LinkKey, SpanKey, StatusKey};
use crate::ingest::json::{Kind, Parse};
use crate::ingest::report::Reason;
use crate::store::{EventDraft, LinkDraft, PairRow, SpanDraft};
use crate::units::{SpanKind, StatusCode};

const KIND_NAMES: [&str; 6] = [
    "SPAN_KIND_UNSPECIFIED",
    "SPAN_KIND_INTERNAL",
    "SPAN_KIND_SERVER",
    "SPAN_KIND_CLIENT",
    "SPAN_KIND_PRODUCER",
    "SPAN_KIND_CONSUMER",
];

const STATUS_NAMES: [&str; 3] = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

impl Record<'_, '_> {
    /// Reads a span, of which the opening brace is next.
    pub(super) fn span(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        draft.clear();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<SpanKey>(previous)? {
            previous = Some(key);
            match key {
                SpanKey::TraceId => draft.trace_id = self.trace_id()?,
                SpanKey::SpanId => draft.span_id = self.span_id()?,
                SpanKey::ParentSpanId => draft.parent_id = self.span_id()?,
                SpanKey::TraceState => draft.trace_state = self.text()?,
                SpanKey::Flags => draft.flags = self.count()?,
                SpanKey::Name => draft.name = self.text()?,
                SpanKey::Kind => {
                    draft.kind = SpanKind::ALL[self.choice(&KIND_NAMES, Reason::UnknownKind)?];
                }
                SpanKey::Start => draft.start_ns = self.time_ns()?,
                SpanKey::End => draft.end_ns = self.time_ns()?,
                SpanKey::Attributes => {
                    draft.attributes.clear();
                    self.attributes(&mut draft.attributes)?;
                }
                SpanKey::DroppedAttributes => draft.dropped.attributes = self.count()?,
                SpanKey::Events => self.events(draft)?,
                SpanKey::DroppedEvents => draft.dropped.events = self.count()?,
                SpanKey::Links => self.links(draft)?,
                SpanKey::DroppedLinks => draft.dropped.links = self.count()?,
                SpanKey::Status => self.status(draft)?,
                SpanKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(())
    }

    fn status(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut previous = None;
        while let Some(key) = self.next_field::<StatusKey>(previous)? {
            previous = Some(key);
            match key {
                StatusKey::Code => {
                    let code = self.choice(&STATUS_NAMES, Reason::UnknownStatus)?;
                    draft.status = StatusCode::ALL[code];
                }
                StatusKey::Message => draft.status_message = self.text()?,
                StatusKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(())
    }

    fn events(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        draft.events.clear();
        let SpanDraft { events, nested, .. } = draft;
        self.collect(events, |record| record.event(nested))
    }

    fn event(&mut self, nested: &mut Vec<PairRow>) -> Parse<EventDraft> {
        let mut event = EventDraft { attributes: nested.len()..nested.len(), ..EventDraft::default() };
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<EventKey>(previous)? {
            previous = Some(key);
            match key {
                EventKey::Time => event.time_ns = self.time_ns()?,
                EventKey::Name => event.name = self.text()?,
                EventKey::Attributes => {
                    let start = nested.len();
                    self.attributes(nested)?;
                    event.attributes = start..nested.len();
                }
                EventKey::DroppedAttributes => event.dropped_attributes = self.count()?,
                EventKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(event)
    }

    fn links(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        draft.links.clear();
        let SpanDraft { links, nested, .. } = draft;
        self.collect(links, |record| record.link(nested))
    }

    fn link(&mut self, nested: &mut Vec<PairRow>) -> Parse<LinkDraft> {
        let mut link = LinkDraft { attributes: nested.len()..nested.len(), ..LinkDraft::default() };
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<LinkKey>(previous)? {
            previous = Some(key);
            match key {
                LinkKey::TraceId => link.trace_id = self.trace_id()?,
                LinkKey::SpanId => link.span_id = self.span_id()?,
                LinkKey::TraceState => link.trace_state = self.text()?,
                LinkKey::Attributes => {
                    let start = nested.len();
                    self.attributes(nested)?;
                    link.attributes = start..nested.len();
                }
                LinkKey::DroppedAttributes => link.dropped_attributes = self.count()?,
                LinkKey::Flags => link.flags = self.count()?,
                LinkKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(link)
    }
}
