//! Which events and logs tell of exceptions.

use crate::filter::{Bits, GrowingBits};
use crate::store::{EXCEPTION_KEYS, PairRow, Store, Sym, names_exception};

/// The names of events, and the pairs, that tell of exceptions in one store.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    names: Bits,
    pairs: Bits,
}

impl Exceptions {
    /// O(distinct pairs, and events).
    pub(super) fn of(store: &Store) -> Self {
        if store.events().is_empty() {
            return Self::default();
        }
        Self { names: names(store), pairs: pairs(store) }
    }

    /// Whether the event at a position tells of an exception: by its name, or since its attributes do. O(its attributes).
    pub(super) fn has(&self, store: &Store, position: u32) -> bool {
        let event = store.events().value(position);
        self.names.contains(event.name.0)
            || !self.pairs.is_empty() && store.event_attributes(event).iter().any(|pair| self.pairs.contains(pair.0))
    }
}

fn names(store: &Store) -> Bits {
    let (mut names, mut last) = (GrowingBits::new(store.strings().len()), Sym::EMPTY);
    for at in 0..store.events().len() {
        let name = store.events().value(at).name;
        // Events of one name often follow one another.
        if name != last && names_exception(store.text(name)) {
            names.insert(name.0);
        }
        last = name;
    }
    names.finish()
}

fn pairs(store: &Store) -> Bits {
    let keys: Vec<Sym> = EXCEPTION_KEYS.iter().filter_map(|key| store.strings().find(key)).collect();
    if keys.is_empty() {
        return Bits::default();
    }
    Bits::of(store.pairs().len(), |pair| keys.contains(&store.pairs().key(PairRow(pair))))
}
