//! What is found out of traces that were fetched for both sides, against what is found out of the same spans where all of them are here.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use spanlens::analysis::{
    AttributeDiff, AttributeDiffOptions, Baseline, ErrorCauses, FlameDiffOptions, FlameGraphOptions, LatencyDiff,
    Overview, Selection, TraceColumn, TraceList, TraceListOptions,
};
use spanlens::clickhouse::{Coverage, PartOf};
use spanlens::engine::Engine;
use spanlens::error::Failure;
use spanlens::protocol::{
    Ask, AttributeDiffQuestion, Comparison, CountQuestion, ErrorCausesQuestion, FlameDiffQuestion, FlameGraphQuestion,
    OpenClickhouseQuestion, OverviewQuestion, Reply, TracesQuestion,
};
use spanlens::remote::Request;
use spanlens::store::{Population, SpanHandle, TraceHandle};
use spanlens::units::FailureRule;

use super::requests::{Drawn, drawn};
use super::server::Server;
use super::{SCHEMAS, asked, comparisons, opened, question, reply, runner, selections};

/// An answer, and of how many requests it is.
fn covered<Q: Ask>(engine: &mut Engine, question: Q) -> Result<(Q::Answer, Coverage), Failure> {
    match reply(engine, question) {
        Reply::Answer { answer, coverage, .. } => {
            Ok((Q::answer_of(answer).expect("the answer to the question"), coverage.expect("of how many it is")))
        }
        Reply::Error { error, .. } => Err(error),
        other => panic!("{other:?}"),
    }
}

/// A range that is left where it is, of which so many spans are fetched at once.
pub(super) fn left(server: &Server, table: &str, most: u32) -> Engine {
    let left = OpenClickhouseQuestion { max_fetched_spans: Some(most), ..question(server, table, 0, true) };
    opened(left).unwrap()
}

/// By what spans tell, so that the list is of the traces that were fetched.
fn all_traces() -> TraceListOptions {
    TraceListOptions { column: TraceColumn::Spans, limit: 1_000, ..TraceListOptions::default() }
}

fn traces(comparison: &Comparison) -> TracesQuestion {
    TracesQuestion { comparison: comparison.clone(), options: all_traces() }
}

fn attributes(comparison: &Comparison) -> AttributeDiffQuestion {
    AttributeDiffQuestion { comparison: comparison.clone(), options: AttributeDiffOptions::default() }
}

/// Everything that is asked of both sides, but for the handles of rows.
#[derive(Debug, PartialEq)]
struct Found {
    causes: ErrorCauses,
    attributes: AttributeDiff,
    latency: Result<LatencyDiff, Failure>,
    flames: String,
    traces: TraceList,
    overview: Overview,
}

fn without_handles(mut causes: ErrorCauses, list: TraceList) -> (ErrorCauses, TraceList) {
    for row in &mut causes.rows {
        (row.sample_unit, row.sample_span) = (SpanHandle::default(), SpanHandle::default());
        row.sample_trace = TraceHandle::default();
    }
    (causes, TraceList { units: Vec::new(), traces: Vec::new(), ..list })
}

/// What is found, where there is no difference but the coverage.
fn found(engine: &mut Engine, of: &Comparison) -> Found {
    let comparison = of.clone();
    let causes = asked(engine, ErrorCausesQuestion(of.clone())).unwrap();
    let list = asked(engine, traces(of)).unwrap();
    let (causes, traces) = without_handles(causes, list);
    let options = FlameDiffOptions::default();
    let graph = FlameGraphQuestion { comparison: comparison.clone(), options: FlameGraphOptions::default() };
    Found {
        causes,
        attributes: asked(engine, attributes(of)).unwrap(),
        latency: asked(engine, FlameDiffQuestion { comparison, options }),
        flames: format!("{:?}", asked(engine, graph)),
        traces,
        overview: asked(engine, OverviewQuestion(of.clone())).unwrap(),
    }
}

