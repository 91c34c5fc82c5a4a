//! ClickHouse as a source: tables of spans in a database, queried over HTTP.
//!
//! Nothing is installed on the server, and only the table of spans is needed. Columns are recognised by their names and types, so that one set of
//! queries serves the tables of all exporters. `docs/CLICKHOUSE.md` describes the queries and their answers. `src/ingest/clickhouse/` reads the
//! bytes of an answer, as of a file in the same format.

mod address;
mod answer;
mod connect;
mod counted;
mod coverage;
mod errors;
mod expressions;
mod fetch;
mod filter;
mod logs;
mod lookup;
mod parameters;
mod range;
mod schema;
mod server;
mod session;
mod shapes;
mod share;
mod signoz;
mod sql;
mod survey;
mod wanted_sides;
mod whole;

pub use connect::{ClickhouseTables, Connect};
pub use counted::{Compared, Countable, Counted, CountedRange, CountedSummary, Counting};
pub use coverage::{Coverage, PartOf};
pub use fetch::{Fetch, FetchedSides};
pub use lookup::{FoundOnServer, ListedUnit, Lookup, WantedPage, WantedTraces, is_listed_by_server};
pub use range::{Range, Wanted};
pub use schema::{ClickhouseTable, ClickhouseTableName};
pub use server::ClickhouseServer;
pub use wanted_sides::{WantedSides, needs_spans};
pub use whole::FetchesSpans;
