//! Where the selected units spend their time.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::FlameGraphOptions;

/// Which units the flame graph is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameGraphQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// How it is made.
    pub options: FlameGraphOptions,
}
