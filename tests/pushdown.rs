//! What a ClickHouse server counts, against what the engine counts of the same spans.
//!
//! These tests talk to ClickHouse's own engine behind `tests/clickhouse/front.py`, and so are run by `cargo xtask test clickhouse`, which
//! installs it and says in `CLICKHOUSE_PYTHON` where it is.

mod listed;
mod requests;
mod server;
mod sides;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use spanlens::analysis::{Baseline, HeatmapOptions, Selection};
use spanlens::clickhouse::{ClickhouseServer, ClickhouseTableName};
use spanlens::engine::{Engine, Errand};
use spanlens::error::{Error, ErrorCode, Failure};
use spanlens::protocol::{
    Ask, Comparison, CountQuestion, ErrorCausesQuestion, HeatmapQuestion, OpenClickhouseQuestion, OverviewQuestion,
    ParseFilterQuestion, Question, Reply, SourceName,
};
use spanlens::store::{KeptLogs, Population};
use spanlens::units::{DurationRange, FailureRule, TimeRange};

use requests::{SECOND, START, drawn};
use server::Server;

const PORT: usize = 0;
const RANGE: TimeRange = TimeRange { from_ns: START + 10 * SECOND, to_ns: START + 20 * SECOND };

/// The tables in use.
const SCHEMAS: [&str; 8] =
    ["exporter-2023", "exporter-2024", "exporter-2026", "exporter-json", "coroot", "clickstack", "own", "signoz"];

fn question(server: &Server, table: &str, max_spans: u32, counts_on_server: bool) -> OpenClickhouseQuestion {
    OpenClickhouseQuestion {
        source: SourceName { name: "ClickHouse".to_owned(), group: "default".to_owned() },
        server: ClickhouseServer { url: server.url("stock"), ..ClickhouseServer::default() },
        table: Some(ClickhouseTableName { database: "otel".to_owned(), name: table.to_owned() }),
        range: RANGE,
        max_spans: Some(max_spans),
        max_fetched_spans: None,
        counts_rootless: false,
        counts_on_server,
        logs: KeptLogs::None,
    }
}

/// Tries so many random cases, each of which asks a server.
fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, max_shrink_iters: 40, failure_persistence: None, ..Config::default() })
}

/// An engine with a range, read or left.
fn opened(question: OpenClickhouseQuestion) -> Result<Engine, Failure> {
    let mut engine = Engine::default();
    let mut range = engine.begin_range(question, "test").map_err(|error| Failure::from(&error))?;
    let mut converse = || -> Result<(), Error> {
        while let Some(request) = engine.next_request(&mut range)? {
            let (status, bytes) = Server::send(&request);
            range.begin_answer(status);
            engine.push_answer(&mut range, &bytes)?;
            engine.end_answer(&mut range)?;
        }
        Ok(())
    };
    let fault = converse().err();
    engine.end_range(range, fault.as_ref(), false)?;
    engine.seal();
    Ok(engine)
}

/// What is answered to a question, while errands are run.
fn reply(engine: &mut Engine, question: impl Into<Question>) -> Reply {
    engine.ask(PORT, 1, question.into(), false);
    loop {
        while engine.has_work() {
            if let Some((_, reply)) = engine.step() {
                return reply;
            }
        }
        match engine.next_errand() {
            Some(Errand::Send(ticket, request)) => {
                let (status, bytes) = Server::send(&request);
                engine.answer_begins(ticket, status);
                bytes.chunks(1000).for_each(|piece| engine.answer_goes_on(ticket, piece));
                engine.answer_ends(ticket);
            }
            other => panic!("{other:?}"),
        }
    }
}

fn asked<Q: Ask>(engine: &mut Engine, question: Q) -> Result<Q::Answer, Failure> {
    match reply(engine, question) {
        Reply::Answer { answer, .. } => Ok(Q::answer_of(answer).expect("the answer to the question")),
        Reply::Error { error, .. } => Err(error),
        other => panic!("{other:?}"),
    }
}

