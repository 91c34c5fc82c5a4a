//! Ids, which are bytes in protobuf.

use crate::ingest::ids::{self, ReadId};
use crate::ingest::report::Reason;
use crate::units::{SpanId, TraceId};

/// Reads a trace id: 16 bytes; fewer, which are its low end; none, which is no id. More bytes are the text of an id that was not
/// decoded, or become an id as any text does.
#[inline]
pub(super) fn trace_id(bytes: &[u8]) -> (TraceId, Option<Reason>) {
    if let Ok(&id) = <&[u8; 16]>::try_from(bytes) {
        return (TraceId(id), None);
    }
    match low_end::<16>(bytes) {
        Some(id) => (TraceId(id), None),
        None => told(ids::trace_id(bytes)),
    }
}

/// Reads a span id, of 8 bytes, likewise.
#[inline]
pub(super) fn span_id(bytes: &[u8]) -> (SpanId, Option<Reason>) {
    if let Ok(&id) = <&[u8; 8]>::try_from(bytes) {
        return (SpanId(u64::from_be_bytes(id)), None);
    }
    match low_end::<8>(bytes) {
        Some(id) => (SpanId(u64::from_be_bytes(id)), None),
        None => told(ids::span_id(bytes)),
    }
}

/// At most `N` bytes with zeros before them.
fn low_end<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    let mut id = [0; N];
    id.get_mut(N.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    Some(id)
}

fn told<T>(ReadId { id, derived }: ReadId<T>) -> (T, Option<Reason>) {
    (id, Some(if derived { Reason::UnreadableId } else { Reason::TextId }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_any_length() {
        let cases: [(&[u8], &str, Option<Reason>); 6] = [
            (
                b"\x5b\x8e\xff\xf7\x98\x03\x81\x03\xd2\x69\xb6\x33\x81\x3f\xc6\x0c",
                "5b8efff798038103d269b633813fc60c",
                None,
            ),
            (b"0123456789abcdef", "30313233343536373839616263646566", None),
            (b"\x01\x02", "00000000000000000000000000000102", None),
            (b"", "00000000000000000000000000000000", None),
            (b"5b8efff798038103d269b633813fc60c", "5b8efff798038103d269b633813fc60c", Some(Reason::TextId)),
            (b"W47/95gDgQPSabYzgT/GDA==", "5b8efff798038103d269b633813fc60c", Some(Reason::TextId)),
        ];
        for (bytes, expected, reason) in cases {
            let (id, found) = trace_id(bytes);
            assert_eq!((id.to_string().as_str(), found), (expected, reason), "{bytes:?}");
        }
        let cases: [(&[u8], &str, Option<Reason>); 4] = [
            (b"\xee\xe1\x9b\x7e\xc3\xc1\xb1\x74", "eee19b7ec3c1b174", None),
            (b"\x01\x02", "0000000000000102", None),
            (b"eee19b7ec3c1b174", "eee19b7ec3c1b174", Some(Reason::TextId)),
            (b"7uGbfsPBsXQ=", "eee19b7ec3c1b174", Some(Reason::TextId)),
        ];
        for (bytes, expected, reason) in cases {
            let (id, found) = span_id(bytes);
            assert_eq!((id.to_string().as_str(), found), (expected, reason), "{bytes:?}");
        }
        assert_eq!(trace_id(&[1; 17]).1, Some(Reason::UnreadableId));
        assert_eq!(span_id(&[1; 9]).1, Some(Reason::UnreadableId));
    }
}
