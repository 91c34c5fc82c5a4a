//! A position in bytes that may end anywhere.

use crate::error::{Error, ErrorKind};

/// Why reading stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// More bytes are needed.
    Cut,
    /// The bytes are not what they should be.
    Fault(Error),
}

pub(super) type Parse<T> = Result<T, Stop>;

/// A position in bytes of which the first is at an offset of the text. Nothing is allocated before the bytes for it are there.
#[derive(Debug)]
pub(super) struct Wire<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    offset: u64,
}

impl<'a> Wire<'a> {
    pub(super) fn new(bytes: &'a [u8], offset: u64) -> Self {
        Self { bytes, at: 0, offset }
    }

    /// What is wrong at a place, with what is there in words: not as bytes, of which a cut may have left some to come.
    #[cold]
    pub(super) fn fault_of(&self, at: usize, expected: &'static str, found: String) -> Stop {
        Stop::Fault(ErrorKind::Malformed { offset: self.offset + at as u64, expected, found }.into())
    }

    /// Up to so many of the next bytes, as many as there are.
    pub(super) fn rest(&self, len: usize) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        &rest[..rest.len().min(len)]
    }

    /// The next bytes.
    pub(super) fn take(&mut self, len: usize) -> Parse<&'a [u8]> {
        let end = self.at.checked_add(len).ok_or(Stop::Cut)?;
        let taken = self.bytes.get(self.at..end).ok_or(Stop::Cut)?;
        self.at = end;
        Ok(taken)
    }

    /// So many items of a fixed width.
    pub(super) fn items<const WIDTH: usize>(&mut self, count: usize) -> Parse<&'a [[u8; WIDTH]]> {
        let bytes = self.take(count.checked_mul(WIDTH).ok_or(Stop::Cut)?)?;
        Ok(bytes.as_chunks::<WIDTH>().0)
    }

    pub(super) fn byte(&mut self) -> Parse<u8> {
        let byte = *self.bytes.get(self.at).ok_or(Stop::Cut)?;
        self.at += 1;
        Ok(byte)
    }

    pub(super) fn u64(&mut self) -> Parse<u64> {
        let items = self.items::<8>(1)?;
        Ok(items.first().map_or(0, |&bytes| u64::from_le_bytes(bytes)))
    }

    /// A number of seven bits a byte, the lowest first.
    pub(super) fn varint(&mut self) -> Parse<u64> {
        let start = self.at;
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && byte > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.fault_of(start, "a number of 64 bits", "a longer one".to_owned()))
    }

    /// A number that counts what comes next. What does not fit into memory will not come.
    pub(super) fn count(&mut self) -> Parse<usize> {
        usize::try_from(self.varint()?).map_err(|_| Stop::Cut)
    }

    /// A text, whatever its bytes are, after its length.
    pub(super) fn text(&mut self) -> Parse<&'a [u8]> {
        let len = self.count()?;
        self.take(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_to_their_last_bit_and_not_beyond() {
        let cases: [(&[u8], Option<u64>); 6] = [
            (&[0], Some(0)),
            (&[0x7f], Some(127)),
            (&[0x80, 1], Some(128)),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], Some(u64::MAX)),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], None),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], None),
        ];
        for (bytes, expected) in cases {
            let read = Wire::new(bytes, 0).varint();
            assert_eq!(read.ok(), expected, "{bytes:?}");
            let cut = Wire::new(&bytes[..bytes.len() - 1], 0).varint();
            assert!(matches!(cut, Err(Stop::Cut)), "{bytes:?}");
        }
    }

    #[test]
    fn a_length_that_no_bytes_follow_allocates_nothing_and_asks_for_more() {
        let bytes = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, b'a'];
        assert!(matches!(Wire::new(&bytes, 0).text(), Err(Stop::Cut)));
        assert!(matches!(Wire::new(&bytes, 0).items::<8>(usize::MAX), Err(Stop::Cut)));
    }
}
