//! A comparison in steps: first the class of every unit, then its time, class by class.

use std::ops::ControlFlow;

use super::classified::{Classified, ClassifiedFold};
use super::estimates::{Class, Estimates, Quantity};
use super::{FlameDiff, FlameDiffOptions, LatencyDiff};
use crate::analysis::flame_graph::{FrameSums, Layout};
use crate::analysis::suspects::SuspectRows;
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

/// The second pass: the time of the units of each class, side by side.
#[derive(Debug, Clone)]
struct TimesFold {
    /// The units class by class, and how far they have been looked at.
    classified: Classified,
    next: usize,
    /// The selected units of classes that both sides have.
    shared_units: f64,
    sums: [FrameSums; 2],
    estimates: Estimates,
    suspects: SuspectRows,
}

impl Fold for TimesFold {
    type Out = Result<LatencyDiff>;

    /// O(n log n + n · depth) for the n spans of each unit.
    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let mut left = spans;
        while let Some(&(class, side, unit)) = self.classified.units.get(self.next) {
            self.look_at(store, side, class, unit);
            self.next += 1;
            if self.classified.units.get(self.next).is_none_or(|&(next, ..)| next != class) {
                self.end_class(class);
            }
            left = left.saturating_sub(in_depth(store.subtree(unit).len()));
            if left == 0 {
                break;
            }
        }
        match self.classified.profiler.tree.check() {
            Err(error) => ControlFlow::Break(Err(error)),
            Ok(()) if self.next < self.classified.units.len() => ControlFlow::Continue(self),
            Ok(()) => ControlFlow::Break(Ok(self.finish(store))),
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
        }
    }

    fn look_at(&mut self, store: &Store, side: usize, class: u32, unit: SpanRow) {
        let Self { classified: Classified { profiler, counts, .. }, sums, estimates, suspects, .. } = self;
        profiler.profile(store, unit, true);
        sums[side].add(store, unit, profiler);
        suspects.add(side, profiler);
        if is_shared(counts[class as usize]) {
            estimates.add(side, profiler);
        }
    }

    fn end_class(&mut self, class: u32) {
        let counts = self.classified.counts[class as usize];
        if is_shared(counts) {
            self.estimates.end_class(&Class { counts, weight: f64::from(counts[SELECTION]) / self.shared_units });
        }
    }

    fn finish(self, store: &Store) -> LatencyDiff {
        let Self { classified: Classified { profiler, counts, .. }, sums, estimates, suspects, .. } = self;
        let shared = || counts.iter().filter(|&&counts| is_shared(counts));
        let in_shared = [SELECTION, BASELINE].map(|side| shared().map(|counts| counts[side]).sum());
        let size = |frame| estimates.get(frame, Quantity::Own).difference_ns.abs();
        let (suspects, frames) = suspects.finish(store, &profiler.tree.labels, size);
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
