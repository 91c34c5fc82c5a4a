//! Which of a few values a unit has, as bits of a word.

use super::AttributeOrigin;
use super::ranking::{Candidate, Class, Ranking, What};
use super::signal::Handle;
use super::walk::{EventsAhead, Rows};
use crate::sort::sort_by;
use crate::store::{LogLines, PairRow, ScopeRow, SpanRow, Store, Sym};
use crate::units::SpanKind;

/// The values that are looked for, by what has them.
#[derive(Debug)]
pub(super) struct Masks {
    span_pairs: Bits,
    event_pairs: Bits,
    event_names: Bits,
    lines: Bits,
    names: Bits,
    kinds: [u64; SpanKind::ALL.len()],
    /// What each scope, its resource and its service have.
    scopes: Vec<u64>,
    /// The bits of what is absent where nothing has it.
    absent: u64,
}

/// What is to be known of each row, of which little is distinct.
#[derive(Debug, Default)]
struct Bits {
    /// The place of what is to be known of each row. Empty where that is nothing.
    places: Vec<u16>,
    /// The first is of rows of which nothing is to be known.
    known: Vec<Known>,
}

/// The bits of the values that a row is, or is one of, and the key that it is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Known {
    bits: u64,
    numeric_key: Option<u32>,
}

impl Bits {
    fn add(&mut self, (row, universe): (u32, usize), change: impl FnOnce(Known) -> Known) {
        if self.places.is_empty() {
            self.places = vec![0; universe];
            self.known.push(Known::default());
        }
        let place = &mut self.places[row as usize];
        let known = change(self.known[usize::from(*place)]);
        let at = self.known.iter().position(|&other| other == known).unwrap_or(self.known.len());
        // There is at most one for each of the values, for the absence of each key, and for each numeric key.
        *place = u16::try_from(at).unwrap_or_default();
        if at == self.known.len() {
            self.known.push(known);
        }
    }

    #[inline]
    fn of(&self, row: u32) -> Known {
        match self.places.get(row as usize) {
            // Nothing is to be known of most rows.
            None | Some(0) => Known::default(),
            Some(&place) => self.known[usize::from(place)],
        }
    }
}

impl Masks {
    pub(super) fn new(store: &Store, values: impl Iterator<Item = Candidate>, ranking: &Ranking) -> Self {
        let Ranking { board, classes, .. } = ranking;
        let mut masks = Self {
            span_pairs: Bits::default(),
            event_pairs: Bits::default(),
            event_names: Bits::default(),
            lines: Bits::default(),
            names: Bits::default(),
            kinds: [0; SpanKind::ALL.len()],
            scopes: vec![0; store.scopes().len()],
            absent: 0,
        };
        let mut absent_keys = Vec::new();
        for (candidate, at) in values.zip(0..) {
            let bit = 1 << at;
            match candidate.what {
                What::Value(handle) => masks.add(store, (handle.origin, handle.row), bit),
                What::Absent => {
                    let key = &board.keys.cells[candidate.key as usize];
                    masks.absent |= bit;
                    match key.origin {
                        AttributeOrigin::Scope | AttributeOrigin::Resource => {
                            masks.add_key_of_scopes(store, (key.origin, key.key), bit);
                        }
                        origin => absent_keys.push((key.key, origin, bit)),
                    }
                }
            }
        }
        masks.add_keys_of_pairs(store, absent_keys);
        for (origin, row, cell) in board.cells().filter(|(.., cell)| classes[cell.key as usize] == Class::Numeric) {
            let known = |known| Known { numeric_key: Some(cell.key), ..known };
            match origin {
                AttributeOrigin::Span => masks.span_pairs.add((row, store.pairs().len()), known),
                AttributeOrigin::Event => masks.event_pairs.add((row, store.pairs().len()), known),
                _ => {}
            }
        }
        masks
    }

