//! Rate, errors and durations by operation.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// Which units the overview is of. Without a selection, all in view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverviewQuestion(pub Comparison);
