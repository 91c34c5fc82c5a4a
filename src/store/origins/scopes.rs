//! Instrumentation scopes, each within a resource: the one origin that a span has to name.

use super::hash_pairs;
use crate::error::{ErrorKind, Result};
use crate::store::arena::Slice;
use crate::store::attributes::PairLists;
use crate::store::chunked::{Chunked, row};
use crate::store::hash::mix;
use crate::store::index::RowIndex;
use crate::store::rows::{PairRow, ResourceRow, ScopeRow, Sym};

/// What an instrumentation scope says, as readers write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeDraft {
    /// The name of the instrumenting library, or empty.
    pub name: Sym,
    /// Its version, or empty.
    pub version: Sym,
    /// Its attributes. Their order has no meaning.
    pub attributes: Vec<PairRow>,
    /// The schema URL of its spans, or empty.
    pub schema_url: Sym,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

/// An instrumentation scope within a resource.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scope {
    resource: ResourceRow,
    /// The service of the resource, repeated here because everything asks for it.
    service: Sym,
    name: Sym,
    version: Sym,
    schema_url: Sym,
    attributes: Slice,
    dropped_attributes: u32,
}

/// Distinct (resource, scope) combinations: the one thing that a span has to name.
#[derive(Debug, Default)]
pub struct ScopeTable {
    rows: Chunked<Scope>,
    index: RowIndex,
}

impl ScopeTable {
    pub(crate) fn intern(
        &mut self,
        draft: &mut ScopeDraft,
        (resource, service): (ResourceRow, Sym),
        lists: &mut PairLists,
    ) -> Result<ScopeRow> {
        draft.attributes.sort_unstable();
        let Self { rows, index } = self;
        let hash = hash_pairs(
            hash_head(resource, draft.name, draft.version, draft.schema_url, draft.dropped_attributes),
            &draft.attributes,
        );
        let found = index.find(hash, |other| {
            let other = &rows[other];
            (other.resource, other.name, other.version) == (resource, draft.name, draft.version)
                && (other.schema_url, other.dropped_attributes) == (draft.schema_url, draft.dropped_attributes)
                && lists.slice(other.attributes) == draft.attributes
        });
        if let Some(found) = found {
            return Ok(ScopeRow(found));
        }
        let added = row(rows.len());
        if added == u32::MAX {
            return Err(ErrorKind::Limit { what: "scopes", limit: u64::from(u32::MAX) }.into());
        }
        rows.push(Scope {
            resource,
            service,
            name: draft.name,
            version: draft.version,
            schema_url: draft.schema_url,
            attributes: lists.push(&draft.attributes)?,
            dropped_attributes: draft.dropped_attributes,
        });
        index.insert(hash, added);
        Ok(ScopeRow(added))
    }

    /// The number of distinct scopes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The resource that the scope is in.
    #[must_use]
    #[inline]
    pub fn resource(&self, scope: ScopeRow) -> ResourceRow {
        self.rows[scope.0].resource
    }

    /// The service of the scope's resource, or empty.
    #[must_use]
    #[inline]
    pub fn service(&self, scope: ScopeRow) -> Sym {
        self.rows[scope.0].service
    }

    /// The name of the instrumenting library, or empty.
    #[must_use]
    pub fn name(&self, scope: ScopeRow) -> Sym {
        self.rows[scope.0].name
    }

    /// The version of the instrumenting library, or empty.
    #[must_use]
    pub fn version(&self, scope: ScopeRow) -> Sym {
        self.rows[scope.0].version
    }

    /// The schema URL, or empty.
    #[must_use]
    pub fn schema_url(&self, scope: ScopeRow) -> Sym {
        self.rows[scope.0].schema_url
    }

    /// The number of attributes that the sender dropped.
    #[must_use]
    pub fn dropped_attributes(&self, scope: ScopeRow) -> u32 {
        self.rows[scope.0].dropped_attributes
    }

    pub(crate) fn attributes(&self, scope: ScopeRow) -> Slice {
        self.rows[scope.0].attributes
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + self.index.heap_bytes()
    }
}

fn hash_head(resource: ResourceRow, name: Sym, version: Sym, schema_url: Sym, dropped: u32) -> u64 {
    let names = mix(u64::from(resource.0) << 32 | u64::from(name.0), u64::from(version.0));
    mix(names, u64::from(schema_url.0) << 32 | u64::from(dropped))
}
