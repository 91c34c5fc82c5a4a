//! The scopes of units, as sets. Requests of one kind go through the same few processes, so what resources and scopes say is counted once
//! for each distinct set of scopes, however many units have it.

use hashbrown::HashTable;

use super::cells::{Tick, Units};
use super::weights::Sums;
use crate::store::hash::mix;
use crate::store::{ScopeRow, Store};

/// Distinct sets of scopes, with the units that have exactly those.
#[derive(Debug, Default)]
pub(super) struct ScopeSets {
    /// The last tick that had each scope.
    ticks: Vec<u32>,
    /// The scopes of the unit at hand.
    open: Vec<u32>,
    /// The scopes of all sets, one after the other.
    scopes: Vec<u32>,
    sets: Vec<Set>,
    index: HashTable<u32>,
}

#[derive(Debug)]
struct Set {
    hash: u64,
    start: usize,
    end: usize,
    units: Units,
    sums: Option<Sums>,
}

impl ScopeSets {
    pub(super) fn new(store: &Store) -> Self {
        Self { ticks: vec![0; store.scopes().len()], ..Self::default() }
    }

    /// Notes that the unit at hand has a scope.
    #[inline]
    pub(super) fn mark(&mut self, scope: ScopeRow, tick: u32) {
        let last = &mut self.ticks[scope.0 as usize];
        if *last != tick {
            *last = tick;
            self.open.push(scope.0);
        }
    }

    /// Ends the unit at hand. O(scopes of the unit · log).
    pub(super) fn close(&mut self, Tick { units, sums, .. }: &Tick) {
        let Self { open, scopes, sets, index, .. } = self;
        open.sort_unstable();
        let hash = open.iter().fold(open.len() as u64, |state, &scope| mix(state, u64::from(scope)));
        let is_same = |&at: &u32| {
            let Set { start, end, .. } = sets[at as usize];
            scopes[start..end] == *open
        };
        let at = if let Some(&found) = index.find(hash, is_same) {
            found as usize
        } else {
            let start = scopes.len();
            scopes.append(open);
            sets.push(Set { hash, start, end: scopes.len(), units: Units::default(), sums: None });
            #[expect(clippy::cast_possible_truncation, reason = "no more sets than units")]
            index.insert_unique(hash, sets.len() as u32 - 1, |&at| sets[at as usize].hash);
            sets.len() - 1
        };
        sets[at].units.add(units);
        if let Some(more) = sums {
            let known = sets[at].sums.unwrap_or_default();
            sets[at].sums = Some([0, 1].map(|side| known[side] + more[side]));
        }
        open.clear();
    }

    /// All sets, each with a tick of its own.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Tick, impl Iterator<Item = ScopeRow>)> {
        (1..).zip(&self.sets).map(|(number, set)| {
            let scopes = self.scopes[set.start..set.end].iter().map(|&scope| ScopeRow(scope));
            (Tick { number, units: set.units, sums: set.sums }, scopes)
        })
    }
}
