//! Questions that search a Jaeger or Tempo server, or list its names.

use serde::{Deserialize, Serialize};

use super::open::SourceName;
use crate::trace_api::{TraceApiList, TraceApiServer, TraceSearch};

/// Adds the traces that a Jaeger or Tempo server finds to what is loaded, or one trace by its id.
///
/// Traces are read whole. In the summary, the [`search`](super::LoadedFile::search) of the file says how many traces were found, and what is
/// left out. An empty result is not an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenSearchQuestion {
    /// Its name and group.
    pub source: SourceName,
    /// The server.
    pub server: TraceApiServer,
    /// The search.
    pub search: TraceSearch,
    /// The largest number of spans that are read; a million if absent. Traces beyond that are left out.
    pub max_spans: Option<u32>,
}

impl OpenSearchQuestion {
    /// The default of `max_spans`.
    pub const MAX_SPANS: u32 = 1_000_000;
}

/// Lists names that a Jaeger or Tempo server can be searched for. Nothing is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceApiNamesQuestion {
    /// The server.
    pub server: TraceApiServer,
    /// What is listed.
    pub list: TraceApiList,
    /// The service whose operations are listed, or the key whose values are.
    pub of: Option<String>,
}
