//! Logs in OTLP: read wherever they lie, before or after their spans, in JSON and in protobuf alike.

use proptest::prelude::*;
use spanlens::analysis::{ErrorCausesOptions, error_causes};
use spanlens::ingest::{FileReader, FileReport, Format, Reason};
use spanlens::store::{KeptLogs, Store, StoreBuilder, TraceRow, check};
use spanlens::units::FailureRule;

use super::dump::dump;
use super::otlp_proto::{field, time};
use super::read;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// A log record with these fields, of the first span of the trace.
fn record(fields: &str) -> String {
    format!(r#"{{"traceId":"{TRACE}","spanId":"00000000000000a1"{fields}}}"#)
}

/// A line with log records of a logger of the shop.
fn logs(records: &[String]) -> String {
    let resource = r#"{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}"#;
    let records = records.join(",");
    format!(
        r#"{{"resourceLogs":[{{"resource":{resource},"scopeLogs":[{{"scope":{{"name":"cart.log"}},"logRecords":[{records}]}}]}}]}}"#
    )
}

/// A line with a request that failed in a call.
fn spans() -> String {
    let span = |id: &str, parent: &str, name: &str| {
        format!(
            r#"{{"traceId":"{TRACE}","spanId":"{id}","parentSpanId":"{parent}","name":"{name}","kind":2,
            "startTimeUnixNano":"1800000000000000000","endTimeUnixNano":"1800000000500000000","status":{{"code":2}}}}"#
        )
        .replace('\n', "")
    };
    let spans = [span("00000000000000a1", "", "GET /cart"), span("00000000000000a2", "00000000000000a1", "load")];
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{}]}}]}}]}}"#, spans.join(","))
}

