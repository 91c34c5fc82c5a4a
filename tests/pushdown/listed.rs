//! Traces that a server is asked for by themselves: a page of the list, a trace by its id, two of them, and what occurs in the latest spans.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::select;
use spanlens::analysis::{Baseline, Selection, TraceColumn, TraceList, TraceListOptions};
use spanlens::engine::Engine;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{
    Answer, CompleteQuestion, FindTraceQuestion, Reply, SpanQuestion, TraceDiffQuestion, TraceQuestion, TracesQuestion,
};
use spanlens::store::Population;
use spanlens::units::FailureRule;

use super::requests::{Drawn, drawn};
use super::server::Server;
use super::sides::left;
use super::{Comparison, SCHEMAS, SECOND, START, asked, comparisons, opened, question, reply, runner};

/// The columns that the span of a request tells.
const COLUMNS: [TraceColumn; 7] = [
    TraceColumn::Start,
    TraceColumn::Duration,
    TraceColumn::Operation,
    TraceColumn::Status,
    TraceColumn::Incomplete,
    TraceColumn::TraceId,
    TraceColumn::SpanId,
];

fn options() -> impl Strategy<Value = TraceListOptions> {
    let page = (select(vec![0, 1, 3, 100]), select(vec![0, 1, 2, 5, 100]));
    (select(COLUMNS.to_vec()), any::<bool>(), page).prop_map(|(column, descending, (offset, limit))| TraceListOptions {
        column,
        descending,
        offset,
        limit,
    })
}

/// All that is told of each unit, but for handles, which are those of a store.
fn told(list: &TraceList) -> Vec<String> {
    let row = |at: usize| {
        let ids = (&list.trace_ids[at], &list.span_ids[at]);
        let numbers = (list.start_ns[at], list.duration_ns[at], list.span_counts[at], list.error_counts[at]);
        let texts = (&list.groups[at], &list.services[at], &list.names[at], &list.all_services[at]);
        format!("{ids:?} {numbers:?} {texts:?} {:?} {} {}", list.statuses[at], list.fails[at], list.incomplete[at])
    };
    (0..list.units.len()).map(row).collect()
}

/// What a unit is ordered by.
type Key = (u64, String, String);

fn key(list: &TraceList, column: TraceColumn, at: usize) -> Key {
    let number = |number: u64| (number, String::new(), String::new());
    let text = |text: &String| (0, text.clone(), String::new());
    match column {
        TraceColumn::Duration => number(list.duration_ns[at]),
        TraceColumn::Operation => (0, list.services[at].clone(), list.names[at].clone()),
        TraceColumn::Status => number(if list.fails[at] { 2 } else { list.statuses[at] as u64 }),
        TraceColumn::Incomplete => number(u64::from(list.incomplete[at])),
        TraceColumn::TraceId => text(&list.trace_ids[at]),
        TraceColumn::SpanId => text(&list.span_ids[at]),
        _ => number(list.start_ns[at]),
    }
}

/// What is told of a page: of units by the column, and of equals by start, by their ids, and by what else they are told by.
fn page(all: &TraceList, options: &TraceListOptions) -> Vec<String> {
    let key = |at: usize| key(all, options.column, at);
    let told = told(all);
    let others = |at: usize| {
        let ids = (&all.trace_ids[at], &all.span_ids[at]);
        (all.start_ns[at], ids, all.duration_ns[at], &all.services[at], &all.names[at], &told[at])
    };
    let mut rows: Vec<usize> = (0..all.units.len()).collect();
    rows.sort_by(|&a, &b| {
        let by_key = if options.descending { key(b).cmp(&key(a)) } else { key(a).cmp(&key(b)) };
        by_key.then_with(|| others(a).cmp(&others(b)))
    });
    rows.into_iter().skip(options.offset as usize).take(options.limit as usize).map(|at| told[at].clone()).collect()
}

