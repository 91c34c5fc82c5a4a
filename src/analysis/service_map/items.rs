//! Nodes and edges, with what is known of them on either side.

use std::collections::BTreeSet;

use hashbrown::HashTable;

use crate::analysis::calls::Peer;
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
    /// The durations of calls on either side, each with the number of what was called.
    pub(super) durations_ns: [Vec<(u32, u64)>; 2],
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
    /// Summed over all units, so that no order of them changes it.
    pub(super) path_ns: u128,
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
        self.durations_ns[side].push((item, duration_ns));
    }

    /// Adds time on the critical path of a unit.
    pub(super) fn add_path(&mut self, side: usize, item: u32, ns: u64) {
        self.rows[item as usize].tallies[side].path_ns += u128::from(ns);
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
