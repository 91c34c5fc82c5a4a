//! Resources and scopes.

use super::Record;
use super::keys::OriginKey;
use crate::ingest::json::{Kind, Parse};
use crate::store::ScopeDraft;

impl Record<'_, '_> {
    /// Reads a scope, or a resource, which is one without a name.
    pub(super) fn origin(&mut self) -> Parse<ScopeDraft> {
        let mut draft = ScopeDraft::default();
        if !self.open(Kind::Object)? {
            return Ok(draft);
        }
        let mut previous = None;
        while let Some(key) = self.next_field::<OriginKey>(previous)? {
            previous = Some(key);
            match key {
                OriginKey::Name => draft.name = self.text()?,
                OriginKey::Version => draft.version = self.text()?,
                OriginKey::Attributes => {
                    draft.attributes.clear();
                    self.attributes(&mut draft.attributes)?;
                }
                OriginKey::DroppedAttributes => draft.dropped_attributes = self.count()?,
                OriginKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(draft)
    }
}
