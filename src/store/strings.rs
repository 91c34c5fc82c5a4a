//! The string table: every distinct string once.

use super::chunked::{Chunked, row};
use super::hash::{equal_bytes, hash_bytes};
use super::index::RowIndex;
use super::rows::Sym;
use crate::error::{ErrorKind, Result};

/// Text is kept in blocks of this many bytes. A longer string has a block of its own.
const BLOCK: usize = 1 << 20;

/// Where a string is: its block, and its bytes there.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: u32,
    start: u32,
    len: u32,
}

/// Interned strings. Equal strings have equal symbols; the numbering is the order of first appearance.
#[derive(Debug)]
pub struct StringTable {
    blocks: Vec<String>,
    /// The block that is being filled. Others are full, or hold one long string.
    open: usize,
    /// The bytes that there is room for in all blocks but that one.
    room: usize,
    places: Chunked<Place>,
    index: RowIndex,
}

impl Default for StringTable {
    fn default() -> Self {
        let mut places = Chunked::default();
        places.push(Place { block: 0, start: 0, len: 0 });
        Self { blocks: vec![String::new()], open: 0, room: 0, places, index: RowIndex::default() }
    }
}

impl StringTable {
    /// The symbol of `text`, which is added if it is new. Expected O(length).
    ///
    /// # Errors
    ///
    /// `Limit` at 2³² distinct strings, or for a string of 4 GiB.
    #[inline]
    pub fn intern(&mut self, text: &str) -> Result<Sym> {
        if text.is_empty() {
            return Ok(Sym::EMPTY);
        }
        let hash = hash_bytes(text.as_bytes());
        let found = self.index.find(hash, |sym| equal_bytes(self.bytes(sym), text.as_bytes()));
        match found {
            Some(sym) => Ok(Sym(sym)),
            None => self.add(text, hash),
        }
    }

    /// The symbol of `text` if it is in the table. Expected O(length).
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Sym> {
        if text.is_empty() {
            return Some(Sym::EMPTY);
        }
        self.index.find(hash_bytes(text.as_bytes()), |sym| self.text(Sym(sym)) == text).map(Sym)
    }

    /// The string of a symbol of this table. O(1).
    #[must_use]
    #[inline]
    pub fn text(&self, sym: Sym) -> &str {
        let place = self.places[sym.0];
        &self.blocks[place.block as usize][place.start as usize..(place.start + place.len) as usize]
    }

    /// Whether a symbol is that of a text. O(1) where their lengths differ.
    #[inline]
    pub(crate) fn is(&self, sym: Sym, text: &str) -> bool {
        self.places[sym.0].len as usize == text.len() && self.bytes(sym.0) == text.as_bytes()
    }

    /// The bytes of a string. What is only compared need not be cut where characters end.
    #[inline]
    fn bytes(&self, sym: u32) -> &[u8] {
        let place = self.places[sym];
        &self.blocks[place.block as usize].as_bytes()[place.start as usize..(place.start + place.len) as usize]
    }

    /// The number of distinct strings, the empty one included. Symbols are `0..len`.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "the table is never empty")]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The bytes that the table occupies, spare capacity included. O(1).
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let text = self.room + self.blocks[self.open].capacity();
        let blocks = self.blocks.capacity() * size_of::<String>();
        text + blocks + self.places.heap_bytes() + self.index.heap_bytes()
    }

    #[cold]
    fn add(&mut self, text: &str, hash: u64) -> Result<Sym> {
        let place = self.append(text)?;
        let sym = row(self.places.len());
        if sym == u32::MAX {
            return Err(ErrorKind::Limit { what: "distinct strings", limit: u64::from(u32::MAX) }.into());
        }
        self.places.push(place);
        self.index.insert(hash, sym);
        Ok(Sym(sym))
    }

    fn append(&mut self, text: &str) -> Result<Place> {
        let Ok(len) = u32::try_from(text.len()) else {
            return Err(ErrorKind::Limit { what: "bytes in one string", limit: u64::from(u32::MAX) }.into());
        };
        if text.len() >= BLOCK {
            self.blocks.push(text.to_owned());
            self.room += text.len();
            return Ok(Place { block: row(self.blocks.len() - 1), start: 0, len });
        }
        if self.blocks[self.open].len() + text.len() > BLOCK {
            self.room += self.blocks[self.open].capacity();
            self.open = self.blocks.len();
            self.blocks.push(String::with_capacity(BLOCK));
        }
        let block = &mut self.blocks[self.open];
        let start = row(block.len());
        block.push_str(text);
        Ok(Place { block: row(self.open), start, len })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_one_symbol() {
        let mut table = StringTable::default();
        let a = table.intern("a").unwrap();
        let b = table.intern("b").unwrap();
        assert_eq!(table.intern("a").unwrap(), a);
        assert_ne!(a, b);
        assert_eq!(table.intern("").unwrap(), Sym::EMPTY);
        assert_eq!((table.text(a), table.text(b), table.text(Sym::EMPTY)), ("a", "b", ""));
        assert_eq!((table.find("b"), table.find("c")), (Some(b), None));
        assert_eq!(table.len(), 3);
    }

    #[test]
    fn text_survives_block_ends_and_long_strings() {
        let mut table = StringTable::default();
        let long = "é".repeat(BLOCK);
        let texts: Vec<String> = (0..300_000).map(|i| format!("value {i}")).chain([long]).collect();
        let syms: Vec<Sym> = texts.iter().map(|text| table.intern(text).unwrap()).collect();
        for (text, sym) in texts.iter().zip(syms) {
            assert_eq!(table.text(sym), text);
            assert_eq!(table.find(text), Some(sym));
        }
    }
}
