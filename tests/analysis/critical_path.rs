//! The critical path and self times against slow versions of themselves, and their laws.

use proptest::prelude::*;
use spanlens::analysis::{CriticalPath, PathSegment, critical_path, self_time_ns};
use spanlens::store::{SpanRow, Store};

use super::trees::{all, awaited_children, children, tree};
use crate::strategies::store_of;

/// The segments in `[from, to)` of a span from its end to its start, by the words of the rule.
pub(super) fn expected(store: &Store, span: SpanRow, (from, to): (u64, u64), tolerance_ns: u64) -> Vec<PathSegment> {
    let spans = store.spans();
    let cut = |child: SpanRow| (spans.start_ns(child).max(from), spans.end_ns(child).min(to));
    let mut waiting: Vec<SpanRow> = awaited_children(store, span);
    let mut segments = Vec::new();
    let mut cursor = to;
    loop {
        waiting.retain(|&child| {
            let (start, end) = cut(child);
            start < end && start < cursor && end <= cursor + tolerance_ns
        });
        let latest = waiting.iter().map(|&child| cut(child).1).max();
        let Some(child) = waiting.iter().copied().find(|&child| Some(cut(child).1) == latest) else { break };
        let (start, end) = (cut(child).0, cut(child).1.min(cursor));
        segments.push(PathSegment { span, from_ns: end, to_ns: cursor });
        segments.extend(expected(store, child, (start, end), tolerance_ns));
        cursor = start;
    }
    segments.push(PathSegment { span, from_ns: from, to_ns: cursor });
    segments.retain(|segment| segment.from_ns < segment.to_ns);
    segments
}

fn walked(path: &mut CriticalPath, store: &Store, unit: SpanRow) -> Vec<PathSegment> {
    let mut segments = Vec::new();
    path.walk(store, unit, |segment| segments.push(segment));
    segments
}

fn window(store: &Store, span: SpanRow) -> (u64, u64) {
    (store.spans().start_ns(span), store.spans().end_ns(span))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_path_is_what_the_rule_says(spans in tree(), tolerance_ns in 0..5_u64) {
        let store = store_of(&spans);
        let mut path = CriticalPath::with_tolerance(tolerance_ns);
        for unit in all(&store) {
            let expected = expected(&store, unit, window(&store, unit), tolerance_ns);
            prop_assert_eq!(walked(&mut path, &store, unit), expected);
        }
    }

    #[test]
    fn the_segments_of_a_unit_are_its_duration(spans in tree(), tolerance_ns in 0..5_u64) {
        let store = store_of(&spans);
        let mut path = CriticalPath::with_tolerance(tolerance_ns);
        for unit in all(&store) {
            let segments = walked(&mut path, &store, unit);
            let (from_ns, to_ns) = window(&store, unit);
            let ends: Vec<u64> = segments.iter().map(|segment| segment.to_ns).chain([from_ns]).collect();
            let starts: Vec<u64> = segments.iter().map(|segment| segment.from_ns).collect();
            prop_assert_eq!(ends[0], if segments.is_empty() { from_ns } else { to_ns });
            prop_assert_eq!(&ends[1..], &starts[..]);
            prop_assert_eq!(segments.iter().map(PathSegment::duration_ns).sum::<u64>(), to_ns - from_ns);
            for segment in segments {
                prop_assert!(segment.from_ns < segment.to_ns);
                prop_assert!(store.subtree(unit).contains(&segment.span.0));
                let (start_ns, end_ns) = window(&store, segment.span);
                prop_assert!(start_ns <= segment.from_ns && segment.to_ns <= end_ns);
            }
        }
    }

    #[test]
    fn without_tolerance_own_time_on_the_path_waits_for_no_child_of_the_path(spans in tree()) {
        let store = store_of(&spans);
        for unit in all(&store) {
            let segments = walked(&mut CriticalPath::with_tolerance(0), &store, unit);
            for own in &segments {
                let below = |other: &&PathSegment| other.span > own.span && store.subtree(own.span).contains(&other.span.0);
                for other in segments.iter().filter(below) {
                    prop_assert!(other.to_ns <= own.from_ns || own.to_ns <= other.from_ns);
                }
            }
        }
    }

    #[test]
    fn the_path_from_start_to_end_is_the_walk_turned_round(spans in tree()) {
        let store = store_of(&spans);
        let mut walk = walked(&mut CriticalPath::default(), &store, SpanRow(0));
        walk.reverse();
        prop_assert_eq!(critical_path(&store, SpanRow(0)), walk);
    }

    #[test]
    fn self_time_is_each_nanosecond_without_a_child(spans in tree()) {
        let store = store_of(&spans);
        for span in all(&store) {
            let runs = |span: SpanRow, at: u64| window(&store, span).0 <= at && at < window(&store, span).1;
            let (from_ns, to_ns) = window(&store, span);
            let children = children(&store, span);
            let own = (from_ns..to_ns).filter(|&at| !children.iter().any(|&child| runs(child, at)));
            prop_assert_eq!(self_time_ns(&store, span), own.count() as u64);
        }
    }
}

#[test]
fn times_at_the_end_of_64_bits_do_not_overflow() {
    let mut spans = Vec::new();
    for (id, parent, start_ns) in [(1, 0, 0), (2, 1, 5), (3, 1, u64::MAX - 5)] {
        let end_ns = u64::MAX;
        let (kind, name, service, error, extras) = (0, 0, 0, false, 0);
        let (source, trace) = (0, 1);
        let span =
            crate::strategies::Span { source, trace, id, parent, kind, name, service, start_ns, end_ns, error, extras };
        spans.push(span);
    }
    let path = critical_path(&store_of(&spans), SpanRow(0));
    let lengths: Vec<(u32, u64)> = path.iter().map(|segment| (segment.span.0, segment.duration_ns())).collect();
    assert_eq!(lengths, [(0, 5), (1, u64::MAX - 5)]);
}
