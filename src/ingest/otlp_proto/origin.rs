//! Resources and scopes. One that comes in several parts is all of them together.

use super::fields::{ResourceField, ScopeField};
use super::record::Record;
use super::wire::{Parse, Wire};
use crate::store::{ResourceDraft, ScopeDraft};

impl Record<'_> {
    /// Reads a resource.
    pub(super) fn resource(&mut self, mut wire: Wire<'_>, draft: &mut ResourceDraft) -> Parse<()> {
        while let Some(field) = wire.next_field()? {
            match field {
                ResourceField::Attribute => self.attributes(&mut wire, 1, &mut draft.attributes)?,
                ResourceField::DroppedAttributes => draft.dropped_attributes = self.count(&mut wire)?,
            }
        }
        Ok(())
    }

    /// Reads a scope.
    pub(super) fn scope(&mut self, mut wire: Wire<'_>, draft: &mut ScopeDraft) -> Parse<()> {
        while let Some(field) = wire.next_field()? {
            match field {
                ScopeField::Name => draft.name = self.frequent_text(&mut wire)?,
                ScopeField::Version => draft.version = self.frequent_text(&mut wire)?,
                ScopeField::Attribute => self.attributes(&mut wire, 3, &mut draft.attributes)?,
                ScopeField::DroppedAttributes => draft.dropped_attributes = self.count(&mut wire)?,
            }
        }
        Ok(())
    }
}
