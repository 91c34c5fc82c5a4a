//! Strings: finding their end, undoing their escapes.

use crate::store::hash;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// A string as it stands in the input, between its quotes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawText<'a> {
    pub(crate) bytes: &'a [u8],
    /// Where it starts in the slice that it was read from.
    pub(crate) at: usize,
    /// Whether there is a backslash in it.
    pub(crate) escaped: bool,
}

/// What [`unescape`](RawText::unescape) had to make up for, with where in the slice that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    LoneSurrogate(usize),
    BadEscape(usize),
    InvalidUtf8(usize),
}

impl<'a> RawText<'a> {
    /// The string as text, if it can be had without changing a byte.
    #[inline]
    pub(crate) fn plain(self) -> Option<&'a str> {
        if self.escaped { None } else { std::str::from_utf8(self.bytes).ok() }
    }

    /// Writes the string as text to `out`. What is not text becomes U+FFFD, an escape that does not exist stays as it is.
    pub(crate) fn unescape(self, out: &mut String, mut flaw: impl FnMut(Flaw)) {
        let mut rest = self.bytes;
        while !rest.is_empty() {
            let at = self.at + self.bytes.len() - rest.len();
            let plain = rest.iter().position(|&byte| byte == b'\\').unwrap_or(rest.len());
            decode(&rest[..plain], at, out, &mut flaw);
            rest = &rest[plain..];
            if !rest.is_empty() {
                let used = escape(rest, at + plain, out, &mut flaw);
                rest = &rest[used..];
            }
        }
    }
}

/// Appends bytes that should be UTF-8.
fn decode(bytes: &[u8], at: usize, out: &mut String, flaw: &mut impl FnMut(Flaw)) {
    let mut at = at;
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            out.push(char::REPLACEMENT_CHARACTER);
            flaw(Flaw::InvalidUtf8(at));
            at += chunk.invalid().len();
        }
    }
}

/// Appends what the escape at the start of `bytes` means; how long it is.
fn escape(bytes: &[u8], at: usize, out: &mut String, flaw: &mut impl FnMut(Flaw)) -> usize {
    let simple = match bytes.get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(bytes, at, out, flaw),
        _ => {
            out.push('\\');
            flaw(Flaw::BadEscape(at));
            return 1;
        }
    };
    out.push(simple);
    2
}

fn unicode_escape(bytes: &[u8], at: usize, out: &mut String, flaw: &mut impl FnMut(Flaw)) -> usize {
    let Some(unit) = code_unit(bytes) else {
        out.push('\\');
        flaw(Flaw::BadEscape(at));
        return 1;
    };
    if let Some(character) = char::from_u32(unit) {
        out.push(character);
        return 6;
    }
    let low = bytes.get(6..).and_then(code_unit).filter(|low| (0xdc00..0xe000).contains(low));
    let joined = low
        .filter(|_| unit < 0xdc00)
        .and_then(|low| char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)));
    if let Some(character) = joined {
        out.push(character);
        return 12;
    }
    out.push(char::REPLACEMENT_CHARACTER);
    flaw(Flaw::LoneSurrogate(at));
    6
}

/// The number in `\uXXXX`, with which `bytes` must start.
fn code_unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(br"\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
}

/// How many bytes come before the quote that ends a string, and whether a backslash is among them. `None` if no quote ends it.
#[inline]
pub(crate) fn find_quote(bytes: &[u8]) -> Option<(usize, bool)> {
    let at = find_special(bytes);
    match bytes.get(at) {
        Some(b'"') => Some((at, false)),
        Some(_) => find_quote_after_escape(bytes, at),
        None => None,
    }
}

#[cold]
fn find_quote_after_escape(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let mut at = at;
    while bytes.get(at)? == &b'\\' {
        at += 2;
        at += find_special(bytes.get(at..)?);
    }
    Some((at, true))
}

