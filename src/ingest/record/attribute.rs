//! Attributes that a reader makes itself.

use super::{ReadValue, Record};
use crate::ingest::json::Parse;
use crate::store::{PairRow, RawValue, Sym};

impl<H> Record<'_, '_, H> {
    /// Appends an attribute.
    pub(crate) fn push_attribute(&mut self, key: &str, value: ReadValue<'_>, out: &mut Vec<PairRow>) -> Parse<()> {
        let value = self.intern_value(value)?;
        let key = self.builder.intern(key)?;
        out.push(self.builder.intern_pair(key, value)?);
        Ok(())
    }

    /// Appends an attribute that is text, unless that is empty.
    pub(crate) fn push_text(&mut self, key: &str, text: Sym, out: &mut Vec<PairRow>) -> Parse<()> {
        if text == Sym::EMPTY {
            return Ok(());
        }
        let key = self.builder.intern(key)?;
        out.push(self.builder.intern_pair(key, RawValue::string(text))?);
        Ok(())
    }
}
