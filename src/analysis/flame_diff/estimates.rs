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
    /// The frames that the class at hand has, and what its units have of them, by side.
    of_class: Vec<(u32, [[Moments; QUANTITIES]; 2])>,
    /// What the unit at hand has, by frame.
    unit: Vec<UnitRow>,
    /// The frames that the unit has, parents before their children.
    of_unit: Vec<u32>,
}

/// Time within the unit, and outside of parents.
#[derive(Debug, Clone, Copy)]
struct UnitRow {
    own_ns: [f64; 2],
    /// That of the frames below.
    below_ns: [f64; 2],
    in_unit: bool,
    /// Where the frame is among those of the class, or [`UNKNOWN`].
    place: u32,
}

const UNKNOWN: u32 = u32::MAX;

impl UnitRow {
    const fn empty(place: u32) -> Self {
        Self { own_ns: [0.0; 2], below_ns: [0.0; 2], in_unit: false, place }
    }
}

impl Estimates {
    /// Adds the unit that was profiled last to a side of the class at hand.
    pub(super) fn add(&mut self, side: usize, profiler: &Profiler) {
        let frames = &profiler.tree.rows;
        self.rows.resize(frames.len(), <[Estimate; QUANTITIES]>::default());
        self.unit.resize(frames.len(), UnitRow::empty(UNKNOWN));
        profiler.shares().iter().for_each(|share| self.add_share(share));
        // Children come after their parents, so a frame's turn comes when all below it is known.
        while let Some(frame) = self.of_unit.pop() {
            let row = &mut self.unit[frame as usize];
            let UnitRow { own_ns: [own, outside], below_ns: [below, below_outside], place, .. } = *row;
            *row = UnitRow::empty(place);
            let quantities = [own, own + below, outside, outside + below_outside];
            let (_, moments) = &mut self.of_class[place as usize];
            for (moments, quantity) in moments[side].iter_mut().zip(quantities) {
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
                if row.place == UNKNOWN {
                    #[expect(clippy::cast_possible_truncation, reason = "no more frames than twice the spans")]
                    let place = self.of_class.len() as u32;
                    row.place = place;
                    self.of_class.push((frame, <[[Moments; QUANTITIES]; 2]>::default()));
                }
            }
        }
        let own = &mut self.unit[share.own_frame as usize].own_ns;
        own[0] += share.self_ns;
        own[1] += share.outside_ns;
    }

    /// Ends a class, and adds the differences that it makes.
    pub(super) fn end_class(&mut self, class: &Class) {
        for (frame, [selection, baseline]) in self.of_class.drain(..) {
            self.unit[frame as usize].place = UNKNOWN;
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
    /// The standard error in nanoseconds.
    pub(super) fn error_ns(&self) -> f64 {
        self.variance.sqrt()
    }

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
