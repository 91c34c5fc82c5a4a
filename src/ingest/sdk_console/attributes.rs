//! Attributes: an object of plain values in Python, a list of keys with typed values in Go.

use super::Record;
use super::keys::{PairKey, TypedKey};
use crate::ingest::json::{Kind, Parse, parse_double};
use crate::ingest::record::ReadValue;
use crate::store::{PairRow, Sym};

impl<'a> Record<'a, '_> {
    /// Reads attributes of either form and appends them.
    pub(super) fn attributes(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        if self.cursor.kind()? == Kind::Array {
            return self.objects(|record| record.typed_attribute(out));
        }
        self.attribute_map(out)
    }

    fn typed_attribute(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        let (mut key, mut value) = (Sym::EMPTY, ReadValue::Empty);
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(field) = self.next_field::<PairKey>(previous)? {
            previous = Some(field);
            match field {
                PairKey::Key => key = self.text()?,
                PairKey::Value => value = self.typed_value()?,
                PairKey::Other => self.cursor.skip_value()?,
            }
        }
        let value = self.intern_value(value)?;
        out.push(self.builder.intern_pair(key, value)?);
        Ok(())
    }

    /// Reads a value with its type, which stands before it.
    fn typed_value(&mut self) -> Parse<ReadValue<'a>> {
        if self.cursor.kind()? != Kind::Object {
            return self.any_value(0);
        }
        self.cursor.at += 1;
        let (mut is_double, mut value) = (false, ReadValue::Empty);
        let mut previous = None;
        while let Some(field) = self.next_field::<TypedKey>(previous)? {
            previous = Some(field);
            match field {
                TypedKey::Type => {
                    let name = self.text()?;
                    is_double = self.builder.strings().text(name).starts_with("FLOAT");
                }
                TypedKey::Value if is_double => value = self.doubles()?,
                TypedKey::Value => value = self.any_value(0)?,
                TypedKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(value)
    }

    /// Reads a float or a list of floats. Go prints those that are whole as integers.
    fn doubles(&mut self) -> Parse<ReadValue<'a>> {
        match self.cursor.kind()? {
            Kind::Number => self.double(),
            Kind::Array => {
                self.cursor.at += 1;
                let mut out = String::from("[");
                let mut first = true;
                while self.cursor.next_item(first, b']', "a comma or the end of a list")? {
                    if !std::mem::take(&mut first) {
                        out.push(',');
                    }
                    let value = if self.cursor.kind()? == Kind::Number { self.double() } else { self.any_value(1) }?;
                    self.write_value(value, &mut out);
                }
                out.push(']');
                Ok(ReadValue::Array(out))
            }
            _ => self.any_value(0),
        }
    }

    fn double(&mut self) -> Parse<ReadValue<'a>> {
        self.number(|text| std::str::from_utf8(text).ok().and_then(parse_double).map(ReadValue::Double))
    }
}
