//! What is opened of a server of traces, and what it lists.

use serde::{Deserialize, Serialize};

use super::open::SourceName;
use crate::trace_api::{TraceApiList, TraceApiServer, TraceSearch};

/// Adds the traces that a server of Jaeger or Tempo finds to what is loaded, or one by its id.
///
/// Traces are read whole. What the search came to, and what of it is left out, is in the [`search`](super::LoadedFile::search) of the file in
/// the summary. Finding nothing is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenSearchQuestion {
    /// How it is called.
    pub source: SourceName,
    /// The server.
    pub server: TraceApiServer,
    /// Which of its traces.
    pub search: TraceSearch,
    /// The most spans that are read; a million if it is absent. Where there are more, the traces beyond are left out.
    pub max_spans: Option<u32>,
}

impl OpenSearchQuestion {
    /// The most spans that are read where nothing is said.
    pub const MAX_SPANS: u32 = 1_000_000;
}

/// What a server of Jaeger or Tempo can be searched for. It is asked, and nothing is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceApiNamesQuestion {
    /// The server.
    pub server: TraceApiServer,
    /// What is listed.
    pub list: TraceApiList,
    /// The service whose operations, or the key whose values are listed.
    pub of: Option<String>,
}
