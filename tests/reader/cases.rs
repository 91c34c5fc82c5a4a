//! OTLP as it lies in files that people had trouble with.

use spanlens::ingest::{FileReader, FileReport, Reason};
use spanlens::store::{SpanRow, Store, StoreBuilder, check};

use super::dump::dump;
use super::read;

/// A document with one span of a service.
fn document(service: &str) -> String {
    let resource = format!(r#"{{"attributes":[{{"key":"service.name","value":{{"stringValue":"{service}"}}}}]}}"#);
    let id = u64::from(service.as_bytes()[0]);
    format!(
        r#"{{"resourceSpans":[{{"resource":{resource},"scopeSpans":[{{"spans":[{{"traceId":"0a","spanId":"{id:x}","name":"{service}"}}]}}]}}]}}"#
    )
}

/// The names of the spans, each of which is of the service of that name; and the report, which is the same wherever the text is cut.
fn names(text: &str) -> (Vec<String>, FileReport) {
    let (store, report) = read([text.as_bytes()]);
    let whole = dump(&store, &report);
    for size in (1..20).chain([64, 255, 256, 257]) {
        let (store, report) = read(text.as_bytes().chunks(size));
        assert_eq!(dump(&store, &report), whole, "{text} in pieces of {size}");
    }
    let name = |row| {
        let name = store.text(store.spans().name(SpanRow(row)));
        assert_eq!(store.text(store.service(SpanRow(row))), name);
        name.to_owned()
    };
    let mut names: Vec<String> = (0..store.spans().len()).map(name).collect();
    names.sort();
    (names, report)
}

fn counts(report: &FileReport) -> Vec<(Reason, u64)> {
    report.findings.iter().map(|finding| (finding.reason, finding.count)).collect()
}

#[test]
fn text_before_documents_on_their_lines_is_passed_over() {
    let (cart, shop) = (document("cart"), document("shop"));
    let texts = [
        format!("2026-11-27T09:00:00.000Z {cart}\n2026-11-27T09:00:01.000Z {shop}\n"),
        format!("Nov 27 09:00:00 host app[12]: {cart}\r\nNov 27 09:00:01 host app[12]: {shop}"),
        format!("[INFO] [{cart}]\n[WARN] [ {shop} ]\n"),
        format!("shop-1  | {cart}\n\nshop-1  | {shop} and so on\n"),
        format!("starting {{x}}\n{cart}\nready\n{shop}\n"),
        format!("{cart}\n... {shop}\nexited with {{}}\n"),
    ];
    for text in texts {
        let (names, report) = names(&text);
        assert_eq!((names, &report.fault), (vec!["cart".to_owned(), "shop".to_owned()], &None), "{text}");
        let count = report.count(Reason::TextBetweenDocuments);
        assert!(count == 2 || text.contains("and so on") && count == 3, "{text}: {:?}", report.findings);
        assert_eq!(report.findings.len(), 1, "{text}: {:?}", report.findings);
    }
}

#[test]
fn a_broken_document_behind_text_costs_its_line() {
    let text = format!("1 {}\n2 {{\"resourceSpans\":[oops]}}\n3 {}\n", document("cart"), document("shop"));
    let (names, report) = names(&text);
    assert_eq!((names.len(), &report.fault), (2, &None));
    assert_eq!(counts(&report), [(Reason::TextBetweenDocuments, 3), (Reason::BrokenDocument, 1)]);
}

#[test]
fn text_without_any_document_is_still_unknown() {
    for text in ["starting\nready {x}\n", "a {\"b\":1}\n", "[INFO] started\n"] {
        let (store, report) = read([text.as_bytes()]);
        assert_eq!(store.spans().len(), 0, "{text}");
        assert!(report.fault.is_some(), "{text}");
    }
}

#[test]
fn documents_that_stand_as_text_in_others_are_read() {
    let line = |text: &str| {
        let text = serde_json::Value::from(format!("{text}\n"));
        format!(r#"{{"log":{text},"stream":"stdout","time":"2026-11-27T09:00:00.1Z"}}"#)
    };
    let texts = [
        [line(&document("cart")), line("ready"), line(&document("shop"))].join("\n"),
        [line(&format!("09:00 {}", document("cart"))), line(&format!("{}\n{}", document("shop"), "done"))].join("\n"),
        format!(r#"{{"kubernetes":{{"pod":"p"}},"a":{{"message":{}}}}}"#, serde_json::Value::from(document("cart")))
            + &line(&document("shop")),
    ];
    for text in texts {
        let (names, report) = names(&text);
        assert_eq!((names, &report.fault), (vec!["cart".to_owned(), "shop".to_owned()], &None), "{text}");
        assert_eq!(report.count(Reason::EmbeddedDocument), 2, "{text}");
    }
    let (names, report) = names(&(line(&document("cart")[..60]) + &line(&document("shop"))));
    assert_eq!((names.len(), report.count(Reason::BrokenDocument)), (1, 1));
}

#[test]
fn a_line_of_another_signal_that_was_cut_costs_that_line_only() {
    for key in ["resourceLogs", "resourceMetrics", "resource_logs", "resourceProfiles"] {
        let lost =
            format!(r#"{{"{key}":[{{"resource":{{"a":["x{{\"y\\"]}},"scopeLogs":[{{"b":-1.5}},null]}}],"c":true}}"#);
        for end in 0..lost.len() {
            let text = format!("{}\n{}\n{}\n", document("cart"), &lost[..end], document("shop"));
            let (store, report) = read([text.as_bytes()]);
            assert_eq!((store.spans().len(), &report.fault), (2, &None), "cut at {end}: {text}");
            assert_eq!(report.count(Reason::BrokenDocument), u64::from(end > 0), "cut at {end}");
            let whole = dump(&store, &report);
            for size in [1, 2, 3, 7, 16, 61] {
                let (store, report) = read(text.as_bytes().chunks(size));
                assert_eq!(dump(&store, &report), whole, "cut at {end} in pieces of {size}");
            }
        }
        // Where it is not cut, a line within it may begin with a brace, and even as a document does within a text.
        let lines = format!(
            "{{\"{key}\":[\n{{\"resource\":{{}}}},\n{{\"x\":\"{{\\\"{key}\\\":1}}\"}}]}}\n{}",
            document("cart")
        );
        let (names, report) = names(&lines);
        assert_eq!((names.len(), report.findings.len(), &report.fault), (1, 0, &None), "{lines}");
    }
}

#[test]
fn objects_and_arrays_of_any_names_may_lie_around_documents() {
    let (cart, shop) = (document("cart"), document("shop"));
    let texts = [
        format!(r#"{{"data":[{cart},{shop}],"total":2}}"#),
        format!(r#"{{"traces":[{cart}]}}{{"traces":[{shop}]}}"#),
        format!(r#"{{"x":{{"list":[7,{{}}],"y":[{{"z":{cart}}},null,{{"z":{shop}}}]}}}}"#),
        format!(r#"{{"numbers":[1,2],"empty":[],"a":{cart},"b":[{shop}]}}"#),
    ];
    for text in texts {
        let (names, report) = names(&text);
        let found = (names, report.findings.len(), report.fault);
        assert_eq!(found, (vec!["cart".to_owned(), "shop".to_owned()], 0, None), "{text}");
    }
}

#[test]
fn times_within_1970_are_told_with_the_unit_that_they_look_like() {
    let text = |start: &str, end: &str| {
        format!(
            r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"startTimeUnixNano":{start},"endTimeUnixNano":{end}}}]}}]}}]}}"#
        )
    };
    let cases = [
        ("1700000000000", "\"1700000000100\"", vec![(Reason::LikelyMilliseconds, 2)]),
        ("1700000000", "1700000001", vec![(Reason::LikelySeconds, 2)]),
        ("1700000000000000", "1700000000100000", vec![(Reason::LikelyMicroseconds, 2)]),
        ("1700000000000000000", "1700000000100000000", vec![]),
        ("\"2023-11-14T22:13:20Z\"", "\"2023-11-14T22:13:20.100Z\"", vec![(Reason::DateAsTime, 2)]),
        ("5", "0", vec![]),
    ];
    for (start, end, expected) in cases {
        let (store, report) = read([text(start, end).as_bytes()]);
        assert_eq!(counts(&report), expected, "{start}");
        let start_ns = start.trim_matches('"').parse().unwrap_or(1_700_000_000_000_000_000_u64);
        assert_eq!(store.spans().start_ns(SpanRow(0)), start_ns);
    }
}

