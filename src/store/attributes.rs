//! Attributes: typed values, and the table of distinct (key, value) pairs.
//!
//! Attributes repeat: of fifteen attributes of a span, typically fourteen were seen before. So a span stores the rows of its pairs. Arrays,
//! maps and bytes are rare in trace data and are kept as their canonical text, see [`Value`].

use std::fmt;

use super::arena::{Arena, Slice};
use super::chunked::{Chunked, row};
use super::hash::mix;
use super::index::RowIndex;
use super::rows::{PairRow, Sym};
use super::strings::StringTable;
use crate::error::{ErrorKind, Result};

/// The value of an attribute, read from a store.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A value without a type: OTLP's `{}`.
    Empty,
    /// Text.
    String(&'a str),
    /// A truth value.
    Bool(bool),
    /// A 64-bit integer.
    Int(i64),
    /// A 64-bit float. Compares by its bits in the table, so that a NaN equals itself.
    Double(f64),
    /// Bytes, as standard base64 with padding.
    Bytes(&'a str),
    /// A list, as text: JSON, but doubles always show a point, an exponent, `NaN` or `Infinity`, and bytes are `b64"…"`.
    Array(&'a str),
    /// A map, as text of the same form.
    Map(&'a str),
}

impl fmt::Display for Value<'_> {
    /// The value as text, without its type but for doubles, which always show a point, an exponent, `NaN` or `Infinity`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => Ok(()),
            Self::String(text) | Self::Bytes(text) | Self::Array(text) | Self::Map(text) => f.write_str(text),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Double(f64::INFINITY) => f.write_str("Infinity"),
            Self::Double(f64::NEG_INFINITY) => f.write_str("-Infinity"),
            Self::Double(value) => write!(f, "{value:?}"),
        }
    }
}

/// The value of an attribute whose text is interned: what the tables hold and what readers write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawValue {
    tag: Tag,
    payload: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Tag {
    Empty,
    String,
    Bool,
    Int,
    Double,
    Bytes,
    Array,
    Map,
}

impl Tag {
    /// All tags; the index of each is its number, which fits into three bits.
    const ALL: [Self; 8] =
        [Self::Empty, Self::String, Self::Bool, Self::Int, Self::Double, Self::Bytes, Self::Array, Self::Map];
}

impl RawValue {
    /// A value of no type.
    pub const EMPTY: Self = Self { tag: Tag::Empty, payload: 0 };

    /// Text.
    #[must_use]
    pub fn string(text: Sym) -> Self {
        Self { tag: Tag::String, payload: u64::from(text.0) }
    }

    /// A truth value.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self { tag: Tag::Bool, payload: u64::from(value) }
    }

    /// An integer.
    #[must_use]
    pub fn int(value: i64) -> Self {
        Self { tag: Tag::Int, payload: value.cast_unsigned() }
    }

    /// A float, kept bit by bit.
    #[must_use]
    pub fn double(value: f64) -> Self {
        Self { tag: Tag::Double, payload: value.to_bits() }
    }

    /// Bytes, given as standard base64 with padding.
    #[must_use]
    pub fn bytes(base64: Sym) -> Self {
        Self { tag: Tag::Bytes, payload: u64::from(base64.0) }
    }

    /// A list, given as the text that [`Value::Array`] describes.
    #[must_use]
    pub fn array(text: Sym) -> Self {
        Self { tag: Tag::Array, payload: u64::from(text.0) }
    }

    /// A map, given as the text that [`Value::Map`] describes.
    #[must_use]
    pub fn map(text: Sym) -> Self {
        Self { tag: Tag::Map, payload: u64::from(text.0) }
    }

    /// Whether it is a value of no type.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// The value as something to read.
    #[must_use]
    pub fn resolve(self, strings: &StringTable) -> Value<'_> {
        let text = || strings.text(self.payload_sym());
        match self.tag {
            Tag::Empty => Value::Empty,
            Tag::String => Value::String(text()),
            Tag::Bool => Value::Bool(self.payload != 0),
            Tag::Int => Value::Int(self.payload.cast_signed()),
            Tag::Double => Value::Double(f64::from_bits(self.payload)),
            Tag::Bytes => Value::Bytes(text()),
            Tag::Array => Value::Array(text()),
            Tag::Map => Value::Map(text()),
        }
    }

    /// The symbol of the text, where the value is kept as text.
    pub(crate) fn text(self) -> Option<Sym> {
        matches!(self.tag, Tag::String | Tag::Bytes | Tag::Array | Tag::Map).then(|| self.payload_sym())
    }

    /// The symbol of a text.
    #[inline]
    pub(super) fn string_sym(self) -> Option<Sym> {
        (self.tag == Tag::String).then(|| self.payload_sym())
    }

    /// A number for the type of the value.
    pub(crate) fn type_number(self) -> u8 {
        self.tag as u8
    }

    /// The value that another table has under these numbers; `renamed` is where its texts are in this one. `None` if there is no such
    /// type or text.
    pub(crate) fn from_numbers(type_number: u8, payload: u64, renamed: impl Fn(u64) -> Option<Sym>) -> Option<Self> {
        let value = Self { tag: *Tag::ALL.get(usize::from(type_number))?, payload };
        match value.text() {
            Some(_) => Some(Self { payload: u64::from(renamed(payload)?.0), ..value }),
            None => Some(value),
        }
    }

    /// The same value where its text has another symbol.
    pub(super) fn with_text(self, text: Sym) -> Self {
        Self { payload: u64::from(text.0), ..self }
    }

    /// The bits of the value; the symbol of one that is kept as text.
    pub(crate) fn payload(self) -> u64 {
        self.payload
    }

    #[expect(clippy::cast_possible_truncation, reason = "asked only where a symbol went in")]
    fn payload_sym(self) -> Sym {
        Sym(self.payload as u32)
    }
}

