//! Facts with their titles: what all details are made of.

use spanlens::analysis::{Attribute, AttributeValue};
use spanlens::filter::{Field, Scope};
use spanlens::store::SpanHandle;

use crate::format;
use crate::words::Level;

/// Some facts with a title.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Section {
    pub(super) title: String,
    /// Beside the title.
    pub(super) note: String,
    /// What a log says.
    pub(super) said: String,
    pub(super) facts: Vec<Fact>,
    /// A stack trace, of several lines.
    pub(super) stack: String,
    /// How bad an event or a log is.
    pub(super) level: Option<Level>,
    /// The number of an event or a log among those of the span.
    pub(super) event: Option<u32>,
    /// The trace and the span that a link leads to.
    pub(super) link: Option<(String, String)>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub(super) key: String,
    pub(super) text: String,
    /// What a filter by it is about, if there can be one.
    pub(super) value: Option<(Field, AttributeValue)>,
    /// Where it leads to within the trace.
    pub(super) target: Option<SpanHandle>,
}

/// An attribute, to be filtered by.
pub(super) fn attribute_fact(attribute: &Attribute, scope: Scope) -> Fact {
    let field = Field::Attribute(scope, attribute.key.clone());
    Fact {
        key: attribute.key.clone(),
        text: attribute.text.clone(),
        value: Some((field, attribute.value.clone())),
        target: None,
    }
}

/// That the sender left something out, where it says so.
pub(super) fn dropped_fact(dropped: u32) -> Option<Fact> {
    (dropped > 0)
        .then(|| format::counted(dropped, "attribute", "attributes"))
        .and_then(|text| plain("dropped by the sender", &text))
}

/// A fact that can be filtered by, where there is a text.
pub(super) fn word(key: &str, text: &str, field: Field) -> Option<Fact> {
    let value = Some((field, AttributeValue::String(text.to_owned())));
    plain(key, text).map(|fact| Fact { value, ..fact })
}

/// A fact, where there is a text.
pub(super) fn plain(key: &str, text: &str) -> Option<Fact> {
    (!text.is_empty()).then(|| Fact { key: key.to_owned(), text: text.to_owned(), value: None, target: None })
}
