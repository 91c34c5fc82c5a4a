//! What has to be known of a range before its requests are counted.

use crate::clickhouse::schema::Schema;
use crate::clickhouse::session::Query;
use crate::clickhouse::sql::{IN_RANGE, traces, values};
use crate::units::TimeRange;

/// How many spans start in a range.
pub(in crate::clickhouse) fn spans(schema: &Schema, range: TimeRange) -> Query {
    let text = format!("SELECT count() AS spans FROM {} WHERE {IN_RANGE}", schema.rows());
    Query { text, values: values(schema, range), is_short: true }
}

/// How many roots start in a range, how many of them are different spans, and of how many traces.
pub(in crate::clickhouse) fn roots(schema: &Schema, range: TimeRange) -> Query {
    let text = format!(
        "SELECT count() AS roots, uniqExact(cityHash64(TraceId, SpanId)) AS spans, uniqExact(cityHash64(TraceId)) AS traces \
         FROM {} WHERE {} AND {IN_RANGE}",
        schema.rows(),
        schema.root()
    );
    Query { text, values: values(schema, range), is_short: true }
}

/// How many traces a range has, and how many of them have no root.
pub(in crate::clickhouse) fn without_root(schema: &Schema, range: TimeRange) -> Query {
    let text = format!(
        "SELECT count() AS traces, countIf(roots = 0) AS without_root FROM (SELECT countIf({}) AS roots {})",
        schema.root(),
        traces(schema)
    );
    Query { text, values: values(schema, range), is_short: true }
}
