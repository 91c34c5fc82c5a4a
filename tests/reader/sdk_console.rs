//! What SDKs print, among what else a program prints.

use spanlens::error::ErrorCode;
use spanlens::ingest::{Format, Ignored, Reason};
use spanlens::store::{SpanRow, Value};

use super::read;

/// A span as Python prints it, on one line.
fn span(id: u64, attributes: &str) -> String {
    format!(
        r#"{{"name": "a", "context": {{"trace_id": "0x1", "span_id": "{id:#x}", "trace_state": "[]"}}, "kind": "SpanKind.SERVER", "parent_id": null, "start_time": "2023-11-14T22:13:20.000001Z", "end_time": "2023-11-14T22:13:20.000003Z", "status": {{"status_code": "OK"}}, "attributes": {attributes}, "events": [], "links": [], "resource": {{"service.name": "s"}}}}"#
    )
}

#[test]
fn spans_are_found_among_lines_of_text_and_other_objects() {
    let pretty = span(2, "{}").replace(", ", ",\n    ").replacen('{', "{\n    ", 1);
    let log = r#"{"body": "hello", "severity_number": 9, "trace_id": "0x1", "span_id": "0x1"}"#;
    let text = format!(
        "starting [1] {{now}}\n{}\n{{\"level\":\"info\"}}\nGET / 200\n{pretty}\n{log}\n{}\n",
        span(1, "{}"),
        span(3, "{}")
    );
    let (store, report) = read([text.as_bytes()]);
    assert_eq!((report.format, report.spans, report.fault.as_ref()), (Some(Format::SdkConsole), 3, None));
    assert_eq!(report.count(Reason::TextBetweenDocuments), 3);
    assert_eq!(report.ignored, Ignored { logs: 1, ..Ignored::default() });
    for row in (0..3).map(SpanRow) {
        assert_eq!((store.text(store.service(row)), store.spans().duration_ns(row)), ("s", 2_000));
    }
    for size in [1, 7, 64] {
        assert_eq!(read(text.as_bytes().chunks(size)).1, report, "in pieces of {size}");
    }
}

#[test]
fn floats_that_are_no_numbers_are_read_as_python_prints_them() {
    let (store, report) = read([span(1, r#"{"a": NaN, "b": [Infinity, -Infinity, 1.0], "c": -Infinity}"#).as_bytes()]);
    assert_eq!((report.spans, report.findings, report.fault), (1, vec![], None));
    let values: Vec<Value<'_>> = store.attributes(SpanRow(0)).iter().map(|&pair| store.value(pair)).collect();
    assert!(matches!(values[0], Value::Double(value) if value.is_nan()));
    assert_eq!(values[1..], [Value::Array("[Infinity,-Infinity,1.0]"), Value::Double(f64::NEG_INFINITY)]);
    let fault = read([span(1, r#"{"a": Nothing}"#).as_bytes()]).1.fault.unwrap();
    assert_eq!(fault.code, ErrorCode::MalformedInput);
}

#[test]
fn what_javascript_prints_is_named() {
    let text = "{\n  resource: {\n    attributes: { 'service.name': 'shop' }\n  },\n  traceId: '0af7651916cd43dd8448eb211c80319c',\n  \
                parentSpanContext: undefined,\n  name: 'GET /',\n  id: 'b7ad6b7169203331',\n  kind: 1,\n  timestamp: 1700000000000000\n}\n";
    for text in [text.to_owned(), format!("listening\n{text}")] {
        let (_, report) = read([text.as_bytes()]);
        let fault = report.fault.unwrap();
        assert_eq!(fault.code, ErrorCode::UnknownFormat);
        assert!(fault.message.contains("ConsoleSpanExporter of OpenTelemetry for JavaScript"), "{}", fault.message);
        for size in [1, 7, 64] {
            assert_eq!(
                read(text.as_bytes().chunks(size)).1.fault.unwrap().message,
                fault.message,
                "in pieces of {size}"
            );
        }
    }
}
