//! What sets the selected units apart from those of the baseline.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::AttributeDiffOptions;

/// Which units to compare by their attributes, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeDiffQuestion {
    /// The units. Without a selection the baseline is empty, and nothing differs.
    pub comparison: Comparison,
    /// How to compare them.
    pub options: AttributeDiffOptions,
}
