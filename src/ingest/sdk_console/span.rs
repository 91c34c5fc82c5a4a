//! Spans, their events and links.

use super::Record;
use super::context::remote_flags;
use super::keys::{EventKey, LinkKey, SpanKey, StatusKey};
use crate::ingest::json::{Kind, Parse, parse_uint};
use crate::ingest::report::Reason;
use crate::ingest::times::parse_rfc3339;
use crate::store::{EventDraft, LinkDraft, PairRow, ResourceDraft, ScopeDraft, SpanDraft};
use crate::units::{SpanKind, StatusCode};

/// A span while it is read. Reused so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Span {
    pub(super) draft: SpanDraft,
    pub(super) resource: ResourceDraft,
    pub(super) scope: ScopeDraft,
    /// Whether anything was read that only spans have.
    pub(super) is_one: bool,
}

impl Span {
    fn clear(&mut self) {
        let Self { mut draft, mut resource, .. } = std::mem::take(self);
        draft.clear();
        resource.attributes.clear();
        let resource = ResourceDraft { attributes: resource.attributes, ..ResourceDraft::default() };
        *self = Self { draft, resource, ..Self::default() };
    }
}

/// The kinds as Python prints them. Go prints their numbers, which are those of OTLP.
const KINDS: [&str; 6] = [
    "SpanKind.UNSPECIFIED",
    "SpanKind.INTERNAL",
    "SpanKind.SERVER",
    "SpanKind.CLIENT",
    "SpanKind.PRODUCER",
    "SpanKind.CONSUMER",
];

/// The statuses by the numbers that they have in Go, which are not those of OTLP.
const STATUSES: [StatusCode; 3] = [StatusCode::Unset, StatusCode::Error, StatusCode::Ok];

/// What Go prints for no time.
const NO_TIME: &[u8] = b"0001-01-01T00:00:00Z";

impl Record<'_, '_> {
    /// Reads a span, of which the opening brace is next.
    pub(super) fn span(&mut self, span: &mut Span) -> Parse<()> {
        span.clear();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<SpanKey>(previous)? {
            previous = Some(key);
            self.span_field(key, span)?;
        }
        Ok(())
    }

    fn span_field(&mut self, key: SpanKey, span: &mut Span) -> Parse<()> {
        let draft = &mut span.draft;
        match key {
            SpanKey::Name => draft.name = self.text()?,
            SpanKey::Context => {
                let context = self.context()?;
                span.is_one |= !context.trace_id.is_none() || !context.span_id.is_none();
                (draft.trace_id, draft.span_id) = (context.trace_id, context.span_id);
                draft.trace_state = context.trace_state;
                draft.flags |= context.flags;
            }
            SpanKey::Parent => {
                let parent = self.context()?;
                draft.parent_id = parent.span_id;
                draft.flags |= remote_flags(parent.is_remote);
            }
            SpanKey::ParentId => draft.parent_id = self.console_span_id()?,
            SpanKey::RemoteParent => draft.flags |= remote_flags(Some(self.flag()?)),
            SpanKey::Kind => draft.kind = SpanKind::ALL[self.choice(&KINDS, Reason::UnknownKind)?],
            SpanKey::Start => draft.start_ns = self.moment_ns()?,
            SpanKey::End => draft.end_ns = self.moment_ns()?,
            SpanKey::Status => self.status(draft)?,
            SpanKey::StatusCode => draft.status = self.status_code()?,
            SpanKey::StatusMessage => draft.status_message = self.text()?,
            SpanKey::Attributes => self.attributes(&mut draft.attributes)?,
            SpanKey::DroppedAttributes => draft.dropped.attributes = self.count()?,
            SpanKey::Events => self.events(draft)?,
            SpanKey::DroppedEvents => draft.dropped.events = self.count()?,
            SpanKey::Links => self.links(draft)?,
            SpanKey::DroppedLinks => draft.dropped.links = self.count()?,
            SpanKey::Resource => self.resource(&mut span.resource)?,
            SpanKey::Scope => self.scope(&mut span.scope)?,
            SpanKey::Other => self.cursor.skip_value()?,
        }
        Ok(())
    }

    /// Reads a time; in nanoseconds. Zero where there is none.
    fn moment_ns(&mut self) -> Parse<u64> {
        let at = self.cursor.at;
        let Some(text) = self.digits_or_number()? else { return Ok(0) };
        let time_ns = if text == NO_TIME { Some(0) } else { parse_rfc3339(text) };
        if time_ns.is_none() {
            self.flaw(Reason::UnreadableTime, at);
        }
        Ok(time_ns.unwrap_or_default())
    }

    fn status(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                StatusKey::Code => draft.status = self.status_code()?,
                StatusKey::Description => draft.status_message = self.text()?,
                StatusKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(())
    }

    /// Reads a status, by its name in letters of either case or by the number that it has in Go.
    fn status_code(&mut self) -> Parse<StatusCode> {
        let at = self.cursor.at;
        let Some(text) = self.digits_or_number()? else { return Ok(StatusCode::Unset) };
        let status = match parse_uint(text) {
            Some(number) => usize::try_from(number).ok().and_then(|number| STATUSES.get(number).copied()),
            None => STATUSES.into_iter().find(|status| status.word().as_bytes().eq_ignore_ascii_case(text)),
        };
        if status.is_none() {
            self.flaw(Reason::UnknownStatus, at);
        }
        Ok(status.unwrap_or_default())
    }

    fn events(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        let SpanDraft { events, nested, .. } = draft;
        self.collect(events, |record| record.event(nested))
    }

    fn event(&mut self, nested: &mut Vec<PairRow>) -> Parse<EventDraft> {
        let start = nested.len();
        let mut event = EventDraft::default();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<EventKey>(previous)? {
            previous = Some(key);
            match key {
                EventKey::Name => event.name = self.text()?,
                EventKey::Time => event.time_ns = self.moment_ns()?,
                EventKey::Attributes => self.attributes(nested)?,
                EventKey::DroppedAttributes => event.dropped_attributes = self.count()?,
                EventKey::Other => self.cursor.skip_value()?,
            }
        }
        event.attributes = start..nested.len();
        Ok(event)
    }

    fn links(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        let SpanDraft { links, nested, .. } = draft;
        self.collect(links, |record| record.link(nested))
    }

    fn link(&mut self, nested: &mut Vec<PairRow>) -> Parse<LinkDraft> {
        let start = nested.len();
        let mut link = LinkDraft::default();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<LinkKey>(previous)? {
            previous = Some(key);
            match key {
                LinkKey::Context => {
                    let context = self.context()?;
                    (link.trace_id, link.span_id) = (context.trace_id, context.span_id);
                    link.trace_state = context.trace_state;
                    link.flags = context.flags | remote_flags(context.is_remote);
                }
                LinkKey::TraceId => link.trace_id = self.console_trace_id()?,
                LinkKey::SpanId => link.span_id = self.console_span_id()?,
                LinkKey::Attributes => self.attributes(nested)?,
                LinkKey::DroppedAttributes => link.dropped_attributes = self.count()?,
                LinkKey::Other => self.cursor.skip_value()?,
            }
        }
        link.attributes = start..nested.len();
        Ok(link)
    }
}
