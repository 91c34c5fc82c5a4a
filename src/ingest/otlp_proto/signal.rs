//! Other signals where spans are looked for: all requests begin alike, down to the records of a scope.
//!
//! Records are told apart by how their fields are written. In a span field 1 is bytes, and fields 7 and 8 are times; in a log record
//! field 1 is a time; a metric has strings, and one message with data points. Source: `opentelemetry/proto/{logs,metrics}/v1` and
//! `profiles/v1development` of open-telemetry/opentelemetry-proto.

use super::fields::{Field, LogField, SpanField};
use super::wire::{Parse, Wire};
use super::wire_type::WireType;
use crate::ingest::report::Ignored;

/// What else records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    Logs,
    Metrics,
    Profiles,
}

impl Signal {
    /// How often it was met.
    pub(super) fn count(self, ignored: &mut Ignored) -> &mut u64 {
        match self {
            Self::Logs => &mut ignored.logs,
            Self::Metrics => &mut ignored.metrics,
            Self::Profiles => &mut ignored.profiles,
        }
    }
}

/// Whether a record is a log by its first field, which is a time: 1, or 11 where there is no time but that of the observation. Neither is a
/// number that a span has at the beginning of its bytes and writes so.
#[inline]
pub(super) fn begins_as_log(bytes: &[u8]) -> bool {
    matches!(bytes.first(), Some(0x09 | 0x59))
}

/// How a field of a number is written in records of one kind.
type Layout = fn(u32) -> Option<WireType>;

/// The signal that a record is of which is no span, or one without times.
#[cold]
pub(super) fn of(bytes: &[u8]) -> Option<Signal> {
    if fits(bytes, SpanField::wire_type_of) {
        return (fits(bytes, metric) && has_points(bytes)).then_some(Signal::Metrics);
    }
    let layouts: [(Layout, Signal); 3] =
        [(LogField::wire_type_of, Signal::Logs), (metric, Signal::Metrics), (profile, Signal::Profiles)];
    layouts.into_iter().find(|&(layout, _)| fits(bytes, layout)).map(|(_, signal)| signal)
}

fn metric(number: u32) -> Option<WireType> {
    matches!(number, 1 | 2 | 3 | 5 | 7 | 9 | 10 | 11 | 12).then_some(WireType::Len)
}

fn profile(number: u32) -> Option<WireType> {
    Some(match number {
        1 | 2 | 5 | 7 | 9 | 10 | 11 => WireType::Len,
        3 => WireType::I64,
        4 | 6 | 8 => WireType::Varint,
        _ => return None,
    })
}

/// Whether a record has fields, and all up to the last of a span's are of a layout.
fn fits(bytes: &[u8], layout: Layout) -> bool {
    let mut fits = !bytes.is_empty();
    let whole = each_field(bytes, |number, wire_type, _| fits &= number > 16 || layout(number) == Some(wire_type));
    whole.is_ok() && fits
}

/// Whether a record has a message with data points, which have times. Fields of the same numbers in a span do not.
fn has_points(bytes: &[u8]) -> bool {
    has(bytes, |number, _, data| {
        matches!(number, 5 | 7 | 9 | 10 | 11) && has(data, |number, _, point| number == 1 && has_time(point))
    })
}

/// Whether a message has the time that all data points have.
fn has_time(point: &[u8]) -> bool {
    has(point, |number, wire_type, _| (number, wire_type) == (3, WireType::I64))
}

/// Whether bytes are a message that has such a field.
fn has(bytes: &[u8], mut is_such: impl FnMut(u32, WireType, &[u8]) -> bool) -> bool {
    let mut found = false;
    each_field(bytes, |number, wire_type, value| found |= is_such(number, wire_type, value)).is_ok() && found
}

/// Calls `each` with the number of every field, how it is written, and the bytes of its value if it has a length.
fn each_field(bytes: &[u8], mut each: impl FnMut(u32, WireType, &[u8])) -> Parse<()> {
    let mut wire = Wire::new(bytes, 0);
    while wire.at < bytes.len() {
        let at = wire.at;
        let tag = wire.tag()?;
        let value = if tag.wire_type == WireType::Len { wire.clone().len()?.bytes } else { &[] };
        wire.skip(tag, at)?;
        each(tag.number, tag.wire_type, value);
    }
    Ok(())
}
