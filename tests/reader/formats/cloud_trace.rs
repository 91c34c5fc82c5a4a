//! Writes JSON of Google Cloud Trace in both versions, and says what of spans they can carry.

use serde_json::{Map, Value as Json, json};

use super::model::{Attributes, Event, Scalar, Span, with_text};

const PROJECT: &str = "a-project";
const KINDS: [&str; 6] = ["SPAN_KIND_UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];

/// What version 2 carries of spans: it knows no scopes, trace states and doubles, and names a project.
pub(super) fn carried(spans: &[Span]) -> Vec<Span> {
    let no_double = |attributes: &Attributes| with_text(attributes, |value| matches!(value, Scalar::Double(_)));
    let event = |event: &Event| Event { attributes: no_double(&event.attributes), ..event.clone() };
    let span = |span: &Span| Span {
        trace_state: String::new(),
        attributes: no_double(&span.attributes),
        events: span.events.iter().map(event).collect(),
        resource: with_project(no_double(&span.resource)),
        scope: (String::new(), String::new()),
        ..span.clone()
    };
    spans.iter().map(span).collect()
}

/// What version 1 carries of them: text, two kinds, errors. It has neither events nor links, and an error needs a name.
pub(super) fn carried_by_v1(spans: &[Span]) -> Vec<Span> {
    let span = |span: &Span| {
        let failed = span.status.0 == 2;
        let mut attributes = with_text(&span.attributes, |_| true);
        attributes.extend(failed.then(|| ("error.type".to_owned(), Scalar::Text("an error".to_owned()))));
        Span {
            kind: if matches!(span.kind, 2 | 3) { span.kind } else { 0 },
            status: if failed { span.status.clone() } else { (0, String::new()) },
            trace_state: String::new(),
            dropped: [0; 3],
            attributes,
            events: Vec::new(),
            links: Vec::new(),
            resource: with_project(with_text(&span.resource, |_| true)),
            scope: (String::new(), String::new()),
            ..span.clone()
        }
    };
    spans.iter().map(span).collect()
}

fn with_project(mut resource: Attributes) -> Attributes {
    resource.push(("cloud.account.id".to_owned(), Scalar::Text(PROJECT.to_owned())));
    resource
}

/// The spans in version 2.
pub(super) fn write(spans: &[Span]) -> String {
    if spans.is_empty() {
        // Nothing tells whose spans an empty list is of.
        return r#"{"resourceSpans":[]}"#.to_owned();
    }
    json!({"spans": spans.iter().map(span_v2).collect::<Json>()}).to_string()
}

/// The spans in version 1, by their traces: as an answer of the API, or as a list.
pub(super) fn write_v1(spans: &[Span], as_list: bool) -> String {
    let mut traces: Vec<u128> = spans.iter().map(|span| span.trace).collect();
    traces.sort_unstable();
    traces.dedup();
    let trace = |trace: u128| {
        let spans: Json = spans.iter().filter(|span| span.trace == trace).map(span_v1).collect();
        json!({"projectId": PROJECT, "traceId": format!("{trace:032x}"), "spans": spans})
    };
    let traces: Json = traces.into_iter().map(trace).collect();
    match (spans.is_empty(), as_list) {
        (true, _) => write(spans),
        (false, true) => traces.to_string(),
        (false, false) => json!({"traces": traces}).to_string(),
    }
}

/// A time as RFC 3339. All times of the model are of one day.
fn date(time_us: u64) -> String {
    const MIDNIGHT_US: u64 = 1_699_920_000_000_000;
    let (seconds, us) = ((time_us - MIDNIGHT_US) / 1_000_000, time_us % 1_000_000);
    format!("2023-11-14T{:02}:{:02}:{:02}.{us:06}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn value(value: &Scalar) -> Json {
    match value {
        Scalar::Int(number) => json!({"intValue": number.to_string()}),
        Scalar::Bool(truth) => json!({"boolValue": truth}),
        Scalar::Text(_) | Scalar::Double(_) => json!({"stringValue": {"value": value.text(), "truncatedByteCount": 0}}),
    }
}

fn attributes<'a>(attributes: impl IntoIterator<Item = &'a (String, Scalar)>, dropped: u32) -> Json {
    let map: Map<String, Json> = attributes.into_iter().map(|(key, scalar)| (key.clone(), value(scalar))).collect();
    json!({"attributeMap": map, "droppedAttributesCount": dropped})
}

/// The attributes of a span with those of its resource, and the name of the service.
fn all_attributes(span: &Span) -> Attributes {
    let service = (!span.service.is_empty()).then(|| ("service.name".to_owned(), Scalar::Text(span.service.clone())));
    span.attributes.iter().chain(&span.resource).cloned().chain(service).collect()
}

fn span_v2(span: &Span) -> Json {
    let (trace, id) = (format!("{:032x}", span.trace), format!("{:016x}", span.id));
    let event = |event: &Event| {
        let attributes = attributes(&event.attributes, event.dropped);
        json!({"time": date(event.time_us), "annotation": {"description": {"value": event.name}, "attributes": attributes}})
    };
    let link = |(trace, id): &(u128, u64)| json!({"traceId": format!("{trace:032x}"), "spanId": format!("{id:016x}")});
    let [dropped, dropped_events, dropped_links] = span.dropped;
    let mut json = json!({
        "name": format!("projects/{PROJECT}/traces/{trace}/spans/{id}"),
        "spanId": id,
        "displayName": {"value": span.name},
        "startTime": date(span.start_us),
        "attributes": attributes(&all_attributes(span), dropped),
        "timeEvents": {"timeEvent": span.events.iter().map(event).collect::<Json>(), "droppedAnnotationsCount": dropped_events},
        "links": {"link": span.links.iter().map(link).collect::<Json>(), "droppedLinksCount": dropped_links},
        "spanKind": KINDS[span.kind],
    });
    if span.parent > 0 {
        json["parentSpanId"] = json!(format!("{:016x}", span.parent));
    }
    if let Some(duration_us) = span.duration_us {
        json["endTime"] = json!(date(span.start_us + duration_us));
    }
    match span.status.0 {
        0 => {}
        1 => json["status"] = json!({}),
        _ => json["status"] = json!({"code": 2, "message": span.status.1}),
    }
    json
}

fn span_v1(span: &Span) -> Json {
    let mut labels: Map<String, Json> =
        all_attributes(span).into_iter().map(|(key, value)| (key, json!(value.text()))).collect();
    if span.status.0 == 2 {
        labels.insert("/error/name".to_owned(), json!("an error"));
        labels.insert("/error/message".to_owned(), json!(span.status.1));
    }
    let kind = ["SPAN_KIND_UNSPECIFIED", "SPAN_KIND_UNSPECIFIED", "RPC_SERVER", "RPC_CLIENT"];
    let mut json = json!({
        "spanId": span.id.to_string(),
        "parentSpanId": span.parent.to_string(),
        "name": span.name,
        "kind": kind.get(span.kind).unwrap_or(&kind[0]),
        "startTime": date(span.start_us),
        "labels": labels,
    });
    if let Some(duration_us) = span.duration_us {
        json["endTime"] = json!(date(span.start_us + duration_us));
    }
    json
}
