//! From frame to frame with the arrow keys.

use super::layout::{FlameLayout, FlameView};

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// To the frame that it is in.
    Up,
    /// To the widest frame in it.
    Down,
    /// To the frame before it on the same row.
    Left,
    /// To the frame after it on the same row.
    Right,
}

impl FlameLayout {
    /// The next frame that takes any time; nothing where there is none. O(frames).
    pub(crate) fn moved(&self, view: FlameView, frame: u32, direction: Move) -> Option<u32> {
        let (shown, ..) = self.shown(view);
        let at = frame as usize;
        if !shown.contains(&at) {
            return u32::try_from(shown.start).ok().filter(|_| !shown.is_empty());
        }
        let is_beside = |&other: &usize| self.depths[other] == self.depths[at] && self.widths[other] > 0.0;
        let found = match direction {
            Move::Up => self.parent(frame).map(|parent| parent as usize).filter(|parent| shown.contains(parent)),
            Move::Down => self.widest_child(frame),
            Move::Left => (shown.start..at).rev().find(is_beside),
            Move::Right => (self.ends[at] as usize..shown.end).find(is_beside),
        };
        found.and_then(|found| u32::try_from(found).ok())
    }

    fn widest_child(&self, frame: u32) -> Option<usize> {
        let end = self.ends[frame as usize] as usize;
        let first = frame as usize + 1;
        // One beyond the last frame is asked for its successor, too.
        let children = std::iter::successors(Some(first), |&child| self.ends.get(child).map(|&end| end as usize))
            .take_while(|&child| child < end)
            .filter(|&child| self.widths[child] > 0.0);
        // Of equally wide ones the first.
        children.reduce(|widest, child| if self.widths[child] > self.widths[widest] { child } else { widest })
    }
}
