//! Ids, in every way that files write them.

use super::base64;
use crate::units::{SpanId, TraceId};

/// An id and whether it could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadId<T> {
    pub(crate) id: T,
    /// Whether the text is no id, so that this one was made from it: equal texts have equal ids.
    pub(crate) derived: bool,
}

/// Reads a trace id: 32 hex digits of either case; base64 of 16 or 8 bytes, where the length says so; fewer hex digits, which
/// are its low end; nothing, which is no id. Whatever else it is, it is still an id.
#[inline]
pub(crate) fn trace_id(text: &[u8]) -> ReadId<TraceId> {
    if let Ok(digits) = <&[u8; 32]>::try_from(text)
        && let Some((high, low)) = hex_u64(&digits[..16]).zip(hex_u64(&digits[16..]))
    {
        return ReadId { id: joined(high, low), derived: false };
    }
    odd_trace_id(text)
}

/// Reads a span id: 16 hex digits of either case; base64 of 8 bytes, where the length says so; fewer hex digits; nothing.
#[inline]
pub(crate) fn span_id(text: &[u8]) -> ReadId<SpanId> {
    if text.len() == 16
        && let Some(id) = hex_u64(text)
    {
        return ReadId { id: SpanId(id), derived: false };
    }
    odd_span_id(text)
}

/// Reads a trace id that is never base64: 1 to 32 hex digits, of which the leading zeros may be missing; nothing, which is no id.
#[inline]
pub(crate) fn hex_trace_id(text: &[u8]) -> ReadId<TraceId> {
    let read = match text.len() {
        0..=16 => hex_u64(text).map(|low| (0, low)),
        17..=32 => {
            let (high, low) = text.split_at(text.len() - 16);
            hex_u64(high).zip(hex_u64(low))
        }
        _ => None,
    };
    let (high, low) = read.unwrap_or_else(|| (digest(text, 0), digest(text, 1)));
    ReadId { id: joined(high, low), derived: read.is_none() }
}

/// Reads a span id that is never base64: 1 to 16 hex digits; nothing, which is no id.
#[inline]
pub(crate) fn hex_span_id(text: &[u8]) -> ReadId<SpanId> {
    let read = hex_u64(text);
    ReadId { id: SpanId(read.unwrap_or_else(|| digest(text, 1))), derived: read.is_none() }
}

fn odd_trace_id(text: &[u8]) -> ReadId<TraceId> {
    let read = match decode_base64(text) {
        Some(bytes) if bytes.len() == 16 => Some((word(&bytes[..8]), word(&bytes[8..]))),
        Some(bytes) => Some((0, word(&bytes))),
        None if text.len() > 16 && text.len() <= 32 => {
            let (high, low) = text.split_at(text.len() - 16);
            hex_u64(high).zip(hex_u64(low))
        }
        None => hex_u64(text).map(|low| (0, low)),
    };
    let (high, low) = read.unwrap_or_else(|| (digest(text, 0), digest(text, 1)));
    ReadId { id: joined(high, low), derived: read.is_none() }
}

fn odd_span_id(text: &[u8]) -> ReadId<SpanId> {
    let read = match decode_base64(text) {
        Some(bytes) => (bytes.len() == 8).then(|| word(&bytes)),
        None => hex_u64(text),
    };
    ReadId { id: SpanId(read.unwrap_or_else(|| digest(text, 1))), derived: read.is_none() }
}

/// 8 or 16 bytes of base64, told from hex by the length: 12 or 24 digits, or without padding 11 or 22.
fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    if !matches!(text.len(), 11 | 12 | 22 | 24) {
        return None;
    }
    let padded = matches!(text.len(), 12 | 24);
    if padded && !text.ends_with(b"=") {
        return None;
    }
    base64::decode(text).filter(|bytes| matches!(bytes.len(), 8 | 16))
}

fn joined(high: u64, low: u64) -> TraceId {
    TraceId((u128::from(high) << 64 | u128::from(low)).to_be_bytes())
}