/// A comparison whose sides take spans to tell.
fn narrowed(comparison: &Comparison, causes: &ErrorCauses) -> Vec<Comparison> {
    let selection = comparison.selection.clone().unwrap_or_default();
    let filtered = Selection { filter: Some("{ span.x != nil && duration > 100ns }".to_owned()), ..selection.clone() };
    let of_cause = causes.rows.first().map(|row| Selection {
        cause: Some(serde_json::from_value(serde_json::json!({ "key": row.key })).expect("a cause")),
        ..selection
    });
    let with = |selection| Comparison { selection: Some(selection), ..comparison.clone() };
    [Some(filtered), of_cause].into_iter().flatten().map(with).collect()
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn what_fits_is_as_if_it_were_loaded() {
    let server = Server::start();
    let mut runner = runner(21);
    let case = Cell::new(0);
    let outcome = runner.run(&(drawn(), proptest::collection::vec(comparisons(), 2)), |(spans, comparisons)| {
        case.set(case.get() + 1);
        let schema = SCHEMAS[case.get() % SCHEMAS.len()];
        let table = format!("s{}", case.get());
        server.fill(schema, &table, &spans.to_otlp());
        let mut here = opened(question(&server, &table, 1_000, false)).unwrap();
        let mut there = left(&server, &table, 1_000);
        if here.summary().counts.spans == 0 {
            return Ok(());
        }
        for comparison in comparisons {
            let expected = found(&mut here, &comparison);
            let narrower = narrowed(&comparison, &expected.causes);
            prop_assert_eq!(found(&mut there, &comparison), expected, "{}", schema);
            for comparison in narrower {
                let expected = found(&mut here, &comparison);
                prop_assert_eq!(found(&mut there, &comparison), expected, "{} {:?}", schema, comparison.selection);
            }
            let (_, coverage) = covered(&mut there, attributes(&comparison)).unwrap();
            let counted = asked(&mut there, CountQuestion(comparison.clone())).unwrap();
            prop_assert!(coverage.is_exact());
            prop_assert_eq!(coverage.selection.of, counted.selected);
            prop_assert_eq!(coverage.baseline.map_or(0, |part| part.of), counted.baseline);
        }
        server.sql(&format!("DROP TABLE otel.{table}"));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
}

/// The hashes of the ids of traces, as the server makes them.
fn hashes(server: &Server, schema: &str, table: &str) -> BTreeMap<String, u64> {
    let id = if schema == "signoz" { "trace_id" } else { "TraceId" };
    let body = format!("SELECT lower(toString({id})), cityHash64({id}) FROM otel.{table} GROUP BY {id} FORMAT TSV");
    let url = format!("{}/", server.url("stock"));
    let (status, answer) = Server::send(&Request { url, body: body.into_bytes(), ..Request::default() });
    let text = String::from_utf8(answer).expect("text");
    assert_eq!(status, 200, "{text}");
    let pair = |line: &str| {
        let (id, hash) = line.split_once('\t').expect("two columns");
        (id.trim_end_matches('\0').to_owned(), hash.parse().expect("a number"))
    };
    text.lines().map(pair).collect()
}

/// That of the traces of a side those were chosen whose hashes are the smallest.
fn has_the_smallest(all: &TraceList, chosen: &TraceList, hashes: &BTreeMap<String, u64>) -> Result<(), TestCaseError> {
    let ids = |list: &TraceList| -> BTreeSet<u64> { list.trace_ids.iter().map(|id| hashes[id]).collect() };
    let (all, chosen) = (ids(all), ids(chosen));
    let smallest: BTreeSet<u64> = all.iter().copied().take(chosen.len()).collect();
    prop_assert_eq!(chosen, smallest);
    Ok(())
}

fn lists(engine: &mut Engine, comparison: &Comparison) -> TraceList {
    asked(engine, traces(comparison)).unwrap()
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn what_does_not_fit_is_chosen_by_hash_and_says_of_how_many() {
    let server = Server::start();
    let mut runner = runner(35);
    let (case, sampled) = (Cell::new(0), Cell::new(0));
    let outcome = runner.run(&(many(), comparisons(), 1_u32..12), |(spans, comparison, most)| {
        case.set(case.get() + 1);
        let schema = SCHEMAS[case.get() % SCHEMAS.len()];
        let table = format!("n{}", case.get());
        server.fill(schema, &table, &spans.to_otlp());
        let mut here = opened(question(&server, &table, 10_000, false)).unwrap();
        if here.summary().counts.spans == 0 {
            return Ok(());
        }
        let mut there = left(&server, &table, most);
        let hashes = hashes(&server, schema, &table);
        let counted = asked(&mut there, CountQuestion(comparison.clone())).unwrap();

        // The selection by itself, or with a baseline.
        let expected = lists(&mut here, &comparison);
        let (list, coverage) = covered(&mut there, traces(&comparison)).unwrap();
        prop_assert_eq!(coverage.selection, PartOf { units: list.total, of: counted.selected }, "{}", schema);
        prop_assert!(coverage.spans <= u64::from(most));
        has_the_smallest(&expected, &list, &hashes)?;
        // Traces are whole.
        let by_unit = |list: &TraceList| -> BTreeMap<(String, String), u32> {
            let ids = list.trace_ids.iter().cloned().zip(list.span_ids.iter().cloned());
            ids.zip(list.span_counts.iter().copied()).collect()
        };
        let whole = by_unit(&expected);
        prop_assert!(by_unit(&list).iter().all(|(unit, count)| whole.get(unit) == Some(count)), "{}", schema);

        // Both sides: as many units are compared as the coverage says.
        let (diff, coverage) = covered(&mut there, attributes(&comparison)).unwrap();
        let of = (coverage.selection.of, coverage.baseline.map_or(0, |part| part.of));
        prop_assert_eq!(of, (counted.selected, counted.baseline), "{}", schema);
        let units = (coverage.selection.units, coverage.baseline.map_or(0, |part| part.units));
        prop_assert_eq!((diff.selection, diff.baseline), units, "{} {:?}", schema, coverage);
        prop_assert!(coverage.spans <= u64::from(most));
        if !coverage.is_exact() {
            sampled.set(sampled.get() + 1);
        }

        // Of traces with errors all, before any other.
        let expected = asked(&mut here, ErrorCausesQuestion(comparison.clone())).unwrap();
        let (causes, coverage) = covered(&mut there, ErrorCausesQuestion(comparison.clone())).unwrap();
        let PartOf { units, of } = coverage.selection;
        prop_assert_eq!((causes.units, of + coverage.without_errors.unwrap_or(0)), (units, counted.selected));
        prop_assert!(coverage.spans <= u64::from(most));
        if units == of {
            prop_assert_eq!(of_errors(&causes), of_errors(&expected), "{}", schema);
        }

        // Where spans tell the sides, both are at one rate.
        let selection = comparison.selection.clone().unwrap_or_default();
        let selection = Selection { filter: Some("{ status = error }".to_owned()), ..selection };
        let of_errors = Comparison { selection: Some(selection), ..comparison };
        let expected = lists(&mut here, &of_errors);
        let (list, coverage) = covered(&mut there, traces(&of_errors)).unwrap();
        prop_assert!(list.total <= coverage.selection.units);
        has_the_smallest(&expected, &list, &hashes)?;
        let (diff, coverage) = covered(&mut there, attributes(&of_errors)).unwrap();
        prop_assert!(diff.selection <= coverage.selection.units);
        prop_assert!(
            diff.selection + diff.baseline <= coverage.selection.units + coverage.baseline.map_or(0, |part| part.units)
        );
        server.sql(&format!("DROP TABLE otel.{table}"));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    assert!(sampled.get() > 5, "only {} of {} were too much", sampled.get(), case.get());
}

/// What is told of errors, which is of all units where those with errors are all there.
fn of_errors(causes: &ErrorCauses) -> Vec<String> {
    let ErrorCauses { failing, handled, recovered, asynchronous, causes: distinct, rows, .. } = causes;
    let totals = format!("{failing} {handled} {recovered} {asynchronous} {distinct}");
    let row = |row: &spanlens::analysis::ErrorCause| {
        format!("{:?} {} {} {} {}", row.key, row.failing, row.failing_share, row.handled, row.units)
    };
    std::iter::once(totals).chain(rows.iter().map(row)).collect()
}

/// Several sets of spans, each with traces of its own.
fn many() -> impl Strategy<Value = Drawn> {
    proptest::collection::vec(drawn(), 1..4).prop_map(Drawn::joined)
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn what_was_fetched_is_kept_for_the_same_sides() {
    let server = Server::start();
    let span = |trace: u64, second: u64, status: u8| {
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"traceId":"{trace:032x}","spanId":"000000000000000a","name":"a","startTimeUnixNano":"17000000{second}000000000","endTimeUnixNano":"17000000{second}000000100","status":{{"code":{status}}}}}]}}]}}]}}"#
        )
    };
    let spans: Vec<String> = (1..=8).map(|trace| span(trace, 11 + trace, if trace % 2 == 0 { 2 } else { 1 })).collect();
    server.fill("exporter-2024", "kept", &spans.join("\n"));
    let mut engine = left(&server, "kept", 100);
    let time = spanlens::units::TimeRange {
        from_ns: super::START + 15 * super::SECOND,
        to_ns: super::START + 18 * super::SECOND,
    };
    let comparison = Comparison {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        selection: Some(Selection { time: Some(time), ..Selection::default() }),
        baseline: Baseline::Before,
        weighted: false,
    };
    let (causes, coverage) = covered(&mut engine, ErrorCausesQuestion(comparison.clone())).unwrap();
    assert_eq!((causes.units, causes.failing), (3, 2));
    assert_eq!(
        coverage,
        Coverage { selection: PartOf { units: 3, of: 3 }, baseline: None, spans: 6, without_errors: None }
    );
    // All questions of these sides are answered without another word to the server.
    server.sql("DROP TABLE otel.kept");
    let (diff, coverage) = covered(&mut engine, attributes(&comparison)).unwrap();
    assert_eq!((diff.selection, diff.baseline, coverage.baseline), (3, 3, Some(PartOf { units: 3, of: 3 })));
    let (list, _) = covered(&mut engine, traces(&comparison)).unwrap();
    let trace = asked(&mut engine, spanlens::protocol::TraceQuestion { trace: list.traces[0] }).unwrap();
    assert_eq!(trace.trace_id, list.trace_ids[0]);
    let found = asked(&mut engine, spanlens::protocol::FindTraceQuestion { text: list.trace_ids[0].clone() }).unwrap();
    assert_eq!(found.total, 1);
    // Others are not.
    let rest = Comparison { baseline: Baseline::Rest, ..comparison };
    let code = |outcome: Result<(), Failure>| outcome.map_err(|failure| failure.code);
    let asked_of_rest = covered(&mut engine, attributes(&rest)).map(drop);
    assert_eq!(code(asked_of_rest), Err(spanlens::error::ErrorCode::NoSuchTable));
    let gone = asked(&mut engine, spanlens::protocol::TraceQuestion { trace: list.traces[0] }).map(drop);
    assert_eq!(code(gone), Err(spanlens::error::ErrorCode::StaleHandle));
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn traces_with_errors_go_before_others_for_error_causes() {
    let server = Server::start();
    let span = |trace: u64, id: u8, status: u8| {
        let parent = if id == 1 { "" } else { "0000000000000001" };
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"traceId":"{trace:032x}","spanId":"{id:016x}","parentSpanId":"{parent}","name":"a","startTimeUnixNano":"1700000012000000000","endTimeUnixNano":"1700000012000000100","status":{{"code":{status}}}}}]}}]}}]}}"#
        )
    };
    // Of two spans each; one fails itself, and one has a child that does.
    let status = |trace: u64, id: u8| if (trace, id) == (3, 1) || (trace, id) == (5, 2) { 2 } else { 0 };
    let spans: Vec<String> = (1..=8).flat_map(|trace| [1, 2].map(|id| span(trace, id, status(trace, id)))).collect();
    server.fill("exporter-2024", "errors", &spans.join("\n"));
    let comparison = Comparison {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        selection: None,
        baseline: Baseline::Rest,
        weighted: false,
    };
    let mut here = opened(question(&server, "errors", 1_000, false)).unwrap();
    let expected = asked(&mut here, ErrorCausesQuestion(comparison.clone())).unwrap();
    assert_eq!((expected.failing, expected.handled), (1, 1));
    // That all do not fit is known from their number, or found out when their spans are counted.
    for most in [4, 10] {
        let mut there = left(&server, "errors", most);
        let (causes, coverage) = covered(&mut there, ErrorCausesQuestion(comparison.clone())).unwrap();
        assert_eq!(of_errors(&causes), of_errors(&expected));
        let selection = PartOf { units: 2, of: 2 };
        assert_eq!(coverage, Coverage { selection, baseline: None, spans: 4, without_errors: Some(6) });
        assert!(!coverage.is_exact());
        // Nothing else is found out of these.
        let (list, coverage) = covered(&mut there, traces(&comparison)).unwrap();
        assert_eq!((coverage.selection.of, coverage.without_errors), (8, None));
        assert_eq!(coverage.selection.units, list.total);
    }
    // Where there is no room for those either, a part of them is chosen.
    let (causes, coverage) = covered(&mut left(&server, "errors", 3), ErrorCausesQuestion(comparison)).unwrap();
    assert!(causes.units < 2 && coverage.selection == PartOf { units: causes.units, of: 2 });
    assert_eq!(coverage.without_errors, Some(6));
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn logs_come_with_the_traces_of_both_sides() {
    let server = Server::start();
    let span = |trace: u64| {
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"traceId":"{trace:032x}","spanId":"000000000000000a","name":"a","startTimeUnixNano":"1700000012000000000","endTimeUnixNano":"1700000012000000100"}}]}}]}}]}}"#
        )
    };
    server.fill("exporter-2024", "logged_traces", &(1..=6).map(span).collect::<Vec<_>>().join("\n"));
    server.sql(
        "CREATE TABLE otel.logged_logs (Timestamp DateTime64(9), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String, \
         SpanId String, SeverityNumber UInt8, Body LowCardinality(String)) ENGINE = MergeTree ORDER BY TimestampTime",
    );
    server.sql(
        "INSERT INTO otel.logged_logs (Timestamp, TraceId, SpanId, SeverityNumber, Body) \
         SELECT fromUnixTimestamp64Nano(toInt64(1700000012000000050)), leftPad(toString(number + 1), 32, '0'), '000000000000000a', \
         if(number < 2, 17, 9), 'said' FROM numbers(6)",
    );
    let with = |most: u32, counts: bool| OpenClickhouseQuestion {
        logs: spanlens::store::KeptLogs::All,
        max_fetched_spans: Some(1_000),
        ..question(&server, "logged_traces", most, counts)
    };
    let mut here = opened(with(1_000, false)).unwrap();
    let mut there = opened(with(0, true)).unwrap();
    let filter = Some("{ event:severity >= error }".to_owned());
    let comparison = Comparison {
        population: Population::Requests,
        filter: None,
        fail: FailureRule::Status,
        selection: Some(Selection { filter, ..Selection::default() }),
        baseline: Baseline::Rest,
        weighted: false,
    };
    let mut expected = asked(&mut here, CountQuestion(comparison.clone())).unwrap();
    assert_eq!((expected.selected, expected.baseline), (2, 4));
    expected.failing_by_5xx = Some(0);
    let (count, coverage) = covered(&mut there, CountQuestion(comparison.clone())).unwrap();
    assert_eq!(count, expected);
    assert_eq!(coverage.selection, PartOf { units: 6, of: 6 });
    assert_eq!(found(&mut there, &comparison), found(&mut here, &comparison));
}

#[test]
#[ignore = "needs ClickHouse's engine: cargo xtask test clickhouse"]
fn the_filter_of_the_view_holds_for_what_is_fetched() {
    let server = Server::start();
    let mut runner = runner(14);
    let case = Cell::new(0);
    let outcome = runner.run(&(drawn(), selections(), super::filters()), |(spans, selection, filter)| {
        case.set(case.get() + 1);
        let table = format!("v{}", case.get());
        let schema = SCHEMAS[case.get() % SCHEMAS.len()];
        server.fill(schema, &table, &spans.with_one_root().to_otlp());
        let mut here = opened(question(&server, &table, 1_000, false)).unwrap();
        let mut there = left(&server, &table, 1_000);
        if here.summary().counts.spans == 0 {
            return Ok(());
        }
        let (population, fail) = (Population::Requests, FailureRule::StatusOr5xx);
        let (selection, baseline) = (Some(selection), Baseline::Rest);
        let comparison =
            Comparison { population, filter: Some(filter.clone()), fail, selection, baseline, weighted: false };
        let expected = found(&mut here, &comparison);
        prop_assert_eq!(found(&mut there, &comparison), expected, "{} {}", schema, filter);
        server.sql(&format!("DROP TABLE otel.{table}"));
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
}
