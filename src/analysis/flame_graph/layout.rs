//! The order of frames in an answer, and their columns.

use serde::{Deserialize, Serialize};

use super::tree::{FrameRow, FrameTree, NO_CALLEE};
use crate::analysis::NO_PARENT;
use crate::sort::{sort_by, sort_by_key};
use crate::store::Store;

/// The frames of a graph.
///
/// # Shape and units
///
/// Parents before their children, each subtree in one run. Siblings are ordered by service, then by name, both as text; frames in transit
/// come after the others, ordered by callee. Each column has one entry for each frame. `services` and `names` are sorted and contain only
/// texts of frames.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frames {
    /// The distinct services, callees among them. An unknown one is empty.
    pub services: Vec<String>,
    /// The distinct names.
    pub names: Vec<String>,
    /// The parent of each frame, or [`NO_PARENT`](crate::analysis::NO_PARENT), which is 2³² − 1.
    #[serde(with = "crate::column")]
    pub parents: Vec<u32>,
    /// The number of ancestors.
    #[serde(with = "crate::column")]
    pub depths: Vec<u32>,
    /// The index of the service of each in `services`.
    #[serde(with = "crate::column")]
    pub service_indexes: Vec<u32>,
    /// The index of the name of each in `names`.
    #[serde(with = "crate::column")]
    pub name_indexes: Vec<u32>,
    /// For frames in transit, the index of the service that is called in `services`; else [`NO_CALLEE`], which is 2³² − 1. Service
    /// and name are those of the call.
    #[serde(with = "crate::column")]
    pub callee_indexes: Vec<u32>,
}

impl Frames {
    /// The number of frames.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The service of a frame.
    #[must_use]
    pub fn service(&self, frame: usize) -> &str {
        &self.services[self.service_indexes[frame] as usize]
    }

    /// The name of the spans of a frame.
    #[must_use]
    pub fn name(&self, frame: usize) -> &str {
        &self.names[self.name_indexes[frame] as usize]
    }

    /// The service that is called, for frames in transit.
    #[must_use]
    pub fn callee(&self, frame: usize) -> Option<&str> {
        let index = self.callee_indexes[frame];
        (index != NO_CALLEE).then(|| &*self.services[index as usize])
    }

    /// The parent of a frame.
    #[must_use]
    pub fn parent(&self, frame: usize) -> Option<usize> {
        let parent = self.parents[frame];
        (parent != NO_PARENT).then_some(parent as usize)
    }

    /// Adds to each frame what its children have, from the last frame to the first.
    pub(crate) fn totals(&self, of_itself: &[f64]) -> Vec<f64> {
        let mut totals = of_itself.to_vec();
        for frame in (0..self.len()).rev() {
            if let Some(parent) = self.parent(frame) {
                totals[parent] += totals[frame];
            }
        }
        totals
    }
}

/// Frames in their order, and the frame of the tree that each was.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) frames: Frames,
    pub(crate) order: Vec<u32>,
}

impl Layout {
    /// O(f log f) for f frames and their names.
    pub(crate) fn of(tree: FrameTree, store: &Store) -> Self {
        let FrameTree { labels, rows, .. } = tree;
        let (services, names) = labels.into_texts(store);
        let used = rows.iter().flat_map(|row| [row.label.service, row.callee]).filter(|&service| service != NO_CALLEE);
        let (services, service_ranks) = sorted(services, used);
        let (names, name_ranks) = sorted(names, rows.iter().map(|row| row.label.name));
        let service = |number: u32| if number == NO_CALLEE { NO_CALLEE } else { service_ranks[number as usize] };
        let name = |row: &FrameRow| name_ranks[row.label.name as usize];
        let order =
            order(&rows, |row| (row.callee != NO_CALLEE, service(row.label.service), name(row), service(row.callee)));

        let mut frames = Frames { services, names, ..Frames::default() };
        let mut renumbered = vec![NO_PARENT; rows.len()];
        for (&old, new) in order.iter().zip(0..) {
            renumbered[old as usize] = new;
            let row = &rows[old as usize];
            let parent = renumbered.get(row.parent as usize).copied().unwrap_or(NO_PARENT);
            frames.parents.push(parent);
            frames.depths.push(frames.depths.get(parent as usize).map_or(0, |depth| depth + 1));
            frames.service_indexes.push(service(row.label.service));
            frames.name_indexes.push(name(row));
            frames.callee_indexes.push(service(row.callee));
        }
        Self { frames, order }
    }
}

impl Layout {
    /// The place of each frame of the tree.
    pub(crate) fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.order.len()];
        (0..).zip(&self.order).for_each(|(place, &frame)| places[frame as usize] = place);
        places
    }
}

/// The frames, parents before their children, siblings by a key.
fn order<K: Ord>(rows: &[FrameRow], key: impl Fn(&FrameRow) -> K) -> Vec<u32> {
    let mut by_parent: Vec<u32> = (0..).zip(rows).map(|(at, _)| at).collect();
    sort_by_key(&mut by_parent, |&at| (rows[at as usize].parent, key(&rows[at as usize])));
    let children = |parent: u32| {
        let first = by_parent.partition_point(|&at| rows[at as usize].parent < parent);
        let count = by_parent[first..].partition_point(|&at| rows[at as usize].parent == parent);
        by_parent[first..first + count].iter().rev()
    };
    let mut order = Vec::with_capacity(rows.len());
    let mut waiting: Vec<u32> = children(NO_PARENT).copied().collect();
    while let Some(frame) = waiting.pop() {
        order.push(frame);
        waiting.extend(children(frame));
    }
    order
}

/// The texts that are used, sorted, and the place of each there.
fn sorted(mut texts: Vec<String>, used: impl Iterator<Item = u32>) -> (Vec<String>, Vec<u32>) {
    let mut numbers: Vec<u32> = used.collect();
    numbers.sort_unstable();
    numbers.dedup();
    sort_by(&mut numbers, |&a, &b| texts[a as usize].cmp(&texts[b as usize]));
    let mut ranks = vec![0; texts.len()];
    (0..).zip(&numbers).for_each(|(rank, &number)| ranks[number as usize] = rank);
    (numbers.iter().map(|&number| std::mem::take(&mut texts[number as usize])).collect(), ranks)
}
