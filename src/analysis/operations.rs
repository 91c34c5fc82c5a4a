//! Operations: what spans do, as the pair of their service and their name.

use hashbrown::HashTable;

use crate::store::hash::mix;
use crate::store::{SpanRow, Store, Sym};

/// The distinct operations of some spans of one store, numbered in order of first appearance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operations {
    /// Service and name of each operation.
    rows: Vec<(Sym, Sym)>,
    index: HashTable<u32>,
}

impl Operations {
    /// The number of the operation of a span. Expected O(1).
    #[inline]
    pub(crate) fn of(&mut self, store: &Store, span: SpanRow) -> u32 {
        let Self { rows, index } = self;
        let operation = (store.service(span), store.spans().name(span));
        let hash = hash_operation(operation);
        if let Some(&found) = index.find(hash, |&at| rows[at as usize] == operation) {
            return found;
        }
        #[expect(clippy::cast_possible_truncation, reason = "no more operations than spans")]
        let added = rows.len() as u32;
        rows.push(operation);
        index.insert_unique(hash, added, |&at| hash_operation(rows[at as usize]));
        added
    }

    /// The number of distinct operations.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Service and name of an operation.
    pub(crate) fn text<'a>(&self, store: &'a Store, operation: usize) -> (&'a str, &'a str) {
        let (service, name) = self.rows[operation];
        (store.text(service), store.text(name))
    }
}

fn hash_operation((service, name): (Sym, Sym)) -> u64 {
    mix(u64::from(service.0), u64::from(name.0))
}
