//! Jaeger JSON as structs of `serde_json`: what a program in Rust would begin with. Nothing interned, nothing joined.

use std::collections::BTreeMap;

use anyhow::Result;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{Span as Message, TracesData};
use serde::{Deserialize, Serialize};

use super::messages::{hex, service_of, spans_with_resources};

/// What the API answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document {
    data: Vec<Trace>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    #[serde(rename = "traceID")]
    id: String,
    spans: Vec<Span>,
    processes: BTreeMap<String, Process>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Process {
    service_name: String,
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Span {
    #[serde(rename = "traceID")]
    trace_id: String,
    #[serde(rename = "spanID")]
    id: String,
    flags: u32,
    operation_name: String,
    references: Vec<Reference>,
    start_time: u64,
    duration: u64,
    tags: Vec<Tag>,
    logs: Vec<Log>,
    #[serde(rename = "processID")]
    process_id: String,
    warnings: Option<Vec<String>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    ref_type: String,
    #[serde(rename = "traceID")]
    trace_id: String,
    #[serde(rename = "spanID")]
    span_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Log {
    timestamp: u64,
    fields: Vec<Tag>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Tag {
    key: String,
    r#type: String,
    value: Scalar,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
}

/// Decodes a document.
///
/// # Errors
///
/// Those of serde.
pub fn decode(text: &[u8]) -> Result<Document> {
    Ok(serde_json::from_str(std::str::from_utf8(text)?)?)
}

impl Document {
    /// The number of spans.
    #[must_use]
    pub fn spans(&self) -> usize {
        self.data.iter().map(|trace| trace.spans.len()).sum()
    }
}

/// The spans of documents of OTLP, by their traces.
#[must_use]
pub fn document(documents: &[TracesData]) -> Document {
    let mut traces: BTreeMap<String, Trace> = BTreeMap::new();
    for (message, resource) in spans_with_resources(documents) {
        let id = hex(&message.trace_id);
        let trace = traces.entry(id.clone()).or_insert_with(|| Trace { id, ..Trace::default() });
        let service = service_of(resource);
        let known = trace.processes.iter().find(|(_, process)| process.service_name == service);
        let process = known.map_or_else(|| format!("p{}", trace.processes.len() + 1), |(id, _)| id.clone());
        trace
            .processes
            .entry(process.clone())
            .or_insert_with(|| Process { service_name: service, tags: tags_of(resource) });
        trace.spans.push(span(message, process));
    }
    Document { data: traces.into_values().collect() }
}

fn tags_of(resource: Option<&Resource>) -> Vec<Tag> {
    let attributes = resource.map(|resource| resource.attributes.as_slice()).unwrap_or_default();
    tags(attributes).into_iter().filter(|tag| tag.key != "service.name").collect()
}

fn span(message: &Message, process_id: String) -> Span {
    let (trace_id, start_time) = (hex(&message.trace_id), message.start_time_unix_nano / 1_000);
    let parent = (!message.parent_span_id.is_empty()).then(|| Reference {
        ref_type: "CHILD_OF".to_owned(),
        trace_id: trace_id.clone(),
        span_id: hex(&message.parent_span_id),
    });
    let mut all = tags(&message.attributes);
    let kind = ["", "internal", "server", "client", "producer", "consumer"];
    let kind = usize::try_from(message.kind).ok().and_then(|at| kind.get(at)).filter(|kind| !kind.is_empty());
    all.extend(kind.map(|kind| text("span.kind", kind)));
    if let Some(status) = message.status.as_ref().filter(|status| status.code == 2) {
        all.push(Tag { key: "error".to_owned(), r#type: "bool".to_owned(), value: Scalar::Bool(true) });
        all.push(text("otel.status_description", &status.message));
    }
    let logs = message.events.iter().map(|event| {
        let fields = std::iter::once(text("event", &event.name)).chain(tags(&event.attributes)).collect();
        Log { timestamp: event.time_unix_nano / 1_000, fields }
    });
    Span {
        id: hex(&message.span_id),
        trace_id,
        flags: 1,
        operation_name: message.name.clone(),
        references: parent.into_iter().collect(),
        start_time,
        duration: message.end_time_unix_nano / 1_000 - start_time,
        tags: all,
        logs: logs.collect(),
        process_id,
        warnings: None,
    }
}

fn text(key: &str, value: &str) -> Tag {
    Tag { key: key.to_owned(), r#type: "string".to_owned(), value: Scalar::Text(value.to_owned()) }
}

fn tags(attributes: &[KeyValue]) -> Vec<Tag> {
    attributes.iter().map(tag).collect()
}

fn tag(attribute: &KeyValue) -> Tag {
    let (kind, value) = match attribute.value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(Value::BoolValue(truth)) => ("bool", Scalar::Bool(*truth)),
        Some(Value::IntValue(number)) => ("int64", Scalar::Int(*number)),
        Some(Value::DoubleValue(number)) => ("float64", Scalar::Double(*number)),
        Some(Value::StringValue(text)) => ("string", Scalar::Text(text.clone())),
        _ => ("string", Scalar::Text(String::new())),
    };
    Tag { key: attribute.key.clone(), r#type: kind.to_owned(), value }
}
