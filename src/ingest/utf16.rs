//! The second stage: text in UTF-16 becomes UTF-8. Its first two bytes tell, which are a byte order mark.

use crate::error::Result;

/// The length of the mark.
const MARK: usize = 2;

/// How many bytes are decoded at a time.
const PIECE: usize = 64 << 10;

/// What stands for half of a surrogate pair: no UTF-8, so that readers count and replace it as they do anything else that is none.
const LONE: u8 = 0xff;

/// What is known of the encoding.
#[derive(Debug)]
pub(super) enum Decode {
    /// Nothing yet: fewer bytes than the mark has.
    Unknown(Vec<u8>),
    /// Bytes as they are.
    Plain,
    Utf16(Utf16),
}

impl Default for Decode {
    fn default() -> Self {
        Self::Unknown(Vec::new())
    }
}

impl Decode {
    /// Whether bytes are known to be handed on as they are.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }

    /// Takes in bytes and hands on text.
    ///
    /// # Errors
    ///
    /// Whatever `each` says.
    pub(super) fn push(&mut self, bytes: &[u8], each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self {
            Self::Plain => each(bytes),
            Self::Utf16(utf16) => utf16.push(bytes, each),
            Self::Unknown(head) => {
                let (missing, rest) = bytes.split_at(bytes.len().min(MARK - head.len()));
                head.extend_from_slice(missing);
                if head.len() < MARK {
                    return Ok(());
                }
                if head.len() == missing.len() && !matches!(head[..], [0xff, 0xfe] | [0xfe, 0xff]) {
                    *self = Self::Plain;
                    return each(bytes);
                }
                self.choose(each)?;
                self.push(rest, each)
            }
        }
    }

    /// Hands on what is left when the bytes have ended.
    ///
    /// # Errors
    ///
    /// Whatever `each` says.
    pub(super) fn finish(&mut self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self {
            Self::Plain => Ok(()),
            Self::Utf16(utf16) => utf16.finish(each),
            Self::Unknown(_) => self.choose(each),
        }
    }

    fn choose(&mut self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let Self::Unknown(head) = std::mem::replace(self, Self::Plain) else { return Ok(()) };
        match head[..] {
            [0xff, 0xfe] => *self = Self::Utf16(Utf16::new(u16::from_le_bytes)),
            [0xfe, 0xff] => *self = Self::Utf16(Utf16::new(u16::from_be_bytes)),
            [] => {}
            _ => each(&head)?,
        }
        Ok(())
    }
}

/// Text in UTF-16, of which a character may have been cut.
#[derive(Debug)]
pub(super) struct Utf16 {
    unit: fn([u8; 2]) -> u16,
    /// The first byte of a unit.
    byte: Option<u8>,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    out: Vec<u8>,
}

impl Utf16 {
    fn new(unit: fn([u8; 2]) -> u16) -> Self {
        Self { unit, byte: None, high: None, out: Vec::new() }
    }

    fn push(&mut self, bytes: &[u8], each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        for piece in bytes.chunks(PIECE) {
            for &byte in piece {
                match self.byte.take() {
                    Some(first) => self.decode((self.unit)([first, byte])),
                    None => self.byte = Some(byte),
                }
            }
            self.hand_on(each)?;
        }
        Ok(())
    }

    fn finish(&mut self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let cut = self.high.take().is_some() || self.byte.take().is_some();
        self.out.extend(cut.then_some(LONE));
        self.hand_on(each)
    }

    fn decode(&mut self, unit: u16) {
        let is_low = (0xdc00..0xe000).contains(&unit);
        if let Some(high) = self.high.take() {
            if is_low {
                self.write(0x1_0000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(unit) - 0xdc00));
                return;
            }
            self.out.push(LONE);
        }
        match unit {
            0xd800..0xdc00 => self.high = Some(unit),
            _ => self.write(u32::from(unit)),
        }
    }

    fn write(&mut self, character: u32) {
        match char::from_u32(character) {
            Some(character) => self.out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.out.push(LONE),
        }
    }

    fn hand_on(&mut self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let result = if self.out.is_empty() { Ok(()) } else { each(&self.out) };
        self.out.clear();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], size: usize) -> Vec<u8> {
        let (mut decode, mut text) = (Decode::default(), Vec::new());
        let mut each = |piece: &[u8]| {
            text.extend_from_slice(piece);
            Ok(())
        };
        for piece in bytes.chunks(size) {
            decode.push(piece, &mut each).unwrap();
        }
        decode.finish(&mut each).unwrap();
        text
    }

    #[test]
    fn either_order_becomes_utf8() {
        let cases: [(&[u8], &[u8]); 10] = [
            (b"", b""),
            (b"a", b"a"),
            (b"ab", b"ab"),
            (b"\xff", b"\xff"),
            (b"\xff\xfea\0\xac\x20", "a€".as_bytes()),
            (b"\xfe\xff\0a\x20\xac", "a€".as_bytes()),
            (b"\xff\xfe\x3d\xd8\0\xde!\0", "😀!".as_bytes()),
            (b"\xff\xfe\x3d\xd8!\0\0\xde", b"\xff!\xff"),
            (b"\xff\xfe\x3d\xd8\x3d\xd8\0\xde", "\u{ff}😀".as_bytes()),
            (b"\xff\xfea\0b", b"a\xff"),
        ];
        for (bytes, expected) in cases {
            // U+00FF stands for the byte that is no text.
            let expected = if expected.starts_with("\u{ff}".as_bytes()) {
                [b"\xff", &expected[2..]].concat()
            } else {
                expected.to_vec()
            };
            for size in 1..=bytes.len().max(1) {
                assert_eq!(decoded(bytes, size), expected, "{bytes:?} in pieces of {size}");
            }
        }
    }
}
