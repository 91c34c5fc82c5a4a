//! What is opened of a ClickHouse server.

use serde::{Deserialize, Serialize};

use super::open::SourceName;
use crate::clickhouse::{ClickhouseServer, ClickhouseTableName};
use crate::store::KeptLogs;
use crate::units::TimeRange;

/// Which tables of spans a server has for a user. It is asked, and nothing is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickhouseTablesQuestion {
    /// The server, and the user.
    pub server: ClickhouseServer,
}

/// Adds the traces of a range of time in a table of a server to what is loaded.
///
/// A trace is in the range if a span without a parent starts there, or if it has none and any span starts there. It is read whole, as far
/// as its spans start from a minute before the range to ten minutes after it. Units that start outside of the range are in its traces and
/// in no answer. Logs of the traces are read with them, as far as they are of that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenClickhouseQuestion {
    /// How it is called.
    pub source: SourceName,
    /// The server, and the user.
    pub server: ClickhouseServer,
    /// The table; the first that the server has if it is absent.
    pub table: Option<ClickhouseTableName>,
    /// The range.
    pub range: TimeRange,
    /// The most spans that are read, and the most logs; a million if it is absent. If there are more, nothing is read.
    pub max_spans: Option<u32>,
    /// The most spans that are fetched of such a range for a question that needs spans, of both sides together, and the most logs; as many
    /// as `max_spans` if it is absent.
    #[serde(default)]
    pub max_fetched_spans: Option<u32>,
    /// Whether the server counts the requests of a range that has more spans than are read. Then heatmap, overview and counts are answered
    /// by it, exactly, those of most filters too. For what compares the spans of two sides, their traces are fetched, and the reply says of
    /// how many requests its answer is. What else needs spans is the error `needs-spans`. Such a range stands by itself: nothing else is
    /// loaded with it.
    #[serde(default)]
    pub counts_on_server: bool,
    /// Whether traces without a root are among the requests that the server counts, however many spans the range has. Where it is false
    /// they are up to two million spans, as it takes a look at every trace to find them.
    #[serde(default)]
    pub counts_rootless: bool,
    /// Which logs of the traces are read, of the table of logs beside that of their spans.
    #[serde(default)]
    pub logs: KeptLogs,
}

impl OpenClickhouseQuestion {
    /// The most spans that are read where nothing is said.
    pub const MAX_SPANS: u32 = 1_000_000;
}
