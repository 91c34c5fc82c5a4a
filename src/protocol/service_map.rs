//! Which services call which others, and the time of these calls.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// Which units the service map is of. Without a selection, all in view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceMapQuestion(pub Comparison);
