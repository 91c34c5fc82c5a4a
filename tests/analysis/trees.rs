//! Traces of a few nanoseconds for property tests: siblings overlap, children outlive their parents or start before or after them.

use proptest::collection::vec;
use proptest::prelude::*;
use spanlens::store::{RowSet, SpanRow, Store};
use spanlens::units::SpanKind;

use crate::strategies::Span;

/// One trace of up to 14 spans. Every fifth or so is a head of its own, some take no time, some are unfinished, some go backwards.
pub(super) fn tree() -> impl Strategy<Value = Vec<Span>> {
    let words = (0..6_u8, 0..2_u8, 0..2_u8, any::<bool>(), prop_oneof![3 => Just(0), 1 => 1..4_u8]);
    let duration_ns = prop_oneof![8 => 0..24_u64, 1 => Just(0)];
    let end = prop_oneof![10 => Just(1), 1 => Just(0), 1 => Just(2)];
    let span = (any::<prop::sample::Index>(), 1_000..1_024_u64, duration_ns, end, words);
    vec(span, 1..=14).prop_map(|spans| (0_u64..).zip(spans).map(|(at, span)| node(at, span)).collect())
}

type Node = (prop::sample::Index, u64, u64, u64, (u8, u8, u8, bool, u8));

fn node(at: u64, (parent, start_ns, duration_ns, end, words): Node) -> Span {
    let (kind, name, service, error, extras) = words;
    let end_ns = match end {
        0 => 0,
        1 => start_ns + duration_ns,
        _ => start_ns - 1,
    };
    let parent = parent.index(usize::try_from(at).unwrap() + 1) as u64;
    Span { source: 0, trace: 1, id: at + 1, parent, kind, name, service, start_ns, end_ns, error, extras }
}

/// The heads of all subtrees.
pub(super) fn heads(store: &Store) -> Vec<SpanRow> {
    all(store).filter(|&span| store.parent(span).is_none()).collect()
}

/// The children of a span, found the long way.
pub(super) fn children(store: &Store, span: SpanRow) -> Vec<SpanRow> {
    all(store).filter(|&child| store.parent(child) == Some(span)).collect()
}

/// Those of the children of a span that it waits for.
pub(super) fn awaited_children(store: &Store, span: SpanRow) -> Vec<SpanRow> {
    children(store, span).into_iter().filter(|&child| is_awaited(store, child)).collect()
}

/// Whether the parent of a span waits for it. No span of [`tree`] says that it follows from its parent.
pub(super) fn is_awaited(store: &Store, span: SpanRow) -> bool {
    store.spans().kind(span) != SpanKind::Consumer
}

/// All spans.
pub(super) fn all(store: &Store) -> impl Iterator<Item = SpanRow> + use<> {
    (0..store.spans().len()).map(SpanRow)
}

/// Up to four such traces, the times of all multiplied: by a thousand, they are more than what counts as one after the other.
pub(super) fn forest() -> impl Strategy<Value = Vec<Span>> {
    (vec(tree(), 1..=4), prop::sample::select(vec![1, 1_000])).prop_map(|(trees, scale)| {
        let trees = (1..).zip(trees);
        let scaled =
            |trace, span: Span| Span { trace, start_ns: span.start_ns * scale, end_ns: span.end_ns * scale, ..span };
        trees
            .flat_map(|(trace, spans)| spans.into_iter().map(move |span| scaled(trace, span)).collect::<Vec<_>>())
            .collect()
    })
}

/// A subset of the spans and another one that has none of these, decided by a few bits.
pub(super) fn two_sets(store: &Store, bits: u64) -> [RowSet; 2] {
    let mut sets = [0, 1].map(|_| RowSet::empty(store.spans().len()));
    for span in all(store) {
        match bits.rotate_right(span.0 * 7) % 4 {
            0 | 1 => sets[0].insert(span),
            2 => sets[1].insert(span),
            _ => {}
        }
    }
    sets
}
