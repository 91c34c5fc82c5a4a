//! Which services call which others, and what that takes.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// The service map of which units. Without a selection it is of all in view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceMapQuestion(pub Comparison);
