//! Spans as far as their object tells before its tags are understood. An object of version 1 may be several.

use super::Record;
use super::annotations::{BinaryAnnotation, CoreAnnotation, CoreTime};
use super::endpoint::Endpoint;
use super::keys::{AnnotationKey, SpanKey};
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::{ReadValue, plain};
use crate::ingest::report::Reason;
use crate::ingest::words::kind_of;
use crate::store::{EventDraft, PairRow, SpanDraft, Sym};
use crate::units::SpanKind;

/// What one service tells of a call.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) kind: SpanKind,
    /// Zero where nothing is said of it.
    pub(super) start_ns: u64,
    pub(super) duration_ns: Option<u64>,
    /// Whether somebody else started the span.
    pub(super) shared: bool,
    pub(super) local: Endpoint,
    pub(super) remote: Endpoint,
    pub(super) tags: Vec<PairRow>,
    /// Attributes of events are in the draft of the whole.
    pub(super) events: Vec<EventDraft>,
}

impl Part {
    fn clear(&mut self) {
        let Self { mut tags, mut events, .. } = std::mem::take(self);
        tags.clear();
        events.clear();
        *self = Self { tags, events, ..Self::default() };
    }
}

/// An object while it is read. Reused from object to object so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The ids, the name, and the attributes of events.
    pub(super) draft: SpanDraft,
    /// All of it in version 2; in version 1 what names no other endpoint.
    pub(super) first: Part,
    /// The other parts of an object of version 1.
    pub(super) others: Vec<Part>,
    /// Of version 1.
    pub(super) core: Vec<CoreTime>,
    /// Events of version 1, which name who had them.
    pub(super) annotations: Vec<(EventDraft, Endpoint)>,
    pub(super) binary: Vec<BinaryAnnotation>,
    /// Whether anything was read that only version 1 has.
    pub(super) is_v1: bool,
    /// Whether it has an id.
    pub(super) is_span: bool,
}

impl Reading {
    fn clear(&mut self) {
        self.draft.clear();
        self.first.clear();
        self.others.clear();
        self.core.clear();
        self.annotations.clear();
        self.binary.clear();
        (self.is_v1, self.is_span) = (false, false);
    }
}

impl Record<'_, '_> {
    /// Reads an object, of which the opening brace is next.
    pub(super) fn object(&mut self, reading: &mut Reading) -> Parse<()> {
        reading.clear();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<SpanKey>(previous)? {
            previous = Some(key);
            self.object_field(key, reading)?;
        }
        Ok(())
    }

    fn object_field(&mut self, key: SpanKey, reading: &mut Reading) -> Parse<()> {
        match key {
            SpanKey::TraceId => reading.draft.trace_id = self.hex_trace_id()?,
            SpanKey::Id => reading.draft.span_id = self.hex_span_id()?,
            SpanKey::ParentId => reading.draft.parent_id = self.hex_span_id()?,
            SpanKey::Kind => reading.first.kind = self.kind()?,
            SpanKey::Name => reading.draft.name = self.text()?,
            SpanKey::Timestamp => reading.first.start_ns = self.time_us()?,
            SpanKey::Duration => reading.first.duration_ns = self.duration_us()?,
            SpanKey::Shared => reading.first.shared = self.flag()?,
            SpanKey::LocalEndpoint => reading.first.local = self.endpoint()?.unwrap_or_default(),
            SpanKey::RemoteEndpoint => reading.first.remote = self.endpoint()?.unwrap_or_default(),
            SpanKey::Annotations => self.annotations(reading)?,
            SpanKey::Tags => {
                reading.first.tags.clear();
                self.attribute_map(&mut reading.first.tags)?;
            }
            SpanKey::BinaryAnnotations => self.binary_annotations(reading)?,
            SpanKey::Other => return self.cursor.skip_value(),
        }
        reading.is_span |= matches!(key, SpanKey::TraceId | SpanKey::Id);
        Ok(())
    }

    fn kind(&mut self) -> Parse<SpanKind> {
        let at = self.cursor.at;
        if self.cursor.kind()? != Kind::String {
            if !self.cursor.take_null()? {
                self.skip_unexpected(Reason::UnexpectedValue)?;
            }
            return Ok(SpanKind::Unspecified);
        }
        let raw = self.cursor.string()?;
        let kind = str::from_utf8(&plain(raw)).ok().and_then(kind_of);
        if kind.is_none() && !raw.bytes.is_empty() {
            self.flaw(Reason::UnknownKind, at);
        }
        Ok(kind.unwrap_or_default())
    }

    fn annotations(&mut self, reading: &mut Reading) -> Parse<()> {
        reading.first.events.clear();
        reading.annotations.clear();
        reading.core.clear();
        self.objects(|record| record.annotation(reading))
    }

    fn annotation(&mut self, reading: &mut Reading) -> Parse<()> {
        let (mut time_ns, mut text, mut endpoint, mut is_v1) = (0, None, None, false);
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<AnnotationKey>(previous)? {
            previous = Some(key);
            match key {
                AnnotationKey::Timestamp => time_ns = self.time_us()?,
                AnnotationKey::Value if self.cursor.kind()? == Kind::String => text = Some(self.cursor.string()?),
                AnnotationKey::Endpoint => {
                    is_v1 = true;
                    endpoint = self.endpoint()?;
                }
                AnnotationKey::Value | AnnotationKey::Key | AnnotationKey::Other => self.cursor.skip_value()?,
            }
        }
        reading.is_v1 |= is_v1;
        let core = text.and_then(|text| CoreAnnotation::of(&plain(text)));
        if let (Some(core), Some(endpoint)) = (core, endpoint) {
            reading.core.push(CoreTime { core, time_ns, endpoint });
            return Ok(());
        }
        let event = match text {
            Some(text) => self.unpack_event(text, &mut reading.draft.nested)?,
            None => EventDraft::default(),
        };
        let event = EventDraft { time_ns, ..event };
        match endpoint {
            Some(endpoint) => reading.annotations.push((event, endpoint)),
            None => reading.first.events.push(event),
        }
        Ok(())
    }

    fn binary_annotations(&mut self, reading: &mut Reading) -> Parse<()> {
        reading.binary.clear();
        self.objects(|record| {
            let annotation = record.binary_annotation()?;
            reading.binary.push(annotation);
            reading.is_v1 = true;
            Ok(())
        })
    }

    fn binary_annotation(&mut self) -> Parse<BinaryAnnotation> {
        let (mut key, mut value, mut endpoint) = (Sym::EMPTY, ReadValue::Empty, None);
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(field) = self.next_field::<AnnotationKey>(previous)? {
            previous = Some(field);
            match field {
                AnnotationKey::Key => key = self.text()?,
                AnnotationKey::Value => value = self.any_value(0)?,
                AnnotationKey::Endpoint => endpoint = self.endpoint()?,
                AnnotationKey::Timestamp | AnnotationKey::Other => self.cursor.skip_value()?,
            }
        }
        let value = self.intern_value(value)?;
        let pair = self.builder.intern_pair(key, value)?;
        Ok(BinaryAnnotation { pair, endpoint })
    }
}
