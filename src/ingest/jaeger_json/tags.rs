//! Tags: attributes that say their type.

use super::Record;
use super::keys::TagKey;
use crate::ingest::base64;
use crate::ingest::json::{Kind, Parse, RawText, parse_double, parse_int};
use crate::ingest::record::{LongAttribute, ReadValue, plain, sample_of};
use crate::ingest::report::Reason;
use crate::store::{PairRow, RawValue, Sym};

/// How bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    /// As Jaeger's API writes them.
    Base64,
    /// As its Elasticsearch documents have them.
    Hex,
}

/// The type that a tag says it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagType {
    /// None, or one that Jaeger does not have.
    Unknown,
    String,
    Bool,
    Int,
    Double,
    Binary,
}

/// A value whose type is not known yet.
enum TagValue<'a> {
    Text(RawText<'a>),
    Number(RawText<'a>),
    /// Anything else, and where it is.
    Other(ReadValue<'a>, usize),
}

/// What stands between two dots of a key where a dot may not be.
const DOT: u8 = b'@';

impl<'a> Record<'a, '_> {
    /// Reads a list of tags and appends them to `out`.
    pub(super) fn tags(&mut self, binary: Binary, out: &mut Vec<PairRow>) -> Parse<()> {
        if !self.open(Kind::Array)? {
            return Ok(());
        }
        let (mut first, mut previous) = (true, None);
        loop {
            if let Some((template, pair)) = self.framed_attribute(first, previous)? {
                out.push(pair);
                previous = Some(template);
            } else {
                let start = self.cursor.at;
                if !self.cursor.next_item(first, b']', "a comma or the end of a list")? {
                    return Ok(());
                }
                if self.cursor.kind()? == Kind::Object {
                    let tag = self.tag(binary)?;
                    out.push(tag.pair);
                    previous = self.learn_attribute(start, first, previous, &tag);
                } else {
                    self.skip_unexpected(Reason::UnexpectedValue)?;
                    previous = None;
                }
            }
            first = false;
        }
    }

    /// Reads a tag, of which the opening brace is next.
    #[cold]
    fn tag(&mut self, binary: Binary) -> Parse<LongAttribute> {
        let flaws = self.flaw_count();
        let (mut key, mut key_at, mut fields) = (Sym::EMPTY, 0, 0);
        let (mut tag_type, mut value) = (TagType::Unknown, None);
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(field) = self.next_field::<TagKey>(previous)? {
            previous = Some(field);
            fields += 1;
            match field {
                TagKey::Key => {
                    key_at = self.cursor.at;
                    key = self.text()?;
                }
                TagKey::Type => tag_type = self.tag_type()?,
                TagKey::Value => {
                    let (kind, start) = (self.cursor.kind()?, self.cursor.at);
                    // A frame starts with the key.
                    value = Some((self.tag_value(kind)?, kind, start..self.cursor.at, key_at > 0));
                }
                TagKey::Other => self.cursor.skip_value()?,
            }
        }
        let Some((read, kind, at, is_framed)) = value else {
            let pair = self.builder.intern_pair(key, RawValue::EMPTY)?;
            return Ok(LongAttribute { key, pair, sample: None });
        };
        let typed = self.typed(read, tag_type, binary);
        let is_usual = fields == 3 && is_framed && tag_type.is_of(&typed) && self.flaw_count() == flaws;
        let sample = sample_of(&typed, kind, at.start, at.end).filter(|_| is_usual).map(|sample| (key_at, sample));
        let value = self.intern_value(typed)?;
        let pair = self.builder.intern_pair(key, value)?;
        Ok(LongAttribute { key, pair, sample })
    }

    /// Reads a value before its type is known.
    fn tag_value(&mut self, kind: Kind) -> Parse<TagValue<'a>> {
        let at = self.cursor.at;
        Ok(match kind {
            Kind::String => TagValue::Text(self.cursor.string()?),
            Kind::Number => TagValue::Number(RawText { bytes: self.cursor.number()?, at, escaped: false }),
            _ => TagValue::Other(self.any_value(0)?, at),
        })
    }

    fn tag_type(&mut self) -> Parse<TagType> {
        if self.cursor.kind()? != Kind::String {
            self.skip_unexpected(Reason::UnexpectedValue)?;
            return Ok(TagType::Unknown);
        }
        let raw = self.cursor.string()?;
        Ok(TagType::of(&plain(raw)))
    }

    /// A value in the type that its tag says. Text is read as that type; any other JSON keeps its own where it contradicts.
    fn typed(&mut self, value: TagValue<'a>, tag_type: TagType, binary: Binary) -> ReadValue<'a> {
        match value {
            TagValue::Text(raw) => self.typed_text(raw, tag_type, binary),
            TagValue::Number(raw) => {
                let value = number(raw.bytes, tag_type);
                let is_typed = value.as_ref().is_none_or(|value| tag_type.may_be(value));
                let value = self.or_text(value, raw, Reason::UnreadableNumber);
                if !is_typed {
                    self.flaw(Reason::ContradictoryType, raw.at);
                }
                value
            }
            TagValue::Other(value, at) => {
                if !tag_type.may_be(&value) {
                    self.flaw(Reason::ContradictoryType, at);
                }
                value
            }
        }
    }

    fn typed_text(&mut self, raw: RawText<'a>, tag_type: TagType, binary: Binary) -> ReadValue<'a> {
        let text = plain(raw);
        let (value, reason) = match tag_type {
            TagType::Unknown | TagType::String => return ReadValue::String(raw),
            TagType::Bool => (parse_bool(&text).map(ReadValue::Bool), Reason::UnreadableNumber),
            TagType::Int => (parse_int(&text).map(ReadValue::Int), Reason::UnreadableNumber),
            TagType::Double => (double(&text).map(ReadValue::Double), Reason::UnreadableNumber),
            TagType::Binary => (bytes(&text, binary).map(ReadValue::Bytes), Reason::UnreadableBytes),
        };
        self.or_text(value, raw, reason)
    }

    /// Reads an object of tags, keys with another character for the dot and values of no type but JSON's, and appends them to `out`.
    pub(super) fn tag_map(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(raw) = self.cursor.next_key(first)? {
            first = false;
            let key = self.dotted(raw)?;
            let value = self.any_value(0)?;
            let value = self.intern_value(value)?;
            out.push(self.builder.intern_pair(key, value)?);
        }
        Ok(())
    }

    /// The symbol of a key that has dots again.
    fn dotted(&mut self, raw: RawText<'_>) -> Parse<Sym> {
        if !raw.bytes.contains(&DOT) {
            return self.intern(raw);
        }
        let mut text = String::new();
        self.decode(raw, &mut text);
        Ok(self.builder.intern(&text.replace(char::from(DOT), "."))?)
    }
}

impl TagType {
    fn of(name: &[u8]) -> Self {
        match name {
            b"string" => Self::String,
            b"bool" => Self::Bool,
            b"int64" => Self::Int,
            b"float64" => Self::Double,
            b"binary" => Self::Binary,
            _ => Self::Unknown,
        }
    }

    /// Whether a value is of this type.
    fn is_of(self, value: &ReadValue<'_>) -> bool {
        matches!(
            (self, value),
            (Self::String, ReadValue::String(_))
                | (Self::Bool, ReadValue::Bool(_))
                | (Self::Int, ReadValue::Int(_))
                | (Self::Double, ReadValue::Double(_))
                | (Self::Binary, ReadValue::Bytes(_))
        )
    }

    /// Whether a value does not contradict this type.
    fn may_be(self, value: &ReadValue<'_>) -> bool {
        self == Self::Unknown || matches!(value, ReadValue::Empty) || self.is_of(value)
    }
}

/// The number that text without quotes is, in the type of its tag if it can be.
fn number<'a>(text: &[u8], tag_type: TagType) -> Option<ReadValue<'a>> {
    let is_whole = text.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    let int = || parse_int(text).map(ReadValue::Int);
    let double = || double(text).map(ReadValue::Double);
    match tag_type {
        TagType::Double => double(),
        TagType::Int => int().or_else(double),
        _ if is_whole => int().or_else(double),
        _ => double(),
    }
}

fn parse_bool(text: &[u8]) -> Option<bool> {
    match text {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// As Go prints a float as well, which puts a sign before infinity.
fn double(text: &[u8]) -> Option<f64> {
    match std::str::from_utf8(text).ok()? {
        "+Inf" => Some(f64::INFINITY),
        "-Inf" => Some(f64::NEG_INFINITY),
        text => parse_double(text),
    }
}

/// Bytes in the usual form of their origin, or else in the other.
fn bytes(text: &[u8], binary: Binary) -> Option<Vec<u8>> {
    match binary {
        Binary::Base64 => base64::decode(text).or_else(|| hex(text)),
        Binary::Hex => hex(text).or_else(|| base64::decode(text)),
    }
}

fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    pairs.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_in_both_forms() {
        assert_eq!(bytes(b"00003039", Binary::Hex), Some(vec![0, 0, 0x30, 0x39]));
        assert_eq!(bytes(b"AAECAw==", Binary::Base64), Some(vec![0, 1, 2, 3]));
        assert_eq!(bytes(b"AAECAw==", Binary::Hex), Some(vec![0, 1, 2, 3]));
        assert_eq!(bytes(b"?", Binary::Base64), None);
        assert_eq!(hex(b"0f"), Some(vec![15]));
        assert_eq!((hex(b"0"), hex(b"0g")), (None, None));
    }
}
