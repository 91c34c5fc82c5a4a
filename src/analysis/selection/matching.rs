//! A filter in steps.

use std::ops::ControlFlow;

use crate::analysis::Fold;
use crate::filter::{Filter, FilterFold};
use crate::store::{RowSet, Store};

/// The units that a filter selects, in the making.
#[derive(Debug)]
pub struct MatchingFold {
    units: RowSet,
    filter: FilterFold,
    /// Whether it is known which spans match, and so which units do.
    is_evaluated: bool,
}

impl MatchingFold {
    /// A search among units for those that match a filter.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, filter: &Filter) -> Self {
        Self { units, filter: FilterFold::new(filter, store), is_evaluated: false }
    }
}

impl Fold for MatchingFold {
    type Out = RowSet;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<RowSet, Self> {
        if !self.is_evaluated {
            self.is_evaluated = !self.filter.step(store, spans);
            return ControlFlow::Continue(self);
        }
        ControlFlow::Break(self.filter.select(store, &self.units))
    }
}
