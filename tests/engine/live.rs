//! A source without an end: what is shown of it, and what is kept.

use std::collections::BTreeMap;

use proptest::prelude::*;
use spanlens::analysis::Baseline;
use spanlens::engine::Engine;
use spanlens::error::ErrorCode;
use spanlens::protocol::{
    CountQuestion, FindTraceQuestion, LiveQuestion, LiveSummary, LiveWindow, SummaryQuestion, TraceQuestion,
};
use spanlens::store::KeptLogs;

use super::{answer, code, compare, named, read, replies, reply, two_requests};

const SECOND: u64 = 1_000_000_000;

/// When the tests are, in nanoseconds since 1970.
const NOW: u64 = 1_000 * SECOND;

fn frame(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    [&[kind][..], &length, content].concat()
}

fn begun() -> Engine {
    let mut engine = Engine::default();
    let mut load = engine.begin_file(named("live", "default"));
    load.keep_logs(KeptLogs::All);
    assert!(engine.begin_live(load));
    engine.seal();
    engine
}

fn deliver(engine: &mut Engine, text: &str) {
    engine.push_live(&frame(b'B', text.as_bytes())).unwrap();
}

/// A delivery of spans, each with its trace, itself and its parent, and its start in seconds.
fn spans(spans: &[(u32, u32, u32, u64)]) -> String {
    let span = |&(trace, id, parent, start): &(u32, u32, u32, u64)| {
        let parent = if parent == 0 { String::new() } else { format!("{parent:016x}") };
        format!(
            r#"{{"traceId":"{trace:032x}","spanId":"{id:016x}","parentSpanId":"{parent}","name":"span {trace}.{id}",
                "startTimeUnixNano":"{start}000000000","endTimeUnixNano":"{start}000000500"}}"#
        )
    };
    let spans: Vec<String> = spans.iter().map(span).collect();
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{}]}}]}}]}}"#, spans.join(","))
}

fn window(max_spans: u32, max_age_ns: Option<u64>) -> LiveQuestion {
    LiveQuestion { paused: false, window: LiveWindow { max_spans, max_age_ns } }
}

fn live(engine: &Engine) -> LiveSummary {
    engine.summary().live.unwrap()
}

fn requests(engine: &mut Engine) -> u32 {
    answer(engine, CountQuestion(compare(None, Baseline::Rest))).units
}

#[test]
fn what_comes_is_shown_after_a_refresh_and_not_before() {
    let mut engine = begun();
    assert!(!engine.has_live_news(NOW));
    deliver(&mut engine, &two_requests('a'));
    assert_eq!((requests(&mut engine), engine.has_live_news(NOW)), (0, true));
    assert!(engine.refresh(NOW));
    assert_eq!((requests(&mut engine), engine.has_live_news(NOW)), (2, false));
    deliver(&mut engine, &two_requests('b'));
    engine.refresh(NOW + SECOND);
    let summary = engine.summary();
    assert_eq!((requests(&mut engine), summary.files.len(), summary.files[0].report.spans), (4, 1, 4));
    assert_eq!((live(&engine).received_spans, summary.requests_outside), (4, 0));
}

#[test]
fn a_handle_of_before_is_stale_and_the_trace_is_found_by_its_id() {
    let mut engine = begun();
    deliver(&mut engine, &two_requests('a'));
    engine.refresh(NOW);
    let find = FindTraceQuestion { text: format!("1{}", "a".repeat(31)) };
    let before = answer(&mut engine, find.clone()).traces[0];
    deliver(&mut engine, &two_requests('b'));
    engine.refresh(NOW + SECOND);
    assert_eq!(code(&reply(&mut engine, TraceQuestion { trace: before })), ErrorCode::StaleHandle);
    let now = answer(&mut engine, find).traces[0];
    assert_eq!(answer(&mut engine, TraceQuestion { trace: now }).trace_id, format!("1{}", "a".repeat(31)));
}