fn text_attribute(key: &str, value: &str) -> String {
    format!(r#"{{"key":"{key}","value":{{"stringValue":"{value}"}}}}"#)
}

/// Reads files of one group into a store.
fn read_files(files: &[&str], kept: KeptLogs) -> (Store, Vec<FileReport>) {
    let mut builder = StoreBuilder::new();
    builder.keep_logs(kept);
    let mut reports = Vec::new();
    for file in files {
        let mut reader = FileReader::new(builder.add_source("file", "default"));
        reader.push(&mut builder, file.as_bytes()).unwrap();
        reports.push(reader.finish(&mut builder));
    }
    let store = builder.seal();
    check(&store).unwrap();
    (store, reports)
}

#[test]
fn logs_belong_to_spans_and_traces_and_the_rest_is_counted() {
    let around = [
        logs(&[
            record(
                r#","timeUnixNano":"1800000000100000000","severityNumber":9,"body":{"stringValue":"cache miss for cart 17"}"#,
            ),
            format!(r#"{{"traceId":"{TRACE}","severityNumber":13,"body":{{"stringValue":"retrying"}}}}"#),
            r#"{"severityNumber":17,"body":{"stringValue":"of nobody"}}"#.to_owned(),
            format!(r#"{{"traceId":"{TRACE}","spanId":"00000000000000ff","body":{{"stringValue":"not sampled"}}}}"#),
            r#"{"traceId":"000000000000000000000000000000cc","spanId":"00000000000000a1","body":{"intValue":"1"}}"#
                .to_owned(),
        ]),
        spans(),
        logs(&[record(
            r#","observedTimeUnixNano":"1800000000400000000","severityNumber":17,
            "attributes":[{"key":"event.name","value":{"stringValue":"cart.gave_up"}}]"#,
        )]),
    ];
    let (store, report) = read([around.join("\n").as_bytes()]);
    let counts = store.counts();
    assert_eq!((counts.spans, counts.logs, counts.logs_without_span, counts.logs_without_trace), (2, 4, 2, 1));
    assert_eq!((report.logs, report.count(Reason::LogWithoutTrace), report.ignored.logs), (5, 1, 0));
    let of_span: Vec<String> = (0..store.events().len())
        .map(|at| {
            let (event, log) = (store.events().value(at), store.log(at).unwrap());
            let logger = store.text(store.scopes().name(log.scope));
            let (name, body) = (store.text(event.name), store.body(log.body));
            format!("{} {:?} {name} {body} {logger}", event.time_ns, log.severity.word())
        })
        .collect();
    assert_eq!(
        of_span,
        [
            "1800000000100000000 Some(\"info\")  cache miss for cart 17 cart.log",
            "1800000000400000000 Some(\"error\") cart.gave_up  cart.log"
        ]
    );
    assert_eq!(store.trace_logs().of(0..1).len(), 2);
}

#[test]
fn every_order_and_split_of_files_gives_the_same_store() {
    let parts = [
        logs(&[record(r#","timeUnixNano":"1800000000100000000","body":{"stringValue":"a"}"#)]),
        spans(),
        logs(&[record(
            r#","timeUnixNano":"1800000000100000000","body":{"stringValue":"b"},"severityNumber":"SEVERITY_NUMBER_WARN2""#,
        )]),
        logs(&[format!(r#"{{"traceId":"{TRACE}","timeUnixNano":"1800000000100000000","body":{{"boolValue":true}}}}"#)]),
    ];
    let whole = |files: &[&str]| dump(&read_files(files, KeptLogs::All).0, &FileReport::default());
    let expected = whole(&[&parts.join("\n")]);
    assert!(expected.contains("log of 14"), "{expected}");
    for first in 0..4 {
        for step in [1, 3] {
            let order: Vec<&str> = (0..4).map(|at| parts[(first + step * at) % 4].as_str()).collect();
            assert_eq!(whole(&order), expected);
            assert_eq!(whole(&[&order[..2].join("\n"), &order[2..].join("\n")]), expected);
        }
    }
}

#[test]
fn an_exception_in_a_log_is_the_cause() {
    let exception = |id: &str, kind: &str, message: &str, name: &str| {
        let attributes =
            [text_attribute("exception.type", kind), text_attribute("exception.message", message)].join(",");
        format!(
            r#"{{"traceId":"{TRACE}","spanId":"{id}","timeUnixNano":"1800000000200000000","severityNumber":17,
            "attributes":[{attributes}]{name}}}"#
        )
    };
    for name in ["", r#","eventName":"db.client.operation.exception""#] {
        let logs = logs(&[
            exception("00000000000000a1", "shop.CartLost", "no cart 17", name),
            exception("00000000000000a2", "io.Timeout", "no answer from 10.0.0.7:8080 within 30 s", name),
        ]);
        for files in [[logs.as_str(), &spans()], [&spans(), &logs]] {
            let (store, _) = read_files(&files, KeptLogs::Exceptions);
            let answer = error_causes(&store, store.requests(), &ErrorCausesOptions::default(), FailureRule::Status);
            let [cause] = &answer.rows[..] else { panic!("{:?}", answer.rows) };
            assert_eq!(
                (&cause.key.name[..], &cause.key.error_type[..], &cause.key.message[..]),
                ("load", "io.Timeout", "no answer from <ip>:<n> within <n> s")
            );
        }
    }
}

#[test]
fn only_the_logs_that_are_asked_for_are_kept() {
    let records = [
        record(r#","severityNumber":9,"body":{"stringValue":"info"}"#),
        record(r#","severityText":"Warning","body":{"stringValue":"warn"}"#),
        record(r#","severityNumber":5,"eventName":"exception","body":{"stringValue":"told"}"#),
    ];
    let text = format!("{}\n{}", spans(), logs(&records));
    for (kept, logs, left_out, ignored) in [
        (KeptLogs::All, 3, 0, 0),
        (KeptLogs::Warn, 2, 1, 0),
        (KeptLogs::Exceptions, 1, 2, 0),
        (KeptLogs::None, 0, 0, 1),
    ] {
        let (store, reports) = read_files(&[&text], kept);
        let report = &reports[0];
        let found = (report.logs, report.logs_left_out, report.ignored.logs);
        assert_eq!((found, u64::from(store.counts().logs)), ((logs, left_out, ignored), logs), "{kept:?}");
        let is_known = |text: &str| store.strings().find(text).is_some();
        assert_eq!(is_known("info"), kept == KeptLogs::All, "bodies of others are not even remembered");
    }
}

#[test]
fn logs_that_are_not_kept_leave_nothing_behind() {
    let logs = logs(&[
        record(
            r#","timeUnixNano":"1800000000100000000","severityNumber":9,"eventName":"a","body":{"stringValue":"said 17"},
            "attributes":[{"key":"only.here","value":{"stringValue":"yes"}}]"#,
        ),
        format!(r#"{{"traceId":"{TRACE}","severityNumber":17,"body":{{"stringValue":"of the trace"}}}}"#),
    ]);
    let alone = read_files(&[&spans()], KeptLogs::All).0;
    for files in [[spans().as_str(), &logs], [&logs, spans().as_str()]] {
        let store = read_files(&[&files.join("\n")], KeptLogs::None).0;
        assert!(!store.has_logs());
        assert_eq!(store.heap_bytes(), alone.heap_bytes());
        let [with, without] = [&store, &alone].map(|store| dump(store, &FileReport::default()));
        assert_eq!(with, without);
    }
}

#[test]
fn logs_are_read_wherever_they_lie() {
    let log = record(r#","timeUnixNano":"1800000000100000000","body":{"stringValue":"a"}"#);
    let entry = format!(r#"{{"scopeLogs":[{{"logRecords":[{log}]}}]}}"#);
    let older = format!(r#"{{"instrumentation_library_logs":[{{"log_records":[{log}]}}],"resource":{{}}}}"#);
    let embedded =
        format!("{{\"log\":{}}}", serde_json::to_string(&format!(r#"{{"resourceLogs":[{entry}]}}"#)).unwrap());
    for text in [
        entry.clone(),
        format!("[{entry}]"),
        format!(r#"{{"resource_logs":[{older}]}}"#),
        format!(r#"{{"result":{{"data":[{{"resourceLogs":[{entry}]}}]}}}}"#),
        format!("2027-01-15T08:00:00Z app {{\"resourceLogs\":[{entry}]}}"),
        embedded,
    ] {
        let (store, report) = read([format!("{}\n{text}\n", spans()).as_bytes()]);
        assert_eq!((report.fault, report.format), (None, Some(Format::OtlpJson)), "{text}");
        assert_eq!((report.logs, store.counts().logs), (1, 1), "{text}");
        // By itself, too.
        let (store, report) = read([text.as_bytes()]);
        assert_eq!((report.fault, report.logs, store.counts().logs_without_trace), (None, 1, 1), "{text}");
    }
}

#[test]
fn what_is_odd_about_logs_is_counted() {
    let odd = logs(&[
        record(r#","severityNumber":99,"body":5,"attributes":"none""#),
        record(r#","severityNumber":"SEVERITY_NUMBER_LOUD""#),
        "7".to_owned(),
    ]);
    let (_, report) = read([odd.as_bytes()]);
    let found = [Reason::UnknownSeverity, Reason::UnexpectedValue].map(|reason| report.count(reason));
    assert_eq!((found, report.logs, report.fault), ([2, 3], 2, None));
}

#[test]
fn a_body_has_any_value() {
    for (value, expected) in [
        (r#"{"stringValue":"a"}"#, r#"String("a")"#),
        (r#"{"intValue":"7"}"#, "Int(7)"),
        (r#"{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":1.5}}]}}"#, r#"Map("{\"a\":1.5}")"#),
        (r#"{"arrayValue":{"values":[{"bytesValue":"AAE="}]}}"#, r#"Array("[b64\"AAE=\"]")"#),
        ("{}", "Empty"),
        ("null", "Empty"),
    ] {
        let text = format!("{}\n{}", spans(), logs(&[record(&format!(r#","body":{value}"#))]));
        let (store, _) = read([text.as_bytes()]);
        assert_eq!(format!("{:?}", store.body(store.log(0).unwrap().body)), expected, "{value}");
    }
}

#[test]
fn it_does_not_matter_whether_the_ids_of_a_log_come_before_what_it_says() {
    let ids = format!(r#""traceId":"{TRACE}","spanId":"00000000000000a1""#);
    let said = [
        (
            r#"{"stringValue":"a \"b\""}"#,
            r#"[{"key":"k","value":{"stringValue":"v"}},{"key":"n","value":{"intValue":"7"}}]"#,
        ),
        (
            r#"{"stringValue":"a"}"#,
            r#"[{"key":"k","value":{"stringValue":"w\n"}},{"key":"n","value":{"intValue":"eight"}}]"#,
        ),
        (r#"{ "stringValue" : "a" }"#, r#"[ {"key":"k","value":{"stringValue":"v"}}]"#),
        (r#"{"stringValue":"a","intValue":"1"}"#, r#"[{"value":{"stringValue":"v"},"key":"k"}]"#),
        (r#"{"intValue":"1x"}"#, r#"[{"key":"k","value":{"doubleValue":1.5}},{"key":"k","value":{"boolValue":true}}]"#),
        (r#"{"stringValue":null}"#, "[]"),
        ("{}", "[7]"),
        ("null", "null"),
        (r#"[{"stringValue":"a"}]"#, r#"{"key":"k"}"#),
    ];
    let text = |is_last: bool| {
        let record = |(at, (body, attributes)): (usize, &(&str, &str))| {
            let said = format!(r#""timeUnixNano":"180000000010000000{at}","body":{body},"attributes":{attributes}"#);
            let [first, then] = if is_last { [&said, &ids] } else { [&ids, &said] };
            format!("{{{first},{then}}}")
        };
        // What is read again is read by what was learnt of it.
        let records: Vec<String> =
            said.iter().chain(&said).chain(&said).enumerate().map(|(at, said)| record((at % 9, said))).collect();
        format!("{}\n{}", spans(), logs(&records))
    };
    let [first, last] = [false, true].map(|is_last| {
        let (store, report) = read([text(is_last).as_bytes()]);
        let flaws = [Reason::UnexpectedValue, Reason::UnreadableNumber].map(|reason| report.count(reason));
        (dump(&store, &FileReport::default()), flaws, report.logs)
    });
    assert_eq!(last, first);
    assert_eq!((last.1, last.2), ([9, 6], 27));
}

#[test]
fn logs_of_one_span_without_spans_wait_for_them_in_another_file() {
    let mut builder = StoreBuilder::new();
    for text in [logs(&[record("")]), spans()] {
        let mut reader = FileReader::new(builder.add_source("file", "default"));
        reader.push(&mut builder, text.as_bytes()).unwrap();
        assert_eq!(reader.finish(&mut builder).fault, None);
        builder = builder.seal().into_builder();
    }
    let store = builder.seal();
    assert_eq!((store.counts().logs, store.traces().spans(TraceRow(0)).len()), (1, 2));
}

/// A log, as it is written in both forms.
#[derive(Debug, Clone)]
struct Log {
    time_ns: u64,
    observed_ns: u64,
    severity: u8,
    body: Option<&'static str>,
    attribute: bool,
    trace: u8,
    span: u8,
    name: &'static str,
}

fn any_log() -> impl Strategy<Value = Log> {
    let times = prop_oneof![Just(0), 1_800_000_000_000_000_000..1_800_000_000_000_000_003_u64];
    let texts = prop_oneof![Just(""), Just("done"), Just("x.exception")];
    let body = prop_oneof![Just(None), Just(Some("")), Just(Some("cart 17"))];
    (times.clone(), times, 0..25_u8, body, any::<bool>(), 0..3_u8, 0..3_u8, texts).prop_map(
        |(time_ns, observed_ns, severity, body, attribute, trace, span, name)| Log {
            // A record without times may be a span.
            time_ns: if observed_ns == 0 { 1_800_000_000_000_000_000 } else { time_ns },
            observed_ns,
            severity,
            body,
            attribute,
            trace,
            span,
            name,
        },
    )
}

impl Log {
    fn to_json(&self) -> String {
        let mut text = format!(
            r#"{{"timeUnixNano":"{}","observedTimeUnixNano":"{}","severityNumber":{},"traceId":"{:032x}","spanId":"{:016x}""#,
            self.time_ns, self.observed_ns, self.severity, self.trace, self.span
        );
        if let Some(body) = self.body {
            text.push_str(&[r#","body":{"stringValue":""#, body, r#""}"#].concat());
        }
        if self.attribute {
            text.push_str(&[r#","attributes":["#, &text_attribute("k", "v"), "]"].concat());
        }
        format!(r#"{text},"eventName":"{}"}}"#, self.name)
    }

    fn to_proto(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.time_ns != 0 {
            bytes.extend(time(1, self.time_ns));
        }
        if self.severity != 0 {
            bytes.extend([2 << 3, self.severity]);
        }
        if let Some(body) = self.body {
            bytes.extend(field(5, &field(1, body.as_bytes())));
        }
        if self.attribute {
            bytes.extend(field(6, &[field(1, b"k"), field(2, &field(1, b"v"))].concat()));
        }
        bytes.extend(field(9, &u128::from(self.trace).to_be_bytes()));
        bytes.extend(field(10, &u64::from(self.span).to_be_bytes()));
        if self.observed_ns != 0 {
            bytes.extend(time(11, self.observed_ns));
        }
        if !self.name.is_empty() {
            bytes.extend(field(12, self.name.as_bytes()));
        }
        bytes
    }
}

/// Spans for the logs, in both forms.
fn homes() -> (String, Vec<u8>) {
    let ids = [(1_u8, 1_u8), (1, 2)];
    let text = ids.map(|(trace, span)| {
        format!(r#"{{"traceId":"{trace:032x}","spanId":"{span:016x}","startTimeUnixNano":"1800000000000000000","endTimeUnixNano":"1800000000000000001"}}"#)
    });
    let text = format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{}]}}]}}]}}"#, text.join(","));
    let bytes = ids.map(|(trace, span)| {
        let ids = [field(1, &u128::from(trace).to_be_bytes()), field(2, &u64::from(span).to_be_bytes())].concat();
        let times = [time(7, 1_800_000_000_000_000_000), time(8, 1_800_000_000_000_000_001)].concat();
        field(2, &[ids, times].concat())
    });
    (text, field(1, &field(2, &bytes.concat())))
}

proptest! {
    #[test]
    fn protobuf_gives_what_json_gives(logs in prop::collection::vec(any_log(), 0..6), size in 1..40_usize) {
        let (home_text, home_bytes) = homes();
        let records: Vec<String> = logs.iter().map(Log::to_json).collect();
        let text = format!(r#"{{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{}]}}]}}]}}"#, records.join(","));
        let (from_json, report) = read([text.as_bytes(), b"\n", home_text.as_bytes()]);
        prop_assert_eq!(&report.fault, &None);

        let records: Vec<u8> = logs.iter().flat_map(|log| field(2, &log.to_proto())).collect();
        let bytes = [home_bytes, field(1, &field(2, &records))].concat();
        let (from_proto, proto_report) = read([bytes.as_slice()]);
        prop_assert_eq!(&proto_report.fault, &None);
        let tell = |store: &Store| dump(store, &FileReport::default());
        prop_assert_eq!(tell(&from_proto), tell(&from_json));
        let told = |report: &FileReport| (report.logs, report.count(Reason::LogWithoutTrace));
        prop_assert_eq!(told(&proto_report), told(&report));
        // However the bytes are cut.
        prop_assert_eq!(tell(&read(bytes.chunks(size)).0), tell(&from_proto));
    }
}
