//! An overview in steps: the selection, then the baseline, then the quantiles.

use super::sides::{Compared, Units, compared};
use super::{STEP, Work};
use crate::analysis::OverviewFold;
use crate::engine::memory::Memory;
use crate::error::Result;
use crate::protocol::{Answer, Comparison};
use crate::store::Store;

#[derive(Debug)]
pub(in crate::engine) struct OverviewJob {
    comparison: Comparison,
    begun: Option<Begun>,
}

#[derive(Debug)]
struct Begun {
    selection: Units,
    baseline: Option<Units>,
    fold: OverviewFold,
    /// The next span to look at.
    next: u32,
}

impl OverviewJob {
    pub(super) fn new(comparison: Comparison) -> Self {
        Self { comparison, begun: None }
    }
}

impl Work for OverviewJob {
    fn restart(&mut self) {
        self.begun = None;
    }

    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        let Some(begun) = &mut self.begun else {
            if let Some(Compared { selection, baseline, .. }) = compared(store, &self.comparison, memory)? {
                let fold = OverviewFold::new(selection.range, baseline.as_ref().map(|baseline| baseline.range));
                self.begun = Some(Begun { selection, baseline, fold, next: 0 });
            }
            return Ok(None);
        };
        let rows = begun.next..begun.next.saturating_add(STEP);
        begun.next = rows.end;
        begun.fold.add_selection(store, begun.selection.rows.iter_in(rows.clone()));
        if let Some(baseline) = &begun.baseline {
            begun.fold.add_baseline(store, baseline.rows.iter_in(rows));
        }
        let is_last = begun.next >= store.spans().len();
        let Some(begun) = self.begun.take_if(|_| is_last) else { return Ok(None) };
        Ok(Some(Answer::Overview(Box::new(begun.fold.finish(store)?))))
    }
}
