//! What holds for every store.

use proptest::prelude::*;
use spanlens::store::{ResourceDraft, ScopeDraft, SourceRow, SpanDraft, Store, check};
use spanlens::units::{SpanId, TraceId};

use super::dump::dump;
use crate::strategies::{builder, push, spans, store_of};

proptest! {
    #[test]
    fn every_invariant_holds(spans in spans()) {
        prop_assert_eq!(check(&store_of(&spans)), Ok(()));
    }

    #[test]
    fn the_order_of_arrival_changes_nothing(
        (spans, shuffled) in spans().prop_flat_map(|spans| (Just(spans.clone()), Just(spans).prop_shuffle())),
    ) {
        prop_assert_eq!(dump(&store_of(&spans)), dump(&store_of(&shuffled)));
    }

    #[test]
    fn sealing_in_between_changes_nothing(spans in spans(), at in 0..=12_usize, again in 0..=12_usize) {
        let mut growing = builder();
        let mut from = 0;
        for to in [at.min(again), at.max(again), spans.len()].map(|to| to.min(spans.len())) {
            push(&mut growing, &spans[from..to]);
            let sealed = growing.seal();
            prop_assert_eq!(check(&sealed), Ok(()));
            growing = sealed.into_builder();
            from = to;
        }
        // What was a repeat of an unfinished span then may be superseded now.
        let (grown, whole) = (growing.seal(), store_of(&spans));
        let removed = |store: &Store| store.counts().exact_repeats + store.counts().superseded;
        prop_assert_eq!(removed(&grown), removed(&whole));
        prop_assert_eq!(&dump(&grown)[1..], &dump(&whole)[1..]);
    }

    #[test]
    fn every_span_is_kept_or_counted_as_left_out(spans in spans()) {
        let store = store_of(&spans);
        let counts = store.counts();
        prop_assert_eq!((counts.spans + counts.exact_repeats + counts.superseded) as usize, spans.len());
    }
}

#[test]
fn what_a_resource_dropped_is_part_of_its_spans() {
    let store_in_order = |dropped: [u32; 3]| {
        let mut builder = builder();
        let draft = SpanDraft { trace_id: TraceId([1; 16]), span_id: SpanId(1), ..SpanDraft::default() };
        for dropped_attributes in dropped {
            let mut resource = ResourceDraft { dropped_attributes, ..ResourceDraft::default() };
            let resource = builder.intern_resource(&mut resource).unwrap();
            let scope = builder.intern_scope(resource, &mut ScopeDraft::default()).unwrap();
            builder.push(&draft, scope, SourceRow(0)).unwrap();
        }
        builder.seal()
    };
    let stores = [[7, 8, 7], [7, 7, 8], [8, 7, 7]].map(store_in_order);
    assert_eq!(stores.each_ref().map(|store| store.counts().exact_repeats), [1; 3]);
    assert_eq!(stores.each_ref().map(|store| store.counts().repeated_ids), [2; 3]);
}
