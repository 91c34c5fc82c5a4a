//! A range of a ClickHouse server as a load, with a server that is a table of answers.

use spanlens::analysis::Baseline;
use spanlens::clickhouse::{ClickhouseServer, ClickhouseTableName};
use spanlens::engine::{Engine, RangeLoad, connect};
use spanlens::error::{Error, ErrorCode, Failure};
use spanlens::protocol::{
    Ask, ClickhouseTablesQuestion, CountQuestion, HeatmapQuestion, MatchingQuestion, OpenClickhouseQuestion,
    OverviewQuestion,
};
use spanlens::remote::{Exchange, Next, Request};
use spanlens::store::{KeptLogs, Population};
use spanlens::units::TimeRange;

use super::{compare, heatmap, named, reply};
use crate::reader::native::{Values, block};

pub(super) const SECOND: u64 = 1_000_000_000;
pub(super) const START: u64 = 1_700_000_000 * SECOND;

pub(super) fn texts(texts: &[&str]) -> Values {
    Values::Text(texts.iter().map(|text| text.as_bytes().to_vec()).collect())
}

/// What the server answers with: HTTP statuses and bytes.
pub(super) struct FakeServer {
    readonly: u64,
    tables: Vec<u8>,
    counted: u64,
    spans: (u16, Vec<u8>),
    counted_logs: u64,
    logs: (u16, Vec<u8>),
    asked: Vec<Request>,
}

