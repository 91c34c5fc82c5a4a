//! The text of queries, with the values that they name. Names of tables and all values travel as parameters, so that no text of somebody
//! else's is ever a part of a query.

use super::logs;
use super::schema::{ClickhouseTableName, NEEDED, Schema, TIMES};
use super::session::{Query, Value, Values};
use super::signoz;
use crate::store::KeptLogs;
use crate::units::TimeRange;

/// How much before a range spans of its traces may start, and how much after.
const BEFORE_NS: u64 = 60 * NS_PER_SECOND;
const AFTER_NS: u64 = 600 * NS_PER_SECOND;
const NS_PER_SECOND: u64 = 1_000_000_000;

pub(super) const IN_RANGE: &str =
    "Timestamp >= fromUnixTimestamp64Nano({from:Int64}) AND Timestamp < fromUnixTimestamp64Nano({to:Int64})";
pub(super) const IN_WINDOW: &str =
    "Timestamp >= fromUnixTimestamp64Nano({first:Int64}) AND Timestamp < fromUnixTimestamp64Nano({last:Int64})";
/// The window around a part of the range.
pub(super) const IN_SPANS_WINDOW: &str = "Timestamp >= fromUnixTimestamp64Nano({spans_first:Int64}) \
                                          AND Timestamp < fromUnixTimestamp64Nano({spans_last:Int64})";
const SECONDS_IN_SPANS_WINDOW: &str = " AND TimestampTime >= toDateTime(intDiv({spans_first:Int64}, 1000000000)) \
                                       AND TimestampTime <= toDateTime(intDiv({spans_last:Int64}, 1000000000))";
const SECONDS_IN_WINDOW: &str = " AND TimestampTime >= toDateTime(intDiv({first:Int64}, 1000000000)) \
                                 AND TimestampTime <= toDateTime(intDiv({last:Int64}, 1000000000))";
const LOGS: &str = "{log_db:Identifier}.{log_table:Identifier}";

/// Who asks, of which version of the server, and what that user may do about settings.
pub(super) fn identity() -> Query {
    Query {
        text: "SELECT version() AS version, toUInt64(getSetting('readonly')) AS readonly, currentUser() AS user, \
               currentDatabase() AS database"
            .to_owned(),
        values: Vec::new(),
        is_short: true,
    }
}

/// The tables that have the columns of spans, those of logs, or the times of traces, with all of their columns. What is only computed when it is asked for is left
/// out.
pub(super) fn tables() -> Query {
    let has = |needed: &[&str]| {
        let names: Vec<_> = needed.iter().map(|name| format!("'{name}'")).collect();
        format!("countIf(c.name IN ({})) = {}", names.join(", "), names.len())
    };
    let text = format!(
        "SELECT c.database AS database, c.table AS name, any(t.engine) AS engine, any(t.total_rows) AS rows, \
         groupArray((c.name, c.type)) AS columns \
         FROM system.columns AS c INNER JOIN system.tables AS t ON c.database = t.database AND c.table = t.name \
         WHERE c.default_kind != 'ALIAS' AND c.database NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA') \
         GROUP BY c.database, c.table HAVING {} OR {} OR {} OR {}",
        has(&NEEDED),
        has(&signoz::NEEDED),
        has(&logs::NEEDED),
        has(&TIMES)
    );
    Query { text, values: Vec::new(), is_short: true }
}

/// How many spans the traces of a range have.
pub(super) fn count(table: &Schema, range: TimeRange) -> Query {
    Query { text: format!("SELECT count() AS spans {}", from(table)), values: values(table, range), is_short: true }
}

/// The spans of the traces of a range.
pub(super) fn spans(table: &Schema, range: TimeRange) -> Query {
    let text = format!("SELECT {} {}", table.columns_of_spans(), from(table));
    Query { text, values: values(table, range), is_short: false }
}

/// How many logs the traces of a range have in a table beside that of their spans, of those that may be kept.
pub(super) fn count_logs(tables: (&Schema, &Schema), kept: KeptLogs, range: TimeRange) -> Query {
    let text = format!("SELECT count() AS logs {}", from_logs(tables, kept, range));
    Query { text, values: values_of_logs(tables, range), is_short: true }
}

/// The logs of the traces of a range, as [`count_logs`] counts them.
pub(super) fn logs(tables: (&Schema, &Schema), kept: KeptLogs, range: TimeRange) -> Query {
    let text = format!("SELECT {} {}", tables.1.columns_of(&logs::READ), from_logs(tables, kept, range));
    Query { text, values: values_of_logs(tables, range), is_short: false }
}

