//! Scopes of spans that say themselves whose they are, each anew.

use crate::error::Result;
use crate::store::{ResourceDraft, ScopeDraft, ScopeRow, StoreBuilder};

/// The last scope, since that of the next span is mostly the same.
#[derive(Debug, Default)]
pub(crate) struct OwnScopes {
    last: Option<(ResourceDraft, ScopeDraft, ScopeRow)>,
}

impl OwnScopes {
    /// The row of a scope in a resource.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another one.
    pub(crate) fn row(
        &mut self,
        builder: &mut StoreBuilder,
        resource: &ResourceDraft,
        scope: &ScopeDraft,
    ) -> Result<ScopeRow> {
        if let Some((last_resource, last_scope, row)) = &self.last
            && last_resource == resource
            && last_scope == scope
        {
            return Ok(*row);
        }
        let of = builder.intern_resource(&mut resource.clone())?;
        let row = builder.intern_scope(of, &mut scope.clone())?;
        self.last = Some((resource.clone(), scope.clone(), row));
        Ok(row)
    }
}
