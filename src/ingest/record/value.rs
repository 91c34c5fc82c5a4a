//! Values of attributes, between the input and the store.

use std::borrow::Cow;

use super::{Record, Sample, Shape};
use crate::ingest::json::{Kind, Parse, RawText};
use crate::ingest::report::Reason;
use crate::ingest::{base64, canonical};
use crate::store::RawValue;

/// How many values another may lie in: each is a call within the last.
pub(crate) const MAX_DEPTH: u32 = 64;

/// A value that was read and not kept yet.
#[derive(Debug, Default)]
pub(crate) enum ReadValue<'a> {
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

impl<'a, H> Record<'a, '_, H> {
    /// Reads a truth value in quotes. One that is none is kept as text.
    pub(crate) fn bool_text(&mut self) -> Parse<ReadValue<'a>> {
        let raw = self.cursor.string()?;
        let value = match &*plain(raw) {
            b"true" => Some(ReadValue::Bool(true)),
            b"false" => Some(ReadValue::Bool(false)),
            _ => None,
        };
        Ok(self.or_text(value, raw, Reason::UnreadableNumber))
    }

    /// Reads a number, in quotes or not. One that is none is kept as text.
    pub(crate) fn number(&mut self, parse: impl FnOnce(&[u8]) -> Option<ReadValue<'a>>) -> Parse<ReadValue<'a>> {
        let at = self.cursor.at;
        let raw = if self.cursor.peek() == Some(b'"') {
            self.cursor.string()?
        } else {
            RawText { bytes: self.cursor.number()?, at, escaped: false }
        };
        Ok(self.or_text(parse(&plain(raw)), raw, Reason::UnreadableNumber))
    }

    /// A value, or the text that could not be read as one.
    pub(crate) fn or_text(&mut self, value: Option<ReadValue<'a>>, raw: RawText<'a>, reason: Reason) -> ReadValue<'a> {
        value.unwrap_or_else(|| {
            self.flaw(reason, raw.at);
            ReadValue::String(raw)
        })
    }

    /// Appends a string, or the empty one, to canonical text.
    pub(crate) fn write_text(&mut self, raw: Option<RawText<'_>>, out: &mut String) {
        let mut text = String::new();
        if let Some(raw) = raw {
            self.decode(raw, &mut text);
        }
        canonical::write_string(&text, out);
    }

    /// Appends a value to canonical text.
    pub(crate) fn write_value(&mut self, value: ReadValue<'_>, out: &mut String) {
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
    pub(crate) fn intern_value(&mut self, value: ReadValue<'_>) -> Parse<RawValue> {
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
pub(crate) fn sample_of(value: &ReadValue<'_>, kind: Kind, start: usize, end: usize) -> Option<Sample> {
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
pub(crate) fn plain(raw: RawText<'_>) -> Cow<'_, [u8]> {
    if !raw.escaped {
        return Cow::Borrowed(raw.bytes);
    }
    let mut text = String::new();
    raw.unescape(&mut text, |_| {});
    Cow::Owned(text.into_bytes())
}
