//! Undoing zstd, as bytes arrive.
//!
//! The decoder wants whole blocks. Where a frame's header and its blocks end is told by their first bytes (RFC 8878, section 3.1.1),
//! so each is waited for and handed over by itself.

use std::fmt;
use std::io::Read;

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::error::{Error, ErrorKind, Result};

/// What a zstd frame starts with.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What a frame that is to be skipped starts with, behind a byte from 0x50 to 0x5f.
const SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];

/// How much text is handed on at a time.
const PIECE: usize = 128 << 10;

/// Whether a file of these first four bytes is compressed with zstd.
pub(in crate::ingest) fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(&FRAME) || is_skippable(head)
}

fn is_skippable(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5f, rest @ ..] if rest.starts_with(&SKIPPABLE))
}

/// Any number of zstd frames, none of which needs a dictionary. It holds a block, of at most 128 KiB, and a window as large as the
/// frame asks for, which is refused beyond 128 MiB.
pub(in crate::ingest) struct Unzstd {
    decoder: FrameDecoder,
    place: Place,
    /// The start of a part whose end has not arrived.
    carry: Vec<u8>,
    /// The bytes of a frame that are still to be skipped.
    skip: u64,
    /// The compressed bytes that were taken in.
    offset: u64,
    piece: Vec<u8>,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The header of a frame, or the end of the file.
    Header,
    /// A block.
    Block {
        /// Whether a checksum comes after the last.
        checksum: bool,
    },
}

impl Default for Unzstd {
    fn default() -> Self {
        Self {
            decoder: FrameDecoder::new(),
            place: Place::Header,
            carry: Vec::new(),
            skip: 0,
            offset: 0,
            piece: vec![0; PIECE],
        }
    }
}

impl fmt::Debug for Unzstd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unzstd").field("place", &self.place).field("offset", &self.offset).finish_non_exhaustive()
    }
}

impl Unzstd {
    /// Takes in compressed bytes and hands on what they hold, in pieces.
    ///
    /// # Errors
    ///
    /// `Compression` where the stream breaks, and whatever `each` says.
    pub(in crate::ingest) fn push(&mut self, bytes: &[u8], each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut rest = bytes;
        loop {
            let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(rest.len());
            self.skip -= skipped as u64;
            self.offset += skipped as u64;
            rest = &rest[skipped..];
            if rest.is_empty() {
                return Ok(());
            }
            if self.carry.is_empty() && self.len(rest) <= rest.len() {
                let (part, after) = rest.split_at(self.len(rest));
                self.take(part, each)?;
                rest = after;
                continue;
            }
            // The length of a part grows with what is known of it.
            let missing = self.len(&self.carry) - self.carry.len();
            let (added, after) = rest.split_at(missing.min(rest.len()));
            self.carry.extend_from_slice(added);
            rest = after;
            if self.len(&self.carry) == self.carry.len() {
                let mut part = std::mem::take(&mut self.carry);
                self.take(&part, each)?;
                part.clear();
                self.carry = part;
            }
        }
    }

    /// Makes sure that the stream is whole.
    ///
    /// # Errors
    ///
    /// `Compression` when its end is missing.
    pub(in crate::ingest) fn finish(&mut self) -> Result<()> {
        if self.place == Place::Header && self.carry.is_empty() && self.skip == 0 {
            return Ok(());
        }
        self.offset += self.carry.len() as u64;
        Err(self.broken("the end of the frame is missing"))
    }

    /// How long the part is that starts with `head`, as far as that tells: always longer than `head` if more would tell.
    fn len(&self, head: &[u8]) -> usize {
        match self.place {
            Place::Header if head.len() < 5 => 5,
            Place::Header if is_skippable(head) => 8,
            Place::Header => header_len(head[4]),
            Place::Block { .. } if head.len() < 3 => 3,
            Place::Block { checksum } => {
                let BlockHeader { is_last, content_len } = BlockHeader::of(head);
                3 + content_len + if is_last && checksum { 4 } else { 0 }
            }
        }
    }

    /// Takes in a whole part.
    fn take(&mut self, part: &[u8], each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self.place {
            Place::Header if is_skippable(part) => {
                self.skip = part.last_chunk().map_or(0, |&len| u64::from(u32::from_le_bytes(len)));
            }
            Place::Header => {
                self.decoder.reset(part).map_err(|error| self.broken(&error.to_string()))?;
                self.place = Place::Block { checksum: has_checksum(part[4]) };
            }
            Place::Block { .. } => {
                let is_last = self
                    .decoder
                    .decode_blocks(part, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(|error| self.broken(&error.to_string()))?;
                self.drain(each)?;
                if is_last {
                    self.check()?;
                    self.place = Place::Header;
                }
            }
        }
        self.offset += part.len() as u64;
        Ok(())
    }

    fn drain(&mut self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        while self.decoder.can_collect() > 0 {
            let len = self.decoder.read(&mut self.piece).map_err(|error| self.broken(&error.to_string()))?;
            each(&self.piece[..len])?;
        }
        Ok(())
    }

    /// Compares the checksum of a frame with that of its text.
    fn check(&self) -> Result<()> {
        match self.decoder.get_checksum_from_data() {
            Some(checksum) if Some(checksum) != self.decoder.get_calculated_checksum() => {
                Err(self.broken("the checksum of the frame is another"))
            }
            _ => Ok(()),
        }
    }

    fn broken(&self, detail: &str) -> Error {
        ErrorKind::Compression { offset: self.offset, detail: detail.to_owned() }.into()
    }
}

/// How long the header of a frame is, from the magic number on, by its descriptor.
fn header_len(descriptor: u8) -> usize {
    let is_single_segment = descriptor & 0x20 != 0;
    let window = usize::from(!is_single_segment);
    let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let content = [usize::from(is_single_segment), 2, 4, 8][usize::from(descriptor >> 6)];
    5 + window + dictionary + content
}

fn has_checksum(descriptor: u8) -> bool {
    descriptor & 4 != 0
}

/// What stands before a block.
struct BlockHeader {
    is_last: bool,
    content_len: usize,
}

impl BlockHeader {
    fn of(head: &[u8]) -> Self {
        let word = head[..3].iter().rev().fold(0_usize, |word, &byte| word << 8 | usize::from(byte));
        // A block that repeats one byte has that byte only.
        let is_repeated = word >> 1 & 3 == 1;
        Self { is_last: word & 1 == 1, content_len: if is_repeated { 1 } else { word >> 3 } }
    }
}
