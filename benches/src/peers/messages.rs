//! `opentelemetry-proto`: the official messages, as they are. No columns, nothing joined.

use anyhow::Result;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{Span, TracesData};
use prost::Message;

/// Decodes a text with a document in each line, by serde.
///
/// # Errors
///
/// Those of serde.
pub fn decode(text: &[u8]) -> Result<Vec<TracesData>> {
    // Checking all of the text beforehand is faster than string by string.
    let lines = std::str::from_utf8(text)?.lines();
    Ok(lines.map(serde_json::from_str).collect::<serde_json::Result<_>>()?)
}

/// Decodes messages of protobuf that stand one after the other, and so are one.
///
/// # Errors
///
/// Those of prost.
pub fn decode_protobuf(bytes: &[u8]) -> Result<TracesData> {
    Ok(TracesData::decode(bytes)?)
}

/// The documents as messages of protobuf, one after the other.
#[must_use]
pub fn encode_protobuf(documents: &[TracesData]) -> Vec<u8> {
    documents.iter().flat_map(Message::encode_to_vec).collect()
}

/// The number of spans.
#[must_use]
pub fn spans(documents: &[TracesData]) -> usize {
    let resources = documents.iter().flat_map(|document| &document.resource_spans);
    resources.flat_map(|resource| &resource.scope_spans).map(|scope| scope.spans.len()).sum()
}

/// Each span with its resource.
pub(crate) fn spans_with_resources(documents: &[TracesData]) -> impl Iterator<Item = (&Span, Option<&Resource>)> {
    let resources = documents.iter().flat_map(|document| &document.resource_spans);
    resources.flat_map(|entry| {
        let spans = entry.scope_spans.iter().flat_map(|scope| &scope.spans);
        spans.map(|span| (span, entry.resource.as_ref()))
    })
}

/// The name of the service.
pub(crate) fn service_of(resource: Option<&Resource>) -> String {
    let attributes = resource.map(|resource| resource.attributes.as_slice()).unwrap_or_default();
    attributes.iter().find(|attribute| attribute.key == "service.name").map(text_of).unwrap_or_default()
}

/// The value of an attribute as text.
pub(crate) fn text_of(attribute: &KeyValue) -> String {
    use opentelemetry_proto::tonic::common::v1::any_value::Value;
    match attribute.value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::BoolValue(truth)) => truth.to_string(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// An id in hexadecimal.
pub(crate) fn hex(id: &[u8]) -> String {
    const_hex::encode(id)
}
