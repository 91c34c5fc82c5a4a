//! The page of an event, and what pages and columns of a trace say alike.

use spanlens::analysis::{TraceEvent, TraceEventKey, TraceEvents, TraceEventsOptions, trace, trace_events};
use spanlens::store::{Store, TraceRow};

use crate::reader::read;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// A request with a call. Both have logs and an event, not in the order of their times, and the trace has two logs of no span that is there.
fn store() -> Store {
    let span = |id: u8, from: u64, to: u64, event: u64| {
        format!(
            r#"{{"traceId":"{TRACE}","spanId":"00000000000000a{id}","parentSpanId":"{}","name":"span {id}","startTimeUnixNano":"{from}",
            "endTimeUnixNano":"{to}","events":[{{"name":"event {id}","timeUnixNano":"{event}"}}]}}"#,
            if id == 1 { "" } else { "00000000000000a1" },
        )
    };
    let log = |span: &str, time: u64, severity: u8, body: &str| {
        format!(
            r#"{{"traceId":"{TRACE}","spanId":"{span}","timeUnixNano":"{time}","severityNumber":{severity},"body":{{"stringValue":"{body}"}}}}"#
        )
    };
    let (first, second, gone) = ("00000000000000a1", "00000000000000a2", "00000000000000ff");
    let spans = [span(1, 1_000, 2_000, 1_700), span(2, 1_100, 1_500, 1_150)].join(",");
    let logs = [
        log(second, 1_400, 17, "no luck"),
        log(first, 1_010, 9, "begin"),
        log(gone, 1_200, 13, "of nobody"),
        log(first, 1_400, 13, "slow"),
        log("", 1_300, 21, "all is lost"),
        log(first, 900, 5, "before the trace"),
    ];
    let text = format!(
        r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{spans}]}}]}}],"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{}]}}]}}]}}"#,
        logs.join(",")
    );
    let (store, report) = read([text.as_bytes()]);
    assert_eq!(report.fault, None);
    store
}

fn ask(store: &Store, options: &TraceEventsOptions) -> TraceEvents {
    trace_events(store, TraceRow(0), options).unwrap()
}

fn words(rows: &[TraceEvent]) -> Vec<&str> {
    rows.iter().map(|row| row.event.log.as_ref().map_or(&row.event.name[..], |log| &log.text[..])).collect()
}

const ALL: [&str; 8] =
    ["before the trace", "begin", "event 2", "of nobody", "all is lost", "slow", "no luck", "event 1"];

#[test]
fn events_and_logs_are_told_in_the_order_of_their_times() {
    let store = store();
    let all = ask(&store, &TraceEventsOptions::default());
    assert_eq!((all.total, all.matching, all.offset), (8, 8, 0));
    assert_eq!(words(&all.rows), ALL);
    let spans: Vec<Option<u32>> = all.rows.iter().map(|row| row.span).collect();
    assert_eq!(spans, [Some(0), Some(0), Some(1), None, None, Some(0), Some(1), Some(0)]);
    assert_eq!((all.rows[0].event.offset_ns, all.rows[1].event.offset_ns), (-100, 10));
}

#[test]
fn severity_and_text_leave_others_out() {
    let store = store();
    let warnings = ask(&store, &TraceEventsOptions { severity: 13, ..TraceEventsOptions::default() });
    assert_eq!((words(&warnings.rows), warnings.total), (vec!["of nobody", "all is lost", "slow", "no luck"], 8));
    let with_text = ask(&store, &TraceEventsOptions { text: "NO".to_owned(), ..TraceEventsOptions::default() });
    assert_eq!(words(&with_text.rows), ["of nobody", "no luck"]);
}

#[test]
fn pages_are_parts_of_the_whole() {
    let store = store();
    for limit in 1..10 {
        let mut told = Vec::new();
        for offset in (0..8).step_by(limit as usize) {
            told.extend(ask(&store, &TraceEventsOptions { offset, limit, ..TraceEventsOptions::default() }).rows);
        }
        assert_eq!(words(&told), ALL, "{limit}");
    }
}

#[test]
fn the_page_of_an_event_has_it() {
    let store = store();
    for limit in 1..10 {
        for row in ask(&store, &TraceEventsOptions::default()).rows {
            let around = Some(TraceEventKey { span: row.span, number: row.number });
            let page = ask(&store, &TraceEventsOptions { limit, around, offset: 99, ..TraceEventsOptions::default() });
            assert_eq!(page.offset % limit, 0);
            assert!(page.rows.contains(&row), "{limit} {around:?}");
        }
    }
    let left_out = TraceEventsOptions {
        severity: 13,
        offset: 1,
        limit: 1,
        around: Some(TraceEventKey { span: Some(1), number: 0 }),
        ..TraceEventsOptions::default()
    };
    let page = ask(&store, &left_out);
    assert_eq!((page.offset, words(&page.rows)), (1, vec!["all is lost"]));
}

#[test]
fn rows_are_those_of_the_columns_of_the_trace() {
    let store = store();
    let trace = trace(&store, TraceRow(0)).unwrap();
    for row in ask(&store, &TraceEventsOptions::default()).rows {
        let severity = row.event.log.as_ref().map_or(0, |log| log.severity);
        let offset_ns = u64::try_from(row.event.offset_ns).unwrap_or(0);
        let (offsets, severities, at) = match row.span {
            Some(span) => {
                let first: u32 = trace.event_counts[..span as usize].iter().sum();
                (&trace.event_offset_ns, &trace.event_severities, first + row.number)
            }
            None => (&trace.trace_log_offset_ns, &trace.trace_log_severities, row.number),
        };
        assert_eq!((offsets[at as usize], severities[at as usize]), (offset_ns, severity));
    }
    assert_eq!(trace.logged_errors, 2);
}
