//! The traces that an id means, or the beginning of one.

use serde::{Deserialize, Serialize};

/// Which id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindTraceQuestion {
    /// The id as a person wrote it.
    pub text: String,
}
