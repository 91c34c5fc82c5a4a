//! Which traces are looked for.

use serde::{Deserialize, Serialize};

use super::address::is_hex;
use super::server::TraceApi;
use crate::error::{ErrorKind, Result};
use crate::units::TimeRange;

/// Which traces of a server are read: those that it finds, or one by its id. What is absent is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceSearch {
    /// The id of a trace, in hexadecimal digits; zeros at its front may be missing. Then nothing else is asked for.
    pub trace_id: Option<String>,
    /// A query in `TraceQL`, which Tempo understands. Tempo then leaves services, operations, tags and durations to it.
    pub query: Option<String>,
    /// The service that a span of the trace is of. Servers of Jaeger's older API need one.
    pub service: Option<String>,
    /// The name of such a span.
    pub operation: Option<String>,
    /// Keys and values of the attributes of such a span, or of its resource.
    pub tags: Vec<(String, String)>,
    /// The shortest duration: of a span in Jaeger, of a trace in Tempo.
    pub min_duration_ns: Option<u64>,
    /// The longest.
    pub max_duration_ns: Option<u64>,
    /// When the traces are. Jaeger needs it; without it, Tempo looks through what is recent.
    pub range: Option<TimeRange>,
    /// The most traces that the server is to find; 20 if it is absent. Which of them it finds, where there are more, is its own choice.
    pub limit: Option<u32>,
}

impl TraceSearch {
    /// The most traces that are asked for where nothing is said.
    pub const LIMIT: u32 = 20;

    /// The most traces that are asked for.
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
