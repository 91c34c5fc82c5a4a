//! A table of the texts of one answer.

use hashbrown::HashTable;

use crate::store::hash::mix;
use crate::store::{Store, Sym};

/// Distinct symbols, numbered in order of first appearance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    rows: Vec<Sym>,
    index: HashTable<u32>,
}

impl Texts {
    /// The number of a symbol, which is added if it is new. Expected O(1).
    pub(crate) fn number(&mut self, sym: Sym) -> u32 {
        let Self { rows, index } = self;
        let hash = |sym: Sym| mix(u64::from(sym.0), 0);
        if let Some(&found) = index.find(hash(sym), |&at| rows[at as usize] == sym) {
            return found;
        }
        #[expect(clippy::cast_possible_truncation, reason = "no more texts than spans")]
        let added = rows.len() as u32;
        rows.push(sym);
        index.insert_unique(hash(sym), added, |&at| hash(rows[at as usize]));
        added
    }

    /// The symbol with a number.
    pub(crate) fn sym(&self, number: u32) -> Sym {
        self.rows[number as usize]
    }

    /// The text with a number.
    pub(crate) fn text<'a>(&self, store: &'a Store, number: u32) -> &'a str {
        store.text(self.rows[number as usize])
    }

    /// The texts, in the order of their numbers.
    pub(crate) fn into_texts(self, store: &Store) -> Vec<String> {
        self.rows.into_iter().map(|sym| store.text(sym).to_owned()).collect()
    }
}
