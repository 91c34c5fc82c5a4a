//! The two sides of a comparison, as units.

use super::STEP;
use crate::analysis::{Selection, Side, SidesEstimates, narrow};
use crate::engine::memory::Memory;
use crate::engine::ranges::start_range;
use crate::error::Result;
use crate::protocol::{Comparison, Sides};
use crate::store::{RowSet, Store};
use crate::units::{FailureRule, TimeRange};

/// A set of units, and the time that it was taken from.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) rows: RowSet,
    pub(super) range: TimeRange,
}

impl Units {
    pub(super) fn as_side(&self) -> Side<'_> {
        Side { rows: &self.rows, range: self.range }
    }
}

/// The units that a comparison is about.
#[derive(Debug)]
pub(super) struct Compared {
    /// All units in view, on no side too.
    pub(super) view: RowSet,
    pub(super) selection: Units,
    /// Absent without a selection: all units are selected then, and there is nothing to compare them with.
    pub(super) baseline: Option<Units>,
}

impl Compared {
    /// The units of the selection and of the baseline.
    pub(super) fn into_rows(self) -> [RowSet; 2] {
        [self.selection.rows, self.baseline.map(|baseline| baseline.rows).unwrap_or_default()]
    }
}

/// Finds the units of a comparison. `None` after a step that did not find all of them: then it is to be asked again.
pub(super) fn compared(store: &Store, comparison: &Comparison, memory: &mut Memory) -> Result<Option<Compared>> {
    let Comparison { population, filter, fail, selection, baseline, .. } = comparison;
    let Some(view) = memory.units(store, *population, filter.as_deref(), STEP)? else { return Ok(None) };
    let other = selection.as_ref().and_then(|selection| baseline.as_selection(selection));
    let mut within_view = |selection: Option<&Selection>| match selection {
        Some(selection) => memory.selected(store, comparison, selection, STEP),
        None => Ok(Some(RowSet::empty(view.universe()))),
    };
    let Some(mut selected) = within_view(selection.as_ref())? else { return Ok(None) };
    let Some(mut others) = within_view(other.as_ref())? else { return Ok(None) };
    others.subtract(&selected);
    memory.leave_out_of_selection(store, &mut selected);
    memory.leave_out_of_baseline(store, &mut others);
    // Of all units, so that rates do not depend on what a filter leaves over.
    let range = memory.range(store, *population);
    let Some(selection) = selection else {
        let selection = Units { rows: view.clone(), range };
        return Ok(Some(Compared { view, selection, baseline: None }));
    };
    let mut range_of = |selection: &Selection| match (selection.time, &selection.group) {
        (Some(time), _) => time,
        (None, None) => range,
        (None, group @ Some(_)) => {
            let all = memory.meant(store, *population);
            let of_group = Selection { group: group.clone(), ..Selection::default() };
            let of_group = start_range(store, &narrow(store, &all, &of_group, *fail));
            of_group.map(|of_group| if memory.is_sample() { range } else { of_group }).unwrap_or_default()
        }
    };
    let (selection_range, baseline_range) = (range_of(selection), other.as_ref().map_or(range, range_of));
    Ok(Some(Compared {
        view,
        selection: Units { rows: selected, range: selection_range },
        baseline: Some(Units { rows: others, range: baseline_range }),
    }))
}

/// The units that a comparison selects. `None` as for [`compared`].
pub(super) fn selected(store: &Store, comparison: &Comparison, memory: &mut Memory) -> Result<Option<RowSet>> {
    let Comparison { population, filter, selection, .. } = comparison;
    match selection {
        Some(selection) => {
            let mut selected = memory.selected(store, comparison, selection, STEP)?;
            if let Some(selected) = &mut selected {
                memory.leave_out_of_selection(store, selected);
            }
            Ok(selected)
        }
        None => memory.units(store, *population, filter.as_deref(), STEP),
    }
}

/// How many units a comparison means.
pub(super) fn count(store: &Store, comparison: &Comparison, memory: &mut Memory) -> Result<Option<Sides>> {
    let failing = |rows: &RowSet, rule: FailureRule| {
        let failing = rows.iter().filter(|&unit| store.spans().fails(unit, rule));
        u32::try_from(failing.count()).unwrap_or(u32::MAX)
    };
    let all = memory.meant(store, comparison.population).count();
    let compared = compared(store, comparison, memory)?;
    Ok(compared.map(|Compared { view, selection, baseline }| {
        let [by_status, by_either] = [FailureRule::Status, FailureRule::StatusOr5xx].map(|rule| failing(&view, rule));
        let no_baseline = RowSet::default();
        let sides = || [&view, &selection.rows, baseline.as_ref().map_or(&no_baseline, |baseline| &baseline.rows)];
        let estimates = comparison.weighted.then(|| SidesEstimates::new(store, sides(), comparison.fail));
        Sides {
            all,
            units: view.count(),
            failing: match comparison.fail {
                FailureRule::Status => by_status,
                FailureRule::StatusOr5xx => by_either,
            },
            failing_by_5xx: Some(by_either - by_status),
            selected: selection.rows.count(),
            selected_failing: failing(&selection.rows, comparison.fail),
            baseline: baseline.as_ref().map_or(0, |baseline| baseline.rows.count()),
            estimates,
        }
    }))
}
