//! How many requests an answer covers.

use serde::{Deserialize, Serialize};

/// How many requests an answer covers that is computed from traces fetched from a server.
///
/// It counts the requests that were examined: those of the selection without conditions that need spans, such as a filter or an error, and
/// those of the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The selected requests.
    pub selection: PartOf,
    /// The requests of the baseline. Absent if the answer compares nothing.
    pub baseline: Option<PartOf>,
    /// How many spans were fetched for it.
    pub spans: u64,
    /// If the answer is about errors and not all traces fitted: how many selected requests were left out because no span of their traces is
    /// an error. `selection` then counts the others only. It is unknown whether events or logs of the left-out requests have exceptions.
    pub without_errors: Option<u32>,
}

/// A number of requests, out of a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartOf {
    /// The requests whose traces were fetched: all, or as many as fit, sampled uniformly by a hash of the trace ids.
    pub units: u32,
    /// All of them.
    pub of: u32,
}

impl Coverage {
    /// Whether all requests of both sides were examined.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        let has_all = self.without_errors.is_none();
        has_all && [Some(self.selection), self.baseline].into_iter().flatten().all(|part| part.units == part.of)
    }
}
