//! A comparison in steps: first the class of every unit, then its time, class by class, and last the marks of selected units.

use std::ops::ControlFlow;

use super::classified::{Classified, ClassifiedFold};
use super::estimates::{Class, Estimates, Quantity};
use super::{FlameDiff, FlameDiffOptions, LatencyDiff};
use crate::analysis::flame_graph::{FrameSums, Layout};
use crate::analysis::suspects::{KindSums, MarkedUnits, SuspectRows, Suspects};
use crate::analysis::units_ahead::in_depth;
use crate::analysis::{Fold, Then};
use crate::error::Result;
use crate::store::{RowSet, SpanRow, Store};

/// The index of the selection wherever there is something for either side.
const SELECTION: usize = 0;
const BASELINE: usize = 1;

/// A comparison in the making.
#[derive(Debug, Clone)]
pub struct LatencyDiffFold(Then<ClassifiedFold, TimesFold, fn(&Store, Classified) -> TimesFold>);

impl LatencyDiffFold {
    /// A comparison of no units yet.
    #[must_use]
    pub fn new(store: &Store, selection: RowSet, baseline: RowSet, options: &FlameDiffOptions) -> Self {
        let classified = ClassifiedFold::new(store, [selection, baseline], options);
        Self(classified.then(|_, classified| TimesFold::new(classified)))
    }
}

impl Fold for LatencyDiffFold {
    type Out = Result<LatencyDiff>;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        self.0.step(store, spans).map_continue(Self)
    }
}

/// The second pass, over the time of the units of each class, side by side; and the third, over selected units of operations that rows
/// mark units of.
#[derive(Debug, Clone)]
struct TimesFold {
    /// The units class by class, and how far they have been looked at in this pass.
    classified: Classified,
    next: usize,
    /// The selected units of classes that both sides have.
    shared_units: f64,
    sums: [FrameSums; 2],
    estimates: Estimates,
    suspects: SuspectRows,
    kinds: KindSums,
    /// The marks of the units in the third pass.
    marked: Option<MarkedUnits>,
}

impl Fold for TimesFold {
    type Out = Result<LatencyDiff>;

    /// O(n log n + n · depth) for the n spans of each unit.
    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let mut left = spans.max(1);
        while left > 0
            && let Some(&(class, side, unit)) = self.classified.units.get(self.next)
        {
            self.next += 1;
            let cost = if self.marked.is_some() {
                self.look_again(store, side, unit)
            } else {
                self.look_at(store, side, class, unit)
            };
            left = left.saturating_sub(cost);
        }
        if let Err(error) = self.classified.profiler.tree.check() {
            return ControlFlow::Break(Err(error));
        }
        if self.next < self.classified.units.len() {
            return ControlFlow::Continue(self);
        }
        match self.marked.take() {
            Some(marked) => ControlFlow::Break(Ok(self.finish(store, marked))),
            None => self.begin_again(store),
        }
    }
}

impl TimesFold {
    /// Puts the units of each class side by side.
    fn new(mut classified: Classified) -> Self {
        classified.units.sort_unstable();
        let shared = classified.counts.iter().filter(|&&counts| is_shared(counts));
        Self {
            shared_units: shared.map(|counts| f64::from(counts[SELECTION])).sum(),
            classified,
            next: 0,
            sums: <[FrameSums; 2]>::default(),
            estimates: Estimates::default(),
            suspects: SuspectRows::default(),
            kinds: KindSums::default(),
            marked: None,
        }
    }

    /// Looks at the unit before the next one. Gives what that costs.
    fn look_at(&mut self, store: &Store, side: usize, class: u32, unit: SpanRow) -> u32 {
        let Self { classified: Classified { profiler, counts, units }, sums, estimates, suspects, kinds, .. } = self;
        profiler.profile(store, unit, true);
        sums[side].add(store, unit, profiler);
        suspects.add(side, profiler);
        kinds.add(side, suspects);
        if is_shared(counts[class as usize]) {
            estimates.add(side, profiler);
        }
        if units.get(self.next).is_none_or(|&(next, ..)| next != class) {
            self.end_class(class);
        }
        in_depth(store.subtree(unit).len())
    }

    /// Looks at a unit for the marks that it has, if it is selected. Gives what that costs.
    fn look_again(&mut self, store: &Store, side: usize, unit: SpanRow) -> u32 {
        let Self { classified: Classified { profiler, .. }, suspects, marked, .. } = self;
        match marked {
            Some(marked) if side == SELECTION => marked.look_at(store, profiler, suspects, unit),
            _ => 1,
        }
    }

    /// Goes on to the third pass, if it is needed.
    fn begin_again(mut self, store: &Store) -> ControlFlow<Result<LatencyDiff>, Self> {
        let labels = &self.classified.profiler.tree.labels;
        let marked = std::mem::take(&mut self.kinds).marks(store, &self.suspects, labels);
        if !marked.has_marks() {
            return ControlFlow::Break(Ok(self.finish(store, marked)));
        }
        ControlFlow::Continue(Self { next: 0, marked: Some(marked), ..self })
    }

    fn end_class(&mut self, class: u32) {
        let counts = self.classified.counts[class as usize];
        if is_shared(counts) {
            self.estimates.end_class(&Class { counts, weight: f64::from(counts[SELECTION]) / self.shared_units });
        }
    }

    fn finish(self, store: &Store, marked: MarkedUnits) -> LatencyDiff {
        let Self { classified: Classified { profiler, counts, .. }, sums, estimates, suspects, .. } = self;
        let shared = || counts.iter().filter(|&&counts| is_shared(counts));
        let in_shared = [SELECTION, BASELINE].map(|side| shared().map(|counts| counts[side]).sum());
        let size = |frame| estimates.get(frame, Quantity::Own).difference_ns.abs();
        let labels = &profiler.tree.labels;
        let (suspects, frames) = suspects.finish(store, labels, size);
        let suspects = Suspects { kinds: marked.finish(labels.are_templates()), ..suspects };
        let layout = Layout::of(profiler.tree, store);
        let numbers = layout.places();
        let row_frames = frames.into_iter().map(|frame| numbers[frame as usize]).collect();
        let answer = FlameDiff::new(&layout, &sums, &estimates, in_shared);
        LatencyDiff { flames: FlameDiff { frames: layout.frames, ..answer }, suspects, row_frames }
    }
}

/// Whether both sides have a class.
fn is_shared(counts: [u32; 2]) -> bool {
    counts.into_iter().all(|count| count > 0)
}
