//! What `serde_json` is told to do with objects, lists and values.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::strings::{Strings, Symbol};

/// One kind of object.
pub(super) trait Record {
    /// Reads the value of a field.
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;

    /// All fields were read.
    fn end(&mut self) {}
}

/// An object, or null.
pub(super) struct Object<'a, R>(pub(super) &'a mut R);

impl<'de, R: Record> DeserializeSeed<'de> for Object<'_, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: Record> Visitor<'de> for Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        #[derive(Deserialize)]
        struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

        while let Some(Name(name)) = map.next_key()? {
            self.0.field(&name, &mut map)?;
        }
        self.0.end();
        Ok(())
    }
}

/// A list of objects.
pub(super) struct List<R>(pub(super) R);

impl<'de, R: Record> DeserializeSeed<'de> for List<R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, R: Record> Visitor<'de> for List<R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Object(&mut self.0))?.is_some() {}
        Ok(())
    }
}

/// A string, interned.
pub(super) struct Text<'a>(pub(super) &'a mut Strings);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = Symbol;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Symbol, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Text<'_> {
    type Value = Symbol;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Symbol, E> {
        Ok(self.0.intern(text))
    }
}

/// An id in hexadecimal digits. The empty string is the id of zeros.
pub(super) struct Id<const BYTES: usize>;

impl<'de, const BYTES: usize> DeserializeSeed<'de> for Id<BYTES> {
    type Value = [u8; BYTES];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<const BYTES: usize> Visitor<'_> for Id<BYTES> {
    type Value = [u8; BYTES];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BYTES} bytes in hexadecimal digits")
    }

    fn visit_str<E: Error>(self, digits: &str) -> Result<Self::Value, E> {
        let mut id = [0; BYTES];
        if !digits.is_empty() {
            const_hex::decode_to_slice(digits, &mut id).map_err(E::custom)?;
        }
        Ok(id)
    }
}

/// A 64-bit integer, as a number or in a string.
pub(super) struct Integer;

impl<'de> DeserializeSeed<'de> for Integer {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Integer {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a 64-bit integer")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }

    /// Negative numbers keep their bits.
    fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
        Ok(number.cast_unsigned())
    }

    fn visit_str<E: Error>(self, digits: &str) -> Result<u64, E> {
        digits.parse().or_else(|_| digits.parse().map(i64::cast_unsigned)).map_err(E::custom)
    }
}

/// Passes over the value of a field that nobody asked for.
pub(super) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}
