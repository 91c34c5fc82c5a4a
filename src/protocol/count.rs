//! The number of units.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
pub use crate::analysis::Sides;

/// How many units are on each side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountQuestion(pub Comparison);
