//! What is wrong, before anybody has selected anything.

use serde::{Deserialize, Serialize};

use crate::analysis::GroupPair;
use crate::store::Population;
use crate::units::FailureRule;

/// Where to look for what is wrong.
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
    /// Two groups that are compared, operation by operation. Where it is absent, each group is looked at by itself.
    #[serde(default)]
    pub groups: Option<GroupPair>,
}
