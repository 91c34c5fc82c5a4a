//! The reader of Zipkin JSON against an oracle, on documents that nobody would write; pieces of spans in any order.

mod generate;
mod oracle;

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use spanlens::ingest::Reason;
use spanlens::store::SpanRow;

use super::generate::style;
use super::{dump, read};
use generate::spans;

proptest! {
    #[test]
    fn whatever_zipkin_writes_is_read(spans in spans(), style in style(), shape in 0..3, size in 1_usize..400) {
        // What comes first tells the format.
        let mut text = String::from("[{\"traceId\":\"f\",\"id\":\"f\",\"timestamp\":1700000000000000,\"duration\":1}]\n");
        match shape {
            0 => style.write(&Json::Array(spans.clone()), &mut text),
            1 => style.write(&json!([[], spans]), &mut text),
            _ => spans.iter().filter(|span| span.is_object()).for_each(|span| style.write(span, &mut text)),
        }
        let (store, report) = read(text.as_bytes().chunks(size));
        prop_assert_eq!(&report.fault, &None, "{}", text);

        let (mut expected, flaws) = oracle::read(&spans, shape < 2);
        let mut found = dump::spans(&store);
        found.retain(|span| !span.head.contains(" 000000000000000f <"));
        prop_assert_eq!(found.len(), expected.len(), "{}", &text);
        let counted: u64 = report.findings.iter().map(|finding| finding.count).sum();
        prop_assert_eq!(counted, flaws, "{:?} in {}", report.findings, text);
        for spans in [&mut expected, &mut found] {
            // Members of an object may come in any order.
            for span in spans.iter_mut() {
                span.attributes.sort();
                span.nested.iter_mut().for_each(|(_, attributes)| attributes.sort());
            }
            spans.sort();
        }
        prop_assert_eq!(found, expected, "{}", text);
    }

    #[test]
    fn pieces_are_one_span_in_whatever_order_they_come(
        order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle(),
        lines in any::<bool>(),
        size in 1_usize..400,
    ) {
        let pieces = [
            r#"{"traceId":"a","id":"1","kind":"SERVER","timestamp":1700000000000000,"localEndpoint":{"serviceName":"s"},"tags":{"a":"1"}}"#,
            r#"{"traceId":"a","id":"1","duration":300,"tags":{"b":"2"}}"#,
            r#"{"traceId":"a","id":"1","name":"get","annotations":[{"timestamp":1700000000000009,"value":"e"}]}"#,
            r#"{"traceId":"a","id":"2","parentId":"1","name":"child","timestamp":1700000000000001,"duration":5}"#,
            r#"{"traceId":"a","id":"2","tags":{"error":"late"}}"#,
        ];
        let pieces: Vec<&str> = order.into_iter().map(|at| pieces[at]).collect();
        let text = if lines { pieces.join("\n") } else { format!("[{}]", pieces.join(",")) };
        let (store, report) = read(text.as_bytes().chunks(size));
        prop_assert_eq!((report.spans, report.count(Reason::SpanInPieces), store.spans().len()), (2, 2, 2));
        let spans = store.spans();
        let of = |row| (spans.start_ns(row), spans.duration_ns(row), store.text(spans.name(row)), store.attributes(row).len());
        prop_assert_eq!(of(SpanRow(0)), (1_700_000_000_000_000_000, 300_000, "get", 2));
        prop_assert_eq!(of(SpanRow(1)), (1_700_000_000_000_001_000, 5_000, "child", 0));
        prop_assert_eq!(store.text(spans.status_message(SpanRow(1))), "late");
        prop_assert_eq!((store.events().len(), store.text(store.service(SpanRow(0)))), (1, "s"));
    }
}

#[test]
fn the_side_of_a_call_that_was_not_told_its_parent_is_no_root() {
    let text = r#"[
        {"traceId":"a","id":"1","kind":"SERVER","name":"home","timestamp":1700000000000000,"duration":300},
        {"traceId":"a","id":"2","parentId":"1","kind":"CLIENT","name":"get","timestamp":1700000000000010,"duration":200},
        {"traceId":"a","id":"2","kind":"SERVER","name":"get /user","timestamp":1700000000000020,"duration":150},
        {"traceId":"a","id":"3","parentId":"2","name":"load","timestamp":1700000000000030,"duration":90}]"#;
    let (store, _) = read([text.as_bytes()]);
    let counts = store.counts();
    assert_eq!((counts.spans, counts.requests, counts.orphans), (4, 1, 0));
    let parents: Vec<_> = (0..4).map(|row| store.parent(SpanRow(row)).map(|parent| parent.0)).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(2)]);
}
