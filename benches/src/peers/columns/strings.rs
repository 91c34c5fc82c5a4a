//! Interned strings.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The number of a string; 0 is the empty one.
pub(super) type Symbol = u32;

/// Every distinct string once, one after the other in one text.
#[derive(Debug)]
pub(super) struct Strings {
    text: String,
    /// String `i` ends at `ends[i]`, and starts where the one before ends.
    ends: Vec<usize>,
    index: HashTable<Symbol>,
    hasher: DefaultHashBuilder,
}

impl Default for Strings {
    fn default() -> Self {
        let (text, index, hasher) = (String::new(), HashTable::new(), DefaultHashBuilder::default());
        Self { text, ends: vec![0], index, hasher }
    }
}

impl Strings {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn intern(&mut self, string: &str) -> Symbol {
        if string.is_empty() {
            return 0;
        }
        let Self { text, ends, index, hasher } = self;
        let at = |symbol: Symbol| &text[ends[symbol as usize - 1]..ends[symbol as usize]];
        let hash = hasher.hash_one(string);
        if let Some(&symbol) = index.find(hash, |&symbol| at(symbol) == string) {
            return symbol;
        }
        let symbol = Symbol::try_from(ends.len()).unwrap_or(Symbol::MAX);
        index.insert_unique(hash, symbol, |&other| hasher.hash_one(at(other)));
        text.push_str(string);
        ends.push(text.len());
        symbol
    }
}
