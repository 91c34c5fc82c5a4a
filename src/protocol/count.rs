//! How many units are meant.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// How many units are on each side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountQuestion(pub Comparison);

/// How many units are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sides {
    /// All units of the population, those that the filter of the view hides too.
    pub all: u32,
    /// The units in view.
    pub units: u32,
    /// The failing units in view.
    pub failing: u32,
    /// The units in view that fail by [`FailureRule::StatusOr5xx`](crate::units::FailureRule::StatusOr5xx) and not by their status,
    /// whichever rule the question has: how many units more the wider rule counts as failing.
    pub failing_by_5xx: u32,
    /// The selected units.
    pub selected: u32,
    /// The selected failing units.
    pub selected_failing: u32,
    /// The units of the baseline.
    pub baseline: u32,
}
