//! Tables of logs: which one has those of a table of spans, and which of its rows are of use.

use super::schema::{ClickhouseTable, ClickhouseTableName, Schema, is_json};
use crate::store::KeptLogs;

/// The columns that every table of logs has.
pub(super) const NEEDED: [&str; 4] = ["Timestamp", "TraceId", "SpanId", "Body"];

/// The columns that are read where they are there, in the order in which they are asked for.
pub(super) const READ: [&str; 15] = [
    "Timestamp",
    "TraceId",
    "SpanId",
    "SeverityText",
    "SeverityNumber",
    "ServiceName",
    "EventName",
    "ResourceSchemaUrl",
    "ResourceAttributes",
    "ScopeSchemaUrl",
    "ScopeName",
    "ScopeVersion",
    "ScopeAttributes",
    "LogAttributes",
    "Body",
];

/// The table that has the logs of a table of spans: in the same database, of the same name but for what it has, or else as the collector
/// calls it. `None` where there is none of these.
pub(super) fn beside<'a>(spans: &ClickhouseTable, logs: &'a [Schema]) -> Option<&'a Schema> {
    let ClickhouseTableName { database, name } = &spans.table;
    let renamed = ["traces", "spans"].map(|signal| name.replace(signal, "logs"));
    let rank = |schema: &Schema| {
        let ClickhouseTable { table, engine, .. } = &schema.table;
        let is_twin = table.name != *name && renamed.contains(&table.name);
        let is_usual = table.name.starts_with("otel_logs");
        let is_meant = table.database == *database && (is_twin || is_usual);
        is_meant.then(|| (!is_twin, engine != "Distributed", table.name.clone()))
    };
    logs.iter()
        .filter_map(|schema| Some((rank(schema)?, schema)))
        .min_by(|a, b| a.0.cmp(&b.0))
        .map(|(_, schema)| schema)
}

/// The condition of those logs of a table `l` that may be kept, some more among them, which is for whoever reads them to see. `None` for all, and
/// where the columns do not tell.
pub(super) fn condition(table: &Schema, kept: KeptLogs) -> Option<String> {
    let keys = match table.columns.get("LogAttributes")?.as_str() {
        of if of.starts_with("Map(") => "mapKeys(l.LogAttributes)",
        of if is_json(of) => "JSONAllPaths(l.LogAttributes)",
        _ => return None,
    };
    // The name of an event may be an attribute, and points may be escaped.
    let mut tells = format!("arrayExists(k -> startsWith(k, 'exception') OR startsWith(k, 'event'), {keys})");
    if table.has(&["EventName"]) {
        tells += " OR endsWith(l.EventName, 'exception')";
    }
    match kept {
        KeptLogs::Exceptions => Some(format!("({tells})")),
        // Zero says nothing of a severity, of which a word may speak.
        KeptLogs::Warn if table.has(&["SeverityNumber"]) => {
            Some(format!("(ifNull(l.SeverityNumber, 0) = 0 OR ifNull(l.SeverityNumber, 0) >= 13 OR {tells})"))
        }
        KeptLogs::All | KeptLogs::Warn | KeptLogs::None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(database: &str, name: &str, engine: &str) -> Schema {
        let table = ClickhouseTableName { database: database.to_owned(), name: name.to_owned() };
        let table = ClickhouseTable { table, engine: engine.to_owned(), ..ClickhouseTable::default() };
        Schema { table, ..Schema::default() }
    }

    #[test]
    fn logs_are_in_the_table_of_the_same_name_or_in_the_usual_one() {
        let logs = [
            named("otel", "otel_logs", "MergeTree"),
            named("otel", "otel_logs_distributed", "Distributed"),
            named("otel", "audit", "MergeTree"),
            named("mine", "logs", "MergeTree"),
        ];
        let cases = [
            ("otel", "otel_traces", Some("otel_logs")),
            ("otel", "otel_traces_distributed", Some("otel_logs_distributed")),
            ("otel", "other", Some("otel_logs_distributed")),
            ("mine", "spans", Some("logs")),
            ("mine", "other", None),
            ("elsewhere", "otel_traces", None),
        ];
        for (database, name, expected) in cases {
            let found = beside(&named(database, name, "").table, &logs);
            assert_eq!(found.map(|schema| schema.table.table.name.as_str()), expected, "{database}.{name}");
        }
    }
}
