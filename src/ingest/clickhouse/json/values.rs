//! Values of rows of JSON that are no text: times, numbers, and words that mean one of few things.

use super::Record;
use crate::ingest::clickhouse::words;
use crate::ingest::json::{Parse, parse_int, parse_scaled, parse_uint};
use crate::ingest::report::Reason;
use crate::ingest::times::{Unit, parse_rfc3339};
use crate::units::{Severity, SpanKind, StatusCode};

impl Record<'_, '_> {
    /// Reads a time: a date, seconds with their fraction, or a number in any unit.
    pub(super) fn row_time(&mut self) -> Parse<u64> {
        let at = self.cursor.at;
        let Some(digits) = self.digits_or_number()? else { return Ok(0) };
        let (time_ns, has_zone) = match time_ns(digits) {
            Some(time_ns) => (Some(time_ns), true),
            None => (parse_rfc3339(&[digits, b"Z"].concat()), false),
        };
        match time_ns {
            None => self.flaw(Reason::UnreadableTime, at),
            Some(_) if !has_zone => self.flaw(Reason::MissingZone, at),
            Some(_) => {}
        }
        Ok(time_ns.unwrap_or_default())
    }

    /// Reads how long something took in nanoseconds, of 64 bits that may have wrapped around.
    pub(super) fn row_duration(&mut self) -> Parse<u64> {
        let at = self.cursor.at;
        let Some(digits) = self.digits_or_number()? else { return Ok(0) };
        let duration_ns = parse_uint(digits).or_else(|| parse_int(digits).map(i64::cast_unsigned));
        if duration_ns.is_none() {
            self.flaw(Reason::UnreadableTime, at);
        }
        Ok(duration_ns.unwrap_or_default())
    }

    pub(super) fn row_kind(&mut self) -> Parse<SpanKind> {
        let at = self.cursor.at;
        let Some(text) = self.digits_or_number()? else { return Ok(SpanKind::Unspecified) };
        let number = parse_uint(text).and_then(|number| SpanKind::ALL.get(usize::try_from(number).ok()?).copied());
        let kind = words::kind(text).or(number);
        if kind.is_none() {
            self.flaw(Reason::UnknownKind, at);
        }
        Ok(kind.unwrap_or_default())
    }

    pub(super) fn row_status(&mut self) -> Parse<StatusCode> {
        let at = self.cursor.at;
        let Some(text) = self.digits_or_number()? else { return Ok(StatusCode::Unset) };
        let number = parse_uint(text).and_then(|number| StatusCode::ALL.get(usize::try_from(number).ok()?).copied());
        let status = words::status(text).or(number);
        if status.is_none() {
            self.flaw(Reason::UnknownStatus, at);
        }
        Ok(status.unwrap_or_default())
    }

    pub(super) fn row_severity(&mut self) -> Parse<Severity> {
        let at = self.cursor.at;
        let Some(digits) = self.digits_or_number()? else { return Ok(Severity::NONE) };
        let severity = parse_uint(digits).and_then(|number| Severity::new(u8::try_from(number).ok()?));
        if severity.is_none() {
            self.flaw(Reason::UnknownSeverity, at);
        }
        Ok(severity.unwrap_or_default())
    }
}

/// The nanoseconds of a time that says its zone or needs none.
fn time_ns(digits: &[u8]) -> Option<u64> {
    if let Some(time_ns) = parse_rfc3339(digits) {
        return Some(time_ns);
    }
    // As `SELECT toUnixTimestamp64Nano(Timestamp)` gives it; a number that is no time of these days is in seconds, too.
    match parse_uint(digits).and_then(Unit::likely) {
        Some(Unit::Nanoseconds) => parse_uint(digits),
        Some(Unit::Microseconds) => parse_scaled(digits, 3),
        Some(Unit::Milliseconds) => parse_scaled(digits, 6),
        Some(Unit::Seconds) | None => parse_scaled(digits, 9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form_that_the_server_writes() {
        let cases = [
            ("2023-11-14T22:13:20.123456789Z", Some(1_700_000_000_123_456_789)),
            ("1700000000.123456789", Some(1_700_000_000_123_456_789)),
            ("1700000000", Some(1_700_000_000_000_000_000)),
            ("1700000000123", Some(1_700_000_000_123_000_000)),
            ("1700000000123456789", Some(1_700_000_000_123_456_789)),
            ("0", Some(0)),
            ("2023-11-14 22:13:20.123456789", None),
            ("yesterday", None),
        ];
        for (text, expected) in cases {
            assert_eq!(time_ns(text.as_bytes()), expected, "{text}");
        }
    }
}
