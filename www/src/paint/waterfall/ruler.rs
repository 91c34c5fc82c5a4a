//! The times above the bars, the lines below them, and the pointer.

use super::{SMALL_FONT, WaterfallPicture};
use crate::format;
use crate::geometry::Rect;
use crate::geometry::waterfall::{Panes, ruler_ticks};
use crate::paint::Surface;

/// The ruler and the grid.
pub(super) fn grid(surface: &Surface, picture: &WaterfallPicture) {
    let (context, colors) = (&surface.context, picture.colors);
    let Rect { left, width, .. } = picture.panes.ruler;
    let middle = picture.panes.ruler.height / 2.0;
    let bottom = picture.panes.timeline.top + picture.panes.timeline.height;
    context.set_font(SMALL_FONT);
    for tick in ruler_ticks(&picture.axis) {
        let x = surface.snap(left + tick.px);
        context.set_fill_style_str(&colors.grid);
        context.fill_rect(x, 0.0, 1.0, bottom);
        context.set_fill_style_str(&colors.label);
        surface.text(&tick.label, x + 4.0, middle);
    }
    // What does not fit is not written over the end of the ruler.
    context.clear_rect(left + width + Panes::RIGHT_PX, 0.0, Panes::RIGHT_PX, middle * 2.0);
    context.set_fill_style_str(&colors.label);
    let base = picture.indent.base;
    let title = if base == 0 { "Span".to_owned() } else { format!("Span, from level {}", format::count(base + 1)) };
    surface.text(&title, 8.0, middle);
}

/// What is dragged over, and the line under the pointer with its time.
pub(super) fn pointer(surface: &Surface, picture: &WaterfallPicture) {
    let (context, colors) = (&surface.context, picture.colors);
    let Rect { left, width, height, .. } = picture.panes.ruler;
    let bottom = picture.panes.timeline.top + picture.panes.timeline.height;
    if let Some((from, to)) = picture.brush_px {
        let (from, to) = (from.min(to).max(0.0), from.max(to).min(width));
        context.set_global_alpha(0.18);
        context.set_fill_style_str(&colors.selection);
        context.fill_rect(left + from, 0.0, to - from, bottom);
        context.set_global_alpha(1.0);
    }
    let Some(x) = picture.pointer_px.filter(|x| (0.0..=width).contains(x)) else { return };
    context.set_fill_style_str(&colors.label);
    context.fill_rect(surface.snap(left + x), height, 1.0, bottom - height);
    let text = format::exact_duration(picture.axis.ns_from_px(x));
    context.set_font(SMALL_FONT);
    let text_width = surface.width_of(&text) + 8.0;
    let text_left = (left + x - text_width / 2.0).clamp(left, (left + width + Panes::RIGHT_PX - text_width).max(left));
    context.set_fill_style_str(&colors.text);
    context.fill_rect(text_left, 3.0, text_width, height - 6.0);
    context.set_fill_style_str(&colors.surface);
    surface.text(&text, text_left + 4.0, height / 2.0);
}
