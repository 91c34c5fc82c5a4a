//! Segments and subsegments, field by field.

use super::Record;
use super::keys::{LinkKey, SegmentKey};
use crate::ingest::ids::{ReadId, hex_trace_id};
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::ReadValue;
use crate::store::{LinkDraft, PairRow, SpanDraft, Sym};
use crate::units::TraceId;

/// A segment while it is read. Reused so that nothing is allocated.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "flags are how the format tells them")]
pub(super) struct Segment {
    pub(super) draft: SpanDraft,
    /// The attributes of the resource.
    pub(super) resource: Vec<PairRow>,
    /// The segment that it lies in.
    pub(super) owner: Option<usize>,
    /// What else it says of where it lies: a subsegment that was sent alone.
    pub(super) is_subsegment: bool,
    pub(super) namespace: Sym,
    pub(super) origin: Sym,
    pub(super) in_progress: bool,
    pub(super) fault: bool,
    /// Whether it is the caller's fault.
    pub(super) error: bool,
    /// Zero where there is none.
    pub(super) http_status: i64,
    pub(super) has_request: bool,
    pub(super) has_aws: bool,
    /// The id of the exception that is its cause.
    pub(super) cause: Sym,
    /// The ids of its own exceptions, each with its event.
    pub(super) exceptions: Vec<(Sym, usize)>,
}

impl Segment {
    /// Forgets all and keeps the memory.
    pub(super) fn clear(&mut self) {
        let Self { mut draft, mut resource, mut exceptions, .. } = std::mem::take(self);
        draft.clear();
        resource.clear();
        exceptions.clear();
        *self = Self { draft, resource, exceptions, ..Self::default() };
    }
}

/// Reads a trace id of X-Ray, which is a version, a time and a number with dashes between them; or one as OpenTelemetry writes it.
fn trace_id(text: &[u8]) -> ReadId<TraceId> {
    match text.strip_prefix(b"1-").and_then(|rest| rest.split_at_checked(8)) {
        Some((time, [b'-', number @ ..])) if number.len() == 24 => hex_trace_id(&[time, number].concat()),
        _ => hex_trace_id(text),
    }
}

impl Record<'_, '_> {
    /// Reads the value of a field of a segment, but for its subsegments.
    #[inline]
    pub(super) fn segment_field(&mut self, key: SegmentKey, segment: &mut Segment) -> Parse<()> {
        let draft = &mut segment.draft;
        match key {
            SegmentKey::Id => draft.span_id = self.hex_span_id()?,
            SegmentKey::TraceId => draft.trace_id = self.id(trace_id)?,
            SegmentKey::ParentId => draft.parent_id = self.hex_span_id()?,
            SegmentKey::Name => draft.name = self.text()?,
            SegmentKey::StartTime => draft.start_ns = self.seconds_as_ns()?.unwrap_or_default(),
            SegmentKey::EndTime => draft.end_ns = self.seconds_as_ns()?.unwrap_or_default(),
            SegmentKey::InProgress => segment.in_progress = self.flag()?,
            SegmentKey::Type => segment.is_subsegment = self.is_subsegment()?,
            SegmentKey::Namespace => segment.namespace = self.text()?,
            SegmentKey::Origin => segment.origin = self.text()?,
            SegmentKey::Inferred => self.inferred(segment)?,
            SegmentKey::Fault => segment.fault |= self.flag()?,
            SegmentKey::Error | SegmentKey::Throttle => segment.error |= self.flag()?,
            SegmentKey::Cause => self.cause(segment)?,
            SegmentKey::Http => self.group(&mut "http".to_owned(), segment)?,
            SegmentKey::Sql => self.group(&mut "sql".to_owned(), segment)?,
            SegmentKey::Service => self.group(&mut "service".to_owned(), segment)?,
            SegmentKey::Aws => {
                segment.has_aws = true;
                self.group(&mut "aws".to_owned(), segment)?;
            }
            SegmentKey::Annotations => self.attribute_map(&mut draft.attributes)?,
            SegmentKey::Metadata => self.metadata(segment)?,
            SegmentKey::Links => self.links(draft)?,
            SegmentKey::User => self.attribute_field("user", segment)?,
            SegmentKey::ResourceArn => self.attribute_field("resource_arn", segment)?,
            SegmentKey::Traced => self.attribute_field("traced", segment)?,
            SegmentKey::Precursors => self.attribute_field("precursor_ids", segment)?,
            SegmentKey::Subsegments | SegmentKey::Other => return self.cursor.skip_value(),
        }
        Ok(())
    }

    fn is_subsegment(&mut self) -> Parse<bool> {
        let text = self.text()?;
        Ok(self.builder.strings().text(text).eq_ignore_ascii_case("subsegment"))
    }

    fn inferred(&mut self, segment: &mut Segment) -> Parse<()> {
        if self.flag()? {
            self.push_attribute("aws.xray.inferred", ReadValue::Bool(true), &mut segment.draft.attributes)?;
        }
        Ok(())
    }

    /// Reads an object of which each member is an attribute, whatever it is.
    fn metadata(&mut self, segment: &mut Segment) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            let mut name = "aws.xray.metadata.".to_owned();
            self.decode(key, &mut name);
            let value = self.any_value(0)?;
            self.push_attribute(&name, value, &mut segment.draft.attributes)?;
        }
        Ok(())
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
                LinkKey::TraceId => link.trace_id = self.id(trace_id)?,
                LinkKey::Id => link.span_id = self.hex_span_id()?,
                LinkKey::Attributes => self.attribute_map(nested)?,
                LinkKey::Other => self.cursor.skip_value()?,
            }
        }
        link.attributes = start..nested.len();
        Ok(link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trace_ids_lose_their_dashes() {
        let cases = [
            ("1-5759e988-bd862e3fe1be46a994272793", "5759e988bd862e3fe1be46a994272793", false),
            ("5759e988bd862e3fe1be46a994272793", "5759e988bd862e3fe1be46a994272793", false),
            ("", "00000000000000000000000000000000", false),
        ];
        for (text, expected, derived) in cases {
            let read = trace_id(text.as_bytes());
            assert_eq!((read.id.to_string().as_str(), read.derived), (expected, derived), "{text}");
        }
        for text in ["1-5759e98-bd862e3fe1be46a994272793", "2-5759e988-bd862e3fe1be46a994272793", "1--"] {
            assert!(trace_id(text.as_bytes()).derived, "{text}");
        }
    }
}
