//! Segment documents, read by `serde_json` and told apart by hand.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use spanlens::error::ErrorCode;
use spanlens::ingest::{Format, Reason};
use spanlens::store::{SpanRow, Store};

use super::read;

const TRACE: &str = "1-65500000-00112233445566778899aabb";

/// What the oracle knows of a span: trace, id, parent, name, times, kind, whether it failed, service, HTTP status.
type Seen = (String, String, String, String, u64, u64, usize, bool, String, Option<i64>);

fn seen(store: &Store) -> Vec<Seen> {
    let spans = store.spans();
    let mut seen: Vec<Seen> = (0..spans.len())
        .map(SpanRow)
        .map(|row| {
            let key = "http.response.status_code";
            let status = store.attributes(row).iter().find(|&&pair| store.text(store.pairs().key(pair)) == key);
            (
                store.traces().id(spans.trace(row)).to_string(),
                spans.span_id(row).to_string(),
                spans.parent_id(row).to_string(),
                store.text(spans.name(row)).to_owned(),
                spans.start_ns(row),
                spans.recorded_end_ns(row).unwrap_or(0),
                spans.kind(row) as usize,
                spans.status(row) as usize == 2,
                store.text(store.service(row)).to_owned(),
                status.map(|&pair| match store.value(pair) {
                    spanlens::store::Value::Int(status) => status,
                    other => panic!("{other:?} is no status"),
                }),
            )
        })
        .collect();
    seen.sort();
    seen
}

/// The slow reading: by recursion, with times of whole milliseconds.
fn expected(segment: &Value, parent: Option<&str>, service: &str, out: &mut Vec<Seen>) {
    let text = |key: &str| segment[key].as_str().unwrap_or_default().to_owned();
    let flag = |key: &str| segment[key] == json!(true);
    let millis = |key: &str| segment[key].as_str().map_or(0, |text| text.replace('.', "").parse::<u64>().unwrap());
    let status = segment["http"]["response"]["status"].as_i64();
    let is_call = ["aws", "remote"].contains(&segment["namespace"].as_str().unwrap_or_default());
    let is_served = parent.is_none() && (segment.get("origin").is_some() || segment["http"].get("request").is_some());
    let (kind, code) = (
        if is_call {
            3
        } else if is_served {
            2
        } else {
            1
        },
        status.unwrap_or(0),
    );
    let by_status = code >= 500 || is_call && code >= 400;
    let failed = flag("fault") || (flag("error") || flag("throttle")) && is_call;
    let flagged = flag("fault") || flag("error") || flag("throttle");
    out.push((
        "6550000000112233445566778899aabb".to_owned(),
        text("id"),
        parent.map_or_else(|| format!("{:0>16}", text("parent_id")), str::to_owned),
        text("name"),
        millis("start_time") * 1_000_000,
        if flag("in_progress") { 0 } else { millis("end_time") * 1_000_000 },
        kind,
        if flagged { failed } else { by_status },
        service.to_owned(),
        status,
    ));
    for inner in segment["subsegments"].as_array().into_iter().flatten() {
        expected(inner, Some(segment["id"].as_str().unwrap()), service, out);
    }
}

