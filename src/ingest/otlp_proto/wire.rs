//! The wire format of protobuf: the fields of a message, one after the other.
//!
//! Rules and names are those of the encoding guide of Protocol Buffers (protobuf.dev/programming-guides/encoding).

use super::fields::Field;
use super::wire_type::WireType;
use crate::error::{Error, ErrorKind};

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The bytes ended within a field, at this offset of the text.
    Cut(u64),
    /// The bytes are no message, or no more can be taken in at all.
    Fault(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

pub(crate) type Parse<T> = Result<T, Stop>;

/// What stands before the value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) number: u32,
    pub(crate) wire_type: WireType,
}

/// A position in a message, or in the part of one that has arrived.
#[derive(Debug, Clone)]
pub(crate) struct Wire<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
    /// Where `bytes` begin in the text.
    start: u64,
}

impl<'a> Wire<'a> {
    /// At the beginning of bytes that begin at `start` in the text.
    pub(crate) fn new(bytes: &'a [u8], start: u64) -> Self {
        Self { bytes, at: 0, start }
    }

    /// Where in the text this is.
    pub(crate) fn offset(&self) -> u64 {
        self.start + self.at as u64
    }

    /// Moves to the value of the next field that is known. `None` at the end of the message. Other fields are skipped.
    #[inline]
    pub(crate) fn next_field<F: Field>(&mut self) -> Parse<Option<F>> {
        let Some(&tag) = self.bytes.get(self.at) else { return Ok(None) };
        if tag < 0x80
            && let Some(field) = F::of_tag(tag)
        {
            self.at += 1;
            return Ok(Some(field));
        }
        let number = self.next_known(F::wire_type_of)?;
        Ok(number.and_then(F::of).map(|(field, _)| field))
    }

    /// Moves to the value of the next field of which it is known how it is written, and gives its number.
    #[cold]
    fn next_known(&mut self, wire_type_of: fn(u32) -> Option<WireType>) -> Parse<Option<u32>> {
        while self.at < self.bytes.len() {
            let at = self.at;
            let tag = self.tag()?;
            match wire_type_of(tag.number) {
                Some(wire_type) if wire_type == tag.wire_type => return Ok(Some(tag.number)),
                Some(wire_type) => return Err(self.wrong_type(at, wire_type, tag.wire_type)),
                None => self.skip(tag, at)?,
            }
        }
        Ok(None)
    }

    /// Reads a tag.
    #[inline]
    pub(crate) fn tag(&mut self) -> Parse<Tag> {
        let at = self.at;
        let tag = self.varint()?;
        match (u32::try_from(tag >> 3), WireType::of(tag)) {
            (Ok(number), Some(wire_type)) if number > 0 && number < 1 << 29 => Ok(Tag { number, wire_type }),
            _ => Err(self.malformed(at, "the tag of a field", format!("{tag:#04x}"))),
        }
    }

    /// Reads a varint.
    #[inline]
    pub(crate) fn varint(&mut self) -> Parse<u64> {
        match self.bytes.get(self.at) {
            Some(&byte) if byte < 0x80 => {
                self.at += 1;
                Ok(u64::from(byte))
            }
            _ => self.long_varint(),
        }
    }

    fn long_varint(&mut self) -> Parse<u64> {
        let mut value = 0;
        for place in 0..10 {
            let Some(&byte) = self.bytes.get(self.at + place) else { return Err(self.cut()) };
            // Of the tenth byte, one bit is left.
            if place == 9 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                self.at += place + 1;
                return Ok(value);
            }
        }
        Err(self.malformed(self.at, "a varint of 64 bits", "a longer one".to_owned()))
    }

    /// Reads the eight bytes of a fixed64 or a double.
    #[inline]
    pub(crate) fn fixed64(&mut self) -> Parse<u64> {
        let Some(&bytes) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) else { return Err(self.cut()) };
        self.at += 8;
        Ok(u64::from_le_bytes(bytes))
    }

    /// Reads the four bytes of a fixed32.
    #[inline]
    pub(crate) fn fixed32(&mut self) -> Parse<u32> {
        let Some(&bytes) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) else { return Err(self.cut()) };
        self.at += 4;
        Ok(u32::from_le_bytes(bytes))
    }

    /// Reads a length, and the bytes of a message, of a string, or just bytes.
    #[inline]
    pub(crate) fn len(&mut self) -> Parse<Self> {
        let at = self.at;
        let len = self.varint()?;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match usize::try_from(len).ok().and_then(|len| rest.get(..len)) {
            Some(bytes) => {
                let start = self.offset();
                self.at += bytes.len();
                Ok(Self { bytes, at: 0, start })
            }
            None => Err(self.too_long(at, len)),
        }
    }

    /// Moves past a value. The beginning and the end of a group have none.
    #[inline]
    pub(crate) fn pass(&mut self, wire_type: WireType) -> Parse<()> {
        match wire_type {
            WireType::Varint => self.varint().map(drop),
            WireType::I64 => self.fixed64().map(drop),
            WireType::Len => self.len().map(drop),
            WireType::I32 => self.fixed32().map(drop),
            WireType::GroupStart | WireType::GroupEnd => Ok(()),
        }
    }

    /// Moves past the value of a field whose tag is at an index, and in a group past all that lies in it, however deep.
    #[cold]
    pub(crate) fn skip(&mut self, tag: Tag, at: usize) -> Parse<()> {
        let (mut tag, mut at, mut depth) = (tag, at, Depth::default());
        loop {
            match tag.wire_type {
                WireType::GroupStart | WireType::GroupEnd => depth.step(tag, at, self)?,
                wire_type => self.pass(wire_type)?,
            }
            if depth.is_zero() {
                return Ok(());
            }
            if self.at >= self.bytes.len() {
                return Err(self.cut());
            }
            at = self.at;
            tag = self.tag()?;
        }
    }

    #[cold]
    pub(crate) fn cut(&self) -> Stop {
        Stop::Cut(self.start + self.bytes.len() as u64)
    }

    /// What is wrong with the byte at an index.
    #[cold]
    pub(crate) fn malformed(&self, at: usize, expected: &'static str, found: String) -> Stop {
        Stop::Fault(ErrorKind::Malformed { offset: self.start + at as u64, expected, found }.into())
    }

    /// What is wrong with a length, which is at an index.
    #[cold]
    pub(crate) fn too_long(&self, at: usize, len: u64) -> Stop {
        self.malformed(at, "a length within that of its message", format!("{len} bytes"))
    }

    #[cold]
    pub(crate) fn wrong_type(&self, at: usize, expected: WireType, found: WireType) -> Stop {
        self.malformed(at, expected.expected(), found.expected().to_owned())
    }
}

