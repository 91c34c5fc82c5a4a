//! Which spans their parents wait for.

use super::forest::NONE;
use crate::store::attributes::RawValue;
use crate::store::spans::{Marks, SpanTable};
use crate::store::tables::Tables;
use crate::units::SpanKind;

/// The attribute of a link that says what the other span is to this one, and what it says of one that did not wait. By OpenTelemetry's
/// conventions for links that come from `OpenTracing`.
const REFERENCE_TYPE: &str = "opentracing.ref_type";
const FOLLOWS_FROM: &str = "follows_from";

/// Marks spans that their parents do not wait for: those that take messages out of queues, and those that link to their parent as what
/// they follow from. O(spans + links).
pub(super) fn mark(tables: &mut Tables, parents: &[u32]) {
    let SpanTable { kind, marks, .. } = &mut tables.spans;
    for (row, (&parent, &kind)) in (0..).zip(parents.iter().zip(kind.iter())) {
        if parent != NONE && kind == SpanKind::Consumer {
            marks[row] = marks[row].with(Marks::NOT_AWAITED);
        }
    }
    let [Some(key), Some(value)] = [REFERENCE_TYPE, FOLLOWS_FROM].map(|text| tables.strings.find(text)) else { return };
    for at in 0..tables.links.len() {
        let (row, link) = (tables.links.owner(at), tables.links.value(at));
        let parent = parents[row as usize];
        let trace = tables.traces.ids[tables.spans.trace[row].0];
        if parent == NONE || link.span_id != tables.spans.parent_id[row] || link.trace_id != trace {
            continue;
        }
        let mut attributes = tables.lists.slice(link.attributes).iter();
        let follows = attributes
            .any(|&pair| tables.pairs.key(pair) == key && tables.pairs.value(pair) == RawValue::string(value));
        if follows {
            tables.spans.marks[row] = tables.spans.marks[row].with(Marks::NOT_AWAITED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{LinkDraft, SpanDraft, SpanRow, StoreBuilder};
    use crate::units::{SpanId, TraceId};

    /// A root and a child that says something of it in a link.
    fn is_awaited(kind: SpanKind, link: Option<(u8, u64, &str, &str)>) -> bool {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("file", "default");
        let trace_id = TraceId([1; 16]);
        let root = SpanDraft { trace_id, span_id: SpanId(1), ..SpanDraft::default() };
        let mut child = SpanDraft { trace_id, span_id: SpanId(2), parent_id: SpanId(1), kind, ..SpanDraft::default() };
        if let Some((trace, span, key, value)) = link {
            let [key, value] = [key, value].map(|text| builder.intern(text).unwrap());
            child.nested.push(builder.intern_pair(key, RawValue::string(value)).unwrap());
            let (trace_id, span_id) = (TraceId([trace; 16]), SpanId(span));
            child.links.push(LinkDraft { trace_id, span_id, attributes: 0..1, ..LinkDraft::default() });
        }
        for draft in [child, root] {
            builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        }
        !builder.seal().spans().marks(SpanRow(1)).contains(Marks::NOT_AWAITED)
    }

    #[test]
    fn who_takes_a_message_or_merely_follows_is_not_awaited() {
        let follows = |trace, span| Some((trace, span, REFERENCE_TYPE, FOLLOWS_FROM));
        let cases = [
            (SpanKind::Server, None, true),
            (SpanKind::Consumer, None, false),
            (SpanKind::Server, follows(1, 1), false),
            (SpanKind::Server, follows(2, 1), true),
            (SpanKind::Server, follows(1, 2), true),
            (SpanKind::Server, Some((1, 1, REFERENCE_TYPE, "child_of")), true),
            (SpanKind::Server, Some((1, 1, "another.key", FOLLOWS_FROM)), true),
        ];
        for (kind, link, expected) in cases {
            assert_eq!(is_awaited(kind, link), expected, "{kind:?} {link:?}");
        }
    }
}
