//! Attributes and their values.

use super::fields::{AttributeField, ListField, ValueField};
use super::record::Record;
use super::wire::{Parse, Wire};
use super::wire_type::WireType;
use crate::ingest::report::Reason;
use crate::ingest::{base64, canonical};
use crate::store::{PairRow, RawValue, Sym};

/// How many values another may lie in: each is a call within the last. As many as in JSON.
const MAX_DEPTH: u32 = 64;

/// The owner of whole attributes among what came of late.
const ATTRIBUTE: u32 = 0;

/// A value that was read and not kept yet.
#[derive(Debug, Default)]
pub(super) enum ReadValue<'a> {
    #[default]
    Empty,
    String(Wire<'a>),
    Bool(bool),
    Int(i64),
    Double(f64),
    Bytes(&'a [u8]),
    /// Its entries in canonical text.
    Array(String),
    /// Its entries in canonical text.
    Map(String),
}

impl Record<'_> {
    /// Reads an attribute whose tag was read, and those that follow it. `number` is that of their field, below 16.
    #[inline(never)]
    pub(super) fn attributes(&mut self, wire: &mut Wire<'_>, number: u8, out: &mut Vec<PairRow>) -> Parse<()> {
        let tag = number << 3 | WireType::Len as u8;
        loop {
            let pair = self.attribute(wire.len()?)?;
            out.push(pair);
            if wire.bytes.get(wire.at) != Some(&tag) {
                return Ok(());
            }
            wire.at += 1;
        }
    }

    /// Reads an attribute. Most have been seen before, with all of their bytes.
    #[inline]
    pub(super) fn attribute(&mut self, wire: Wire<'_>) -> Parse<PairRow> {
        match self.recall.find(ATTRIBUTE, wire.bytes) {
            Some(pair) => Ok(PairRow(pair)),
            None => self.new_attribute(wire),
        }
    }

    #[inline(never)]
    fn new_attribute(&mut self, mut wire: Wire<'_>) -> Parse<PairRow> {
        let (bytes, flaws, known) = (wire.bytes, self.flaws, self.builder.pairs().len());
        let (mut key, mut value) = (Sym::EMPTY, ReadValue::Empty);
        while let Some(field) = wire.next_field()? {
            match field {
                AttributeField::Key => key = self.frequent_text(&mut wire)?,
                AttributeField::Value => self.value(wire.len()?, 0, &mut value)?,
            }
        }
        let value = self.intern_value(value)?;
        let pair = self.builder.intern_pair(key, value)?;
        // One that is new may never come again. What had to be repaired has to be noted each time.
        if (pair.0 as usize) < known && self.flaws == flaws {
            self.recall.learn(ATTRIBUTE, bytes, pair.0);
        }
        Ok(pair)
    }

    /// Reads a value that lies in `depth` others, or another part of one: the last counts, but lists are joined.
    pub(super) fn value<'a>(&mut self, mut wire: Wire<'a>, depth: u32, value: &mut ReadValue<'a>) -> Parse<()> {
        while let Some(field) = wire.next_field()? {
            match field {
                ValueField::String => *value = ReadValue::String(wire.len()?),
                ValueField::Bool => *value = ReadValue::Bool(wire.varint()? != 0),
                ValueField::Int => *value = ReadValue::Int(wire.varint()?.cast_signed()),
                ValueField::Double => *value = ReadValue::Double(f64::from_bits(wire.fixed64()?)),
                ValueField::Bytes => *value = ReadValue::Bytes(wire.len()?.bytes),
                ValueField::Array | ValueField::Map if depth == MAX_DEPTH => {
                    self.flaw(Reason::TooDeep, wire.len()?.offset());
                    *value = ReadValue::Empty;
                }
                ValueField::Array => {
                    let mut items = match std::mem::take(value) {
                        ReadValue::Array(items) => items,
                        _ => String::new(),
                    };
                    self.array(wire.len()?, depth, &mut items)?;
                    *value = ReadValue::Array(items);
                }
                ValueField::Map => {
                    let mut entries = match std::mem::take(value) {
                        ReadValue::Map(entries) => entries,
                        _ => String::new(),
                    };
                    self.map(wire.len()?, depth, &mut entries)?;
                    *value = ReadValue::Map(entries);
                }
            }
        }
        Ok(())
    }

    fn array(&mut self, mut wire: Wire<'_>, depth: u32, items: &mut String) -> Parse<()> {
        while let Some(ListField::Entry) = wire.next_field()? {
            let mut value = ReadValue::Empty;
            self.value(wire.len()?, depth + 1, &mut value)?;
            begin_entry(items);
            self.write_value(value, items);
        }
        Ok(())
    }

    fn map(&mut self, mut wire: Wire<'_>, depth: u32, entries: &mut String) -> Parse<()> {
        while let Some(ListField::Entry) = wire.next_field()? {
            let mut entry = wire.len()?;
            let (mut key, mut value) = (None, ReadValue::Empty);
            while let Some(field) = entry.next_field()? {
                match field {
                    AttributeField::Key => key = Some(entry.len()?),
                    AttributeField::Value => self.value(entry.len()?, depth + 1, &mut value)?,
                }
            }
            begin_entry(entries);
            self.write_text(key.as_ref(), entries);
            entries.push(':');
            self.write_value(value, entries);
        }
        Ok(())
    }

    fn write_text(&mut self, raw: Option<&Wire<'_>>, out: &mut String) {
        let mut text = String::new();
        if let Some(raw) = raw {
            self.decode(raw, &mut text);
        }
        canonical::write_string(&text, out);
    }

    fn write_value(&mut self, value: ReadValue<'_>, out: &mut String) {
        match value {
            ReadValue::Empty => out.push_str("null"),
            ReadValue::String(raw) => self.write_text(Some(&raw), out),
            ReadValue::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            ReadValue::Int(value) => canonical::write_int(value, out),
            ReadValue::Double(value) => canonical::write_double(value, out),
            ReadValue::Bytes(bytes) => canonical::write_bytes(bytes, out),
            ReadValue::Array(items) => out.extend(["[", &items, "]"]),
            ReadValue::Map(entries) => out.extend(["{", &entries, "}"]),
        }
    }

    /// Keeps a value as one of an attribute, or as a body.
    pub(super) fn intern_value(&mut self, value: ReadValue<'_>) -> Parse<RawValue> {
        Ok(match value {
            ReadValue::Empty => RawValue::EMPTY,
            ReadValue::String(raw) => RawValue::string(self.intern(&raw)?),
            ReadValue::Bool(value) => RawValue::bool(value),
            ReadValue::Int(value) => RawValue::int(value),
            // In JSON there is but one value that is no number.
            ReadValue::Double(value) => RawValue::double(if value.is_nan() { f64::NAN } else { value }),
            ReadValue::Bytes(bytes) => {
                let mut text = String::new();
                base64::encode(bytes, &mut text);
                RawValue::bytes(self.builder.intern(&text)?)
            }
            ReadValue::Array(items) => RawValue::array(self.builder.intern(&format!("[{items}]"))?),
            ReadValue::Map(entries) => RawValue::map(self.builder.intern(&format!("{{{entries}}}"))?),
        })
    }
}

/// Parts an entry of a list from the one before it. The text of an entry is never empty.
fn begin_entry(list: &mut String) {
    if !list.is_empty() {
        list.push(',');
    }
}
