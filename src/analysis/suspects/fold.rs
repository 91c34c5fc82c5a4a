//! Suspects in steps: a look at all units, and where rows mark units, a second one at those.

use std::ops::ControlFlow;

use super::kinds::{KindSums, MarkedUnits};
use super::{SuspectSums, Suspects};
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::store::{RowSet, Store};

/// Suspects in the making. Where the flame diff is wanted too, [`LatencyDiffFold`](crate::analysis::LatencyDiffFold) gives both.
#[derive(Debug, Clone)]
pub struct SuspectsFold {
    sums: SuspectSums,
    pass: Pass,
}

#[derive(Debug, Clone)]
enum Pass {
    /// The units of both sides are added up, and where kinds are wanted the selected ones wait for a second look.
    Sums { units: UnitsAhead<2>, kinds: Option<(KindSums, RowSet)> },
    /// It is found out which of the selected units are marked.
    Marks { units: UnitsAhead<1>, marked: MarkedUnits },
}

impl SuspectsFold {
    /// Suspects of no units yet.
    #[must_use]
    pub fn new(store: &Store, selection: RowSet, baseline: RowSet) -> Self {
        let kinds = Some((KindSums::default(), selection.clone()));
        Self {
            sums: SuspectSums::new(store),
            pass: Pass::Sums { units: UnitsAhead::new([selection, baseline]), kinds },
        }
    }

    /// The same without their kinds, as [`SuspectSums`] has them: nothing is looked at twice.
    pub(crate) fn without_kinds(store: &Store, selection: RowSet, baseline: RowSet) -> Self {
        let units = UnitsAhead::new([selection, baseline]);
        Self { sums: SuspectSums::new(store), pass: Pass::Sums { units, kinds: None } }
    }
}

impl Fold for SuspectsFold {
    type Out = Suspects;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Suspects, Self> {
        let Self { mut sums, pass } = self;
        let marked = match pass {
            Pass::Sums { mut units, mut kinds } => {
                let is_under_way = units.look(spans, |side, unit| {
                    sums.add_one(store, side, unit);
                    if let Some((kinds, _)) = &mut kinds {
                        kinds.add(side, &sums.rows);
                    }
                    in_depth(store.subtree(unit).len())
                });
                if is_under_way {
                    return ControlFlow::Continue(Self { sums, pass: Pass::Sums { units, kinds } });
                }
                let Some((kinds, selection)) = kinds else { return ControlFlow::Break(sums.finish(store)) };
                let marked = kinds.marks(store, &sums.rows, &sums.profiler.tree.labels);
                if marked.has_marks() {
                    let units = UnitsAhead::new([selection]);
                    return ControlFlow::Continue(Self { sums, pass: Pass::Marks { units, marked } });
                }
                marked
            }
            Pass::Marks { mut units, mut marked } => {
                let SuspectSums { profiler, rows } = &mut sums;
                if units.look(spans, |_, unit| marked.look_at(store, profiler, rows, unit)) {
                    return ControlFlow::Continue(Self { sums, pass: Pass::Marks { units, marked } });
                }
                marked
            }
        };
        let templates = sums.profiler.tree.labels.are_templates();
        ControlFlow::Break(Suspects { kinds: marked.finish(templates), ..sums.finish(store) })
    }
}
