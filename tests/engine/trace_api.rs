//! Searches of servers of Jaeger and Tempo, against a server that is a table of answers.

use spanlens::engine::{Engine, list_names};
use spanlens::error::{Error, ErrorKind, Failure};
use spanlens::protocol::{OpenSearchQuestion, TraceApiNamesQuestion};
use spanlens::remote::{Exchange, Next, Request};
use spanlens::trace_api::{SearchOutcome, TraceApi, TraceApiList, TraceApiNames, TraceApiServer, TraceSearch};
use spanlens::units::TimeRange;

use super::named;

const NOT_FOUND: (u16, &str) = (404, "404 page not found\n");
const NO_TRACES: (u16, &str) = (404, r#"{"error":{"httpCode":404,"message":"No traces found"}}"#);
const PAGE: (u16, &str) = (200, "<!doctype html><title>Jaeger UI</title>");

/// What lies at which paths. What is not there is not found.
type Answers<'a> = &'a [(&'a str, (u16, String))];

fn at(path: &str, (status, body): (u16, impl Into<String>)) -> (&str, (u16, String)) {
    (path, (status, body.into()))
}

/// So many spans of traces, as the member of OTLP.
fn resource_spans(traces: &[&str], spans: usize) -> String {
    let span = |trace: &str, number: usize| {
        let parent = if number == 1 { String::new() } else { format!("{:016x}", 1) };
        format!(
            r#"{{"traceId":"{trace:0>32}","spanId":"{number:016x}","parentSpanId":"{parent}","name":"GET /","startTimeUnixNano":"{number}000",
                "endTimeUnixNano":"{number}500"}}"#
        )
    };
    let of_trace = |trace: &&str| {
        let spans: Vec<_> = (1..=spans).map(|number| span(trace, number)).collect();
        format!(r#"{{"resource":{{"attributes":[]}},"scopeSpans":[{{"spans":[{}]}}]}}"#, spans.join(","))
    };
    format!(r#""resourceSpans":[{}]"#, traces.iter().map(of_trace).collect::<Vec<_>>().join(","))
}

fn v3(traces: &[&str], spans: usize) -> (u16, String) {
    (200, format!("{{\"result\":{{{}}}}}", resource_spans(traces, spans)))
}

fn v1(traces: &[&str], rest: &str) -> (u16, String) {
    let trace = |id: &&str| {
        format!(
            r#"{{"traceID":"{id}","spans":[{{"traceID":"{id}","spanID":"01","operationName":"GET /","references":[],"startTime":5,"duration":7,
                "tags":[],"logs":[],"processID":"p1"}}],"processes":{{"p1":{{"serviceName":"shop","tags":[]}}}}}}"#
        )
    };
    (200, format!(r#"{{"data":[{}],"total":0{rest}}}"#, traces.iter().map(trace).collect::<Vec<_>>().join(",")))
}

fn tempo(trace: &str, rest: &str) -> (u16, String) {
    (200, format!("{{\"trace\":{{{}}}{rest}}}", resource_spans(&[trace], 2)))
}

fn question(api: TraceApi, wanted: TraceSearch) -> OpenSearchQuestion {
    let server = TraceApiServer { api, url: "http://host".to_owned(), headers: Vec::new() };
    let range = Some(TimeRange { from_ns: 0, to_ns: 1_000_000_000 });
    OpenSearchQuestion {
        source: named("found", "default"),
        server,
        search: TraceSearch { range: wanted.range.or(range), ..wanted },
        max_spans: None,
    }
}

fn path(request: &Request) -> &str {
    request.url.strip_prefix("http://host").unwrap().split('?').next().unwrap()
}

/// Searches, with answers in pieces of a size. Gives what it came to, and the paths that were asked.
fn open_in(
    engine: &mut Engine,
    answers: Answers<'_>,
    question: OpenSearchQuestion,
    size: usize,
) -> (Result<SearchOutcome, Failure>, Vec<String>) {
    let mut load = match engine.begin_search(question) {
        Ok(load) => load,
        Err(error) => return (Err(Failure::from(&error)), Vec::new()),
    };
    let mut asked = Vec::new();
    let mut converse = || -> Result<(), Error> {
        while let Some(request) = engine.next_search_request(&mut load)? {
            assert!(request.headers.contains(&("Accept".to_owned(), "application/json".to_owned())));
            asked.push(path(&request).to_owned());
            let found = answers.iter().find(|(place, _)| *place == path(&request)).map(|(_, answer)| answer.clone());
            let (status, body) = found.unwrap_or((NOT_FOUND.0, NOT_FOUND.1.to_owned()));
            if status == 0 {
                let origin = "http://host".to_owned();
                engine.fail_found(&mut load, ErrorKind::Unreachable { origin }.into())?;
                continue;
            }
            load.begin_answer(status);
            let mut is_wanted = true;
            for piece in body.as_bytes().chunks(size) {
                is_wanted = is_wanted && engine.push_found(&mut load, piece)?;
            }
            if is_wanted {
                engine.end_found(&mut load)?;
            }
        }
        Ok(())
    };
    let fault = converse().err();
    let ended = engine.end_search(load, fault.as_ref(), false);
    if engine.is_loading() {
        engine.seal();
    }
    let outcome = ended.map(|()| engine.summary().files.last().unwrap().search.clone().unwrap());
    (outcome, asked)
}

fn open(answers: Answers<'_>, question: OpenSearchQuestion) -> (Engine, Result<SearchOutcome, Failure>, Vec<String>) {
    let mut engine = Engine::default();
    let (outcome, asked) = open_in(&mut engine, answers, question, 1 << 20);
    (engine, outcome, asked)
}

fn of_service() -> TraceSearch {
    TraceSearch { service: Some("shop".to_owned()), limit: Some(2), ..TraceSearch::default() }
}

fn counts(engine: &Engine) -> (u32, u32) {
    let counts = engine.summary().counts;
    (counts.spans, counts.traces)
}

#[test]
fn a_search_of_v3_is_one_answer_with_all_traces() {
    for size in [1, 7, 1 << 20] {
        let mut engine = Engine::default();
        let answers = [at("/api/v3/traces", v3(&["a", "b"], 3))];
        let (outcome, asked) = open_in(&mut engine, &answers, question(TraceApi::Jaeger, of_service()), size);
        let outcome = outcome.unwrap();
        assert_eq!((outcome.read, outcome.found, outcome.version.as_str()), (2, Some(2), "v3"));
        assert!(outcome.is_limit_reached);
        assert_eq!((counts(&engine), asked.len()), ((6, 2), 1));
    }
}

#[test]
fn a_server_without_v3_is_asked_by_v1() {
    for missing in [NOT_FOUND, (400, "unsupported path requested: /api/v3/traces"), PAGE, (501, "")] {
        let answers = [at("/api/v3/traces", missing), at("/api/traces", v1(&["a", "2f3e"], ""))];
        let (engine, outcome, asked) = open(&answers, question(TraceApi::Jaeger, of_service()));
        let outcome = outcome.unwrap();
        assert_eq!((outcome.read, outcome.version.as_str()), (2, "v1"));
        assert_eq!(
            (counts(&engine), asked.as_slice()),
            ((2, 2), &["/api/v3/traces", "/api/traces"].map(str::to_owned)[..])
        );
    }
}

#[test]
fn tags_are_asked_of_v1_first() {
    let tags = TraceSearch { tags: vec![("a".to_owned(), "b".to_owned())], ..of_service() };
    let (_, outcome, asked) = open(&[at("/api/v3/traces", v3(&["a"], 1))], question(TraceApi::Jaeger, tags));
    assert_eq!((outcome.unwrap().version.as_str(), asked.len()), ("v3", 2));
}

#[test]
fn nothing_found_is_no_failure() {
    let none = |answers: Answers<'_>, api, wanted| {
        let (engine, outcome, _) = open(answers, question(api, wanted));
        let outcome = outcome.unwrap();
        assert_eq!((outcome.found, outcome.read, counts(&engine)), (Some(0), 0, (0, 0)));
        assert_eq!(engine.summary().files.len(), 1);
    };
    none(&[at("/api/v3/traces", NO_TRACES)], TraceApi::Jaeger, of_service());
    none(&[at("/api/traces", (200, r#"{"data":null,"total":0}"#))], TraceApi::Jaeger, of_service());
    none(&[at("/api/traces", (200, r#"{"data":[],"total":0}"#))], TraceApi::Jaeger, of_service());
    none(&[at("/api/search", (200, r#"{"metrics":{}}"#))], TraceApi::Tempo, of_service());
    let one = TraceSearch { trace_id: Some("abc".to_owned()), ..TraceSearch::default() };
    none(&[], TraceApi::Jaeger, one.clone());
    none(&[], TraceApi::Tempo, one);
}

#[test]
fn errors_inside_of_an_answer_are_told() {
    let errors = r#","errors":[{"code":500,"msg":"trace b is broken","traceID":"b"}]"#;
    let (_, outcome, _) = open(&[at("/api/traces", v1(&["a"], errors))], question(TraceApi::Jaeger, of_service()));
    let outcome = outcome.unwrap();
    assert_eq!((outcome.read, outcome.said.as_slice()), (1, &["trace b is broken".to_owned()][..]));
}

#[test]
fn each_trace_that_tempo_finds_is_read_whole() {
    let found =
        r#"{"traces":[{"traceID":"a"},{"traceID":"b"},{"traceID":"c"}],"metrics":{"inspectedBytes":"12345678901"}}"#;
    let id = |digit: &str| format!("{digit:0>32}");
    let [a, b] = ["a", "b"].map(|digit| format!("/api/v2/traces/{}", id(digit)));
    let partial = r#","status":"PARTIAL","message":"trace exceeds max size""#;
    let answers = [at("/api/search", (200, found)), at(&a, tempo("a", "")), at(&b, tempo("b", partial))];
    let (engine, outcome, asked) = open(&answers, question(TraceApi::Tempo, of_service()));
    let outcome = outcome.unwrap();
    assert_eq!((outcome.found, outcome.read, outcome.partial, outcome.missing), (Some(3), 2, 1, 1));
    assert_eq!((outcome.version.as_str(), outcome.said.first().unwrap().as_str()), ("v2", "trace exceeds max size"));
    assert_eq!((counts(&engine), asked.len()), ((4, 2), 4));
    assert_eq!(engine.summary().files.len(), 1);
}

#[test]
fn a_tempo_without_v2_is_asked_by_v1_at_once_after_the_first_trace() {
    let batches =
        |trace: &str| (200, format!("{{{}}}", resource_spans(&[trace], 1).replace("resourceSpans", "batches")));
    let [a, b] = ["a", "b"].map(|digit| format!("/api/traces/{digit:0>32}"));
    let found = r#"{"traces":[{"traceID":"a"},{"traceID":"b"}]}"#;
    let answers = [at("/api/search", (200, found)), at(&a, batches("a")), at(&b, batches("b"))];
    let (engine, outcome, asked) = open(&answers, question(TraceApi::Tempo, of_service()));
    assert_eq!((outcome.unwrap().version.as_str(), counts(&engine), asked.len()), ("v1", (2, 2), 4));
}

#[test]
fn traces_beyond_the_budget_are_left_out_whole() {
    let few = |api, answers: Answers<'_>, max_spans| {
        let question = OpenSearchQuestion { max_spans: Some(max_spans), ..question(api, of_service()) };
        let mut engine = Engine::default();
        let (outcome, _) = open_in(&mut engine, answers, question, 16);
        (counts(&engine), outcome)
    };
    let answers = [at("/api/v3/traces", v3(&["a", "b", "c"], 5))];
    let (spans, outcome) = few(TraceApi::Jaeger, &answers, 12);
    let outcome = outcome.unwrap();
    assert_eq!((spans, outcome.read, outcome.over_budget), ((10, 2), 2, Some(12)));
    let (spans, outcome) = few(TraceApi::Jaeger, &answers, 3);
    assert_eq!((spans, outcome.unwrap_err().code.as_str()), ((0, 0), "limit-exceeded"));

    let [a, b] = ["a", "b"].map(|digit| format!("/api/v2/traces/{digit:0>32}"));
    let found = r#"{"traces":[{"traceID":"a"},{"traceID":"b"}]}"#;
    let answers = [at("/api/search", (200, found)), at(&a, tempo("a", "")), at(&b, tempo("b", ""))];
    let (spans, outcome) = few(TraceApi::Tempo, &answers, 3);
    let outcome = outcome.unwrap();
    assert_eq!((spans, outcome.read, outcome.found, outcome.over_budget), ((2, 1), 1, Some(2), Some(3)));
}

#[test]
fn what_breaks_one_trace_leaves_the_others() {
    let [a, b] = ["a", "b"].map(|digit| format!("/api/v2/traces/{digit:0>32}"));
    let found = r#"{"traces":[{"traceID":"a"},{"traceID":"b"}]}"#;
    let whole = tempo("a", "").1;
    let broken = [
        (200, whole[..whole.len() - 9].to_owned()),
        (500, String::new()),
        (0, String::new()),
        (429, "busy".to_owned()),
    ];
    for answer in broken {
        let answers = [at("/api/search", (200, found)), (b.as_str(), answer.clone()), at(&a, tempo("a", ""))];
        let (engine, outcome, _) = open(&answers, question(TraceApi::Tempo, of_service()));
        let outcome = outcome.unwrap();
        assert_eq!((outcome.read, outcome.missing, counts(&engine)), (1, 1, (2, 1)), "{answer:?}");
        assert_eq!(outcome.said.len(), 1);
    }
    let answers = [at("/api/search", (200, found)), at(&a, (403, "no")), at(&b, (403, "no"))];
    let (engine, outcome, asked) = open(&answers, question(TraceApi::Tempo, of_service()));
    assert_eq!((outcome.unwrap_err().code.as_str(), asked.len(), counts(&engine)), ("not-permitted", 2, (0, 0)));
}

#[test]
fn a_failure_leaves_what_was_there() {
    let mut engine = super::loaded(&super::two_requests('7'));
    for (answer, code) in [
        ((401, ""), "wrong-credentials"),
        ((400, "parameter 'service' is required"), "refused-query"),
        (PAGE, "bad-status"),
        ((503, "down"), "bad-status"),
    ] {
        let answers = [at("/api/v3/traces", answer), at("/api/traces", answer)];
        let (outcome, _) = open_in(&mut engine, &answers, question(TraceApi::Jaeger, of_service()), 99);
        let failure = outcome.unwrap_err();
        assert_eq!((failure.code.as_str(), counts(&engine)), (code, (2, 2)), "{failure:?}");
    }
    for wrong in [
        TraceSearch { trace_id: Some("xyz".to_owned()), ..TraceSearch::default() },
        TraceSearch { limit: Some(0), ..TraceSearch::default() },
        TraceSearch { range: Some(TimeRange { from_ns: 5, to_ns: 5 }), ..TraceSearch::default() },
        TraceSearch { min_duration_ns: Some(2), max_duration_ns: Some(1), ..TraceSearch::default() },
    ] {
        let (outcome, _) = open_in(&mut engine, &[], question(TraceApi::Tempo, wrong), 99);
        assert_eq!(outcome.unwrap_err().code.as_str(), "bad-option");
    }
}

#[test]
fn a_trace_by_its_id_is_read_of_both_versions() {
    let one = |id: &str| TraceSearch { trace_id: Some(id.to_owned()), ..TraceSearch::default() };
    let (_, outcome, _) = open(&[at("/api/v3/traces/0a", v3(&["a"], 2))], question(TraceApi::Jaeger, one("0A")));
    assert_eq!((outcome.unwrap().read, 1), (1, 1));
    let (_, outcome, _) = open(&[at("/api/traces/a", v1(&["a"], ""))], question(TraceApi::Jaeger, one("a")));
    assert_eq!(outcome.unwrap().version, "v1");
    let padded = format!("/api/v2/traces/{:0>32}", "a");
    let (engine, outcome, _) = open(&[at(&padded, tempo("a", ""))], question(TraceApi::Tempo, one("A")));
    let outcome = outcome.unwrap();
    assert_eq!((outcome.found, outcome.limit, counts(&engine)), (Some(1), None, (2, 1)));
}

fn names(answers: Answers<'_>, api: TraceApi, list: TraceApiList, of: Option<&str>) -> Result<TraceApiNames, Error> {
    let server = TraceApiServer { api, url: "http://host".to_owned(), headers: Vec::new() };
    let mut exchange = list_names(&TraceApiNamesQuestion { server, list, of: of.map(str::to_owned) })?;
    loop {
        let request = match exchange.next()? {
            Next::Ask(request) | Next::Read(request) => request,
            Next::Done(names) => return Ok(names),
        };
        let found = answers.iter().find(|(place, _)| *place == path(&request)).map(|(_, answer)| answer.clone());
        let (status, body) = found.unwrap_or((NOT_FOUND.0, NOT_FOUND.1.to_owned()));
        exchange.begin(status);
        body.as_bytes().chunks(5).try_for_each(|piece| exchange.push(piece))?;
        exchange.end()?;
    }
}

#[test]
fn lists_are_asked_of_both_versions() {
    let told = |answers: Answers<'_>, api, list, of| {
        let TraceApiNames { names, version } = names(answers, api, list, of).unwrap();
        (names.join(" "), version)
    };
    let (jaeger, tempo) = (TraceApi::Jaeger, TraceApi::Tempo);
    let services = [at("/api/v3/services", (200, r#"{"services":["b","a","b"]}"#))];
    assert_eq!(told(&services, jaeger, TraceApiList::Services, None), ("a b".to_owned(), "v3".to_owned()));
    let services = [at("/api/v3/services", PAGE), at("/api/services", (200, r#"{"data":["a"]}"#))];
    assert_eq!(told(&services, jaeger, TraceApiList::Services, None), ("a".to_owned(), "v1".to_owned()));
    let operations = [at("/api/services/a/operations", (200, r#"{"data":["GET"]}"#))];
    assert_eq!(told(&operations, jaeger, TraceApiList::Operations, Some("a")).0, "GET");
    let tags = [at("/api/v2/search/tags", (200, r#"{"scopes":[{"name":"span","tags":["a"]}]}"#))];
    assert_eq!(told(&tags, tempo, TraceApiList::Tags, None), ("span.a".to_owned(), "v2".to_owned()));
    let values = [at("/api/search/tag/a/values", (200, r#"{"tagValues":["x"]}"#))];
    assert_eq!(told(&values, tempo, TraceApiList::Values, Some("span.a")), ("x".to_owned(), "v1".to_owned()));
    let code = |result: Result<TraceApiNames, Error>| result.unwrap_err().code().as_str();
    assert_eq!(code(names(&[], jaeger, TraceApiList::Services, None)), "bad-status");
    assert_eq!(code(names(&[], jaeger, TraceApiList::Operations, None)), "bad-option");
    assert_eq!(code(names(&[], jaeger, TraceApiList::Tags, None)), "bad-option");
    assert_eq!(
        code(names(&[at("/api/v3/services", (401, ""))], jaeger, TraceApiList::Services, None)),
        "wrong-credentials"
    );
}
