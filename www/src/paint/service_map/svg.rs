//! The service map as SVG that needs nothing but itself.

use super::MapDrawing;
use crate::geometry::Rect;
use crate::paint::Caption;
use crate::paint::flame::FlameColors;
use crate::paint::markup::{Svg, px};
use crate::paint::palette::Palette;

const FONT_PX: u32 = 12;

/// A map with what is written over it.
pub(crate) struct MapSheet<'a> {
    pub(crate) drawing: &'a MapDrawing,
    pub(crate) caption: &'a Caption,
    pub(crate) palette: &'a Palette,
    pub(crate) colors: &'a FlameColors,
}

/// Writes a sheet as SVG. O(what is drawn).
pub(crate) fn write_map_svg(sheet: &MapSheet) -> String {
    let MapSheet { drawing, caption, palette, colors } = sheet;
    let top = caption.height_px();
    let (width, height) = (drawing.width_px, drawing.height_px + top);
    let mut svg = Svg::begin(width, height, FONT_PX, caption);
    svg.rects(&palette.page, &[Rect { left: 0.0, top: 0.0, width, height }]);
    svg.caption(caption, palette);
    svg.open(&format!("g transform=\"translate(0 {})\"", px(top)));
    for line in &drawing.lines {
        let color = line.stroke.as_ref().unwrap_or(&palette.label);
        svg.curve(color, line.width_px, line.dashes, &line.path);
        svg.shape(color, &line.head);
    }
    for node in &drawing.boxes {
        let rect = node.rect;
        svg.rects(node.fill.as_ref().unwrap_or(&palette.page), &[rect]);
        let dashes = if node.is_outline { " stroke-dasharray=\"4 3\"" } else { "" };
        svg.frame(&palette.label, rect, "0", dashes);
        svg.rects(&colors.cursor, &[node.bar]);
        let word = |y: f64| (rect.left + 8.0, rect.top + y);
        svg.word(&palette.line, "start", &node.name, word(15.0));
        svg.word(&palette.line, "start", &node.facts, word(30.0));
    }
    for (label, x, y) in drawing.lines.iter().filter_map(|line| line.label.as_ref()) {
        svg.word(&palette.line, "middle", label, (*x, *y));
    }
    svg.close("g");
    svg.close("svg");
    svg.0
}

#[cfg(test)]
mod tests {
    use super::super::tests::drawing;
    use super::*;
    use crate::paint::Ink;

    #[test]
    fn everything_is_written_and_names_are_escaped() {
        let caption = Caption::wrapped([(Ink::Title, "Demo".to_owned())], 800.0);
        let palette = Palette::of_one_color("rgb(1, 2, 3)", "rgb(4, 5, 6)");
        let drawing = drawing();
        let colors = FlameColors::told_apart();
        let svg = write_map_svg(&MapSheet { drawing: &drawing, caption: &caption, palette: &palette, colors: &colors });
        assert!(svg.starts_with("<svg xmlns") && svg.ends_with("</svg>\n"));
        assert!(svg.contains(">a&lt;b&gt;</text>"), "{svg}");
        assert_eq!(svg.matches("stroke-dasharray=\"7 4\"").count(), 1);
    }
}
