//! Questions that open a range of a ClickHouse server, or list its tables.

use serde::{Deserialize, Serialize};

use super::open::SourceName;
use crate::clickhouse::{ClickhouseServer, ClickhouseTableName};
use crate::store::KeptLogs;
use crate::units::TimeRange;

/// Lists the tables of spans that a user of a server may read. Nothing is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickhouseTablesQuestion {
    /// The server, and the user.
    pub server: ClickhouseServer,
}

/// Adds the traces of a time range in a table of a server to what is loaded.
///
/// A trace is in the range if its root, a span without a parent, starts there, or, for a trace without a root, if any of its spans does.
/// All its spans are read that start between one minute before the range and ten minutes after it, and its logs of the same time. Units
/// that start outside of the range are in no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenClickhouseQuestion {
    /// Its name and group.
    pub source: SourceName,
    /// The server, and the user.
    pub server: ClickhouseServer,
    /// The table; if absent, the server's first table of spans.
    pub table: Option<ClickhouseTableName>,
    /// The range.
    pub range: TimeRange,
    /// The largest number of spans that are read, and of logs; a million if absent. If there are more, nothing is
    /// read.
    pub max_spans: Option<u32>,
    /// The largest number of spans, of both sides together, that are fetched from a range on the server for a question that needs spans,
    /// and of logs; `max_spans` if absent.
    #[serde(default)]
    pub max_fetched_spans: Option<u32>,
    /// Whether the server counts the requests of a range that has more spans than may be read. Then the server answers heatmap, overview
    /// and counts exactly, also with most filters. For questions that compare the spans of two sides, their traces are fetched, and the
    /// reply says how many requests its answer covers. Other questions that need spans give the error `needs-spans`. Nothing else can be
    /// loaded beside such a range.
    #[serde(default)]
    pub counts_on_server: bool,
    /// Whether the server counts traces without a root as requests, however many spans the range has. If false, it does so only up to
    /// two million spans, as finding them requires a look at every trace.
    #[serde(default)]
    pub counts_rootless: bool,
    /// Which logs of the traces are read, from the table of logs that belongs to the table of spans.
    #[serde(default)]
    pub logs: KeptLogs,
}

impl OpenClickhouseQuestion {
    /// The default of `max_spans`.
    pub const MAX_SPANS: u32 = 1_000_000;
}
