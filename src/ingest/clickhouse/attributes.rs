//! Attributes: maps, and JSON whose objects lie in each other.

use super::Record;
use super::column::{Cell, Map};
use crate::error::Result;
use crate::ingest::json::{Kind, Parse, Stop};
use crate::ingest::record::{MAX_DEPTH, ReadValue};
use crate::ingest::report::Reason;
use crate::store::{PairRow, RawValue};

/// What a point in a key is written as where objects are split at points.
const ESCAPED_POINT: &str = "%2E";

impl Record<'_, '_> {
    /// Appends the attributes of a cell: a map, or an object of JSON as text.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold them.
    pub(super) fn attribute_cell(&mut self, cell: Cell<'_>, out: &mut Vec<PairRow>) -> Result<()> {
        match cell {
            Cell::Map(map) => self.attribute_entries(map, out),
            Cell::Text(b"") | Cell::Null => Ok(()),
            Cell::Text(text) => self.attribute_text(text, out),
            _ => {
                self.flaw(Reason::UnexpectedValue, 0);
                Ok(())
            }
        }
    }

    fn attribute_entries(&mut self, map: Map<'_>, out: &mut Vec<PairRow>) -> Result<()> {
        for (key, value) in map.entries() {
            let Cell::Text(key) = key else {
                self.flaw(Reason::UnexpectedValue, 0);
                continue;
            };
            let key = self.sym(key)?;
            let value = match value {
                Cell::Text(text) => RawValue::string(self.sym(text)?),
                Cell::Bool(value) => RawValue::bool(value),
                Cell::Int(value) => RawValue::int(value),
                Cell::Uint(value) => match i64::try_from(value) {
                    Ok(value) => RawValue::int(value),
                    Err(_) => RawValue::string(self.builder.intern(&value.to_string())?),
                },
                Cell::Double(value) => RawValue::double(value),
                Cell::Null => RawValue::EMPTY,
                _ => {
                    self.flaw(Reason::UnexpectedValue, 0);
                    continue;
                }
            };
            out.push(self.builder.intern_pair(key, value)?);
        }
        Ok(())
    }

    /// Appends the attributes of a text of JSON. One that is none is counted and left out.
    fn attribute_text(&mut self, text: &[u8], out: &mut Vec<PairRow>) -> Result<()> {
        let (flaws, kept) = (self.flaw_count(), out.len());
        let mut inner = Record::new((text, self.offset), self.builder, self.memory);
        let read = match inner.cursor.kind() {
            Ok(Kind::Object) => inner.nested_attributes(out),
            Ok(_) => Err(inner.cursor.stop("an object")),
            Err(stop) => Err(stop),
        };
        self.memory.put_flaws_after(flaws, 0);
        match read {
            Ok(()) => Ok(()),
            Err(Stop::Fatal(error)) => Err(error),
            Err(Stop::Syntax { .. }) => {
                out.truncate(kept);
                self.flaw(Reason::BrokenDocument, 0);
                Ok(())
            }
        }
    }

    /// Reads an object of attributes and appends them. Objects in it are no values: their keys are behind that of the object, with a point
    /// between.
    pub(super) fn nested_attributes(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        if self.open(Kind::Object)? { self.members(&mut String::new(), 0, out) } else { Ok(()) }
    }

    /// Reads the members of an object that is open. `prefix` is left as it is.
    fn members(&mut self, prefix: &mut String, depth: u32, out: &mut Vec<PairRow>) -> Parse<()> {
        let len = prefix.len();
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            if depth > 0 {
                prefix.push('.');
            }
            self.decode(key, prefix);
            match self.cursor.kind()? {
                Kind::Object if depth < MAX_DEPTH => {
                    self.cursor.at += 1;
                    self.members(prefix, depth + 1, out)?;
                }
                // Nothing is said by it.
                Kind::Null => _ = self.cursor.take_null()?,
                _ => {
                    let value = self.any_value(depth)?;
                    self.push_nested(prefix, value, out)?;
                }
            }
            prefix.truncate(len);
        }
        Ok(())
    }

    fn push_nested(&mut self, key: &str, value: ReadValue<'_>, out: &mut Vec<PairRow>) -> Parse<()> {
        if key.contains(ESCAPED_POINT) {
            return self.push_attribute(&key.replace(ESCAPED_POINT, "."), value, out);
        }
        self.push_attribute(key, value, out)
    }
}
