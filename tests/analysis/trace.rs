//! One trace against the store, column by column, and its laws.

use proptest::prelude::*;
use spanlens::analysis::{NO_PARENT, PathSegment, Trace, TraceMarks, critical_path, self_time_ns, trace};
use spanlens::store::{Marks, SourceRow, SpanDraft, SpanRow, Store, StoreBuilder, TraceRow};
use spanlens::units::{SpanId, TraceId};

use super::trees::{children, heads, tree};
use crate::strategies::{Span, spans, store_of};

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop_oneof![spans(), tree()]
}

fn traces(store: &Store) -> Vec<Trace> {
    (0..store.traces().len()).map(|row| trace(store, TraceRow(row)).unwrap()).collect()
}

fn compare_span(store: &Store, trace: &Trace, at: usize) -> Result<(), TestCaseError> {
    let spans = store.spans();
    let first_span = store.span(trace.first_span).unwrap().0;
    let span = SpanRow(first_span + u32::try_from(at).unwrap());
    let ancestors = std::iter::successors(store.parent(span), |&above| store.parent(above)).count();
    prop_assert_eq!(trace.span_ids[at], spans.span_id(span).0);
    prop_assert_eq!(trace.depths[at] as usize, ancestors);
    prop_assert_eq!(trace.parents[at], store.parent(span).map_or(NO_PARENT, |parent| parent.0 - first_span));
    let below: u32 =
        children(store, span).iter().map(|&child| trace.subtree_sizes[(child.0 - first_span) as usize]).sum();
    prop_assert_eq!(trace.subtree_sizes[at], below + 1);
    prop_assert_eq!(trace.origin_ns + trace.offset_ns[at], spans.start_ns(span));
    prop_assert_eq!(trace.span_duration_ns[at], spans.duration_ns(span));
    prop_assert_eq!(trace.self_ns[at], self_time_ns(store, span));
    prop_assert_eq!(&trace.services[trace.service_indexes[at] as usize], store.text(store.service(span)));
    prop_assert_eq!(&trace.names[trace.name_indexes[at] as usize], store.text(spans.name(span)));
    prop_assert_eq!((trace.kinds[at], trace.statuses[at]), (spans.kind(span) as u8, spans.status(span) as u8));
    prop_assert_eq!(trace.event_counts[at] as usize, store.events().of(span.0..span.0 + 1).len());
    let first_event = trace.event_counts[..at].iter().sum::<u32>() as usize;
    let events = store.events().of(span.0..span.0 + 1).map(|at| store.events().value(at).time_ns);
    let offsets: Vec<u64> = events.map(|time_ns| time_ns.saturating_sub(trace.origin_ns)).collect();
    prop_assert_eq!(&trace.event_offset_ns[first_event..first_event + offsets.len()], offsets);
    prop_assert_eq!(trace.link_counts[at] as usize, store.links().of(span.0..span.0 + 1).len());
    prop_assert_eq!(TraceMarks(trace.marks[at]), marks(store, span));
    Ok(())
}

fn marks(store: &Store, span: SpanRow) -> TraceMarks {
    let spans = store.spans();
    let kept = |mark| spans.marks(span).contains(mark);
    let skew = |is: &dyn Fn(SpanRow) -> bool| store.parent(span).is_some_and(is);
    let ends = |parent: SpanRow| spans.recorded_end_ns(parent) == Some(spans.end_ns(parent));
    let conditions = [
        (kept(Marks::UNFINISHED), TraceMarks::UNFINISHED),
        (kept(Marks::BACKWARDS), TraceMarks::BACKWARDS),
        (kept(Marks::ORPHAN), TraceMarks::ORPHAN),
        (kept(Marks::CYCLE), TraceMarks::CYCLE),
        (kept(Marks::REPEATED_ID), TraceMarks::REPEATED_ID),
        (kept(Marks::REQUEST), TraceMarks::REQUEST),
        (skew(&|parent| spans.start_ns(span) < spans.start_ns(parent)), TraceMarks::STARTS_BEFORE_PARENT),
        (skew(&|parent| ends(parent) && spans.end_ns(span) > spans.end_ns(parent)), TraceMarks::ENDS_AFTER_PARENT),
    ];
    let holding = conditions.into_iter().filter(|(holds, _)| *holds);
    holding.fold(TraceMarks::default(), |marks, (_, mark)| marks.with(mark))
}

