//! Prints spans as the SDKs for Python and Go do.

use serde_json::{Map, Value as Json, json};

use super::model::{Attributes, Event, Scalar, Span};

const KINDS: [&str; 6] = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUSES: [&str; 3] = ["Unset", "Ok", "Error"];

/// The spans as Python prints them, which has no scopes and says nothing of what was left out.
pub(super) fn as_python(spans: &[Span]) -> Vec<Span> {
    let mut spans = spans.to_vec();
    for span in &mut spans {
        span.scope = (String::new(), String::new());
        span.dropped = [0; 3];
        span.events.iter_mut().for_each(|event| event.dropped = 0);
    }
    spans
}

pub(super) fn write_python(spans: &[Span], shape: usize) -> String {
    shaped(spans.iter().map(python).collect(), shape)
}

pub(super) fn write_go(spans: &[Span], shape: usize) -> String {
    shaped(spans.iter().map(go).collect(), shape)
}

fn shaped(spans: Vec<Json>, shape: usize) -> String {
    if spans.is_empty() {
        // Nothing tells what an empty text is.
        return r#"{"resourceSpans":[]}"#.to_owned();
    }
    match shape {
        0 => spans.iter().map(|span| serde_json::to_string_pretty(span).unwrap() + "\n").collect(),
        1 => spans.iter().map(|span| span.to_string() + "\n").collect(),
        _ => Json::Array(spans).to_string(),
    }
}

/// A time in the seconds that follow those of the model.
fn date(time_us: u64) -> String {
    let since_us = time_us - 1_700_000_000_000_000;
    format!("2023-11-14T22:13:{:02}.{:06}Z", 20 + since_us / 1_000_000, since_us % 1_000_000)
}

fn resource(span: &Span) -> Attributes {
    let service = (!span.service.is_empty()).then(|| ("service.name".to_owned(), Scalar::Text(span.service.clone())));
    span.resource.iter().cloned().chain(service).collect()
}

fn python(span: &Span) -> Json {
    let plain = |attributes: &Attributes| -> Json {
        let json = |scalar: &Scalar| serde_json::from_str::<Json>(&scalar.json()).unwrap();
        attributes.iter().map(|(key, scalar)| (key.clone(), json(scalar))).collect::<Map<_, _>>().into()
    };
    let context = |trace: u128, id: u64, state: &str| {
        let members: Vec<String> =
            state.split_once('=').map(|(key, value)| format!("'{{key={key}, value={value}}}'")).into_iter().collect();
        json!({"trace_id": format!("0x{trace:032x}"), "span_id": format!("0x{id:016x}"), "trace_state": format!("[{}]", members.join(", "))})
    };
    let event = |event: &Event| json!({"name": event.name, "timestamp": date(event.time_us), "attributes": plain(&event.attributes)});
    let mut status = json!({"status_code": STATUSES[span.status.0].to_uppercase()});
    if !span.status.1.is_empty() {
        status["description"] = json!(span.status.1);
    }
    json!({
        "name": span.name,
        "context": context(span.trace, span.id, &span.trace_state),
        "kind": format!("SpanKind.{}", KINDS[span.kind]),
        "parent_id": (span.parent > 0).then(|| format!("0x{:016x}", span.parent)),
        "start_time": date(span.start_us),
        "end_time": span.duration_us.map(|duration_us| date(span.start_us + duration_us)),
        "status": status,
        "attributes": plain(&span.attributes),
        "events": span.events.iter().map(event).collect::<Json>(),
        "links": span.links.iter().map(|&(trace, id)| json!({"context": context(trace, id, ""), "attributes": {}})).collect::<Json>(),
        "resource": {"attributes": plain(&resource(span)), "schema_url": ""},
    })
}

fn go(span: &Span) -> Json {
    let value = |scalar: &Scalar| match scalar {
        Scalar::Text(text) => json!({"Type": "STRING", "Value": text}),
        Scalar::Int(number) => json!({"Type": "INT64", "Value": number}),
        // Go prints no point where nothing is behind it.
        Scalar::Double(number) => {
            json!({"Type": "FLOAT64", "Value": serde_json::from_str::<Json>(&number.to_string()).unwrap()})
        }
        Scalar::Bool(truth) => json!({"Type": "BOOL", "Value": truth}),
    };
    let typed = |attributes: &Attributes| -> Json {
        let list: Vec<Json> =
            attributes.iter().map(|(key, scalar)| json!({"Key": key, "Value": value(scalar)})).collect();
        if list.is_empty() { Json::Null } else { Json::Array(list) }
    };
    let context = |trace: u128, id: u64, state: &str| json!({"TraceID": format!("{trace:032x}"), "SpanID": format!("{id:016x}"), "TraceFlags": "00", "TraceState": state});
    let event = |event: &Event| json!({"Name": event.name, "Attributes": typed(&event.attributes), "DroppedAttributeCount": event.dropped, "Time": date(event.time_us)});
    let link = |&(trace, id): &(u128, u64)| json!({"SpanContext": context(trace, id, ""), "Attributes": null, "DroppedAttributeCount": 0});
    let scope = json!({"Name": span.scope.0, "Version": span.scope.1, "SchemaURL": ""});
    json!({
        "Name": span.name,
        "SpanContext": context(span.trace, span.id, &span.trace_state),
        "Parent": context(if span.parent > 0 { span.trace } else { 0 }, span.parent, ""),
        "SpanKind": span.kind,
        "StartTime": date(span.start_us),
        "EndTime": span.duration_us.map_or("0001-01-01T00:00:00Z".to_owned(), |duration_us| date(span.start_us + duration_us)),
        "Attributes": typed(&span.attributes),
        "Events": span.events.iter().map(event).collect::<Json>(),
        "Links": span.links.iter().map(link).collect::<Json>(),
        "Status": {"Code": STATUSES[span.status.0], "Description": span.status.1},
        "DroppedAttributes": span.dropped[0],
        "DroppedEvents": span.dropped[1],
        "DroppedLinks": span.dropped[2],
        "ChildSpanCount": 0,
        "Resource": typed(&resource(span)),
        "InstrumentationScope": scope,
        "InstrumentationLibrary": scope,
    })
}
