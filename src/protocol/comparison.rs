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
    /// The text of the [`Filter`](crate::filter::Filter) of the view, which applies to both sides.
    pub filter: Option<String>,
    /// Which units fail, and which spans are errors.
    #[serde(default)]
    pub fail: FailureRule,
    /// The selected units. If absent, all units are selected and there is no baseline.
    pub selection: Option<Selection>,
    /// The units to compare them with.
    pub baseline: Baseline,
    /// Whether answers also have estimates for all units before sampling: overview, counts, error causes and attributes. All other answers
    /// use the stored units. Not possible for a range whose requests a server counts.
    #[serde(default)]
    pub weighted: bool,
}
