//! Where the parts of the heatmap are on its canvas.

use super::Rect;

/// The height of the lane of errors.
const LANE_PX: f64 = 16.0;
/// Between the lane and the plot.
const GAP_PX: f64 = 5.0;
/// Below the plot, for times.
const BOTTOM_PX: f64 = 22.0;
/// Right of the plot, for the names of the percentile lines.
pub(crate) const RIGHT_PX: f64 = 32.0;
/// Left of the plot, for durations.
const LEFT_PX: f64 = 58.0;

/// The width of a column and the height of a row that are easily told apart and hit.
const CELL_PX: (f64, f64) = (5.0, 7.0);

/// The parts of the heatmap, in CSS pixels from the top left corner of the canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Layout {
    /// The lane of errors.
    pub(crate) lane: Rect,
    /// The cells.
    pub(crate) plot: Rect,
}

impl Layout {
    /// The layout on a canvas of a size; nothing where there is no room.
    pub(crate) fn new(width_px: f64, height_px: f64) -> Option<Self> {
        let top = LANE_PX + GAP_PX;
        let (width, height) = (width_px - LEFT_PX - RIGHT_PX, height_px - top - BOTTOM_PX);
        (width >= CELL_PX.0 * 2.0 && height >= CELL_PX.1 * 3.0).then_some(Self {
            lane: Rect { left: LEFT_PX, top: 0.0, width, height: LANE_PX },
            plot: Rect { left: LEFT_PX, top, width, height },
        })
    }

    /// How many columns and rows there is room for.
    pub(crate) fn cells(&self) -> (u32, u32) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and pixels are few")]
        let count = |length: f64, each: f64| (length / each).floor() as u32;
        (count(self.plot.width, CELL_PX.0), count(self.plot.height, CELL_PX.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_stay_apart_and_inside() {
        let Layout { lane, plot } = Layout::new(1000.0, 300.0).unwrap();
        assert!(lane.top + lane.height < plot.top);
        assert!(plot.left + plot.width < 1000.0 && plot.top + plot.height < 300.0);
        assert_eq!((lane.left.to_bits(), lane.width.to_bits()), (plot.left.to_bits(), plot.width.to_bits()));
    }

    #[test]
    fn cells_are_large_enough_to_hit() {
        assert_eq!(Layout::new(1090.0, 343.0).unwrap().cells(), (200, 42));
        assert_eq!(Layout::new(60.0, 300.0), None);
    }
}
