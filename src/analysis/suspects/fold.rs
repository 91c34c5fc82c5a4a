//! Suspects in steps.

use std::ops::ControlFlow;

use super::{SuspectSums, Suspects};
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::store::{RowSet, Store};

/// Suspects in the making. Where the flame diff is wanted too, [`LatencyDiffFold`](crate::analysis::LatencyDiffFold) gives both.
#[derive(Debug, Clone)]
pub struct SuspectsFold {
    units: UnitsAhead<2>,
    sums: SuspectSums,
}

impl SuspectsFold {
    /// Suspects of no units yet.
    #[must_use]
    pub fn new(store: &Store, selection: RowSet, baseline: RowSet) -> Self {
        Self { units: UnitsAhead::new([selection, baseline]), sums: SuspectSums::new(store) }
    }
}

impl Fold for SuspectsFold {
    type Out = Suspects;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Suspects, Self> {
        let Self { units, sums } = &mut self;
        let is_under_way = units.look(spans, |side, unit| {
            sums.add_one(store, side, unit);
            in_depth(store.subtree(unit).len())
        });
        if is_under_way { ControlFlow::Continue(self) } else { ControlFlow::Break(self.sums.finish(store)) }
    }
}
