//! What fields are compared with, as it is written.

use std::fmt;

use super::pattern::Pattern;
use super::quoted::write_quoted;
use crate::units::{Severity, SpanKind, StatusCode};

/// A literal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    /// The value of what is absent.
    Nil,
    Text(String),
    Int(i64),
    Float(f64),
    /// A duration in nanoseconds.
    Duration(i64),
    Bool(bool),
    Status(StatusCode),
    Kind(SpanKind),
    /// The least severity that has its word.
    Severity(Severity),
    /// What `=~` and `!~` take.
    Pattern(Pattern),
}

/// Units of durations in nanoseconds, from the longest. The last is another spelling of microseconds.
const UNITS: [(&str, i128); 8] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
    ("µs", 1_000),
    ("μs", 1_000),
];

impl Literal {
    /// Reads an integer, a float or a duration. `None` where the text is none of them, or out of range.
    pub(super) fn from_number(text: &str) -> Option<Self> {
        if let Ok(value) = text.parse() {
            return Some(Self::Int(value));
        }
        let is_float = is_decimal(text) && text.contains(['.', 'e', 'E']);
        if is_float {
            return text.parse().ok().filter(|value: &f64| value.is_finite()).map(Self::Float);
        }
        duration_ns(text).map(Self::Duration)
    }

    /// The keywords that stand for values, but for severities.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "nil" => Some(Self::Nil),
            "true" => Some(Self::Bool(true)),
            "false" => Some(Self::Bool(false)),
            _ => {
                let status = StatusCode::ALL.into_iter().find(|&status| status.word() == word);
                let kind = SpanKind::ALL.into_iter().find(|&kind| kind.word() == word);
                status.map(Self::Status).or(kind.map(Self::Kind))
            }
        }
    }

    /// The severity that a word stands for. Of those, `error` is a status as well.
    pub(super) fn from_severity(word: &str) -> Option<Self> {
        Severity::from_word(word).filter(|severity| severity.word() == Some(word)).map(Self::Severity)
    }
}

/// Whether a text is a decimal number: digits, with a sign, a fraction or an exponent perhaps.
pub(crate) fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(fraction) && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
}

/// The length of a duration such as `1h30m` or `2.5ms`, in whole nanoseconds. Parts of a nanosecond are dropped.
fn duration_ns(text: &str) -> Option<i64> {
    let (sign, mut rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut total_ns = 0_i128;
    while !rest.is_empty() {
        let unit_at = rest.find(char::is_alphabetic)?;
        let unit_end = rest[unit_at..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |len| unit_at + len);
        let (_, unit_ns) = UNITS.into_iter().find(|(unit, _)| *unit == &rest[unit_at..unit_end])?;
        total_ns += part_ns(&rest[..unit_at], unit_ns)?;
        rest = &rest[unit_end..];
    }
    if text.len() < 2 { None } else { i64::try_from(sign * total_ns).ok() }
}

fn part_ns(number: &str, unit_ns: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if !is_decimal(number) || number.starts_with('-') || whole.len() > 19 || fraction.len() > 19 {
        return None;
    }
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    Some(whole.parse::<i128>().ok()? * unit_ns + fraction.parse::<i128>().ok()? * unit_ns / scale)
}

/// Durations in the longest unit of which they are a whole number.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("nil"),
            Self::Text(text) => write_quoted(f, text),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Duration(0) => f.write_str("0s"),
            Self::Duration(duration_ns) => {
                let ns = i128::from(*duration_ns);
                let (unit, unit_ns) = UNITS.into_iter().find(|(_, unit_ns)| ns % unit_ns == 0).unwrap_or(("ns", 1));
                write!(f, "{}{unit}", ns / unit_ns)
            }
            Self::Bool(value) => write!(f, "{value}"),
            Self::Status(status) => f.write_str(status.word()),
            Self::Kind(kind) => f.write_str(kind.word()),
            Self::Severity(severity) => f.write_str(severity.word().unwrap_or_default()),
            Self::Pattern(pattern) => pattern.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations_are_read_exactly() {
        for (text, expected) in [
            ("0", Literal::Int(0)),
            ("-9223372036854775808", Literal::Int(i64::MIN)),
            ("1.5", Literal::Float(1.5)),
            ("-2e3", Literal::Float(-2000.0)),
            ("250ms", Literal::Duration(250_000_000)),
            ("1h30m", Literal::Duration(5_400_000_000_000)),
            ("2.5us", Literal::Duration(2_500)),
            ("2.5µs", Literal::Duration(2_500)),
            ("1.9ns", Literal::Duration(1)),
            ("-5s", Literal::Duration(-5_000_000_000)),
        ] {
            assert_eq!(Literal::from_number(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
        let texts =
            ["-", "9223372036854775808", "1e999", "1.", "1x", "5d", "s", "1s2", "1.5.5s", "99999999999h", "1 s", "-s"];
        for text in texts {
            assert_eq!(Literal::from_number(text), None, "{text}");
        }
    }

    #[test]
    fn durations_show_their_longest_whole_unit() {
        for (text, expected) in
            [("90s", "90s"), ("120s", "2m"), ("1500us", "1500us"), ("0ns", "0s"), ("1.5s", "1500ms")]
        {
            assert_eq!(Literal::from_number(text).map(|literal| literal.to_string()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn decimal_numbers_have_digits_on_both_sides_of_their_point() {
        for text in ["0", "-12", "1.50", "1e5", "1.5E+10", "007"] {
            assert!(is_decimal(text), "{text}");
        }
        for text in ["", "-", "+1", ".5", "1.", "1e", "0x1", "NaN", "inf", " 1", "1_000", "--1"] {
            assert!(!is_decimal(text), "{text}");
        }
    }
}
