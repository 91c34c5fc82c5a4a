//! Where the requests of a range are: a row each.

use crate::clickhouse::expressions::statuses;
use crate::clickhouse::filter::Pushed;
use crate::clickhouse::schema::Schema;
use crate::clickhouse::session::Values;
use crate::clickhouse::sql::{IN_WINDOW, number, traces_without_root, values};
use crate::units::{FailureRule, StatusCode, TimeRange};

/// The part of the range that is looked at.
const SHOWN: &str = "Timestamp >= fromUnixTimestamp64Nano({shown_from:Int64}) AND Timestamp < fromUnixTimestamp64Nano({shown_to:Int64})";

/// What each request has, in the order in which it is selected.
const NAMES: &str = "start, dur, failing, service, name";

/// What each request has besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Also {
    Nothing,
    /// `by_5xx`: whether it fails by the status of an HTTP response and not by its own.
    By5xx,
    /// `trace`: the id of its trace.
    Trace,
    /// `trace` and `span`: its ids. `is_ok` and `is_incomplete`: whether its own status is OK, and whether its trace has no root.
    Listed,
}

/// How the requests of a range are told from other spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::clickhouse) struct RowSource {
    /// Whether spans are stored more than once, and count once.
    pub(in crate::clickhouse) has_repeats: bool,
    /// Whether traces without a root count, as a request each.
    pub(in crate::clickhouse) has_incomplete: bool,
}

/// The requests of a range, by a filter if there is one.
#[derive(Clone, Copy)]
pub(in crate::clickhouse) struct Requests<'a> {
    pub(in crate::clickhouse) schema: &'a Schema,
    pub(in crate::clickhouse) source: RowSource,
    pub(in crate::clickhouse) time: TimeRange,
    pub(in crate::clickhouse) filter: Option<&'a Pushed>,
}

impl Requests<'_> {
    /// A subquery of the requests that start in the part that is looked at: `start`, `dur`, `failing`, `service` and `name` of each, and
    /// what it is to have besides.
    pub(super) fn subquery(&self, rule: FailureRule, also: Also) -> String {
        let &Self { schema, source, filter, .. } = self;
        let columns = columns(schema, rule, also);
        let (rows, root) = (schema.rows(), schema.root());
        let once = if source.has_repeats { format!(" LIMIT 1 BY {}", schema.identity()) } else { String::new() };
        let filter = filter.map_or_else(String::new, |filter| format!(" AND {}", filter.condition));
        let is_complete = if also == Also::Listed { ", 0 AS is_incomplete" } else { "" };
        let roots = format!("SELECT {columns}{is_complete} FROM {rows} WHERE {root} AND {SHOWN}{filter}{once}");
        if !source.has_incomplete {
            return format!("({roots})");
        }
        let names = match also {
            Also::Nothing => NAMES.to_owned(),
            Also::By5xx => format!("{NAMES}, by_5xx"),
            Also::Trace => format!("{NAMES}, trace"),
            Also::Listed => format!("{NAMES}, trace, span, is_ok, 1 AS is_incomplete"),
        };
        format!("({roots} UNION ALL {})", incomplete(schema, (&names, also), rule, &filter))
    }

    /// The values that a [subquery](Self::subquery) names, where a part of the range is looked at.
    pub(super) fn values(&self, shown: Option<TimeRange>) -> Values {
        let shown = shown.unwrap_or(self.time);
        let mut all = values(self.schema, self.time);
        all.push(("shown_from".into(), number(shown.from_ns.max(self.time.from_ns))));
        all.push(("shown_to".into(), number(shown.to_ns.min(self.time.to_ns))));
        all.extend(self.filter.iter().flat_map(|filter| filter.values.iter().cloned()));
        all
    }
}

fn columns(schema: &Schema, rule: FailureRule, also: Also) -> String {
    let also = match also {
        Also::Nothing => String::new(),
        Also::By5xx => format!(", (NOT {} AND {}) AS by_5xx", schema.failing(FailureRule::Status), schema.is_5xx()),
        Also::Trace => ", TraceId AS trace".to_owned(),
        Also::Listed => {
            format!(", TraceId AS trace, SpanId AS span, {} AS is_ok", statuses(schema, StatusCode::Ok))
        }
    };
    format!(
        "{} AS start, {} AS dur, ({}) AS failing, {} AS service, {} AS name{also}",
        schema.start(),
        schema.duration("start"),
        schema.failing(rule),
        schema.service(),
        schema.name(),
    )
}

/// The request of each trace without a root: its earliest span whose parent is not there, the longest of equals.
fn incomplete(schema: &Schema, (names, also): (&str, Also), rule: FailureRule, filter: &str) -> String {
    let mut columns = columns(schema, rule, also);
    columns += match also {
        Also::Nothing | Also::By5xx => ", TraceId AS trace, SpanId AS span",
        Also::Trace => ", SpanId AS span",
        Also::Listed => "",
    };
    let traces = format!("TraceId GLOBAL IN (SELECT TraceId {})", traces_without_root(schema));
    let rows = schema.rows();
    let there = format!("SELECT TraceId, SpanId FROM {rows} WHERE {IN_WINDOW} AND {traces}");
    format!(
        "SELECT {names} FROM (SELECT {columns} FROM {rows} \
         WHERE {IN_WINDOW} AND {traces} AND (TraceId, ParentSpanId) GLOBAL NOT IN ({there}){filter} \
         ORDER BY start, dur DESC, span LIMIT 1 BY trace) \
         WHERE start >= {{shown_from:Int64}} AND start < {{shown_to:Int64}}"
    )
}
