//! How many units are on each side, counted here or by a server.

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, Weighed};
use crate::error::{ErrorKind, Result};
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

/// How many units are on each side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sides {
    /// All units of the population, including those hidden by the filter of the view.
    pub all: u32,
    /// The units in view.
    pub units: u32,
    /// The failing units in view.
    pub failing: u32,
    /// The units in view that fail by [`FailureRule::StatusOr5xx`](crate::units::FailureRule::StatusOr5xx) and not by their status,
    /// whichever rule the question has: how many units more the wider rule counts as failing. Absent where a server counts and the question
    /// has the other rule, as it would have to read the attributes of all.
    pub failing_by_5xx: Option<u32>,
    /// The selected units.
    pub selected: u32,
    /// The selected failing units.
    pub selected_failing: u32,
    /// The units of the baseline.
    pub baseline: u32,
    /// Estimates before sampling, if requested. All other numbers count stored units.
    #[serde(default)]
    pub estimates: Option<SidesEstimates>,
}

/// How many units there were before sampling.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SidesEstimates {
    /// Those in view.
    pub units: Estimate,
    /// The failing ones in view.
    pub failing: Estimate,
    /// The selected ones.
    pub selected: Estimate,
    /// The selected failing ones.
    pub selected_failing: Estimate,
    /// Those of the baseline.
    pub baseline: Estimate,
}

impl SidesEstimates {
    /// The estimates for the units in view, the selected ones and those of the baseline. O(units).
    pub(crate) fn new(store: &Store, [view, selection, baseline]: [&RowSet; 3], rule: FailureRule) -> Self {
        let weights = store.weights();
        let estimates = |rows: &RowSet| {
            let (mut all, mut failing) = (Weighed::default(), Weighed::default());
            rows.iter().for_each(|unit| {
                all.add(weights.of(unit));
                if store.spans().fails(unit, rule) {
                    failing.add(weights.of(unit));
                }
            });
            [all.total(), failing.total_in(&all)]
        };
        let ([units, failing], [selected, selected_failing]) = (estimates(view), estimates(selection));
        Self { units, failing, selected, selected_failing, baseline: estimates(baseline)[0] }
    }
}

/// A count as answers have it.
///
/// # Errors
///
/// `Limit` where 32 bits do not hold it.
pub(crate) fn count_of(count: u64, what: &'static str) -> Result<u32> {
    u32::try_from(count).map_err(|_| ErrorKind::Limit { what, limit: u64::from(u32::MAX) }.into())
}
