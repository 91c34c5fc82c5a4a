//! Zipkin JSON, version 2, as structs of `serde_json`: what a program in Rust would begin with. Nothing interned, nothing joined.

use std::collections::BTreeMap;

use anyhow::Result;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::trace::v1::{Span as Message, TracesData};
use serde::{Deserialize, Serialize};

use super::messages::{hex, service_of, spans_with_resources, text_of};

/// A span.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    trace_id: String,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    name: String,
    timestamp: u64,
    duration: u64,
    local_endpoint: Endpoint,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    annotations: Vec<Annotation>,
    tags: BTreeMap<String, String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    service_name: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Annotation {
    timestamp: u64,
    value: String,
}

/// Decodes an array of spans.
///
/// # Errors
///
/// Those of serde.
pub fn decode(text: &[u8]) -> Result<Vec<Span>> {
    Ok(serde_json::from_str(std::str::from_utf8(text)?)?)
}

/// The spans of documents of OTLP.
#[must_use]
pub fn spans(documents: &[TracesData]) -> Vec<Span> {
    spans_with_resources(documents).map(|(message, resource)| span(message, service_of(resource))).collect()
}

fn span(message: &Message, service_name: String) -> Span {
    let timestamp = message.start_time_unix_nano / 1_000;
    let kind = ["", "", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
    let kind = usize::try_from(message.kind).ok().and_then(|at| kind.get(at)).filter(|kind| !kind.is_empty());
    let tag = |attribute: &KeyValue| (attribute.key.clone(), text_of(attribute));
    let mut tags: BTreeMap<String, String> = message.attributes.iter().map(tag).collect();
    if let Some(status) = message.status.as_ref().filter(|status| status.code == 2) {
        tags.insert("error".to_owned(), status.message.clone());
    }
    let annotation = |(time_ns, value): (u64, &String)| Annotation { timestamp: time_ns / 1_000, value: value.clone() };
    let events = message.events.iter().map(|event| (event.time_unix_nano, &event.name));
    Span {
        trace_id: hex(&message.trace_id),
        id: hex(&message.span_id),
        parent_id: (!message.parent_span_id.is_empty()).then(|| hex(&message.parent_span_id)),
        kind: kind.map(|kind| (*kind).to_owned()),
        name: message.name.clone(),
        timestamp,
        duration: message.end_time_unix_nano / 1_000 - timestamp,
        local_endpoint: Endpoint { service_name },
        annotations: events.map(annotation).collect(),
        tags,
    }
}