fn times() -> impl Strategy<Value = TimeRange> {
    let at = select(vec![0, 9, 10, 11, 15, 19, 20, 21, 60]);
    (at.clone(), at, select(vec![0, 1, 999_999_999]))
        .prop_map(|(from, to, more)| TimeRange { from_ns: START + from * SECOND + more, to_ns: START + to * SECOND })
}

fn durations() -> impl Strategy<Value = DurationRange> {
    let bound = select(vec![0, 1, 100, 1_000, 1_000_000, 1_000_001, 2_000_000_000, u64::MAX]);
    (bound.clone(), proptest::option::of(bound)).prop_map(|(min_ns, max_ns)| DurationRange { min_ns, max_ns })
}

fn selections() -> impl Strategy<Value = Selection> {
    let operations = select(vec![
        Vec::new(),
        vec![("front".to_owned(), "GET /".to_owned())],
        vec![("it's".to_owned(), "a \\ 'b' {x:String}\n".to_owned()), (String::new(), "GET /".to_owned())],
    ]);
    let group = select(vec![None, Some("default".to_owned()), Some("other".to_owned())]);
    (proptest::option::of(times()), proptest::option::of(durations()), any::<bool>(), operations, group).prop_map(
        |(time, durations, errors_only, operations, group)| Selection {
            time,
            durations,
            errors_only,
            operations,
            group,
            ..Selection::default()
        },
    )
}

/// Spansets that a server can evaluate.
const SPANSETS: [&str; 40] = [
    "{ }",
    "{ status = error }",
    "{ status = ok || status = unset }",
    "{ status != unset && duration > 100ns }",
    "{ kind = internal }",
    "{ kind != server && kind = unspecified }",
    "{ duration >= 1us }",
    "{ duration = 0 }",
    "{ duration < 99.5 }",
    "{ duration != 1ms }",
    "{ name = `GET /` }",
    "{ name != `GET /` }",
    "{ name =~ `.*'b'.*` }",
    "{ name !~ `G.T /|` }",
    "{ name < `GET /a` && !(name = ``) }",
    "{ resource.service.name = `front` }",
    "{ resource.service.name != \"it's\" }",
    "{ resource.service.name = nil }",
    "{ .service.name =~ `f.*` }",
    "{ span.x = 500 }",
    "{ span.x != 500 }",
    "{ span.x >= 500 }",
    "{ span.x < 0 }",
    "{ span.x = 0.1 }",
    "{ span.x != 0.1 }",
    "{ span.x > 9007199254740992 }",
    "{ span.x <= 9007199254740992 }",
    "{ span.x = `500` }",
    "{ span.x > `a` }",
    "{ span.x = nil }",
    "{ span.x != nil }",
    "{ span.x }",
    "{ span.x != true }",
    "{ span.x = false }",
    "{ span.x =~ `5.*` }",
    "{ span.x !~ `(?:é.*z|5[0-9]+)` }",
    "{ resource.x = `a 'b' \\ {x:String}` || .x = 7 }",
    "{ .x = nil }",
    "{ .x != `é🙂\nz` && status = error }",
    "{ span.http.response.status_code >= 500 && span.http.status_code = nil }",
];

fn filters() -> impl Strategy<Value = String> {
    let one = select(&SPANSETS[..]).prop_map(str::to_owned);
    one.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|filter| format!("!({filter})")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one}) && ({other})")),
            (inner.clone(), inner).prop_map(|(one, other)| format!("({one}) || ({other})")),
        ]
    })
}

fn comparisons() -> impl Strategy<Value = Comparison> {
    let baseline =
        prop_oneof![Just(Baseline::Rest), Just(Baseline::Before), selections().prop_map(Baseline::Rectangle)];
    (proptest::option::of(selections()), baseline, select(&FailureRule::ALL[..])).prop_map(
        |(selection, baseline, fail)| Comparison {
            population: Population::Requests,
            filter: None,
            fail,
            selection,
            baseline,
            weighted: false,
        },
    )
}

