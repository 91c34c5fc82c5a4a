//! The first pass of a comparison: the class of every unit.

use std::ops::ControlFlow;

use super::FlameDiffOptions;
use super::classes::Classes;
use crate::analysis::Fold;
use crate::analysis::flame_graph::Profiler;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::store::{RowSet, SpanRow, Store};

/// The units of both sides with their classes.
#[derive(Debug, Clone)]
pub(super) struct Classified {
    /// Knows the labels that classes are made of.
    pub(super) profiler: Profiler,
    /// The units, with class and side.
    pub(super) units: Vec<(u32, usize, SpanRow)>,
    /// The number of units of each class, by side.
    pub(super) counts: Vec<[u32; 2]>,
}

/// The first pass under way.
#[derive(Debug, Clone)]
pub(super) struct ClassifiedFold {
    units: UnitsAhead<2>,
    classes: Classes,
    classified: Classified,
}

impl ClassifiedFold {
    pub(super) fn new(store: &Store, sides: [RowSet; 2], options: &FlameDiffOptions) -> Self {
        let profiler = Profiler::new(store, &options.graph);
        Self {
            units: UnitsAhead::new(sides),
            classes: Classes::new(options.mix),
            classified: Classified { profiler, units: Vec::new(), counts: Vec::new() },
        }
    }
}

impl Fold for ClassifiedFold {
    type Out = Classified;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Classified, Self> {
        let Self { units, classes, classified } = &mut self;
        let is_under_way = units.look(spans, |side, unit| {
            let (class, looked_at) = classes.of(store, &mut classified.profiler.tree, unit);
            classified.counts.resize(classes.len(), [0; 2]);
            classified.counts[class as usize][side] += 1;
            classified.units.push((class, side, unit));
            in_depth(looked_at)
        });
        if is_under_way { ControlFlow::Continue(self) } else { ControlFlow::Break(self.classified) }
    }
}
