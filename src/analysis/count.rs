//! How many units are meant, be it that somebody else has counted them.

use serde::{Deserialize, Serialize};

use crate::error::{ErrorKind, Result};

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
    /// whichever rule the question has: how many units more the wider rule counts as failing. Absent where a server counts and the question
    /// has the other rule, as it would have to read the attributes of all.
    pub failing_by_5xx: Option<u32>,
    /// The selected units.
    pub selected: u32,
    /// The selected failing units.
    pub selected_failing: u32,
    /// The units of the baseline.
    pub baseline: u32,
}

/// A count as answers have it.
///
/// # Errors
///
/// `Limit` where 32 bits do not hold it.
pub(crate) fn count_of(count: u64, what: &'static str) -> Result<u32> {
    u32::try_from(count).map_err(|_| ErrorKind::Limit { what, limit: u64::from(u32::MAX) }.into())
}
