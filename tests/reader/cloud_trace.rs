//! Google Cloud Trace in both versions, read by `serde_json` and told apart by hand.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use spanlens::ingest::{Format, Reason};
use spanlens::store::{SpanRow, Store};

use super::read;

const TRACE: &str = "2f6d4b8a0c1e3957b7d5f3e1a9c80642";

/// What the oracle knows of a span: id, parent, name, times, kind, status, message, service.
type Seen = (u64, u64, String, u64, u64, usize, usize, String, String);

fn seen(store: &Store) -> Vec<Seen> {
    let spans = store.spans();
    let mut seen: Vec<Seen> = (0..spans.len())
        .map(SpanRow)
        .map(|row| {
            assert_eq!(store.traces().id(spans.trace(row)).to_string(), TRACE);
            (
                spans.span_id(row).0,
                spans.parent_id(row).0,
                store.text(spans.name(row)).to_owned(),
                spans.start_ns(row),
                spans.recorded_end_ns(row).unwrap_or(0),
                spans.kind(row) as usize,
                spans.status(row) as usize,
                store.text(spans.status_message(row)).to_owned(),
                store.text(store.service(row)).to_owned(),
            )
        })
        .collect();
    seen.sort();
    seen
}

/// A span in both versions, and what it is in each.
fn span() -> impl Strategy<Value = [(Value, Seen); 2]> {
    let id = select(vec![1_u64, 2, 1 << 63, u64::MAX, 0x1234_5678_9012_3456]);
    let status = select(vec![None, Some(0_i64), Some(2), Some(5)]);
    let kind = select(vec![
        (0, "SPAN_KIND_UNSPECIFIED", "SPAN_KIND_UNSPECIFIED"),
        (2, "RPC_SERVER", "SERVER"),
        (3, "RPC_CLIENT", "CLIENT"),
    ]);
    let service = select(vec!["", "shop"]);
    let http = select(vec![0_i64, 200, 503]);
    (id.clone(), id, kind, status, service, http, 0..9_u64, any::<bool>()).prop_map(
        |(id, parent, (kind, v1_kind, v2_kind), status, service, http, millis, as_number)| {
            let start = format!("2023-11-14T22:13:20.00{millis}Z");
            let time_ns = 1_700_000_000_000_000_000 + millis * 1_000_000;
            let v1_id = |id: u64| if as_number { json!(id) } else { json!(id.to_string()) };
            let mut v1 = json!({"spanId": v1_id(id), "parentSpanId": v1_id(parent), "name": "a", "kind": v1_kind, "startTime": start, "endTime": start});
            let mut v2 = json!({
                "name": format!("projects/p/traces/{TRACE}/spans/{id:016x}"), "spanId": format!("{id:016x}"), "parentSpanId": format!("{parent:016x}"),
                "displayName": {"value": "a"}, "spanKind": v2_kind, "startTime": start, "endTime": start
            });
            v1["labels"] = json!({});
            if !service.is_empty() {
                v1["labels"]["service.name"] = json!(service);
                v2["attributes"]["attributeMap"]["service.name"] = json!({"stringValue": {"value": service}});
            }
            if http > 0 {
                v1["labels"]["/http/status_code"] = json!(http.to_string());
                v2["attributes"]["attributeMap"]["/http/status_code"] = json!({"intValue": http.to_string()});
            }
            if let Some(code) = status {
                v2["status"] = json!({"code": code, "message": "m"});
            }
            let of = |status, message: &str| (id, parent, "a".to_owned(), time_ns, time_ns, kind, status, message.to_owned(), service.to_owned());
            let v1_seen = of(if http >= 500 { 2 } else { 0 }, "");
            let v2_seen = match status {
                None => of(0, ""),
                Some(0) => of(1, "m"),
                Some(_) => of(2, "m"),
            };
            [(v1, v1_seen), (v2, v2_seen)]
        },
    )
}

proptest! {
    #[test]
    fn both_versions_are_what_a_plain_reading_makes_of_them(spans in vec(span(), 1..4), id_last in any::<bool>(), size in 1..99_usize) {
        for version in 0..2 {
            let list = Value::Array(spans.iter().map(|both| both[version].0.clone()).collect());
            let text = match (version, id_last) {
                (0, true) => format!(r#"{{"traces":[{{"projectId":"p","spans":{list},"traceId":"{TRACE}"}}]}}"#),
                (0, false) => format!(r#"[{{"projectId":"p","traceId":"{TRACE}","spans":{list}}}]"#),
                _ => format!(r#"{{"spans":{list}}}"#),
            };
            let (store, report) = read(text.as_bytes().chunks(size));
            prop_assert_eq!((report.format, &report.fault, &report.findings), (Some(Format::CloudTraceJson), &None, &vec![]), "{}", text);
            let mut expected: Vec<Seen> = spans.iter().map(|both| both[version].1.clone()).collect();
            let mut found = seen(&store);
            expected.sort();
            for seen in [&mut expected, &mut found] {
                seen.dedup();
            }
            prop_assert_eq!(found, expected, "{}", text);
        }
    }
}

#[test]
fn a_list_of_traces_without_spans_says_that_they_are_elsewhere() {
    let text = format!(r#"{{"traces":[{{"projectId":"p","traceId":"{TRACE}"}},{{"projectId":"p","traceId":"1"}}]}}"#);
    let (_, report) = read([text.as_bytes()]);
    assert_eq!((report.format, report.spans, report.fault.clone()), (Some(Format::CloudTraceJson), 0, None));
    assert_eq!(report.count(Reason::MoreElsewhere), 2);
}

#[test]
fn spans_of_a_trace_that_breaks_before_its_id_are_kept() {
    let text = br#"{"projectId":"p","spans":[{"spanId":"1","labels":{}},{"spanId":"2","labels":{}},"#;
    let (store, report) = read([text.as_slice()]);
    assert_eq!((store.spans().len(), report.spans, report.fault.is_some()), (2, 2, true));
}
