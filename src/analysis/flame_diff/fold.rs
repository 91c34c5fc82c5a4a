//! Comparing in steps: first the class of every unit, then its time, class by class.

use super::classes::Classes;
use super::estimates::{Class, Estimates, Quantity};
use super::{FlameDiff, FlameDiffOptions, LatencyDiff};
use crate::analysis::flame_graph::{FrameSums, Layout, Profiler};
use crate::analysis::suspects::SuspectRows;
use crate::error::Result;
use crate::store::{SpanRow, Store};

/// The index of the selection wherever there is something for either side.
const SELECTION: usize = 0;
const BASELINE: usize = 1;

/// A comparison in the making. All units come from one store.
///
/// Units are added, which is quick, and then [`advance`](Self::advance) is called until it has looked at all of them.
#[derive(Debug, Clone)]
pub struct LatencyDiffFold {
    profiler: Profiler,
    classes: Classes,
    /// The units, with class and side.
    units: Vec<(u32, usize, SpanRow)>,
    /// How far those have been looked at, once they are in order.
    next: Option<usize>,
    /// The number of units of each class, by side.
    counts: Vec<[u32; 2]>,
    /// The selected units of classes that both sides have.
    shared_units: f64,
    sums: [FrameSums; 2],
    estimates: Estimates,
    suspects: SuspectRows,
}

impl LatencyDiffFold {
    /// A comparison of no units yet.
    #[must_use]
    pub fn new(store: &Store, options: &FlameDiffOptions) -> Self {
        Self {
            profiler: Profiler::new(store, &options.graph),
            classes: Classes::new(options.mix),
            units: Vec::new(),
            next: None,
            counts: Vec::new(),
            shared_units: 0.0,
            sums: <[FrameSums; 2]>::default(),
            estimates: Estimates::default(),
            suspects: SuspectRows::default(),
        }
    }

    /// Adds units to the selection. Expected O(children) for each.
    pub fn add_selection(&mut self, store: &Store, rows: impl IntoIterator<Item = SpanRow>) {
        self.add(store, SELECTION, rows);
    }

    /// Adds units to the baseline. Expected O(children) for each.
    pub fn add_baseline(&mut self, store: &Store, rows: impl IntoIterator<Item = SpanRow>) {
        self.add(store, BASELINE, rows);
    }

    fn add(&mut self, store: &Store, side: usize, rows: impl IntoIterator<Item = SpanRow>) {
        for unit in rows {
            let class = self.classes.of(store, &mut self.profiler.tree, unit);
            self.counts.resize(self.classes.len(), [0; 2]);
            self.counts[class as usize][side] += 1;
            self.units.push((class, side, unit));
        }
    }

    /// Looks at units that have about `spans` spans together, at one at least. Tells whether there are more. No units are added after
    /// the first call. O(n log n + n · depth) for the n spans of each.
    pub fn advance(&mut self, store: &Store, spans: u32) -> bool {
        if self.next.is_none() {
            self.put_in_order();
        }
        let mut at = self.next.unwrap_or_default();
        let mut left = spans;
        while let Some(&(class, side, unit)) = self.units.get(at) {
            self.look_at(store, side, class, unit);
            at += 1;
            if self.units.get(at).is_none_or(|&(next, ..)| next != class) {
                self.end_class(class);
            }
            let size = store.subtree(unit).len();
            left = left.saturating_sub(u32::try_from(size).unwrap_or(u32::MAX));
            if left == 0 {
                break;
            }
        }
        self.next = Some(at);
        at < self.units.len()
    }

    /// Puts the units of each class side by side.
    fn put_in_order(&mut self) {
        self.units.sort_unstable();
        let shared = self.counts.iter().filter(|&&counts| is_shared(counts));
        self.shared_units = shared.map(|counts| f64::from(counts[SELECTION])).sum();
    }

    fn look_at(&mut self, store: &Store, side: usize, class: u32, unit: SpanRow) {
        self.profiler.profile(store, unit, true);
        self.sums[side].add(store, unit, &self.profiler);
        self.suspects.add(side, &self.profiler);
        if is_shared(self.counts[class as usize]) {
            self.estimates.add(side, &self.profiler);
        }
    }

    fn end_class(&mut self, class: u32) {
        let counts = self.counts[class as usize];
        if is_shared(counts) {
            self.estimates.end_class(&Class { counts, weight: f64::from(counts[SELECTION]) / self.shared_units });
        }
    }

    /// Refuses to go on where there are too many frames.
    ///
    /// # Errors
    ///
    /// As [`latency_diff`](super::latency_diff).
    pub fn check(&self) -> Result<()> {
        self.profiler.tree.check()
    }

    /// The comparison. Looks at what has not been looked at yet.
    ///
    /// # Errors
    ///
    /// As [`latency_diff`](super::latency_diff).
    pub fn finish(mut self, store: &Store) -> Result<LatencyDiff> {
        while self.advance(store, u32::MAX) {}
        self.check()?;
        let Self { profiler, sums, estimates, suspects, counts, .. } = self;
        let shared = || counts.iter().filter(|&&counts| is_shared(counts));
        let in_shared = [SELECTION, BASELINE].map(|side| shared().map(|counts| counts[side]).sum());
        let size = |frame| estimates.get(frame, Quantity::Own).difference_ns.abs();
        let (suspects, frames) = suspects.finish(store, &profiler.tree.labels, size);
        let layout = Layout::of(profiler.tree, store);
        let numbers = layout.places();
        let row_frames = frames.into_iter().map(|frame| numbers[frame as usize]).collect();
        let answer = FlameDiff::new(&layout, &sums, &estimates, in_shared);
        Ok(LatencyDiff { flames: FlameDiff { frames: layout.frames, ..answer }, suspects, row_frames })
    }
}

/// Whether both sides have a class.
fn is_shared(counts: [u32; 2]) -> bool {
    counts.into_iter().all(|count| count > 0)
}
