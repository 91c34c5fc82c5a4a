//! Of how many requests an answer is.

use serde::{Deserialize, Serialize};

/// Of how many requests an answer is that is found out of spans, where these are on a server and the traces of some requests were fetched.
///
/// They are the requests that were looked through: those that a selection selects but for what takes spans to tell, such as a filter or an
/// error, and those that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The selected requests.
    pub selection: PartOf,
    /// The requests that they are compared with. Absent where the answer compares nothing.
    pub baseline: Option<PartOf>,
    /// How many spans were fetched for it.
    pub spans: u64,
    /// How many selected requests were left out since no span of their traces is an error, where the answer is about errors and there was
    /// no room for all. `selection` is of the others then. What is not known of them is whether events or logs tell of exceptions.
    pub without_errors: Option<u32>,
}

/// How many requests of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartOf {
    /// Those whose traces were fetched: all, or as many as there is room for, uniformly by a hash of the ids of their traces.
    pub units: u32,
    /// All of them.
    pub of: u32,
}

impl Coverage {
    /// Whether all requests of both sides were looked through.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        let has_all = self.without_errors.is_none();
        has_all && [Some(self.selection), self.baseline].into_iter().flatten().all(|part| part.units == part.of)
    }
}
