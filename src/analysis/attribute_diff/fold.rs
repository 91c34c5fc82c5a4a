//! An attribute comparison in steps: values, their order, then pairs of the best of them.

use std::ops::ControlFlow;

use super::pairs::PairsFold;
use super::rank::RankingFold;
use super::values::ValuesFold;
use super::{AttributeDiff, AttributeDiffOptions};
use crate::analysis::{Fold, Then};
use crate::store::{RowSet, Store};

/// An attribute comparison in the making.
#[derive(Debug)]
pub struct AttributeDiffFold(Then<Ranked, PairsFold, Second>);

/// The first pass, and what it found brought into an order.
type Ranked = Then<ValuesFold, RankingFold, fn(&Store, RankingFold) -> RankingFold>;

/// Begins the second pass.
type Second = fn(&Store, <RankingFold as Fold>::Out) -> PairsFold;

impl AttributeDiffFold {
    /// A comparison of no units yet. O(distinct values).
    #[must_use]
    pub fn new(store: &Store, selection: RowSet, baseline: RowSet, options: &AttributeDiffOptions) -> Self {
        let values = ValuesFold::new(store, [selection, baseline], *options);
        let ranked: Ranked = values.then(|_, ranking| ranking);
        Self(ranked.then(PairsFold::new))
    }

    /// The same, and estimates of what there was before sampling.
    #[must_use]
    pub fn weighted(self) -> Self {
        Self(match self.0 {
            Then::First(Then::First(values, rank), next) => Then::First(Then::First(values.weighted(), rank), next),
            begun => begun,
        })
    }
}

impl Fold for AttributeDiffFold {
    type Out = AttributeDiff;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<AttributeDiff, Self> {
        self.0.step(store, spans).map_continue(Self)
    }
}
