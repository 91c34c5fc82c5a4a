//! `SigNoz`'s table of spans, as one of the collector's exporter: the same columns, each made of those that `SigNoz` has.
//!
//! That table lacks the scopes of spans, the attributes of links, and the types of the attributes of events. Its numbers are floating point.
//! Source: the columns of `signoz_index_v3` in `schema_migrator/traces_migrations.go`, and what `clickhouse_exporter_v3.go` writes to them, both
//! of SigNoz/signoz-otel-collector.

use std::collections::BTreeMap;

use super::schema::TABLE;

/// The columns that tell the table from others.
pub(super) const NEEDED: [&str; 7] =
    ["ts_bucket_start", "timestamp", "trace_id", "span_id", "parent_span_id", "name", "duration_nano"];

/// The spans whose time is in the window around a range, as the key of the table finds them: by buckets of half an hour.
const IN_BUCKETS: &str = "ts_bucket_start >= intDiv({first:Int64}, 1000000000) - 1800 AND ts_bucket_start <= intDiv({last:Int64}, 1000000000)";

/// The references of a span that are links: the one to its parent is no link.
const LINKS: &str = "arrayFilter(r -> JSONExtractString(r, 'refType') = 'FOLLOWS_FROM', JSONExtractArrayRaw(links))";

/// A column of the exporter's table: its name, its type, what it is made of, and the columns of `SigNoz`'s that it needs beside [`NEEDED`].
type Column = (&'static str, &'static str, String, &'static [&'static str]);

/// The columns of the exporter that a table with these columns has, with their types, and the subquery that makes them.
pub(super) fn mapped(columns: &BTreeMap<String, String>) -> (BTreeMap<String, String>, String) {
    let there: Vec<Column> =
        all().into_iter().filter(|(.., of)| of.iter().all(|&one| columns.contains_key(one))).collect();
    let list: Vec<String> = there.iter().map(|(name, _, of, _)| format!("{of} AS `{name}`")).collect();
    let types = there.iter().map(|&(name, of, ..)| (name.to_owned(), of.to_owned()));
    (types.collect(), format!("(SELECT {} FROM {TABLE} WHERE {IN_BUCKETS})", list.join(", ")))
}

const TEXT: &str = "String";
const NAME: &str = "LowCardinality(String)";
const TEXTS: &str = "Map(LowCardinality(String), String)";

/// A column under another name.
fn as_is(name: &'static str, of: &'static str, column: &str, needs: &'static [&'static str]) -> Column {
    (name, of, column.to_owned(), needs)
}

/// A part of each of the events.
fn of_events(name: &'static str, of: &'static str, part: &str) -> Column {
    (name, of, format!("arrayMap(e -> {part}, events)"), &["events"])
}

/// A part of each of the links.
fn of_links(name: &'static str, part: &str) -> Column {
    (name, "Array(String)", format!("arrayMap(r -> JSONExtractString(r, '{part}'), {LINKS})"), &["links"])
}

fn all() -> Vec<Column> {
    let text = |column| format!("mapApply((k, v) -> (k, toString(v)), {column})");
    let attributes =
        format!("mapConcat(attributes_string, {}, {})", text("attributes_number"), text("attributes_bool"));
    vec![
        as_is("Timestamp", "DateTime64(9)", "timestamp", &[]),
        as_is("TraceId", "FixedString(32)", "trace_id", &[]),
        as_is("SpanId", TEXT, "span_id", &[]),
        as_is("ParentSpanId", TEXT, "parent_span_id", &[]),
        as_is("TraceState", TEXT, "trace_state", &["trace_state"]),
        as_is("SpanName", NAME, "name", &[]),
        as_is("SpanKind", TEXT, "kind_string", &["kind_string"]),
        as_is("ServiceName", NAME, "`resource_string_service$$name`", &["resource_string_service$$name"]),
        as_is("ResourceAttributes", TEXTS, "resources_string", &["resources_string"]),
        ("SpanAttributes", TEXTS, attributes, &["attributes_string", "attributes_number", "attributes_bool"]),
        as_is("Duration", "UInt64", "duration_nano", &[]),
        as_is("StatusCode", TEXT, "status_code_string", &["status_code_string"]),
        as_is("StatusMessage", TEXT, "status_message", &["status_message"]),
        of_events(
            "Events.Timestamp",
            "Array(DateTime64(9))",
            "fromUnixTimestamp64Nano(JSONExtractInt(e, 'timeUnixNano'))",
        ),
        of_events("Events.Name", "Array(String)", "JSONExtractString(e, 'name')"),
        of_events(
            "Events.Attributes",
            "Array(Map(LowCardinality(String), String))",
            "JSONExtract(e, 'attributeMap', 'Map(LowCardinality(String), String)')",
        ),
        of_links("Links.TraceId", "traceId"),
        of_links("Links.SpanId", "spanId"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_made() {
        let columns = NEEDED.iter().chain(&["links"]).map(|&name| (name.to_owned(), "String".to_owned())).collect();
        let (types, rows) = mapped(&columns);
        let names: Vec<&str> = types.keys().map(String::as_str).collect();
        let expected =
            ["Duration", "Links.SpanId", "Links.TraceId", "ParentSpanId", "SpanId", "SpanName", "Timestamp", "TraceId"];
        assert_eq!(names, expected);
        assert!(rows.starts_with("(SELECT timestamp AS `Timestamp`, trace_id AS `TraceId`, "), "{rows}");
        assert!(rows.ends_with(&format!("FROM {TABLE} WHERE {IN_BUCKETS})")), "{rows}");
    }
}