fn word(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// The value of each hex digit; 0xff for bytes that are none.
const HEX: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut digit = 0_u8;
    while digit < 16 {
        table[b"0123456789abcdef"[digit as usize] as usize] = digit;
        table[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    table
};

/// The number that at most 16 hex digits are; zero for none.
#[inline]
fn hex_u64(text: &[u8]) -> Option<u64> {
    if text.len() > 16 {
        return None;
    }
    let (words, tail) = text.as_chunks::<8>();
    let (mut number, mut seen) = (0, 0);
    for &word in words {
        number = number << 32 | eight_digits(u64::from_le_bytes(word))?;
    }
    for &digit in tail {
        let value = HEX[digit as usize];
        seen |= value;
        number = number << 4 | u64::from(value & 0xf);
    }
    (seen < 0x10).then_some(number)
}

/// The number that eight hex digits are, the first in the lowest byte.
#[inline]
fn eight_digits(word: u64) -> Option<u64> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    /// In the highest bit of each byte whether it is at least `from`, if all are below 0x80.
    fn reach(word: u64, from: u8) -> u64 {
        word.wrapping_add(ONES * u64::from(0x80 - from))
    }
    let lower = word | (ONES * 0x20);
    let decimal = reach(word, b'0') & !reach(word, b'9' + 1);
    let letter = reach(lower, b'a') & !reach(lower, b'f' + 1);
    if (decimal | letter) & !word & (ONES * 0x80) != ONES * 0x80 {
        return None;
    }
    let values = (word & (ONES * 0x0f)) + (letter >> 7 & ONES) * 9;
    let pairs = (values << 4 | values >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs << 8 | pairs >> 16) & 0x0000_ffff_0000_ffff;
    Some((fours << 16 | fours >> 32) & 0xffff_ffff)
}

/// An id made of a text that is none: FNV-1a with a seed and a final mix (Fowler, Noll, Vo; Stafford). Never zero.
fn digest(text: &[u8], seed: u64) -> u64 {
    let fnv = text.iter().fold(0xcbf2_9ce4_8422_2325 ^ seed, |state, &byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (fnv ^ fnv >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ mixed >> 27) | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trace_ids_are_read_in_every_way() {
        let full = "5b8efff798038103d269b633813fc60c";
        let cases = [
            (full, full),
            ("5B8EFFF798038103D269B633813FC60C", full),
            ("W47/95gDgQPSabYzgT/GDA==", full),
            ("W47_95gDgQPSabYzgT_GDA", full),
            ("d269b633813fc60c", "0000000000000000d269b633813fc60c"),
            ("abc", "00000000000000000000000000000abc"),
            ("1d269b633813fc60c", "0000000000000001d269b633813fc60c"),
            ("0mm2M4E/xgw=", "0000000000000000d269b633813fc60c"),
            ("", "00000000000000000000000000000000"),
            ("00000000000000000000000000000000", "00000000000000000000000000000000"),
        ];
        for (text, expected) in cases {
            let read = trace_id(text.as_bytes());
            assert_eq!((read.id.to_string().as_str(), read.derived), (expected, false), "{text}");
        }
    }

    #[test]
    fn span_ids_are_read_in_every_way() {
        let full = "eee19b7ec3c1b174";
        let cases = [
            (full, full),
            ("EEE19B7EC3C1B174", full),
            ("7uGbfsPBsXQ=", full),
            ("7uGbfsPBsXQ", full),
            ("1b174", "000000000001b174"),
            ("", "0000000000000000"),
        ];
        for (text, expected) in cases {
            let read = span_id(text.as_bytes());
            assert_eq!((read.id.to_string().as_str(), read.derived), (expected, false), "{text}");
        }
    }

    #[test]
    fn every_byte_that_is_no_hex_digit_is_seen() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut text = *b"0123cdef";
                text[at] = byte;
                let digits = std::str::from_utf8(&text).ok().filter(|digits| !digits.contains('+'));
                let expected = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
                assert_eq!(hex_u64(&text), expected, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn short_hexadecimal_ids_are_not_taken_for_base64() {
        for digits in 1..=32 {
            let text = &"5b8efff798038103d269b633813fc60c"[..digits];
            let read = hex_trace_id(text.as_bytes());
            assert_eq!((read.id.to_string(), read.derived), (format!("{text:0>32}"), false));
            let read = hex_span_id(text.as_bytes());
            assert_eq!(read.derived, digits > 16, "{text}");
            assert!(read.derived || read.id.to_string() == format!("{text:0>16}"), "{text}");
        }
        assert!(hex_trace_id(b"").id.is_none() && hex_span_id(b"").id.is_none());
        assert!(hex_trace_id(&[b'a'; 33]).derived && hex_span_id(b"S").derived);
    }

    #[test]
    fn what_is_no_id_becomes_one() {
        for text in ["zzz", "!!!INVALID_BASE64!!!", "5b8efff798038103d269b633813fc60c0", "é"] {
            let read = trace_id(text.as_bytes());
            assert!(read.derived && !read.id.is_none(), "{text}");
            assert_eq!(read, trace_id(text.as_bytes()));
            assert!(span_id(text.as_bytes()).derived, "{text}");
        }
        assert_ne!(trace_id(b"zzz"), trace_id(b"zzy"));
        assert_ne!(span_id(b"zzz"), span_id(b"zzy"));
    }
}
