//! The reader against the oracle, on documents that nobody would write.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value as Json;
use spanlens::ingest::FileReport;

use super::dump::SpanText;
use super::generate::{Style, document, style};
use super::{dump, oracle, read};

proptest! {
    #[test]
    fn whatever_is_written_is_read(
        documents in vec(document(), 1..4),
        style in style(),
        between in select(vec!["", "\n", " \r\n\u{feff}"]),
        array in any::<bool>(),
        size in 1_usize..400,
    ) {
        let text = write(&documents, style, between, array);
        let (store, report) = read(text.as_bytes().chunks(size));
        prop_assert_eq!(&report.fault, &None, "{}", text);

        let (mut expected, flaws) = oracle::read(&documents);
        prop_assert_eq!(report.spans, expected.len() as u64, "{}", &text);
        let counted: u64 = report.findings.iter().map(|finding| finding.count).sum();
        prop_assert_eq!(counted, flaws, "{:?} in {}", report.findings, text);
        // Exact repeats are dropped by the store, and unfinished spans that are there again as they ended.
        let mut found = dump::spans(&store);
        for spans in [&mut expected, &mut found] {
            spans.sort();
            spans.dedup();
        }
        expected.retain(|span| found.contains(span) || !is_superseded(span, &found));
        prop_assert_eq!(found, expected, "{}", text);
    }
}

/// Whether a span is unfinished, and another of its ids, kind and start has ended.
fn is_superseded(span: &SpanText, all: &[SpanText]) -> bool {
    let parts = |span: &SpanText| {
        let (before, after) = span.head.rsplit_once("\" kind ").unwrap();
        let ids: Vec<String> = before.split(' ').take(4).map(str::to_owned).collect();
        let mut words = after.split(' ');
        let (kind, times) = (words.next().unwrap().to_owned(), words.next().unwrap());
        let (start, end) = times.split_once("..").unwrap();
        ((ids, kind, start.to_owned()), end != "0")
    };
    let (identity, is_ended) = parts(span);
    !is_ended && all.iter().any(|other| parts(other) == (identity.clone(), true))
}

fn write(documents: &[Json], style: Style, between: &str, array: bool) -> String {
    let mut text = String::new();
    if array {
        style.write(&Json::Array(documents.to_vec()), &mut text);
        return text;
    }
    for document in documents {
        style.write(document, &mut text);
        text.push_str(between);
    }
    text
}

/// What comes first teaches the reader what to expect; it must not read anything else differently for that.
#[test]
fn what_came_before_changes_nothing() {
    let attribute = |value: &str| format!(r#"{{"key":"a","value":{value}}}"#);
    let lists = [
        attribute(r#"{"doubleValue":NaN}"#),
        attribute(r#"{"doubleValue":-Infinity}"#),
        attribute(r#"{"doubleValue":+1.5}"#),
        attribute(r#"{"doubleValue":.5}"#),
        attribute(r#"{"doubleValue":1.5 }"#),
        attribute(r#"{"doubleValue":1.5}"#) + "]",
        attribute(r#"{"boolValue":truth}"#),
        attribute(r#"{"boolValue":false}"#),
        attribute(r#"{"intValue":"\u0031"}"#),
        attribute(r#"{"intValue":"1e3"}"#),
        attribute(r#"{"intValue":"one"}"#),
        attribute(r#"{"stringValue":"one\"}}"#),
        attribute(r#"{"stringValue":"one"},"key":"b""#),
        attribute(r#"{"stringValue":"one","intValue":"1"}"#),
        attribute(r#"{"stringValue": "one"}"#),
        String::from(",") + &attribute(r#"{"stringValue":"one"}"#),
        attribute(r#"{"stringValue":"one"}"#) + &attribute(r#"{"stringValue":"one"}"#),
    ];
    let span =
        |list: &str| format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{{"attributes":[{list}]}}]}}]}}]}}"#);
    let usual = [r#"{"doubleValue":1.5}"#, r#"{"boolValue":true}"#, r#"{"intValue":"1"}"#, r#"{"stringValue":"one"}"#];
    let before: String = usual.iter().map(|value| span(&[attribute(value), attribute(value)].join(","))).collect();
    for list in lists {
        let (alone, after) = (span(&list), before.clone() + &span(&list));
        let ((store, report), (_, report_after)) = (read([alone.as_bytes()]), read([after.as_bytes()]));
        let code = |report: &FileReport| report.fault.as_ref().map(|fault| fault.code);
        assert_eq!(code(&report), code(&report_after), "{list}");
        assert_eq!(report.spans + 4, report_after.spans, "{list}");
        let reasons = |report: &FileReport| {
            report.findings.iter().map(|finding| (finding.reason, finding.count)).collect::<Vec<_>>()
        };
        assert_eq!(reasons(&report), reasons(&report_after), "{list}");
        for expected in dump::spans(&store) {
            assert!(dump::spans(&read([after.as_bytes()]).0).contains(&expected), "{list}");
        }
    }
}
