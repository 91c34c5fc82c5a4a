//! Undoing deflate, and checking what comes out.

use std::fmt;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::header::Descriptor;
use crate::error::Result;

/// How much is handed on at a time.
const PIECE: usize = 32 << 10;

/// What is wrong with a file, in words.
type Detail = String;

/// A stream of deflate.
pub(super) struct Inflate {
    stream: Decompress,
    piece: Vec<u8>,
    has_ended: bool,
}

impl Default for Inflate {
    fn default() -> Self {
        Self { stream: Decompress::new(false), piece: vec![0; PIECE], has_ended: false }
    }
}

impl fmt::Debug for Inflate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflate").field("has_ended", &self.has_ended).finish_non_exhaustive()
    }
}

/// A file, with the checksum of what it holds.
#[derive(Debug, Default)]
pub(super) struct Checked<T> {
    inner: T,
    checksum: Crc,
    expected: Option<u32>,
}

impl<T: Default> Checked<T> {
    /// A file that should have a checksum.
    pub(super) fn expecting(checksum: u32) -> Self {
        Self { expected: Some(checksum), ..Self::default() }
    }
}

impl<T> Checked<T> {
    /// Notes some of what the file holds.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.checksum.update(bytes);
    }

    /// Compares the checksum.
    pub(super) fn check(&self) -> Result<(), Detail> {
        match self.expected {
            Some(expected) if expected != self.checksum.sum() => Err("the checksum of the file is another".to_owned()),
            _ => Ok(()),
        }
    }
}

impl Checked<Inflate> {
    /// Takes in bytes of the stream and hands on what they hold; how many they were, which is all unless it has ended.
    ///
    /// # Errors
    ///
    /// Whatever `each` says. What is wrong with the stream is an outcome.
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        each: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<std::result::Result<usize, Detail>> {
        let mut used = 0;
        while !self.inner.has_ended {
            let Inflate { stream, piece, has_ended } = &mut self.inner;
            let (total_in, total_out) = (stream.total_in(), stream.total_out());
            let status = stream.decompress(&bytes[used..], piece, FlushDecompress::None);
            let taken = usize::try_from(stream.total_in() - total_in).unwrap_or_default();
            let made = usize::try_from(stream.total_out() - total_out).unwrap_or_default();
            *has_ended = matches!(status, Ok(Status::StreamEnd));
            used += taken;
            let text = &piece[..made];
            self.checksum.update(text);
            if made > 0 {
                each(text)?;
            }
            if let Err(error) = status {
                return Ok(Err(error.to_string()));
            }
            if made == 0 && (used == bytes.len() || taken == 0) {
                break;
            }
        }
        Ok(Ok(used))
    }

    pub(super) fn has_ended(&self) -> bool {
        self.inner.has_ended
    }

    /// Makes sure that the stream has ended, and compares the checksum.
    pub(super) fn check_end(&self) -> Result<(), Detail> {
        if self.has_ended() { self.check() } else { Err("the end of the file is missing".to_owned()) }
    }

    /// What should stand behind the stream.
    pub(super) fn descriptor(&self) -> Descriptor {
        Descriptor {
            checksum: self.checksum.sum(),
            packed_bytes: self.inner.stream.total_in(),
            bytes: self.inner.stream.total_out(),
        }
    }
}
