//! The brackets of findings over a picture that is saved, as shapes.

use crate::geometry::{Bracket, Rect};

/// The height of the band that they stand in.
const BAND_PX: f64 = 24.0;
/// The height of a bracket in the lowest lane, and what each lane above adds.
const BRACKET_PX: (f64, f64) = (6.0, 3.0);
const LINE_PX: f64 = 2.0;
/// What a number needs of the room of the lines below it.
const NUMBER_PX: (f64, f64) = (16.0, 14.0);

/// Brackets, in pixels from the top left corner of a band over the picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct BracketShapes {
    pub(super) lines: Vec<Rect>,
    /// What of the lines lies below numbers.
    pub(super) grounds: Vec<Rect>,
    /// The numbers, with their middles.
    pub(super) words: Vec<(String, f64, f64)>,
}

impl BracketShapes {
    /// The brackets over a plot.
    pub(crate) fn of(brackets: &[Bracket], plot: Rect) -> Self {
        let mut shapes = Self::default();
        for bracket in brackets {
            shapes.lines.extend(lines(bracket, plot.left));
            let Some(middle) = bracket.number else { continue };
            let ((width, height), x) = (NUMBER_PX, plot.left + middle);
            shapes.grounds.push(Rect { left: x - width / 2.0, top: 1.0, width, height });
            shapes.words.push(((bracket.at + 1).to_string(), x, 1.0 + height / 2.0));
        }
        shapes
    }

    /// The height of the band: none without brackets.
    pub(crate) fn height_px(&self) -> f64 {
        if self.lines.is_empty() { 0.0 } else { BAND_PX }
    }
}

/// A line over the time, with ends that stand on the picture where it begins and ends.
#[expect(clippy::cast_precision_loss, reason = "lanes are few")]
fn lines(bracket: &Bracket, origin_px: f64) -> Vec<Rect> {
    let &Bracket { left, width, ends: (begins, ends), lane, .. } = bracket;
    let height = BRACKET_PX.0 + BRACKET_PX.1 * lane as f64;
    let (left, top) = (origin_px + left, BAND_PX - height);
    let end = |left: f64| Rect { left, top, width: LINE_PX, height };
    let line = Rect { left, top, width, height: LINE_PX };
    let first = begins.then(|| end(left));
    let last = ends.then(|| end(left + width - LINE_PX));
    std::iter::once(line).chain(first).chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Rect = Rect { left: 50.0, top: 20.0, width: 100.0, height: 50.0 };

    #[test]
    fn a_bracket_stands_on_the_picture_with_its_number_over_it() {
        let bracket = Bracket { at: 2, left: 10.0, width: 40.0, ends: (true, false), lane: 1, number: Some(30.0) };
        let shapes = BracketShapes::of(&[bracket], PLOT);
        let rect = |left, width, height| Rect { left, top: 15.0, width, height };
        assert_eq!(shapes.lines, [rect(60.0, 40.0, 2.0), rect(60.0, 2.0, 9.0)]);
        assert_eq!(shapes.words, [("3".to_owned(), 80.0, 8.0)]);
        assert!((shapes.height_px() - 24.0).abs() < 1e-9);
    }

    #[test]
    fn no_brackets_take_no_room() {
        assert!(BracketShapes::of(&[], PLOT).height_px().abs() < 1e-9);
    }
}
