//! The flame graph as SVG: what is zoomed into, with all of its rows.

use super::{FlamePicture, Mark, NAME_PX, PAD_PX};
use crate::geometry::Rect;
use crate::geometry::flame::ROW_PX;
use crate::paint::Caption;
use crate::paint::markup::{Svg, px};
use crate::paint::palette::Palette;

/// A flame graph with what is written over it.
pub(crate) struct FlameSheet<'a> {
    pub(crate) picture: FlamePicture<'a>,
    pub(crate) caption: &'a Caption,
    /// For the caption.
    pub(crate) palette: &'a Palette,
}

/// About the width of a letter: names are cut without being measured.
const LETTER_PX: f64 = 6.6;
/// Around the picture.
const MARGIN_PX: f64 = 8.0;

/// Writes a sheet as SVG. O(what is drawn).
pub(crate) fn write_flame_svg(sheet: &FlameSheet) -> String {
    let FlameSheet { picture, caption, palette } = sheet;
    let (top, rows) = (caption.height_px(), picture.layout.rows(picture.view));
    let (width, height) = (picture.view.width_px + 2.0 * MARGIN_PX, top + f64::from(rows) * ROW_PX + MARGIN_PX);
    let mut svg = Svg::begin(width, height, super::FONT_PX, caption);
    svg.rects(&picture.colors.page, &[Rect { left: 0.0, top: 0.0, width, height }]);
    svg.caption(caption, palette);
    svg.open(&format!("g transform=\"translate({} {})\"", px(MARGIN_PX), px(top)));
    for shape in picture.shapes(0..u32::MAX) {
        let rect = shape.shown.rect();
        svg.rects(shape.fill, &[rect]);
        match shape.mark {
            Mark::None => {}
            Mark::New => svg.frame(&picture.colors.text, rect, "0", ""),
            Mark::Gone => svg.frame(&picture.colors.text, rect, "0", " stroke-dasharray=\"3 3\""),
        }
        if let Some(frame) = shape.shown.frame.filter(|_| rect.width >= NAME_PX) {
            let name = cut(&picture.name(frame), rect.width - 2.0 * PAD_PX);
            svg.word(&picture.colors.text, "start", &name, (rect.left + PAD_PX, rect.top + rect.height / 2.0));
        }
    }
    svg.close("g");
    svg.close("svg");
    svg.0
}

/// The beginning of a text for which there is about enough room.
fn cut(text: &str, room_px: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture has a few thousand pixels")]
    let letters = (room_px / LETTER_PX) as usize;
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{FlameGraphOptions, flame_graph};
    use spanlens::sketch::sketch;

    use super::*;
    use crate::geometry::flame::{FlameLayout, FlameView};
    use crate::latency::{Latency, Tree};
    use crate::paint::{FlameColors, Ink};

    #[test]
    fn every_frame_is_written_with_its_name() {
        let store = sketch("shop GET /<a>  0..100 @server\n  cart get     10..60 @client").unwrap();
        let graph = flame_graph(&store, store.requests(), &FlameGraphOptions::default()).unwrap();
        let latency = Latency::Graph(Box::new(graph));
        let layout = FlameLayout::new(latency.frames(), latency.widths(Tree::Within));
        let picture = FlamePicture {
            latency: &latency,
            tree: Tree::Within,
            layout: &layout,
            view: FlameView { zoom: None, width_px: 400.0 },
            scale_ns: None,
            matches: None,
            selected: None,
            pointed: None,
            has_focus: false,
            colors: &FlameColors::told_apart(),
        };
        let caption = Caption::wrapped([(Ink::Title, "Demo".to_owned())], 800.0);
        let palette = Palette::of_one_color("rgb(1, 2, 3)", "rgb(4, 5, 6)");
        let svg = write_flame_svg(&FlameSheet { picture, caption: &caption, palette: &palette });
        assert!(svg.starts_with("<svg xmlns") && svg.ends_with("</svg>\n"));
        assert!(svg.contains(">shop GET /&lt;a&gt;</text>") && svg.contains(">cart get</text>"), "{svg}");
        assert!(svg.contains("<title>Demo</title>"));
        assert_eq!(svg.matches("<path").count(), 3);
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(cut("cart", 40.0), "cart");
        assert_eq!(cut("a long name", 40.0), "a lon…");
    }
}
