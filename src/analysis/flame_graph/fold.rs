//! A flame graph in steps.

use std::ops::ControlFlow;

use super::layout::Layout;
use super::profile::Profiler;
use super::sums::FrameSums;
use super::{FlameGraph, FlameGraphOptions};
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::error::Result;
use crate::store::{RowSet, Store};

/// A flame graph in the making.
#[derive(Debug, Clone)]
pub struct FlameGraphFold {
    units: UnitsAhead<1>,
    profiler: Profiler,
    sums: FrameSums,
}

impl FlameGraphFold {
    /// A flame graph of no units yet.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, options: &FlameGraphOptions) -> Self {
        let profiler = Profiler::new(store, options);
        Self { units: UnitsAhead::new([units]), profiler, sums: FrameSums::default() }
    }

    fn finish(self, store: &Store) -> FlameGraph {
        let layout = Layout::of(self.profiler.tree, store);
        FlameGraph {
            units: self.sums.units,
            mean_ns: self.sums.mean_ns(),
            times: self.sums.times(&layout),
            frames: layout.frames,
        }
    }
}

impl Fold for FlameGraphFold {
    type Out = Result<FlameGraph>;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let Self { units, profiler, sums } = &mut self;
        let is_under_way = units.look(spans, |_, unit| {
            profiler.profile(store, unit, false);
            sums.add(store, unit, profiler);
            in_depth(store.subtree(unit).len())
        });
        match profiler.tree.check() {
            Err(error) => ControlFlow::Break(Err(error)),
            Ok(()) if is_under_way => ControlFlow::Continue(self),
            Ok(()) => ControlFlow::Break(Ok(self.finish(store))),
        }
    }
}
