//! Ids of operations and items, of which there are several generations, mixed within one operation.

use crate::ingest::ids::{ReadId, hex_span_id, hex_trace_id};
use crate::units::{SpanId, TraceId};

/// Reads the id of an operation: 32 hexadecimal digits, a GUID, the `traceparent` of W3C, or anything else.
pub(super) fn operation_id(text: &str) -> ReadId<TraceId> {
    if let Some((trace, _)) = traceparent(text) {
        return hex_trace_id(trace.as_bytes());
    }
    match guid(text) {
        Some(digits) => hex_trace_id(digits.as_bytes()),
        None => hex_trace_id(text.as_bytes()),
    }
}

/// Reads the id of an item: 16 hexadecimal digits or fewer; `|trace.span.`, the form that came before W3C's; W3C's `traceparent`; a GUID, of
/// which the first half is taken; or anything else.
pub(super) fn item_id(text: &str) -> ReadId<SpanId> {
    if let Some((_, span)) = traceparent(text).or_else(|| hierarchical(text)) {
        return hex_span_id(span.as_bytes());
    }
    match guid(text) {
        Some(digits) => hex_span_id(&digits.as_bytes()[..16]),
        None => hex_span_id(text.as_bytes()),
    }
}

/// The trace that the id of an item names beside the item, if it does.
pub(super) fn trace_of_item(text: &str) -> Option<TraceId> {
    let (trace, _) = traceparent(text).or_else(|| hierarchical(text))?;
    Some(hex_trace_id(trace.as_bytes()).id)
}

/// Whether the parent of an item is the operation itself, which means that it has none.
pub(super) fn is_operation(parent: &str, operation: &str) -> bool {
    parent.trim_start_matches('|').trim_end_matches('.') == operation
}

fn is_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn traceparent(text: &str) -> Option<(&str, &str)> {
    let mut parts = text.split('-');
    let [version, trace, span, flags] = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    let holds =
        parts.next().is_none() && is_hex(version, 2) && is_hex(trace, 32) && is_hex(span, 16) && is_hex(flags, 2);
    holds.then_some((trace, span))
}

/// The trace and the span in `|trace.span.`. Ids of that form that go deeper have no id in them that is unique.
fn hierarchical(text: &str) -> Option<(&str, &str)> {
    let (trace, span) = text.strip_prefix('|')?.strip_suffix('.')?.split_once('.')?;
    (is_hex(trace, 32) && is_hex(span, 16)).then_some((trace, span))
}

/// The digits of a GUID, with dashes or without.
fn guid(text: &str) -> Option<String> {
    if text.len() != 32 && text.len() != 36 {
        return None;
    }
    let digits = text.replace('-', "");
    is_hex(&digits, 32).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

    #[test]
    fn ids_of_all_generations_are_read() {
        let span = "b7ad6b7169203331";
        let ids = [
            span.to_owned(),
            format!("|{TRACE}.{span}."),
            format!("00-{TRACE}-{span}-01"),
            format!("{span}c0ffee0000000000"),
            "b7ad6b71-6920-3331-c0ff-ee0000000000".to_owned(),
        ];
        for id in ids {
            let read = item_id(&id);
            assert_eq!((read.id.to_string().as_str(), read.derived), (span, false), "{id}");
        }
        for id in ["|a.b.c.", "fCOhCdCnZ9I=", "|0af7651916cd43dd8448eb211c80319c.1_2.", "an id"] {
            assert!(item_id(id).derived, "{id}");
        }
        assert_ne!(item_id("|a.1."), item_id("|a.2."));
    }

    #[test]
    fn operations_are_traces() {
        for id in [
            TRACE.to_owned(),
            format!("00-{TRACE}-b7ad6b7169203331-00"),
            "0af76519-16cd-43dd-8448-eb211c80319c".to_owned(),
        ] {
            assert_eq!(operation_id(&id).id.to_string(), TRACE, "{id}");
        }
        assert!(!operation_id("12345").derived && operation_id("an operation").derived);
        assert_eq!(trace_of_item(&format!("|{TRACE}.b7ad6b7169203331.")), Some(operation_id(TRACE).id));
        assert_eq!(trace_of_item("b7ad6b7169203331"), None);
        assert_eq!(
            ["|a.", "a", "a.", "b", ""].map(|parent| is_operation(parent, "a")),
            [true, true, true, false, false]
        );
    }
}
