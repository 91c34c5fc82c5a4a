//! What is called how often, and the time of these calls.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// Which units' calls are listed. Without a selection, those of all in view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallsQuestion(pub Comparison);
