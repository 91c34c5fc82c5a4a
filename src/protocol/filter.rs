//! The text of a filter: what can come next, whether it is one, one condition more, how much it selects.

use serde::{Deserialize, Serialize};

use crate::analysis::AttributeValue;
use crate::filter::Field;
use crate::store::Population;

/// What can come next in a filter that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompleteQuestion {
    /// The text of the filter.
    pub text: String,
    /// Where the cursor is, in bytes.
    pub cursor: u32,
}

/// Whether a text is a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParseFilterQuestion {
    /// The text.
    pub text: String,
}

/// A filter with one more condition, as its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EditFilterQuestion {
    /// The text of the filter until now.
    pub filter: String,
    /// What the new condition is about.
    pub field: Field,
    /// The value of it. No value where it is empty.
    pub value: AttributeValue,
    /// Whether units with such a span go, rather than stay alone.
    pub excludes: bool,
    /// Whether such a span is one that lacks the field, as do all others of its unit. Then there is no value.
    #[serde(default)]
    pub is_absence: bool,
}

/// How many units match a filter, whatever the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MatchingQuestion {
    /// What is counted.
    pub population: Population,
    /// The text of the filter.
    pub filter: String,
}
