//! Numbers, exactly: integers never pass through a float.

/// The unsigned integer that decimal text stands for. Forms such as `1.5e9` or `20.0` are read where they are integers.
#[inline]
pub(crate) fn parse_uint(text: &[u8]) -> Option<u64> {
    match short_digits(text) {
        Some(number) => Some(number),
        None => u64::try_from(parse_wide(text, 0, Rest::None)?).ok(),
    }
}

/// The unsigned integer that decimal text stands for when it is multiplied by 10 to the power of `zeros`, without what is left behind the point.
#[inline]
pub(crate) fn parse_scaled(text: &[u8], zeros: u32) -> Option<u64> {
    match short_digits(text) {
        Some(number) => number.checked_mul(10_u64.checked_pow(zeros)?),
        None => u64::try_from(parse_wide(text, zeros, Rest::Any)?).ok(),
    }
}

/// The signed integer that decimal text stands for.
#[inline]
pub(crate) fn parse_int(text: &[u8]) -> Option<i64> {
    match short_digits(text) {
        Some(number) => i64::try_from(number).ok(),
        None => i64::try_from(parse_wide(text, 0, Rest::None)?).ok(),
    }
}

/// The float that text stands for: a JSON number, or one of `NaN`, `Infinity` and `-Infinity`.
pub(crate) fn parse_double(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        // Rust's own parser knows more words than these, and other ways to start a number.
        _ if !text.starts_with(|start: char| start == '-' || start.is_ascii_digit()) => None,
        _ if text.bytes().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E')) => None,
        _ => text.parse().ok(),
    }
}

/// The number that 1 to 19 digits are. Such a number cannot overflow.
#[inline]
fn short_digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    let (words, tail) = text.as_chunks::<8>();
    let mut number = 0;
    for &word in words {
        number = number * 100_000_000 + eight_digits(u64::from_le_bytes(word))?;
    }
    for byte in tail {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

/// The number that eight digits are, the first in the lowest byte: pairs, then fours, then all are joined in place.
#[inline]
fn eight_digits(word: u64) -> Option<u64> {
    // The high half of a digit is 3, and is still 3 after adding 6.
    let high_halves = word & 0xf0f0_f0f0_f0f0_f0f0;
    let after_six = word.wrapping_add(0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0;
    if high_halves | after_six >> 4 != 0x3333_3333_3333_3333 {
        return None;
    }
    let digits = word & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(10_000) + (fours >> 32)) & 0xffff_ffff)
}

/// What may stand behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Only zeros: the number is an integer.
    None,
    /// Anything, which is left out.
    Any,
}

/// A decimal number with sign, point and exponent, multiplied by 10 to the power of `zeros`. i128 holds every digit that could still fit
/// 64 bits.
fn parse_wide(text: &[u8], zeros: u32, rest: Rest) -> Option<i128> {
    let (negative, text) = match text.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let exponent_at = text.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (mantissa, exponent) = match exponent_at {
        Some(at) => (&text[..at], parse_exponent(&text[at + 1..])?),
        None => (text, 0),
    };
    let point = mantissa.iter().position(|&byte| byte == b'.');
    let (whole, fraction) = match point {
        Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
        None => (mantissa, &[][..]),
    };
    if whole.is_empty() || (point.is_some() && fraction.is_empty()) {
        return None;
    }
    let mut digits: Vec<u8> = whole.iter().chain(fraction).copied().collect();
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut power = exponent + i64::from(zeros) - i64::try_from(fraction.len()).ok()?;
    while power < 0 && digits.pop_if(|digit| rest == Rest::Any || *digit == b'0').is_some() {
        power += 1;
    }
    let value =
        digits.iter().try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(i128::from(digit - b'0')))?;
    let scaled = match value {
        0 => 0,
        _ => value.checked_mul(10_i128.checked_pow(u32::try_from(power).ok()?)?)?,
    };
    Some(if negative { -scaled } else { scaled })
}

fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if digits.len() > 9 {
        return None;
    }
    let exponent = i64::try_from(short_digits(digits)?).ok()?;
    Some(if negative { -exponent } else { exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_exact() {
        let cases = [
            ("0", Some(0)),
            ("12345678", Some(12_345_678)),
            ("1661265062220504494", Some(1_661_265_062_220_504_494)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("00000000000000000000000000000007", Some(7)),
            ("1.5e9", Some(1_500_000_000)),
            ("1.6612650622205044940e18", Some(1_661_265_062_220_504_494)),
            ("20.00", Some(20)),
            ("2000e-3", Some(2)),
            ("2.5", None),
            ("25e-1", None),
            ("0e999999999", Some(0)),
            ("-0", Some(0)),
            ("-1", None),
            ("", None),
            ("1.", None),
            (".5", None),
            ("1e", None),
            ("1234567:", None),
            ("123456/8", None),
            ("0x10", None),
            ("1 ", None),
            ("1e99999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_uint(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(parse_int(b"-9223372036854775808"), Some(i64::MIN));
        assert_eq!(parse_int(b"9223372036854775807"), Some(i64::MAX));
        assert_eq!(parse_int(b"9223372036854775808"), None);
    }

    #[test]
    fn scaled_numbers_are_exact_and_lose_only_what_is_behind_the_point() {
        let cases = [
            ("1544712660300000", Some(1_544_712_660_300_000_000)),
            ("1544712660300000.25", Some(1_544_712_660_300_000_250)),
            ("1544712660300000.2509", Some(1_544_712_660_300_000_250)),
            ("1.5447126603e15", Some(1_544_712_660_300_000_000)),
            ("0.0009", Some(0)),
            ("18446744073709551", Some(18_446_744_073_709_551_000)),
            ("18446744073709552", None),
            ("1e-9", Some(0)),
            ("-1", None),
            ("x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_scaled(text.as_bytes(), 3), expected, "{text}");
        }
    }

    #[test]
    fn every_byte_that_is_no_digit_is_seen() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut text = *b"12345678";
                text[at] = byte;
                let expected = byte.is_ascii_digit();
                assert_eq!(short_digits(&text).is_some(), expected, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn floats_have_their_words() {
        assert_eq!(parse_double("1.5e3"), Some(1500.0));
        assert_eq!(parse_double("-Infinity"), Some(f64::NEG_INFINITY));
        assert!(parse_double("NaN").is_some_and(f64::is_nan));
        assert_eq!([parse_double("inf"), parse_double("nan"), parse_double("+1"), parse_double("")], [None; 4]);
    }
}
