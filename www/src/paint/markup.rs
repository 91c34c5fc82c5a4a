//! The elements of SVG that pictures are written in.

use std::fmt::Write;

use super::caption::{Caption, LEFT_PX};
use super::palette::{Palette, channels};
use super::picture::{Line, by_color};
use crate::geometry::Rect;

/// SVG that is being written. Only [`Svg::escaped`] takes words that somebody else has written.
pub(super) struct Svg(pub(super) String);

impl Svg {
    /// A picture of a size that is called by the lines of its caption.
    pub(super) fn begin(width: f64, height: f64, font_px: u32, caption: &Caption) -> Self {
        let mut svg = Self(String::new());
        let (w, h) = (px(width), px(height));
        svg.open(&format!(
            "svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
             font-family=\"system-ui, sans-serif\" font-size=\"{font_px}\" dominant-baseline=\"central\""
        ));
        let title: Vec<&str> = caption.lines().map(|(_, line, _)| line).collect();
        svg.open("title");
        svg.escaped(&title.join(". "));
        svg.close("title");
        svg
    }

    /// The lines over the picture.
    pub(super) fn caption(&mut self, caption: &Caption, palette: &Palette) {
        for (ink, line, y) in caption.lines() {
            self.word(palette.ink(ink), "start", line, (LEFT_PX, y));
        }
    }

    pub(super) fn open(&mut self, tag: &str) {
        self.push(format_args!("<{tag}>"));
    }

    pub(super) fn close(&mut self, name: &str) {
        self.push(format_args!("</{name}>\n"));
    }

    /// Begins a part with the corner of a rectangle as its origin, of which nothing is seen beyond its edges.
    pub(super) fn open_within(&mut self, Rect { left, top, width, height }: Rect) {
        let [x, y, w, h] = [left, top, width, height].map(px);
        self.open(&format!("svg x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" overflow=\"hidden\""));
    }

    pub(super) fn word(&mut self, color: &str, anchor: &str, word: &str, (x, y): (f64, f64)) {
        let (x, y, fill) = (px(x), px(y), paint("fill", color));
        self.open(&format!("text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{fill}"));
        self.escaped(word);
        self.close("text");
    }

    /// Rectangles of one colour.
    pub(super) fn rects(&mut self, color: &str, rects: &[Rect]) {
        self.push(format_args!("<path shape-rendering=\"crispEdges\"{} d=\"", paint("fill", color)));
        for Rect { left, top, width, height } in rects {
            let [x, y, w, h] = [*left, *top, *width, *height].map(px);
            self.push(format_args!("M{x} {y}h{w}v{h}h-{w}z"));
        }
        self.push(format_args!("\"/>\n"));
    }

    /// Rectangles by their strengths.
    pub(super) fn colored(&mut self, colors: &[String], rects: impl Iterator<Item = (f64, Rect)>) {
        for (color, rects) in by_color(colors, rects) {
            self.rects(color, &rects);
        }
    }

    pub(super) fn line(&mut self, color: &str, width: f64, line: &Line, dashes: &[f64]) {
        let (stroke, dashes) =
            (paint("stroke", color), dashes.iter().map(|&length| px(length)).collect::<Vec<_>>().join(" "));
        self.push(format_args!("<path fill=\"none\"{stroke} stroke-width=\"{width}\" stroke-linejoin=\"round\""));
        if !dashes.is_empty() {
            self.push(format_args!(" stroke-dasharray=\"{dashes}\""));
        }
        self.push(format_args!(" d=\""));
        let mut command = 'M';
        for point in &line.points {
            match point {
                // A column between empty ones is a dash of its own.
                Some((x, y)) if command == 'M' => self.push(format_args!("M{} {}h0.5", px(*x), px(*y))),
                Some((x, y)) => self.push(format_args!("L{} {}", px(*x), px(*y))),
                None => {}
            }
            command = if point.is_some() { 'L' } else { 'M' };
        }
        self.push(format_args!("\"/>\n"));
    }

    /// A line along the commands of a path, which are not escaped.
    pub(super) fn curve(&mut self, color: &str, width: f64, dashes: &str, path: &str) {
        let stroke = paint("stroke", color);
        self.push(format_args!("<path fill=\"none\"{stroke} stroke-width=\"{width:.1}\""));
        if !dashes.is_empty() {
            self.push(format_args!(" stroke-dasharray=\"{dashes}\""));
        }
        self.push(format_args!(" d=\"{path}\"/>\n"));
    }

    /// What the commands of a path enclose; they are not escaped.
    pub(super) fn shape(&mut self, color: &str, path: &str) {
        self.push(format_args!("<path{} d=\"{path}\"/>\n", paint("fill", color)));
    }

    /// A frame just within the edges of a rectangle.
    pub(super) fn frame(&mut self, color: &str, Rect { left, top, width, height }: Rect, shade: &str, dashes: &str) {
        let [x, y] = [left + 1.0, top + 1.0].map(px);
        let [w, h] = [width - 2.0, height - 2.0].map(|length| px(length.max(0.5)));
        let (fill, stroke) = (paint("fill", color), paint("stroke", color));
        self.push(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{fill} fill-opacity=\"{shade}\"{stroke} stroke-width=\"2\"{dashes}/>\n"
        ));
    }

    /// Words as they stand, whatever is in them. What XML cannot say is left out.
    pub(super) fn escaped(&mut self, words: &str) {
        for character in words.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\0'..' ' | '\u{fffe}' | '\u{ffff}' => self.0.push(' '),
                _ => self.0.push(character),
            }
        }
    }

    fn push(&mut self, text: std::fmt::Arguments) {
        // Writing to a string cannot fail.
        let _ = self.0.write_fmt(text);
    }
}

/// A length to hundredths of a pixel.
pub(super) fn px(length: f64) -> String {
    format!("{}", (length * 100.0).round() / 100.0)
}

/// An attribute that paints in a colour, and beside it how opaque that is.
fn paint(attribute: &str, color: &str) -> String {
    let Some(([red, green, blue], opacity)) = channels(color) else { return String::new() };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and channels fit")]
    let [red, green, blue] = [red, green, blue].map(|channel| channel.round() as u8);
    let opacity = if opacity < 1.0 { format!(" {attribute}-opacity=\"{opacity}\"") } else { String::new() };
    format!(" {attribute}=\"#{red:02x}{green:02x}{blue:02x}\"{opacity}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_hexadecimal() {
        assert_eq!(paint("fill", "rgb(1, 22, 255)"), " fill=\"#0116ff\"");
        assert_eq!(paint("stroke", "rgba(1, 22, 255, 0.75)"), " stroke=\"#0116ff\" stroke-opacity=\"0.75\"");
        assert_eq!(paint("fill", "rgb(1 22 255)"), " fill=\"#0116ff\"");
    }
}
