//! Tables of spans: how they are recognised by their columns, and the expressions that queries are made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A table, as the parameters of every query name it.
pub(super) const TABLE: &str = "{db:Identifier}.{table:Identifier}";

/// The columns that every table of spans has.
pub(super) const NEEDED: [&str; 6] = ["Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "Duration"];

/// The columns that every table has which says when traces start and end.
pub(super) const TIMES: [&str; 3] = ["TraceId", "Start", "End"];

/// The columns that are read where they are there, in the order in which they are asked for.
const READ: [&str; 24] = [
    "Timestamp",
    "TraceId",
    "SpanId",
    "ParentSpanId",
    "TraceState",
    "SpanName",
    "SpanKind",
    "ServiceName",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "SpanAttributes",
    "Duration",
    "StatusCode",
    "StatusMessage",
    "Events",
    "Events.Timestamp",
    "Events.Name",
    "Events.Attributes",
    "Links",
    "Links.TraceId",
    "Links.SpanId",
    "Links.TraceState",
    "Links.Attributes",
];

/// The names of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickhouseTableName {
    /// Its database.
    pub database: String,
    /// Its own name.
    pub name: String,
}

/// A table of spans.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClickhouseTable {
    /// Its name.
    pub table: ClickhouseTableName,
    /// Its table engine, such as `MergeTree` or `Distributed`.
    pub engine: String,
    /// The number of its rows, if the server knows it without counting.
    pub rows: Option<u64>,
    /// The table of the logs of its traces, if there is one beside it.
    pub logs: Option<ClickhouseTableName>,
}

/// A table of spans or of logs, with its columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Schema {
    pub(super) table: ClickhouseTable,
    /// The names of the columns, with their types.
    pub(super) columns: BTreeMap<String, String>,
    /// The subquery that makes these columns, where the table has others.
    pub(super) made_by: Option<String>,
    /// The table beside it that says of each trace when it starts and ends, where there is one.
    pub(super) times: Option<ClickhouseTableName>,
}

impl Schema {
    /// Whether a table comes before others: by the database that was named, the name that the collector gives it, and the twin that
    /// reaches all servers of a cluster. The smaller is the better.
    pub(super) fn rank(&self, database: Option<&str>) -> (bool, bool, bool, ClickhouseTableName) {
        let ClickhouseTable { table, engine, .. } = &self.table;
        let is_elsewhere = database.is_some_and(|database| table.database != database);
        let is_usual = table.name.starts_with("otel_traces");
        (is_elsewhere, !is_usual, engine != "Distributed", table.clone())
    }

    /// The table among some that says when the traces of this one start and end, as the exporter calls it.
    pub(super) fn times_among(&self, tables: &[Self]) -> Option<ClickhouseTableName> {
        let ClickhouseTableName { database, name } = &self.table.table;
        let expected = match name.strip_suffix("_distributed") {
            Some(name) => format!("{name}_trace_id_ts_distributed"),
            None => format!("{name}_trace_id_ts"),
        };
        let mut names = tables.iter().map(|schema| &schema.table.table);
        names.find(|table| table.database == *database && table.name == expected).cloned()
    }

    /// What has the rows: the table, or the subquery that makes its columns.
    pub(super) fn rows(&self) -> &str {
        self.made_by.as_deref().unwrap_or(TABLE)
    }

    /// Whether all of some columns are there.
    pub(super) fn has(&self, columns: &[&str]) -> bool {
        columns.iter().all(|&column| self.columns.contains_key(column))
    }

    /// The columns of spans, as a list of expressions, each under the name of its column.
    pub(super) fn columns_of_spans(&self) -> String {
        self.columns_of(&READ)
    }

    /// Those of some columns that are there, as [`columns_of_spans`](Self::columns_of_spans).
    pub(super) fn columns_of(&self, read: &[&'static str]) -> String {
        let columns = read.iter().filter_map(|name| Some((*name, self.columns.get(*name)?)));
        // Parts in columns of their own say all that the whole does.
        let has_parts = |name: &str| self.columns.keys().any(|other| other.starts_with(&format!("{name}.")));
        let columns = columns.filter(|(name, _)| !(matches!(*name, "Events" | "Links") && has_parts(name)));
        columns.map(|(name, of)| expression(name, of)).collect::<Vec<_>>().join(", ")
    }

    /// The condition that a span has no parent.
    pub(super) fn root(&self) -> &'static str {
        match self.columns.get("ParentSpanId").map_or("", String::as_str) {
            // Only its lengths are read.
            "String" | "LowCardinality(String)" => "ParentSpanId = ''",
            of if of.starts_with("Nullable") => "ifNull(ParentSpanId, '') IN ('', '0000000000000000')",
            of if of.starts_with("UInt") || of.starts_with("Int") => "ParentSpanId = 0",
            _ => "ParentSpanId IN ('', '0000000000000000')",
        }
    }
}

