//! The conditions of a selection in steps, one kind after the other.

use std::ops::ControlFlow;

use super::Selection;
use crate::analysis::Fold;
use crate::analysis::error_causes::CauseUnitsFold;
use crate::analysis::flame_graph::FrameUnitsFold;
use crate::analysis::suspects::MarkedUnitsFold;
use crate::analysis::unit_number::NumberUnitsFold;
use crate::analysis::units_ahead::UnitsAhead;
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

/// The units that meet all conditions of a selection but the filter, in the making.
#[derive(Debug)]
pub struct NarrowFold {
    /// Without the conditions that were begun.
    selection: Selection,
    rule: FailureRule,
    pass: Pass,
}

#[derive(Debug)]
enum Pass {
    /// What can be told by a look at a unit's own span, and the units of which it is true so far.
    Own(UnitsAhead<1>, RowSet),
    Number(NumberUnitsFold),
    Cause(CauseUnitsFold),
    Frame(FrameUnitsFold),
    Marks(MarkedUnitsFold),
}

impl NarrowFold {
    /// A search among units for those that a selection selects, whatever its filter. The rule says which of them fail, and which spans are
    /// errors.
    #[must_use]
    pub fn new(units: RowSet, selection: &Selection, rule: FailureRule) -> Self {
        let none = RowSet::empty(units.universe());
        Self { selection: selection.clone(), rule, pass: Pass::Own(UnitsAhead::new([units]), none) }
    }
}

impl Fold for NarrowFold {
    type Out = RowSet;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<RowSet, Self> {
        let Self { mut selection, rule, pass } = self;
        let passed = match pass {
            Pass::Own(units, selected) => own(store, spans, (&selection, rule), (units, selected)),
            Pass::Number(fold) => fold.step(store, spans).map_continue(Pass::Number),
            Pass::Cause(fold) => fold.step(store, spans).map_continue(Pass::Cause),
            Pass::Frame(fold) => fold.step(store, spans).map_continue(Pass::Frame).map_break(|found| found.rows),
            Pass::Marks(fold) => fold.step(store, spans).map_continue(Pass::Marks),
        };
        let pass = match passed {
            ControlFlow::Continue(pass) => pass,
            ControlFlow::Break(units) => {
                if let Some(number) = selection.number.take() {
                    Pass::Number(NumberUnitsFold::new(store, units, number))
                } else if let Some(cause) = selection.cause.take() {
                    Pass::Cause(CauseUnitsFold::new(store, units, cause, rule))
                } else if let Some(frame) = selection.frame.take() {
                    Pass::Frame(frame.search(store, units))
                } else if let Some(marks) = selection.marks.take() {
                    Pass::Marks(marks.search(store, units))
                } else {
                    return ControlFlow::Break(units);
                }
            }
        };
        ControlFlow::Continue(Self { selection, rule, pass })
    }
}

fn own(
    store: &Store,
    spans: u32,
    (selection, rule): (&Selection, FailureRule),
    (mut units, mut selected): (UnitsAhead<1>, RowSet),
) -> ControlFlow<RowSet, Pass> {
    let is_under_way = units.glance(spans, |_, unit| {
        if selection.contains(store, unit, rule) {
            selected.insert(unit);
        }
    });
    if is_under_way { ControlFlow::Continue(Pass::Own(units, selected)) } else { ControlFlow::Break(selected) }
}
