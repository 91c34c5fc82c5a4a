//! Questions about the text of a filter: completions, syntax, adding a condition, the number of matching
//! units.

use serde::{Deserialize, Serialize};

use crate::analysis::AttributeValue;
use crate::filter::Field;
use crate::store::Population;

/// Completions at a position in the text of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompleteQuestion {
    /// The text of the filter.
    pub text: String,
    /// Where the cursor is, in bytes.
    pub cursor: u32,
}

/// Whether a text is a valid filter.
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
    /// The current text of the filter.
    pub filter: String,
    /// What the new condition is about.
    pub field: Field,
    /// Its value. An empty value means "no value".
    pub value: AttributeValue,
    /// Whether to exclude the units with such a span, instead of keeping only these.
    pub excludes: bool,
    /// Whether the condition is that no span of the unit has the field. Then the value is ignored.
    #[serde(default)]
    pub is_absence: bool,
}

/// How many units match a filter, independent of the view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MatchingQuestion {
    /// What is counted.
    pub population: Population,
    /// The text of the filter.
    pub filter: String,
}
