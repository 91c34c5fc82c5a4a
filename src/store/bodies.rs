//! Bodies of logs, each distinct value once.
//!
//! They are kept apart from attributes, as most bodies are unique, and counting or searching attributes visits all pairs. Their look-up is
//! also different: a text body is found directly by the symbol of its text, which saves the memory access of a hash table.

use super::attributes::{Pair, RawValue, Value};
use super::chunked::{Chunked, row};
use super::index::RowIndex;
use super::rows::{BodyRow, Sym};
use super::strings::StringTable;
use crate::error::{ErrorKind, Result};

/// The distinct bodies of logs, numbered in order of first appearance.
#[derive(Debug, Default)]
pub struct BodyTable {
    /// Pairs without a key.
    rows: Chunked<Pair>,
    /// The row of each text, by symbol, up to the last that is a body.
    of_texts: Chunked<u32>,
    /// The rows of what is no text.
    others: RowIndex,
    /// The bytes of all texts.
    text_bytes: u64,
}

/// The row of a text that is no body.
const NONE: u32 = u32::MAX;

/// The most bodies: their rows are told from none, and leave two numbers to whoever keeps something of each.
const MOST: u32 = NONE - 2;

impl BodyTable {
    /// The row of a body, which is added if it is new. Expected O(1), and O(strings) over all.
    ///
    /// # Errors
    ///
    /// `Limit` at 2³² − 3 distinct bodies.
    #[inline]
    pub(super) fn intern(&mut self, value: RawValue, strings: &StringTable) -> Result<BodyRow> {
        let body = Pair::of(Sym::EMPTY, value);
        let Some(text) = value.string_sym() else {
            let Self { rows, others, .. } = self;
            if let Some(found) = others.find(body.hash(), |other| rows[other] == body) {
                return Ok(BodyRow(found));
            }
            let added = self.add(body)?;
            self.others.insert(body.hash(), added.0);
            self.text_bytes += value.text().map_or(0, |text| strings.text(text).len() as u64);
            return Ok(added);
        };
        while self.of_texts.len() <= text.0 as usize {
            self.of_texts.push(NONE);
        }
        let known = self.of_texts[text.0];
        if known != NONE {
            return Ok(BodyRow(known));
        }
        let added = self.add(body)?;
        self.of_texts[text.0] = added.0;
        self.text_bytes += strings.text(text).len() as u64;
        Ok(added)
    }

    fn add(&mut self, body: Pair) -> Result<BodyRow> {
        let added = row(self.rows.len());
        if added >= MOST {
            return Err(ErrorKind::Limit { what: "distinct bodies of logs", limit: u64::from(MOST) }.into());
        }
        self.rows.push(body);
        Ok(BodyRow(added))
    }

    /// The bytes that a body takes if it is new, about.
    pub(super) fn bytes_for(&self, value: RawValue) -> usize {
        let places = value.string_sym().map_or(0, |text| (text.0 as usize + 1).saturating_sub(self.of_texts.len()));
        size_of::<Pair>() + places * size_of::<u32>()
    }

    /// The number of distinct bodies; rows are `0..len`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no bodies.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The value of a body, which has no type if the log has no body.
    #[must_use]
    #[inline]
    pub fn value(&self, body: BodyRow) -> RawValue {
        self.rows[body.0].value()
    }

    /// The bytes of all distinct bodies that are texts or kept as such.
    pub(super) fn text_bytes(&self) -> u64 {
        self.text_bytes
    }

    /// The bytes that the table occupies, spare capacity included.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + self.of_texts.heap_bytes() + self.others.heap_bytes()
    }
}

impl super::Store {
    /// The body of a log.
    #[must_use]
    pub fn body(&self, body: BodyRow) -> Value<'_> {
        self.bodies().value(body).resolve(self.strings())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_bodies_are_one_and_types_are_part_of_them() {
        let mut strings = StringTable::default();
        let mut bodies = BodyTable::default();
        let [unused, one, two] = ["unused", "1", "[2]"].map(|text| strings.intern(text).unwrap());
        let values = [
            RawValue::string(one),
            RawValue::EMPTY,
            RawValue::int(1),
            RawValue::map(one),
            RawValue::array(two),
            RawValue::string(two),
            RawValue::string(Sym::EMPTY),
            RawValue::string(unused),
        ];
        for round in 0..2 {
            for (at, &value) in (0..).zip(&values) {
                let expected = if round == 0 { bodies.len() } else { values.len() };
                assert_eq!(bodies.intern(value, &strings).unwrap(), BodyRow(at));
                assert_eq!(bodies.len(), expected + 1 - round);
                assert_eq!(bodies.value(BodyRow(at)), value);
            }
        }
        assert_eq!(bodies.text_bytes(), 1 + 1 + 3 + 3 + 6);
    }

    #[test]
    fn room_is_asked_for_all_symbols_before() {
        let bodies = BodyTable::default();
        assert_eq!(bodies.bytes_for(RawValue::int(7)), 12);
        assert_eq!(bodies.bytes_for(RawValue::string(Sym(99))), 12 + 400);
    }
}
