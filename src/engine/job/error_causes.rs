//! Error causes in steps.

use super::sides::selected;
use super::{STEP, Work};
use crate::analysis::{ErrorCausesFold, ErrorCausesOptions};
use crate::engine::memory::Memory;
use crate::error::Result;
use crate::protocol::{Answer, Comparison};
use crate::store::{RowSet, Store};

#[derive(Debug)]
pub(in crate::engine) struct ErrorCausesJob {
    comparison: Comparison,
    begun: Option<Begun>,
}

#[derive(Debug)]
struct Begun {
    units: RowSet,
    fold: ErrorCausesFold,
    /// The next span to look at.
    next: u32,
}

impl ErrorCausesJob {
    pub(super) fn new(comparison: Comparison) -> Self {
        Self { comparison, begun: None }
    }
}

impl Work for ErrorCausesJob {
    fn restart(&mut self) {
        self.begun = None;
    }

    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        let Some(begun) = &mut self.begun else {
            let units = selected(store, &self.comparison, memory)?;
            self.begun = units.map(|units| Begun { units, fold: ErrorCausesFold::new(store), next: 0 });
            return Ok(None);
        };
        let rows = begun.next..begun.next.saturating_add(STEP);
        begun.next = rows.end;
        begun.fold.add(store, begun.units.iter_in(rows));
        let is_last = begun.next >= store.spans().len();
        let Some(begun) = self.begun.take_if(|_| is_last) else { return Ok(None) };
        Ok(Some(Answer::ErrorCauses(Box::new(begun.fold.finish(store, &ErrorCausesOptions::default())))))
    }
}
