//! The first stage: undoes the compression of a file, which shows in its first bytes.

mod gzip;
mod zstd;

use super::Compression;
use crate::error::Result;
use gzip::Gunzip;
use zstd::Unzstd;

/// The length of the longest magic number.
const MAGIC: usize = 4;

/// Whether bytes start as something packed does. `None` if there are too few of them to tell.
pub(super) fn is_packed(head: &[u8]) -> Option<bool> {
    if head.len() < MAGIC { None } else { Some(!matches!(Unpack::of(head), Unpack::Plain)) }
}

/// What is known of how a file is packed.
#[derive(Debug)]
pub(super) enum Unpack {
    /// Nothing yet: fewer bytes than a magic number has.
    Unknown(Vec<u8>),
    Plain,
    Gzip(Box<Gunzip>),
    Zstd(Box<Unzstd>),
}

impl Default for Unpack {
    fn default() -> Self {
        Self::Unknown(Vec::new())
    }
}

impl Unpack {
    /// The compression, once it is known and if there is any.
    pub(super) fn compression(&self) -> Option<Compression> {
        match self {
            Self::Unknown(_) | Self::Plain => None,
            Self::Gzip(_) => Some(Compression::Gzip),
            Self::Zstd(_) => Some(Compression::Zstd),
        }
    }

    /// Whether the bytes of the file are known to be its text.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }

    /// Takes in bytes of a file and hands on the text that they hold, in pieces.
    ///
    /// # Errors
    ///
    /// `Compression` where the packed stream breaks, and whatever `each` says.
    pub(super) fn push(&mut self, bytes: &[u8], each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self {
            Self::Plain => each(bytes),
            Self::Gzip(gunzip) => gunzip.push(bytes, each),
            Self::Zstd(unzstd) => unzstd.push(bytes, each),
            Self::Unknown(head) if head.is_empty() && bytes.len() >= MAGIC => {
                *self = Self::of(bytes);
                self.push(bytes, each)
            }
            Self::Unknown(head) => {
                let (missing, rest) = bytes.split_at(bytes.len().min(MAGIC - head.len()));
                head.extend_from_slice(missing);
                if head.len() < MAGIC {
                    return Ok(());
                }
                self.choose(each)?;
                self.push(rest, each)
            }
        }
    }

    /// Hands on what is left when the file has ended.
    ///
    /// # Errors
    ///
    /// As `push`; `Compression` where the end of the packed stream is missing.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self {
            Self::Plain => Ok(()),
            Self::Gzip(gunzip) => gunzip.finish(each),
            Self::Zstd(unzstd) => unzstd.finish(),
            Self::Unknown(_) => {
                self.choose(each)?;
                self.finish(each)
            }
        }
    }

    /// Decides by the bytes that are there, and reads them.
    fn choose(&mut self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let Self::Unknown(head) = std::mem::take(self) else { return Ok(()) };
        *self = Self::of(&head);
        self.push(&head, each)
    }

    fn of(head: &[u8]) -> Self {
        match head {
            _ if head.starts_with(&gzip::MAGIC) => Self::Gzip(Box::default()),
            _ if zstd::is_zstd(head) => Self::Zstd(Box::default()),
            _ => Self::Plain,
        }
    }
}
