//! A page of the selected units.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use crate::analysis::TraceListOptions;

/// Which page of which units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TracesQuestion {
    /// The units are those of its selection.
    pub comparison: Comparison,
    /// The page and the order.
    pub options: TraceListOptions,
}
