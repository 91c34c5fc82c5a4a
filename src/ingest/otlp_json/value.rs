//! Values of attributes.

use std::borrow::Cow;

use super::Record;
use super::keys::{AttributeKey, ListKey, ValueKey};
use crate::ingest::json::{Kind, Parse, RawText, parse_double, parse_int};
use crate::ingest::record::{Sample, Shape};
use crate::ingest::report::Reason;
use crate::ingest::{base64, canonical};
use crate::store::RawValue;

/// How many values another may lie in: each is a call within the last.
const MAX_DEPTH: u32 = 64;

/// A value that was read and not kept yet.
#[derive(Debug, Default)]
pub(super) enum ReadValue<'a> {
    #[default]
    Empty,
    String(RawText<'a>),
    Bool(bool),
    Int(i64),
    Double(f64),
    Bytes(Vec<u8>),
    /// In canonical text.
    Array(String),
    /// In canonical text.
    Map(String),
}

impl<'a> Record<'a, '_> {
    /// Reads a value that lies in `depth` others. Of several in one object the last counts. If there is one, of a simple type,
    /// a sample comes with it.
    pub(super) fn value(&mut self, depth: u32) -> Parse<(ReadValue<'a>, Option<Sample>)> {
        let (mut value, mut sample, mut fields) = (ReadValue::Empty, None, 0);
        if !self.open(Kind::Object)? {
            return Ok((value, sample));
        }
        let mut previous = None;
        while let Some(key) = self.next_field::<ValueKey>(previous)? {
            previous = Some(key);
            let kind = self.cursor.kind()?;
            let start = self.cursor.at;
            fields += 1;
            value = match (key, kind) {
                (ValueKey::Other, _) => {
                    self.cursor.skip_value()?;
                    continue;
                }
                (_, Kind::Null) => {
                    self.cursor.take_null()?;
                    ReadValue::Empty
                }
                (ValueKey::String, Kind::String) => ReadValue::String(self.cursor.string()?),
                (ValueKey::Bool, Kind::Bool) => ReadValue::Bool(self.cursor.bool()?),
                (ValueKey::Bool, Kind::String) => self.bool_text()?,
                (ValueKey::Int, Kind::String | Kind::Number) => {
                    self.number(|text| parse_int(text).map(ReadValue::Int))?
                }
                (ValueKey::Double, Kind::String | Kind::Number) => self.number(|text| {
                    let text = std::str::from_utf8(text).ok()?;
                    parse_double(text).map(ReadValue::Double)
                })?,
                (ValueKey::Bytes, Kind::String) => self.bytes_text()?,
                (ValueKey::Array | ValueKey::Map, Kind::Object) if depth == MAX_DEPTH => {
                    self.skip_unexpected(Reason::TooDeep)?;
                    ReadValue::Empty
                }
                (ValueKey::Array, Kind::Object) => ReadValue::Array(self.array(depth)?),
                (ValueKey::Map, Kind::Object) => ReadValue::Map(self.map(depth)?),
                _ => {
                    self.skip_unexpected(Reason::UnexpectedValue)?;
                    ReadValue::Empty
                }
            };
            sample = sample_of(&value, kind, start, self.cursor.at);
        }
        Ok((value, sample.filter(|_| fields == 1)))
    }

    fn bool_text(&mut self) -> Parse<ReadValue<'a>> {
        let raw = self.cursor.string()?;
        let value = match &*plain(raw) {
            b"true" => Some(ReadValue::Bool(true)),
            b"false" => Some(ReadValue::Bool(false)),
            _ => None,
        };
        Ok(self.or_text(value, raw, Reason::UnreadableNumber))
    }

    /// Reads a number, in quotes or not. One that is none is kept as text.
    fn number(&mut self, parse: impl FnOnce(&[u8]) -> Option<ReadValue<'a>>) -> Parse<ReadValue<'a>> {
        let at = self.cursor.at;
        let raw = if self.cursor.peek() == Some(b'"') {
            self.cursor.string()?
        } else {
            RawText { bytes: self.cursor.number()?, at, escaped: false }
        };
        Ok(self.or_text(parse(&plain(raw)), raw, Reason::UnreadableNumber))
    }

    fn bytes_text(&mut self) -> Parse<ReadValue<'a>> {
        let raw = self.cursor.string()?;
        let bytes = base64::decode(&plain(raw)).map(ReadValue::Bytes);
        Ok(self.or_text(bytes, raw, Reason::UnreadableBytes))
    }

    /// A value, or the text that could not be read as one.
    fn or_text(&mut self, value: Option<ReadValue<'a>>, raw: RawText<'a>, reason: Reason) -> ReadValue<'a> {
        value.unwrap_or_else(|| {
            self.flaw(reason, raw.at);
            ReadValue::String(raw)
        })
    }

    /// Reads `{"values": […]}` into canonical text, each entry by `each`.
    fn list(&mut self, mut each: impl FnMut(&mut Self, &mut String) -> Parse<()>) -> Parse<String> {
        self.cursor.at += 1;
        let mut out = String::new();
        let mut previous = None;
        while let Some(key) = self.next_field::<ListKey>(previous)? {
            previous = Some(key);
            if key == ListKey::Other {
                self.cursor.skip_value()?;
                continue;
            }
            out.clear();
            if !self.open(Kind::Array)? {
                continue;
            }
            let mut first = true;
            while self.cursor.next_item(first, b']', "a comma or the end of a list")? {
                if !first {
                    out.push(',');
                }
                first = false;
                each(self, &mut out)?;
            }
        }
        Ok(out)
    }

    fn array(&mut self, depth: u32) -> Parse<String> {
        let items = self.list(|record, out| {
            let (value, _) = record.value(depth + 1)?;
            record.write_value(value, out);
            Ok(())
        })?;
        Ok(format!("[{items}]"))
    }

    fn map(&mut self, depth: u32) -> Parse<String> {
        let entries = self.list(|record, out| {
            let (mut key, mut value) = (None, ReadValue::Empty);
            if record.open(Kind::Object)? {
                let mut previous = None;
                while let Some(field) = record.next_field::<AttributeKey>(previous)? {
                    previous = Some(field);
                    match (field, record.cursor.kind()?) {
                        (AttributeKey::Key, Kind::String) => key = Some(record.cursor.string()?),
                        (AttributeKey::Value, _) => value = record.value(depth + 1)?.0,
                        _ => record.cursor.skip_value()?,
                    }
                }
            }
            record.write_text(key, out);
            out.push(':');
            record.write_value(value, out);
            Ok(())
        })?;
        Ok(format!("{{{entries}}}"))
    }

    fn write_text(&mut self, raw: Option<RawText<'_>>, out: &mut String) {
        let mut text = String::new();
        if let Some(raw) = raw {
            self.decode(raw, &mut text);
        }
        canonical::write_string(&text, out);
    }

    fn write_value(&mut self, value: ReadValue<'_>, out: &mut String) {
        match value {
            ReadValue::Empty => out.push_str("null"),
            ReadValue::String(raw) => self.write_text(Some(raw), out),
            ReadValue::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            ReadValue::Int(value) => canonical::write_int(value, out),
            ReadValue::Double(value) => canonical::write_double(value, out),
            ReadValue::Bytes(bytes) => canonical::write_bytes(&bytes, out),
            ReadValue::Array(text) | ReadValue::Map(text) => out.push_str(&text),
        }
    }

    /// Keeps a value as one of an attribute.
    #[inline]
    pub(super) fn intern_value(&mut self, value: ReadValue<'_>) -> Parse<RawValue> {
        Ok(match value {
            ReadValue::Empty => RawValue::EMPTY,
            ReadValue::String(raw) => RawValue::string(self.intern(raw)?),
            ReadValue::Bool(value) => RawValue::bool(value),
            ReadValue::Int(value) => RawValue::int(value),
            ReadValue::Double(value) => RawValue::double(value),
            ReadValue::Bytes(bytes) => {
                let mut text = String::new();
                base64::encode(&bytes, &mut text);
                RawValue::bytes(self.builder.intern(&text)?)
            }
            ReadValue::Array(text) => RawValue::array(self.builder.intern(&text)?),
            ReadValue::Map(text) => RawValue::map(self.builder.intern(&text)?),
        })
    }
}

/// What a value of a simple type looks like, from which templates are made.
fn sample_of(value: &ReadValue<'_>, kind: Kind, start: usize, end: usize) -> Option<Sample> {
    let shape = match value {
        ReadValue::String(_) => Shape::String,
        ReadValue::Int(_) => Shape::Int,
        ReadValue::Double(_) => Shape::Double,
        ReadValue::Bool(_) => Shape::Bool,
        _ => return None,
    };
    let quoted = kind == Kind::String;
    let quote = usize::from(quoted);
    Some(Sample { shape, quoted, value_start: start + quote, value_end: end - quote })
}

/// The bytes of a string without its escapes. Even digits may be escaped.
fn plain(raw: RawText<'_>) -> Cow<'_, [u8]> {
    if !raw.escaped {
        return Cow::Borrowed(raw.bytes);
    }
    let mut text = String::new();
    raw.unescape(&mut text, |_| {});
    Cow::Owned(text.into_bytes())
}
