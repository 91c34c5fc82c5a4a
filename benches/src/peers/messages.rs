//! `opentelemetry-proto` with its serde support: the official messages, as they are. No columns, nothing joined.

use anyhow::Result;
use opentelemetry_proto::tonic::trace::v1::TracesData;

/// Decodes all documents of a text.
///
/// # Errors
///
/// Those of serde.
pub fn decode(text: &[u8]) -> Result<Vec<TracesData>> {
    // Checking all of the text beforehand is faster than string by string.
    let text = std::str::from_utf8(text)?;
    let documents = serde_json::Deserializer::from_str(text).into_iter();
    Ok(documents.collect::<serde_json::Result<_>>()?)
}

/// The number of spans.
#[must_use]
pub fn spans(documents: &[TracesData]) -> usize {
    let resources = documents.iter().flat_map(|document| &document.resource_spans);
    resources.flat_map(|resource| &resource.scope_spans).map(|scope| scope.spans.len()).sum()
}
