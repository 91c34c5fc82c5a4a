//! The first pass: which units have which values.

use std::ops::ControlFlow;

use super::AttributeDiffOptions;
use super::board::Board;
use super::rank::RankingFold;
use super::walk::Walk;
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::store::{RowSet, Store};

/// The first pass over the units. The second will go over the same.
#[derive(Debug)]
pub(super) struct ValuesFold {
    units: UnitsAhead<2>,
    options: AttributeDiffOptions,
    walk: Walk,
    board: Board,
}

impl ValuesFold {
    /// O(distinct values).
    pub(super) fn new(store: &Store, sides: [RowSet; 2], options: AttributeDiffOptions) -> Self {
        let walk = Walk::new(store, options.count_spans);
        Self { units: UnitsAhead::new(sides), options, walk, board: Board::new(store) }
    }

    /// The same, and estimates of what there was before sampling.
    pub(super) fn weighted(self) -> Self {
        Self { board: self.board.weighted(), ..self }
    }
}

impl Fold for ValuesFold {
    /// The units from the first on, and what was counted.
    type Out = RankingFold;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let Self { units, walk, board, .. } = &mut self;
        let mut lines = store.log_lines();
        let is_under_way = units.look(spans, |side, unit| {
            in_depth(
                walk.unit(store, (unit, side), |events, rows| board.look((store, &mut lines), (rows, side), events)),
            )
        });
        if is_under_way {
            return ControlFlow::Continue(self);
        }
        let Self { mut units, options, mut board, .. } = self;
        board.unfold_sets(store);
        units.begin_again();
        ControlFlow::Break(RankingFold::new(units, board, options))
    }
}
