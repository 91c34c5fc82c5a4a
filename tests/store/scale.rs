//! Traces of extreme shape: no recursion, no quadratic step.

use spanlens::store::{SourceRow, SpanDraft, SpanRow, Store, StoreBuilder, check};
use spanlens::units::{SpanId, SpanKind, TraceId};

const MANY: u32 = 200_000;

/// One trace in which span `i`, from 1, has the parent `parent(i)`. The last span arrives first.
fn trace(parent: impl Fn(u64) -> u64) -> Store {
    let mut builder = StoreBuilder::new();
    let source: SourceRow = builder.add_source("made", "default");
    for id in (1..=u64::from(MANY)).rev() {
        let draft = SpanDraft {
            trace_id: TraceId([1; 16]),
            span_id: SpanId(id),
            parent_id: SpanId(parent(id)),
            start_ns: 1_000 + id,
            end_ns: 2_000 + u64::from(MANY),
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    builder.seal()
}

#[test]
fn a_chain_of_200_000_spans_is_one_request() {
    let store = trace(|id| id - 1);
    assert_eq!(check(&store), Ok(()));
    assert_eq!((store.counts().requests, store.counts().orphans), (1, 0));
    assert_eq!(store.parent(SpanRow(MANY - 1)), Some(SpanRow(MANY - 2)));
}

#[test]
fn a_fan_of_200_000_children_is_one_request() {
    let store = trace(|id| u64::from(id > 1));
    assert_eq!(check(&store), Ok(()));
    assert_eq!(store.counts().requests, 1);
    assert_eq!(store.children(SpanRow(0)).count(), MANY as usize - 1);
}

#[test]
fn a_ring_of_200_000_spans_is_cut_once() {
    let store = trace(|id| if id == 1 { MANY.into() } else { id - 1 });
    assert_eq!(check(&store), Ok(()));
    assert_eq!((store.counts().cycles, store.counts().incomplete_requests), (1, 1));
    assert_eq!(store.spans().span_id(SpanRow(0)), SpanId(1));
}

#[test]
fn spans_of_one_id_are_not_compared_pair_by_pair() {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("made", "default");
    for at in 0..u64::from(MANY) {
        let draft = SpanDraft {
            trace_id: TraceId([1; 16]),
            span_id: SpanId(1),
            start_ns: 1_000 + at / 2,
            end_ns: 2_000 + at / 2,
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    let store = builder.seal();
    assert_eq!(check(&store), Ok(()));
    assert_eq!(store.counts().exact_repeats, MANY / 2);
    assert_eq!(store.counts().repeated_ids, MANY / 2);
}

#[test]
fn children_of_an_id_that_all_share_find_their_parent_at_once() {
    for kind in [SpanKind::Internal, SpanKind::Server] {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("made", "default");
        for at in 0..u64::from(MANY) {
            let draft = SpanDraft {
                trace_id: TraceId([1; 16]),
                span_id: SpanId(1),
                parent_id: SpanId(1),
                kind: if at + 1 == u64::from(MANY) { kind } else { SpanKind::Internal },
                start_ns: 1_000 + at,
                end_ns: 2_000 + at,
                ..SpanDraft::default()
            };
            builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        }
        let store = builder.seal();
        assert_eq!(check(&store), Ok(()));
        // The one that all others name, itself included, is cut off from itself.
        assert_eq!((store.counts().cycles, store.counts().requests), (1, 1));
        assert_eq!(store.spans().kind(SpanRow(0)), kind);
        assert_eq!(store.children(SpanRow(0)).count(), MANY as usize - 1);
    }
}

#[test]
fn spans_at_the_end_of_time_are_spans() {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("made", "default");
    for (id, start_ns, end_ns) in
        [(1, 0, u64::MAX), (2, u64::MAX - 1, u64::MAX), (3, u64::MAX, u64::MAX), (4, u64::MAX, 1)]
    {
        let draft = SpanDraft {
            trace_id: TraceId([1; 16]),
            span_id: SpanId(id),
            parent_id: SpanId(id - 1),
            start_ns,
            end_ns,
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    let store = builder.seal();
    assert_eq!(check(&store), Ok(()));
    let ends: Vec<u64> = (0..4).map(|row| store.spans().end_ns(SpanRow(row))).collect();
    assert_eq!(ends, [u64::MAX; 4]);
    assert_eq!((store.spans().recorded_end_ns(SpanRow(3)), store.counts().backwards), (Some(1), 1));
}
