//! Where the time of the selected units is spent.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::FlameGraphOptions;

/// The flame graph of which units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameGraphQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// How it is made.
    pub options: FlameGraphOptions,
}
