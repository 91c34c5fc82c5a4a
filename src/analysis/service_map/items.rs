//! Nodes and edges, with what is known of them on either side.

use std::collections::BTreeSet;

use hashbrown::HashTable;

use crate::analysis::calls::Peer;
use crate::analysis::operations::Operations;
use crate::store::hash::mix;
use crate::store::{ScopeRow, SpanRow, Store, Sym};

/// The other end of what has no other end: a node.
const NODE: Sym = Sym(u32::MAX);

/// The nodes and edges of some units, numbered in order of first appearance.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    pub(super) rows: Vec<Item>,
    index: HashTable<u32>,
    /// The names of services.
    services: BTreeSet<Sym>,
    /// The operations of units, and what of each there is on either side.
    pub(super) operations: Operations,
    pub(super) units: Vec<[u32; 2]>,
    /// The time on the critical path, by operation and item.
    pub(super) parts: Vec<Part>,
    part_index: HashTable<u32>,
    /// All calls on either side.
    pub(super) calls: [CallColumns; 2],
}

/// Calls, each with the number of its node or edge and its duration. A call of an edge to a service is one of its node, too.
#[derive(Debug, Clone, Default)]
pub(super) struct CallColumns {
    pub(super) items: Vec<u32>,
    pub(super) durations_ns: Vec<u64>,
}

/// What units of one operation spend on one node or edge, summed over all of them, so that no order of them changes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) operation: u32,
    pub(super) item: u32,
    pub(super) path_ns: [u128; 2],
}

/// A node or an edge.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The name of the node, or of the caller.
    pub(super) from: Sym,
    /// The name of the callee, if it is an edge.
    pub(super) to: Option<Sym>,
    /// The keys of the attributes that name the node, or the callee, where no span of it does.
    pub(super) named_by: Vec<Sym>,
    /// What the callee is then, the most telling.
    pub(super) peer: Option<Peer>,
    /// How calls of it are known.
    pub(super) ways: Ways,
    pub(super) tallies: [Tally; 2],
}

/// How the calls of an edge are known, and what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ways {
    /// Some by the parent of a span.
    pub(super) by_parent: bool,
    /// Some by a link.
    pub(super) by_link: bool,
    /// Some are no messages: their callers wait.
    pub(super) has_answers: bool,
}

/// What is known on one side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) units: u32,
    pub(super) calls: u32,
    pub(super) failing: u32,
    /// The unit that was counted last.
    last: Option<SpanRow>,
}

/// A call as it is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) duration_ns: u64,
    pub(super) fails: bool,
}

impl Items {
    pub(super) fn new(store: &Store) -> Self {
        let scopes = u32::try_from(store.scopes().len()).unwrap_or(u32::MAX);
        let services = (0..scopes).map(|scope| store.scopes().service(ScopeRow(scope))).collect();
        Self { services, ..Self::default() }
    }

    /// Whether a name is that of a service.
    pub(super) fn is_service(&self, name: Sym) -> bool {
        self.services.contains(&name)
    }

    /// The number of a node. Expected O(1).
    pub(super) fn node(&mut self, name: Sym) -> u32 {
        self.number(name, NODE)
    }

    /// The number of an edge. Expected O(1).
    pub(super) fn edge(&mut self, from: Sym, to: Sym) -> u32 {
        self.number(from, to)
    }

    fn number(&mut self, from: Sym, to: Sym) -> u32 {
        let Self { rows, index, .. } = self;
        let hash = |from: Sym, to: Sym| mix(u64::from(from.0), u64::from(to.0));
        let hash_of = |item: &Item| hash(item.from, item.to.unwrap_or(NODE));
        let is_same = |item: &Item| item.from == from && item.to.unwrap_or(NODE) == to;
        if let Some(&found) = index.find(hash(from, to), |&at| is_same(&rows[at as usize])) {
            return found;
        }
        #[expect(clippy::cast_possible_truncation, reason = "no more items than three times the spans and the links")]
        let added = rows.len() as u32;
        rows.push(Item {
            from,
            to: (to != NODE).then_some(to),
            named_by: Vec::new(),
            peer: None,
            ways: Ways::default(),
            tallies: <[Tally; 2]>::default(),
        });
        index.insert_unique(hash(from, to), added, |&at| hash_of(&rows[at as usize]));
        added
    }

    /// Counts that a unit has an item.
    pub(super) fn touch(&mut self, side: usize, item: u32, unit: SpanRow) {
        let tally = &mut self.rows[item as usize].tallies[side];
        if tally.last != Some(unit) {
            tally.last = Some(unit);
            tally.units += 1;
        }
    }

    /// Counts a call of a node or of an edge.
    pub(super) fn add_call(&mut self, side: usize, item: u32, Counted { duration_ns, fails }: Counted) {
        let tally = &mut self.rows[item as usize].tallies[side];
        tally.calls = tally.calls.saturating_add(1);
        tally.failing = tally.failing.saturating_add(u32::from(fails));
        self.calls[side].items.push(item);
        self.calls[side].durations_ns.push(duration_ns);
    }

    /// Counts a unit of an operation, and gives the number of that.
    pub(super) fn add_unit(&mut self, store: &Store, side: usize, unit: SpanRow) -> u32 {
        let operation = self.operations.of(store, unit);
        self.units.resize(self.operations.len(), [0; 2]);
        self.units[operation as usize][side] += 1;
        operation
    }

    /// Adds time on the critical path of a unit of an operation.
    pub(super) fn add_path(&mut self, side: usize, (operation, item): (u32, u32), ns: u64) {
        let Self { parts, part_index: index, .. } = self;
        let hash = |operation: u32, item: u32| mix(u64::from(operation), u64::from(item));
        let is_same = |part: &Part| part.operation == operation && part.item == item;
        let found = index.find(hash(operation, item), |&at| is_same(&parts[at as usize])).copied();
        let at = found.unwrap_or_else(|| {
            #[expect(clippy::cast_possible_truncation, reason = "no more parts than spans in units")]
            let added = parts.len() as u32;
            parts.push(Part { operation, item, path_ns: [0; 2] });
            index.insert_unique(hash(operation, item), added, |&at| {
                hash(parts[at as usize].operation, parts[at as usize].item)
            });
            added
        });
        parts[at as usize].path_ns[side] += u128::from(ns);
    }

    /// Notes how a call of an item is known.
    pub(super) fn note(&mut self, item: u32, ways: Ways) {
        let noted = &mut self.rows[item as usize].ways;
        noted.by_parent |= ways.by_parent;
        noted.by_link |= ways.by_link;
        noted.has_answers |= ways.has_answers;
    }

    /// Notes that attributes name what an item leads to.
    pub(super) fn name(&mut self, item: u32, key: Sym, peer: Peer) {
        let item = &mut self.rows[item as usize];
        if !item.named_by.contains(&key) {
            item.named_by.push(key);
        }
        item.peer = Some(item.peer.map_or(peer, |known| known.min(peer)));
    }
}
