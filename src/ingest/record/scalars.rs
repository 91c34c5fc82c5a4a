//! Ids, times, numbers and choices: fields of one value that has a meaning of its own.

use super::{Record, plain};
use crate::ingest::ids::{ReadId, hex_span_id, hex_trace_id, span_id, trace_id};
use crate::ingest::json::{Kind, Parse, parse_scaled, parse_uint};
use crate::ingest::report::Reason;
use crate::ingest::times::{Unit, parse_rfc3339};
use crate::units::{SpanId, TraceId};

/// Times before this, in nanoseconds, are in 1970 and may be in another unit.
const UNLIKELY: u64 = 31_536_000_000_000_000;

impl<H> Record<'_, '_, H> {
    /// Reads a trace id.
    pub(crate) fn trace_id(&mut self) -> Parse<TraceId> {
        self.id(trace_id)
    }

    /// Reads a span id.
    pub(crate) fn span_id(&mut self) -> Parse<SpanId> {
        self.id(span_id)
    }

    /// Reads a trace id that is never base64.
    pub(crate) fn hex_trace_id(&mut self) -> Parse<TraceId> {
        self.id(hex_trace_id)
    }

    /// Reads a span id that is never base64.
    pub(crate) fn hex_span_id(&mut self) -> Parse<SpanId> {
        self.id(hex_span_id)
    }

    /// Reads an id in a way of its own.
    pub(crate) fn id<T: Default>(&mut self, read: impl FnOnce(&[u8]) -> ReadId<T>) -> Parse<T> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::String)? else { return Ok(T::default()) };
        let ReadId { id, derived } = read(digits);
        if derived {
            self.flaw(Reason::UnreadableId, at);
        }
        Ok(id)
    }

    /// Reads a time in nanoseconds, or with a note a date.
    pub(crate) fn time_ns(&mut self) -> Parse<u64> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(0) };
        if let Some(time_ns) = parse_uint(digits) {
            if time_ns < UNLIKELY {
                self.tell_unit(time_ns, Unit::Nanoseconds, at);
            }
            return Ok(time_ns);
        }
        let time_ns = parse_rfc3339(digits);
        self.flaw(if time_ns.is_some() { Reason::DateAsTime } else { Reason::UnreadableTime }, at);
        Ok(time_ns.unwrap_or_default())
    }

    /// Reads a time in microseconds, of which there may be fractions, or with a note a date; in nanoseconds.
    pub(crate) fn time_us(&mut self) -> Parse<u64> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(0) };
        if let Some(time_ns) = parse_scaled(digits, 3) {
            if time_ns < UNLIKELY {
                self.tell_unit(time_ns / 1_000, Unit::Microseconds, at);
            }
            return Ok(time_ns);
        }
        let time_ns = parse_rfc3339(digits);
        self.flaw(if time_ns.is_some() { Reason::DateAsTime } else { Reason::UnreadableTime }, at);
        Ok(time_ns.unwrap_or_default())
    }

    /// Notes that a time would be one of these days if it were in a larger unit than its own.
    #[cold]
    fn tell_unit(&mut self, number: u64, unit: Unit, at: usize) {
        let reason = match Unit::likely(number).filter(|&likely| likely > unit) {
            Some(Unit::Seconds) => Reason::LikelySeconds,
            Some(Unit::Milliseconds) => Reason::LikelyMilliseconds,
            Some(Unit::Microseconds) => Reason::LikelyMicroseconds,
            Some(Unit::Nanoseconds) | None => return,
        };
        self.flaw(reason, at);
    }

    /// Reads how long something took in microseconds, of which there may be fractions; in nanoseconds. `None` where nothing is said.
    pub(crate) fn duration_us(&mut self) -> Parse<Option<u64>> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(None) };
        let duration_ns = parse_scaled(digits, 3);
        if duration_ns.is_none() {
            self.flaw(Reason::UnreadableTime, at);
        }
        Ok(duration_ns)
    }

    /// Reads a time or how long something took in seconds, of which there may be fractions; in nanoseconds. `None` where nothing is said.
    pub(crate) fn seconds_as_ns(&mut self) -> Parse<Option<u64>> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(None) };
        let time_ns = parse_scaled(digits, 9);
        if time_ns.is_none() {
            self.flaw(Reason::UnreadableTime, at);
        }
        Ok(time_ns)
    }

    /// Reads a time that is a date; in nanoseconds.
    pub(crate) fn date_ns(&mut self) -> Parse<u64> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::String)? else { return Ok(0) };
        let time_ns = parse_rfc3339(digits);
        if time_ns.is_none() {
            self.flaw(Reason::UnreadableTime, at);
        }
        Ok(time_ns.unwrap_or_default())
    }

    /// Reads the text of a number, be it in quotes. `None` where there is none.
    pub(crate) fn digits_or_number(&mut self) -> Parse<Option<&[u8]>> {
        self.digits(Kind::Number)
    }

    /// Reads a truth value, be it as text. False for `null` and, with a note, for anything else.
    pub(crate) fn flag(&mut self) -> Parse<bool> {
        match self.cursor.kind()? {
            Kind::Bool => self.cursor.bool(),
            Kind::Null => self.cursor.take_null().map(|_| false),
            Kind::String => {
                let raw = self.cursor.string()?;
                let flag = parse_flag(&plain(raw));
                if flag.is_none() {
                    self.flaw(Reason::UnexpectedValue, raw.at);
                }
                Ok(flag.unwrap_or_default())
            }
            _ => self.skip_unexpected(Reason::UnexpectedValue).map(|()| false),
        }
    }

    /// Reads a small number.
    pub(crate) fn count(&mut self) -> Parse<u32> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(0) };
        let count = parse_uint(digits).and_then(|count| u32::try_from(count).ok());
        if count.is_none() {
            self.flaw(Reason::UnexpectedValue, at);
        }
        Ok(count.unwrap_or_default())
    }

    /// Reads an enumeration: the index of one of `names`, as a number, or the name.
    pub(crate) fn choice(&mut self, names: &[&str], unknown: Reason) -> Parse<usize> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(0) };
        let index = match parse_uint(digits) {
            Some(number) => usize::try_from(number).ok().filter(|&index| index < names.len()),
            None => names.iter().position(|name| name.as_bytes() == digits),
        };
        if index.is_none() {
            self.flaw(unknown, at);
        }
        Ok(index.unwrap_or_default())
    }

    /// Reads the bytes of a string, or of a value of another `kind` that may stand for it. `None` for `null` and, with a note,
    /// for anything else.
    fn digits(&mut self, kind: Kind) -> Parse<Option<&[u8]>> {
        let found = self.cursor.kind()?;
        match found {
            Kind::String => {
                let raw = self.cursor.string()?;
                Ok(Some(if raw.escaped { self.unescaped(raw).as_bytes() } else { raw.bytes }))
            }
            Kind::Number if kind == Kind::Number => self.cursor.number().map(Some),
            Kind::Null => self.cursor.take_null().map(|_| None),
            _ => self.skip_unexpected(Reason::UnexpectedValue).map(|()| None),
        }
    }
}

/// A truth value as text, in letters of either case.
pub(crate) fn parse_flag(text: &[u8]) -> Option<bool> {
    if text.eq_ignore_ascii_case(b"true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case(b"false").then_some(false)
}
