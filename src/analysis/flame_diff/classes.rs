//! Classes of units: those that ask for the same thing.

use hashbrown::HashTable;

use super::MixControl;
use crate::analysis::NO_PARENT;
use crate::analysis::flame_graph::FrameTree;
use crate::store::hash::mix;
use crate::store::{SpanRow, Store};

/// The classes of units, numbered in order of first appearance.
#[derive(Debug, Clone)]
pub(super) struct Classes {
    control: MixControl,
    /// What the classes are made of, one after the other, and where each begins.
    operations: Vec<(u32, u32)>,
    starts: Vec<usize>,
    index: HashTable<u32>,
    /// That of the unit at hand.
    current: Vec<(u32, u32)>,
}

impl Classes {
    pub(super) fn new(control: MixControl) -> Self {
        Self { control, operations: Vec::new(), starts: vec![0], index: HashTable::new(), current: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The class of a unit: its own operation, followed by those of its root's children, in order and without repeats. Chosen attributes
    /// are left out, as these may well be what sets the sides apart. With it, how many spans were looked at.
    /// O(children · log children), expected.
    pub(super) fn of(&mut self, store: &Store, tree: &mut FrameTree, unit: SpanRow) -> (u32, usize) {
        self.current.clear();
        let mut looked_at = 1;
        if self.control != MixControl::None {
            let root = tree.enter(store, NO_PARENT, unit);
            if self.control == MixControl::RootAndCalls {
                for child in store.children(unit) {
                    let call = tree.enter(store, root, child);
                    self.current.push(tree.operation(call));
                    looked_at += 1;
                }
                self.current.sort_unstable();
                self.current.dedup();
            }
            self.current.insert(0, tree.operation(root));
        }
        (self.intern(), looked_at)
    }

    fn intern(&mut self) -> u32 {
        let Self { operations, starts, index, current, .. } = self;
        let class = |class: u32| &operations[starts[class as usize]..starts[class as usize + 1]];
        if let Some(&found) = index.find(hash(current), |&at| class(at) == current) {
            return found;
        }
        #[expect(clippy::cast_possible_truncation, reason = "no more classes than units")]
        let added = (starts.len() - 1) as u32;
        operations.extend_from_slice(current);
        starts.push(operations.len());
        let class = |class: u32| &operations[starts[class as usize]..starts[class as usize + 1]];
        index.insert_unique(hash(current), added, |&at| hash(class(at)));
        added
    }
}

fn hash(operations: &[(u32, u32)]) -> u64 {
    operations.iter().fold(0, |state, &(service, name)| mix(state, u64::from(service) << 32 | u64::from(name)))
}