/// A key and a value in twelve bytes, which are looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The key, above three bits of tag.
    head: u32,
    /// The halves of the payload. One `u64` would be aligned to eight bytes.
    payload: [u32; 2],
}

/// Keys are symbols below this, so that three bits are left.
const MAX_KEY: u32 = 1 << 29;

impl Pair {
    #[inline]
    pub(super) fn of(key: Sym, RawValue { tag, payload }: RawValue) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
        let halves = [payload as u32, (payload >> 32) as u32];
        Self { head: key.0 << 3 | tag as u32, payload: halves }
    }

    #[inline]
    fn key(self) -> Sym {
        Sym(self.head >> 3)
    }

    pub(super) fn value(self) -> RawValue {
        let [low, high] = self.payload.map(u64::from);
        RawValue { tag: Tag::ALL[(self.head & 7) as usize], payload: high << 32 | low }
    }

    #[inline]
    pub(super) fn hash(self) -> u64 {
        let [low, high] = self.payload.map(u64::from);
        mix(u64::from(self.head), high << 32 | low)
    }
}

/// Distinct (key, value) pairs, numbered in order of first appearance.
#[derive(Debug, Default)]
pub struct PairTable {
    rows: Chunked<Pair>,
    index: RowIndex,
}

impl PairTable {
    /// The row of a pair, which is added if it is new. Expected O(1).
    ///
    /// # Errors
    ///
    /// `Limit` at 2³² distinct pairs, or for a key beyond the first 2²⁹ strings.
    #[inline]
    pub fn intern(&mut self, key: Sym, value: RawValue) -> Result<PairRow> {
        if key.0 >= MAX_KEY {
            return Err(ErrorKind::Limit { what: "strings before a new key", limit: u64::from(MAX_KEY) }.into());
        }
        let Self { rows, index } = self;
        let pair = Pair::of(key, value);
        let hash = pair.hash();
        if let Some(found) = index.find(hash, |other| rows[other] == pair) {
            return Ok(PairRow(found));
        }
        let added = row(rows.len());
        if added == u32::MAX {
            return Err(ErrorKind::Limit { what: "distinct attribute values", limit: u64::from(u32::MAX) }.into());
        }
        rows.push(pair);
        index.insert(hash, added);
        Ok(PairRow(added))
    }

    /// The number of distinct pairs; rows are `0..len`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no pairs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The key of a pair.
    #[must_use]
    #[inline]
    pub fn key(&self, pair: PairRow) -> Sym {
        self.rows[pair.0].key()
    }

    /// The value of a pair.
    #[must_use]
    #[inline]
    pub fn value(&self, pair: PairRow) -> RawValue {
        self.rows[pair.0].value()
    }

    /// The bytes that the table occupies, spare capacity included.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + self.index.heap_bytes()
    }
}

/// The pairs of everything that has attributes, each owner's in one run.
#[derive(Debug, Default)]
pub(crate) struct PairLists(pub(super) Arena<PairRow>);

impl PairLists {
    pub(crate) fn push(&mut self, pairs: &[PairRow]) -> Result<Slice> {
        self.0
            .push(pairs)
            .ok_or_else(|| ErrorKind::Limit { what: "attributes in all", limit: u64::from(u32::MAX) }.into())
    }

    #[inline]
    pub(crate) fn slice(&self, slice: Slice) -> &[PairRow] {
        self.0.slice(slice)
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.0.heap_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_part_of_a_value() {
        let mut strings = StringTable::default();
        let mut pairs = PairTable::default();
        let key = strings.intern("k").unwrap();
        let one = strings.intern("1").unwrap();
        let values = [
            RawValue::EMPTY,
            RawValue::string(one),
            RawValue::bool(true),
            RawValue::int(1),
            RawValue::double(1.0),
            RawValue::bytes(one),
            RawValue::array(one),
            RawValue::map(one),
        ];
        for (index, &value) in values.iter().enumerate() {
            assert_eq!(pairs.intern(key, value).unwrap(), PairRow(row(index)));
        }
        assert_eq!(pairs.intern(key, RawValue::int(1)).unwrap(), PairRow(3));
        assert_eq!(pairs.value(PairRow(1)).resolve(&strings), Value::String("1"));
        assert_eq!(pairs.value(PairRow(3)).resolve(&strings), Value::Int(1));
        assert_eq!(RawValue::int(i64::MIN).resolve(&strings), Value::Int(i64::MIN));
    }

    #[test]
    fn a_value_has_a_text() {
        for (value, expected) in [
            (Value::Empty, ""),
            (Value::String("x y"), "x y"),
            (Value::Bool(true), "true"),
            (Value::Int(-1), "-1"),
            (Value::Double(2.0), "2.0"),
            (Value::Double(f64::NEG_INFINITY), "-Infinity"),
            (Value::Bytes("Zm8="), "Zm8="),
            (Value::Array("[1,2]"), "[1,2]"),
        ] {
            assert_eq!(value.to_string(), expected);
        }
    }

    #[test]
    fn a_nan_equals_itself() {
        let mut pairs = PairTable::default();
        let first = pairs.intern(Sym(1), RawValue::double(f64::NAN)).unwrap();
        assert_eq!(pairs.intern(Sym(1), RawValue::double(f64::NAN)).unwrap(), first);
    }
}
