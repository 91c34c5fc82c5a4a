//! `serde_json`, straight to columns: how one would write it with a well-known library and some care.
//!
//! Nothing is built in between: `DeserializeSeed` visits the text and appends to columns, and strings are interned from the
//! text itself. All that the generated file has is kept. Spans are not joined into traces, and pairs are not interned.

mod records;
mod strings;
mod visit;

use anyhow::Result;
use serde::de::DeserializeSeed;

use records::Document;
use strings::{Strings, Symbol};
use visit::Object;

/// Spans as parallel vectors.
#[derive(Debug, Default)]
pub struct Columns {
    strings: Strings,
    trace_id: Vec<[u8; 16]>,
    span_id: Vec<[u8; 8]>,
    parent_id: Vec<[u8; 8]>,
    flags: Vec<u64>,
    name: Vec<Symbol>,
    kind: Vec<u64>,
    start_ns: Vec<u64>,
    end_ns: Vec<u64>,
    status: Vec<u64>,
    status_message: Vec<Symbol>,
    /// The attributes of span `i` end at `attributes_end[i]` of `attributes`, and those of other owners likewise.
    attributes_end: Vec<usize>,
    attributes: Attributes,
    events: Events,
    resources: Owners,
    scopes: Owners,
    /// The span that is being read.
    draft: Span,
}

/// A span, until all of its fields are read.
#[derive(Debug, Default)]
#[expect(clippy::struct_field_names, reason = "the field is called so")]
struct Span {
    trace_id: [u8; 16],
    span_id: [u8; 8],
    parent_id: [u8; 8],
    flags: u64,
    name: Symbol,
    kind: u64,
    start_ns: u64,
    end_ns: u64,
    status: u64,
    status_message: Symbol,
}

#[derive(Debug, Default)]
struct Attributes {
    keys: Vec<Symbol>,
    values: Vec<Value>,
}

#[derive(Debug, Clone, Copy, Default)]
#[expect(dead_code, reason = "what is measured is how long it takes to fill columns")]
enum Value {
    #[default]
    Empty,
    String(Symbol),
    Bool(bool),
    Int(i64),
    Double(f64),
}

/// Events, each with its span.
#[derive(Debug, Default)]
struct Events {
    span: Vec<usize>,
    time_ns: Vec<u64>,
    name: Vec<Symbol>,
    attributes_end: Vec<usize>,
    attributes: Attributes,
}

/// Resources, or scopes, each with the number of the first span that is its own.
#[derive(Debug, Default)]
struct Owners {
    first_span: Vec<usize>,
    name: Vec<Symbol>,
    version: Vec<Symbol>,
    attributes_end: Vec<usize>,
    attributes: Attributes,
}

impl Columns {
    /// The number of spans.
    #[must_use]
    pub fn spans(&self) -> usize {
        self.trace_id.len()
    }

    /// The number of distinct strings, the empty one included.
    #[must_use]
    pub fn distinct_strings(&self) -> usize {
        self.strings.len()
    }

    fn push_span(&mut self) {
        let draft = std::mem::take(&mut self.draft);
        self.trace_id.push(draft.trace_id);
        self.span_id.push(draft.span_id);
        self.parent_id.push(draft.parent_id);
        self.flags.push(draft.flags);
        self.name.push(draft.name);
        self.kind.push(draft.kind);
        self.start_ns.push(draft.start_ns);
        self.end_ns.push(draft.end_ns);
        self.status.push(draft.status);
        self.status_message.push(draft.status_message);
        self.attributes_end.push(self.attributes.keys.len());
    }
}

/// Decodes a text with a document in each line.
///
/// # Errors
///
/// Those of serde.
pub fn decode(text: &[u8]) -> Result<Columns> {
    let mut columns = Columns::default();
    // Checking all of the text beforehand is faster than string by string.
    for line in std::str::from_utf8(text)?.lines() {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        Object(&mut Document(&mut columns)).deserialize(&mut deserializer)?;
        deserializer.end()?;
    }
    Ok(columns)
}
