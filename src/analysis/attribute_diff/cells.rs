//! Counting: which of two sides' units have what.

use std::ops::Range;

use hashbrown::HashTable;

use super::AttributeOrigin;
use super::signal::Handle;
use super::statistics::Counts;
use super::weights::{Sums, add_at};
use crate::store::hash::mix;
use crate::store::{Store, Sym};

/// A unit that is being looked at, or several that have the same of something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tick {
    /// Unlike that of every other tick of the same board, and not zero.
    pub(super) number: u32,
    pub(super) units: Units,
    /// What they stand for, where that is asked for.
    pub(super) sums: Option<Sums>,
}

/// A set of units, as what it takes to tell it from others: how many there are on each side, and the sum of a random number of 128 bits
/// for each. The chance that two different sets among a million have the same sum is below 10⁻²⁶.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Units {
    pub(super) counts: Counts,
    pub(super) sum: [u64; 2],
}

impl Units {
    /// One unit of a side. Units differ by their numbers.
    #[inline]
    pub(super) fn one(side: usize, number: u32) -> Self {
        let random = |key| mix(mix(u64::from(number), key), key);
        let mut counts = [0; 2];
        counts[side] = 1;
        Self { counts, sum: [random(0x9e37_79b9_7f4a_7c15), random(0xd1b5_4a32_d192_ed03)] }
    }

    /// Adds units that are not in the set.
    #[inline]
    pub(super) fn add(&mut self, other: &Self) {
        for side in 0..2 {
            self.counts[side] += other.counts[side];
            self.sum[side] = self.sum[side].wrapping_add(other.sum[side]);
        }
    }

    /// Those of `all` that are not in the set.
    pub(super) fn complement(&self, all: &Self) -> Self {
        Self {
            counts: [0, 1].map(|side| all.counts[side] - self.counts[side]),
            sum: [0, 1].map(|half| all.sum[half].wrapping_sub(self.sum[half])),
        }
    }

    pub(super) fn count(&self) -> u32 {
        self.counts[0] + self.counts[1]
    }
}

/// The units that have one value. The last tick that had it, zero where none had, is kept elsewhere: most that is looked at was met in the same unit
/// before, and then nothing else is needed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) key: u32,
    pub(super) units: Units,
}

/// The units that have any value of a key.
#[derive(Debug)]
pub(super) struct KeyCell {
    pub(super) origin: AttributeOrigin,
    pub(super) key: Sym,
    tick: u32,
    pub(super) units: Units,
    /// What these stand for. Zero where that is not asked for.
    pub(super) sums: Sums,
    pub(super) distinct: u32,
}

/// The keys of all origins.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) cells: Vec<KeyCell>,
    index: HashTable<u32>,
}

impl Keys {
    fn number(&mut self, store: &Store, handle: Handle) -> u32 {
        let (origin, key) = (handle.origin, handle.key(store));
        let hash = |origin: AttributeOrigin, key: Sym| mix(u64::from(key.0), origin as u64);
        let Self { cells, index } = self;
        let is_same = |&at: &u32| (cells[at as usize].origin, cells[at as usize].key) == (origin, key);
        if let Some(&found) = index.find(hash(origin, key), is_same) {
            return found;
        }
        #[expect(clippy::cast_possible_truncation, reason = "no more keys than strings, for each of a few origins")]
        let added = cells.len() as u32;
        cells.push(KeyCell { origin, key, tick: 0, units: Units::default(), sums: Sums::default(), distinct: 0 });
        index.insert_unique(hash(origin, key), added, |&at| hash(cells[at as usize].origin, cells[at as usize].key));
        added
    }

    /// Notes that the units of a tick have a value. Whether it is the first time that they are said to.
    #[inline]
    pub(super) fn mark(
        &mut self,
        store: &Store,
        (last, cell, handle): (&mut u32, &mut Cell, Handle),
        tick: &Tick,
    ) -> bool {
        let is_first = *last != tick.number;
        if is_first {
            let is_new = *last == 0;
            *last = tick.number;
            self.mark_first(store, (cell, handle, is_new), tick);
        }
        is_first
    }

    fn mark_first(&mut self, store: &Store, (cell, handle, is_new): (&mut Cell, Handle, bool), tick: &Tick) {
        if is_new {
            cell.key = self.number(store, handle);
            self.cells[cell.key as usize].distinct += 1;
        }
        cell.units.add(&tick.units);
        let key = &mut self.cells[cell.key as usize];
        if key.tick != tick.number {
            key.tick = tick.number;
            key.units.add(&tick.units);
            let more = tick.sums.unwrap_or_default();
            key.sums = [0, 1].map(|side| key.sums[side] + more[side]);
        }
    }
}

/// Values of one origin, where few of all that there could be are met.
#[derive(Debug)]
pub(super) struct SparseCells {
    origin: AttributeOrigin,
    /// One more than the place of the cell, for each row or symbol that could be met. Empty until one is.
    places: Vec<u32>,
    cells: Vec<(u32, Cell)>,
    /// The last tick that had each cell.
    ticks: Vec<u32>,
    /// What the units of each cell stand for. Shorter than the cells where that is not asked for.
    sums: Vec<Sums>,
}

impl SparseCells {
    pub(super) fn new(origin: AttributeOrigin) -> Self {
        Self { origin, places: Vec::new(), cells: Vec::new(), ticks: Vec::new(), sums: Vec::new() }
    }

    /// How many were met.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Some of what was met.
    pub(super) fn iter_in(&self, some: Range<usize>) -> impl Iterator<Item = (AttributeOrigin, u32, &Cell)> {
        let some = some.start.min(self.len())..some.end.min(self.len());
        self.cells[some].iter().map(|(row, cell)| (self.origin, *row, cell))
    }

    /// Notes that the units of a tick have a value. `universe` is how many values could be met.
    #[inline]
    pub(super) fn mark(&mut self, (store, keys): (&Store, &mut Keys), (row, universe): (u32, usize), tick: &Tick) {
        if self.places.is_empty() {
            self.places = vec![0; universe];
        }
        let place = &mut self.places[row as usize];
        if *place == 0 {
            self.cells.push((row, Cell::default()));
            self.ticks.push(0);
            #[expect(clippy::cast_possible_truncation, reason = "no more than rows")]
            let places = self.cells.len() as u32;
            *place = places;
        }
        let at = *place as usize - 1;
        let (_, cell) = &mut self.cells[at];
        let is_first = keys.mark(store, (&mut self.ticks[at], cell, Handle { origin: self.origin, row }), tick);
        if let (true, Some(more)) = (is_first, tick.sums) {
            add_at(&mut self.sums, at, more);
        }
    }

    /// The origin of all values.
    pub(super) fn origin(&self) -> AttributeOrigin {
        self.origin
    }

    /// What the units of a value stand for.
    pub(super) fn sums(&self, row: u32) -> Sums {
        let at = self.places.get(row as usize).and_then(|place| place.checked_sub(1));
        at.and_then(|at| self.sums.get(at as usize)).copied().unwrap_or_default()
    }
}