    fn add(&mut self, store: &Store, (origin, row): (AttributeOrigin, u32), bit: u64) {
        let (pairs, strings) = (store.pairs().len(), store.strings().len());
        let with_bit = |known: Known| Known { bits: known.bits | bit, ..known };
        match origin {
            AttributeOrigin::Span => self.span_pairs.add((row, pairs), with_bit),
            AttributeOrigin::Event => self.event_pairs.add((row, pairs), with_bit),
            AttributeOrigin::EventName => self.event_names.add((row, strings), with_bit),
            // There are no more lines than bodies.
            AttributeOrigin::LogLine => self.lines.add((row, store.bodies().len()), with_bit),
            AttributeOrigin::Name => self.names.add((row, strings), with_bit),
            AttributeOrigin::Kind => self.kinds[row as usize] |= bit,
            AttributeOrigin::Scope => {
                self.add_scopes(bit, |scope| store.scope_attributes(scope).contains(&PairRow(row)));
            }
            AttributeOrigin::Resource => self.add_scopes(bit, |scope| {
                store.resource_attributes(store.scopes().resource(scope)).contains(&PairRow(row))
            }),
            AttributeOrigin::Service => self.add_scopes(bit, |scope| store.scopes().service(scope) == Sym(row)),
        }
    }

    /// Looks for any values of keys of spans and events. O(pairs · log keys).
    fn add_keys_of_pairs(&mut self, store: &Store, mut keys: Vec<(Sym, AttributeOrigin, u64)>) {
        sort_by(&mut keys, Ord::cmp);
        let pairs = if keys.is_empty() { 0 } else { u32::try_from(store.pairs().len()).unwrap_or(u32::MAX) };
        for pair in 0..pairs {
            let key = store.pairs().key(PairRow(pair));
            let first = keys.partition_point(|&(other, ..)| other < key);
            for &(_, origin, bit) in keys[first..].iter().take_while(|&&(other, ..)| other == key) {
                self.add(store, (origin, pair), bit);
            }
        }
    }

    /// Looks for any value of a key of scopes or resources.
    fn add_key_of_scopes(&mut self, store: &Store, (origin, key): (AttributeOrigin, Sym), bit: u64) {
        let is_of_key = |pair: &PairRow| store.pairs().key(*pair) == key;
        match origin {
            AttributeOrigin::Scope => {
                self.add_scopes(bit, |scope| store.scope_attributes(scope).iter().any(is_of_key));
            }
            _ => self.add_scopes(bit, |scope| {
                store.resource_attributes(store.scopes().resource(scope)).iter().any(is_of_key)
            }),
        }
    }

    fn add_scopes(&mut self, bit: u64, has: impl Fn(ScopeRow) -> bool) {
        for (mask, scope) in self.scopes.iter_mut().zip(0..) {
            if has(ScopeRow(scope)) {
                *mask |= bit;
            }
        }
    }

    /// The bits of what some rows have together. `number` is called with each value of a numeric key, and the key. O(their attributes).
    #[inline]
    pub(super) fn of(
        &self,
        (store, lines): (&Store, &mut LogLines),
        (rows, events): (&Rows, &mut EventsAhead),
        mut number: impl FnMut(u32, Handle),
    ) -> u64 {
        let spans = store.spans();
        let mut mask = 0;
        let mut learn = |bits: &Bits, (origin, pair): (AttributeOrigin, PairRow)| {
            let Known { bits, numeric_key } = bits.of(pair.0);
            if let Some(key) = numeric_key {
                number(key, Handle { origin, row: pair.0 });
            }
            bits
        };
        for span in rows.iter().flat_map(Clone::clone).map(SpanRow) {
            mask |= self.scopes[spans.scope(span).0 as usize]
                | self.names.of(spans.name(span).0).bits
                | self.kinds[spans.kind(span) as usize];
            if !self.span_pairs.places.is_empty() {
                for &pair in store.attributes(span) {
                    mask |= learn(&self.span_pairs, (AttributeOrigin::Span, pair));
                }
            }
        }
        if [&self.event_pairs, &self.event_names, &self.lines].iter().any(|bits| !bits.places.is_empty()) {
            for at in rows.iter().flat_map(|range| events.of(store, range)) {
                let event = store.events().value(at);
                mask |= self.event_names.of(event.name.0).bits;
                let looks_at_pairs = !self.event_pairs.places.is_empty();
                let pairs = if looks_at_pairs { store.event_attributes(event) } else { &[] };
                for &pair in pairs {
                    mask |= learn(&self.event_pairs, (AttributeOrigin::Event, pair));
                }
                if !self.lines.places.is_empty()
                    && let Some(line) = lines.at(store, at)
                {
                    mask |= self.lines.of(line).bits;
                }
            }
        }
        mask ^ self.absent
    }
}
