//! The two sides of a comparison, as units.

use crate::analysis::{Baseline, Selection, baseline_of, select};
use crate::protocol::{Comparison, Sides};
use crate::store::{RowSet, Store};
use crate::units::{StatusCode, TimeRange};

/// A set of units, and the time that it was taken from.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) rows: RowSet,
    pub(super) range: TimeRange,
}

/// The units that a comparison selects, and those that it compares them with. Without a selection all units are selected and
/// there is nothing to compare them with.
pub(super) fn sides(store: &Store, comparison: &Comparison) -> (Units, Option<Units>) {
    let units = store.units(comparison.population);
    let range = crate::engine::start_range(store, &units).unwrap_or_default();
    let Some(selection) = &comparison.selection else {
        return (Units { rows: units, range }, None);
    };
    let baseline_time = match &comparison.baseline {
        Baseline::Rest => None,
        Baseline::Rectangle(Selection { time, .. }) => *time,
        Baseline::Before => selection.time_before(),
    };
    let selected = Units { rows: select(store, &units, selection), range: selection.time.unwrap_or(range) };
    let baseline = Units {
        rows: baseline_of(store, &units, selection, &comparison.baseline),
        range: baseline_time.unwrap_or(range),
    };
    (selected, Some(baseline))
}

/// How many units a comparison means.
pub(super) fn count(store: &Store, comparison: &Comparison) -> Sides {
    let units = store.units(comparison.population);
    let failing = |rows: &RowSet| {
        let failing = rows.iter().filter(|&unit| store.spans().status(unit) == StatusCode::Error);
        u32::try_from(failing.count()).unwrap_or(u32::MAX)
    };
    let (selected, baseline) = sides(store, comparison);
    Sides {
        units: units.count(),
        failing: failing(&units),
        selected: selected.rows.count(),
        selected_failing: failing(&selected.rows),
        baseline: baseline.map_or(0, |baseline| baseline.rows.count()),
    }
}
