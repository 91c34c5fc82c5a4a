//! Two traces compared, against counting.

use std::collections::BTreeMap;

use proptest::prelude::*;
use spanlens::analysis::{FrameKey, TraceDiff, self_time_ns, trace_diff};
use spanlens::error::ErrorCode;
use spanlens::store::{SpanRow, Store, TraceRow};

use super::trees::forest;
use super::unit_times::keys;
use crate::strategies::store_of;

/// Spans, their durations and their self times, by path.
fn counted(store: &Store, trace: TraceRow) -> BTreeMap<FrameKey, (u32, u64, u64)> {
    let mut counted = BTreeMap::new();
    for span in store.traces().spans(trace).map(SpanRow) {
        let upwards = std::iter::successors(Some(span), |&span| store.parent(span));
        let mut path: Vec<(String, String)> = upwards
            .map(|span| (store.text(store.service(span)).to_owned(), store.text(store.spans().name(span)).to_owned()))
            .collect();
        path.reverse();
        let sums: &mut (u32, u64, u64) = counted.entry(FrameKey { path, in_transit_to: None }).or_default();
        *sums = (sums.0 + 1, sums.1 + store.spans().duration_ns(span), sums.2 + self_time_ns(store, span));
    }
    counted
}

proptest! {
    #[test]
    fn every_frame_has_what_counting_gives(spans in forest(), picks in any::<[prop::sample::Index; 2]>()) {
        let store = store_of(&spans);
        let [left, right] = picks.map(|pick| TraceRow(u32::try_from(pick.index(store.traces().len() as usize)).unwrap()));
        let diff = trace_diff(&store, left, right).unwrap();
        let expected = [counted(&store, left), counted(&store, right)];
        for (at, key) in keys(&diff.frames).iter().enumerate() {
            for (side, expected) in [&diff.left, &diff.right].into_iter().zip(&expected) {
                let found = (side.counts[at], side.total_ns[at], side.self_ns[at]);
                prop_assert_eq!(found, expected.get(key).copied().unwrap_or_default());
            }
            prop_assert!(expected.iter().any(|side| side.contains_key(key)));
        }
        let spans = |trace| store.traces().spans(trace).count();
        prop_assert_eq!(diff.left.counts.iter().sum::<u32>() as usize, spans(left));
        let back = trace_diff(&store, right, left).unwrap();
        prop_assert_eq!(TraceDiff { frames: diff.frames, left: diff.right, right: diff.left }, back);
    }
}

#[test]
fn a_trace_that_is_not_there_is_not_found() {
    let store = store_of(&[]);
    assert_eq!(trace_diff(&store, TraceRow(0), TraceRow(0)).unwrap_err().code(), ErrorCode::NotFound);
}
