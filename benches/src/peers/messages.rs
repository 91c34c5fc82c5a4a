//! `opentelemetry-proto` with its serde support: the official messages, as they are. No columns, nothing joined.

use anyhow::Result;
use opentelemetry_proto::tonic::trace::v1::TracesData;

/// Decodes a text with a document in each line.
///
/// # Errors
///
/// Those of serde.
pub fn decode(text: &[u8]) -> Result<Vec<TracesData>> {
    // Checking all of the text beforehand is faster than string by string.
    let lines = std::str::from_utf8(text)?.lines();
    Ok(lines.map(serde_json::from_str).collect::<serde_json::Result<_>>()?)
}

/// The number of spans.
#[must_use]
pub fn spans(documents: &[TracesData]) -> usize {
    let resources = documents.iter().flat_map(|document| &document.resource_spans);
    resources.flat_map(|resource| &resource.scope_spans).map(|scope| scope.spans.len()).sum()
}