#[test]
fn a_trace_counts_when_it_is_complete_or_has_rested() {
    let mut engine = begun();
    deliver(&mut engine, &spans(&[(1, 2, 1, 10), (2, 1, 0, 11)]));
    engine.refresh(NOW);
    assert_eq!((requests(&mut engine), live(&engine).arriving_traces, live(&engine).arriving_requests), (1, 1, 1));
    assert_eq!(engine.summary().requests_outside, 0);
    // Its root comes.
    deliver(&mut engine, &spans(&[(1, 1, 0, 9)]));
    engine.refresh(NOW + SECOND);
    assert_eq!((requests(&mut engine), live(&engine).arriving_traces), (2, 0));
    // Of another no root comes, but once more a part.
    deliver(&mut engine, &spans(&[(3, 2, 1, 12)]));
    engine.refresh(NOW + 2 * SECOND);
    deliver(&mut engine, &spans(&[(3, 3, 1, 12)]));
    engine.refresh(NOW + 8 * SECOND);
    assert!(!engine.has_live_news(NOW + 17 * SECOND), "it has come again since");
    assert_eq!((requests(&mut engine), live(&engine).arriving_traces), (2, 1));
    assert!(engine.refresh(NOW + 18 * SECOND));
    assert_eq!((requests(&mut engine), live(&engine).arriving_traces), (3, 0));
    assert!(!engine.has_live_news(NOW + 100 * SECOND));
    assert_eq!(answer(&mut engine, SummaryQuestion {}).counts.requests, 3);
}

#[test]
fn what_comes_while_it_is_paused_waits_and_the_oldest_goes_when_there_is_no_room() {
    let mut engine = begun();
    engine.steer_live(LiveQuestion { paused: true, window: LiveWindow::default() }).unwrap();
    deliver(&mut engine, &two_requests('a'));
    assert!(!engine.refresh(NOW));
    assert_eq!(requests(&mut engine), 0);
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(40 << 20));
    deliver(&mut engine, &large);
    assert_eq!(live(&engine).missed, 0);
    deliver(&mut engine, &large);
    assert_eq!(live(&engine).missed, 2);
    deliver(&mut engine, &two_requests('b'));
    engine.steer_live(LiveQuestion { paused: false, window: LiveWindow::default() }).unwrap();
    assert!(engine.refresh(NOW));
    assert_eq!((requests(&mut engine), live(&engine).waiting_bytes), (2, 0));
}

#[test]
fn who_does_not_pause_loses_nothing_and_is_told_when_there_is_no_room() {
    let mut engine = begun();
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(40 << 20));
    deliver(&mut engine, &large);
    assert!(engine.has_room_for_live());
    deliver(&mut engine, &large);
    assert!(!engine.has_room_for_live() && live(&engine).missed == 0);
    engine.refresh(NOW);
    assert!(engine.has_room_for_live());
}

#[test]
fn a_delivery_that_cannot_be_read_is_counted_and_the_next_one_is_read() {
    let mut engine = begun();
    deliver(&mut engine, "plain text");
    deliver(&mut engine, &two_requests('a'));
    engine.refresh(NOW);
    assert_eq!((requests(&mut engine), live(&engine).unreadable), (2, 1));
    assert_eq!(live(&engine).fault.unwrap().code, ErrorCode::UnknownFormat);
}

#[test]
fn what_the_source_tells_is_in_the_summary() {
    let mut engine = begun();
    let told = "endpoint http://127.0.0.1:4318\nmetrics 7\nmissed 3\nnew word\nno";
    engine.push_live(&frame(b'T', told.as_bytes())).unwrap();
    assert!(engine.refresh(NOW) && !engine.refresh(NOW), "it is told once");
    engine.end_live();
    let live = live(&engine);
    assert_eq!(live.endpoint.as_deref(), Some("http://127.0.0.1:4318"));
    assert_eq!((live.metrics, live.missed_before, live.has_ended), (7, 3, true));
}

