//! Paints what lies over the heatmap: what is lit, selection, baseline, crosshair and cell cursor.

use super::palette::Palette;
use super::surface::Surface;
use crate::geometry::{Layout, Rect, around};

/// What there is to paint, in pixels of the plot.
pub(crate) struct Overlay<'a> {
    pub(crate) layout: Layout,
    pub(crate) palette: &'a Palette,
    pub(crate) selection: Option<Rect>,
    pub(crate) baseline: Option<Rect>,
    /// What stands out, while everything else is veiled.
    pub(crate) lit: Option<Rect>,
    /// The cell of the keyboard's cursor.
    pub(crate) cursor: Option<Rect>,
    /// The cell under the pointer.
    pub(crate) pointed: Option<Rect>,
}

/// Paints the whole overlay.
pub(crate) fn paint_overlay(surface: &Surface, overlay: &Overlay) {
    let Layout { lane, plot } = overlay.layout;
    let everything = Rect { height: plot.top + plot.height - lane.top, ..lane };
    if let Some(rect) = overlay.lit {
        surface.within(everything, || veil(surface, overlay, rect, everything));
    }
    if let Some(cell) = overlay.pointed {
        surface.within(everything, || crosshair(surface, overlay, cell));
    }
    surface.within(plot, || {
        if let Some(rect) = overlay.baseline {
            frame(surface, &overlay.palette.baseline, rect, &[5.0, 4.0]);
        }
        if let Some(rect) = overlay.selection {
            shade(surface, &overlay.palette.selection, rect);
            frame(surface, &overlay.palette.selection, rect, &[]);
        }
        for rect in overlay.pointed.into_iter().chain(overlay.cursor) {
            frame(surface, &overlay.palette.line, rect, &[]);
        }
    });
}

/// Hides what is not lit in part. The lane has all durations.
fn veil(surface: &Surface, overlay: &Overlay, lit: Rect, everything: Rect) {
    let Layout { lane, plot } = overlay.layout;
    let plot_top = plot.top - lane.top;
    let of_plot = Rect { top: lit.top + plot_top, ..lit };
    // What is lit over all durations is lit in the lane, too.
    let is_of_all_durations = lit.top <= 0.0 && lit.height >= plot.height;
    let lit = if is_of_all_durations { Rect { top: 0.0, height: everything.height, ..lit } } else { of_plot };
    surface.context.set_fill_style_str(&overlay.palette.page);
    surface.context.set_global_alpha(0.66);
    for Rect { left, top, width, height } in around(lit, (everything.width, everything.height)) {
        surface.context.fill_rect(left, top, width, height);
    }
    surface.context.set_global_alpha(1.0);
}

/// A column and a row of light over the whole chart, the lane included.
fn crosshair(surface: &Surface, overlay: &Overlay, cell: Rect) {
    let Layout { lane, plot } = overlay.layout;
    let top = plot.top - lane.top;
    let context = &surface.context;
    context.set_fill_style_str(&overlay.palette.line);
    context.set_global_alpha(0.1);
    context.fill_rect(cell.left, 0.0, cell.width, top + plot.height);
    context.fill_rect(0.0, top + cell.top, plot.width, cell.height);
    context.set_global_alpha(1.0);
}

fn shade(surface: &Surface, color: &str, rect: Rect) {
    surface.context.set_fill_style_str(color);
    surface.context.set_global_alpha(0.14);
    surface.context.fill_rect(rect.left, rect.top, rect.width, rect.height);
    surface.context.set_global_alpha(1.0);
}

/// A frame just within the edges of a rectangle, set off from what is below.
fn frame(surface: &Surface, color: &str, rect: Rect, dashes: &[f64]) {
    let Rect { left, top, width, height } = surface.snapped(rect);
    let context = &surface.context;
    context.set_line_width(2.0);
    surface.dashes(dashes);
    context.set_stroke_style_str(color);
    context.stroke_rect(left + 1.0, top + 1.0, (width - 2.0).max(0.5), (height - 2.0).max(0.5));
    surface.dashes(&[]);
}
