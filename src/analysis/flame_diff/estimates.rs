//! Differences between the sides, class by class.

use crate::analysis::flame_graph::{Profiler, Share};
use crate::analysis::moments::Moments;

/// What is compared of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Own,
    Total,
    OutsideOwn,
    OutsideTotal,
}

const QUANTITIES: usize = 4;

/// A difference in nanoseconds per unit, and how sure it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Estimate {
    pub(super) difference_ns: f64,
    variance: f64,
}

impl Estimate {
    /// The standard error in nanoseconds.
    pub(super) fn error_ns(&self) -> f64 {
        self.variance.sqrt()
    }
}

/// A class that both sides have: how many units are on either side, and its share of the selected units of such classes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Class {
    pub(super) counts: [u32; 2],
    pub(super) weight: f64,
}

/// The differences of the frames of a tree, while units are added class by class.
#[derive(Debug, Clone, Default)]
pub(super) struct Estimates {
    rows: Vec<[Estimate; QUANTITIES]>,
    /// What the units of the class at hand have, by frame and side.
    moments: Vec<[[Moments; QUANTITIES]; 2]>,
    /// What the unit at hand has, by frame.
    unit: Vec<UnitRow>,
    /// The frames that the class has.
    of_class: Vec<u32>,
    /// The frames that the unit has, parents before their children.
    of_unit: Vec<u32>,
}

/// Time within the unit, and outside of parents.
#[derive(Debug, Clone, Copy, Default)]
struct UnitRow {
    own_ns: [f64; 2],
    /// That of the frames below.
    below_ns: [f64; 2],
    in_unit: bool,
    in_class: bool,
}

impl Estimates {
    /// Adds the unit that was profiled last to a side of the class at hand.
    pub(super) fn add(&mut self, side: usize, profiler: &Profiler) {
        let frames = &profiler.tree.rows;
        self.rows.resize(frames.len(), <[Estimate; QUANTITIES]>::default());
        self.moments.resize(frames.len(), <[[Moments; QUANTITIES]; 2]>::default());
        self.unit.resize(frames.len(), UnitRow::default());
        profiler.shares().iter().for_each(|share| self.add_share(share));
        // Children come after their parents, so a frame's turn comes when all below it is known.
        while let Some(frame) = self.of_unit.pop() {
            let row = &mut self.unit[frame as usize];
            let UnitRow { own_ns: [own, outside], below_ns: [below, below_outside], .. } = *row;
            *row = UnitRow { in_class: true, ..UnitRow::default() };
            let quantities = [own, own + below, outside, outside + below_outside];
            for (moments, quantity) in self.moments[frame as usize][side].iter_mut().zip(quantities) {
                moments.push(quantity);
            }
            if let Some(above) = self.unit.get_mut(frames[frame as usize].parent as usize) {
                above.below_ns[0] += own + below;
                above.below_ns[1] += outside + below_outside;
            }
        }
    }

    fn add_share(&mut self, share: &Share) {
        for frame in [share.frame, share.own_frame] {
            let row = &mut self.unit[frame as usize];
            if !row.in_unit {
                row.in_unit = true;
                self.of_unit.push(frame);
                if !row.in_class {
                    self.of_class.push(frame);
                }
            }
        }
        let own = &mut self.unit[share.own_frame as usize].own_ns;
        own[0] += share.self_ns;
        own[1] += share.outside_ns;
    }

    /// Ends a class, and adds the differences that it makes.
    pub(super) fn end_class(&mut self, class: &Class) {
        for frame in self.of_class.drain(..) {
            self.unit[frame as usize].in_class = false;
            let sides = std::mem::take(&mut self.moments[frame as usize]);
            let [selection, baseline] = sides;
            for (quantity, estimate) in self.rows[frame as usize].iter_mut().enumerate() {
                estimate.add(class, [&selection[quantity], &baseline[quantity]]);
            }
        }
    }

    /// The difference of a frame of the tree. None where the frame is in no class that both sides have.
    pub(super) fn get(&self, frame: u32, quantity: Quantity) -> Estimate {
        self.rows.get(frame as usize).map_or_else(Estimate::default, |row| row[quantity as usize])
    }
}

impl Estimate {
    /// Adds the difference that a class makes. Where a side has a single unit nothing is known of how units vary, and the whole
    /// difference counts as chance.
    fn add(&mut self, class: &Class, sides: [&Moments; 2]) {
        let [selection, baseline] = [0, 1].map(|side| sides[side].with_zeros_to(class.counts[side]));
        let difference_ns = class.weight * (selection.mean() - baseline.mean());
        self.difference_ns += difference_ns;
        self.variance += if class.counts.iter().any(|&count| count < 2) {
            difference_ns * difference_ns
        } else {
            let of_mean = |side: &Moments| side.variance() / f64::from(side.count());
            class.weight * class.weight * (of_mean(&selection) + of_mean(&baseline))
        };
    }
}
