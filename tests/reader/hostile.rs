//! Input that nobody writes by accident: it costs what its size says, and its neighbours are read.

use std::io::Write;

use spanlens::error::ErrorCode;
use spanlens::ingest::{FileReader, FileReport, Reason};
use spanlens::store::{SpanRow, StoreBuilder};

use super::read;

const SPAN: &str = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}"#;

/// A document with one span that has these fields.
fn with_span(fields: &str) -> String {
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{{fields}}}]}}]}}]}}"#)
}

/// How many spans there are, and whether all is well.
fn outcome(report: &FileReport) -> (u64, usize, Option<ErrorCode>) {
    (report.spans, report.findings.len(), report.fault.as_ref().map(|fault| fault.code))
}

#[test]
fn a_million_tiny_documents_are_read_one_by_one() {
    let text = "{}\n[]".repeat(500_000) + SPAN;
    let (_, report) = read(text.as_bytes().chunks(1 << 16));
    assert_eq!((outcome(&report), report.documents), ((1, 0, None), 500_001));
}

#[test]
fn a_long_string_is_one_string_in_pieces_of_any_size() {
    let long = "0123456789abcdef".repeat(1 << 18);
    for size in [1 << 10, 1 << 16, usize::MAX] {
        let (store, report) = read(with_span(&format!(r#""name":"{long}""#)).as_bytes().chunks(size));
        assert_eq!(outcome(&report), (1, 0, None));
        assert_eq!(store.text(store.spans().name(SpanRow(0))), long);
    }
}

#[test]
fn long_numbers_are_read_or_counted() {
    let digits = "9".repeat(1 << 20);
    let zeros = "0".repeat(1 << 20);
    let cases = [
        (format!(r#""startTimeUnixNano":{digits}"#), Some(Reason::UnreadableTime)),
        (format!(r#""startTimeUnixNano":"1e{digits}""#), Some(Reason::UnreadableTime)),
        (format!(r#""startTimeUnixNano":1.{zeros}1"#), Some(Reason::UnreadableTime)),
        (format!(r#""startTimeUnixNano":{zeros}1.{zeros}"#), None),
        (format!(r#""flags":{digits}"#), Some(Reason::UnexpectedValue)),
        (format!(r#""kind":-{digits}"#), Some(Reason::UnknownKind)),
        (format!(r#""traceId":"{digits}""#), Some(Reason::UnreadableId)),
        (attribute(&format!(r#"{{"intValue":{digits}}}"#)), Some(Reason::UnreadableNumber)),
        (attribute(&format!(r#"{{"doubleValue":{digits}.{digits}e-{digits}}}"#)), None),
    ];
    for (fields, reason) in cases {
        let (_, report) = read([with_span(&fields).as_bytes()]);
        let found = report.findings.first().map(|finding| finding.reason);
        assert_eq!((outcome(&report).0, found, &report.fault), (1, reason, &None), "{}", &fields[..40]);
    }
}

fn attribute(value: &str) -> String {
    format!(r#""attributes":[{{"key":"a","value":{value}}}]"#)
}

#[test]
fn of_keys_that_repeat_the_last_counts() {
    let fields = [r#""name":"x","attributes":[{"key":"k","key":"k2","value":{"intValue":1},"value":{"intValue":2}}]"#;
        2]
        .join(",");
    let (store, report) = read([with_span(&(fields + r#","name":"y""#)).as_bytes()]);
    assert_eq!(outcome(&report), (1, 0, None));
    assert_eq!(store.text(store.spans().name(SpanRow(0))), "y");
    let [pair] = store.attributes(SpanRow(0)) else { panic!("one attribute") };
    assert_eq!((store.text(store.pairs().key(*pair)), store.value(*pair)), ("k2", spanlens::store::Value::Int(2)));
}

#[test]
fn nul_bytes_are_text_in_strings_and_faults_elsewhere() {
    let (store, report) = read([with_span("\"name\":\"a\0b\"").as_bytes()]);
    assert_eq!(outcome(&report), (1, 0, None));
    assert_eq!(store.text(store.spans().name(SpanRow(0))), "a\0b");
    let (_, report) = read([format!("{SPAN}\0\0\0").as_bytes()]);
    assert_eq!(outcome(&report), (1, 0, Some(ErrorCode::MalformedInput)));
}

#[test]
fn bytes_that_are_no_text_are_counted_alike_wherever_a_file_is_cut() {
    for broken in [&b"\xff"[..], b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf"] {
        let text = [b"{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"a", broken, b"\"}]}]}]}"].concat();
        let (_, whole) = read([text.as_slice()]);
        assert_eq!((whole.spans, whole.findings[0].reason, whole.findings.len()), (1, Reason::InvalidUtf8, 1));
        for cut in 0..=text.len() {
            let (a, b) = text.split_at(cut);
            assert_eq!(read([a, b]).1, whole, "{broken:?} cut at {cut}");
        }
    }
}

#[test]
fn empty_scopes_take_no_memory_and_hide_no_span() {
    let text = format!(
        r#"{{"resourceSpans":[{{"scopeSpans":[{}{{"scope":{{"name":"s"}},"spans":[{{"name":"a"}}]}}{}]}}]}}"#,
        "{},".repeat(200_000),
        ",{}".repeat(200_000),
    );
    let (store, report) = read(text.as_bytes().chunks(1 << 16));
    assert_eq!(outcome(&report), (1, 0, None));
    assert_eq!(store.text(store.scopes().name(store.spans().scope(SpanRow(0)))), "s");
}

#[test]
fn white_space_of_any_length_before_a_document_is_skipped() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let blank = vec![b' '; 1 << 20];
    for _ in 0..64 {
        encoder.write_all(&blank).unwrap();
    }
    encoder.write_all(SPAN.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("bomb", "default"));
    reader.push(&mut builder, &packed).unwrap();
    let report = reader.finish(&mut builder);
    assert_eq!((outcome(&report), report.text_bytes), ((1, 0, None), (64 << 20) + SPAN.len() as u64));
}

/// How long a text takes, which is told by its length and not by what it is.
#[expect(clippy::disallowed_methods, reason = "the engine reads no clock, tests may")]
fn reads_in_time(text: &str) -> (u64, FileReport) {
    let start = std::time::Instant::now();
    let (store, report) = read(text.as_bytes().chunks(1 << 16));
    assert!(start.elapsed().as_secs() < 60, "{} bytes in {:?}", text.len(), start.elapsed());
    (u64::from(store.spans().len()), report)
}

#[test]
fn many_of_anything_in_one_jaeger_span_or_trace_cost_what_their_size_says() {
    const MANY: usize = 20_000;
    let list = |entry: &str| vec![entry; MANY].join(",");
    let span = |fields: &str| {
        format!(r#"{{"data":[{{"traceID":"1","spans":[{{"traceID":"1","spanID":"1",{fields}}}],"processes":{{}}}}]}}"#)
    };
    let tags: Vec<String> = (0..MANY).map(|at| format!(r#"{{"key":"k{at}","type":"int64","value":{at}}}"#)).collect();
    let references: Vec<String> =
        (0..MANY).map(|at| format!(r#"{{"refType":"FOLLOWS_FROM","traceID":"2","spanID":"{at:x}"}}"#)).collect();
    let fields = [
        format!(r#""tags":[{}]"#, tags.join(",")),
        format!(r#""tags":[{}]"#, list(r#"{"key":"error","type":"bool","value":true}"#)),
        format!(r#""tags":[{}]"#, list(r#"{"key":"span.kind","type":"string","value":"odd"}"#)),
        format!(r#""references":[{}]"#, references.join(",")),
        format!(
            r#""logs":[{}]"#,
            list(r#"{"timestamp":1,"fields":[{"key":"event","value":"error"},{"key":"stack","value":"x"}]}"#)
        ),
        format!(r#""logs":[{{"fields":[{}]}}]"#, list(r#"{"key":"message","value":5}"#)),
        format!(r#""x":{}1{}"#, "[".repeat(MANY), "]".repeat(MANY)),
        format!(r#""tags":[{{"key":"deep","value":{}1{}}}]"#, "[".repeat(MANY), "]".repeat(MANY)),
    ];
    for fields in fields {
        let (spans, report) = reads_in_time(&span(&fields));
        assert_eq!((spans, &report.fault), (1, &None), "{}", &fields[..60]);
    }
    let spans: Vec<String> = (0..MANY)
        .map(|at| format!(r#"{{"traceID":"1","spanID":"{:x}","processID":"p{}"}}"#, at + 1, at % 5000))
        .collect();
    let processes: Vec<String> = (0..5000).map(|at| format!(r#""p{at}":{{"serviceName":"s{at}"}}"#)).collect();
    let trace = format!(r#"{{"traceID":"1","spans":[{}],"processes":{{{}}}}}"#, spans.join(","), processes.join(","));
    let (count, report) = reads_in_time(&trace);
    assert_eq!((count, report.findings.len(), report.fault), (MANY as u64, 0, None));
}

#[test]
fn many_of_anything_in_one_zipkin_span_or_trace_cost_what_their_size_says() {
    const MANY: usize = 20_000;
    let list = |entry: &str| vec![entry; MANY].join(",");
    let numbered = |entry: &dyn Fn(usize) -> String| (0..MANY).map(entry).collect::<Vec<_>>().join(",");
    let span =
        |fields: &str| format!(r#"[{{"traceId":"1","id":"1","timestamp":1700000000000000,"duration":5,{fields}}}]"#);
    let cs = r#"{"timestamp":1700000000000000,"value":"cs","endpoint":{"serviceName":"a"}}"#;
    let fields = [
        format!(r#""tags":{{{}}}"#, numbered(&|at| format!(r#""k{at}":"v""#))),
        format!(r#""tags":{{{}}}"#, numbered(&|at| format!(r#""otlp.link.{at}":"1|2||{{}}|0""#))),
        format!(r#""annotations":[{}]"#, list(r#"{"timestamp":5,"value":"a|{\"b\":1}|0"}"#)),
        format!(r#""annotations":[{}]"#, list(cs)),
        format!(r#""binaryAnnotations":[{}]"#, list(r#"{"key":"sa","value":true,"endpoint":{"serviceName":"x"}}"#)),
        format!(r#""annotations":[{{"value":"{}"}}]"#, "{|".repeat(MANY)),
        format!(r#""tags":{{"deep":{}1{}}}"#, "[".repeat(MANY), "]".repeat(MANY)),
    ];
    for fields in fields {
        let (spans, report) = reads_in_time(&span(&fields));
        assert_eq!((spans, &report.fault), (1, &None), "{}", &fields[..60]);
    }
    // As many pieces of one span, none of which is like another; and as many spans without a start.
    let pieces = numbered(&|at| format!(r#"{{"traceId":"1","id":"1","timestamp":{}}}"#, 1_700_000_000_000_000 + at));
    assert_eq!(reads_in_time(&format!("[{pieces}]")).0, MANY as u64);
    let startless = numbered(&|at| format!(r#"{{"traceId":"{:x}","id":"1","duration":5}}"#, at % 1000 + 1));
    let (_, report) = reads_in_time(&format!("[{startless}]"));
    assert_eq!((report.fault, report.spans), (None, 1000));
    // Every service of a span of version 1 is a part of it.
    let services = (0..MANY).map(|at| format!(r#"{{"timestamp":5,"value":"e","endpoint":{{"serviceName":"s{at}"}}}}"#));
    let services = services.collect::<Vec<_>>().join(",");
    assert_eq!(reads_in_time(&span(&format!(r#""annotations":[{services}]"#))).0, MANY as u64);
}

#[test]
fn ids_and_times_at_their_ends_are_read_or_counted() {
    let largest = u64::MAX.to_string();
    let jaeger = |id: &str, time: &str| {
        format!(
            r#"{{"data":[{{"spans":[{{"traceID":"{id}","spanID":"{id}","startTime":{time},"duration":{time}}}]}}]}}"#
        )
    };
    let zipkin = |id: &str, time: &str| {
        format!(r#"[{{"traceId":"{id}","id":"{id}","localEndpoint":{{}},"timestamp":{time},"duration":{time}}}]"#)
    };
    for len in 0..40 {
        for time in ["0", "1", "-1", "18446744073709551", "18446744073709551615", "1e30", largest.as_str()] {
            for text in [jaeger(&"f".repeat(len), time), zipkin(&"f".repeat(len), time)] {
                let (store, report) = read([text.as_bytes()]);
                assert_eq!((store.spans().len(), &report.fault), (1, &None), "{text}");
            }
        }
    }
}
