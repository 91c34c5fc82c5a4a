//! What is written over a picture that is saved: of what it is.

use super::palette::Palette;

/// Where lines begin, and as far from the other edge they end.
pub(super) const LEFT_PX: f64 = 8.0;
/// About the width of a letter.
const LETTER_PX: f64 = 6.2;
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
pub(crate) struct Caption(Vec<(Ink, String)>);

impl Caption {
    /// Lines on a number of pixels: those that are too long go on in the next one, between words.
    pub(crate) fn wrapped(lines: impl IntoIterator<Item = (Ink, String)>, width_px: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and pixels are few")]
        let most = ((width_px - 2.0 * LEFT_PX) / LETTER_PX) as usize;
        let mut wrapped: Vec<(Ink, String)> = Vec::new();
        for (ink, line) in lines {
            let mut part = String::new();
            for word in line.split(' ') {
                if !part.is_empty() && part.chars().count() + 1 + word.chars().count() > most {
                    wrapped.push((ink, std::mem::take(&mut part)));
                }
                if !part.is_empty() {
                    part.push(' ');
                }
                part.push_str(word);
            }
            wrapped.push((ink, part));
        }
        Self(wrapped)
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_go_on_in_the_next_one() {
        let lines = || [(Ink::Title, "Demo".to_owned()), (Ink::Fact, "10 requests · 2 failing".to_owned())];
        let words = |width_px| {
            let caption = Caption::wrapped(lines(), width_px);
            caption.lines().map(|(_, line, _)| line.to_owned()).collect::<Vec<_>>().join("|")
        };
        assert_eq!(words(1000.0), "Demo|10 requests · 2 failing");
        assert_eq!(words(120.0), "Demo|10 requests · 2|failing");
        assert_eq!(words(0.0), "Demo|10|requests|·|2|failing");
        let heights = [1000.0, 120.0].map(|width_px| Caption::wrapped(lines(), width_px).height_px());
        assert!((heights[1] - heights[0] - LINE_PX).abs() < 1e-9);
    }
}
