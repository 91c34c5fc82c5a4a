//! Times that are written as dates, or in another unit than they should be.

/// What a number counts since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
}

impl Unit {
    /// The unit in which a number is a time from September 2001 to the end of 2099. No number is in two.
    pub(crate) fn likely(number: u64) -> Option<Self> {
        const SECONDS: std::ops::Range<u64> = 1_000_000_000..4_102_444_800;
        let is_in = |scale: u64| SECONDS.contains(&(number / scale));
        match number {
            _ if is_in(1) => Some(Self::Seconds),
            _ if is_in(1_000) => Some(Self::Milliseconds),
            _ if is_in(1_000_000) => Some(Self::Microseconds),
            _ if is_in(1_000_000_000) => Some(Self::Nanoseconds),
            _ => None,
        }
    }
}

/// The nanoseconds since the Unix epoch of a time as RFC 3339 has it, such as `2023-11-14T22:13:20.5+01:00`, from 1970 to 2554.
/// Digits beyond the ninth of a second are dropped; a leap second is the second after it. `None` for anything else.
pub(crate) fn parse_rfc3339(text: &[u8]) -> Option<u64> {
    let (date, rest) = text.split_at_checked(19)?;
    let [.., b'-', _, _, b'-', _, _, b'T' | b't' | b' ', _, _, b':', _, _, b':', _, _] = date else { return None };
    let field = |from: usize, to: usize| digits(date.get(from..to)?);
    let (year, month, day) = (field(0, 4)?, field(5, 7)?, field(8, 10)?);
    let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
    if !(1..=12).contains(&month) || day < 1 || day > month_days(year, month) || hour > 23 || minute > 59 || second > 60
    {
        return None;
    }
    let (fraction_ns, zone) = fraction(rest)?;
    let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset_seconds(zone)?;
    let time_ns = i128::from(seconds) * 1_000_000_000 + i128::from(fraction_ns);
    u64::try_from(time_ns).ok()
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// The fraction of a second that comes first, if there is one, and what is left.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(text) = text.strip_prefix(b".") else { return Some((0, text)) };
    let len = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (fraction, rest) = text.split_at(len);
    let kept = &fraction[..len.min(9)];
    let missing = u32::try_from(9 - kept.len()).ok()?;
    (len > 0).then_some((digits(kept)? * 10_i64.pow(missing), rest))
}

/// How far the clock of a zone is ahead of UTC.
fn offset_seconds(zone: &[u8]) -> Option<i64> {
    match zone {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
            let seconds = hours * 3_600 + minutes * 60;
            (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from the Unix epoch to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let in_year: i64 = (1..month).map(|month| month_days(year, month)).sum();
    // The same sum for the first of January of 1970 is 719,162.
    before * 365 + leap_days + in_year + day - 1 - 719_162
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_to_the_nanosecond() {
        let cases = [
            ("1970-01-01T00:00:00Z", 0),
            ("2023-11-14T22:13:20Z", 1_700_000_000_000_000_000),
            ("2023-11-14t22:13:20.1z", 1_700_000_000_100_000_000),
            ("2023-11-14 23:43:20.123456789123+01:30", 1_700_000_000_123_456_789),
            ("2023-11-14T17:13:20-05:00", 1_700_000_000_000_000_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
            ("2554-07-21T23:34:33.709551615Z", u64::MAX),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_rfc3339(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_number_tells_its_unit_if_it_is_a_time_of_these_days() {
        let cases = [
            (0, None),
            (5, None),
            (999_999_999, None),
            (1_700_000_000, Some(Unit::Seconds)),
            (4_102_444_800, None),
            (1_700_000_000_000, Some(Unit::Milliseconds)),
            (1_700_000_000_000_000, Some(Unit::Microseconds)),
            (1_700_000_000_000_000_000, Some(Unit::Nanoseconds)),
            (u64::MAX, None),
        ];
        for (number, unit) in cases {
            assert_eq!(Unit::likely(number), unit, "{number}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        let texts = [
            "",
            "2023-11-14",
            "2023-11-14T22:13:20",
            "2023-11-14T22:13:20.Z",
            "2023-13-14T22:13:20Z",
            "2023-02-29T00:00:00Z",
            "2023-11-14T24:13:20Z",
            "2023-11-14T22:60:20Z",
            "1969-12-31T23:59:59Z",
            "2554-07-21T23:34:33.709551616Z",
            "2023-11-14T22:13:20+1:00",
            "2023-11-14T22:13:20Zx",
            "x023-11-14T22:13:20Z",
            "9999-12-31T23:59:59Z",
        ];
        for text in texts {
            assert_eq!(parse_rfc3339(text.as_bytes()), None, "{text}");
        }
    }
}
