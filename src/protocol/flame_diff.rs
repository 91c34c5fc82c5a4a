//! What made the selected units slower than the baseline, and which service caused it.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::FlameDiffOptions;

/// Which units to compare by their flame graphs, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameDiffQuestion {
    /// The units of both sides.
    pub comparison: Comparison,
    /// How they are compared.
    pub options: FlameDiffOptions,
}
