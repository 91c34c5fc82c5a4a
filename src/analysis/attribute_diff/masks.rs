//! Which of a few values a unit has, as bits of a word.

use super::AttributeOrigin;
use super::board::Keys;
use super::ranking::{Candidate, What};
use super::walk::{EventsAhead, Rows};
use crate::store::{PairRow, ScopeRow, SpanRow, Store, Sym};
use crate::units::SpanKind;

/// The values that are looked for, by what has them.
#[derive(Debug)]
pub(super) struct Masks {
    span_pairs: Bits,
    event_pairs: Bits,
    names: Bits,
    kinds: [u64; SpanKind::ALL.len()],
    /// What each scope, its resource and its service have.
    scopes: Vec<u64>,
    /// The bits of what is absent where nothing has it.
    absent: u64,
}

/// A word for each row, of which few are distinct.
#[derive(Debug, Default)]
struct Bits {
    /// The place of the word of each row. Empty where all words are zero.
    places: Vec<u8>,
    /// The first is zero.
    words: Vec<u64>,
}

impl Bits {
    fn add(&mut self, row: u32, universe: usize, bit: u64) {
        if self.places.is_empty() {
            self.places = vec![0; universe];
            self.words.push(0);
        }
        let place = &mut self.places[row as usize];
        let word = self.words[usize::from(*place)] | bit;
        let at = self.words.iter().position(|&other| other == word).unwrap_or(self.words.len());
        if at == self.words.len() {
            self.words.push(word);
        }
        // At most a bit for the value and one for its key: no more words than three for each of the values.
        *place = u8::try_from(at).unwrap_or_default();
    }

    #[inline]
    fn of(&self, row: u32) -> u64 {
        self.places.get(row as usize).map_or(0, |&place| self.words[usize::from(place)])
    }
}

impl Masks {
    pub(super) fn new(store: &Store, values: impl Iterator<Item = Candidate>, keys: &Keys) -> Self {
        let mut masks = Self {
            span_pairs: Bits::default(),
            event_pairs: Bits::default(),
            names: Bits::default(),
            kinds: [0; SpanKind::ALL.len()],
            scopes: vec![0; store.scopes().len()],
            absent: 0,
        };
        for (candidate, at) in values.zip(0..) {
            let bit = 1 << at;
            match candidate.what {
                What::Value(handle) => masks.add(store, (handle.origin, handle.row), bit),
                What::Absent => {
                    let key = &keys.cells[candidate.key as usize];
                    masks.absent |= bit;
                    masks.add_key(store, (key.origin, key.key), bit);
                }
            }
        }
        masks
    }

    fn add(&mut self, store: &Store, (origin, row): (AttributeOrigin, u32), bit: u64) {
        let (pairs, strings) = (store.pairs().len(), store.strings().len());
        match origin {
            AttributeOrigin::Span => self.span_pairs.add(row, pairs, bit),
            AttributeOrigin::Event => self.event_pairs.add(row, pairs, bit),
            AttributeOrigin::Name => self.names.add(row, strings, bit),
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

    /// Looks for any value of a key.
    fn add_key(&mut self, store: &Store, (origin, key): (AttributeOrigin, Sym), bit: u64) {
        let is_of_key = |pair: &PairRow| store.pairs().key(*pair) == key;
        match origin {
            AttributeOrigin::Scope => {
                self.add_scopes(bit, |scope| store.scope_attributes(scope).iter().any(is_of_key));
            }
            AttributeOrigin::Resource => self.add_scopes(bit, |scope| {
                store.resource_attributes(store.scopes().resource(scope)).iter().any(is_of_key)
            }),
            _ => {
                let pairs = u32::try_from(store.pairs().len()).unwrap_or(u32::MAX);
                (0..pairs)
                    .filter(|&pair| is_of_key(&PairRow(pair)))
                    .for_each(|pair| self.add(store, (origin, pair), bit));
            }
        }
    }

    fn add_scopes(&mut self, bit: u64, has: impl Fn(ScopeRow) -> bool) {
        for (mask, scope) in self.scopes.iter_mut().zip(0..) {
            if has(ScopeRow(scope)) {
                *mask |= bit;
            }
        }
    }

    /// The bits of what some rows have together. O(their attributes).
    #[inline]
    pub(super) fn of(&self, store: &Store, rows: &Rows, events: &mut EventsAhead) -> u64 {
        let spans = store.spans();
        let mut mask = 0;
        for span in rows.iter().flat_map(Clone::clone).map(SpanRow) {
            mask |= self.scopes[spans.scope(span).0 as usize]
                | self.names.of(spans.name(span).0)
                | self.kinds[spans.kind(span) as usize];
            if !self.span_pairs.places.is_empty() {
                mask = store.attributes(span).iter().fold(mask, |mask, pair| mask | self.span_pairs.of(pair.0));
            }
        }
        if !self.event_pairs.places.is_empty() {
            for at in rows.iter().flat_map(|range| events.of(store, range)) {
                let pairs = store.event_attributes(store.events().value(at));
                mask = pairs.iter().fold(mask, |mask, pair| mask | self.event_pairs.of(pair.0));
            }
        }
        mask ^ self.absent
    }
}
