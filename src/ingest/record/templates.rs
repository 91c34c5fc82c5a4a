//! Attributes that resemble earlier ones.
//!
//! Nearly all bytes of an attribute are the same from span to span: `,{"key":"http.route","value":{"stringValue":"` before the
//! value and `"}}` after it. A template is such a frame, learnt from an attribute that was read the long way. The attribute
//! after it most likely has the template that came next last time, else one whose key begins alike. Where a frame fits, one
//! comparison replaces the reading of three keys, two colons and four brackets; and if the value is the last one or
//! was [seen of late](super::recall), the whole attribute is known without being looked up in any table.

use hashbrown::HashTable;

use crate::ingest::json::{find_quote, starts_with};
use crate::store::hash::{hash_bytes, mix};
use crate::store::{PairRow, Sym};

/// How many templates are kept. When there are more, all are forgotten, and the current ones learnt again.
const MOST: usize = 1024;

/// The longest frame, and the longest value that is kept beside it.
const LONGEST: usize = 512;

/// How many bytes of a key choose its template.
const KEY_START: usize = 24;

const GUESSES: usize = 1 << 10;

/// The type of a value in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    String,
    Int,
    Double,
    Bool,
}

impl Shape {
    /// Whether a byte may be in a value of this type that has no quotes.
    #[inline]
    fn has_bare(self, byte: u8) -> bool {
        match self {
            Self::Bool => byte.is_ascii_lowercase(),
            _ => matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'),
        }
    }
}

/// An attribute that was read the long way and has nothing unusual: indices of the bytes that it was read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) shape: Shape,
    pub(crate) quoted: bool,
    pub(crate) value_start: usize,
    pub(crate) value_end: usize,
}

/// A frame around values, see [the module](self).
#[derive(Debug)]
pub(crate) struct Template {
    /// A number that no other template has or had.
    pub(crate) id: u32,
    pub(crate) key: Sym,
    pub(crate) shape: Shape,
    /// Whether this is the frame of the first attribute in a list, without a comma.
    first: bool,
    quoted: bool,
    head: Vec<u8>,
    tail: Vec<u8>,
    /// The last value that was remembered, with the tail.
    last: Vec<u8>,
    last_pair: PairRow,
    /// The last value that was another.
    seen: PairRow,
    /// The template that came next.
    next: Option<usize>,
}

/// An attribute whose frame fits: the template, and how much of the input it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Match<'a> {
    /// The value is the one that the template remembers.
    Known { len: usize, pair: PairRow },
    /// The value is this one.
    Framed { len: usize, value: &'a [u8], at: usize, escaped: bool },
}

/// All templates.
#[derive(Debug)]
pub(crate) struct Templates {
    list: Vec<Template>,
    /// Templates by a hash of their frames: a span of keys that nobody has seen before asks for each whether it is known.
    frames: HashTable<(u64, usize)>,
    /// How many templates were compared with a frame that was looked up.
    #[cfg(test)]
    compared: usize,
    /// The template that came first in a list.
    first: Option<usize>,
    /// Templates by the start of their key, one more than the index; 0 for none.
    guesses: Vec<u32>,
    /// Where in an attribute the key starts; first that of the first in a list.
    key_at: [usize; 2],
    next_id: u32,
}

impl Default for Templates {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            frames: HashTable::new(),
            #[cfg(test)]
            compared: 0,
            first: None,
            guesses: vec![0; GUESSES],
            key_at: [0; 2],
            next_id: 0,
        }
    }
}

