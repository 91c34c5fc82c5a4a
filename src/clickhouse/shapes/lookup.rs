//! Traces that are looked for by their ids, and the latest spans of a range.

use crate::clickhouse::answer::Rows;
use crate::clickhouse::logs::READ;
use crate::clickhouse::schema::{ClickhouseTableName, Schema};
use crate::clickhouse::session::{Query, Value, Values};
use crate::clickhouse::sql;
use crate::error::Result;
use crate::store::KeptLogs;
use crate::units::{TimeRange, TraceId};

/// The most traces that one text names.
const MOST_TRACES: u32 = 20;

/// The hexadecimal digits of a trace id.
const DIGITS: usize = 32;

/// Where spans are found.
pub(in crate::clickhouse) struct Place<'a> {
    pub(in crate::clickhouse) schema: &'a Schema,
    /// What follows `FROM`.
    from: String,
    values: Values,
    /// A query of the ids of their traces, and the time around which they are. Nothing where they are spans of any traces.
    traces: Option<(String, TimeRange)>,
}

/// How many traces there are, and when their spans start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::clickhouse) struct Named {
    pub(in crate::clickhouse) traces: u64,
    pub(in crate::clickhouse) time: Option<TimeRange>,
}

/// The condition of spans whose trace has an id, or one that begins with some digits, with or without its leading zeros.
fn named(schema: &Schema, digits: &str) -> (String, Values) {
    let id = schema.trace_digits();
    let mut values: Values = vec![("id".into(), Value::Literal(format!("{digits:0>DIGITS$}")))];
    if digits.len() == DIGITS {
        return (format!("{id} = {{id:String}}"), values);
    }
    values.push(("digits".into(), Value::Literal(digits.to_owned())));
    let condition = format!(
        "({id} = {{id:String}} OR startsWith({id}, {{digits:String}}) \
         OR startsWith(replaceRegexpOne(toString({id}), '^0+', ''), {{digits:String}}))"
    );
    (condition, values)
}

/// When a trace starts and ends, by the table beside that of its spans that says so of all traces, whatever their time. `None` where there is no such
/// table, and where the digits are not a whole id.
pub(in crate::clickhouse) fn times(schema: &Schema, digits: &str) -> Option<Query> {
    let ClickhouseTableName { database, name } = schema.times.clone()?;
    if digits.len() != DIGITS || schema.trace_digits() != "TraceId" {
        return None;
    }
    let ns = |time: &str| format!("toUInt64(toUnixTimestamp64Nano(toDateTime64({time}, 9)))");
    let text = format!(
        "SELECT least(count(), 1) AS traces, {} AS first, {} AS last FROM {{times_db:Identifier}}.{{times_table:Identifier}} \
         WHERE TraceId = {{id:String}}",
        ns("min(Start)"),
        // It may be cut to seconds.
        ns("max(End) + INTERVAL 1 SECOND")
    );
    let values = vec![
        ("times_db".into(), Value::Name(database)),
        ("times_table".into(), Value::Name(name)),
        ("id".into(), Value::Literal(digits.to_owned())),
    ];
    Some(Query { text, values, is_short: true })
}

/// How many traces of a range the digits name.
pub(in crate::clickhouse) fn count_named(schema: &Schema, range: TimeRange, digits: &str) -> Query {
    let (ids, mut values) = ids_of_named(schema, sql::IN_WINDOW, digits);
    values.extend(sql::values(schema, range));
    let text = format!("SELECT count() AS traces, min(first) AS first, max(last) AS last FROM ({ids})");
    Query { text, values, is_short: true }
}

/// The number and the times of an answer.
pub(in crate::clickhouse) fn read_named(rows: &Rows) -> Result<Named> {
    let row = rows.first()?;
    let number = |name| row.number(name).unwrap_or_default();
    let time = TimeRange { from_ns: number("first"), to_ns: number("last").saturating_add(1) };
    Ok(Named { traces: number("traces"), time: (number("traces") > 0).then_some(time) })
}