/// A column as something that is read: columns of the type JSON become text.
fn expression(name: &str, of: &str) -> String {
    let quoted = format!("`{name}`");
    if !is_json(of) {
        return quoted;
    }
    match name {
        "Events" => {
            let parts = "Array(Tuple(Timestamp DateTime64(9), Name String, Attributes String))";
            format!(
                "CAST(arrayMap(e -> (e.Timestamp, toString(e.Name), toJSONString(e.Attributes)), {quoted}), '{parts}') AS {quoted}"
            )
        }
        "Links" => {
            let parts = "Array(Tuple(TraceId String, SpanId String, TraceState String, Attributes String))";
            format!(
                "CAST(arrayMap(l -> (toString(l.TraceId), toString(l.SpanId), toString(l.TraceState), toJSONString(l.Attributes)), \
                 {quoted}), '{parts}') AS {quoted}"
            )
        }
        _ if of.starts_with("Array(") => format!("arrayMap(a -> toJSONString(a), {quoted}) AS {quoted}"),
        _ => format!("toJSONString({quoted}) AS {quoted}"),
    }
}

/// Whether a type has JSON in it, be it with parameters.
pub(super) fn is_json(of: &str) -> bool {
    of.split(|c: char| !c.is_alphanumeric()).any(|word| word == "JSON" || word == "Object")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, engine: &str, columns: &[(&str, &str)]) -> Schema {
        let table = ClickhouseTableName { database: "otel".to_owned(), name: name.to_owned() };
        Schema {
            table: ClickhouseTable { table, engine: engine.to_owned(), ..ClickhouseTable::default() },
            columns: columns.iter().map(|&(name, of)| (name.to_owned(), of.to_owned())).collect(),
            made_by: None,
            times: None,
        }
    }

    #[test]
    fn columns_are_read_as_they_are_and_json_as_text() {
        let columns = [
            ("Duration", "UInt64"),
            ("Timestamp", "DateTime64(9)"),
            ("SpanAttributes", "JSON(max_dynamic_paths=100)"),
            ("ResourceAttributes", "Map(LowCardinality(String), String)"),
            ("Events.Attributes", "Array(JSON)"),
            ("Other", "String"),
        ];
        assert_eq!(
            table("a", "MergeTree", &columns).columns_of_spans(),
            "`Timestamp`, `ResourceAttributes`, toJSONString(`SpanAttributes`) AS `SpanAttributes`, `Duration`, \
             arrayMap(a -> toJSONString(a), `Events.Attributes`) AS `Events.Attributes`"
        );
        let whole = table("a", "MergeTree", &[("Events", "Nested(Timestamp DateTime64(9), Name String)")]);
        assert_eq!(whole.columns_of_spans(), "`Events`");
    }

    #[test]
    fn the_best_table_comes_first() {
        let mut tables = [
            table("a_distributed", "Distributed", &[]),
            table("otel_traces", "MergeTree", &[]),
            table("a", "MergeTree", &[]),
            table("otel_traces_distributed", "Distributed", &[]),
        ];
        tables.sort_by_key(|table| table.rank(Some("otel")));
        let names = tables.map(|table| table.table.table.name);
        assert_eq!(names, ["otel_traces_distributed", "otel_traces", "a_distributed", "a"]);
        let elsewhere = table("otel_traces", "MergeTree", &[]);
        assert!(elsewhere.rank(Some("other")) > elsewhere.rank(None));
    }

    #[test]
    fn the_times_of_traces_are_in_a_table_of_their_name() {
        let names = ["otel_traces_trace_id_ts", "otel_traces_trace_id_ts_distributed", "other_trace_id_ts"];
        let tables = names.map(|name| table(name, "MergeTree", &[]));
        let times = |name| table(name, "MergeTree", &[]).times_among(&tables).map(|table| table.name);
        assert_eq!(times("otel_traces").as_deref(), Some(names[0]));
        assert_eq!(times("otel_traces_distributed").as_deref(), Some(names[1]));
        assert_eq!(times("spans"), None);
    }

    #[test]
    fn roots_are_told_by_the_type_of_the_parent() {
        let root = |of| table("a", "MergeTree", &[("ParentSpanId", of)]).root();
        assert_eq!(root("String"), "ParentSpanId = ''");
        assert_eq!(root("FixedString(16)"), "ParentSpanId IN ('', '0000000000000000')");
        assert_eq!(root("UInt64"), "ParentSpanId = 0");
    }
}
