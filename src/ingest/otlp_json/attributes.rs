//! Lists of attributes.

use super::Record;
use super::keys::AttributeKey;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::LongAttribute;
use crate::ingest::report::Reason;
use crate::store::{PairRow, RawValue, Sym};

impl Record<'_, '_> {
    /// Reads a list of attributes and appends them to `out`.
    pub(super) fn attributes(&mut self, out: &mut Vec<PairRow>) -> Parse<()> {
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
                    let attribute = self.attribute()?;
                    out.push(attribute.pair);
                    previous = self.learn_attribute(start, first, previous, &attribute);
                } else {
                    self.skip_unexpected(Reason::UnexpectedValue)?;
                    previous = None;
                }
            }
            first = false;
        }
    }

    /// Reads an attribute, of which the opening brace is next.
    #[cold]
    fn attribute(&mut self) -> Parse<LongAttribute> {
        let flaws = self.flaw_count();
        let (mut key, mut value) = (Sym::EMPTY, RawValue::EMPTY);
        let (mut key_at, mut sample, mut fields) = (0, None, 0);
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(field) = self.next_field::<AttributeKey>(previous)? {
            previous = Some(field);
            fields += 1;
            match field {
                AttributeKey::Key => {
                    key_at = self.cursor.at;
                    key = self.text()?;
                }
                AttributeKey::Value => {
                    let (read, seen) = self.value(0)?;
                    value = self.intern_value(read)?;
                    // A frame starts with the key.
                    sample = seen.filter(|_| fields == 2 && key_at > 0);
                }
                AttributeKey::Other => {
                    self.cursor.skip_value()?;
                    sample = None;
                }
            }
        }
        let pair = self.builder.intern_pair(key, value)?;
        let usual = fields == 2 && self.flaw_count() == flaws;
        let sample = sample.filter(|_| usual).map(|sample| (key_at, sample));
        Ok(LongAttribute { key, pair, sample })
    }
}
