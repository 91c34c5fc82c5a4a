//! A page of the list of requests, in the order of something that their own spans tell.

use super::rows::{Also, Requests};
use super::sides::Conditions;
use crate::analysis::{TraceColumn, TraceListOptions};
use crate::clickhouse::answer::Rows;
use crate::clickhouse::session::{Query, Value, Values};
use crate::ingest::clickhouse::{span_id, trace_id};
use crate::sort::sort_by;
use crate::units::{FailureRule, SpanId, TimeRange, TraceId};

/// The requests of a page.
#[derive(Clone, Copy)]
pub(in crate::clickhouse) struct Page<'a> {
    pub(in crate::clickhouse) requests: Requests<'a>,
    /// The selection.
    pub(in crate::clickhouse) sides: &'a Conditions,
    pub(in crate::clickhouse) rule: FailureRule,
    /// The time that the selection is in.
    pub(in crate::clickhouse) time: TimeRange,
    pub(in crate::clickhouse) options: TraceListOptions,
}

/// How many requests there are, and how they are told on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::clickhouse) struct Totals {
    pub(in crate::clickhouse) units: u64,
    pub(in crate::clickhouse) failing: u64,
    pub(in crate::clickhouse) traces: u64,
}

/// A request by what tells it from others, as an id may be that of several spans.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedUnit {
    /// The id of its trace.
    pub trace: TraceId,
    /// The id of its span.
    pub span: SpanId,
    /// When it starts, in nanoseconds since the Unix epoch.
    pub start_ns: u64,
    /// How long it takes, in nanoseconds.
    pub duration_ns: u64,
    /// Its service, empty where unknown.
    pub service: String,
    /// Its name.
    pub name: String,
}

/// Requests, and the time that they start in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::clickhouse) struct Listed {
    /// Sorted.
    pub(in crate::clickhouse) units: Vec<ListedUnit>,
    pub(in crate::clickhouse) time: Option<TimeRange>,
}

/// What rows are ordered by for a column of the list. `None` where it takes more than the span of a request to tell.
pub(in crate::clickhouse) fn key(column: TraceColumn) -> Option<&'static str> {
    Some(match column {
        TraceColumn::Start => "start",
        TraceColumn::Duration => "dur",
        TraceColumn::Operation => "(service, name)",
        TraceColumn::Status => "multiIf(failing, 2, is_ok, 1, 0)",
        TraceColumn::Incomplete => "is_incomplete",
        TraceColumn::TraceId => "trace",
        TraceColumn::SpanId => "span",
        TraceColumn::Spans | TraceColumn::Errors | TraceColumn::LoggedErrors | TraceColumn::Services => return None,
    })
}

impl Page<'_> {
    /// How many requests are selected, how many of them fail, and of how many traces they are.
    pub(in crate::clickhouse) fn totals(&self) -> Query {
        let text = format!(
            "SELECT count() AS units, countIf(failing) AS errors, uniqExact(cityHash64(trace)) AS traces FROM {} WHERE {}",
            self.requests.subquery(self.rule, Also::Trace),
            self.sides.selection
        );
        Query { text, values: self.values(), is_short: true }
    }

    /// The requests of the page.
    pub(in crate::clickhouse) fn units(&self) -> Query {
        let text = format!("SELECT start, dur, service, name, trace, span FROM ({})", self.rows());
        Query { text, values: self.values(), is_short: true }
    }

    /// A query of the ids of its traces, in the column `trace`.
    pub(in crate::clickhouse) fn ids(&self) -> String {
        format!("SELECT trace FROM ({})", self.rows())
    }

    fn rows(&self) -> String {
        let TraceListOptions { column, descending, .. } = self.options;
        let direction = if descending { " DESC" } else { "" };
        format!(
            "SELECT start, dur, service, name, trace, span FROM {} WHERE {} ORDER BY {}{direction}, start, trace, span, dur, service, name \
             LIMIT {{page_limit:UInt64}} OFFSET {{page_offset:UInt64}}",
            self.requests.subquery(self.rule, Also::Listed),
            self.sides.selection,
            key(column).unwrap_or("start"),
        )
    }

    pub(in crate::clickhouse) fn values(&self) -> Values {
        let TraceListOptions { offset, limit, .. } = self.options;
        let mut all = self.requests.values(Some(self.time));
        all.extend(self.sides.values.iter().cloned());
        all.push(("page_limit".into(), Value::Literal(limit.to_string())));
        all.push(("page_offset".into(), Value::Literal(offset.to_string())));
        all
    }
}

/// The totals of an answer.
pub(in crate::clickhouse) fn read_totals(rows: &Rows) -> crate::error::Result<Totals> {
    let row = rows.first()?;
    let number = |name| row.number(name).unwrap_or_default();
    Ok(Totals { units: number("units"), failing: number("errors"), traces: number("traces") })
}

/// The requests of an answer.
pub(in crate::clickhouse) fn read_units(rows: &Rows) -> Listed {
    let mut listed = Listed::default();
    for row in rows.iter() {
        let (start_ns, duration_ns) = (row.number("start").unwrap_or_default(), row.number("dur").unwrap_or_default());
        listed.units.push(ListedUnit {
            trace: trace_id(row.cell("trace")),
            span: span_id(row.cell("span")),
            start_ns,
            duration_ns,
            service: row.text("service"),
            name: row.text("name"),
        });
        let TimeRange { from_ns, to_ns } = listed.time.unwrap_or(TimeRange { from_ns: u64::MAX, to_ns: 0 });
        listed.time = Some(TimeRange { from_ns: from_ns.min(start_ns), to_ns: to_ns.max(start_ns.saturating_add(1)) });
    }
    sort_by(&mut listed.units, Ord::cmp);
    listed
}
