//! Repeated calls: what one span asks for again and again, one call after the other.

use std::collections::BTreeMap;

use crate::analysis::TOLERANCE_NS;
use crate::analysis::flame_graph::{NO_CALLEE, Profiler};
use crate::store::{SpanRow, Store};

/// How often the same is called in the median unit, at least.
pub(super) const FEWEST_CALLS: u32 = 5;

/// The share of calls that begin when the one before has ended, at least.
const LEAST_SEQUENTIAL: f64 = 0.8;

/// The share of the critical paths that the calls take, with what they wait for, at least.
const LEAST_PART: f64 = 0.1;

/// Calls of one kind in units of one operation.
#[derive(Debug, Clone, PartialEq, Default)]
struct Tally {
    /// How many units have so many calls of it by one span, of those that have enough.
    units: BTreeMap<u32, u32>,
    /// How many calls follow another of the same span, and how many of these begin after the end of that.
    followers: u64,
    sequential: u64,
    /// The part of critical paths that they take, in nanoseconds.
    path_ns: f64,
}

/// A call of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    /// The frame of its time in transit: whom it asks, and what for.
    frame: u32,
    parent: u32,
    /// Rows of siblings ascend with their starts.
    span: u32,
}

/// Calls by operation and frame.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    tallies: BTreeMap<(usize, u32), Tally>,
    /// The units of each series, and the time that they take.
    units: BTreeMap<usize, (u32, f64)>,
    calls: Vec<Call>,
    /// The path of the unit at hand: nanoseconds up to each of its spans.
    before_ns: Vec<f64>,
}

/// Calls that are made again and again in units of an operation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Repeated {
    pub(super) series: usize,
    pub(super) frame: u32,
    /// How many there are in the median unit.
    pub(super) per_unit: u32,
    /// Their part of the time of all units of the operation, from 0 to 1.
    pub(super) share: f64,
    pub(super) path_ns: f64,
}

impl Repeats {
    /// Adds the unit that was profiled last. O(calls · log calls).
    pub(super) fn add(&mut self, store: &Store, profiler: &Profiler, (unit, series): (SpanRow, usize)) {
        let Self { tallies, units, calls, before_ns } = self;
        let shares = profiler.shares();
        let (count, duration_ns) = units.entry(series).or_default();
        *count += 1;
        calls.clear();
        before_ns.clear();
        let mut sum_ns = 0.0;
        for (share, row) in shares.iter().zip(unit.0..) {
            before_ns.push(sum_ns);
            sum_ns += share.path_ns;
            let callee = profiler.tree.rows[share.own_frame as usize].callee;
            if callee != NO_CALLEE
                && let Some(parent) = store.parent(SpanRow(row)).filter(|_| row != unit.0)
            {
                calls.push(Call { frame: share.own_frame, parent: parent.0, span: row });
            }
        }
        before_ns.push(sum_ns);
        *duration_ns += sum_ns;
        if calls.len() < FEWEST_CALLS as usize {
            return;
        }
        calls.sort_unstable();
        for of_frame in calls.chunk_by(|a, b| a.frame == b.frame) {
            let groups = || of_frame.chunk_by(|a, b| a.parent == b.parent);
            let most = groups().map(<[Call]>::len).max().unwrap_or_default();
            let most = u32::try_from(most).unwrap_or(u32::MAX);
            if most < FEWEST_CALLS {
                continue;
            }
            let tally = tallies.entry((series, of_frame[0].frame)).or_default();
            *tally.units.entry(most).or_default() += 1;
            for group in groups().filter(|group| group.len() >= FEWEST_CALLS as usize) {
                tally.add(store, group, |span| {
                    let subtree = store.subtree(span);
                    before_ns[(subtree.end - unit.0) as usize] - before_ns[(subtree.start - unit.0) as usize]
                });
            }
        }
    }

    /// What is repeated in the median unit of an operation, the calls that take most of its time first, one for each operation.
    pub(super) fn finish(&self) -> Vec<Repeated> {
        let mut best: BTreeMap<usize, Repeated> = BTreeMap::new();
        for (&(series, frame), tally) in &self.tallies {
            let Some(&(units, duration_ns)) = self.units.get(&series) else { continue };
            let Some(per_unit) = tally.median(units) else { continue };
            let share = tally.path_ns / duration_ns.max(1.0);
            if !tally.is_sequential() || share < LEAST_PART {
                continue;
            }
            let repeated = Repeated { series, frame, per_unit, share, path_ns: tally.path_ns };
            let known = best.entry(series).or_insert_with(|| repeated.clone());
            if repeated.share > known.share {
                *known = repeated;
            }
        }
        best.into_values().collect()
    }
}

impl Tally {
    fn add(&mut self, store: &Store, group: &[Call], path_ns: impl Fn(SpanRow) -> f64) {
        let spans = store.spans();
        for pair in group.windows(2) {
            let [before, after] = [pair[0], pair[1]].map(|call| SpanRow(call.span));
            self.followers += 1;
            let ended_ns = spans.end_ns(before).saturating_sub(TOLERANCE_NS);
            self.sequential += u64::from(spans.start_ns(after) >= ended_ns);
        }
        self.path_ns += group.iter().map(|call| path_ns(SpanRow(call.span))).sum::<f64>();
    }

    /// How many calls the median of so many units has, if that is enough.
    fn median(&self, units: u32) -> Option<u32> {
        // From the most down, as units with too few are not told apart.
        let mut left = units / 2 + 1;
        for (&calls, &with) in self.units.iter().rev() {
            if with >= left {
                return Some(calls);
            }
            left -= with;
        }
        None
    }

    #[expect(clippy::cast_precision_loss, reason = "a share")]
    fn is_sequential(&self) -> bool {
        self.sequential as f64 >= LEAST_SEQUENTIAL * self.followers as f64
    }
}