/// How many groups are open within a field that is skipped: only the number of the outermost is known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Depth {
    open: u64,
    outermost: u32,
}

impl Depth {
    pub(crate) fn is_zero(self) -> bool {
        self.open == 0
    }

    /// Takes the tag at an index, which begins or ends a group.
    ///
    /// # Errors
    ///
    /// `Malformed` where no group is open, or the outermost is another.
    pub(crate) fn step(&mut self, tag: Tag, at: usize, wire: &Wire<'_>) -> Parse<()> {
        if tag.wire_type == WireType::GroupStart {
            if self.open == 0 {
                self.outermost = tag.number;
            }
            self.open += 1;
            return Ok(());
        }
        if self.open == 0 || (self.open == 1 && self.outermost != tag.number) {
            return Err(wire.malformed(at, "a field", "the end of a group that was not begun".to_owned()));
        }
        self.open -= 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::otlp_proto::fields::StatusField;

    fn told<T: std::fmt::Debug>(parse: &Parse<T>) -> String {
        match parse {
            Ok(value) => format!("{value:?}"),
            Err(Stop::Cut(offset)) => format!("cut at {offset}"),
            Err(Stop::Fault(error)) => error.to_string(),
        }
    }

    #[test]
    fn varints_have_64_bits() {
        let cases: [(&[u8], &str); 8] = [
            (b"\x00", "0"),
            (b"\x7f\x01", "127"),
            (b"\xac\x02", "300"),
            (b"\x80\x00", "0"),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "18446744073709551615"),
            (b"", "cut at 0"),
            (b"\xff\xff", "cut at 2"),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "expected a varint of 64 bits at byte 0, found a longer one"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(told(&Wire::new(bytes, 0).varint()), expected, "{bytes:?}");
        }
    }

    #[test]
    fn fields_that_are_not_known_are_skipped() {
        let cases: [(&[u8], &str); 12] = [
            (b"", "[]"),
            (b"\x12\x01a\x18\x02", "[Message, Code]"),
            (b"\x20\xff\x01\x18\x02", "[Code]"),
            (b"\x21\0\0\0\0\0\0\0\0\x25\0\0\0\0\x22\x03abc\x18\x02", "[Code]"),
            (b"\x23\x18\x02\x23\x22\x01a\x24\x24\x18\x02", "[Code]"),
            (b"\x23\x24\x24", "expected a field at byte 2, found the end of a group that was not begun"),
            (b"\x23\x2c", "expected a field at byte 1, found the end of a group that was not begun"),
            (b"\x23\x23\x24", "cut at 3"),
            (b"\x00", "expected the tag of a field at byte 0, found 0x00"),
            (b"\x26", "expected the tag of a field at byte 0, found 0x26"),
            (
                b"\x22\xff\xff\xff\xff\x0f",
                "expected a length within that of its message at byte 1, found 4294967295 bytes",
            ),
            (b"\x1a\x00", "expected a varint (wire type 0) at byte 0, found a length and its bytes (wire type 2)"),
        ];
        for (bytes, expected) in cases {
            let mut wire = Wire::new(bytes, 0);
            let mut fields = Vec::new();
            let mut read = || {
                while let Some(field) = wire.next_field::<StatusField>()? {
                    match field {
                        StatusField::Message => _ = wire.len()?,
                        StatusField::Code | StatusField::DeprecatedCode => _ = wire.varint()?,
                    }
                    fields.push(field);
                }
                Ok(())
            };
            let outcome = told(&read().map(|()| 0));
            let outcome = if outcome == "0" { format!("{fields:?}") } else { outcome };
            assert_eq!(outcome, expected, "{bytes:?}");
        }
    }

    #[test]
    fn groups_may_lie_as_deep_as_bytes_reach() {
        let depth = 1 << 20;
        let bytes = [b"\x23".repeat(depth), b"\x24".repeat(depth)].concat();
        let mut wire = Wire::new(&bytes, 0);
        assert_eq!(told(&wire.next_field::<StatusField>()), "None");
    }
}
