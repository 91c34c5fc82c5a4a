//! Writes segment documents of AWS X-Ray, and says what of spans they can carry.
//!
//! A root, or what serves, is a segment. What lies below is a subsegment, in the document of its parent or sent alone.

use serde_json::{Map, Value as Json, json};

use super::model::{Attributes, Event, Scalar, Span};

/// What documents carry of spans. The name of a segment is that of its service, and what lies in a segment has its resource.
pub(super) fn carried(spans: &[Span]) -> Vec<Span> {
    spans.iter().map(|span| carried_span(spans, span)).collect()
}

fn is_segment(span: &Span) -> bool {
    span.parent == 0 || span.kind == 2
}

/// The segment that a span is or lies in. `None` where there is none.
fn segment_of<'a>(spans: &'a [Span], span: &'a Span) -> Option<&'a Span> {
    let mut at = span;
    // No span has more above it than there are.
    for _ in 0..=spans.len() {
        if is_segment(at) {
            return Some(at);
        }
        at = spans.iter().find(|other| (other.trace, other.id) == (at.trace, at.parent))?;
    }
    None
}

fn carried_span(spans: &[Span], span: &Span) -> Span {
    let segment = segment_of(spans, span);
    let mut attributes = span.attributes.clone();
    if !is_segment(span) && span.kind == 3 && !span.name.is_empty() {
        attributes.push(("peer.service".to_owned(), Scalar::Text(span.name.clone())));
    }
    // Exceptions are all that a segment knows of events.
    let end_us = span.start_us + span.duration_us.unwrap_or_default();
    let exception = |event: &Event| {
        let kind = ("exception.type".to_owned(), Scalar::Text(event.name.clone()));
        let attributes = if event.name.is_empty() { Vec::new() } else { vec![kind] };
        Event { time_us: end_us, name: "exception".to_owned(), attributes, dropped: 0 }
    };
    Span {
        kind: match span.kind {
            2 => 2,
            3 if !is_segment(span) => 3,
            _ => 1,
        },
        status: if span.status.0 == 2 { (2, String::new()) } else { (0, String::new()) },
        trace_state: String::new(),
        dropped: [0; 3],
        attributes,
        events: span.events.iter().map(exception).collect(),
        service: segment.map_or_else(String::new, |segment| segment.name.clone()),
        resource: segment.map_or_else(Vec::new, carried_resource),
        scope: (String::new(), String::new()),
        ..span.clone()
    }
}

/// What is said of the resource: a version has to be text.
fn carried_resource(segment: &Span) -> Attributes {
    let mut resource = segment.resource.clone();
    if resource.iter().any(|(key, _)| key == "host.id") {
        resource.push(("cloud.provider".to_owned(), Scalar::Text("aws".to_owned())));
    }
    if segment.kind == 2 {
        resource.push(("aws.xray.origin".to_owned(), Scalar::Text("a place".to_owned())));
    }
    resource
}

/// The spans as documents: as SDKs send them to the daemon, a line each, or as the API answers. Where `nested`, subsegments are in the
/// document of a parent that was started before them.
pub(super) fn write(spans: &[Span], shape: usize, nested: bool) -> String {
    let is_nested = |span: &Span| {
        let is_parent = |other: &Span| (other.trace, other.id) == (span.trace, span.parent) && other.id < span.id;
        nested && !is_segment(span) && spans.iter().any(is_parent)
    };
    let roots: Vec<&Span> = spans.iter().filter(|span| !is_nested(span)).collect();
    let documents = roots.iter().map(|span| document(span, spans, &is_nested));
    match shape {
        0 => {
            let lines = documents.map(|document| format!("{{\"format\": \"json\", \"version\": 1}}\n{document}\n"));
            lines.collect::<Vec<_>>().concat()
        }
        1 => documents.map(|document| document.to_string()).collect::<Vec<_>>().join("\n"),
        _ => {
            let trace = |span: &Span, document: Json| {
                let segment = json!({"Id": format!("{:016x}", span.id), "Document": document.to_string()});
                json!({"Id": trace_id(span.trace), "Duration": 0.5, "Segments": [segment]})
            };
            let traces: Json = roots.iter().zip(documents).map(|(span, document)| trace(span, document)).collect();
            json!({"Traces": traces, "UnprocessedTraceIds": []}).to_string()
        }
    }
}

fn trace_id(trace: u128) -> String {
    let digits = format!("{trace:032x}");
    format!("1-{}-{}", &digits[..8], &digits[8..])
}

/// Seconds. A double has all digits of a microsecond of our times.
fn seconds(time_us: u64) -> Json {
    let text = format!("{}.{:06}", time_us / 1_000_000, time_us % 1_000_000);
    json!(text.parse::<f64>().unwrap())
}

fn document(span: &Span, spans: &[Span], is_nested: &impl Fn(&Span) -> bool) -> Json {
    let mut json = segment(span);
    json["trace_id"] = json!(trace_id(span.trace));
    if span.parent > 0 {
        json["parent_id"] = json!(format!("{:016x}", span.parent));
    }
    if !is_segment(span) {
        json["type"] = json!("subsegment");
    }
    json["subsegments"] = subsegments(span, spans, is_nested);
    json
}

fn subsegments(span: &Span, spans: &[Span], is_nested: &impl Fn(&Span) -> bool) -> Json {
    let is_below = |other: &&Span| is_nested(other) && (other.trace, other.parent) == (span.trace, span.id);
    let subsegment = |other: &Span| {
        let mut json = segment(other);
        json["subsegments"] = subsegments(other, spans, is_nested);
        json
    };
    spans.iter().filter(is_below).map(subsegment).collect()
}

fn segment(span: &Span) -> Json {
    let exception = |event: &Event| json!({"type": event.name, "stack": []});
    let link =
        |(trace, id): &(u128, u64)| json!({"trace_id": trace_id(*trace), "id": format!("{id:016x}"), "attributes": {}});
    let annotations: Map<String, Json> = span
        .attributes
        .iter()
        .map(|(key, value)| (key.clone(), serde_json::from_str(&value.json()).unwrap()))
        .collect();
    let mut json = json!({
        "id": format!("{:016x}", span.id),
        "name": span.name,
        "start_time": seconds(span.start_us),
        "in_progress": span.duration_us.is_none(),
        "annotations": annotations,
        "cause": {"exceptions": span.events.iter().map(exception).collect::<Json>()},
        "links": span.links.iter().map(link).collect::<Json>(),
        "fault": span.status.0 == 2,
    });
    if let Some(duration_us) = span.duration_us {
        json["end_time"] = seconds(span.start_us + duration_us);
    }
    match (is_segment(span), span.kind) {
        (true, 2) => json["origin"] = json!("a place"),
        (false, 3) => json["namespace"] = json!("remote"),
        _ => {}
    }
    if is_segment(span) {
        for (key, value) in &span.resource {
            let value: Json = serde_json::from_str(&value.json()).unwrap();
            match key.as_str() {
                "service.version" => json["service"] = json!({"version": value}),
                _ => json["aws"] = json!({"ec2": {"instance_id": value}}),
            }
        }
    }
    json
}