fn many() -> impl Strategy<Value = Drawn> {
    proptest::collection::vec(drawn(), 1..4).prop_map(Drawn::joined)
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn a_page_of_the_list_is_that_of_all_requests() {
    let server = Server::start();
    let mut runner = runner(40);
    let (case, listed) = (Cell::new(0), Cell::new(0));
    let drawn = (many(), comparisons(), proptest::collection::vec(options(), 4));
    let outcome = runner.run(&drawn, |(spans, comparison, pages)| {
        case.set(case.get() + 1);
        let schema = SCHEMAS[case.get() % SCHEMAS.len()];
        let table = format!("l{}", case.get());
        server.fill(schema, &table, &spans.to_otlp());
        let mut here = opened(question(&server, &table, 10_000, false)).unwrap();
        let mut there = left(&server, &table, 10_000);
        if here.summary().counts.spans == 0 {
            return Ok(());
        }
        let all = TraceListOptions { limit: 1_000, ..TraceListOptions::default() };
        let all = asked(&mut here, TracesQuestion { comparison: comparison.clone(), options: all }).unwrap();
        for options in pages {
            let list = asked(&mut there, TracesQuestion { comparison: comparison.clone(), options }).unwrap();
            let of_all = |list: &TraceList| (list.total, list.total_failing, list.total_traces);
            prop_assert_eq!(of_all(&list), of_all(&all), "{}", schema);
            let (mut expected, mut rows) = (page(&all, &options), told(&list));
            expected.sort_unstable();
            rows.sort_unstable();
            prop_assert_eq!(&rows, &expected, "{} {:?}", schema, options);
            // In the order of the column.
            let keys: Vec<Key> = (0..list.units.len()).map(|at| key(&list, options.column, at)).collect();
            let is_sorted = if options.descending { keys.is_sorted_by(|a, b| a >= b) } else { keys.is_sorted() };
            prop_assert!(is_sorted, "{:?} {:?}", options, keys);
            listed.set(listed.get() + rows.len());
        }
        server.sql(&format!("DROP TABLE otel.{table}"));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    assert!(listed.get() > 50, "only {} units were listed", listed.get());
}

fn span(trace: u64, second: u64) -> String {
    format!(
        r#"{{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"shop"}}}}]}},"scopeSpans":[{{"spans":[{{"traceId":"{trace:032x}","spanId":"000000000000000a","name":"a{trace:x}","startTimeUnixNano":"{start}","endTimeUnixNano":"{end}","attributes":[{{"key":"color","value":{{"stringValue":"red"}}}}]}}]}}]}}]}}"#,
        start = START + second * SECOND,
        end = START + second * SECOND + 100 * (trace & 0xff),
    )
}

/// Ten traces, one a second from the eleventh on.
fn ten(server: &Server, schema: &str, table: &str) -> Engine {
    let ids = (0..10).map(|at| if at < 5 { 0x1a0 + at } else { 0xbeef_0000_0000_0000 + at });
    let spans: Vec<String> = ids.zip(11..).map(|(id, second)| span(id, second.min(19))).collect();
    server.fill(schema, table, &spans.join("\n"));
    left(server, table, 100)
}

fn code<T>(outcome: Result<T, Failure>) -> Result<(), ErrorCode> {
    outcome.map(drop).map_err(|failure| failure.code)
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn a_trace_is_found_by_its_id_in_any_table() {
    let server = Server::start();
    for (schema, at) in SCHEMAS.into_iter().zip(0..) {
        let table = format!("i{at}");
        let mut engine = ten(&server, schema, &table);
        let mut find = |text: &str| asked(&mut engine, FindTraceQuestion { text: text.to_owned() });
        let found = find("000000000000000000000000000001A3").unwrap();
        assert_eq!((found.total, &found.ids[0][30..]), (1, "a3"), "{schema}");
        let handle = found.traces[0];
        // Without leading zeros, as a whole and as the beginning of some.
        assert_eq!(find("1a4").unwrap().total, 1, "{schema}");
        assert_eq!(find("1a").unwrap().total, 5, "{schema}");
        assert_eq!(find("beef").unwrap().total, 5, "{schema}");
        assert_eq!(code(find("cafe")), Err(ErrorCode::NotFound), "{schema}");
        assert_eq!(code(find("000000000000000000000000000001ff")), Err(ErrorCode::NotFound), "{schema}");
        assert_eq!(code(find("no id")), Err(ErrorCode::BadOption), "{schema}");
        let trace = asked(&mut engine, TraceQuestion { trace: handle }).unwrap();
        assert_eq!((&trace.trace_id[29..], trace.names.len()), ("1a3", 1), "{schema}");
        // What was found is there without another word to the server.
        server.sql(&format!("DROP TABLE otel.{table}"));
        let again = asked(&mut engine, FindTraceQuestion { text: "1a3".to_owned() }).unwrap();
        assert_eq!(again.ids, [trace.trace_id], "{schema}");
    }
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn a_trace_of_another_time_is_found_where_a_table_says_when_it_was() {
    let server = Server::start();
    for (schema, at) in SCHEMAS.into_iter().zip(0..) {
        let table = format!("o{at}");
        server.fill(schema, &table, &[span(0x1a0, 11), span(0x1a1, 5_000)].join("\n"));
        let mut engine = left(&server, &table, 100);
        let found = asked(&mut engine, FindTraceQuestion { text: format!("{:032x}", 0x1a1) });
        if matches!(schema, "exporter-2023" | "exporter-2024" | "exporter-2026" | "coroot") {
            let trace = asked(&mut engine, TraceQuestion { trace: found.unwrap().traces[0] }).unwrap();
            assert_eq!((&trace.trace_id[29..], trace.names.len()), ("1a1", 1), "{schema}");
        } else {
            assert_eq!(code(found), Err(ErrorCode::NotFound), "{schema}");
        }
        // Its requests are of another time, and in no answer.
        let all = TraceListOptions { limit: 100, ..TraceListOptions::default() };
        let list = asked(&mut engine, TracesQuestion { comparison: all_requests(), options: all }).unwrap();
        assert_eq!((list.total, list.trace_ids.len()), (1, 1), "{schema}");
    }
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn two_traces_are_compared_wherever_they_were_found() {
    let server = Server::start();
    let mut engine = ten(&server, "exporter-2024", "two");
    let find =
        |engine: &mut Engine, text: &str| asked(engine, FindTraceQuestion { text: text.to_owned() }).unwrap().traces[0];
    let (left, right) = (find(&mut engine, "1a1"), find(&mut engine, "1a4"));
    let diff = asked(&mut engine, TraceDiffQuestion { left, right }).unwrap();
    assert!(format!("{diff:?}").contains("a1a1") && format!("{diff:?}").contains("a1a4"), "{diff:?}");
    // What was found is of use for as long as it is kept, and then its handles are out of date.
    let trace = asked(&mut engine, TraceQuestion { trace: left }).unwrap();
    assert!(trace.trace_id.ends_with("1a1"));
    for digits in 1..=13 {
        assert_eq!(
            asked(&mut engine, FindTraceQuestion { text: "beef000000000"[..digits].to_owned() }).unwrap().total,
            5
        );
    }
    assert_eq!(code(asked(&mut engine, TraceQuestion { trace: left })), Err(ErrorCode::StaleHandle));
    assert_eq!(code(asked(&mut engine, TraceDiffQuestion { left, right })), Err(ErrorCode::StaleHandle));
    let span = spanlens::store::SpanHandle::default();
    assert_eq!(code(asked(&mut engine, SpanQuestion { span, max_events: None })), Err(ErrorCode::BadOption));
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn what_occurs_is_told_of_the_latest_spans() {
    let server = Server::start();
    for (schema, at) in SCHEMAS.into_iter().zip(0..) {
        let mut engine = ten(&server, schema, &format!("c{at}"));
        let text = "{ span.col".to_owned();
        let cursor = u32::try_from(text.len()).unwrap();
        let keys = asked(&mut engine, CompleteQuestion { text, cursor }).unwrap();
        assert_eq!(keys.items.iter().map(|item| item.insert.as_str()).collect::<Vec<_>>(), ["span.color"], "{schema}");
        let text = "{ span.color = ".to_owned();
        let cursor = u32::try_from(text.len()).unwrap();
        let values = asked(&mut engine, CompleteQuestion { text, cursor }).unwrap();
        assert_eq!(values.items[0].insert, "\"red\"", "{schema}");
        assert_eq!(values.items[0].count, None);
    }
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn a_list_by_what_spans_tell_says_of_how_many() {
    let server = Server::start();
    let mut engine = ten(&server, "exporter-2024", "spans");
    let comparison = all_requests();
    let options = |column| TraceListOptions { column, limit: 2, descending: true, ..TraceListOptions::default() };
    let list = |engine: &mut Engine, comparison: &Comparison, column| {
        asked(engine, TracesQuestion { comparison: comparison.clone(), options: options(column) }).unwrap()
    };
    let slowest = list(&mut engine, &comparison, TraceColumn::Duration);
    assert_eq!((slowest.total, &slowest.names[..]), (10, &["a1a4".to_owned(), "a1a3".to_owned()][..]));
    assert_eq!(list(&mut engine, &comparison, TraceColumn::Spans).total, 10);
    // A filter of the selection is told by spans, so the list is that of fetched traces.
    let filter = Some("{ span.color = \"red\" }".to_owned());
    let selection = Some(Selection { filter, ..Selection::default() });
    assert_eq!(list(&mut engine, &Comparison { selection, ..comparison }, TraceColumn::Start).total, 10);
    // The traces of a whole page are too much, so it is of some.
    let mut engine = left(&server, "spans", 3);
    let all = TraceListOptions { limit: 100, ..TraceListOptions::default() };
    let question = TracesQuestion { comparison: all_requests(), options: all };
    let Reply::Answer { answer: Answer::Traces(list), coverage: Some(coverage), .. } = reply(&mut engine, question)
    else {
        panic!("no list of a part")
    };
    assert!(coverage.spans <= 3 && coverage.selection.of == 10, "{coverage:?}");
    assert_eq!(list.total, coverage.selection.units);
    let one = TraceListOptions { limit: 1, ..all };
    assert_eq!(asked(&mut engine, TracesQuestion { comparison: all_requests(), options: one }).unwrap().total, 10);
}

fn all_requests() -> Comparison {
    Comparison {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        selection: None,
        baseline: Baseline::Rest,
        weighted: false,
    }
}