/// A span of a trace, which may still be running.
fn span(end_ns: u64, kind: u8) -> String {
    format!(
        r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"traceId":"0a","spanId":"01","name":"GET /","kind":{kind},"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"{end_ns}"}}]}}]}}]}}"#
    )
}

/// The spans of files, each in a group.
fn store_of(files: &[(&str, String)]) -> Store {
    let mut builder = StoreBuilder::new();
    for (group, text) in files {
        let mut reader = FileReader::new(builder.add_source("file", group));
        reader.push(&mut builder, text.as_bytes()).unwrap();
        assert_eq!(reader.finish(&mut builder).fault, None);
    }
    let store = builder.seal();
    check(&store).unwrap();
    store
}

#[test]
fn a_span_that_was_sent_at_its_start_and_at_its_end_is_one() {
    let (started, ended) = (span(0, 2), span(1_700_000_000_100_000_000, 2));
    let orders = [
        vec![("a", started.clone() + &ended)],
        vec![("a", ended.clone()), ("a", started.clone())],
        vec![("a", started.clone()), ("a", started.clone() + &ended)],
    ];
    for files in orders {
        let store = store_of(&files);
        let counts = store.counts();
        assert_eq!((counts.spans, counts.requests, counts.unfinished, counts.repeated_ids), (1, 1, 0, 0));
        assert_eq!(store.spans().duration_ns(SpanRow(0)), 100_000_000);
        let sent: usize = files.iter().map(|(_, text)| text.matches("spanId").count()).sum();
        assert_eq!((counts.superseded + counts.exact_repeats) as usize, sent - 1);
        assert!(counts.superseded > 0);
    }
    let apart = store_of(&[("a", started.clone()), ("b", ended)]);
    assert_eq!((apart.counts().spans, apart.counts().superseded), (2, 0), "groups are apart");
    let other_side = store_of(&[("a", started + &span(1_700_000_000_100_000_000, 3))]);
    assert_eq!((other_side.counts().spans, other_side.counts().superseded), (2, 0), "so are the sides of a call");
}
