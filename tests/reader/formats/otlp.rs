//! Writes OTLP JSON.

use serde_json::{Value as Json, json};

use super::model::{Attributes, Event, Scalar, Span};

/// The traces as one document.
pub(super) fn write(spans: &[Span]) -> String {
    let entries: Vec<Json> = spans.iter().map(entry).collect();
    json!({"resourceSpans": entries}).to_string()
}

fn attributes(attributes: &Attributes) -> Json {
    let value = |value: &Scalar| match value {
        Scalar::Text(text) => json!({"stringValue": text}),
        Scalar::Int(number) => json!({"intValue": number.to_string()}),
        Scalar::Double(number) => json!({"doubleValue": number}),
        Scalar::Bool(truth) => json!({"boolValue": truth}),
    };
    attributes.iter().map(|(key, scalar)| json!({"key": key, "value": value(scalar)})).collect()
}

fn entry(span: &Span) -> Json {
    let mut resource = span.resource.clone();
    if !span.service.is_empty() {
        resource.push(("service.name".to_owned(), Scalar::Text(span.service.clone())));
    }
    let (scope, version) = &span.scope;
    json!({
        "resource": {"attributes": attributes(&resource)},
        "scopeSpans": [{"scope": {"name": scope, "version": version}, "spans": [span_json(span)]}],
    })
}

fn span_json(span: &Span) -> Json {
    let end_ns = span.duration_us.map_or(0, |duration_us| (span.start_us + duration_us) * 1_000);
    let event = |event: &Event| {
        json!({
            "timeUnixNano": (event.time_us * 1_000).to_string(),
            "name": event.name,
            "attributes": attributes(&event.attributes),
            "droppedAttributesCount": event.dropped,
        })
    };
    let link = |(trace, id): &(u128, u64)| json!({"traceId": format!("{trace:032x}"), "spanId": format!("{id:016x}")});
    json!({
        "traceId": format!("{:032x}", span.trace),
        "spanId": format!("{:016x}", span.id),
        "parentSpanId": if span.parent == 0 { String::new() } else { format!("{:016x}", span.parent) },
        "traceState": span.trace_state,
        "name": span.name,
        "kind": span.kind,
        "startTimeUnixNano": (span.start_us * 1_000).to_string(),
        "endTimeUnixNano": end_ns.to_string(),
        "attributes": attributes(&span.attributes),
        "events": span.events.iter().map(event).collect::<Json>(),
        "links": span.links.iter().map(link).collect::<Json>(),
        "status": {"code": span.status.0, "message": span.status.1},
        "droppedAttributesCount": span.dropped[0],
        "droppedEventsCount": span.dropped[1],
        "droppedLinksCount": span.dropped[2],
    })
}
