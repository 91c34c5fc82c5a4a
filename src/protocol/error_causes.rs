//! Where the errors of the selected units began.

use serde::{Deserialize, Serialize};

use super::comparison::Comparison;

/// The error causes of the selected units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorCausesQuestion(pub Comparison);
