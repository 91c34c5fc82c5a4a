//! The two sides that most questions are about.

use serde::{Deserialize, Serialize};

use crate::analysis::{Baseline, Selection};
use crate::store::Population;
use crate::units::FailureRule;

/// Two sets of units to compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What is counted.
    pub population: Population,
    /// The text of the [`Filter`](crate::filter::Filter) of the view, which holds for both sides.
    pub filter: Option<String>,
    /// Which units fail, and which spans are errors.
    #[serde(default)]
    pub fail: FailureRule,
    /// The units in question. All where it is absent, and then there is no baseline.
    pub selection: Option<Selection>,
    /// The units to compare them with.
    pub baseline: Baseline,
    /// Whether answers also estimate what there was before spans were sampled: overview, counts, error causes and attributes. All others are
    /// of what was stored. A server that counts the requests of a range cannot tell.
    #[serde(default)]
    pub weighted: bool,
}
