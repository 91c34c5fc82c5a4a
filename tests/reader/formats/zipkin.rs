//! Writes Zipkin JSON of both versions, as OpenTelemetry's exporters do.

use serde_json::{Map, Value as Json, json};

use super::model::{Event, Scalar, Span};

const KINDS: [&str; 6] = ["", "", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];

/// The spans in one of the shapes that files have. `events` is how events with attributes are packed.
pub(super) fn write(spans: &[Span], shape: usize, events: usize) -> String {
    shaped(spans.iter().map(|span| span_v2(span, events)).collect(), shape)
}

/// The same in version 1.
pub(super) fn write_v1(spans: &[Span], shape: usize, events: usize) -> String {
    shaped(spans.iter().map(|span| span_v1(span, events)).collect(), shape)
}

fn shaped(spans: Vec<Json>, shape: usize) -> String {
    if spans.is_empty() {
        // Nothing tells what an empty array is.
        return r#"{"resourceSpans":[]}"#.to_owned();
    }
    match shape {
        0 => Json::Array(spans).to_string(),
        1 => json!([spans, []]).to_string(),
        _ => spans.iter().map(Json::to_string).collect::<Vec<_>>().join("\n"),
    }
}

fn head(span: &Span) -> Map<String, Json> {
    let mut json = Map::new();
    json.insert("traceId".to_owned(), json!(format!("{:032x}", span.trace)));
    json.insert("id".to_owned(), json!(format!("{:016x}", span.id)));
    if span.parent > 0 {
        json.insert("parentId".to_owned(), json!(format!("{:016x}", span.parent)));
    }
    json.insert("name".to_owned(), json!(span.name));
    json.insert("timestamp".to_owned(), json!(span.start_us));
    if let Some(duration_us) = span.duration_us {
        json.insert("duration".to_owned(), json!(duration_us));
    }
    json
}

fn span_v2(span: &Span, events: usize) -> Json {
    let mut json = head(span);
    if !KINDS[span.kind].is_empty() {
        json.insert("kind".to_owned(), json!(KINDS[span.kind]));
    }
    json.insert("localEndpoint".to_owned(), json!({"serviceName": span.service}));
    let annotation = |event: &Event| json!({"timestamp": event.time_us, "value": event_text(event, events)});
    json.insert("annotations".to_owned(), span.events.iter().map(annotation).collect());
    json.insert("tags".to_owned(), tags(span).into_iter().collect::<Map<_, _>>().into());
    Json::Object(json)
}

fn span_v1(span: &Span, events: usize) -> Json {
    let mut json = head(span);
    let endpoint = json!({"serviceName": span.service});
    let annotation =
        |event: &Event| json!({"timestamp": event.time_us, "value": event_text(event, events), "endpoint": endpoint});
    let at = |value: &str, time_us: u64| json!({"timestamp": time_us, "value": value, "endpoint": endpoint});
    let words = [("", ""), ("", ""), ("sr", "ss"), ("cs", "cr"), ("ms", "ws"), ("wr", "mr")];
    let (start, end) = words[span.kind];
    let mut annotations: Vec<Json> = span.events.iter().map(annotation).collect();
    // Whoever takes a message out of a queue says when that was, and the side of a call that never ended when it began.
    if !start.is_empty() {
        let end_us = span.start_us + span.duration_us.unwrap_or_default();
        annotations.push(at(if start == "wr" && span.duration_us.is_none() { "mr" } else { start }, span.start_us));
        if span.duration_us.is_some() {
            annotations.push(at(end, end_us));
        }
    }
    let tag = |(key, value)| json!({"key": key, "value": value, "endpoint": endpoint});
    json.insert("annotations".to_owned(), Json::Array(annotations));
    json.insert("binaryAnnotations".to_owned(), tags(span).into_iter().map(tag).collect());
    Json::Object(json)
}

fn tags(span: &Span) -> Vec<(String, Json)> {
    let (code, message) = &span.status;
    let all = span.attributes.iter().chain(&span.resource).map(|(key, value)| (key.clone(), json!(value.text())));
    let mut tags: Vec<(String, Json)> = all.collect();
    let mut add = |key: &str, text: &str| tags.push((key.to_owned(), json!(text)));
    if *code > 0 {
        add("otel.status_code", ["", "OK", "ERROR"][*code]);
    }
    if *code == 2 {
        add("error", message);
    }
    for (key, text) in [
        ("otel.scope.name", &span.scope.0),
        ("otel.scope.version", &span.scope.1),
        ("w3c.tracestate", &span.trace_state),
    ] {
        if !text.is_empty() {
            add(key, text);
        }
    }
    if span.kind == 1 {
        add("span.kind", "internal");
    }
    let counts = ["otel.dropped_attributes_count", "otel.dropped_events_count", "otel.dropped_links_count"];
    for (key, count) in counts.into_iter().zip(span.dropped).filter(|&(_, count)| count > 0) {
        add(key, &count.to_string());
    }
    for (at, (trace, id)) in span.links.iter().enumerate() {
        add(&format!("otlp.link.{at}"), &format!("{trace:032x}|{id:016x}||{{}}|0"));
    }
    tags
}

/// The text of an annotation: the name alone where that is all there is to say.
fn event_text(event: &Event, packing: usize) -> String {
    let member = |(key, value): &(String, Scalar)| format!("{}: {}", json!(key), value.json());
    let members: Vec<String> = event.attributes.iter().map(member).collect();
    let attributes = format!("{{{}}}", members.join(", "));
    match packing {
        _ if event.attributes.is_empty() && event.dropped == 0 => event.name.clone(),
        0 if event.dropped == 0 => format!("{}: {attributes}", json!(event.name)),
        1 if event.dropped == 0 => format!("{{{}: {attributes}}}", json!(event.name)),
        _ => format!("{}|{attributes}|{}", event.name, event.dropped),
    }
}