proptest! {
    #[test]
    fn every_column_is_what_the_store_has(spans in any_spans()) {
        let store = store_of(&spans);
        let traces = traces(&store);
        prop_assert_eq!(traces.iter().map(|trace| trace.parents.len()).sum::<usize>(), store.spans().len() as usize);
        for trace in &traces {
            (0..trace.parents.len()).try_for_each(|at| compare_span(&store, trace, at))?;
        }
    }

    #[test]
    fn a_trace_lasts_from_its_earliest_start_to_its_latest_end(spans in any_spans()) {
        for trace in traces(&store_of(&spans)) {
            let ends = trace.offset_ns.iter().zip(&trace.span_duration_ns).map(|(offset, duration)| offset + duration);
            prop_assert_eq!(trace.offset_ns.iter().min(), Some(&0));
            prop_assert_eq!(Some(trace.duration_ns), ends.max());
        }
    }

    #[test]
    fn the_segments_of_every_head_add_up_to_it(spans in any_spans()) {
        let store = store_of(&spans);
        let mut found = Vec::new();
        for trace in traces(&store) {
            let first_span = store.span(trace.first_span).unwrap().0;
            found.extend(trace.heads.iter().map(|head| SpanRow(first_span + head)));
            let mut at = 0;
            for &head in &trace.heads {
                let path = critical_path(&store, SpanRow(first_span + head));
                for segment in &path {
                    prop_assert_eq!(first_span + trace.path_spans[at], segment.span.0);
                    prop_assert_eq!(trace.origin_ns + trace.path_from_ns[at], segment.from_ns);
                    prop_assert_eq!(trace.origin_ns + trace.path_to_ns[at], segment.to_ns);
                    at += 1;
                }
                let total: u64 = path.iter().map(PathSegment::duration_ns).sum();
                prop_assert_eq!(total, trace.span_duration_ns[head as usize]);
            }
            prop_assert_eq!(at, trace.path_spans.len());
        }
        prop_assert_eq!(found, heads(&store));
    }
}

#[test]
fn a_trace_that_is_not_there_is_an_error() {
    let error = trace(&store_of(&[]), TraceRow(0)).unwrap_err();
    assert_eq!(error.to_string(), "the trace must be the row of a trace that is loaded");
}

/// 100,000 spans: 20 chains of 5,000, each span with its end just before its parent's.
#[test]
fn a_trace_of_100_000_spans_is_opened_whatever_its_depth() {
    let mut builder = StoreBuilder::new();
    let source: SourceRow = builder.add_source("made", "default");
    for id in 1..=100_000_u64 {
        let (chain, depth) = (id / 5_000, id % 5_000);
        let parent = if depth == 0 { u64::from(id > 5_000) } else { id - 1 };
        let draft = SpanDraft {
            trace_id: TraceId([1; 16]),
            span_id: SpanId(id),
            parent_id: SpanId(parent),
            start_ns: 1_000_000 * (chain + 1) + depth,
            end_ns: 1_000_000 * (chain + 2) - depth,
            ..SpanDraft::default()
        };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    let trace = trace(&builder.seal(), TraceRow(0)).unwrap();
    assert_eq!(trace.parents.len(), 100_000);
    let lengths = trace.path_from_ns.iter().zip(&trace.path_to_ns).map(|(from, to)| to - from);
    let heads: u64 = trace.heads.iter().map(|&head| trace.span_duration_ns[head as usize]).sum();
    assert_eq!(lengths.sum::<u64>(), heads);
}
