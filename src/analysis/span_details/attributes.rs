//! Attributes with their types, and as text.

use serde::{Deserialize, Serialize};

use crate::sort::sort_by;
use crate::store::{PairRow, Store, Value};

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// The key.
    pub key: String,
    /// The value with its type.
    pub value: AttributeValue,
    /// The value as text, to be shown and copied.
    pub text: String,
}

/// A value with its type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttributeValue {
    /// A value of no type.
    Empty,
    /// Text.
    String(String),
    /// A truth value.
    Bool(bool),
    /// A 64-bit integer.
    Int(i64),
    /// A 64-bit float.
    Double(f64),
    /// Bytes, as standard base64 with padding.
    Bytes(String),
    /// A list, as the text that [`Value::Array`] describes.
    Array(String),
    /// A map, as text of the same form.
    Map(String),
}

impl From<Value<'_>> for AttributeValue {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Empty => Self::Empty,
            Value::String(text) => Self::String(text.to_owned()),
            Value::Bool(value) => Self::Bool(value),
            Value::Int(value) => Self::Int(value),
            Value::Double(value) => Self::Double(value),
            Value::Bytes(base64) => Self::Bytes(base64.to_owned()),
            Value::Array(text) => Self::Array(text.to_owned()),
            Value::Map(text) => Self::Map(text.to_owned()),
        }
    }
}

impl<'a> From<&'a AttributeValue> for Value<'a> {
    fn from(value: &'a AttributeValue) -> Self {
        match value {
            AttributeValue::Empty => Self::Empty,
            AttributeValue::String(text) => Self::String(text),
            AttributeValue::Bool(value) => Self::Bool(*value),
            AttributeValue::Int(value) => Self::Int(*value),
            AttributeValue::Double(value) => Self::Double(*value),
            AttributeValue::Bytes(base64) => Self::Bytes(base64),
            AttributeValue::Array(text) => Self::Array(text),
            AttributeValue::Map(text) => Self::Map(text),
        }
    }
}

/// Attributes in the order in which they are given.
pub(super) fn in_order(store: &Store, pairs: &[PairRow]) -> Vec<Attribute> {
    let attribute = |&pair: &PairRow| {
        let value = store.value(pair);
        Attribute { key: store.text(store.pairs().key(pair)).to_owned(), value: value.into(), text: value.to_string() }
    };
    pairs.iter().map(attribute).collect()
}

/// Attributes by key, and those of one key by value, both as text: for owners whose attributes have no order.
pub(super) fn by_key(store: &Store, pairs: &[PairRow]) -> Vec<Attribute> {
    let mut attributes = in_order(store, pairs);
    sort_by(&mut attributes, |a, b| (&a.key, &a.text).cmp(&(&b.key, &b.text)));
    attributes
}
