//! Whose spans these are, which each of them says anew.

use super::Record;
use super::keys::{ResourceKey, ScopeKey};
use crate::ingest::json::{Kind, Parse};
use crate::store::{ResourceDraft, ScopeDraft};

impl Record<'_, '_> {
    /// Reads a resource: attributes, or an object with them and their schema.
    pub(super) fn resource(&mut self, resource: &mut ResourceDraft) -> Parse<()> {
        resource.attributes.clear();
        if self.cursor.kind()? == Kind::Array {
            return self.attributes(&mut resource.attributes);
        }
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut name = String::new();
        let mut first = true;
        while let Some(raw) = self.cursor.next_key(first)? {
            first = false;
            match (self.field(raw), self.cursor.kind()?) {
                (ResourceKey::Attributes, Kind::Object) => self.attributes(&mut resource.attributes)?,
                (ResourceKey::SchemaUrl, Kind::String) => resource.schema_url = self.text()?,
                _ => {
                    name.clear();
                    self.decode(raw, &mut name);
                    let value = self.any_value(0)?;
                    self.push_attribute(&name, value, &mut resource.attributes)?;
                }
            }
        }
        Ok(())
    }

    /// Reads a scope. Go prints it twice, the second time under the name that it had before.
    pub(super) fn scope(&mut self, scope: &mut ScopeDraft) -> Parse<()> {
        *scope = ScopeDraft::default();
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                ScopeKey::Name => scope.name = self.text()?,
                ScopeKey::Version => scope.version = self.text()?,
                ScopeKey::SchemaUrl => scope.schema_url = self.text()?,
                ScopeKey::Attributes => self.attributes(&mut scope.attributes)?,
                ScopeKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(())
    }
}
