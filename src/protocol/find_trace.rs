//! Finding traces by an id or its prefix.

use serde::{Deserialize, Serialize};

/// Which traces have an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FindTraceQuestion {
    /// The id, or a prefix of it, as a person wrote it.
    pub text: String,
}