fn from_logs(tables: (&Schema, &Schema), kept: KeptLogs, range: TimeRange) -> String {
    let ids = |id: &str| format!("SELECT {id} {}", traces(tables.0));
    from_logs_in((IN_WINDOW, SECONDS_IN_WINDOW), tables, kept, (range, &ids))
}

/// Where those logs are that belong to some traces of a part of the range, whose ids a query gives in the column `trace`.
pub(super) fn from_logs_of_chosen(tables: (&Schema, &Schema), kept: KeptLogs, part: TimeRange, traces: &str) -> String {
    let ids = |id: &str| format!("SELECT {} FROM ({traces})", id.replace("TraceId", "trace"));
    from_logs_in((IN_SPANS_WINDOW, SECONDS_IN_SPANS_WINDOW), tables, kept, (part, &ids))
}

/// `ids` selects the ids of traces by an expression of `TraceId`.
fn from_logs_in(
    (in_window, seconds_in_window): (&str, &str),
    (spans, logs): (&Schema, &Schema),
    kept: KeptLogs,
    (range, ids): (TimeRange, &dyn Fn(&str) -> String),
) -> String {
    // By its name a column is told from what is read of it under the same.
    let mut text = format!("FROM {LOGS} AS l WHERE {in_window}");
    // The column that newer tables are sorted by, whose times end in 2106.
    let has_seconds = logs.columns.get("TimestampTime").is_some_and(|of| of.starts_with("DateTime"));
    if has_seconds && last_ns(range) / NS_PER_SECOND < u64::from(u32::MAX) {
        text += seconds_in_window;
    }
    if let Some(condition) = logs::condition(logs, kept) {
        text = format!("{text} AND {condition}");
    }
    let is_text = |schema: &Schema| {
        schema.columns.get("TraceId").is_some_and(|of| matches!(of.as_str(), "String" | "LowCardinality(String)"))
    };
    let id = if is_text(logs) && !is_text(spans) { "toString(TraceId)" } else { "TraceId" };
    format!("{text} AND TraceId GLOBAL IN ({})", ids(id))
}

/// A time as a parameter of the type `Int64`.
pub(super) fn number(time_ns: u64) -> Value {
    Value::Literal(i64::try_from(time_ns).unwrap_or(i64::MAX).to_string())
}

fn values_of_logs((spans, logs): (&Schema, &Schema), range: TimeRange) -> Values {
    let mut values = values(spans, range);
    values.extend(names_of_logs(logs));
    values
}

/// What the table of logs is called.
pub(super) fn names_of_logs(logs: &Schema) -> Values {
    let ClickhouseTableName { database, name } = logs.table.table.clone();
    vec![("log_db".into(), Value::Name(database)), ("log_table".into(), Value::Name(name))]
}

/// The window around a part of the range.
pub(super) fn values_of_window(part: TimeRange) -> Values {
    vec![
        ("spans_first".into(), number(part.from_ns.saturating_sub(BEFORE_NS))),
        ("spans_last".into(), number(last_ns(part))),
    ]
}

/// The rows of a range: all spans of each trace of which a root starts in it, and of each that has no root and a span in it, as far as
/// they start in the window around the range.
fn from(table: &Schema) -> String {
    format!("FROM {} WHERE {IN_WINDOW} AND TraceId GLOBAL IN (SELECT TraceId {})", table.rows(), traces(table))
}

/// Where the ids of the traces of a range are.
pub(super) fn traces(table: &Schema) -> String {
    let (rows, root) = (table.rows(), table.root());
    format!(
        "FROM {rows} WHERE {IN_WINDOW} GROUP BY TraceId \
         HAVING countIf({root} AND {IN_RANGE}) > 0 OR (countIf({root}) = 0 AND countIf({IN_RANGE}) > 0)"
    )
}

/// Where the ids of those traces of a range are that have no root.
pub(super) fn traces_without_root(table: &Schema) -> String {
    format!(
        "FROM {} WHERE {IN_WINDOW} GROUP BY TraceId HAVING countIf({}) = 0 AND countIf({IN_RANGE}) > 0",
        table.rows(),
        table.root()
    )
}

/// When the window around a range ends.
fn last_ns(range: TimeRange) -> u64 {
    range.to_ns.saturating_add(AFTER_NS)
}

pub(super) fn values(table: &Schema, range: TimeRange) -> Values {
    let TimeRange { from_ns, to_ns } = range;
    vec![
        ("db".into(), Value::Name(table.table.table.database.clone())),
        ("table".into(), Value::Name(table.table.table.name.clone())),
        ("from".into(), number(from_ns)),
        ("to".into(), number(to_ns)),
        ("first".into(), number(from_ns.saturating_sub(BEFORE_NS))),
        ("last".into(), number(last_ns(range))),
    ]
}
