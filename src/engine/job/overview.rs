//! An overview in steps: the selection, then the baseline, then the quantiles.

use super::STEP;
use super::sides::{Units, sides};
use crate::analysis::{Overview, OverviewFold};
use crate::error::Result;
use crate::protocol::Comparison;
use crate::store::Store;

#[derive(Debug)]
pub(in crate::engine) struct OverviewJob {
    comparison: Comparison,
    work: Option<Work>,
}

#[derive(Debug)]
struct Work {
    selection: Units,
    baseline: Option<Units>,
    fold: OverviewFold,
    /// The next span to look at.
    next: u32,
}

impl OverviewJob {
    pub(super) fn new(comparison: Comparison) -> Self {
        Self { comparison, work: None }
    }

    pub(super) fn restart(&mut self) {
        self.work = None;
    }

    pub(super) fn advance(&mut self, store: &Store) -> Result<Option<Overview>> {
        let Some(work) = &mut self.work else {
            let (selection, baseline) = sides(store, &self.comparison);
            let fold = OverviewFold::new(selection.range, baseline.as_ref().map(|baseline| baseline.range));
            self.work = Some(Work { selection, baseline, fold, next: 0 });
            return Ok(None);
        };
        let rows = work.next..work.next.saturating_add(STEP);
        work.next = rows.end;
        work.fold.add_selection(store, work.selection.rows.iter_in(rows.clone()));
        if let Some(baseline) = &work.baseline {
            work.fold.add_baseline(store, baseline.rows.iter_in(rows));
        }
        let is_last = work.next >= store.spans().len();
        self.work.take_if(|_| is_last).map(|work| work.fold.finish(store)).transpose()
    }
}
