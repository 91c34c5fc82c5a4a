//! The shapes that are looked for: each says where one ends that begins at a position.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use super::bytes::is_word;

/// What a word is, by its letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// No digits.
    Plain,
    Hex,
    Id,
    /// Numbers, and letters around them.
    Numbers,
}

impl Word {
    /// O(length).
    pub(super) fn of(word: &[u8]) -> Self {
        let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return Self::Plain;
        }
        if digits == word.len() {
            return Self::Numbers;
        }
        let is_hex = |of: &[u8]| of.iter().all(u8::is_ascii_hexdigit);
        if is_hex(word) && word.len() >= 8
            || matches!(word, [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() && is_hex(rest))
        {
            return Self::Hex;
        }
        let runs = word.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
        let numbers = runs.filter(|run| run[0].is_ascii_digit()).count();
        let alternates = numbers >= 2 && digits >= 3;
        let is_code = word.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
            && matches!(word, [first, .., last] if first.is_ascii_uppercase() && last.is_ascii_uppercase());
        if word.len() >= 8 && (alternates || is_code) { Self::Id } else { Self::Numbers }
    }
}

/// The run of bytes from a position that satisfy a condition, and its end.
fn run(bytes: &[u8], from: usize, is_inside: impl Fn(u8) -> bool) -> usize {
    from + bytes[from..].iter().take_while(|&&byte| is_inside(byte)).count()
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn byte_is(bytes: &[u8], at: usize, is_meant: impl Fn(u8) -> bool) -> bool {
    bytes.get(at).is_some_and(|&byte| is_meant(byte))
}

/// An end, if no word goes on there.
fn at_word_end(bytes: &[u8], end: usize) -> Option<usize> {
    (!byte_is(bytes, end, is_word)).then_some(end)
}

/// A scheme, `://`, and whatever follows up to what cannot be in a URL or is punctuation behind it.
pub(super) fn url(bytes: &[u8], from: usize) -> Option<usize> {
    const LONGEST_SCHEME: usize = 24;
    let near = &bytes[..bytes.len().min(from + LONGEST_SCHEME)];
    let scheme = run(near, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'));
    if !bytes[from].is_ascii_alphabetic() || !bytes[scheme..].starts_with(b"://") {
        return None;
    }
    let rest = scheme + 3;
    let is_inside = |byte: u8| !byte.is_ascii_whitespace() && !br#""'`<>()[]{}|,;"#.contains(&byte);
    let mut end = run(bytes, rest, is_inside);
    while end > rest && matches!(bytes[end - 1], b'.' | b':' | b'!' | b'?') {
        end -= 1;
    }
    (end > rest).then_some(end)
}

/// An email address. Without one, where the part before the `@` would have ended.
pub(super) fn email(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let local = run(bytes, from, |byte| byte.is_ascii_alphanumeric() || b".+-_%".contains(&byte));
    if !byte_is(bytes, local, |byte| byte == b'@') {
        return Err(local);
    }
    let domain = local + 1;
    let mut end = run(bytes, domain, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    while end > domain && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    let last_dot = bytes[domain..end].iter().rposition(|&byte| byte == b'.');
    let is_domain = last_dot.is_some_and(|dot| dot > 0 && bytes[domain + dot + 1].is_ascii_alphabetic());
    if is_domain { Ok(end) } else { Err(local) }
}

/// Five groups of hexadecimal digits with dashes between them.
pub(super) fn uuid(bytes: &[u8], from: usize) -> Option<usize> {
    let end = from + 36;
    let is_uuid = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    bytes.get(from..end)?.iter().enumerate().all(is_uuid).then_some(end).and_then(|end| at_word_end(bytes, end))
}

/// Exactly so many digits that are a number in a range.
fn digits(bytes: &[u8], from: usize, count: usize, range: RangeInclusive<u32>) -> Option<usize> {
    let end = from + count;
    let digits = bytes.get(from..end)?;
    let value =
        digits.iter().filter(|byte| byte.is_ascii_digit()).fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
    (digits.iter().all(u8::is_ascii_digit) && range.contains(&value)).then_some(end)
}

fn one_of(bytes: &[u8], at: usize, set: &[u8]) -> Option<usize> {
    byte_is(bytes, at, |byte| set.contains(&byte)).then_some(at + 1)
}

/// A date, a time of day, or a date with a time of day, each with a zone if one follows.
pub(super) fn time(bytes: &[u8], from: usize) -> Option<usize> {
    let Some(date) = date(bytes, from) else { return at_word_end(bytes, zoned(bytes, clock(bytes, from)?)) };
    let with_clock = one_of(bytes, date, b"Tt ").and_then(|at| clock(bytes, at)).map(|end| zoned(bytes, end));
    with_clock.and_then(|end| at_word_end(bytes, end)).or_else(|| at_word_end(bytes, date))
}

fn date(bytes: &[u8], from: usize) -> Option<usize> {
    let year = digits(bytes, from, 4, 0..=9999)?;
    let separator = [*bytes.get(year)?];
    let month = one_of(bytes, year, b"-/").and_then(|at| digits(bytes, at, 2, 1..=12))?;
    digits(bytes, one_of(bytes, month, &separator)?, 2, 1..=31)
}

fn clock(bytes: &[u8], from: usize) -> Option<usize> {
    let colon = |at| one_of(bytes, at, b":");
    let minutes = digits(bytes, colon(digits(bytes, from, 2, 0..=23)?)?, 2, 0..=59)?;
    let Some(seconds) = colon(minutes).and_then(|at| digits(bytes, at, 2, 0..=60)) else { return Some(minutes) };
    let fraction = one_of(bytes, seconds, b".,").filter(|&at| byte_is(bytes, at, is_digit));
    Some(fraction.map_or(seconds, |at| run(bytes, at, is_digit)))
}

fn zoned(bytes: &[u8], end: usize) -> usize {
    let space = one_of(bytes, end, b" ").unwrap_or(end);
    let offset = one_of(bytes, space, b"+-").and_then(|at| digits(bytes, at, 2, 0..=14)).and_then(|hours| {
        let minutes = one_of(bytes, hours, b":").unwrap_or(hours);
        digits(bytes, minutes, 2, 0..=59)
    });
    let end = offset.unwrap_or_else(|| one_of(bytes, end, b"Zz").unwrap_or(end));
    let is_named = bytes[end..].starts_with(b" UTC") || bytes[end..].starts_with(b" GMT");
    if is_named { end + 4 } else { end }
}

/// Four numbers below 256 with dots between them.
pub(super) fn ipv4(text: &str, from: usize) -> Option<usize> {
    const LONGEST: usize = 15;
    let bytes = text.as_bytes();
    let near = &bytes[..bytes.len().min(from + LONGEST + 1)];
    let end = run(near, from, |byte| byte.is_ascii_digit() || byte == b'.');
    // A dot behind it is the end of a sentence.
    let end = if matches!(bytes[from..end], [.., b'.']) { end - 1 } else { end };
    text[from..end].parse::<Ipv4Addr>().ok().and_then(|_| at_word_end(bytes, end))
}

/// An IPv6 address with a digit somewhere: without one it is more likely a path of modules.
pub(super) fn ipv6(text: &str, from: usize) -> Option<usize> {
    const LONGEST: usize = 45;
    let bytes = text.as_bytes();
    let near = &bytes[..bytes.len().min(from + LONGEST + 1)];
    let end = run(near, from, |byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    // A colon or a dot behind it belongs to the sentence.
    let end = if matches!(bytes[from..end], [.., before, b':' | b'.'] if before != b':') { end - 1 } else { end };
    let address = &text[from..end];
    let has_digit = address.bytes().any(|byte| byte.is_ascii_digit());
    let is_address = has_digit && address.contains(':') && address.parse::<Ipv6Addr>().is_ok();
    is_address.then_some(end).and_then(|end| at_word_end(bytes, end))
}

/// What is between quotes, if it reads as an id: one word of some 64 characters at most, with a digit in it.
pub(super) fn quoted_id(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    const LONGEST: usize = 64;
    let near = &bytes[..bytes.len().min(from + LONGEST + 1)];
    let end = run(near, from, |byte| byte.is_ascii_alphanumeric() || b"-_.:+=#@".contains(&byte));
    let is_quoted = byte_is(bytes, end, |byte| byte == quote) && byte_is(bytes, from, is_word);
    (is_quoted && bytes[from..end].iter().any(u8::is_ascii_digit)).then_some(end)
}

/// The end of a number that begins with a digit: digits, groups of digits behind dots, an exponent.
pub(super) fn number(bytes: &[u8], from: usize) -> usize {
    let mut end = run(bytes, from, is_digit);
    while byte_is(bytes, end, |byte| byte == b'.') && byte_is(bytes, end + 1, is_digit) {
        end = run(bytes, end + 1, is_digit);
    }
    let exponent = one_of(bytes, end, b"eE").map(|at| one_of(bytes, at, b"+-").unwrap_or(at));
    let exponent = exponent.filter(|&at| byte_is(bytes, at, is_digit)).map(|at| run(bytes, at, is_digit));
    exponent.and_then(|end| at_word_end(bytes, end)).unwrap_or(end)
}

/// Where a number begins with its sign, if it has one. A dash behind anything but a space or an opening is none.
pub(super) fn sign(bytes: &[u8], from: usize) -> usize {
    match bytes[..from] {
        [b'-' | b'+'] | [.., b' ' | b'(' | b'[' | b'{' | b'=' | b':' | b',' | b'\t', b'-' | b'+'] => from - 1,
        _ => from,
    }
}
