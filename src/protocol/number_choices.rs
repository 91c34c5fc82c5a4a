//! Which numbers units have, beside their durations.

use serde::{Deserialize, Serialize};

/// Which numbers units can have, of all that is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberChoicesQuestion {}
