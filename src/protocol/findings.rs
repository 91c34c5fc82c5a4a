//! What is wrong, without a selection.

use serde::{Deserialize, Serialize};

use crate::analysis::GroupPair;
use crate::store::Population;
use crate::units::FailureRule;

/// Which units are searched for findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindingsQuestion {
    /// What is counted.
    pub population: Population,
    /// The text of the [`Filter`](crate::filter::Filter) of the view.
    pub filter: Option<String>,
    /// Which units fail, and which spans are errors.
    #[serde(default)]
    pub fail: FailureRule,
    /// Two groups to compare, operation by operation. If absent, each group is searched by itself.
    #[serde(default)]
    pub groups: Option<GroupPair>,
}
