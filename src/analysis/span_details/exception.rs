//! Exceptions, as OpenTelemetry's conventions write them.

use serde::{Deserialize, Serialize};

use super::Attribute;
use crate::store::{EXCEPTION_KEYS, names_exception};

/// The exception of an event or a span. Missing texts are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exception {
    /// The type: `exception.type`.
    pub type_name: String,
    /// The message: `exception.message`.
    pub message: String,
    /// The stack trace, of several lines: `exception.stacktrace`.
    pub stack_trace: String,
}

/// The exception that attributes tell of: those that have any of the three keys.
pub(super) fn told_by(attributes: &[Attribute]) -> Option<Exception> {
    let text = |key| attributes.iter().find(|attribute| attribute.key == key).map(|attribute| attribute.text.clone());
    let parts = EXCEPTION_KEYS.map(text);
    let is_told = parts.iter().any(Option::is_some);
    let [type_name, message, stack_trace] = parts.map(Option::unwrap_or_default);
    is_told.then_some(Exception { type_name, message, stack_trace })
}

/// The exception of an event that says no more than its name.
pub(super) fn named(event: &str) -> Option<Exception> {
    names_exception(event).then(Exception::default)
}
