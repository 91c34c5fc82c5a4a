//! Indentation that stays readable however deep a trace is.
//!
//! Only rows on the screen matter to each other: where the deepest of them would leave no room for names, all are moved to the left
//! by the same number of levels. Where even then the levels do not fit, steps get smaller.

use super::super::time_axis::approx;

/// The indentation of a level.
const STEP_PX: f64 = 12.0;

/// Where rows of each depth begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Indent {
    /// The depth that is not indented.
    pub(crate) base: u32,
    step_px: f64,
}

impl Indent {
    /// The indentation of rows of some depths with so much room.
    pub(crate) fn new(depths: impl IntoIterator<Item = u32>, room_px: f64) -> Self {
        let (mut least, mut most) = (u32::MAX, 0);
        for depth in depths {
            (least, most) = (least.min(depth), most.max(depth));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and levels are few")]
        let levels = (room_px / STEP_PX).floor() as u32;
        let base = most.saturating_sub(levels).min(least);
        let step_px = STEP_PX.min(room_px.max(0.0) / approx(u64::from(most.saturating_sub(base).max(1))));
        Self { base, step_px }
    }

    /// How far a row of a depth is indented.
    pub(crate) fn px(&self, depth: u32) -> f64 {
        approx(u64::from(depth.saturating_sub(self.base))) * self.step_px
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(depths: &[u32]) -> (u32, Vec<f64>) {
        let indent = Indent::new(depths.iter().copied(), 120.0);
        (indent.base, depths.iter().map(|&depth| indent.px(depth)).collect())
    }

    #[test]
    fn few_levels_are_indented_by_their_depth() {
        assert_eq!(places(&[0, 1, 2, 10]), (0, vec![0.0, 12.0, 24.0, 120.0]));
        assert_eq!(places(&[]), (0, vec![]));
    }

    #[test]
    fn deep_rows_are_moved_to_the_left_together() {
        assert_eq!(places(&[4_998, 4_999, 5_000]), (4_990, vec![96.0, 108.0, 120.0]));
        assert_eq!(places(&[11, 5]), (1, vec![120.0, 48.0]));
    }

    #[test]
    fn levels_that_do_not_fit_get_smaller_steps() {
        let (base, places) = places(&[3, 4, 1_203]);
        assert_eq!(base, 3);
        assert!(places[0].abs() < 1e-9 && places[1] > 0.0 && (places[2] - 120.0).abs() < 1e-9, "{places:?}");
    }
}
