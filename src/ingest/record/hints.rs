//! Predicts the next key: most likely the one that came next last time.
//!
//! A program writes the keys of objects in one order and with one spacing. So for each field, the bytes between its value and the next one
//! are remembered, with the field that followed. Comparing these bytes with the input takes a fraction of the time of parsing a key and
//! looking it up.

use crate::ingest::json::starts_with;

/// A field of the objects of one kind, known by its key.
pub(crate) trait Key: Copy + 'static {
    /// How many there are, unknown ones counted as one.
    const COUNT: usize;

    /// The field that a key names.
    fn of(key: &[u8]) -> Self;

    /// A number below `COUNT`.
    fn index(self) -> usize;
}

/// The longest text between two values that is remembered: enough for the indentation of pretty-printed files.
const LONGEST: usize = 80;

/// For each field of objects of one kind, and for their beginning: what came next.
#[derive(Debug)]
pub(crate) struct Hints<K> {
    next: Vec<Hint<K>>,
}

#[derive(Debug, Clone)]
struct Hint<K> {
    /// The bytes from the end of one value to the start of the next, or to the end of the object. Empty where nothing is known.
    between: Vec<u8>,
    /// The field that came next. `None` where the object ended.
    key: Option<K>,
}

impl<K: Key> Default for Hints<K> {
    fn default() -> Self {
        Self { next: vec![Hint { between: Vec::new(), key: None }; K::COUNT + 1] }
    }
}

impl<K: Key> Hints<K> {
    /// If `rest` goes on as it did last time after the field `previous`: for how many bytes, and which field comes then.
    #[inline]
    pub(crate) fn recall(&self, previous: Option<K>, rest: &[u8]) -> Option<(usize, Option<K>)> {
        let hint = self.next.get(place(previous))?;
        let known = !hint.between.is_empty() && starts_with(rest, &hint.between);
        known.then_some((hint.between.len(), hint.key))
    }

    /// Remembers what came after the field `previous`.
    #[cold]
    pub(crate) fn learn(&mut self, previous: Option<K>, between: &[u8], key: Option<K>) {
        if between.len() <= LONGEST
            && let Some(hint) = self.next.get_mut(place(previous))
        {
            hint.between.clear();
            hint.between.extend_from_slice(between);
            hint.key = key;
        }
    }
}

/// The hint after a field; the first is the one at the beginning of an object.
#[inline]
fn place<K: Key>(previous: Option<K>) -> usize {
    previous.map_or(0, |key| key.index() + 1)
}
