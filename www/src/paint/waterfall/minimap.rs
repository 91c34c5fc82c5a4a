//! Paints the whole trace in a strip, and which part of it is shown: which of its spans are rows on the screen, and which of its time.

use super::WaterfallColors;
use crate::geometry::waterfall::{Minimap, Place, Run, place};
use crate::geometry::{Rect, TimeAxis};
use crate::paint::Surface;
use spanlens::units::TimeRange;

/// How much is left of the colour of a span whose row is not on the screen.
const DIMMED: f64 = 0.35;

/// What there is to paint.
pub(crate) struct MinimapPicture<'a> {
    pub(crate) map: &'a Minimap,
    /// All the time of the trace.
    pub(crate) axis: TimeAxis,
    /// What of it is shown; nothing where that is all.
    pub(crate) shown: Option<TimeRange>,
    /// The spans whose rows are on the screen; nothing where all are.
    pub(crate) on_screen: Option<&'a [u32]>,
    pub(crate) selected: Option<u32>,
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
        selected(surface, picture);
        shown(surface, picture);
    });
}

impl MinimapPicture<'_> {
    fn paint(&self, surface: &Surface, run: &Run) {
        let lane_px = self.map.lane_px(self.rect.height);
        let height = if lane_px > 2.5 { lane_px - 1.0 } else { lane_px };
        let (left, top) = (f64::from(run.from_px), f64::from(run.lane) * lane_px);
        surface.context.set_fill_style_str(self.colors.service(run.service));
        surface.context.fill_rect(left, top, f64::from(run.to_px - run.from_px), height.max(0.75));
    }
}

/// Rows that are not on the screen are dimmed.
fn spans(surface: &Surface, picture: &MinimapPicture) {
    if picture.on_screen.is_some() {
        surface.context.set_global_alpha(DIMMED);
    }
    for run in &picture.map.runs {
        picture.paint(surface, run);
    }
    surface.context.set_global_alpha(1.0);
    let run_of = |&span: &u32| picture.map.spans.get(span as usize);
    for run in picture.on_screen.unwrap_or_default().iter().filter_map(run_of) {
        picture.paint(surface, run);
    }
}

/// A frame around the selected span.
fn selected(surface: &Surface, picture: &MinimapPicture) {
    let Some(run) = picture.selected.and_then(|span| picture.map.spans.get(span as usize)) else { return };
    let lane_px = picture.map.lane_px(picture.rect.height);
    let (left, top) = (f64::from(run.from_px), f64::from(run.lane) * lane_px);
    surface.context.set_stroke_style_str(&picture.colors.text);
    surface.context.set_line_width(1.5);
    surface.context.stroke_rect(left - 0.5, top - 0.5, f64::from(run.to_px - run.from_px) + 1.0, lane_px.max(3.0));
}

/// A red tick where something failed.
fn errors(surface: &Surface, picture: &MinimapPicture) {
    surface.context.set_fill_style_str(&picture.colors.error);
    for &px in &picture.map.errors {
        surface.context.fill_rect(f64::from(px), picture.rect.height - Minimap::ERRORS_PX, 2.0, Minimap::ERRORS_PX);
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
