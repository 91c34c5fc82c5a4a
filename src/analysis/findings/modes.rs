//! Second modes: whether the durations of an operation fall into two heaps.

use super::scene::Scene;
use crate::analysis::otsu::{Group, otsu};

/// Bins of durations in a doubling.
const BINS: u32 = 16;

/// The heaps explain at least so much of how the logarithms of durations vary.
const LEAST_EXPLAINED: f64 = 0.8;

/// The slower heap has at least this part of the units, and at most half.
const PARTS: [f64; 2] = [0.05, 0.5];

/// The slower heap has at least so many units.
const FEWEST_UNITS: u32 = 20;

/// The slower heap adds at least this part of the time of the operation.
const LEAST_ADDED: f64 = 0.1;

/// The durations of an operation that has two heaps of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Modes {
    pub(super) series: usize,
    /// The slower heap begins here, in nanoseconds.
    pub(super) from_ns: u64,
    /// How much longer the units of it that are in no finding take than those of the other, all together, in nanoseconds.
    pub(super) added_ns: f64,
    pub(super) slow: Heap,
    pub(super) fast: Heap,
}

/// Units, and the time that they take.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Heap {
    pub(super) units: u32,
    pub(super) failing: u32,
    pub(super) duration_ns: f64,
}

impl Heap {
    fn add(&mut self, other: &Self) {
        self.units += other.units;
        self.failing += other.failing;
        self.duration_ns += other.duration_ns;
    }

    /// The mean duration in nanoseconds. Zero without units.
    pub(super) fn mean_ns(&self) -> f64 {
        self.duration_ns / f64::from(self.units.max(1))
    }
}

/// Durations by operation, in bins.
#[derive(Debug, Clone, Default)]
pub(super) struct Durations {
    /// Of each series, the units that are in no finding, and all.
    bins: Vec<[Vec<Heap>; 2]>,
}

impl Durations {
    pub(super) fn new(scene: &Scene) -> Self {
        Self { bins: vec![<[Vec<Heap>; 2]>::default(); scene.scanned.len()] }
    }

    /// Adds a unit, which may be in no finding. Those of operations that are scanned together have nothing in common.
    pub(super) fn add(&mut self, series: usize, unit: (u64, bool), is_quiet: bool) {
        let Some([quiet, all]) = self.bins.get_mut(series) else { return };
        put(all, unit);
        // What fails takes its own time.
        if is_quiet && !unit.1 {
            put(quiet, unit);
        }
    }

    /// The operations whose durations have two heaps, in order.
    pub(super) fn finish(&self) -> Vec<Modes> {
        self.bins.iter().enumerate().filter_map(|(series, [quiet, all])| modes(series, quiet, all)).collect()
    }
}

/// Adds a unit, with its duration and whether it fails, to its bin.
fn put(bins: &mut Vec<Heap>, (duration_ns, fails): (u64, bool)) {
    let bin = bin_of(duration_ns);
    if bin >= bins.len() {
        bins.resize(bin + 1, Heap::default());
    }
    #[expect(clippy::cast_precision_loss, reason = "sums of durations are to a billionth")]
    let duration_ns = duration_ns as f64;
    bins[bin].add(&Heap { units: 1, failing: u32::from(fails), duration_ns });
}

/// Otsu's threshold over the logarithms of durations: the border with the largest variance between what lies on both sides.
fn modes(series: usize, bins: &[Heap], all_bins: &[Heap]) -> Option<Modes> {
    let mut filled = bins.iter().enumerate().filter(|(_, heap)| heap.units > 0);
    // The number of a bin stands for the logarithm of its durations.
    let groups =
        filled.clone().map(|(bin, heap)| Group { count: heap.units, sum: u128::from(heap.units) * bin as u128 });
    let cut = otsu(groups)?;
    let (border, _) = filled.nth(cut.above)?;
    let heap = |bins: &[Heap]| {
        let mut heap = Heap::default();
        for bin in bins {
            heap.add(bin);
        }
        heap
    };
    let (fast, slow) = (heap(bins.get(..border)?), heap(bins.get(border..)?));
    let slow_units = f64::from(slow.units);
    let part = slow_units / (slow_units + f64::from(fast.units));
    let added_ns = slow.duration_ns - slow_units * fast.mean_ns();
    let is_clear = cut.eta >= LEAST_EXPLAINED
        && slow.units >= FEWEST_UNITS
        && (PARTS[0]..=PARTS[1]).contains(&part)
        && added_ns >= LEAST_ADDED * (slow.duration_ns + fast.duration_ns);
    let [fast, slow] = [all_bins.get(..border)?, all_bins.get(border..)?].map(heap);
    is_clear.then(|| Modes { series, from_ns: floor_ns(border), added_ns, slow, fast })
}

/// The bin of a duration: its doubling, and which sixteenth of that. Bins ascend with durations.
fn bin_of(duration_ns: u64) -> usize {
    let octave = duration_ns.max(1).ilog2();
    let within = (duration_ns.max(1) << (63 - octave) >> 59) & u64::from(BINS - 1);
    (octave * BINS) as usize + usize::try_from(within).unwrap_or_default()
}

/// The shortest duration of a bin.
fn floor_ns(bin: usize) -> u64 {
    let bin = u32::try_from(bin).unwrap_or(u32::MAX);
    let (octave, within) = (bin / BINS, u128::from(bin % BINS));
    let floor = (1_u128 << octave.min(64)) * (u128::from(BINS) + within);
    u64::try_from(floor.div_ceil(u128::from(BINS))).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_begins_at_its_floor() {
        for duration_ns in [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 1_000, 1_000_000_007, u64::MAX - 1, u64::MAX] {
            let bin = bin_of(duration_ns);
            assert!(floor_ns(bin) <= duration_ns.max(1), "{duration_ns} in {bin}");
            assert!(
                duration_ns < floor_ns(bin + 1) || floor_ns(bin + 1) == u64::MAX || bin_of(floor_ns(bin + 1)) == bin,
                "{duration_ns} in {bin}"
            );
        }
    }

    #[test]
    fn two_heaps_are_told_apart() {
        let mut bins = Vec::new();
        let scene = Scene { scanned: vec![0], ..Scene::default() };
        for (slow, expected) in [(0_u64, false), (4, false), (30, true), (70, false)] {
            let mut durations = Durations::new(&scene);
            (0..100_u64)
                .for_each(|at| durations.add(0, (if at < slow { 100_000 + at } else { 1_000 + at }, false), true));
            let found = durations.finish();
            assert_eq!(found.len() == 1, expected, "{slow}: {found:?}");
            bins.extend(found);
        }
        assert_eq!((bins[0].slow.units, bins[0].fast.units), (30, 70));
        assert!((2_000..=100_000).contains(&bins[0].from_ns));
    }

    #[test]
    fn one_heap_is_no_two() {
        let mut durations = Durations::new(&Scene { scanned: vec![0], ..Scene::default() });
        (0..1_000_u64).for_each(|at| durations.add(0, (1_000 + at * 7 % 1_000, false), true));
        assert_eq!(durations.finish(), []);
    }
}
