//! What is written over a picture that is saved: of what it is.

use super::palette::Palette;

/// The height of a line.
const LINE_PX: f64 = 18.0;
/// Above the first line, and below the last.
const MARGIN_PX: f64 = 8.0;

/// What a line is about, which gives it its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Title,
    Fact,
    Selection,
    Baseline,
}

/// The lines over a picture.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Caption(pub(crate) Vec<(Ink, String)>);

impl Caption {
    /// How much room it takes.
    pub(crate) fn height_px(&self) -> f64 {
        self.lines().map(|(_, _, y)| y).last().map_or(0.0, |y| y + LINE_PX / 2.0 + MARGIN_PX)
    }

    /// The lines with their colours and their middles.
    pub(super) fn lines(&self) -> impl Iterator<Item = (Ink, &str, f64)> {
        let mut y = MARGIN_PX - LINE_PX / 2.0;
        self.0.iter().map(move |(ink, line)| {
            y += LINE_PX;
            (*ink, line.as_str(), y)
        })
    }
}

impl Palette {
    /// The colour of an ink.
    pub(super) fn ink(&self, ink: Ink) -> &str {
        match ink {
            Ink::Title => &self.line,
            Ink::Fact => &self.label,
            Ink::Selection => &self.selection,
            Ink::Baseline => &self.baseline,
        }
    }
}
