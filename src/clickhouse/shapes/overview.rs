//! Rate, errors and durations of each operation on both sides, in one scan.

use super::heatmap::{Durations, QUANTILES, ROUNDED};
use super::rows::{Also, Requests};
use super::sides::Conditions;
use crate::analysis::{CountedOperation, CountedSide, Overview};
use crate::clickhouse::answer::{Row, Rows, numbers};
use crate::clickhouse::session::Query;
use crate::error::Result;
use crate::units::{FailureRule, TimeRange};

/// What a row says that is about all operations together: both of their names are left out.
const TOTAL: u64 = 3;

/// Asks for the operations.
pub(in crate::clickhouse) fn query(
    rows: Requests<'_>,
    durations: Durations,
    (sides, rule): (&Conditions, FailureRule),
) -> Query {
    let requests = rows.subquery(rule, Also::Nothing);
    let Conditions { selection, baseline, .. } = sides;
    // Whatever they are made of, percentiles are rounded when they are read.
    let lines = |side: &str| match durations {
        Durations::Exact => format!("quantilesExactIf({QUANTILES})(dur, {side})"),
        Durations::Rounded => format!("quantilesExactWeightedIf({QUANTILES})({ROUNDED}, 1, {side})"),
    };
    let of_side = |side: &str| {
        format!(
            "countIf({side}) AS {side}_units, countIf({side} AND failing) AS {side}_errors, \
             {} AS {side}_lines, maxIf(dur, {side}) AS {side}_longest",
            lines(side)
        )
    };
    let text = format!(
        "SELECT service, name, grouping(service, name) AS summed, {}, {} FROM \
         (SELECT dur, failing, service, name, {selection} AS selection, {baseline} AS baseline FROM {requests}) \
         GROUP BY GROUPING SETS ((service, name), ())",
        of_side("selection"),
        of_side("baseline")
    );
    let mut values = rows.values(None);
    values.extend(sides.values.iter().cloned());
    Query { text, values, is_short: true }
}

/// The overview of the answer, where both sides are taken from times.
pub(in crate::clickhouse) fn read(rows: &Rows, ranges: [TimeRange; 2], has_baseline: bool) -> Result<Overview> {
    let (mut operations, mut totals) = (Vec::new(), [CountedSide::default(); 2]);
    for row in rows.iter() {
        let sides = ["selection", "baseline"].map(|side| side_of(row, side));
        if row.number("summed") == Some(TOTAL) {
            totals = sides;
        } else {
            operations.push(CountedOperation { service: row.text("service"), name: row.text("name"), sides });
        }
    }
    Overview::from_counts(&operations, totals, ranges, has_baseline)
}

fn side_of(row: Row<'_>, side: &str) -> CountedSide {
    let number = |what: &str| row.number(&format!("{side}_{what}")).unwrap_or_default();
    CountedSide {
        units: number("units"),
        failing: number("errors"),
        percentiles_ns: numbers(row.cell(&format!("{side}_lines"))),
        longest_ns: number("longest"),
    }
}
