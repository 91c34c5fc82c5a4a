//! Kinds, statuses, severities and ids as they are written.

use crate::ingest::ids::{ReadId, hex_span_id, hex_trace_id};
use crate::ingest::words::kind_of;
use crate::units::{Severity, SpanId, SpanKind, StatusCode, TraceId};

/// The kind of a text in either spelling, or as a number. `None` where it is none.
pub(super) fn kind(text: &[u8]) -> Option<SpanKind> {
    let name = std::str::from_utf8(text).ok()?;
    let name = name.strip_prefix("SPAN_KIND_").unwrap_or(name);
    match name {
        "" | "Unspecified" | "UNSPECIFIED" => Some(SpanKind::Unspecified),
        _ => kind_of(name),
    }
}

/// The status of a text in either spelling. `None` where it is none.
pub(super) fn status(text: &[u8]) -> Option<StatusCode> {
    let name = std::str::from_utf8(text).ok()?;
    let name = name.strip_prefix("STATUS_CODE_").unwrap_or(name);
    if name.is_empty() {
        return Some(StatusCode::Unset);
    }
    StatusCode::ALL.into_iter().find(|code| code.word().eq_ignore_ascii_case(name))
}

/// The severity that a word of a logger means, or none.
pub(super) fn severity(text: &[u8]) -> Severity {
    std::str::from_utf8(text).ok().and_then(Severity::from_word).unwrap_or_default()
}

/// Reads a trace id: hexadecimal digits, a UUID, or 16 bytes as they are.
pub(super) fn trace_id(text: &[u8]) -> ReadId<TraceId> {
    if let Ok(bytes) = <[u8; 16]>::try_from(text)
        && !is_hex(text)
    {
        return ReadId { id: TraceId(bytes), derived: false };
    }
    if text.len() == 36 && text.contains(&b'-') {
        let digits: Vec<u8> = text.iter().copied().filter(|&byte| byte != b'-').collect();
        return hex_trace_id(&digits);
    }
    hex_trace_id(text)
}

/// Reads a span id: hexadecimal digits, or 8 bytes as they are.
pub(super) fn span_id(text: &[u8]) -> ReadId<SpanId> {
    match <[u8; 8]>::try_from(text) {
        Ok(bytes) if !is_hex(text) => ReadId { id: SpanId(u64::from_be_bytes(bytes)), derived: false },
        _ => hex_span_id(text),
    }
}

fn is_hex(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_statuses_are_read_in_both_spellings() {
        let kinds = [
            ("Server", Some(SpanKind::Server)),
            ("SPAN_KIND_SERVER", Some(SpanKind::Server)),
            ("SPAN_KIND_UNSPECIFIED", Some(SpanKind::Unspecified)),
            ("Unspecified", Some(SpanKind::Unspecified)),
            ("", Some(SpanKind::Unspecified)),
            ("Internal", Some(SpanKind::Internal)),
            ("server ", None),
            ("6", None),
        ];
        for (text, expected) in kinds {
            assert_eq!(kind(text.as_bytes()), expected, "{text}");
        }
        let statuses = [
            ("Error", Some(StatusCode::Error)),
            ("STATUS_CODE_ERROR", Some(StatusCode::Error)),
            ("STATUS_CODE_UNSET", Some(StatusCode::Unset)),
            ("Ok", Some(StatusCode::Ok)),
            ("", Some(StatusCode::Unset)),
            ("Err", None),
        ];
        for (text, expected) in statuses {
            assert_eq!(status(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn ids_are_read_as_digits_uuids_and_bytes() {
        let cases: [(&[u8], &str); 4] = [
            (b"5b8efff798038103d269b633813fc60c", "5b8efff798038103d269b633813fc60c"),
            (b"5b8efff7-9803-8103-d269-b633813fc60c", "5b8efff798038103d269b633813fc60c"),
            (b"\x5b\x8e\xff\xf7\x98\x03\x81\x03\xd2\x69\xb6\x33\x81\x3f\xc6\x0c", "5b8efff798038103d269b633813fc60c"),
            (b"d269b633813fc60c", "0000000000000000d269b633813fc60c"),
        ];
        for (text, expected) in cases {
            let read = trace_id(text);
            assert_eq!((read.id.to_string().as_str(), read.derived), (expected, false));
        }
        assert_eq!(span_id(b"\xd2\x69\xb6\x33\x81\x3f\xc6\x0c").id, SpanId(0xd269_b633_813f_c60c));
        assert_eq!(span_id(b"d269b633").id, SpanId(0xd269_b633));
        assert!(trace_id(b"no").derived && span_id(b"no").derived);
    }
}
