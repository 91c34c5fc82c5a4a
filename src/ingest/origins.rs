//! Whose spans these are: resources and scopes, told to the store when they are known to be complete.

use std::ops::Range;

use crate::error::Result;
use crate::store::{ResourceDraft, ScopeDraft, SpanRow, StoreBuilder, Sym};

/// The resource that is open, its scopes, and the spans of each.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    resource: ResourceDraft,
    scopes: Vec<ScopeSpans>,
}

#[derive(Debug, Default)]
struct ScopeSpans {
    scope: ScopeDraft,
    /// Runs of rows: one, unless somebody else adds to the same store meanwhile.
    runs: Vec<Range<u32>>,
}

impl Origins {
    /// Begins another scope of the resource, in place of the latest if that has no spans.
    pub(crate) fn begin_scope(&mut self) {
        if self.scopes.last().is_some_and(|latest| latest.runs.is_empty()) {
            self.scopes.pop();
        }
        self.scopes.push(ScopeSpans::default());
    }

    /// Adds a span to the latest scope.
    #[inline]
    pub(crate) fn add_span(&mut self, SpanRow(row): SpanRow) {
        let Some(ScopeSpans { runs, .. }) = self.scopes.last_mut() else { return };
        match runs.last_mut() {
            Some(run) if run.end == row => run.end += 1,
            _ => runs.push(row..row + 1),
        }
    }

    /// Sets what the resource says of itself, but for its schema URL.
    pub(crate) fn set_resource(&mut self, scope: ScopeDraft) {
        let ScopeDraft { attributes, dropped_attributes, .. } = scope;
        let schema_url = self.resource.schema_url;
        self.resource = ResourceDraft { attributes, schema_url, dropped_attributes };
    }

    /// What the resource says of itself.
    pub(crate) fn resource(&mut self) -> &mut ResourceDraft {
        &mut self.resource
    }

    /// What the latest scope says of itself.
    pub(crate) fn scope(&mut self) -> Option<&mut ScopeDraft> {
        self.scopes.last_mut().map(|latest| &mut latest.scope)
    }

    pub(crate) fn set_resource_schema(&mut self, schema_url: Sym) {
        self.resource.schema_url = schema_url;
    }

    /// Sets what the latest scope says of itself, but for its schema URL.
    pub(crate) fn set_scope(&mut self, scope: ScopeDraft) {
        if let Some(ScopeSpans { scope: latest, .. }) = self.scopes.last_mut() {
            *latest = ScopeDraft { schema_url: latest.schema_url, ..scope };
        }
    }

    pub(crate) fn set_scope_schema(&mut self, schema_url: Sym) {
        if let Some(ScopeSpans { scope, .. }) = self.scopes.last_mut() {
            scope.schema_url = schema_url;
        }
    }

    /// Tells the store whose the spans are and forgets the resource.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another scope.
    pub(crate) fn finish(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        let Self { mut resource, scopes } = std::mem::take(self);
        if scopes.iter().all(|scope| scope.runs.is_empty()) {
            return Ok(());
        }
        let resource = builder.intern_resource(&mut resource)?;
        for ScopeSpans { mut scope, runs } in scopes {
            if !runs.is_empty() {
                let scope = builder.intern_scope(resource, &mut scope)?;
                for run in runs {
                    builder.set_scope(run, scope);
                }
            }
        }
        Ok(())
    }
}