/// Two tables: of the collector, and another.
fn tables() -> Vec<u8> {
    let columns = ["Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "Duration", "StatusCode"];
    let types = ["DateTime64(9)", "String", "String", "String", "LowCardinality(String)", "UInt64", "String"];
    let tuple = Values::Tuple(vec![("1", texts(&[columns, columns].concat())), ("2", texts(&[types, types].concat()))]);
    block(
        2,
        &[
            ("database", texts(&["otel", "otel"])),
            ("name", texts(&["zipped", "otel_traces"])),
            ("engine", texts(&["MergeTree", "MergeTree"])),
            ("rows", Values::Nullable(vec![true, false], Box::new(Values::Uint(vec![0, 12])))),
            ("columns", Values::Array(vec![7, 7], Box::new(tuple))),
        ],
    )
}

/// The same, and beside them a table of logs.
fn tables_with_logs() -> Vec<u8> {
    let columns = ["Timestamp", "TraceId", "SpanId", "Body", "SeverityNumber", "LogAttributes", "TimestampTime"];
    let types =
        ["DateTime64(9)", "String", "String", "String", "UInt8", "Map(LowCardinality(String), String)", "DateTime"];
    let tuple = Values::Tuple(vec![("1", texts(&columns)), ("2", texts(&types))]);
    let logs = block(
        1,
        &[
            ("database", texts(&["otel"])),
            ("name", texts(&["otel_logs"])),
            ("engine", texts(&["MergeTree"])),
            ("rows", Values::Nullable(vec![false], Box::new(Values::Uint(vec![2])))),
            ("columns", Values::Array(vec![7], Box::new(tuple))),
        ],
    );
    [tables(), logs].concat()
}

/// A log of the root of each trace that begins in these seconds.
fn logs(seconds: std::ops::Range<u64>) -> Vec<u8> {
    let all: Vec<u64> = seconds.collect();
    let of = |text: &dyn Fn(u64) -> String| Values::Text(all.iter().map(|&second| text(second).into_bytes()).collect());
    block(
        all.len(),
        &[
            ("Timestamp", Values::Time(all.iter().map(|second| (START + second * SECOND + 7).cast_signed()).collect())),
            ("TraceId", of(&|second| format!("{:032x}", second + 1))),
            ("SpanId", of(&|_| format!("{:016x}", 1))),
            ("SeverityNumber", Values::Uint(all.iter().map(|second| 9 + 4 * (second % 2)).collect())),
            ("Body", of(&|second| format!("log of {second}"))),
        ],
    )
}

/// A trace a second, each of a root and a child; the second fails.
pub(super) fn spans(seconds: std::ops::Range<u64>) -> Vec<u8> {
    let all: Vec<u64> = seconds.flat_map(|second| [second, second]).collect();
    let of = |text: &dyn Fn(usize, u64) -> String| {
        Values::Text(all.iter().enumerate().map(|(row, &second)| text(row, second).into_bytes()).collect())
    };
    block(
        all.len(),
        &[
            ("Timestamp", Values::Time(all.iter().map(|second| (START + second * SECOND).cast_signed()).collect())),
            ("TraceId", of(&|_, second| format!("{:032x}", second + 1))),
            ("SpanId", of(&|row, _| format!("{:016x}", row % 2 + 1))),
            ("ParentSpanId", of(&|row, _| if row % 2 == 0 { String::new() } else { format!("{:016x}", 1) })),
            ("SpanName", of(&|_, _| "GET /".to_owned())),
            ("Duration", Values::Uint(vec![1_000_000; all.len()])),
            ("StatusCode", of(&|_, second| (if second == 1 { "Error" } else { "Unset" }).to_owned())),
        ],
    )
}

/// Whoever answers requests.
pub(super) trait Answers {
    /// The status and the bytes of the answer to a request.
    fn answer(&mut self, request: Request) -> (u16, Vec<u8>);
}

impl FakeServer {
    pub(super) fn new(seconds: std::ops::Range<u64>) -> Self {
        let counted = 2 * (seconds.end - seconds.start);
        let spans = (200, spans(seconds));
        Self {
            readonly: 0,
            tables: tables(),
            counted,
            spans,
            counted_logs: 0,
            logs: (200, Vec::new()),
            asked: Vec::new(),
        }
    }
}

impl Answers for FakeServer {
    fn answer(&mut self, request: Request) -> (u16, Vec<u8>) {
        let text = String::from_utf8(request.body.clone()).unwrap();
        self.asked.push(request);
        match text {
            _ if text.starts_with("SELECT version()") => (
                200,
                block(
                    1,
                    &[
                        ("version", texts(&["25.3"])),
                        ("readonly", Values::Uint(vec![self.readonly])),
                        ("user", texts(&["ann"])),
                        ("database", texts(&["otel"])),
                    ],
                ),
            ),
            _ if text.starts_with("SELECT c.database") => (200, self.tables.clone()),
            _ if text.starts_with("SELECT count() AS logs") => {
                (200, block(1, &[("logs", Values::Uint(vec![self.counted_logs]))]))
            }
            _ if text.contains("`Body`") => self.logs.clone(),
            _ if text.starts_with("SELECT count()") => (200, block(1, &[("spans", Values::Uint(vec![self.counted]))])),
            _ => self.spans.clone(),
        }
    }
}

pub(super) fn question() -> OpenClickhouseQuestion {
    OpenClickhouseQuestion {
        source: named("ClickHouse", "default"),
        server: ClickhouseServer { url: "http://ann:secret@localhost:8123".to_owned(), ..ClickhouseServer::default() },
        table: None,
        // The third second and on.
        range: TimeRange { from_ns: START + SECOND, to_ns: START + 4 * SECOND },
        max_spans: None,
        max_fetched_spans: None,
        counts_rootless: false,
        counts_on_server: false,
        logs: KeptLogs::All,
    }
}

/// Holds the conversation, with answers in pieces of a size.
fn converse(engine: &mut Engine, server: &mut impl Answers, range: &mut RangeLoad, size: usize) -> Result<(), Error> {
    while let Some(request) = engine.next_request(range)? {
        let (status, bytes) = server.answer(request);
        range.begin_answer(status);
        for piece in bytes.chunks(size) {
            engine.push_answer(range, piece)?;
        }
        engine.end_answer(range)?;
    }
    Ok(())
}

pub(super) fn open(
    engine: &mut Engine,
    server: &mut impl Answers,
    question: OpenClickhouseQuestion,
    size: usize,
) -> Result<(), Failure> {
    let mut range = engine.begin_range(question, "test").map_err(|error| Failure::from(&error))?;
    let outcome = converse(engine, server, &mut range, size);
    let ended = engine.end_range(range, outcome.as_ref().err(), false);
    if engine.is_loading() {
        engine.seal();
    }
    ended
}

fn asked<Q: Ask>(engine: &mut Engine, question: Q) -> Q::Answer {
    match reply(engine, question) {
        spanlens::protocol::Reply::Answer { answer, .. } => Q::answer_of(answer).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn decoded(url: &str) -> String {
    url.replace("%20", " ").replace("%3A", ":").replace("%27", "'")
}

#[test]
fn a_range_is_loaded_whole_and_nothing_outside_of_it_is_counted() {
    for size in [1, 7, 1 << 20] {
        let mut engine = Engine::default();
        let mut server = FakeServer::new(0..6);
        open(&mut engine, &mut server, question(), size).unwrap();
        let summary = engine.summary();
        // Traces come with the first and the last seconds, too, and three are in the range.
        assert_eq!((summary.counts.requests, summary.requests_outside), (6, 3));
        assert_eq!(summary.range, Some(TimeRange { from_ns: START + SECOND, to_ns: START + 3 * SECOND + 1 }));
        assert_eq!(summary.files[0].range, Some(question().range));
        assert_eq!((summary.files[0].report.spans, &summary.files[0].report.fault), (12, &None));
        let sides = asked(&mut engine, CountQuestion(compare(None, Baseline::Rest)));
        assert_eq!((sides.all, sides.units, sides.failing), (3, 3, 1));
        let matching = |filter: &str| MatchingQuestion { population: Population::Requests, filter: filter.to_owned() };
        assert_eq!(asked(&mut engine, matching("{ name = `GET /` }")), 3);
        let overview = asked(&mut engine, OverviewQuestion(compare(None, Baseline::Rest)));
        assert_eq!(overview.selection_total.count, 3);
        let answer = asked(&mut engine, HeatmapQuestion { ..heatmap() });
        assert_eq!(answer.heatmap.units, 3);
        let spans = CountQuestion(spanlens::protocol::Comparison {
            population: Population::Spans,
            ..compare(None, Baseline::Rest)
        });
        assert_eq!(asked(&mut engine, spans).all, 6);
    }
}

#[test]
fn what_is_loaded_from_files_is_counted_as_a_whole_beside_a_range() {
    let mut engine = super::loaded(&super::two_requests('a'));
    open(&mut engine, &mut FakeServer::new(0..6), question(), 100).unwrap();
    let sides = asked(&mut engine, CountQuestion(compare(None, Baseline::Rest)));
    assert_eq!((sides.all, engine.summary().requests_outside), (5, 3));
}

#[test]
fn the_server_is_told_no_more_than_it_needs() {
    let mut server = FakeServer::new(0..6);
    let awkward = ClickhouseTableName { database: "otel".to_owned(), name: "otel_traces".to_owned() };
    let question = OpenClickhouseQuestion { table: Some(awkward), ..question() };
    open(&mut Engine::default(), &mut server, question, 100).unwrap();
    assert_eq!(server.asked.len(), 4);
    for (request, at) in server.asked.iter().zip(1..) {
        assert_eq!(request.headers, [("Authorization".to_owned(), "Basic YW5uOnNlY3JldA==".to_owned())]);
        assert!(
            request.url.starts_with(&format!("http://localhost:8123/?default_format=Native&query_id=test-{at}&"))
                || at == 1
        );
        assert!(!request.url.contains("secret") && !format!("{request:?}").contains("YW5u"));
        assert_eq!(request.on_abort, None);
        // Before it is known what the user may do, nothing is set.
        assert_eq!(request.url.contains("readonly=2&cancel_http_readonly_queries_on_client_close=1"), at > 1);
        assert_eq!(request.url.contains("wait_end_of_query=1"), at < 4);
    }
    let last = &server.asked[3];
    assert!(last.url.contains("param_db=otel&param_table=otel_traces&param_from=1700000001000000000"), "{}", last.url);
    let text = String::from_utf8(last.body.clone()).unwrap();
    assert!(!text.contains("otel_traces") && text.contains("{db:Identifier}.{table:Identifier}"), "{text}");
}

#[test]
fn a_user_who_may_set_nothing_stops_queries_by_name() {
    for (readonly, sets, kills) in [(0, true, false), (1, false, true), (2, true, false)] {
        let mut server = FakeServer { readonly, ..FakeServer::new(0..6) };
        open(&mut Engine::default(), &mut server, question(), 100).unwrap();
        let last = server.asked.last().unwrap();
        assert_eq!(last.url.contains("cancel_http"), sets, "readonly = {readonly}");
        assert_eq!(last.url.contains("readonly="), readonly == 0);
        let stop = last.on_abort.as_ref().map(|request| (request.body.clone(), decoded(&request.url)));
        assert_eq!(stop.is_some(), kills);
        if let Some((text, url)) = stop {
            assert_eq!(text, b"KILL QUERY WHERE query_id = {id:String} ASYNC");
            assert!(url.ends_with("param_id=test-4"), "{url}");
        }
    }
}

#[test]
fn credentials_go_into_the_address_only_where_that_is_said() {
    let server = ClickhouseServer { url: "http://localhost:8123".to_owned(), ..ClickhouseServer::default() };
    let secrets = ClickhouseServer { user: Some("ann".to_owned()), password: Some("a&b".to_owned()), ..server.clone() };
    let first = |server: &ClickhouseServer| {
        let mut exchange = connect(&ClickhouseTablesQuestion { server: server.clone() }, "test").unwrap();
        let Ok(Next::Ask(request)) = exchange.next() else { panic!() };
        (request.url, request.headers)
    };
    let (url, headers) = first(&ClickhouseServer { credentials_in_url: true, ..secrets.clone() });
    assert!(url.ends_with("&user=ann&password=a%26b&add_http_cors_header=1") && headers.is_empty(), "{url}");
    let (url, headers) = first(&server);
    assert!(!url.contains("user") && headers.is_empty(), "a request that needs no leave");
    let (_, headers) = first(&ClickhouseServer { token: Some("t".to_owned()), ..secrets });
    assert_eq!(headers, [("Authorization".to_owned(), "Bearer t".to_owned())]);
}

#[test]
fn a_range_that_is_not_whole_is_an_error_and_leaves_nothing() {
    let whole = FakeServer::new(0..6);
    let first = spans(0..3);
    let exception = |text: &str| [first.clone(), text.as_bytes().to_vec()].concat();
    let cases = [
        // Cut between two blocks, which looks whole.
        ((200, first.clone()), "incomplete-answer", "6 spans came, where it had counted 12"),
        ((200, Vec::new()), "incomplete-answer", "0 spans came"),
        ((200, whole.spans.1[..100].to_vec()), "truncated-input", "ends at byte 100"),
        (
            (200, exception("Code: 241. DB::Exception: Memory limit (for query) exceeded. (MEMORY_LIMIT_EXCEEDED)")),
            "server-memory-limit",
            "Code 241: Memory limit (for query)",
        ),
        (
            (
                200,
                exception(
                    "__exception__\r\nabc\r\nCode: 159. DB::Exception: Timeout. (TIMEOUT_EXCEEDED)\n9 abc\r\n__exception__\r\n",
                ),
            ),
            "server-time-out",
            "Code 159: Timeout.",
        ),
        (
            (500, b"Code: 497. DB::Exception: ann: Not enough privileges. (ACCESS_DENIED)".to_vec()),
            "not-permitted",
            "ann",
        ),
        ((502, b"<html>".to_vec()), "bad-status", "502"),
        ((200, b"<html>what</html>".to_vec()), "unknown-format", "HTML"),
    ];
    for (spans, code, words) in cases {
        for size in [7, 1 << 20] {
            let mut engine = super::loaded(&super::two_requests('a'));
            let mut server = FakeServer { spans: spans.clone(), ..FakeServer::new(0..6) };
            let failure = open(&mut engine, &mut server, question(), size).unwrap_err();
            assert_eq!(failure.code.as_str(), code, "{failure:?}");
            assert!(failure.message.contains(words), "{failure:?}");
            let summary = engine.summary();
            assert_eq!((summary.counts.spans, summary.files.len()), (2, 1), "{code}");
        }
    }
}

/// A server with a log of each trace.
fn with_logs() -> FakeServer {
    FakeServer { tables: tables_with_logs(), counted_logs: 6, logs: (200, logs(0..6)), ..FakeServer::new(0..6) }
}

#[test]
fn logs_come_with_their_traces_from_the_table_beside_theirs() {
    for (kept, queries, logs, left_out) in [
        (KeptLogs::All, 6, 6, 0),
        (KeptLogs::Warn, 6, 3, 3),
        (KeptLogs::Exceptions, 6, 0, 6),
        (KeptLogs::None, 4, 0, 0),
    ] {
        let mut engine = Engine::default();
        let mut server = with_logs();
        open(&mut engine, &mut server, OpenClickhouseQuestion { logs: kept, ..question() }, 100).unwrap();
        let summary = engine.summary();
        assert_eq!((server.asked.len(), summary.counts.logs), (queries, logs), "{kept:?}");
        if kept == KeptLogs::None {
            assert_eq!(summary.files.len(), 1);
            continue;
        }
        let file = &summary.files[1];
        let counts = (file.report.logs, file.report.logs_left_out, file.report.spans);
        assert_eq!((file.source.name.as_str(), counts), ("ClickHouse: logs", (u64::from(logs), left_out, 0)));
        // They are counted before anything is read, and their names are no part of a query.
        let texts: Vec<_> =
            server.asked.iter().map(|request| String::from_utf8(request.body.clone()).unwrap()).collect();
        assert!(
            texts[3].starts_with("SELECT count() AS logs FROM {log_db:Identifier}.{log_table:Identifier} AS l WHERE")
        );
        assert!(
            texts[3].contains("TimestampTime >= toDateTime")
                && server.asked[5].url.contains("param_log_table=otel_logs")
        );
        assert_eq!(texts[5].contains("SeverityNumber, 0) >= 13"), kept == KeptLogs::Warn, "{}", texts[5]);
        assert_eq!(texts[5].contains("mapKeys(l.LogAttributes)"), kept != KeptLogs::All);
        let warned =
            MatchingQuestion { population: Population::Requests, filter: "{ event:severity >= warn }".to_owned() };
        assert_eq!(asked(&mut engine, warned), if kept == KeptLogs::Exceptions { 0 } else { 2 });
    }
}

#[test]
fn logs_that_are_not_whole_leave_nothing_of_the_range() {
    let cut = logs(0..6);
    let refused = b"Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)".to_vec();
    let cases = [
        ((200, logs(0..2)), "incomplete-answer", "2 logs came, where it had counted 6"),
        ((200, cut[..cut.len() - 3].to_vec()), "truncated-input", "ends at byte"),
        ((200, [logs(0..2), refused.clone()].concat()), "server-memory-limit", "Code 241"),
        ((500, refused), "server-memory-limit", "Code 241"),
    ];
    for (logs, code, words) in cases {
        let mut engine = super::loaded(&super::two_requests('a'));
        let failure = open(&mut engine, &mut FakeServer { logs, ..with_logs() }, question(), 50).unwrap_err();
        assert_eq!(failure.code.as_str(), code, "{failure:?}");
        assert!(failure.message.contains(words), "{failure:?}");
        let summary = engine.summary();
        let counts = (summary.counts.spans, summary.counts.logs, summary.counts.logs_without_trace);
        assert_eq!((counts, summary.files.len()), ((2, 0, 0), 1), "{code}");
    }
    let failure = open(
        &mut Engine::default(),
        &mut FakeServer { counted_logs: 13, ..with_logs() },
        OpenClickhouseQuestion { max_spans: Some(12), ..question() },
        50,
    );
    let failure = failure.unwrap_err();
    assert_eq!(failure.code, ErrorCode::OverBudget);
    assert!(failure.message.contains("13 logs"), "{failure:?}");
}

#[test]
fn what_cannot_be_opened_says_why_and_changes_nothing() {
    let other = ClickhouseTableName { database: "otel".to_owned(), name: "logs".to_owned() };
    let empty = TimeRange { from_ns: 5, to_ns: 5 };
    let bad_url = ClickhouseServer { url: "localhost".to_owned(), ..ClickhouseServer::default() };
    let cases = [
        (OpenClickhouseQuestion { table: Some(other), ..question() }, "no-such-table"),
        (OpenClickhouseQuestion { max_spans: Some(11), ..question() }, "over-budget"),
        (OpenClickhouseQuestion { range: empty, ..question() }, "bad-option"),
        (OpenClickhouseQuestion { server: bad_url, ..question() }, "bad-option"),
    ];
    for (question, code) in cases {
        let mut engine = super::loaded(&super::two_requests('a'));
        let failure = open(&mut engine, &mut FakeServer::new(0..6), question, 100).unwrap_err();
        assert_eq!(failure.code.as_str(), code, "{failure:?}");
        assert!(!engine.is_loading() && engine.summary().counts.spans == 2);
    }
    let mut server = FakeServer { tables: Vec::new(), ..FakeServer::new(0..6) };
    let failure = open(&mut Engine::default(), &mut server, question(), 100).unwrap_err();
    assert_eq!(failure.code, ErrorCode::NoSuchTable);
}

#[test]
fn an_empty_range_is_no_error() {
    let mut engine = Engine::default();
    let mut server = FakeServer { counted: 0, ..FakeServer::new(0..6) };
    open(&mut engine, &mut server, question(), 100).unwrap();
    assert_eq!((server.asked.len(), engine.summary().counts.spans), (3, 0));
}

#[test]
fn a_range_that_somebody_stopped_keeps_what_it_has() {
    let mut engine = Engine::default();
    let mut range = engine.begin_range(question(), "test").unwrap();
    let mut server = FakeServer { spans: (200, spans(0..3)), ..FakeServer::new(0..6) };
    converse(&mut engine, &mut server, &mut range, 100).unwrap();
    engine.end_range(range, None, true).unwrap();
    engine.seal();
    let summary = engine.summary();
    assert_eq!((summary.counts.spans, summary.files[0].stopped), (6, true));
}

#[test]
fn the_tables_of_a_server_are_told_the_best_first() {
    let mut exchange = connect(&ClickhouseTablesQuestion { server: question().server }, "test").unwrap();
    let mut server = FakeServer::new(0..1);
    let found = loop {
        match exchange.next().unwrap() {
            Next::Ask(request) | Next::Read(request) => {
                let (status, bytes) = server.answer(request);
                exchange.begin(status);
                exchange.push(&bytes).unwrap();
                exchange.end().unwrap();
            }
            Next::Done(found) => break found,
        }
    };
    let names: Vec<_> = found.tables.iter().map(|table| (table.table.name.as_str(), table.rows)).collect();
    assert_eq!(names, [("otel_traces", Some(12)), ("zipped", None)]);
    assert_eq!((found.version.as_str(), found.user.as_str(), found.is_read_only), ("25.3", "ann", false));
}