fn ids_of_named(schema: &Schema, in_window: &str, digits: &str) -> (String, Values) {
    let (condition, values) = named(schema, digits);
    let start = schema.start();
    let ids = format!(
        "SELECT TraceId AS trace, min({start}) AS first, max({start}) AS last FROM {} WHERE {in_window} AND {condition} GROUP BY TraceId",
        schema.rows(),
    );
    (ids, values)
}

/// A query of the ids of the first of the traces that the digits name, in the column `trace`. They are looked for where their spans are: see
/// [`Place::traces`].
pub(in crate::clickhouse) fn first_named(schema: &Schema, range: TimeRange, digits: &str) -> (String, Values) {
    let (ids, mut values) = ids_of_named(schema, sql::IN_SPANS_WINDOW, digits);
    values.extend(sql::values(schema, range));
    (format!("SELECT trace FROM ({ids}) ORDER BY trace LIMIT {MOST_TRACES}"), values)
}

/// A query of the ids of some traces, in the column `trace`.
pub(in crate::clickhouse) fn by_ids(schema: &Schema, range: TimeRange, ids: &[TraceId]) -> (String, Values) {
    let digits = ids.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",");
    let mut values = sql::values(schema, range);
    values.push(("ids".into(), Value::Array(format!("[{digits}]"))));
    let text = format!(
        "SELECT DISTINCT TraceId AS trace FROM {} WHERE {} AND {} IN {{ids:Array(String)}}",
        schema.rows(),
        sql::IN_WINDOW,
        schema.trace_digits()
    );
    (text, values)
}

impl<'a> Place<'a> {
    /// All spans of the traces whose ids a query gives in the column `trace`, as far as they start in the window around a time.
    pub(in crate::clickhouse) fn traces(
        schema: &'a Schema,
        (ids, mut values): (String, Values),
        time: TimeRange,
    ) -> Self {
        values.extend(sql::values_of_window(time));
        let rows = schema.rows();
        let from = format!("{rows} WHERE {} AND TraceId GLOBAL IN ({ids})", sql::IN_SPANS_WINDOW);
        Self { schema, from, values, traces: Some((ids, time)) }
    }

    /// So many spans of a time, in no order.
    pub(in crate::clickhouse) fn some(schema: &'a Schema, time: TimeRange, most: u64) -> Self {
        let from = format!("{} WHERE {} LIMIT {most}", schema.rows(), sql::IN_RANGE);
        Self { schema, from, values: sql::values(schema, time), traces: None }
    }

    /// How many spans there are.
    pub(in crate::clickhouse) fn count(&self) -> Query {
        let text = format!("SELECT count() AS spans FROM (SELECT 1 FROM {})", self.from);
        Query { text, values: self.values.clone(), is_short: true }
    }

    /// The spans.
    pub(in crate::clickhouse) fn spans(&self) -> Query {
        let text = format!("SELECT {} FROM {}", self.schema.columns_of_spans(), self.from);
        Query { text, values: self.values.clone(), is_short: false }
    }

    /// How many logs the traces have in a table, of those that may be kept. `None` for spans of any traces.
    pub(in crate::clickhouse) fn count_logs(&self, logs: &Schema, kept: KeptLogs) -> Option<Query> {
        self.of_logs("count() AS logs", (logs, kept, true))
    }

    /// Those logs.
    pub(in crate::clickhouse) fn logs(&self, logs: &Schema, kept: KeptLogs) -> Option<Query> {
        self.of_logs(&logs.columns_of(&READ), (logs, kept, false))
    }

    fn of_logs(&self, columns: &str, (logs, kept, is_short): (&Schema, KeptLogs, bool)) -> Option<Query> {
        let (ids, time) = self.traces.as_ref()?;
        let from = sql::from_logs_of_chosen((self.schema, logs), kept, *time, ids);
        let mut values = self.values.clone();
        values.extend(sql::names_of_logs(logs));
        Some(Query { text: format!("SELECT {columns} {from}"), values, is_short })
    }
}
