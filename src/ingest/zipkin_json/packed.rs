//! Events and links that exporters pack into text.
//!
//! Zipkin knows no attributes of events, and no links. OpenTelemetry's specification writes an event as `"name": {…}`, some of its SDKs write it
//! as `{"name": {…}}`, and its collector as `name|{…}|dropped`; the collector writes a link as `trace|span|state|{…}|dropped` into a tag
//! (`spanEventDataFormat` and `spanLinkDataFormat` in `pkg/translator/zipkin/zipkinv2/from_translator.go` of opentelemetry-collector-contrib).

use super::Record;
use crate::ingest::ids::{hex_span_id, hex_trace_id};
use crate::ingest::json::{Cursor, Kind, Parse, RawText, Stop, parse_uint};
use crate::store::{EventDraft, LinkDraft, PairRow, Sym};

/// The parts of a packed text: what comes first, the object of attributes, and the number of those that were dropped.
struct Packed<'t> {
    head: &'t str,
    /// Whether it stands as JSON writes it.
    is_json: bool,
    attributes: &'t str,
    dropped: u32,
}

impl<'t> Packed<'t> {
    /// Takes `head|{…}|dropped` apart.
    fn of(text: &'t str, head_parts: usize) -> Option<Self> {
        let (head_end, _) = text.match_indices('|').nth(head_parts - 1)?;
        let (head, rest) = (&text[..head_end], &text[head_end + 1..]);
        let (attributes, dropped) = rest.rsplit_once('|')?;
        let dropped = u32::try_from(parse_uint(dropped.as_bytes())?).ok()?;
        is_object(attributes).then_some(Self { head, is_json: false, attributes, dropped })
    }

    /// Takes `"name": {…}` apart, or the same as an object. The name is still escaped.
    fn named(text: &'t str) -> Option<Self> {
        let inner = match text.strip_prefix('{') {
            Some(inner) => inner.strip_suffix('}')?,
            None => text,
        };
        let bytes = inner.as_bytes();
        let mut cursor = Cursor::new(bytes);
        cursor.skip_space();
        if cursor.peek() != Some(b'"') {
            return None;
        }
        let name = cursor.string().ok()?;
        cursor.expect(b':', "a colon").ok()?;
        let head = inner.get(name.at..name.at + name.bytes.len())?;
        let attributes = inner.get(cursor.at..)?.trim();
        is_object(attributes).then_some(Self { head, is_json: true, attributes, dropped: 0 })
    }
}

/// Whether a text is one JSON object and nothing else.
fn is_object(text: &str) -> bool {
    let mut cursor = Cursor::new(text.as_bytes());
    text.starts_with('{') && cursor.skip_value().is_ok() && cursor.at == text.len()
}

impl Record<'_, '_> {
    /// Makes an event of the text of an annotation. Its attributes are appended to `nested`.
    pub(super) fn unpack_event(&mut self, raw: RawText<'_>, nested: &mut Vec<PairRow>) -> Parse<EventDraft> {
        let start = nested.len();
        if raw.bytes.contains(&b'{') {
            let mut text = String::new();
            raw.unescape(&mut text, |_| {});
            let packed = Packed::of(&text, 1).or_else(|| Packed::named(&text));
            if let Some(packed) = packed
                && self.unpack_attributes(packed.attributes, nested)?
            {
                let name = self.packed_name(&packed)?;
                let attributes = start..nested.len();
                return Ok(EventDraft {
                    name,
                    attributes,
                    dropped_attributes: packed.dropped,
                    ..EventDraft::default()
                });
            }
            nested.truncate(start);
        }
        Ok(EventDraft { name: self.intern_often(raw)?, attributes: start..start, ..EventDraft::default() })
    }

    fn packed_name(&mut self, packed: &Packed<'_>) -> Parse<Sym> {
        let escaped = packed.is_json && packed.head.contains('\\');
        if !escaped {
            return Ok(self.builder.intern(packed.head)?);
        }
        let mut name = String::new();
        RawText { bytes: packed.head.as_bytes(), at: 0, escaped }.unescape(&mut name, |_| {});
        Ok(self.builder.intern(&name)?)
    }

    /// Makes a link of the text of a tag. `None` where it is none.
    pub(super) fn unpack_link(&mut self, text: Sym, nested: &mut Vec<PairRow>) -> Parse<Option<LinkDraft>> {
        let text = self.builder.strings().text(text).to_owned();
        let Some(packed) = Packed::of(&text, 3) else { return Ok(None) };
        let mut parts = packed.head.split('|');
        let [trace, span, state] = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
        let start = nested.len();
        if !self.unpack_attributes(packed.attributes, nested)? {
            nested.truncate(start);
            return Ok(None);
        }
        Ok(Some(LinkDraft {
            trace_id: hex_trace_id(trace.as_bytes()).id,
            span_id: hex_span_id(span.as_bytes()).id,
            trace_state: self.builder.intern(state)?,
            attributes: start..nested.len(),
            dropped_attributes: packed.dropped,
            flags: 0,
        }))
    }

    /// Reads the attributes in an object that is a text of its own, and appends them to `out`. Whether it is what it seems to be.
    fn unpack_attributes(&mut self, text: &str, out: &mut Vec<PairRow>) -> Parse<bool> {
        let flaws = self.flaw_count();
        let mut inner = Record::new((text.as_bytes(), 0), self.builder, self.memory);
        let result = inner.packed_tags(out);
        let is_whole = self.flaw_count() == flaws;
        self.memory.forget_flaws_after(flaws);
        match result {
            Ok(()) => Ok(is_whole),
            Err(Stop::Syntax { .. }) => Ok(false),
            Err(stop) => Err(stop),
        }
    }

    fn packed_tags(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(raw) = self.cursor.next_key(first)? {
            first = false;
            let key = self.intern(raw)?;
            let value = self.any_value(0)?;
            let value = self.intern_value(value)?;
            out.push(self.builder.intern_pair(key, value)?);
        }
        Ok(())
    }
}
