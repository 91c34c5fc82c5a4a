//! Subsegments that were sent without the segment that they lie in, as SDKs send them when there are many. They do not say whose they are.

use std::ops::Range;

use crate::sort::sort_by_key;
use crate::store::{ScopeRow, SourceRow, SpanRow, StoreBuilder};
use crate::units::{SpanId, TraceId};

/// How many subsegments may lie in each other that were all sent alone.
const MAX_DEPTH: usize = 64;

/// Subsegments that were sent alone, with what lies in them.
#[derive(Debug, Default)]
pub(super) struct Lone {
    list: Vec<Alone>,
}

#[derive(Debug)]
struct Alone {
    /// The segment that they lie in.
    above: (TraceId, SpanId),
    rows: Range<u32>,
}

impl Lone {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The bytes of all of them, with those of what they are compared with.
    pub(super) fn held_bytes(&self) -> usize {
        self.list.capacity() * 2 * size_of::<Alone>()
    }

    /// Adds the spans of a document.
    pub(super) fn add(&mut self, above: (TraceId, SpanId), rows: Range<u32>) {
        self.list.push(Alone { above, rows });
    }

    /// Gives them the resource of the segment that they lie in, if it is in the same file. O(n log l) for n spans and l of them.
    pub(super) fn find_services(&mut self, builder: &mut StoreBuilder, source: SourceRow) {
        if self.list.is_empty() {
            return;
        }
        sort_by_key(&mut self.list, |alone| alone.above);
        let mut above: Vec<Option<SpanRow>> = vec![None; self.list.len()];
        for row in (0..builder.spans().len()).map(SpanRow) {
            let id = (builder.trace_id(row), builder.spans().span_id(row));
            let first = self.list.partition_point(|alone| alone.above < id);
            let is_theirs = self.list.get(first).is_some_and(|alone| alone.above == id);
            if is_theirs && builder.spans().source(row) == source {
                above[first].get_or_insert(row);
            }
        }
        // Several may lie in one.
        for at in 1..above.len() {
            if self.list[at].above == self.list[at - 1].above {
                above[at] = above[at - 1];
            }
        }
        for _ in 0..MAX_DEPTH {
            if !self.pass_on(&above, builder) {
                break;
            }
        }
        self.list.clear();
    }

    /// Passes what is known one level down; whether that was anything.
    fn pass_on(&self, above: &[Option<SpanRow>], builder: &mut StoreBuilder) -> bool {
        let mut is_more = false;
        for (alone, above) in self.list.iter().zip(above) {
            let scope = above.map_or(StoreBuilder::UNKNOWN_SCOPE, |row| builder.spans().scope(row));
            let own: ScopeRow = builder.spans().scope(SpanRow(alone.rows.start));
            if own == StoreBuilder::UNKNOWN_SCOPE && scope != own {
                builder.set_scope(alone.rows.clone(), scope);
                is_more = true;
            }
        }
        is_more
    }
}
