//! An attribute comparison in steps: values, then pairs of the best of them.

use std::ops::{ControlFlow, Range};

use super::sides::{Compared, compared};
use super::{STEP, Work};
use crate::analysis::{AttributeDiff, AttributeDiffFold, AttributePairsFold};
use crate::engine::memory::Memory;
use crate::error::Result;
use crate::protocol::{Answer, AttributeDiffQuestion};
use crate::store::{RowSet, Store};

/// All attributes of a span are looked at, which takes longer than to look at a span.
const ROWS: u32 = STEP / 8;

#[derive(Debug)]
pub(in crate::engine) struct AttributeDiffJob {
    question: AttributeDiffQuestion,
    begun: Option<Begun>,
}

#[derive(Debug)]
struct Begun {
    selection: RowSet,
    baseline: RowSet,
    pass: Pass,
    /// The next span to look at.
    next: u32,
}

#[derive(Debug)]
enum Pass {
    Values(Box<AttributeDiffFold>),
    Pairs(Box<AttributePairsFold>),
}

impl AttributeDiffJob {
    pub(super) fn new(question: AttributeDiffQuestion) -> Self {
        Self { question, begun: None }
    }
}

impl Begun {
    fn add(&mut self, store: &Store, rows: Range<u32>) {
        let Self { selection, baseline, pass, .. } = self;
        let (selection, baseline) = (selection.iter_in(rows.clone()), baseline.iter_in(rows));
        match pass {
            Pass::Values(fold) => {
                fold.add_selection(store, selection);
                fold.add_baseline(store, baseline);
            }
            Pass::Pairs(fold) => {
                fold.add_selection(store, selection);
                fold.add_baseline(store, baseline);
            }
        }
    }

    /// Goes on to the next pass, or ends with the comparison.
    fn next_pass(self, store: &Store) -> ControlFlow<Box<AttributeDiff>, Self> {
        match self.pass {
            Pass::Values(fold) => {
                ControlFlow::Continue(Self { pass: Pass::Pairs(Box::new(fold.rank(store))), next: 0, ..self })
            }
            Pass::Pairs(fold) => ControlFlow::Break(Box::new(fold.finish(store))),
        }
    }
}

impl Work for AttributeDiffJob {
    fn restart(&mut self) {
        self.begun = None;
    }

    fn advance(&mut self, store: &Store, memory: &mut Memory) -> Result<Option<Answer>> {
        let AttributeDiffQuestion { comparison, options } = &self.question;
        let Some(begun) = &mut self.begun else {
            if let Some(Compared { view, selection, baseline }) = compared(store, comparison, memory)? {
                let none = || RowSet::empty(view.universe());
                self.begun = Some(Begun {
                    selection: selection.rows,
                    baseline: baseline.map_or_else(none, |units| units.rows),
                    pass: Pass::Values(Box::new(AttributeDiffFold::new(store, options))),
                    next: 0,
                });
            }
            return Ok(None);
        };
        let rows = begun.next..begun.next.saturating_add(ROWS);
        begun.next = rows.end;
        begun.add(store, rows);
        let is_last = begun.next >= store.spans().len();
        match self.begun.take_if(|_| is_last).map(|begun| begun.next_pass(store)) {
            Some(ControlFlow::Break(comparison)) => Ok(Some(Answer::AttributeDiff(comparison))),
            Some(ControlFlow::Continue(begun)) => {
                self.begun = Some(begun);
                Ok(None)
            }
            None => Ok(None),
        }
    }
}
