//! What a unit can have or lack: values, as handles and as text.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::analysis::AttributeValue;
use crate::filter::is_decimal;
use crate::store::{LogLines, PairRow, Store, Sym, Value, names_exception};
use crate::units::SpanKind;

/// The origin of a value. Of values with equal units, those of an earlier origin come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttributeOrigin {
    /// An attribute of a span.
    Span,
    /// An attribute of an event or a log.
    Event,
    /// The line of a log: its body as its [template](crate::analysis::template()). It has no key.
    LogLine,
    /// The name of an event or a log, if it has one. It has no key.
    EventName,
    /// An attribute of an instrumentation scope.
    Scope,
    /// An attribute of a resource.
    Resource,
    /// The service of a span. It has no key.
    Service,
    /// The name of a span. It has no key.
    Name,
    /// The kind of a span. It has no key.
    Kind,
}

impl AttributeOrigin {
    /// Whether values of this origin belong to keys, and can be absent.
    pub(super) fn has_keys(self) -> bool {
        matches!(self, Self::Span | Self::Event | Self::Scope | Self::Resource)
    }
}

/// A value, or the absence of a key, that a unit can have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signal {
    /// Its origin.
    pub origin: AttributeOrigin,
    /// The key of the attribute. Empty for services, names, kinds and lines.
    pub key: String,
    /// The value. `None` for the absence of the key in all spans of the unit.
    pub value: Option<AttributeValue>,
    /// The value as text. Empty for an absence.
    pub text: String,
}

/// Where the texts of values are: lines are not those of the store.
pub(super) type Texts<'a> = (&'a Store, &'a LogLines);

/// A value of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Handle {
    pub(super) origin: AttributeOrigin,
    /// The row of the pair, the symbol of the service or the name, the number of the kind or the line.
    pub(super) row: u32,
}

impl Handle {
    /// The symbol of the key, or empty.
    pub(super) fn key(self, store: &Store) -> Sym {
        if self.origin.has_keys() { store.pairs().key(PairRow(self.row)) } else { Sym::EMPTY }
    }

    pub(super) fn value(self, (store, lines): Texts<'_>) -> Value<'_> {
        match self.origin {
            AttributeOrigin::Service | AttributeOrigin::Name | AttributeOrigin::EventName => {
                Value::String(store.text(Sym(self.row)))
            }
            AttributeOrigin::LogLine => Value::String(lines.text(self.row)),
            AttributeOrigin::Kind => {
                Value::String(SpanKind::ALL.get(self.row as usize).copied().unwrap_or_default().word())
            }
            _ => store.value(PairRow(self.row)),
        }
    }

    /// Whether the value only says again how it went, whatever its key: the name of an event that tells of an exception.
    pub(super) fn is_symptom(self, store: &Store) -> bool {
        self.origin == AttributeOrigin::EventName && names_exception(store.text(Sym(self.row)))
    }

    /// The value of an attribute as a number, if it is a finite one or is the text of one.
    pub(super) fn number(self, store: &Store) -> Option<f64> {
        match store.value(PairRow(self.row)) {
            #[expect(clippy::cast_precision_loss, reason = "for a distribution")]
            Value::Int(number) => Some(number as f64),
            Value::Double(number) => Some(number),
            Value::String(text) if is_decimal(text) => text.parse().ok(),
            _ => None,
        }
        .filter(|number| number.is_finite())
    }

    pub(super) fn signal(self, texts: Texts<'_>) -> Signal {
        let (store, value) = (texts.0, self.value(texts));
        Signal {
            origin: self.origin,
            key: store.text(self.key(store)).to_owned(),
            text: value.to_string(),
            value: Some(value.into()),
        }
    }
}

/// An order of values by their content: by type, then as text or numbers are ordered.
pub(super) fn compare_values(a: Value, b: Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Empty => 0,
        Value::String(_) => 1,
        Value::Bool(_) => 2,
        Value::Int(_) => 3,
        Value::Double(_) => 4,
        Value::Bytes(_) => 5,
        Value::Array(_) => 6,
        Value::Map(_) => 7,
    };
    match (a, b) {
        (Value::String(a), Value::String(b))
        | (Value::Bytes(a), Value::Bytes(b))
        | (Value::Array(a), Value::Array(b))
        | (Value::Map(a), Value::Map(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(&b),
        (Value::Int(a), Value::Int(b)) => a.cmp(&b),
        (Value::Double(a), Value::Double(b)) => a.total_cmp(&b),
        _ => rank(&a).cmp(&rank(&b)),
    }
}

/// Whether a key only says again how it went: status, error, exception, or how long it took.
pub(super) fn is_symptom(key: &str) -> bool {
    const WHOLE: [&str; 6] =
        ["error", "status", "otel.status_code", "otel.status_description", "http.status_text", "grpc.message"];
    const BEGINNINGS: [&str; 3] = ["error.", "exception.", "grpc.status"];
    const ENDINGS: [&str; 4] = ["status_code", "status.code", "status_message", "error_code"];
    const PARTS: [&str; 3] = ["duration", "latency", "elapsed"];
    WHOLE.contains(&key)
        || BEGINNINGS.iter().any(|beginning| key.starts_with(beginning))
        || ENDINGS.iter().any(|ending| key.ends_with(ending))
        || PARTS.iter().any(|part| key.contains(part))
}
