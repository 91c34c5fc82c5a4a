//! A picture to be saved: canvases that lie over each other, with words over them.

use web_sys::HtmlCanvasElement;

use super::brackets::BracketShapes;
use super::caption::{Caption, Ink, LEFT_PX};
use super::palette::Palette;
use super::picture::FONT_PX;
use super::surface::Surface;
use crate::geometry::Rect;

/// Paints canvases of one size, in CSS pixels, onto another one below a caption and brackets. Gives whether it could.
pub(crate) fn paint_sheet(
    target: &HtmlCanvasElement,
    layers: &[HtmlCanvasElement],
    (width, height): (f64, f64),
    (caption, brackets): (&Caption, &BracketShapes),
    palette: &Palette,
) -> bool {
    let band = caption.height_px();
    let top = band + brackets.height_px();
    let Some(Surface { context, .. }) = Surface::prepare(target, width, height + top) else { return false };
    context.set_fill_style_str(&palette.page);
    context.fill_rect(0.0, 0.0, width, height + top);
    context.set_text_baseline("middle");
    for (ink, line, y) in caption.lines() {
        let weight = if ink == Ink::Title { "600 " } else { "" };
        context.set_font(&format!("{weight}{FONT_PX}px system-ui, sans-serif"));
        context.set_fill_style_str(palette.ink(ink));
        // Only a canvas that is broken takes no words and no pictures.
        let _ = context.fill_text(line, LEFT_PX, y);
    }
    let fill = |color: &str, rects: &[Rect]| {
        context.set_fill_style_str(color);
        for rect in rects {
            context.fill_rect(rect.left, band + rect.top, rect.width, rect.height);
        }
    };
    fill(&palette.label, &brackets.lines);
    fill(&palette.page, &brackets.grounds);
    context.set_fill_style_str(&palette.label);
    context.set_text_align("center");
    context.set_font(&format!("{FONT_PX}px system-ui, sans-serif"));
    for (word, x, y) in &brackets.words {
        let _ = context.fill_text(word, *x, band + y);
    }
    layers
        .iter()
        .all(|layer| context.draw_image_with_html_canvas_element_and_dw_and_dh(layer, 0.0, top, width, height).is_ok())
}
