//! Completions: possible continuations of a filter.

use serde::{Deserialize, Serialize};

/// The completions for a part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Completions {
    /// The first byte of the text that a completion replaces.
    pub from: u32,
    /// The first byte after.
    pub to: u32,
    /// At most 50 completions, the best first.
    pub items: Vec<Completion>,
}

/// A completion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What to write.
    pub insert: String,
    /// What to show.
    pub label: String,
    /// Its kind.
    pub kind: CompletionKind,
    /// For keys, the number of distinct values; for values, how many spans, events, logs or links have it or, for fields of traces, how
    /// many traces. `None` for parts of the language.
    pub count: Option<u32>,
}

/// The kind of a completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CompletionKind {
    /// The key of an attribute, with its scope.
    Key,
    /// A field that is not an attribute.
    Intrinsic,
    /// An operator, a parenthesis or a bracket.
    Operator,
    /// A value of the field that is being compared.
    Value,
}
