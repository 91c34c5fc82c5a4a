//! Paints the whole trace in a strip, and which part of it is shown.

use super::WaterfallColors;
use crate::geometry::waterfall::{Minimap, Place, Run, place};
use crate::geometry::{Rect, TimeAxis};
use crate::paint::Surface;
use spanlens::units::TimeRange;

/// The height of the lane of errors, below the spans.
const ERRORS_PX: f64 = 5.0;

/// What there is to paint.
pub(crate) struct MinimapPicture<'a> {
    pub(crate) map: &'a Minimap,
    /// All the time of the trace.
    pub(crate) axis: TimeAxis,
    /// What of it is shown; nothing where that is all.
    pub(crate) shown: Option<TimeRange>,
    /// What is being dragged over.
    pub(crate) brush_px: Option<(f64, f64)>,
    /// Where the strip is on its canvas.
    pub(crate) rect: Rect,
    pub(crate) colors: &'a WaterfallColors,
}

/// Paints the whole picture.
pub(crate) fn paint_minimap(surface: &Surface, picture: &MinimapPicture) {
    surface.within(picture.rect, || {
        spans(surface, picture);
        errors(surface, picture);
        shown(surface, picture);
    });
}

fn spans(surface: &Surface, picture: &MinimapPicture) {
    let lane_px = ((picture.rect.height - ERRORS_PX) / f64::from(picture.map.lanes.max(1))).min(6.0);
    for &Run { lane, from_px, to_px, service } in &picture.map.runs {
        let (left, top) = (f64::from(from_px), f64::from(lane) * lane_px);
        surface.context.set_fill_style_str(picture.colors.service(service));
        let height = if lane_px > 2.5 { lane_px - 1.0 } else { lane_px };
        surface.context.fill_rect(left, top, f64::from(to_px - from_px), height.max(0.75));
    }
}

/// A red tick where something failed.
fn errors(surface: &Surface, picture: &MinimapPicture) {
    surface.context.set_fill_style_str(&picture.colors.error);
    for &px in &picture.map.errors {
        surface.context.fill_rect(f64::from(px), picture.rect.height - ERRORS_PX, 2.0, ERRORS_PX);
    }
}

/// What is not shown is dimmed, and what is has edges.
fn shown(surface: &Surface, picture: &MinimapPicture) {
    let (context, Rect { width, height, .. }) = (&surface.context, picture.rect);
    if let Some((from, to)) = picture.brush_px {
        context.set_global_alpha(0.25);
        context.set_fill_style_str(&picture.colors.selection);
        context.fill_rect(from.min(to), 0.0, (to - from).abs(), height);
        context.set_global_alpha(1.0);
    }
    let Some(TimeRange { from_ns, to_ns }) = picture.shown else { return };
    let Place::Shown(from, to) = place(&picture.axis, from_ns, to_ns - from_ns) else { return };
    context.set_fill_style_str(&picture.colors.surface);
    context.set_global_alpha(0.7);
    context.fill_rect(0.0, 0.0, from, height);
    context.fill_rect(to, 0.0, width - to, height);
    context.set_global_alpha(1.0);
    context.set_fill_style_str(&picture.colors.selection);
    for x in [surface.snap(from) - 1.0, surface.snap(to) - 1.0] {
        context.fill_rect(x.max(0.0), 0.0, 2.0, height);
    }
}
