//! Writes Jaeger JSON, as Jaeger's API and page and its store in Elasticsearch do.

use serde_json::{Map, Value as Json, json};

use super::model::{Attributes, Event, Scalar, Span};

const KINDS: [&str; 6] = ["", "internal", "server", "client", "producer", "consumer"];

/// The traces in one of the shapes that files have.
pub(super) fn write(spans: &[Span], shape: usize) -> String {
    let mut traces: Vec<u128> = spans.iter().map(|span| span.trace).collect();
    traces.sort_unstable();
    traces.dedup();
    let of = |trace: u128| spans.iter().filter(move |span| span.trace == trace).collect::<Vec<_>>();
    let traces: Vec<Json> = traces.into_iter().map(|trace| trace_json(trace, &of(trace))).collect();
    let lines = |values: Vec<Json>| values.iter().map(Json::to_string).collect::<Vec<_>>().join("\n");
    match if spans.is_empty() { 0 } else { shape } {
        0 => json!({"data": traces, "total": 0, "limit": 0, "offset": 0, "errors": null}).to_string(),
        1 => traces.into_iter().map(|trace| json!({"data": trace, "state": "DONE"}).to_string()).collect(),
        2 => lines(traces),
        3 => Json::Array(traces).to_string(),
        _ => lines(spans.iter().map(document).collect()),
    }
}

fn tag(key: &str, value: &Scalar) -> Json {
    match value {
        Scalar::Text(text) => json!({"key": key, "type": "string", "value": text}),
        // Jaeger's API writes what JavaScript would round as text.
        Scalar::Int(number) if number.unsigned_abs() > 1 << 53 => {
            json!({"key": key, "type": "int64", "value": number.to_string()})
        }
        Scalar::Int(number) => json!({"key": key, "type": "int64", "value": number}),
        Scalar::Double(number) => json!({"key": key, "type": "float64", "value": number}),
        Scalar::Bool(truth) => json!({"key": key, "type": "bool", "value": truth}),
    }
}

fn tags(attributes: &Attributes) -> Vec<Json> {
    attributes.iter().map(|(key, value)| tag(key, value)).collect()
}

fn text_tag(key: &str, text: &str) -> Option<Json> {
    (!text.is_empty()).then(|| json!({"key": key, "type": "string", "value": text}))
}

fn count_tag(key: &str, count: u32) -> Option<Json> {
    (count > 0).then(|| json!({"key": key, "type": "int64", "value": count}))
}

fn process(span: &Span) -> Json {
    let service = if span.service.is_empty() { "OTLPResourceNoServiceName" } else { &span.service };
    json!({"serviceName": service, "tags": tags(&span.resource)})
}

fn trace_json(trace: u128, spans: &[&Span]) -> Json {
    let processes: Map<String, Json> = spans.iter().map(|span| (format!("p{}", span.id), process(span))).collect();
    let spans: Vec<Json> = spans
        .iter()
        .map(|span| {
            let mut json = span_json(span);
            json["processID"] = json!(format!("p{}", span.id));
            json
        })
        .collect();
    json!({"traceID": format!("{trace:x}"), "spans": spans, "processes": processes, "warnings": null})
}

/// A span by itself.
fn document(span: &Span) -> Json {
    let mut json = span_json(span);
    json["process"] = process(span);
    json["startTimeMillis"] = json!(span.start_us / 1_000);
    if span.id.is_multiple_of(2) { json!({"_index": "jaeger-span", "_source": json}) } else { json }
}

fn span_json(span: &Span) -> Json {
    let trace = format!("{:x}", span.trace);
    let reference =
        |kind: &str, trace: &str, id: u64| json!({"refType": kind, "traceID": trace, "spanID": format!("{id:x}")});
    let parent = (span.parent > 0).then(|| reference("CHILD_OF", &trace, span.parent));
    let links = span.links.iter().map(|(trace, id)| reference("FOLLOWS_FROM", &format!("{trace:032x}"), *id));
    let mut json = json!({
        "traceID": trace,
        "spanID": format!("{:x}", span.id),
        "operationName": span.name,
        "references": parent.into_iter().chain(links).collect::<Json>(),
        "startTime": span.start_us,
        "tags": span_tags(span),
        "logs": span.events.iter().map(log).collect::<Json>(),
        "warnings": null,
    });
    if let Some(duration_us) = span.duration_us {
        json["duration"] = json!(duration_us);
    }
    json
}

fn span_tags(span: &Span) -> Json {
    let (code, message) = &span.status;
    let special = [
        text_tag("otel.scope.name", &span.scope.0),
        text_tag("otel.library.name", &span.scope.0),
        text_tag("otel.scope.version", &span.scope.1),
        text_tag("span.kind", KINDS[span.kind]),
        text_tag("otel.status_code", ["", "OK", "ERROR"][*code]),
        (*code == 2).then(|| json!({"key": "error", "type": "bool", "value": true})),
        text_tag("otel.status_description", message),
        text_tag("w3c.tracestate", &span.trace_state),
        count_tag("otel.dropped_attributes_count", span.dropped[0]),
        count_tag("otel.dropped_events_count", span.dropped[1]),
        count_tag("otel.dropped_links_count", span.dropped[2]),
    ];
    tags(&span.attributes).into_iter().chain(special.into_iter().flatten()).collect()
}

fn log(event: &Event) -> Json {
    let special = [text_tag("event", &event.name), count_tag("otel.event.dropped_attributes_count", event.dropped)];
    let fields: Json = special.into_iter().flatten().chain(tags(&event.attributes)).collect();
    json!({"timestamp": event.time_us, "fields": fields})
}