impl Templates {
    /// The template that fits what comes after an attribute of the template `previous`, with the rest of the match.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "called for every attribute; a call of its own is 4 % of reading OTLP JSON"
    )]
    pub(crate) fn find<'a>(
        &mut self,
        first: bool,
        previous: Option<usize>,
        rest: &'a [u8],
    ) -> Option<(usize, Match<'a>)> {
        let expected = if first { self.first } else { previous.and_then(|at| self.list.get(at)?.next) };
        let fits = |at: &usize| self.list.get(*at).is_some_and(|template| template.starts(first, rest));
        let at = if let Some(at) = expected.filter(fits) {
            at
        } else {
            let at = self.guess(first, rest).filter(fits)?;
            self.chain(first, previous, at);
            at
        };
        Some((at, self.list.get(at)?.read(rest)?))
    }

    #[inline]
    pub(crate) fn get(&self, at: usize) -> Option<&Template> {
        self.list.get(at)
    }

    /// Remembers the last value of a template, if it came twice in a row: most that come once are followed by others.
    #[inline]
    pub(crate) fn learn_value(&mut self, at: usize, value: &[u8], pair: PairRow) {
        if let Some(template) = self.list.get_mut(at)
            && std::mem::replace(&mut template.seen, pair) == pair
            && value.len() <= LONGEST
        {
            template.last.clear();
            template.last.extend_from_slice(value);
            template.last.extend_from_slice(&template.tail);
            template.last_pair = pair;
        }
    }

    /// Learns the template of an attribute, the bytes from `start` to `end`; which one it is.
    #[cold]
    pub(crate) fn learn(
        &mut self,
        (first, previous): (bool, Option<usize>),
        (bytes, sample): (&[u8], Sample),
        (key, key_at): (Sym, usize),
        pair: PairRow,
    ) -> Option<usize> {
        let Sample { shape, quoted, value_start, value_end } = sample;
        if bytes.len() > LONGEST {
            return None;
        }
        let (head, tail) = (&bytes[..value_start], &bytes[value_end..]);
        if self.list.len() == MOST {
            self.forget();
            return None;
        }
        let hash = mix(hash_bytes(head), hash_bytes(tail));
        let at = self.position(hash, head, tail).unwrap_or_else(|| {
            self.next_id += 1;
            self.list.push(Template {
                id: self.next_id,
                key,
                shape,
                first,
                quoted,
                head: head.to_vec(),
                tail: tail.to_vec(),
                last: bytes[value_start..].to_vec(),
                last_pair: pair,
                seen: pair,
                next: None,
            });
            let at = self.list.len() - 1;
            self.frames.insert_unique(hash, (hash, at), |&(hash, _)| hash);
            at
        });
        self.key_at[usize::from(!first)] = key_at;
        if let Some(guess) = self.guess_place(first, bytes) {
            self.guesses[guess] = u32::try_from(at + 1).unwrap_or_default();
        }
        self.chain(first, previous, at);
        Some(at)
    }

    /// Forgets all templates, but for which ids they had.
    fn forget(&mut self) {
        let Self { list, frames, first, guesses, .. } = self;
        list.clear();
        frames.clear();
        *first = None;
        guesses.fill(0);
    }

    /// The template of a frame, if there is one. Expected O(length of the frame).
    fn position(&mut self, hash: u64, head: &[u8], tail: &[u8]) -> Option<usize> {
        let found = self.frames.find(hash, |&(other, at)| {
            #[cfg(test)]
            {
                self.compared += 1;
            }
            other == hash && self.list.get(at).is_some_and(|known| known.head == head && known.tail == tail)
        });
        found.map(|&(_, at)| at)
    }

    fn chain(&mut self, first: bool, previous: Option<usize>, at: usize) {
        if first {
            self.first = Some(at);
        } else if let Some(template) = previous.and_then(|previous| self.list.get_mut(previous)) {
            template.next = Some(at);
        }
    }

    /// The template whose key starts as the next one does, if the next attribute is spaced as others are.
    fn guess(&self, first: bool, rest: &[u8]) -> Option<usize> {
        let guess = self.guesses[self.guess_place(first, rest)?];
        (guess as usize).checked_sub(1)
    }

    fn guess_place(&self, first: bool, rest: &[u8]) -> Option<usize> {
        let key_at = self.key_at[usize::from(!first)];
        let start = rest.get(key_at..key_at + KEY_START)?;
        let hash = start.as_chunks::<8>().0.iter().fold(u64::from(first), |hash, &word| {
            (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        #[expect(clippy::cast_possible_truncation, reason = "only the highest bits are left")]
        {
            Some((hash >> (64 - GUESSES.trailing_zeros())) as usize)
        }
    }
}

impl Template {
    #[inline]
    fn starts(&self, first: bool, rest: &[u8]) -> bool {
        self.first == first && starts_with(rest, &self.head)
    }

    /// Reads the value in an attribute that starts with the head.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as `find`, of which it is the other half")]
    fn read<'a>(&self, rest: &'a [u8]) -> Option<Match<'a>> {
        let at = self.head.len();
        let value = &rest[at..];
        if starts_with(value, &self.last) {
            return Some(Match::Known { len: at + self.last.len(), pair: self.last_pair });
        }
        let (value_len, escaped) = if self.quoted {
            find_quote(value)?
        } else {
            (value.iter().position(|&byte| !self.shape.has_bare(byte))?, false)
        };
        let (value, tail) = value.split_at(value_len);
        let len = at + value_len + self.tail.len();
        starts_with(tail, &self.tail).then_some(Match::Framed { len, value, at, escaped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Templates of `count` attributes whose keys are all different.
    fn learnt(count: usize) -> Templates {
        let mut templates = Templates::default();
        let mut previous = None;
        for number in 0..count {
            let bytes = format!(r#",{{"key":"header.{number:07}","value":{{"stringValue":"a"}}}}"#);
            let (value_start, value_end) = (bytes.len() - 4, bytes.len() - 3);
            let sample = Sample { shape: Shape::String, quoted: true, value_start, value_end };
            let what = (bytes.as_bytes(), sample);
            previous = templates.learn((false, previous), what, (Sym::EMPTY, 8), PairRow(0));
        }
        templates
    }

    #[test]
    fn a_new_key_is_compared_with_next_to_none_of_those_before_it() {
        for count in [10_000, 100_000] {
            let compared = learnt(count).compared;
            assert!(compared < count / 10, "{compared} comparisons for {count} keys");
        }
    }

    #[test]
    fn a_frame_that_is_there_is_not_learnt_again() {
        let mut templates = learnt(3);
        let bytes = br#",{"key":"header.0000001","value":{"stringValue":"bc"}}"#;
        let sample = Sample { shape: Shape::String, quoted: true, value_start: 49, value_end: 51 };
        assert_eq!(templates.learn((false, None), (bytes, sample), (Sym::EMPTY, 8), PairRow(1)), Some(1));
        assert_eq!(templates.list.len(), 3);
    }
}
