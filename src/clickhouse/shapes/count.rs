//! How many requests are on each side.

use super::rows::{Also, Requests};
use super::sides::Conditions;
use crate::analysis::Sides;
use crate::analysis::count::count_of;
use crate::clickhouse::answer::Rows;
use crate::clickhouse::session::Query;
use crate::error::Result;
use crate::units::FailureRule;

/// Asks for the numbers.
pub(in crate::clickhouse) fn query(rows: Requests<'_>, (sides, rule): (&Conditions, FailureRule)) -> Query {
    let tells_5xx = rule == FailureRule::StatusOr5xx;
    let requests = rows.subquery(rule, if tells_5xx { Also::By5xx } else { Also::Nothing });
    let by_5xx = if tells_5xx { "countIf(by_5xx) AS by_5xx, " } else { "" };
    let Conditions { selection, baseline, .. } = sides;
    let text = format!(
        "SELECT count() AS units, countIf(failing) AS errors, {by_5xx}countIf({selection}) AS selected, \
         countIf({selection} AND failing) AS selected_errors, countIf({baseline}) AS others FROM {requests}"
    );
    let mut values = rows.values(None);
    values.extend(sides.values.iter().cloned());
    Query { text, values, is_short: true }
}

/// The numbers of the answer, where a filter leaves them over of so many.
pub(in crate::clickhouse) fn read(rows: &Rows, all: Option<u64>) -> Result<Sides> {
    let row = rows.first()?;
    let count = |name| count_of(row.number(name).unwrap_or_default(), "requests");
    Ok(Sides {
        all: all.map_or_else(|| count("units"), |all| count_of(all, "requests"))?,
        units: count("units")?,
        failing: count("errors")?,
        failing_by_5xx: row.number("by_5xx").map(|by_5xx| count_of(by_5xx, "requests")).transpose()?,
        selected: count("selected")?,
        selected_failing: count("selected_errors")?,
        baseline: count("others")?,
        estimates: None,
    })
}
