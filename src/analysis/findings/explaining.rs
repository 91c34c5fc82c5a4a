//! Findings that are explained one after the other.

use std::ops::ControlFlow;

use super::answer::Anomaly;
use super::explain::ExplainFold;
use crate::analysis::Fold;
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

/// How many findings are explained at once. What the others have in common is found when somebody asks.
pub(super) const EXPLAINED: usize = 5;

/// Findings that are explained one after the other.
#[derive(Debug)]
pub(super) struct Explaining {
    /// The one at hand.
    fold: Option<Box<ExplainFold>>,
    /// Those that are to come, in order.
    waiting: std::vec::IntoIter<Anomaly>,
    done: Vec<Anomaly>,
    /// How many are explained at most.
    most: usize,
}

impl Explaining {
    /// None of them is explained yet.
    pub(super) fn new(findings: Vec<Anomaly>, most: usize) -> Self {
        Self { fold: None, waiting: findings.into_iter(), done: Vec::new(), most }
    }

    /// Goes on with the explanation at hand, or begins the next one. All findings in their order when there is none.
    pub(super) fn step(
        mut self,
        store: &Store,
        (units, rule): (&RowSet, FailureRule),
        spans: u32,
    ) -> ControlFlow<Vec<Anomaly>, Self> {
        if let Some(fold) = self.fold.take() {
            match fold.step(store, spans) {
                ControlFlow::Continue(fold) => self.fold = Some(Box::new(fold)),
                ControlFlow::Break(explained) => self.done.push(explained),
            }
            return ControlFlow::Continue(self);
        }
        match self.waiting.next() {
            Some(finding) if finding.is_explained || self.done.len() >= self.most => self.done.push(finding),
            Some(finding) => {
                self.fold = Some(Box::new(ExplainFold::new(units.clone(), finding, rule)));
            }
            None => return ControlFlow::Break(self.done),
        }
        ControlFlow::Continue(self)
    }
}
