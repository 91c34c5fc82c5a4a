//! Where frames are within the whole.

use std::ops::Range;

use spanlens::analysis::{Frames, NO_PARENT};

/// Frames as nested intervals. Parents come before their children, each subtree is one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct FlameLayout {
    pub(super) parents: Vec<u32>,
    pub(super) depths: Vec<u32>,
    /// Where each begins, in the unit of the widths.
    pub(super) lefts: Vec<f64>,
    pub(super) widths: Vec<f64>,
    /// The frame after the last one of each subtree.
    pub(super) ends: Vec<u32>,
    /// The width of everything.
    whole: f64,
}

/// What of a flame graph is shown: a frame with all that is in it, or everything.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct FlameView {
    /// The frame that is as wide as there is room.
    pub(crate) zoom: Option<u32>,
    pub(crate) width_px: f64,
}

impl FlameLayout {
    /// Lays frames out. A child that would reach beyond its parent, as sums may by a rounding, is cut there. O(frames).
    pub(crate) fn new(frames: &Frames, widths: &[f64]) -> Self {
        let count = frames.len().min(widths.len());
        let mut layout = Self {
            parents: frames.parents[..count].to_vec(),
            depths: frames.depths[..count].to_vec(),
            ends: (1..).take(count).collect(),
            ..Self::default()
        };
        // Where the next child of each frame begins.
        let mut next: Vec<f64> = Vec::with_capacity(count);
        for (&parent, &width) in layout.parents.iter().zip(widths) {
            let at = parent as usize;
            let width = if width.is_finite() { width.max(0.0) } else { 0.0 };
            let (left, width) = if parent == NO_PARENT {
                let left = layout.whole;
                layout.whole += width;
                (left, width)
            } else {
                let left = next[at];
                (left, width.min(layout.lefts[at] + layout.widths[at] - left).max(0.0))
            };
            if parent != NO_PARENT {
                next[at] = left + width;
            }
            next.push(left);
            layout.lefts.push(left);
            layout.widths.push(width);
        }
        for frame in (0..count).rev() {
            let (parent, end) = (layout.parents[frame] as usize, layout.ends[frame]);
            if let Some(of_parent) = layout.ends.get_mut(parent) {
                *of_parent = end.max(*of_parent);
            }
        }
        layout
    }

    /// The number of frames.
    pub(crate) fn len(&self) -> usize {
        self.parents.len()
    }

    /// The frame that a frame is in.
    pub(crate) fn parent(&self, frame: u32) -> Option<u32> {
        self.parents.get(frame as usize).copied().filter(|&parent| parent != NO_PARENT)
    }

    /// A frame that takes time, and so is somewhere.
    pub(crate) fn has_place(&self, frame: u32) -> bool {
        self.widths.get(frame as usize).is_some_and(|&width| width > 0.0)
    }

    /// The frames from the outermost down to one, without the last.
    pub(crate) fn above(&self, frame: u32) -> Vec<u32> {
        let mut above: Vec<u32> = std::iter::successors(self.parent(frame), |&frame| self.parent(frame)).collect();
        above.reverse();
        above
    }

    /// Whether a frame is another, or in it; every frame is in everything.
    pub(crate) fn is_within(&self, frame: u32, zoom: Option<u32>) -> bool {
        zoom.is_none_or(|zoom| (zoom..self.ends.get(zoom as usize).copied().unwrap_or(zoom)).contains(&frame))
    }

    /// The frames that are shown, the depth of their first row, where it begins and how wide it is.
    pub(super) fn shown(&self, view: FlameView) -> (Range<usize>, u32, f64, f64) {
        match view.zoom.map(|zoom| zoom as usize).filter(|&zoom| zoom < self.len()) {
            Some(zoom) => (zoom..self.ends[zoom] as usize, self.depths[zoom], self.lefts[zoom], self.widths[zoom]),
            None => (0..self.len(), 0, 0.0, self.whole),
        }
    }
}
