//! Resources: what produced spans, as attributes, once for each that is different.

use super::hash_pairs;
use crate::error::Result;
use crate::store::arena::Slice;
use crate::store::attributes::{PairLists, PairTable, Value};
use crate::store::chunked::{Chunked, row};
use crate::store::index::RowIndex;
use crate::store::rows::{PairRow, ResourceRow, Sym};
use crate::store::strings::StringTable;

/// What a resource says, as readers write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResourceDraft {
    /// Its attributes. Their order has no meaning.
    pub attributes: Vec<PairRow>,
    /// The schema URL of its attributes, or empty.
    pub schema_url: Sym,
    /// The number of attributes that the sender dropped.
    pub dropped_attributes: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Resource {
    service: Sym,
    schema_url: Sym,
    attributes: Slice,
    dropped_attributes: u32,
}

/// Distinct resources.
#[derive(Debug, Default)]
pub struct ResourceTable {
    rows: Chunked<Resource>,
    index: RowIndex,
}

impl ResourceTable {
    pub(crate) fn intern(
        &mut self,
        draft: &mut ResourceDraft,
        (lists, pairs, strings): (&mut PairLists, &PairTable, &StringTable),
    ) -> Result<ResourceRow> {
        draft.attributes.sort_unstable();
        let Self { rows, index } = self;
        let head = u64::from(draft.schema_url.0) << 32 | u64::from(draft.dropped_attributes);
        let hash = hash_pairs(head, &draft.attributes);
        let found = index.find(hash, |other| {
            let other = &rows[other];
            lists.slice(other.attributes) == draft.attributes
                && other.schema_url == draft.schema_url
                && other.dropped_attributes == draft.dropped_attributes
        });
        if let Some(found) = found {
            return Ok(ResourceRow(found));
        }
        let added = row(rows.len());
        rows.push(Resource {
            service: service_name(&draft.attributes, pairs, strings),
            schema_url: draft.schema_url,
            attributes: lists.push(&draft.attributes)?,
            dropped_attributes: draft.dropped_attributes,
        });
        index.insert(hash, added);
        Ok(ResourceRow(added))
    }

    /// The number of distinct resources.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The text of `service.name`, or empty where the resource has none.
    #[must_use]
    pub fn service(&self, resource: ResourceRow) -> Sym {
        self.rows[resource.0].service
    }

    /// The schema URL, or empty.
    #[must_use]
    pub fn schema_url(&self, resource: ResourceRow) -> Sym {
        self.rows[resource.0].schema_url
    }

    /// The number of attributes that the sender dropped.
    #[must_use]
    pub fn dropped_attributes(&self, resource: ResourceRow) -> u32 {
        self.rows[resource.0].dropped_attributes
    }

    pub(crate) fn attributes(&self, resource: ResourceRow) -> Slice {
        self.rows[resource.0].attributes
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + self.index.heap_bytes()
    }
}

fn service_name(attributes: &[PairRow], pairs: &PairTable, strings: &StringTable) -> Sym {
    let named = |pair: &&PairRow| strings.text(pairs.key(**pair)) == "service.name";
    match attributes.iter().find(named).map(|&pair| pairs.value(pair).resolve(strings)) {
        Some(Value::String(name)) => strings.find(name).unwrap_or_default(),
        _ => Sym::EMPTY,
    }
}
