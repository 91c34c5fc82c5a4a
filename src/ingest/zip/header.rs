//! What stands before and behind the files of an archive.

/// The first four bytes of each part of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// Before a file.
    File,
    /// Before the checksum and lengths behind a file; also the first bytes of an archive in parts.
    Descriptor,
    /// In the list of files, or at its end.
    End,
}

impl Signature {
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        Some(match bytes.first_chunk()? {
            b"PK\x03\x04" => Self::File,
            b"PK\x07\x08" => Self::Descriptor,
            b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" | b"PK\x06\x08" => Self::End,
            _ => return None,
        })
    }
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    Deflated,
    Other(u16),
}

/// What stands before a file.
#[derive(Debug)]
pub(super) struct LocalHeader {
    pub(super) name: String,
    pub(super) method: Method,
    pub(super) is_encrypted: bool,
    /// Its lengths and its checksum, unless they are only told behind it.
    pub(super) told: Option<Descriptor>,
    /// Whether they are told behind it.
    pub(super) comes_behind: bool,
}

/// The length of a header up to the name.
const FIXED: usize = 30;

/// What stands for a length that is in an extra field.
const ELSEWHERE: u64 = u32::MAX as u64;

/// The extra field with lengths of 64 bits.
const ZIP64: u16 = 1;

impl LocalHeader {
    /// How long the part is that starts with these bytes, as far as they tell: longer than they are if more would tell.
    pub(super) fn len(head: &[u8]) -> usize {
        match Signature::of(head) {
            Some(Signature::File) if head.len() < FIXED => FIXED,
            Some(Signature::File) => FIXED + usize::from(u16_at(head, 26)) + usize::from(u16_at(head, 28)),
            Some(Signature::Descriptor | Signature::End) => 4,
            None if head.len() < 4 => 4,
            // No header: nothing more is needed to see that.
            None => head.len() + 1,
        }
    }

    /// Reads a header, all of which is there.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let flags = u16_at(bytes, 6);
        let (is_encrypted, comes_behind) = (flags & 1 != 0, flags & 8 != 0);
        let name_end = FIXED + usize::from(u16_at(bytes, 26));
        let extra = bytes.get(name_end..).unwrap_or_default();
        let (packed_bytes, unpacked) = lengths([u32_at(bytes, 18), u32_at(bytes, 22)].map(u64::from), extra);
        let told = Descriptor { checksum: u32_at(bytes, 14), packed_bytes, bytes: unpacked };
        // Who comes back to fill in the lengths may leave the flag.
        let is_told = !comes_behind || packed_bytes > 0;
        Self {
            name: String::from_utf8_lossy(bytes.get(FIXED..name_end).unwrap_or_default()).into_owned(),
            method: match u16_at(bytes, 8) {
                0 => Method::Stored,
                8 => Method::Deflated,
                other => Method::Other(other),
            },
            is_encrypted,
            told: is_told.then_some(told),
            comes_behind,
        }
    }
}

/// The packed and the unpacked length, of which the extra fields have those that are not where they should be, the unpacked one first.
fn lengths([packed, unpacked]: [u64; 2], extra: &[u8]) -> (u64, u64) {
    let mut rest = extra;
    while let [a, b, c, d, fields @ ..] = rest {
        let len = usize::from(u16::from_le_bytes([*c, *d])).min(fields.len());
        let (field, after) = fields.split_at(len);
        if u16::from_le_bytes([*a, *b]) == ZIP64 {
            let at = if unpacked == ELSEWHERE { 8 } else { 0 };
            let or_wide = |length, at| if length == ELSEWHERE { u64_at(field, at) } else { length };
            return (or_wide(packed, at), or_wide(unpacked, 0));
        }
        rest = after;
    }
    (packed, unpacked)
}

/// What should stand behind a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Descriptor {
    pub(super) checksum: u32,
    pub(super) packed_bytes: u64,
    pub(super) bytes: u64,
}

impl Descriptor {
    /// The length of the longest kind, with a signature and lengths of 64 bits.
    pub(super) const LONGEST: usize = 24;

    /// Whether these bytes are a descriptor, by its lengths; and then whether its checksum is right.
    pub(super) fn is_whole(self, found: &[u8]) -> Option<bool> {
        let Self { checksum, packed_bytes, bytes } = self;
        let unsigned = found.strip_prefix(b"PK\x07\x08").unwrap_or(found);
        let is_whole = match unsigned.len() {
            12 => [u64::from(u32_at(unsigned, 4)), u64::from(u32_at(unsigned, 8))] == [packed_bytes, bytes],
            20 => [u64_at(unsigned, 4), u64_at(unsigned, 12)] == [packed_bytes, bytes],
            _ => false,
        };
        is_whole.then(|| u32_at(unsigned, 0) == checksum)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |&bytes| u16::from_le_bytes(bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |&bytes| u32::from_le_bytes(bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |&bytes| u64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_of_four_kinds() {
        let expected = Descriptor { checksum: 7, packed_bytes: 3, bytes: 9 };
        let narrow = [7_u32, 3, 9].map(u32::to_le_bytes).concat();
        let wide = [&7_u32.to_le_bytes()[..], &3_u64.to_le_bytes(), &9_u64.to_le_bytes()].concat();
        for bytes in [narrow, wide] {
            for bytes in [bytes.clone(), [b"PK\x07\x08", bytes.as_slice()].concat()] {
                for end in 0..bytes.len() {
                    assert_eq!(expected.is_whole(&bytes[..end]), None, "{end} of {}", bytes.len());
                }
                assert_eq!(expected.is_whole(&bytes), Some(true));
                assert_eq!(Descriptor { checksum: 8, ..expected }.is_whole(&bytes), Some(false));
                assert_eq!(Descriptor { bytes: 8, ..expected }.is_whole(&bytes), None);
            }
        }
    }

    #[test]
    fn lengths_of_64_bits_stand_in_an_extra_field() {
        let other = [9, 0, 2, 0, 1, 1];
        let both = [&[1, 0, 16, 0][..], &5_u64.to_le_bytes(), &6_u64.to_le_bytes()].concat();
        assert_eq!(lengths([ELSEWHERE, ELSEWHERE], &[&other[..], &both].concat()), (6, 5));
        assert_eq!(lengths([ELSEWHERE, 7], &both), (5, 7));
        assert_eq!(lengths([7, 8], &both), (7, 8));
        assert_eq!(lengths([ELSEWHERE, 7], &other), (ELSEWHERE, 7));
        assert_eq!(lengths([ELSEWHERE, 7], &[1, 0, 16, 0, 5]), (0, 7));
    }
}
