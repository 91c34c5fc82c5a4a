//! Lists of attributes.

use super::keys::AttributeKey;
use super::record::Record;
use super::value::ReadValue;
use crate::ingest::json::Parse;
use crate::store::{PairRow, RawValue, Sym};

impl Record<'_, '_> {
    /// Reads a list of attributes and appends them to `out`.
    pub(super) fn attributes(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
        self.objects(|record| {
            let pair = record.attribute()?;
            out.push(pair);
            Ok(())
        })
    }

    fn attribute(&mut self) -> Parse<PairRow> {
        let (mut key, mut value) = (Sym::EMPTY, RawValue::EMPTY);
        self.cursor.at += 1;
        let mut first = true;
        while let Some(field) = self.next_field::<AttributeKey>(first)? {
            first = false;
            match field {
                AttributeKey::Key => key = self.text()?,
                AttributeKey::Value => {
                    let read: ReadValue<'_> = self.value(0)?;
                    value = self.intern_value(read)?;
                }
                AttributeKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(self.builder.intern_pair(key, value)?)
    }
}
