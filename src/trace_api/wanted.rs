//! The conditions of a search.

use serde::{Deserialize, Serialize};

use super::address::is_hex;
use super::server::TraceApi;
use crate::error::{ErrorKind, Result};
use crate::units::TimeRange;

/// Which traces of a server are read: those that match all conditions, or one by its id. An absent condition does not restrict the search.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceSearch {
    /// The id of a trace, in hexadecimal digits; leading zeros may be missing. If present, all other conditions are ignored.
    pub trace_id: Option<String>,
    /// For Tempo, a query in `TraceQL`. It replaces services, operations, tags and durations.
    pub query: Option<String>,
    /// The service of some span of the trace. Required by Jaeger's older API.
    pub service: Option<String>,
    /// The name of that span.
    pub operation: Option<String>,
    /// Keys and values of the attributes of that span, or of its resource.
    pub tags: Vec<(String, String)>,
    /// The shortest duration: of a span in Jaeger, of a trace in Tempo.
    pub min_duration_ns: Option<u64>,
    /// The longest.
    pub max_duration_ns: Option<u64>,
    /// The time range of the traces. Required by Jaeger; without it, Tempo searches recent traces.
    pub range: Option<TimeRange>,
    /// The largest number of traces to find; 20 if absent. If there are more, the server chooses which it returns.
    pub limit: Option<u32>,
}

impl TraceSearch {
    /// The default of `limit`.
    pub const LIMIT: u32 = 20;

    /// The limit of traces in the request.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(Self::LIMIT)
    }

    /// Sees that it can be asked.
    pub(super) fn check(&self, api: TraceApi) -> Result<()> {
        let wrong = |option, expected| Err(ErrorKind::BadOption { option, expected }.into());
        if let Some(id) = &self.trace_id {
            return if is_hex(id) { Ok(()) } else { wrong("the id of a trace", "1 to 32 hexadecimal digits") };
        }
        match self.range {
            None if api == TraceApi::Jaeger => return wrong("the range of time", "said, as Jaeger wants one"),
            Some(range) if range.last_ns().is_none() => {
                return wrong("the range of time", "one that ends after it begins");
            }
            _ => {}
        }
        if let (Some(min), Some(max)) = (self.min_duration_ns, self.max_duration_ns)
            && min > max
        {
            return wrong("the longest duration", "at least the shortest");
        }
        if self.limit == Some(0) {
            return wrong("the most traces", "at least 1");
        }
        Ok(())
    }
}
