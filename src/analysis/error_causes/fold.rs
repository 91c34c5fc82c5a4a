//! Error causes in steps.

use std::ops::ControlFlow;

use super::{CauseCounts, ErrorCauses, ErrorCausesOptions};
use crate::analysis::Fold;
use crate::analysis::units_ahead::UnitsAhead;
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

/// Error causes in the making.
#[derive(Debug)]
pub struct ErrorCausesFold {
    units: UnitsAhead<1>,
    counts: CauseCounts,
    options: ErrorCausesOptions,
}

impl ErrorCausesFold {
    /// The causes of no units yet. O(spans / 4,096).
    #[must_use]
    pub fn new(store: &Store, units: RowSet, options: &ErrorCausesOptions, rule: FailureRule) -> Self {
        Self { units: UnitsAhead::new([units]), counts: CauseCounts::before_search(store, rule), options: *options }
    }

    /// The same, and estimates of what there was before sampling.
    #[must_use]
    pub fn weighted(mut self) -> Self {
        self.counts.is_weighted = true;
        self
    }
}

impl Fold for ErrorCausesFold {
    type Out = ErrorCauses;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<ErrorCauses, Self> {
        let Self { units, counts, .. } = &mut self;
        if counts.search(store, spans) {
            return ControlFlow::Continue(self);
        }
        let cost = |errors: usize| u32::try_from(errors).unwrap_or(u32::MAX).saturating_add(1);
        if units.look(spans, |_, unit| cost(counts.add_one(store, unit))) {
            return ControlFlow::Continue(self);
        }
        ControlFlow::Break(self.counts.finish(store, &self.options))
    }
}
