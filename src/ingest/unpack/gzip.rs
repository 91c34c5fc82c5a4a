//! Undoing gzip, as bytes arrive.

use std::io::Write;

use flate2::write::GzDecoder;

use crate::error::{ErrorKind, Result};

/// What every gzip file starts with.
pub(in crate::ingest) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// So many compressed bytes are unpacked at a time, counted from the start of the file. So it does not depend on how a broken file arrives what is read of
/// it, and where it is said to break.
const BLOCK: usize = 16 << 10;

/// A gzip stream of any number of members, with zeros after any of them, as block devices and tapes add. It holds less than a block of it, and
/// some 32 KiB of text at a time.
#[derive(Debug)]
pub(in crate::ingest) struct Gunzip {
    decoder: GzDecoder<Vec<u8>>,
    /// The start of a block whose end has not arrived.
    carry: Vec<u8>,
    /// Whether a member has ended and no other has begun.
    between: bool,
    /// The compressed bytes that were taken in.
    offset: u64,
}

impl Default for Gunzip {
    fn default() -> Self {
        Self { decoder: GzDecoder::new(Vec::new()), carry: Vec::new(), between: false, offset: 0 }
    }
}

impl Gunzip {
    /// Takes in compressed bytes and hands on what they hold, in pieces.
    ///
    /// # Errors
    ///
    /// `Compression` where the stream breaks, and whatever `each` says.
    pub(in crate::ingest) fn push(&mut self, bytes: &[u8], mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let missing = BLOCK - self.carry.len();
            let (part, after) = rest.split_at(missing.min(rest.len()));
            rest = after;
            if part.len() == BLOCK {
                self.take(part, &mut each)?;
                continue;
            }
            self.carry.extend_from_slice(part);
            if self.carry.len() == BLOCK {
                self.take_carry(&mut each)?;
            }
        }
        Ok(())
    }

    fn take_carry(&mut self, each: &mut impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut block = std::mem::take(&mut self.carry);
        self.take(&block, each)?;
        block.clear();
        self.carry = block;
        Ok(())
    }

    /// Unpacks a block.
    fn take(&mut self, block: &[u8], each: &mut impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut rest = block;
        loop {
            if self.between {
                let padding = rest.iter().take_while(|&&byte| byte == 0).count();
                self.offset += padding as u64;
                rest = &rest[padding..];
            }
            if rest.is_empty() {
                return Ok(());
            }
            if std::mem::take(&mut self.between) {
                self.decoder = GzDecoder::new(Vec::new());
            }
            let taken = self.decoder.write(rest);
            self.drain(each)?;
            match taken {
                Ok(0) => {
                    self.end_member(each)?;
                    self.between = true;
                }
                Ok(taken) => {
                    self.offset += taken as u64;
                    rest = &rest[taken..];
                }
                Err(error) => {
                    // It still holds the text before the fault, and has told of the fault.
                    let _ = self.decoder.try_finish();
                    self.drain(each)?;
                    return Err(self.broken(&error.to_string()));
                }
            }
        }
    }

    /// Hands on what is left, and makes sure that the stream is whole.
    ///
    /// # Errors
    ///
    /// `Compression` when its end is missing, and whatever `each` says.
    pub(in crate::ingest) fn finish(&mut self, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.take_carry(&mut each)?;
        if self.between { Ok(()) } else { self.end_member(&mut each) }
    }

    /// Hands on what is left of a member, and makes sure that it is whole.
    fn end_member(&mut self, each: &mut impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let finished = self.decoder.try_finish();
        self.drain(each)?;
        finished.map_err(|error| self.broken(&error.to_string()))
    }

    fn drain(&mut self, each: &mut impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let text = self.decoder.get_mut();
        let result = if text.is_empty() { Ok(()) } else { each(text) };
        text.clear();
        result
    }

    fn broken(&self, detail: &str) -> crate::error::Error {
        ErrorKind::Compression { offset: self.offset, detail: detail.to_owned() }.into()
    }
}
