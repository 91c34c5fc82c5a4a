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
    /// How long it is, and its checksum, unless they come behind it.
    pub(super) packed_bytes: Option<u64>,
    pub(super) checksum: Option<u32>,
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
        let (packed, unpacked) = (u64::from(u32_at(bytes, 18)), u64::from(u32_at(bytes, 22)));
        let extra = bytes.get(name_end..).unwrap_or_default();
        let packed_bytes = if packed == ELSEWHERE { zip64(extra, unpacked == ELSEWHERE) } else { Some(packed) };
        // Who comes back to fill in the lengths may leave the flag.
        let is_known = !comes_behind || packed_bytes.is_some_and(|packed| packed > 0);
        let checksum = u32_at(bytes, 14);
        Self {
            name: String::from_utf8_lossy(bytes.get(FIXED..name_end).unwrap_or_default()).into_owned(),
            method: match u16_at(bytes, 8) {
                0 => Method::Stored,
                8 => Method::Deflated,
                other => Method::Other(other),
            },
            is_encrypted,
            packed_bytes: packed_bytes.filter(|_| is_known),
            checksum: is_known.then_some(checksum),
        }
    }
}

/// The packed length in the extra fields. It stands behind the other one, if that is there, too.
fn zip64(extra: &[u8], has_unpacked: bool) -> Option<u64> {
    let mut rest = extra;
    while let [a, b, c, d, fields @ ..] = rest {
        let len = usize::from(u16::from_le_bytes([*c, *d]));
        if u16::from_le_bytes([*a, *b]) == ZIP64 {
            let at = if has_unpacked { 8 } else { 0 };
            return fields.get(..len)?.get(at..)?.first_chunk().map(|&bytes| u64::from_le_bytes(bytes));
        }
        rest = fields.get(len..).unwrap_or_default();
    }
    None
}

/// What should stand behind a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Descriptor {
    pub(super) checksum: u32,
    pub(super) packed_bytes: u64,
    pub(super) bytes: u64,
}

impl Descriptor {
    /// The length of the longest kind, with a signature and lengths of 64 bits. There is more than that behind every file.
    pub(super) const LONGEST: usize = 24;

    /// How long the descriptor is that these bytes start with, by its lengths; and whether its checksum is right.
    pub(super) fn find(self, bytes: &[u8]) -> Option<(usize, bool)> {
        let Self { checksum, packed_bytes, bytes: unpacked } = self;
        let signature = if Signature::of(bytes) == Some(Signature::Descriptor) { 4 } else { 0 };
        let narrow = |value: u64| u32::try_from(value).ok();
        let (packed_at, is_right) = (signature + 4, u32_at(bytes, signature) == checksum);
        let is_narrow = narrow(packed_bytes) == Some(u32_at(bytes, packed_at))
            && narrow(unpacked) == Some(u32_at(bytes, packed_at + 4));
        let is_wide = u64_at(bytes, packed_at) == packed_bytes && u64_at(bytes, packed_at + 8) == unpacked;
        match (is_narrow, is_wide) {
            (true, _) => Some((packed_at + 8, is_right)),
            (_, true) => Some((packed_at + 16, is_right)),
            _ => None,
        }
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
        for (bytes, len) in [(narrow.clone(), 12), (wide.clone(), 20)] {
            let padded = [&bytes[..], b"PK\x01\x02and more that follows"].concat();
            assert_eq!(expected.find(&padded[..24]), Some((len, true)));
            let signed = [b"PK\x07\x08", &padded[..20]].concat();
            assert_eq!(expected.find(&signed), Some((len + 4, true)));
            assert_eq!(Descriptor { checksum: 8, ..expected }.find(&signed), Some((len + 4, false)));
            assert_eq!(Descriptor { bytes: 8, ..expected }.find(&signed), None);
        }
    }

    #[test]
    fn lengths_of_64_bits_stand_in_an_extra_field() {
        let other = [9, 0, 2, 0, 1, 1];
        let both = [&[1, 0, 16, 0][..], &5_u64.to_le_bytes(), &6_u64.to_le_bytes()].concat();
        assert_eq!(zip64(&[&other[..], &both].concat(), true), Some(6));
        assert_eq!(zip64(&both, false), Some(5));
        assert_eq!([zip64(&other, true), zip64(&[1, 0, 16, 0, 5], true), zip64(&[], true)], [None; 3]);
    }
}
