//! The events and logs of a trace, a page at a time.

use proptest::prelude::*;
use spanlens::analysis::{TraceEventsOptions, TraceListOptions, trace, trace_events, trace_list};
use spanlens::sketch::sketch;
use spanlens::store::{LogDraft, SpanDraft, Store, StoreBuilder, TraceRow};
use spanlens::units::{FailureRule, Severity, SpanId, TraceId};

/// A trace of two spans; logs by span (3 is not there), time and severity.
fn store_of(logs: &[(u64, u64, u8)]) -> Store {
    let mut builder = StoreBuilder::new();
    let source = builder.add_source("drawn", "default");
    let trace_id = TraceId([1; 16]);
    for span_id in [1, 2].map(SpanId) {
        let parent_id = SpanId(span_id.0 - 1);
        let span = SpanDraft { trace_id, span_id, parent_id, start_ns: 2, end_ns: 9, ..SpanDraft::default() };
        builder.push(&span, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    for (&(span, time_ns, severity), at) in logs.iter().zip(0_u32..) {
        let severity = Severity::new(severity).unwrap();
        let span_id = SpanId(span);
        // Each is a log of its own.
        let log = LogDraft { trace_id, span_id, time_ns, severity, dropped_attributes: at, ..LogDraft::default() };
        builder.push_log(&log, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
    }
    builder.seal()
}

proptest! {
    #[test]
    fn pages_are_the_whole_in_the_order_of_time(
        logs in prop::collection::vec((1..4_u64, 0..5_u64, 0..25_u8), 0..12),
        severity in 0..25_u8,
        limit in 1..5_u32,
    ) {
        let store = store_of(&logs);
        let page = |offset, limit| {
            let options = TraceEventsOptions { severity, offset, limit, ..TraceEventsOptions::default() };
            trace_events(&store, TraceRow(0), &options).unwrap()
        };
        let whole = page(0, 100);
        let kept: Vec<_> = logs.iter().filter(|log| log.2 >= severity).collect();
        prop_assert_eq!((whole.total as usize, whole.matching as usize), (logs.len(), kept.len()));
        prop_assert!(whole.rows.is_sorted_by_key(|row| (row.event.time_ns, row.span.unwrap_or(u32::MAX), row.number)));
        let mut found: Vec<(u64, u64, u8)> = whole
            .rows
            .iter()
            .map(|row| {
                let log = row.event.log.as_ref().unwrap();
                (row.span.map_or(3, |span| u64::from(span) + 1), row.event.time_ns, log.severity)
            })
            .collect();
        let mut expected: Vec<(u64, u64, u8)> = kept.into_iter().copied().collect();
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
        let pages = (0..whole.matching).step_by(limit as usize).flat_map(|offset| page(offset, limit).rows);
        prop_assert_eq!(pages.collect::<Vec<_>>(), whole.rows);
    }

    #[test]
    fn errors_are_counted_for_traces_and_units(logs in prop::collection::vec((1..4_u64, 0..5_u64, 0..25_u8), 0..12)) {
        let store = store_of(&logs);
        let is_error = |log: &&(u64, u64, u8)| log.2 >= 17;
        let whole = trace(&store, TraceRow(0)).unwrap();
        prop_assert_eq!(whole.logged_errors as usize, logs.iter().filter(is_error).count());
        prop_assert_eq!(whole.event_severities.len(), whole.event_offset_ns.len());
        prop_assert_eq!(whole.event_offset_ns.len() + whole.trace_log_severities.len(), logs.len());
        let list = trace_list(&store, store.requests(), &TraceListOptions::default(), FailureRule::Status);
        let of_spans = logs.iter().filter(is_error).filter(|log| log.0 < 3).count();
        prop_assert_eq!(list.logged_errors, [u32::try_from(of_spans).unwrap()]);
    }
}

#[test]
fn a_text_is_looked_for_in_all_that_events_say() {
    let store = sketch(
        "shop GET /  0..9  ^begin  ~\"warn: Cache miss for cart 17\"
           cart get  1..5  ~\"done\" ^exception",
    )
    .unwrap();
    let found = |severity, text: &str| -> Vec<String> {
        let options = TraceEventsOptions { severity, text: text.to_owned(), ..TraceEventsOptions::default() };
        let rows = trace_events(&store, TraceRow(0), &options).unwrap().rows;
        let told = |event: spanlens::analysis::EventDetails| event.log.map_or(event.name, |log| log.text);
        rows.into_iter().map(|row| told(row.event)).collect()
    };
    assert_eq!(found(0, ""), ["begin", "Cache miss for cart 17", "exception", "done"]);
    assert_eq!(found(0, "cache"), ["Cache miss for cart 17"]);
    assert_eq!(found(0, "BEGIN"), ["begin"]);
    // Exceptions are shown whatever they say of their severity.
    assert_eq!(found(13, ""), ["Cache miss for cart 17", "exception"]);
}