/// How many bytes come before the first `"` or `\`. O(length), eight bytes at a time.
#[inline]
pub(crate) fn find_special(bytes: &[u8]) -> usize {
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, &word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(word);
        let found = equal_bytes(word, b'"') | equal_bytes(word, b'\\');
        if found != 0 {
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let special = tail.iter().position(|byte| matches!(byte, b'"' | b'\\'));
    bytes.len() - tail.len() + special.unwrap_or(tail.len())
}

/// How many bytes come before the first of a kind, if there is one. O(length), eight bytes at a time.
pub(crate) fn find_byte(bytes: &[u8], byte: u8) -> Option<usize> {
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, &word) in words.iter().enumerate() {
        let found = equal_bytes(u64::from_le_bytes(word), byte);
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    tail.iter().position(|&other| other == byte).map(|at| bytes.len() - tail.len() + at)
}

/// The high bit of the lowest byte that is equal to `byte`; bits above it mean nothing.
#[inline]
fn equal_bytes(word: u64, byte: u8) -> u64 {
    let zeroed = word ^ (ONES * u64::from(byte));
    zeroed.wrapping_sub(ONES) & !zeroed & HIGHS
}

/// Whether `bytes` start with `prefix`, many bytes at a time: a comparison of known short texts is all that much of reading is.
#[inline]
pub(crate) fn starts_with(bytes: &[u8], prefix: &[u8]) -> bool {
    bytes.get(..prefix.len()).is_some_and(|head| hash::equal_bytes(head, prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescaped(bytes: &[u8]) -> (String, Vec<Flaw>) {
        let (mut out, mut flaws) = (String::new(), Vec::new());
        RawText { bytes, at: 0, escaped: true }.unescape(&mut out, |flaw| flaws.push(flaw));
        (out, flaws)
    }

    #[test]
    fn escapes_are_undone() {
        let cases: [(&[u8], &str); 8] = [
            (br"plain", "plain"),
            (br#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (br"\u0041\u00e9\u20AC", "Aé€"),
            (br"\ud83d\ude00!", "😀!"),
            (br"\u0000", "\0"),
            ("é\t".as_bytes(), "é\t"),
            (br"\\u0041", r"\u0041"),
            (b"", ""),
        ];
        for (bytes, expected) in cases {
            assert_eq!(unescaped(bytes), (expected.to_owned(), vec![]));
        }
    }

    #[test]
    fn flaws_are_made_up_for_and_told() {
        let cases: [(&[u8], &str, &[Flaw]); 8] = [
            (br"a\ud83d", "a\u{fffd}", &[Flaw::LoneSurrogate(1)]),
            (br"\ude00\n", "\u{fffd}\n", &[Flaw::LoneSurrogate(0)]),
            (br"\ud83d\u0041", "\u{fffd}A", &[Flaw::LoneSurrogate(0)]),
            (br"\ud83d\ud83d\ude00", "\u{fffd}😀", &[Flaw::LoneSurrogate(0)]),
            (br"\x41", r"\x41", &[Flaw::BadEscape(0)]),
            (br"\u12", r"\u12", &[Flaw::BadEscape(0)]),
            (br"\u+123", r"\u+123", &[Flaw::BadEscape(0)]),
            (b"a\xffb\xe2\x82", "a\u{fffd}b\u{fffd}", &[Flaw::InvalidUtf8(1), Flaw::InvalidUtf8(3)]),
        ];
        for (bytes, expected, flaws) in cases {
            assert_eq!(unescaped(bytes), (expected.to_owned(), flaws.to_vec()));
        }
    }

    #[test]
    fn the_end_of_a_string_is_found_at_every_distance() {
        for len in 0..40 {
            let mut text = vec![b'a'; len];
            assert_eq!(find_quote(&text), None);
            text.push(b'"');
            text.extend_from_slice(b"more\\\"");
            assert_eq!(find_quote(&text), Some((len, false)));
            for escape in 0..len.saturating_sub(1) {
                let mut text = text.clone();
                text[escape] = b'\\';
                text[escape + 1] = b'"';
                assert_eq!(find_quote(&text), Some((len, true)), "{escape} of {len}");
            }
        }
    }

    #[test]
    fn a_byte_is_found_at_every_distance() {
        for len in 0..40 {
            let mut text = vec![b'a'; len];
            assert_eq!(find_byte(&text, b'\n'), None);
            text.extend_from_slice(b"\n\n");
            assert_eq!(find_byte(&text, b'\n'), Some(len));
        }
    }

    #[test]
    fn prefixes_of_every_length_compare() {
        let text: Vec<u8> = (0..40).collect();
        for len in 0..=text.len() {
            assert!(starts_with(&text, &text[..len]));
            for at in 0..len {
                let mut other = text[..len].to_vec();
                other[at] ^= 0x80;
                assert!(!starts_with(&text, &other), "{at} of {len}");
            }
        }
        assert!(!starts_with(&text[..10], &text));
    }
}