fn fields() -> impl Strategy<Value = Map<String, Value>> {
    let field = select(vec![
        ("namespace", json!("remote")),
        ("namespace", json!("aws")),
        ("namespace", json!("local")),
        ("origin", json!("AWS::EC2::Instance")),
        ("http", json!({"response": {"status": 404}})),
        ("http", json!({"request": {"method": "GET"}, "response": {"status": 503}})),
        ("fault", json!(true)),
        ("error", json!(true)),
        ("throttle", json!(true)),
        ("fault", json!(false)),
        ("in_progress", json!(true)),
        ("in_progress", json!(false)),
        ("end_time", json!("1700000000.750")),
        ("end_time", json!("1700000001.000")),
    ]);
    vec(field, 0..5).prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn segment() -> impl Strategy<Value = Value> {
    let leaf = fields().prop_map(Value::Object);
    leaf.prop_recursive(4, 8, 3, |inner| {
        (fields(), vec(inner, 0..3)).prop_map(|(mut fields, inner)| {
            fields.insert("subsegments".to_owned(), Value::Array(inner));
            Value::Object(fields)
        })
    })
}

/// Gives each segment an id, a name and a start. Times are texts with three decimals, so that the oracle needs no floats.
fn number(segment: &mut Value, next: &mut u64) {
    *next += 1;
    segment["id"] = json!(format!("{next:016x}"));
    segment["name"] = json!(format!("n{}", *next % 3));
    segment["start_time"] = json!(format!("1700000000.{:03}", *next));
    for inner in segment.get_mut("subsegments").and_then(Value::as_array_mut).into_iter().flatten() {
        number(inner, next);
    }
}

proptest! {
    #[test]
    fn documents_are_what_a_plain_reading_makes_of_them(mut segment in segment(), wrapped in any::<bool>(), size in 1..99_usize) {
        number(&mut segment, &mut 0);
        segment["trace_id"] = json!(TRACE);
        let document = segment.to_string();
        let text = if wrapped {
            json!({"Traces": [{"Id": TRACE, "Segments": [{"Id": "1", "Document": document}]}]}).to_string()
        } else {
            document
        };
        let (store, report) = read(text.as_bytes().chunks(size));
        prop_assert_eq!((report.format, &report.fault, &report.findings), (Some(Format::XrayJson), &None, &vec![]), "{}", text);
        let mut spans = Vec::new();
        expected(&segment, None, segment["name"].as_str().unwrap(), &mut spans);
        spans.sort();
        prop_assert_eq!(seen(&store), spans, "{}", text);
    }
}

#[test]
fn times_are_read_digit_by_digit() {
    let cases = [
        ("1700000000.1234567", 1_700_000_000_123_456_700),
        ("1.700000000432E9", 1_700_000_000_432_000_000),
        ("\"1700000000.5\"", 1_700_000_000_500_000_000),
        ("1700000000.1234567891", 1_700_000_000_123_456_789),
        ("1700000000", 1_700_000_000_000_000_000),
    ];
    for (time, expected) in cases {
        let text = format!(r#"{{"id":"1","trace_id":"{TRACE}","name":"a","start_time":{time}}}"#);
        let (store, report) = read([text.as_bytes()]);
        assert_eq!((store.spans().start_ns(SpanRow(0)), report.findings), (expected, vec![]), "{time}");
    }
}

#[test]
fn subsegments_may_lie_in_each_other_to_any_depth_and_too_many_are_a_limit() {
    let text = |inner: String| format!(r#"{{"trace_id":"{TRACE}","id":"1","start_time":1,"subsegments":[{inner}]}}"#);
    let deep = format!("{}{}", r#"{"id":"2","subsegments":["#.repeat(60_000), "]}".repeat(60_000));
    let (_, report) = read([text(deep).as_bytes()]);
    assert_eq!((report.spans, report.fault), (60_001, None));
    let wide = vec![r#"{"id":"2"}"#; 70_000].join(",");
    let (_, report) = read([text(wide).as_bytes()]);
    assert_eq!(report.fault.map(|fault| fault.code), Some(ErrorCode::LimitExceeded));
}

#[test]
fn an_answer_without_traces_is_one_and_says_what_is_missing() {
    let (_, report) = read([br#"{"Traces":[],"UnprocessedTraceIds":["1-2-3"],"NextToken":"more"}"#.as_slice()]);
    assert_eq!((report.format, report.spans, report.fault.clone()), (Some(Format::XrayJson), 0, None));
    assert_eq!(report.count(Reason::MoreElsewhere), 2);
    let fault = read([br#"{"Id":"1","x":{"subsegments":1}}"#.as_slice()]).1.fault.unwrap();
    assert_eq!(fault.code, ErrorCode::UnknownFormat);
}
