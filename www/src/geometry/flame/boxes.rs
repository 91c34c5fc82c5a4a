//! From frames to rectangles, and from a place to a frame.

use std::ops::Range;

use super::layout::{FlameLayout, FlameView};
use crate::geometry::Rect;

/// The height of a row.
pub(crate) const ROW_PX: f64 = 20.0;
/// Frames that are narrower are drawn as one with their neighbours.
const MIN_PX: f64 = 2.0;

/// A rectangle of a flame graph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FlameBox {
    /// The frame; nothing where it stands for several that are too narrow to be told apart.
    pub(crate) frame: Option<u32>,
    /// Counted from what is zoomed into.
    pub(crate) row: u32,
    pub(crate) left_px: f64,
    pub(crate) width_px: f64,
}

impl FlameBox {
    /// Its place, with the first row at the top, and a line of background below and to the right of it.
    pub(crate) fn rect(&self) -> Rect {
        Rect {
            left: self.left_px,
            top: f64::from(self.row) * ROW_PX,
            width: (self.width_px - 1.0).max(1.0),
            height: ROW_PX - 1.0,
        }
    }
}

impl FlameLayout {
    /// The rectangles in a range of rows. O(frames that are wide enough to be seen, and their children).
    pub(crate) fn boxes(&self, view: FlameView, rows: Range<u32>) -> Vec<FlameBox> {
        let mut boxes: Vec<FlameBox> = Vec::new();
        self.walk(view, rows.end, |shown| {
            if shown.row < rows.start {
                return;
            }
            if let (None, Some(last)) = (shown.frame, boxes.last_mut())
                && last.frame.is_none()
                && last.row == shown.row
            {
                last.width_px = shown.left_px + shown.width_px - last.left_px;
            } else {
                boxes.push(shown);
            }
        });
        boxes.retain(|shown| shown.frame.is_some() || shown.width_px >= 0.5);
        boxes
    }

    /// How many rows there are of frames that can be seen.
    pub(crate) fn rows(&self, view: FlameView) -> u32 {
        let mut rows = 0;
        self.walk(view, u32::MAX, |shown| rows = rows.max(shown.row + 1));
        rows
    }

    /// Visits what is shown above a row, parents before their children and from left to right.
    fn walk(&self, view: FlameView, end_row: u32, mut visit: impl FnMut(FlameBox)) {
        let (frames, depth, left, width) = self.shown(view);
        if width <= 0.0 || view.width_px <= 0.0 {
            return;
        }
        let scale = view.width_px / width;
        let mut at = frames.start;
        while at < frames.end {
            let (row, width_px) = (self.depths[at] - depth, self.widths[at] * scale);
            if row >= end_row || width_px <= 0.0 {
                at = self.ends[at] as usize;
                continue;
            }
            let is_told_apart = width_px >= MIN_PX;
            let frame = u32::try_from(at).ok().filter(|_| is_told_apart);
            visit(FlameBox { frame, row, left_px: (self.lefts[at] - left) * scale, width_px });
            at = if is_told_apart { at + 1 } else { self.ends[at] as usize };
        }
    }

    /// The frame at a place, be it drawn as one with its neighbours. O(frames above it and their children).
    pub(crate) fn at(&self, view: FlameView, x_px: f64, row: u32) -> Option<u32> {
        let (frames, depth, left, width) = self.shown(view);
        if !(0.0..view.width_px).contains(&x_px) {
            return None;
        }
        let place = left + x_px / view.width_px * width;
        let mut at = frames.start;
        while at < frames.end {
            let is_here = place >= self.lefts[at] && place < self.lefts[at] + self.widths[at];
            if is_here && self.depths[at] - depth == row {
                return u32::try_from(at).ok();
            }
            at = if is_here { at + 1 } else { self.ends[at] as usize };
        }
        None
    }

    /// The row of a frame, if it is shown.
    pub(crate) fn row_of(&self, view: FlameView, frame: u32) -> Option<u32> {
        let (frames, depth, ..) = self.shown(view);
        frames.contains(&(frame as usize)).then(|| self.depths[frame as usize] - depth)
    }
}
