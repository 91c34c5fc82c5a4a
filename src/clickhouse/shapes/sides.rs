//! The two sides of a comparison as conditions on rows of requests.

use crate::analysis::{Baseline, Selection};
use crate::clickhouse::parameters::array_of_pairs;
use crate::clickhouse::schema::Schema;
use crate::clickhouse::session::{Value, Values};
use crate::clickhouse::sql::{IN_SPANS_WINDOW, number};
use crate::error::{ErrorKind, Result};
use crate::units::{FailureRule, TimeRange};

/// The conditions of both sides, with the values that they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::clickhouse) struct Conditions {
    pub(super) selection: String,
    pub(super) baseline: String,
    pub(super) values: Values,
}

/// The names of the values of a side.
struct Names {
    from: &'static str,
    to: &'static str,
    min: &'static str,
    max: &'static str,
    operations: &'static str,
}

const SELECTION: Names = Names { from: "s_from", to: "s_to", min: "s_min", max: "s_max", operations: "s_operations" };
const BASELINE: Names = Names { from: "b_from", to: "b_to", min: "b_min", max: "b_max", operations: "b_operations" };

/// What is true of no row, and of every row.
const NOTHING: &str = "0";
const EVERYTHING: &str = "1";

impl Conditions {
    /// The sides of a selection and its baseline, where all requests are of one group. Without a selection all are selected.
    ///
    /// # Errors
    ///
    /// `NeedsSpans` where a side depends on more than the spans of requests.
    pub(in crate::clickhouse) fn of(selection: Option<&Selection>, baseline: &Baseline, group: &str) -> Result<Self> {
        let mut values = Vec::new();
        let Some(selection) = selection else {
            return Ok(Self { selection: EVERYTHING.to_owned(), baseline: NOTHING.to_owned(), values });
        };
        let selected = condition(selection, group, &SELECTION, &mut values)?;
        let others = match baseline.as_selection(selection) {
            Some(other) => condition(&other, group, &BASELINE, &mut values)?,
            None => NOTHING.to_owned(),
        };
        Ok(Self { baseline: format!("({others} AND NOT {selected})"), selection: selected, values })
    }

    /// The selection alone, of traces that have a span which fails by a rule. For rows that have the column `trace`.
    pub(in crate::clickhouse) fn with_errors(&self, schema: &Schema, rule: FailureRule) -> Self {
        let Self { selection, values, .. } = self;
        let (rows, failing) = (schema.rows(), schema.failing(rule));
        let selection = format!(
            "({selection} AND trace GLOBAL IN (SELECT TraceId FROM {rows} WHERE {IN_SPANS_WINDOW} AND {failing}))"
        );
        Self { selection, baseline: NOTHING.to_owned(), values: values.clone() }
    }

    /// The selection alone.
    pub(in crate::clickhouse) fn without_baseline(self) -> Self {
        Self { baseline: NOTHING.to_owned(), ..self }
    }

    /// The same sides, where what is selected is only a part of the selection, and the rest of it belongs to the baseline.
    pub(in crate::clickhouse) fn overlapping(selection: &Selection, baseline: &Baseline, group: &str) -> Result<Self> {
        let mut values = Vec::new();
        let selected = condition(selection, group, &SELECTION, &mut values)?;
        let others = match baseline.as_selection(selection) {
            Some(other) => condition(&other, group, &BASELINE, &mut values)?,
            None => NOTHING.to_owned(),
        };
        Ok(Self { selection: selected, baseline: others, values })
    }
}

fn condition(selection: &Selection, of_all: &str, names: &Names, values: &mut Values) -> Result<String> {
    let Selection { time, durations, errors_only, filter, cause, group, frame, operations, number: of, marks } =
        selection;
    if filter.is_some() || of.is_some() || cause.is_some() || frame.is_some() || marks.is_some() {
        return Err(ErrorKind::NeedsSpans.into());
    }
    let mut parts = Vec::new();
    if let Some(time) = time {
        parts.push(format!("start >= {{{}:Int64}}", names.from));
        values.push((names.from.into(), number(time.from_ns)));
        if time.to_ns != u64::MAX {
            parts.push(format!("start < {{{}:Int64}}", names.to));
            values.push((names.to.into(), number(time.to_ns)));
        }
    }
    if let Some(durations) = durations {
        parts.push(format!("dur >= {{{}:UInt64}}", names.min));
        values.push((names.min.into(), Value::Literal(durations.min_ns.to_string())));
        if let Some(max_ns) = durations.max_ns {
            parts.push(format!("dur < {{{}:UInt64}}", names.max));
            values.push((names.max.into(), Value::Literal(max_ns.to_string())));
        }
    }
    if *errors_only {
        parts.push("failing".to_owned());
    }
    if group.as_ref().is_some_and(|group| group != of_all) {
        parts.push(NOTHING.to_owned());
    }
    if !operations.is_empty() {
        parts.push(format!("(service, name) IN {{{}:Array(Tuple(String, String))}}", names.operations));
        values.push((names.operations.into(), Value::Array(array_of_pairs(operations))));
    }
    Ok(if parts.is_empty() { EVERYTHING.to_owned() } else { format!("({})", parts.join(" AND ")) })
}

/// The times that both sides were taken from, of `all` the time of all requests: what rates are over.
pub(in crate::clickhouse) fn ranges(
    selection: Option<&Selection>,
    baseline: &Baseline,
    group: &str,
    all: TimeRange,
) -> [TimeRange; 2] {
    let of_side = |side: &Selection| match (side.time, &side.group) {
        (Some(time), _) => time,
        (None, Some(other)) if other != group => TimeRange::default(),
        (None, _) => all,
    };
    let other = selection.and_then(|selection| baseline.as_selection(selection));
    [selection.map_or(all, of_side), other.as_ref().map_or(all, of_side)]
}
