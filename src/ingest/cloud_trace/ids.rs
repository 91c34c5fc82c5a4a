//! Ids of spans, which are decimal in version 1 and hexadecimal in version 2.

use super::Record;
use crate::ingest::ids::{ReadId, hex_span_id};
use crate::ingest::json::{Parse, parse_uint};
use crate::ingest::report::Reason;
use crate::units::SpanId;

/// An id of a span before it is known which version it is of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EitherId {
    /// As a decimal number, if it can be one.
    decimal: Option<SpanId>,
    hex: Option<ReadId<SpanId>>,
    at: usize,
}

impl EitherId {
    fn of(text: &[u8], at: usize) -> Self {
        let is_plain = text == b"0" || !text.starts_with(b"0");
        let decimal = parse_uint(text).filter(|_| is_plain).map(SpanId);
        Self { decimal, hex: Some(hex_span_id(text)), at }
    }
}

impl Record<'_, '_> {
    /// Reads an id, be it a number.
    pub(super) fn either_id(&mut self) -> Parse<EitherId> {
        let at = self.cursor.at;
        Ok(self.digits_or_number()?.map(|digits| EitherId::of(digits, at)).unwrap_or_default())
    }

    /// The id, of version 2 or of version 1. Files of version 1 have been seen with ids of version 2; such an id is no decimal number mostly.
    pub(super) fn chosen_id(&mut self, id: EitherId, is_v2: bool) -> SpanId {
        let EitherId { decimal, hex, at } = id;
        if let (Some(decimal), false) = (decimal, is_v2) {
            return decimal;
        }
        let Some(ReadId { id, derived }) = hex else { return SpanId::NONE };
        if derived {
            self.flaw(Reason::UnreadableId, at);
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_be_of_either_version() {
        let cases = [
            ("6917529027641081857", Some(0x6000_0000_0000_0001), None),
            ("18446744073709551615", Some(u64::MAX), None),
            ("18446744073709551616", None, None),
            ("0", Some(0), Some(0)),
            ("0123456789012345", None, Some(0x0123_4567_8901_2345)),
            ("1234567890123456", Some(1_234_567_890_123_456), Some(0x1234_5678_9012_3456)),
            ("d000000000000001", None, Some(0xd000_0000_0000_0001)),
        ];
        for (text, decimal, hex) in cases {
            let id = EitherId::of(text.as_bytes(), 0);
            let read_hex = id.hex.filter(|read| !read.derived).map(|read| read.id.0);
            assert_eq!((id.decimal.map(|id| id.0), read_hex), (decimal, hex), "{text}");
        }
    }
}