fn heatmaps() -> impl Strategy<Value = HeatmapOptions> {
    let view = prop_oneof![
        Just(None),
        times().prop_map(Some),
        Just(Some(TimeRange { from_ns: START + 15 * SECOND - 5, to_ns: START + 15 * SECOND + 40 })),
        Just(Some(TimeRange { from_ns: 0, to_ns: u64::MAX })),
    ];
    (view, proptest::option::of(durations()), select(vec![2, 7, 200]), select(vec![3, 60, 300]), any::<bool>())
        .prop_map(|(view, durations, max_columns, max_rows, leaves_out_gaps)| HeatmapOptions {
            view,
            durations,
            number: None,
            max_columns,
            max_rows,
            leaves_out_gaps,
        })
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn a_server_counts_what_the_engine_counts() {
    let server = Server::start();
    let mut runner = runner(21);
    let asked_of = (proptest::collection::vec(comparisons(), 3), proptest::collection::vec(heatmaps(), 3));
    let case = std::cell::Cell::new(0);
    let counted = std::cell::Cell::new(0);
    let outcome = runner.run(&(drawn(), asked_of), |(spans, (comparisons, heatmaps))| {
        case.set(case.get() + 1);
        let schema = SCHEMAS[case.get() % SCHEMAS.len()];
        let table = format!("t{}", case.get());
        server.fill(schema, &table, &spans.to_otlp());
        let mut here = opened(question(&server, &table, 1_000, false)).unwrap();
        let mut there = opened(question(&server, &table, 0, true)).unwrap();
        if !there.is_counted_on_server() {
            prop_assert_eq!(here.summary().counts.spans, 0);
            return Ok(());
        }
        counted.set(counted.get() + 1);
        let summary = there.summary().counted.expect("what is counted");
        if here.summary().counts.spans == 0 {
            // All of the spans that start in the range are of traces that begin before it.
            prop_assert_eq!((summary.requests, summary.range), (0, None));
            return Ok(());
        }
        prop_assert_eq!(summary.range, here.summary().range);
        prop_assert_eq!(summary.repeats, Some(spans.repeated_roots()));
        for comparison in comparisons {
            let count = CountQuestion(comparison.clone());
            let mut expected = asked(&mut here, count.clone()).unwrap();
            prop_assert_eq!(summary.requests, u64::from(expected.all));
            if comparison.fail == FailureRule::Status {
                expected.failing_by_5xx = None;
            }
            prop_assert_eq!(asked(&mut there, count).unwrap(), expected, "{}", schema);
            let overview = OverviewQuestion(comparison);
            let expected = asked(&mut here, overview.clone()).unwrap();
            prop_assert_eq!(asked(&mut there, overview).unwrap(), expected, "{}", schema);
        }
        for options in heatmaps {
            for fail in FailureRule::ALL {
                let heatmap = HeatmapQuestion {
                    population: Population::Requests,
                    filter: None,
                    fail,
                    group: None,
                    options: options.clone(),
                    weighted: false,
                };
                let expected = asked(&mut here, heatmap.clone()).unwrap();
                prop_assert_eq!(asked(&mut there, heatmap).unwrap(), expected, "{}", schema);
            }
        }
        server.sql(&format!("DROP TABLE otel.{table}"));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    assert!(counted.get() > 10, "only {} of {} ranges had spans", counted.get(), case.get());
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn what_needs_spans_says_so_and_what_needs_nothing_is_answered() {
    let server = Server::start();
    let request = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0000000000000000000000000000000a","spanId":"000000000000000a","name":"a","startTimeUnixNano":"1700000011000000000","endTimeUnixNano":"1700000011000000100"}]}]}]}"#;
    server.fill("exporter-2024", "few", request);
    let mut engine = opened(question(&server, "few", 0, true)).unwrap();
    let all = Comparison {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        selection: None,
        baseline: Baseline::Rest,
        weighted: false,
    };
    let code = |outcome: Result<(), Failure>| outcome.map_err(|failure| failure.code);
    let causes = asked(&mut engine, ErrorCausesQuestion(all.clone())).map(drop);
    assert_eq!(code(causes), Err(ErrorCode::NeedsSpans));
    for filter in
        ["{ traceDuration > 1s }", "{ } > { }", "{ } | count() > 1", "{ parent.a = 1 }", "{ span.a = span.b }"]
    {
        let filtered = Comparison { filter: Some(filter.to_owned()), ..all.clone() };
        let outcome = asked(&mut engine, CountQuestion(filtered)).map(drop);
        assert_eq!(code(outcome), Err(ErrorCode::NeedsSpans), "{filter}");
    }
    let spans = Comparison { population: Population::Spans, ..all.clone() };
    assert_eq!(code(asked(&mut engine, OverviewQuestion(spans)).map(drop)), Err(ErrorCode::NeedsSpans));
    // The server knows nothing of what requests stand for, and traces that are fetched are a sample themselves.
    let weighted = Comparison { weighted: true, ..all.clone() };
    assert_eq!(code(asked(&mut engine, OverviewQuestion(weighted.clone())).map(drop)), Err(ErrorCode::BadOption));
    assert_eq!(code(asked(&mut engine, ErrorCausesQuestion(weighted)).map(drop)), Err(ErrorCode::BadOption));
    let canonical = asked(&mut engine, ParseFilterQuestion { text: "{status=error}".to_owned() }).unwrap();
    assert_eq!(canonical, "{ status = error }");
    assert_eq!(asked(&mut engine, CountQuestion(all.clone())).unwrap().all, 1);
    // Nothing can be put beside it, and it cannot be put beside anything.
    let other = engine.begin_range(question(&server, "few", 10, false), "test").err().map(|error| error.code());
    assert_eq!(other, Some(ErrorCode::StandsAlone));
    // A question that is dropped gives up its query.
    engine.ask(PORT, 7, CountQuestion(all.clone()).into(), false);
    while engine.has_work() {
        assert!(engine.step().is_none());
    }
    let Some(Errand::Send(ticket, _)) = engine.next_errand() else { panic!("nothing was asked") };
    engine.cancel(PORT, 7);
    assert_eq!(engine.next_errand(), Some(Errand::Abort(ticket)));
    assert_eq!(engine.next_errand(), None);
    // What the server says is wrong is the answer, and the next question is asked all the same.
    server.sql("DROP TABLE otel.few");
    let outcome = asked(&mut engine, CountQuestion(all)).map(drop);
    assert_eq!(code(outcome), Err(ErrorCode::NoSuchTable));
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn a_server_filters_as_the_engine_does() {
    let server = Server::start();
    let mut runner = runner(14);
    let case = std::cell::Cell::new(0);
    let asked_of = (proptest::collection::vec(filters(), 4), comparisons(), heatmaps());
    let outcome = runner.run(&(drawn(), asked_of), |(spans, (filters, comparison, options))| {
        case.set(case.get() + 1);
        let schema = SCHEMAS[case.get() % SCHEMAS.len()];
        let table = format!("f{}", case.get());
        let spans = spans.with_one_root();
        server.fill(schema, &table, &spans.to_otlp());
        let mut here = opened(question(&server, &table, 1_000, false)).unwrap();
        let mut there = opened(question(&server, &table, 0, true)).unwrap();
        if here.summary().counts.spans == 0 {
            return Ok(());
        }
        // Each spanset by itself over the cases, and some of them joined.
        let turn = |at: usize| SPANSETS[(case.get() * 3 + at) % SPANSETS.len()].to_owned();
        for filter in (0..3).map(turn).chain(filters) {
            let of = Comparison { filter: Some(filter.clone()), ..comparison.clone() };
            let mut expected = asked(&mut here, CountQuestion(of.clone())).unwrap();
            if of.fail == FailureRule::Status {
                expected.failing_by_5xx = None;
            }
            let counted = asked(&mut there, CountQuestion(of.clone())).unwrap();
            prop_assert_eq!(counted, expected, "{} {}", schema, filter);
            let expected = asked(&mut here, OverviewQuestion(of.clone())).unwrap();
            prop_assert_eq!(asked(&mut there, OverviewQuestion(of)).unwrap(), expected, "{}", filter);
            let (population, fail) = (Population::Requests, FailureRule::Status);
            let heatmap = HeatmapQuestion {
                population,
                filter: Some(filter.clone()),
                fail,
                group: None,
                options: options.clone(),
                weighted: false,
            };
            let expected = asked(&mut here, heatmap.clone()).unwrap();
            prop_assert_eq!(asked(&mut there, heatmap).unwrap(), expected, "{} {}", schema, filter);
        }
        server.sql(&format!("DROP TABLE otel.{table}"));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
}

/// What is answered where the server has no memory for all durations, and how often it said so.
fn asked_of_a_small_server<Q: Ask>(engine: &mut Engine, question: Q) -> (Q::Answer, u32) {
    engine.ask(PORT, 1, question.into(), false);
    let mut refused = 0;
    loop {
        while engine.has_work() {
            match engine.step() {
                Some((_, Reply::Answer { answer, .. })) => return (Q::answer_of(answer).expect("the answer"), refused),
                Some((_, other)) => panic!("{other:?}"),
                None => {}
            }
        }
        let Some(Errand::Send(ticket, request)) = engine.next_errand() else { panic!("nothing is asked") };
        let text = String::from_utf8_lossy(&request.body).into_owned();
        let holds_all = text.contains("quantilesExact") && !text.contains("quantilesExactWeighted");
        refused += u32::from(holds_all);
        let (status, bytes) = if holds_all {
            let text =
                "Code: 241. DB::Exception: Query memory limit exceeded: would use 10.00 GiB. (MEMORY_LIMIT_EXCEEDED)";
            (500, text.as_bytes().to_vec())
        } else {
            Server::send(&request)
        };
        engine.answer_begins(ticket, status);
        engine.answer_goes_on(ticket, &bytes);
        engine.answer_ends(ticket);
    }
}

/// A duration to three digits, as a histogram counts it.
fn rounded_ns(duration_ns: u64) -> u64 {
    let unit = (1 << duration_ns.max(1).ilog2()) / 1024_u64;
    duration_ns / unit.max(1) * unit.max(1)
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn a_server_without_memory_for_all_durations_counts_them_by_three_digits() {
    let server = Server::start();
    let mut runner = runner(24);
    let case = std::cell::Cell::new(0);
    let outcome = runner.run(&(drawn(), comparisons(), heatmaps()), |(spans, comparison, options)| {
        case.set(case.get() + 1);
        let schema = SCHEMAS[case.get() % SCHEMAS.len()];
        let table = format!("m{}", case.get());
        server.fill(schema, &table, &spans.to_otlp());
        let mut here = opened(question(&server, &table, 1_000, false)).unwrap();
        let mut there = opened(question(&server, &table, 0, true)).unwrap();
        if here.summary().counts.spans == 0 {
            return Ok(());
        }
        let (population, fail) = (Population::Requests, comparison.fail);
        let overview = OverviewQuestion(comparison);
        let expected = asked(&mut here, overview.clone()).unwrap();
        prop_assert_eq!(asked_of_a_small_server(&mut there, overview), (expected, 1), "{}", schema);
        let heatmap = HeatmapQuestion { population, filter: None, fail, group: None, options, weighted: false };
        let mut expected = asked(&mut here, heatmap.clone()).unwrap();
        let lines = [&mut expected.heatmap.p50_ns, &mut expected.heatmap.p95_ns, &mut expected.heatmap.p99_ns];
        lines.into_iter().flatten().for_each(|line| *line = rounded_ns(*line));
        let (counted, refused) = asked_of_a_small_server(&mut there, heatmap);
        expected.rounded = refused > 0;
        prop_assert_eq!(counted, expected, "{}", schema);
        server.sql(&format!("DROP TABLE otel.{table}"));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
}
