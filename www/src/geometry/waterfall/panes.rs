//! Where the parts of the waterfall are on its canvas.

use std::ops::Range;

use super::super::Rect;

/// The height of the ruler above the rows.
const RULER_PX: f64 = 24.0;
/// Right of the timeline, so that the last label is not cut.
const RIGHT_PX: f64 = 14.0;
/// Left of names that are not indented.
const LEFT_PX: f64 = 8.0;
/// The width of the triangle before a name.
const TWISTY_PX: f64 = 14.0;

/// The names to the left, the timeline to the right, the ruler above both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Panes {
    /// The width of the names.
    pub(crate) names_px: f64,
    /// The times above the timeline.
    pub(crate) ruler: Rect,
    /// The bars.
    pub(crate) timeline: Rect,
}

impl Panes {
    /// The height of the ruler above the rows.
    pub(crate) const RULER_PX: f64 = RULER_PX;
    /// Right of the timeline, for what does not end at its edge.
    pub(crate) const RIGHT_PX: f64 = RIGHT_PX;
    /// Left of names that are not indented.
    pub(crate) const LEFT_PX: f64 = LEFT_PX;
    /// The width of the triangle before a name.
    pub(crate) const TWISTY_PX: f64 = TWISTY_PX;

    /// The parts on a canvas of a size; nothing where there is no room.
    pub(crate) fn new(width_px: f64, height_px: f64) -> Option<Self> {
        let names_px = (width_px * 0.36).clamp(156.0, 400.0).floor();
        let width = width_px - names_px - RIGHT_PX;
        let height = height_px - RULER_PX;
        (width >= 40.0 && height >= 20.0).then_some(Self {
            names_px,
            ruler: Rect { left: names_px, top: 0.0, width, height: RULER_PX },
            timeline: Rect { left: names_px, top: RULER_PX, width, height },
        })
    }

    /// Where the triangle of a row that is indented so far is, from left to right.
    pub(crate) fn twisty(indent_px: f64) -> Range<f64> {
        let left = LEFT_PX + indent_px;
        left - 4.0..left + TWISTY_PX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bars_share_the_width() {
        for (width, names_px) in [(1_200.0, 400.0), (800.0, 288.0), (380.0, 156.0)] {
            let panes = Panes::new(width, 300.0).unwrap();
            assert!((panes.names_px - names_px).abs() < 1e-9, "{panes:?}");
            assert!(panes.timeline.left + panes.timeline.width < width);
        }
        assert_eq!(Panes::new(180.0, 300.0), None);
    }
}
