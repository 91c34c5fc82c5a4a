//! What stands before a message, and whether that is what a file begins with.

use crate::ingest::otlp_proto::{Look, look};
use crate::ingest::unpack::is_packed;

/// The longest message that a file may begin with: a text, or a request that is not framed, would begin with a longer one.
const MAX_FIRST: u64 = 64 << 20;

/// The first byte of its length.
const MAX_FIRST_BYTE: u8 = 4;

/// How many empty messages may come first.
const MAX_EMPTY: usize = 16;

/// How messages are framed, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// After four bytes.
    BigEndian,
    /// After a byte and four.
    Grpc,
    /// After a varint.
    Varint,
}

/// What the bytes are before a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// Not all of it.
    More,
    /// A header of so many bytes, and how many the message has.
    Message {
        head: usize,
        len: u64,
        /// Whether the header says that the message is packed, if it says anything of that.
        packed: Option<bool>,
    },
    /// None.
    Wrong { expected: &'static str },
}

impl Framing {
    const ALL: [Self; 3] = [Self::BigEndian, Self::Grpc, Self::Varint];

    /// Reads a header.
    pub(super) fn header(self, bytes: &[u8]) -> Header {
        match self {
            Self::BigEndian => match bytes.first_chunk() {
                Some(&len) => Header::Message { head: 4, len: u32::from_be_bytes(len).into(), packed: None },
                None => Header::More,
            },
            Self::Grpc => match bytes {
                [0 | 1, a, b, c, d, ..] => {
                    let len = u32::from_be_bytes([*a, *b, *c, *d]).into();
                    Header::Message { head: 5, len, packed: Some(bytes[0] == 1) }
                }
                [0 | 1, ..] | [] => Header::More,
                _ => Header::Wrong { expected: "0 or 1 before the length of a message" },
            },
            Self::Varint => varint(bytes),
        }
    }

    /// Follows the lengths from message to message. `None` if the first does not lead around a message. `last` says that the file ends
    /// with these bytes.
    fn follow(self, bytes: &[u8], last: bool) -> Option<Rank> {
        let unknown = if last { Rank::Cut } else { Rank::Whole };
        let (mut rest, mut if_wrong) = (self.after_empty(bytes)?, None);
        while !rest.is_empty() {
            let is_first = if_wrong.is_none();
            let (head, len, packed) = match self.header(rest) {
                Header::Message { head, len, packed } => (head, len, packed),
                Header::More => return (!is_first || (!last && self.may_be(rest))).then_some(unknown),
                Header::Wrong { .. } => return if_wrong,
            };
            let there = rest.len() - head;
            let (message, after) = rest[head..].split_at(usize::try_from(len).unwrap_or(usize::MAX).min(there));
            if !may_be_message(message, len, packed, is_first && last) || (is_first && len > MAX_FIRST) {
                return if_wrong;
            }
            if (message.len() as u64) < len {
                return Some(unknown);
            }
            (rest, if_wrong) = (after, Some(Rank::Broken));
        }
        (if_wrong.is_some() || !last).then_some(Rank::Whole)
    }

    /// What comes after the empty messages at the beginning. `None` if there are too many. Three empty messages after varints would be the
    /// start of four bytes, so that there may be none.
    fn after_empty(self, bytes: &[u8]) -> Option<&[u8]> {
        let most = if self == Self::Varint { 0 } else { MAX_EMPTY };
        let mut rest = bytes;
        for _ in 0..=most {
            match self.header(rest) {
                Header::Message { head, len: 0, .. } => rest = &rest[head..],
                _ => return Some(rest),
            }
        }
        None
    }

    /// Whether bytes may be the start of the first header.
    fn may_be(self, start: &[u8]) -> bool {
        match (self, start) {
            (Self::BigEndian, [first, ..]) | (Self::Grpc, [_, first, ..]) => *first <= MAX_FIRST_BYTE,
            _ => true,
        }
    }
}

fn varint(bytes: &[u8]) -> Header {
    let mut len = 0;
    // Nine bytes hold more than any length.
    for (at, &byte) in bytes.iter().enumerate().take(9) {
        len |= u64::from(byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            return Header::Message { head: at + 1, len, packed: None };
        }
    }
    if bytes.len() < 9 { Header::More } else { Header::Wrong { expected: "the length of a message as a varint" } }
}

/// Whether this is a message of a length, or the beginning of one. If there is no more, it has to be likely.
fn may_be_message(bytes: &[u8], len: u64, packed: Option<bool>, last: bool) -> bool {
    if len == 0 {
        return true;
    }
    if packed != Some(false) {
        match is_packed(bytes) {
            Some(true) => return true,
            None if (bytes.len() as u64) < len => return !last,
            _ => {}
        }
    }
    match look(bytes, Some(len)) {
        _ if packed == Some(true) => false,
        Look::Request => true,
        Look::More { likely } => likely || !last,
        Look::Other => false,
    }
}

/// How well a framing fits what is there of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A message after the first does not look like one.
    Broken,
    /// The last message is not there in full.
    Cut,
    /// Nothing is wrong.
    Whole,
}

/// What the beginning of a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tell {
    More,
    Plain,
    Framed(Framing),
}

/// Tells how messages are framed. `is_all` says that no more is looked at, `last` that there is no more.
///
/// While several framings are possible, all that is looked at is waited for, so that nothing depends on how a file is cut.
pub(super) fn tell(bytes: &[u8], is_all: bool, last: bool) -> Tell {
    let found = Framing::ALL.iter().filter_map(|&framing| Some((framing.follow(bytes, last)?, framing)));
    // Of equals, the first.
    match found.rev().max_by_key(|&(rank, _)| rank) {
        None => Tell::Plain,
        Some(_) if !is_all => Tell::More,
        Some((_, framing)) => Tell::Framed(framing),
    }
}
