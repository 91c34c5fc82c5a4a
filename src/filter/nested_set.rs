//! The numbers of a walk over a trace that counts every coming and going: Tempo's nested set.

use super::field::Intrinsic;
use crate::store::{SpanRow, Store};

/// How deep each span is below the head of its request. `u32::MAX` if it is detached.
#[derive(Debug)]
pub(super) struct NestedSets(Vec<u32>);

const DETACHED: u32 = u32::MAX;

impl NestedSets {
    /// Walks over all spans. O(spans).
    pub(super) fn new(store: &Store) -> Self {
        let mut depths = Vec::with_capacity(store.spans().len() as usize);
        for span in (0..store.spans().len()).map(SpanRow) {
            let depth = match store.parent(span) {
                None if store.requests().contains(span) => 0,
                None => DETACHED,
                Some(parent) => match depths[parent.0 as usize] {
                    DETACHED => DETACHED,
                    depth => depth + 1,
                },
            };
            depths.push(depth);
        }
        Self(depths)
    }

    /// One of the three numbers of a span.
    pub(super) fn number(&self, intrinsic: Intrinsic, store: &Store, span: SpanRow) -> i64 {
        let depth = self.0[span.0 as usize];
        if depth == DETACHED {
            return 0;
        }
        match intrinsic {
            Intrinsic::NestedSetParent => {
                store.parent(span).map_or(-1, |parent| self.number(Intrinsic::NestedSetLeft, store, parent))
            }
            Intrinsic::NestedSetRight => {
                let subtree = store.subtree(span);
                let size = i64::from(subtree.end - subtree.start);
                self.number(Intrinsic::NestedSetLeft, store, span) + 2 * size - 1
            }
            // Of the spans before it, those that are not above it have been left again.
            _ => {
                let trace = store.traces().spans(store.spans().trace(span));
                let before = i64::from(span.0 - trace.start);
                2 * before - i64::from(depth) + 1
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::sketch;

    #[test]
    fn the_walk_counts_every_coming_and_going() {
        let store = sketch(
            "
             a root 0..9
               a b 1..8
                 a c 2..3
               a d 4..5
             a other 1..9
             a lost 2..3 ?
               a e 2..3",
        )
        .unwrap();
        let sets = NestedSets::new(&store);
        let all = |intrinsic| -> Vec<i64> {
            (0..store.spans().len()).map(|row| sets.number(intrinsic, &store, SpanRow(row))).collect()
        };
        assert_eq!(all(Intrinsic::NestedSetLeft), [1, 2, 3, 6, 9, 0, 0]);
        assert_eq!(all(Intrinsic::NestedSetRight), [8, 5, 4, 7, 10, 0, 0]);
        assert_eq!(all(Intrinsic::NestedSetParent), [-1, 1, 2, 1, -1, 0, 0]);
    }
}