#[test]
fn what_else_is_loaded_stays_when_the_window_is_full() {
    let mut engine = begun();
    read(&mut engine, named("a.json", "default"), &two_requests('a'));
    assert!(!engine.has_live_news(NOW), "a file is being read");
    engine.seal();
    // More than the window has is there already, and none of that is the source's.
    let files: Vec<_> = (1..=30).map(|trace| (1_000 + trace, 1, 0, 1)).collect();
    read(&mut engine, named("b.json", "default"), &spans(&files));
    engine.seal();
    engine.steer_live(window(10, None)).unwrap();
    for trace in 1..=100 {
        deliver(&mut engine, &spans(&[(trace, 1, 0, 900 + u64::from(trace))]));
        engine.refresh(NOW);
    }
    let find = |id: String| FindTraceQuestion { text: id };
    assert_eq!(answer(&mut engine, find(format!("1{}", "a".repeat(31)))).total, 1);
    assert_eq!(answer(&mut engine, find(format!("{:032x}", 100))).total, 1);
    assert!((9..=10).contains(&(requests(&mut engine) - 32)));
}

#[test]
fn a_second_source_without_an_end_is_told_to_be_of_no_use() {
    let mut engine = begun();
    let load = engine.begin_file(named("other", "default"));
    assert!(!engine.begin_live(load));
    engine.seal();
    assert!(engine.summary().files[1].report.fault.is_some());
    assert_eq!(engine.steer_live(window(0, None)).unwrap_err().code(), ErrorCode::BadOption);
    assert_eq!(Engine::default().steer_live(window(1, None)).unwrap_err().code(), ErrorCode::NoData);
    assert!(replies(&mut engine).is_empty());
}

proptest! {
    #[test]
    fn the_window_keeps_the_whole_traces_that_started_last(
        deliveries in proptest::collection::vec(proptest::collection::vec((1..9_u32, 1..4_u32, 0..50_u64), 0..6), 1..8),
        max_spans in 1..12_u32,
        max_age in proptest::option::of(1..30_u64),
    ) {
        let mut engine = begun();
        engine.steer_live(window(max_spans, max_age.map(|seconds| seconds * SECOND))).unwrap();
        // What is there, as it should be: the spans of each trace, with the start of each.
        let mut kept: BTreeMap<u32, BTreeMap<u32, u64>> = BTreeMap::new();
        let (mut came, mut dropped) = (0, 0);
        for (at, delivery) in (0_u32..).zip(&deliveries) {
            // Each span is one of its own.
            let own = |index: usize| at * 10 + u32::try_from(index).unwrap() + 1;
            let sent: Vec<_> = delivery.iter().enumerate().map(|(index, &(trace, _, start))| (trace, own(index), 0, start)).collect();
            deliver(&mut engine, &spans(&sent));
            engine.refresh(NOW + u64::from(at));
            for &(trace, id, _, start) in &sent {
                kept.entry(trace).or_default().insert(id, start);
                came += 1;
            }
            let start = |spans: &BTreeMap<u32, u64>| spans.values().copied().min().unwrap();
            let mut by_start: Vec<(u64, u32)> = kept.iter().map(|(&trace, spans)| (start(spans), trace)).collect();
            by_start.sort_unstable();
            let total = |kept: &BTreeMap<u32, BTreeMap<u32, u64>>| kept.values().map(BTreeMap::len).sum::<usize>() as u64;
            let most = u64::from(max_spans);
            let target = if total(&kept) > most { most - most / 10 } else { most };
            let latest = by_start.last().map_or(0, |&(start, _)| start * SECOND);
            let first_ns = by_start.first().map_or(0, |&(start, _)| start * SECOND);
            let from_ns = max_age.map(|age| age * SECOND).filter(|&age| first_ns < latest.saturating_sub(age)).map(|age| latest.saturating_sub(age - age / 10));
            for (start, trace) in by_start {
                if total(&kept) > target || from_ns.is_some_and(|from| start * SECOND < from) {
                    dropped += kept.remove(&trace).unwrap().len() as u64;
                }
            }
            let summary = engine.summary();
            prop_assert_eq!(u64::from(summary.counts.spans), total(&kept));
            prop_assert_eq!(summary.counts.traces as usize, kept.len());
            let live = summary.live.unwrap();
            prop_assert_eq!((live.received_spans, live.dropped_spans), (came, dropped));
            prop_assert!(u64::from(summary.counts.spans) <= most);
        }
    }
}
