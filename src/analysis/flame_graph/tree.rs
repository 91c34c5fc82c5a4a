//! The tree of frames, while it grows.

use hashbrown::HashTable;

use super::labels::{Label, Labels, Variant};
use crate::analysis::NO_PARENT;
use crate::error::{ErrorKind, Result};
use crate::store::hash::mix;
use crate::store::{SpanRow, Store, Sym};

/// The callee of frames that are of spans themselves.
pub const NO_CALLEE: u32 = u32::MAX;

/// Frames, parents before their children, in order of first appearance.
#[derive(Debug, Clone)]
pub(crate) struct FrameTree {
    pub(crate) labels: Labels,
    pub(crate) rows: Vec<FrameRow>,
    by_row: HashTable<u32>,
    /// Which frame spans of some service and name have below some frame. Several lead to one where names have one template.
    edges: Vec<Edge>,
    by_edge: HashTable<u32>,
    /// The in-transit frame that was last asked for below each frame.
    last_transit: Vec<(Sym, u32)>,
}

/// A frame: spans of one path of labels, or their time in transit to one callee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FrameRow {
    /// The frame above, or [`NO_PARENT`].
    pub(crate) parent: u32,
    /// What it is called. That of the calls for a frame in transit.
    pub(crate) label: Label,
    /// The number of the service that is called, or [`NO_CALLEE`].
    pub(crate) callee: u32,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    parent: u32,
    service: Sym,
    name: Sym,
    variant: Variant,
    frame: u32,
}

/// How many frames a tree may have. Beyond that nobody reads it, and a store of deep traces could fill all memory.
const MOST_FRAMES: usize = 1 << 20;

impl FrameTree {
    pub(crate) fn new(labels: Labels) -> Self {
        Self {
            labels,
            rows: Vec::new(),
            by_row: HashTable::new(),
            edges: Vec::new(),
            by_edge: HashTable::new(),
            last_transit: Vec::new(),
        }
    }

    /// Refuses a tree that has grown too large.
    pub(crate) fn check(&self) -> Result<()> {
        if self.rows.len() <= MOST_FRAMES {
            return Ok(());
        }
        Err(ErrorKind::Limit { what: "frames", limit: MOST_FRAMES as u64 }.into())
    }

    /// The frame of a span below the frame `parent`. Expected O(1).
    #[inline]
    pub(crate) fn enter(&mut self, store: &Store, parent: u32, span: SpanRow) -> u32 {
        let (service, name) = (store.service(span), store.spans().name(span));
        let variant = self.labels.variant(store, span);
        let hash = hash_edge(parent, service, name, variant);
        let is_same =
            |edge: &Edge| (edge.parent, edge.service, edge.name, edge.variant) == (parent, service, name, variant);
        if let Some(&found) = self.by_edge.find(hash, |&at| is_same(&self.edges[at as usize])) {
            return self.edges[found as usize].frame;
        }
        let label = self.labels.label(store, service, name, variant);
        let frame = self.frame(FrameRow { parent, label, callee: NO_CALLEE });
        let Self { edges, by_edge, .. } = self;
        let added = row(edges.len());
        edges.push(Edge { parent, service, name, variant, frame });
        by_edge.insert_unique(hash, added, |&at| {
            let edge = &edges[at as usize];
            hash_edge(edge.parent, edge.service, edge.name, edge.variant)
        });
        frame
    }

    /// The frame of the time that calls of the frame `calls` are in transit to a service. Expected O(1).
    #[inline]
    pub(crate) fn transit(&mut self, calls: u32, callee: Sym) -> u32 {
        if let Some(&(last, frame)) = self.last_transit.get(calls as usize)
            && last == callee
            && frame != NO_PARENT
        {
            return frame;
        }
        let label = self.rows[calls as usize].label;
        let number = self.labels.service(callee);
        let frame = self.frame(FrameRow { parent: calls, label, callee: number });
        self.last_transit.resize(self.rows.len(), (Sym::EMPTY, NO_PARENT));
        self.last_transit[calls as usize] = (callee, frame);
        frame
    }

    /// Service and name of the spans of a frame, without chosen attributes, as numbers of the labels.
    pub(crate) fn operation(&self, frame: u32) -> (u32, u32) {
        let label = self.rows[frame as usize].label;
        (label.service, label.operation)
    }

    fn frame(&mut self, frame: FrameRow) -> u32 {
        let Self { rows, by_row, .. } = self;
        if let Some(&found) = by_row.find(hash_frame(&frame), |&at| rows[at as usize] == frame) {
            return found;
        }
        let added = row(rows.len());
        rows.push(frame);
        by_row.insert_unique(hash_frame(&frame), added, |&at| hash_frame(&rows[at as usize]));
        added
    }
}

#[inline]
fn hash_edge(parent: u32, service: Sym, name: Sym, variant: Variant) -> u64 {
    mix(u64::from(parent) << 32 | u64::from(service.0), u64::from(name.0) << 32 | u64::from(variant.0))
}

fn hash_frame(frame: &FrameRow) -> u64 {
    let Label { service, name, .. } = frame.label;
    mix(u64::from(frame.parent) << 32 | u64::from(frame.callee), u64::from(service) << 32 | u64::from(name))
}

#[expect(clippy::cast_possible_truncation, reason = "no more frames than twice the spans")]
fn row(length: usize) -> u32 {
    length as u32
}
