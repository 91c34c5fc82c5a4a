//! An axis of time from which stretches are left out.

use spanlens::units::TimeRange;

use super::TimeAxis;
use super::time_axis::{approx, exact};

/// The room for a stretch that is left out, with its length in a few letters.
const BREAK_PX: f64 = 32.0;
/// What all of these take together at most, as a part of the axis.
const MOST_BREAKS: f64 = 0.4;

/// Pieces of time one after the other, all of one scale, with a little room between them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BrokenAxis {
    pieces: Vec<Piece>,
    /// The distance between the edges.
    pub(crate) width_px: f64,
}

/// A piece of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Piece {
    /// Where it begins.
    pub(crate) left_px: f64,
    /// Its own axis, from there.
    pub(crate) axis: TimeAxis,
}

/// A stretch that is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AxisBreak {
    pub(crate) left_px: f64,
    pub(crate) width_px: f64,
    /// How long it is.
    pub(crate) length_ns: u64,
}

impl Piece {
    fn right_px(&self) -> f64 {
        self.left_px + self.axis.width_px
    }
}

impl BrokenAxis {
    /// The axis of some pieces, which ascend. There is at least one.
    pub(crate) fn new(pieces: &[TimeRange], width_px: f64) -> Self {
        let breaks = approx(pieces.len().saturating_sub(1) as u64);
        let between_px = BREAK_PX.min(width_px * MOST_BREAKS / breaks.max(1.0));
        let length = |piece: &TimeRange| approx(piece.to_ns.saturating_sub(piece.from_ns).max(1));
        let whole: f64 = pieces.iter().map(length).sum();
        let scale = (width_px - between_px * breaks) / whole;
        let mut left_px = 0.0;
        let placed = pieces.iter().map(|piece| {
            let axis = TimeAxis { range: *piece, width_px: length(piece) * scale };
            let placed = Piece { left_px, axis };
            left_px += axis.width_px + between_px;
            placed
        });
        Self { pieces: placed.collect(), width_px }
    }

    /// From the left edge to the right edge, with all that is left out.
    pub(crate) fn range(&self) -> TimeRange {
        let ends = self.pieces.first().zip(self.pieces.last());
        ends.map(|(first, last)| TimeRange { from_ns: first.axis.range.from_ns, to_ns: last.axis.range.to_ns })
            .unwrap_or_default()
    }

    /// The pieces from left to right.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// What is left out, from left to right.
    pub(crate) fn breaks(&self) -> impl Iterator<Item = AxisBreak> {
        self.pieces.windows(2).map(|pair| AxisBreak {
            left_px: pair[0].right_px(),
            width_px: pair[1].left_px - pair[0].right_px(),
            length_ns: pair[1].axis.range.from_ns.saturating_sub(pair[0].axis.range.to_ns),
        })
    }

    /// The place of a time, which may be outside. A time that is left out is in the room of its stretch.
    pub(crate) fn px_from_ns(&self, ns: u64) -> f64 {
        let after = self.pieces.partition_point(|piece| piece.axis.range.from_ns <= ns);
        let Some(piece) = self.pieces.get(after.saturating_sub(1)) else { return 0.0 };
        match self.pieces.get(after.max(1)) {
            Some(next) if ns > piece.axis.range.to_ns => {
                let (from_ns, to_ns) = (piece.axis.range.to_ns, next.axis.range.from_ns);
                let share = approx(ns - from_ns) / approx((to_ns - from_ns).max(1));
                piece.right_px() + share * (next.left_px - piece.right_px())
            }
            _ => piece.left_px + piece.axis.px_from_ns(ns),
        }
    }

    /// The time at a place; the nearest edge for places outside.
    pub(crate) fn ns_from_px(&self, px: f64) -> u64 {
        let after = self.pieces.partition_point(|piece| piece.left_px <= px);
        let Some(piece) = self.pieces.get(after.saturating_sub(1)) else { return 0 };
        match self.pieces.get(after.max(1)) {
            Some(next) if px > piece.right_px() => {
                let (from_ns, to_ns) = (piece.axis.range.to_ns, next.axis.range.from_ns);
                let share = (px - piece.right_px()) / (next.left_px - piece.right_px());
                from_ns.saturating_add(exact((share * approx(to_ns - from_ns)).floor())).min(to_ns)
            }
            _ => piece.axis.ns_from_px(px - piece.left_px),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600_000_000_000;

    fn range(from: u64, to: u64) -> TimeRange {
        TimeRange { from_ns: from * HOUR, to_ns: to * HOUR }
    }

    #[test]
    fn one_piece_is_an_axis_as_any_other() {
        let (broken, plain) =
            (BrokenAxis::new(&[range(5, 9)], 400.0), TimeAxis { range: range(5, 9), width_px: 400.0 });
        for ns in [0, 5 * HOUR, 6 * HOUR + 7, 9 * HOUR, 12 * HOUR] {
            assert!((broken.px_from_ns(ns) - plain.px_from_ns(ns)).abs() < 1e-9);
        }
        for px in [-3.0, 0.0, 17.5, 400.0, 999.0] {
            assert_eq!(broken.ns_from_px(px), plain.ns_from_px(px));
        }
        assert_eq!((broken.range(), broken.breaks().count()), (range(5, 9), 0));
    }

    #[test]
    fn pieces_have_one_scale_and_room_between_them() {
        let axis = BrokenAxis::new(&[range(0, 1), range(10, 12), range(40, 41)], 464.0);
        let places: Vec<f64> = [0, 1, 10, 12, 40, 41].map(|hour| axis.px_from_ns(hour * HOUR)).to_vec();
        for (place, expected) in places.iter().zip([0.0, 100.0, 132.0, 332.0, 364.0, 464.0]) {
            assert!((place - expected).abs() < 1e-6, "{places:?}");
        }
        let breaks: Vec<(f64, f64, u64)> =
            axis.breaks().map(|at| (at.left_px.round(), at.width_px.round(), at.length_ns / HOUR)).collect();
        assert_eq!(breaks, [(100.0, 32.0, 9), (332.0, 32.0, 28)]);
        assert_eq!(axis.range(), range(0, 41));
    }

    #[test]
    fn times_and_places_are_each_others_inverse() {
        let axis = BrokenAxis::new(&[range(0, 1), range(10, 12), range(40, 41)], 464.0);
        for px in [0.0, 50.0, 99.9, 116.0, 131.0, 132.0, 250.0, 348.0, 400.0, 464.0] {
            assert!((axis.px_from_ns(axis.ns_from_px(px)) - px).abs() < 1e-3, "{px}");
        }
        assert!((axis.px_from_ns(axis.ns_from_px(116.0)) - 116.0).abs() < 1e-3);
        assert_eq!(axis.ns_from_px(116.0) / HOUR, 5, "in the middle of what is left out");
        assert_eq!((axis.ns_from_px(-9.0), axis.ns_from_px(999.0)), (0, 41 * HOUR));
        assert!(axis.px_from_ns(42 * HOUR) > 464.0);
    }

    #[test]
    fn breaks_never_take_more_than_a_part() {
        let pieces: Vec<TimeRange> = (0..10).map(|at| range(at * 10, at * 10 + 1)).collect();
        let axis = BrokenAxis::new(&pieces, 100.0);
        assert!(axis.breaks().map(|at| at.width_px).sum::<f64>() <= 40.0 + 1e-9);
        assert!((axis.px_from_ns(91 * HOUR) - 100.0).abs() < 1e-6);
    }
}
