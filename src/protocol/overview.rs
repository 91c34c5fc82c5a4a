//! Rate, errors and durations by operation.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// The overview of which units. Without a selection it is of all in view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverviewQuestion(pub Comparison);
