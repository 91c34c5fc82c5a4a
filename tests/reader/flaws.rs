//! What is skipped and repaired, and what is an error, one line each.

use spanlens::error::ErrorCode;
use spanlens::ingest::{FileReport, Reason};

use super::read;

/// A document with one span that has these fields.
fn with_span(fields: &str) -> String {
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{{fields}}},{{"name":"next"}}]}}]}}]}}"#)
}

fn report(text: impl AsRef<[u8]>) -> FileReport {
    read([text.as_ref()]).1
}

#[test]
fn flaws_are_counted_by_reason_and_lose_no_span() {
    let cases = [
        (r#""traceId":"zzz""#, Reason::UnreadableId),
        (r#""traceId":5"#, Reason::UnexpectedValue),
        (r#""parentSpanId":"0123456789abcdef0""#, Reason::UnreadableId),
        (r#""name":["a"]"#, Reason::UnexpectedValue),
        (r#""kind":6"#, Reason::UnknownKind),
        (r#""kind":"SERVER""#, Reason::UnknownKind),
        (r#""status":{"code":3}"#, Reason::UnknownStatus),
        (r#""status":"ok""#, Reason::UnexpectedValue),
        (r#""startTimeUnixNano":-1"#, Reason::UnreadableTime),
        (r#""endTimeUnixNano":"18446744073709551616""#, Reason::UnreadableTime),
        (r#""endTimeUnixNano":1.5"#, Reason::UnreadableTime),
        (r#""startTimeUnixNano":"2023-11-14T22:13:20.1Z""#, Reason::DateAsTime),
        (r#""flags":4294967296"#, Reason::UnexpectedValue),
        (r#""events":[7]"#, Reason::UnexpectedValue),
        (r#""links":{}"#, Reason::UnexpectedValue),
        (r#""attributes":{"a":1}"#, Reason::UnexpectedValue),
        (r#""attributes":[{"key":"a","value":"b"}]"#, Reason::UnexpectedValue),
        (r#""attributes":[{"key":"a","value":{"stringValue":1}}]"#, Reason::UnexpectedValue),
        (r#""attributes":[{"key":"a","value":{"intValue":"9223372036854775808"}}]"#, Reason::UnreadableNumber),
        (r#""attributes":[{"key":"a","value":{"doubleValue":"much"}}]"#, Reason::UnreadableNumber),
        (r#""attributes":[{"key":"a","value":{"bytesValue":"?"}}]"#, Reason::UnreadableBytes),
        (r#""name":"\ud800""#, Reason::LoneSurrogate),
        (r#""name":"\q""#, Reason::UnknownEscape),
    ];
    for (fields, reason) in cases {
        let report = report(with_span(fields));
        assert_eq!((report.spans, report.fault), (2, None), "{fields}");
        let [finding] = report.findings.as_slice() else { panic!("{fields}: {:?}", report.findings) };
        assert_eq!((finding.reason, finding.count), (reason, 1), "{fields}");
    }
}

#[test]
fn what_is_repaired_twice_counts_twice() {
    let attributes = [r#"{"key":"a","value":{"stringValue":"\ud800"}}"#; 3].join(",");
    let report = report(with_span(&format!(r#""attributes":[{attributes}]"#)));
    assert_eq!(report.count(Reason::LoneSurrogate), 3);
}

#[test]
fn bytes_that_are_no_text_are_counted_where_they_are() {
    let text = with_span(r#""name":"a?b?""#).into_bytes();
    let at = text.iter().position(|&byte| byte == b'?').unwrap();
    let text: Vec<u8> = text.iter().map(|&byte| if byte == b'?' { 0xff } else { byte }).collect();
    let (store, report) = read([text.as_slice()]);
    assert_eq!(report.findings[0].reason, Reason::InvalidUtf8);
    assert_eq!((report.findings[0].count, report.findings[0].first_offset), (2, at as u64));
    let names: Vec<&str> = (0..2).map(|row| store.text(store.spans().name(spanlens::store::SpanRow(row)))).collect();
    assert!(names.contains(&"a\u{fffd}b\u{fffd}"), "{names:?}");
}

#[test]
fn however_deep_a_value_is_its_neighbours_are_read() {
    let nested = |depth: usize| {
        let value =
            format!(r#"{}{{"intValue":7}}{}"#, r#"{"arrayValue":{"values":["#.repeat(depth), "]}}".repeat(depth));
        with_span(&format!(r#""name":"deep","attributes":[{{"key":"a","value":{value}}}]"#))
    };
    for (depth, inner) in [(64, "7"), (65, "null"), (100_000, "null")] {
        let (store, report) = read([nested(depth).as_bytes()]);
        assert_eq!((report.spans, &report.fault), (2, &None), "{depth}");
        let expected = u64::from(inner == "null");
        assert_eq!((report.findings.len() as u64, report.count(Reason::TooDeep)), (expected, expected), "{depth}");
        let texts = format!("{}{inner}{}", "[".repeat(64), "]".repeat(64));
        assert!(store.strings().find(&texts).is_some(), "{depth}");
    }
    let unknown = format!(r#""x":{}{}"#, "[".repeat(100_000), "]".repeat(100_000));
    for text in [with_span(&unknown), format!("{{{unknown},{}", &with_span("")[1..])] {
        let report = report(text);
        assert_eq!((report.spans, report.fault, report.findings.len()), (2, None, 0));
    }
}

#[test]
fn entries_that_are_no_spans_are_skipped() {
    let report = report(r#"{"resourceSpans":[{"scopeSpans":[{"spans":[null,{"name":"a"},5,[{}],"x"]}]},null,7]}"#);
    assert_eq!((report.spans, report.count(Reason::NotASpan), report.count(Reason::UnexpectedValue)), (1, 4, 2));
    assert_eq!(report.fault, None);
}

#[test]
fn other_signals_are_counted_and_ignored() {
    let report = report(
        r#"{"resourceLogs":[{"a":[{}]},{}]}{"resource_metrics":[{}],"resourceSpans":[]}
           {"resourceProfiles":null}"#,
    );
    let ignored = report.ignored;
    // Logs are read.
    assert_eq!((ignored.logs, ignored.metrics, ignored.profiles), (0, 1, 0));
    assert_eq!((report.documents, report.spans, report.fault), (3, 0, None));
}

#[test]
fn what_cannot_be_read_says_why() {
    let cases: [(&str, &str, &str); 18] = [
        ("", "unknown-format", "this looks like an empty file; the input starts with nothing"),
        (" \n", "unknown-format", "this looks like an empty file"),
        ("{}", "unknown-format", "this looks like JSON without resourceSpans"),
        (r#"{"data":{"a":[{"traceID":"1"}]}}"#, "unknown-format", "this looks like JSON without spans"),
        (r#"[{"localEndpoint":{}}]"#, "unknown-format", "this looks like JSON without spans of Zipkin"),
        ("<html>", "unknown-format", "this looks like HTML or XML; the input starts with \"<html>\""),
        ("a;b,c\n", "unknown-format", "this looks like CSV or another table"),
        (r#"{"resourceSpans":[}"#, "malformed-input", r#"expected a value at byte 18, found "}""#),
        (
            r#"{"resourceSpans":[]]"#,
            "malformed-input",
            r#"expected a comma or the end of an object at byte 19, found "]""#,
        ),
        (r#"{"resourceSpans" []}"#, "malformed-input", r#"expected a colon at byte 17, found "[]}""#),
        (r#"{"resourceSpans":[]} x"#, "malformed-input", r#"expected an object or an array at byte 21, found "x""#),
        (
            r#"{"resourceSpans":[{"resource":{"attributes":[{"key":nul}]}}]}"#,
            "malformed-input",
            "expected null at byte 55",
        ),
        (r#"{"resourceSpans":[{"x":[1}]}"#, "malformed-input", r#"expected ] at byte 25, found "}]}""#),
        (r#"{"resourceSpans":[{"x":"#, "truncated-input", "the input ends at byte 23, where a value was expected"),
        (r#"{"resourceSpans":[{"x":[1"#, "truncated-input", "the input ends at byte 25, where the rest of a value"),
        (r#"{"resourceSpans":["#, "truncated-input", "the input ends at byte 18"),
        (
            r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"#,
            "truncated-input",
            "where the closing quote of a string",
        ),
        (r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":1"#, "truncated-input", "where the rest of a number"),
    ];
    for (text, code, message) in cases {
        let fault = report(text).fault.unwrap();
        assert_eq!(fault.code.as_str(), code, "{text}");
        assert!(fault.message.contains(message), "{text}: {}", fault.message);
    }
    let random: Vec<u8> = (0..64).map(|at: u8| at.wrapping_mul(151) ^ 0x5a).collect();
    assert_eq!(report(&random).fault.unwrap().code, ErrorCode::UnknownFormat);
    assert_eq!(report(b"\x89PNG\r\n\x1a\n").fault.unwrap().code, ErrorCode::UnknownFormat);
}

#[test]
fn a_broken_line_does_not_cost_the_lines_after_it() {
    // Three good lines, with something between the first and the second. Each case says how many spans are read, and how far behind
    // the first line the fault is.
    let cases: [(&str, u64, u64); 9] = [
        ("oops\n", 3, 0),
        ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"cu\n", 3, 57),
        ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"a\"},{\"na\n", 4, 63),
        ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"a\"}\n", 4, 56),
        ("{\"resourceSpans\":[{\"resource\":{\"attributes\":[\n", 3, 110),
        ("{\"resourceLogs\":[{\"a\":1]}\n", 3, 23),
        ("{\"resourceSpans\":[}\r\n", 3, 18),
        ("{]\n{]\n", 3, 1),
        ("[{\"resourceSpans\":[]},\n  nonsense\n", 3, 34),
    ];
    let line = |name| format!("{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"name\":\"{name}\"}}]}}]}}]}}\n");
    for (broken, spans, offset) in cases {
        let first = line("one");
        let text = [&first, broken, &line("two"), &line("three")].concat();
        let whole = report(&text);
        assert_eq!((whole.spans, &whole.fault), (spans, &None), "{broken}");
        let reason = if broken == "oops\n" { Reason::TextBetweenDocuments } else { Reason::BrokenDocument };
        let finding = whole.findings.iter().find(|finding| finding.reason == reason).unwrap();
        assert_eq!(finding.first_offset, first.len() as u64 + offset, "{broken}");
        for size in 1..text.len() {
            assert_eq!(read(text.as_bytes().chunks(size)).1, whole, "{broken} in pieces of {size}");
        }
    }
}

#[test]
fn a_broken_last_line_is_a_fault() {
    let text = "{\"resourceSpans\":[]}\n{\"resourceSpans\":[]}\n{\"resourceSpans\":[oops]}\n\n";
    let report = report(text);
    assert_eq!(report.count(Reason::BrokenDocument), 0);
    assert_eq!(report.fault.unwrap().offset, Some(60));
}

#[test]
fn spans_before_a_fault_stay_with_their_resource() {
    let text = r#"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
        "scopeSpans":[{"spans":[{"name":"a"},{"name":"b"},{"name":#"#;
    let (store, report) = read([text.as_bytes()]);
    assert_eq!(report.fault.unwrap().code, ErrorCode::MalformedInput);
    assert_eq!(report.spans, 2);
    assert_eq!(store.text(store.service(spanlens::store::SpanRow(1))), "shop");
}

#[test]
fn two_files_may_be_read_into_one_store_in_turns() {
    let text = |service: &str| {
        let resource =
            format!(r#""resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"{service}"}}}}]}}"#);
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"name":"a"}},{{"name":"b"}},{{"name":"c"}}]}}],{resource}}}]}}"#
        )
    };
    let texts = [text("shop"), text("cart")];
    let mut builder = spanlens::store::StoreBuilder::new();
    let mut readers = ["one", "two"].map(|name| spanlens::ingest::FileReader::new(builder.add_source(name, "default")));
    for at in 0..texts[0].len() {
        for (reader, text) in readers.iter_mut().zip(&texts) {
            reader.push(&mut builder, &text.as_bytes()[at..=at]).unwrap();
        }
    }
    for reader in readers {
        assert_eq!(reader.finish(&mut builder).fault, None);
    }
    let store = builder.seal();
    let service = |row| store.text(store.service(spanlens::store::SpanRow(row)));
    let shops = (0..6).filter(|&row| service(row) == "shop").count();
    assert_eq!(((0..6).filter(|&row| service(row) == "cart").count(), shops), (3, 3));
}
