//! A filter in steps.

use std::ops::ControlFlow;

use crate::analysis::Fold;
use crate::filter::{Filter, FilterFold, UnitsInQuestion};
use crate::store::{RowSet, Store};

/// The units that a filter selects, in the making.
#[derive(Debug)]
pub struct MatchingFold {
    filter: FilterFold,
    units: Units,
}

#[derive(Debug)]
enum Units {
    /// Those to search among, until it is known which spans match.
    All(RowSet),
    Searched(UnitsInQuestion),
}

impl MatchingFold {
    /// A search among units for those that match a filter.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, filter: &Filter) -> Self {
        Self { filter: FilterFold::new(filter, store), units: Units::All(units) }
    }
}

impl Fold for MatchingFold {
    type Out = RowSet;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<RowSet, Self> {
        match self.units {
            Units::All(units) => {
                let more = self.filter.step(store, spans);
                self.units = if more { Units::All(units) } else { Units::Searched(self.filter.question(store, units)) };
            }
            Units::Searched(mut searched) => {
                if !self.filter.step_units(&mut searched, store, spans) {
                    return ControlFlow::Break(self.filter.finish(&searched, store));
                }
                self.units = Units::Searched(searched);
            }
        }
        ControlFlow::Continue(self)
    }
}
