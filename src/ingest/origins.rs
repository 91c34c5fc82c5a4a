//! Resources and scopes of spans and logs, which are passed to the store once they are complete.

use std::ops::Range;

use crate::error::Result;
use crate::store::{LogRow, ResourceDraft, ScopeDraft, SpanRow, StoreBuilder, Sym};

/// The resource that is open, its scopes, and the spans and logs of each.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    resource: ResourceDraft,
    scopes: Vec<ScopeRecords>,
}

#[derive(Debug, Default)]
struct ScopeRecords {
    scope: ScopeDraft,
    spans: Runs,
    logs: Runs,
}

impl ScopeRecords {
    fn is_empty(&self) -> bool {
        self.spans.0.is_empty() && self.logs.0.is_empty()
    }
}

/// Runs of rows: one, unless somebody else adds to the same store meanwhile.
#[derive(Debug, Default)]
struct Runs(Vec<Range<u32>>);

impl Runs {
    #[inline]
    fn add(&mut self, row: u32) {
        match self.0.last_mut() {
            Some(run) if run.end == row => run.end += 1,
            _ => self.0.push(row..row + 1),
        }
    }
}

impl Origins {
    /// Begins another scope of the resource, in place of the latest if that has nothing.
    pub(crate) fn begin_scope(&mut self) {
        match self.scopes.last_mut() {
            Some(latest) if latest.is_empty() => latest.scope = ScopeDraft::default(),
            _ => self.scopes.push(ScopeRecords::default()),
        }
    }

    /// Adds a span to the latest scope.
    #[inline]
    pub(crate) fn add_span(&mut self, SpanRow(row): SpanRow) {
        if let Some(latest) = self.scopes.last_mut() {
            latest.spans.add(row);
        }
    }

    /// Adds a log to the latest scope.
    #[inline]
    pub(crate) fn add_log(&mut self, LogRow(row): LogRow) {
        if let Some(latest) = self.scopes.last_mut() {
            latest.logs.add(row);
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
        if let Some(ScopeRecords { scope: latest, .. }) = self.scopes.last_mut() {
            *latest = ScopeDraft { schema_url: latest.schema_url, ..scope };
        }
    }

    pub(crate) fn set_scope_schema(&mut self, schema_url: Sym) {
        if let Some(ScopeRecords { scope, .. }) = self.scopes.last_mut() {
            scope.schema_url = schema_url;
        }
    }

    /// Tells the store whose the spans and logs are and forgets the resource.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another scope.
    pub(crate) fn finish(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        if self.scopes.iter().all(ScopeRecords::is_empty) {
            self.scopes.clear();
            self.resource = ResourceDraft::default();
            return Ok(());
        }
        let Self { mut resource, scopes } = std::mem::take(self);
        let resource = builder.intern_resource(&mut resource)?;
        for ScopeRecords { mut scope, spans: Runs(spans), logs: Runs(logs) } in scopes {
            if !(spans.is_empty() && logs.is_empty()) {
                let scope = builder.intern_scope(resource, &mut scope)?;
                for run in spans {
                    builder.set_scope(run, scope);
                }
                for run in logs {
                    builder.set_log_scope(run, scope);
                }
            }
        }
        Ok(())
    }
}
