//! The heatmap with its lines, in one scan.

use super::rows::{Also, Requests};
use crate::analysis::{CountedCell, CountedColumn, Heatmap, HeatmapGeometry};
use crate::clickhouse::answer::{Row, Rows, numbers};
use crate::clickhouse::parameters::array_of_numbers;
use crate::clickhouse::session::{Query, Value};
use crate::error::Result;
use crate::ingest::clickhouse::Cell;
use crate::units::FailureRule;

/// The smallest duration of rank ≥ ⌈q·n⌉, of up to ten thousand million.
pub(super) const QUANTILES: &str = "0.499999999999, 0.949999999999, 0.989999999999";

/// A duration without what comes after its first three digits: the shortest of those that the histogram of an overview counts together.
pub(super) const ROUNDED: &str =
    "intDiv(dur, greatest(1, intDiv(roundToExp2(dur), 1024))) * greatest(1, intDiv(roundToExp2(dur), 1024))";

/// What percentiles are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::clickhouse) enum Durations {
    /// Every duration. The server holds eight bytes for each.
    #[default]
    Exact,
    /// How many durations begin with which three digits. What the server holds does not grow with the requests.
    Rounded,
}

/// Asks for the cells of a heatmap.
pub(in crate::clickhouse) fn query(
    rows: Requests<'_>,
    durations: Durations,
    (geometry, rule): (&HeatmapGeometry, FailureRule),
) -> Query {
    let requests = rows.subquery(rule, Also::Nothing);
    let place = "intDiv(start, {step:UInt64}) AS step, roundDown(dur, {floors:Array(UInt64)}) AS floor";
    let text = match durations {
        Durations::Exact => format!(
            "SELECT step, groupArray((floor, units, errors)) AS cells, quantilesExactMerge({QUANTILES})(durations) AS lines FROM \
             (SELECT {place}, count() AS units, countIf(failing) AS errors, quantilesExactState({QUANTILES})(dur) AS durations FROM {requests} \
             GROUP BY step, floor) GROUP BY step"
        ),
        Durations::Rounded => format!(
            "SELECT step, groupArray((floor, units, errors)) AS cells, \
             quantilesExactWeightedArray({QUANTILES})(durations, weights) AS lines FROM \
             (SELECT step, floor, sum(n) AS units, sum(e) AS errors, groupArray(rounded) AS durations, groupArray(n) AS weights FROM \
             (SELECT {place}, {ROUNDED} AS rounded, count() AS n, countIf(failing) AS e FROM {requests} GROUP BY step, floor, rounded) \
             GROUP BY step, floor) GROUP BY step"
        ),
    };
    let mut values = rows.values(Some(geometry.range()));
    values.push(("step".into(), Value::Literal(geometry.step_ns().to_string())));
    values.push(("floors".into(), Value::Array(array_of_numbers(geometry.row_floors_ns()))));
    Query { text, values, is_short: true }
}

/// The heatmap of the answer, where there are so many units in all.
pub(in crate::clickhouse) fn read(rows: &Rows, geometry: &HeatmapGeometry, all: u64) -> Result<Heatmap> {
    let (mut cells, mut columns) = (Vec::new(), Vec::new());
    for row in rows.iter() {
        let step = row.number("step").unwrap_or_default();
        cells.extend(cells_of(row, step));
        columns.push(CountedColumn { step, percentiles_ns: numbers(row.cell("lines")) });
    }
    let shown: u64 = cells.iter().map(|cell: &CountedCell| cell.units).sum();
    Heatmap::from_cells(geometry, &cells, &columns, all.saturating_sub(shown))
}

fn cells_of(row: Row<'_>, step: u64) -> Vec<CountedCell> {
    let Cell::List(list) = row.cell("cells") else { return Vec::new() };
    let cell = |cell: Cell<'_>| {
        let [floor_ns, units, failing] = numbers(cell);
        CountedCell { step, floor_ns, units, failing }
    };
    list.cells().map(cell).collect()
}
