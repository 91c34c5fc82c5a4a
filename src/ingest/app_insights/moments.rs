//! Times and durations, which each kind of file writes in its own way.

use super::Record;
use crate::ingest::json::{Kind, Parse, parse_scaled, parse_uint};
use crate::ingest::report::Reason;
use crate::ingest::times::parse_rfc3339;

/// What is known of how a duration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    ns: u64,
    /// Whether it has decimals, and no more than whole milliseconds have.
    is_coarse: bool,
}

impl Record<'_, '_> {
    /// Reads the time of an item, which may be known to be UTC if it names no zone; in nanoseconds. Nothing where nothing is said.
    pub(super) fn item_time_ns(&mut self, is_utc: bool) -> Parse<Option<u64>> {
        let at = self.cursor.at;
        let Some(text) = self.digits_or_number()?.filter(|text| !text.is_empty()) else { return Ok(None) };
        let (time_ns, flaw) = match (parse_rfc3339(text), parse_unzoned(text)) {
            (Some(time_ns), _) => (Some(time_ns), None),
            (None, Some(time_ns)) => (Some(time_ns), (!is_utc).then_some(Reason::MissingZone)),
            (None, None) => (None, Some(Reason::UnreadableTime)),
        };
        if let Some(reason) = flaw {
            self.flaw(reason, at);
        }
        Ok(time_ns)
    }

    /// Reads how long an item took: milliseconds, or as .NET writes a time span; in nanoseconds. Nothing where nothing is said.
    pub(super) fn item_duration_ns(&mut self) -> Parse<Option<u64>> {
        let at = self.cursor.at;
        if !matches!(self.cursor.kind()?, Kind::String | Kind::Number | Kind::Null) {
            self.skip_unexpected(Reason::UnexpectedValue)?;
            return Ok(None);
        }
        let Some(text) = self.digits_or_number()?.filter(|text| !text.is_empty()) else { return Ok(None) };
        if let Some(ns) = parse_scaled(text, 6) {
            return Ok(Some(ns));
        }
        let span = parse_time_span(text);
        match span {
            None => self.flaw(Reason::UnreadableTime, at),
            Some(span) if span.is_coarse => self.flaw(Reason::WholeMilliseconds, at),
            Some(_) => {}
        }
        Ok(span.map(|span| span.ns))
    }
}

/// A time that does not say its zone, which is read as UTC: as RFC 3339 has it otherwise, or as the portal writes it into CSV, such as
/// `4/29/2021, 10:41:14.123 PM`.
fn parse_unzoned(text: &[u8]) -> Option<u64> {
    if text.ends_with(b"M") {
        return parse_american(std::str::from_utf8(text).ok()?);
    }
    parse_rfc3339(&[text, b"Z"].concat())
}

fn parse_american(text: &str) -> Option<u64> {
    let (date, clock) = text.split_once(", ").or_else(|| text.split_once(' '))?;
    let mut date = date.split('/');
    let [month, day, year] = [date.next()?, date.next()?, date.next()?];
    let (clock, half) = clock.rsplit_once([' ', '\u{202f}'])?;
    let (hour, rest) = clock.split_once(':')?;
    let hour: u8 = hour.parse().ok()?;
    let hour = match half {
        "AM" if (1..=12).contains(&hour) => hour % 12,
        "PM" if (1..=12).contains(&hour) => hour % 12 + 12,
        _ => return None,
    };
    parse_rfc3339(format!("{year}-{month:0>2}-{day:0>2}T{hour:02}:{rest}Z").as_bytes())
}

/// A time span as .NET writes it, `[d.]hh:mm:ss[.fffffff]`. Some SDKs write 60 seconds for a minute.
fn parse_time_span(text: &[u8]) -> Option<Span> {
    let text = std::str::from_utf8(text).ok()?;
    let mut parts = text.split(':');
    let [hours, minutes, seconds] = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() {
        return None;
    }
    let (days, hours) = hours.split_once('.').unwrap_or(("0", hours));
    // A number may be -0, but nothing takes less than no time.
    if text.starts_with('-') {
        return None;
    }
    let number = |text: &str| parse_uint(text.as_bytes());
    let hours = number(days)?.checked_mul(24)?.checked_add(number(hours)?)?;
    let whole = hours.checked_mul(60)?.checked_add(number(minutes)?)?.checked_mul(60)?.checked_mul(1_000_000_000)?;
    let ns = whole.checked_add(parse_scaled(seconds.as_bytes(), 9)?)?;
    let decimals = seconds.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Some(Span { ns, is_coarse: (1..=3).contains(&decimals) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_are_read_to_the_last_digit() {
        let cases = [
            ("00:00:00.0012345", Some((1_234_500, false))),
            ("0.00:00:00.001", Some((1_000_000, true))),
            ("1.02:03:04.5000000", Some((93_784_500_000_000, false))),
            ("00:00:60.000", Some((60_000_000_000, true))),
            ("00:01:00", Some((60_000_000_000, false))),
            ("00:01", None),
            ("00:01:02:03", None),
            ("a:b:c", None),
            ("99999999999999999.00:00:00", None),
            ("-00:00:01", None),
        ];
        for (text, expected) in cases {
            let span = parse_time_span(text.as_bytes());
            assert_eq!(span.map(|span| (span.ns, span.is_coarse)), expected, "{text}");
        }
    }

    #[test]
    fn times_without_a_zone_are_utc() {
        let cases = [
            ("4/29/2021, 10:41:14.123 PM", Some(1_619_736_074_123_000_000)),
            ("4/29/2021, 12:00:00.000 AM", Some(1_619_654_400_000_000_000)),
            ("12/1/2021 1:02:03\u{202f}PM", Some(1_638_363_723_000_000_000)),
            ("2021-04-29T22:41:14.123", Some(1_619_736_074_123_000_000)),
            ("29/4/2021, 10:41:14 PM", None),
            ("4/29/2021, 13:41:14 PM", None),
            ("AM", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_unzoned(text.as_bytes()), expected, "{text}");
        }
    }
}
