//! What made the selected units slower than the baseline's, and which service is to blame.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::FlameDiffOptions;

/// Which units are compared with which, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameDiffQuestion {
    /// The units of both sides.
    pub comparison: Comparison,
    /// How they are compared.
    pub options: FlameDiffOptions,
}
