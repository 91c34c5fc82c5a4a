//! Paints the flame graph on a canvas, as far as it is on the screen.

use super::{FONT_PX, FlamePicture, Mark, NAME_PX, PAD_PX, Shape};
use crate::geometry::Rect;
use crate::geometry::flame::ROW_PX;
use crate::paint::Surface;
use crate::paint::waterfall::fitting;

/// How strong frames are that were not searched for.
const FAINT: f64 = 0.25;

/// Paints the rows that lie between `scroll_px` and `height_px` further down.
pub(crate) fn paint_flame(surface: &Surface, picture: &FlamePicture, scroll_px: f64, height_px: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let row = |px: f64| (px / ROW_PX).max(0.0) as u32;
    let context = &surface.context;
    context.set_font(&format!("{FONT_PX}px system-ui, sans-serif"));
    context.set_text_baseline("middle");
    context.set_text_align("left");
    let window = Rect { left: 0.0, top: 0.0, width: picture.view.width_px, height: height_px };
    surface.within(window, || {
        for shape in picture.shapes(row(scroll_px)..row(scroll_px + height_px) + 1) {
            frame(surface, picture, &shape, scroll_px);
        }
    });
}

fn frame(surface: &Surface, picture: &FlamePicture, shape: &Shape, scroll_px: f64) {
    let (context, colors) = (&surface.context, picture.colors);
    let rect = shape.shown.rect();
    let rect = surface.snapped(Rect { top: rect.top - scroll_px, ..rect });
    let Rect { left, top, width, height } = rect;
    context.set_global_alpha(if shape.is_faint { FAINT } else { 1.0 });
    context.set_fill_style_str(shape.fill);
    context.fill_rect(left, top, width, height);
    mark(surface, picture, shape.mark, rect);
    context.set_global_alpha(1.0);
    let Some(number) = shape.shown.frame else { return };
    if picture.matches.is_some() && !shape.is_faint {
        outline(surface, &colors.found, rect, 1.0);
    }
    if width >= NAME_PX {
        let (name, _) = fitting(surface, &picture.name(number), width - 2.0 * PAD_PX);
        context.set_fill_style_str(if shape.is_faint { &colors.label } else { &colors.text });
        surface.text(&name, left + PAD_PX, top + height / 2.0 + 0.5);
    }
    if picture.pointed == Some(number) {
        outline(surface, &colors.text, rect, 1.0);
    }
    if picture.selected == Some(number) {
        outline(surface, &colors.cursor, rect, if picture.has_focus { 3.0 } else { 2.0 });
    }
}

/// What only one side has is set off by its edge: all round where it is new, dashed where it is gone.
fn mark(surface: &Surface, picture: &FlamePicture, mark: Mark, rect: Rect) {
    let dashes: &[f64] = match mark {
        Mark::None => return,
        Mark::New => &[],
        Mark::Gone => &[3.0, 3.0],
    };
    surface.dashes(dashes);
    outline(surface, &picture.colors.text, rect, 1.0);
    surface.dashes(&[]);
}

fn outline(surface: &Surface, color: &str, Rect { left, top, width, height }: Rect, line_px: f64) {
    surface.context.set_stroke_style_str(color);
    surface.context.set_line_width(line_px);
    let inset = line_px / 2.0;
    surface.context.stroke_rect(left + inset, top + inset, (width - line_px).max(0.5), (height - line_px).max(0.5));
}
