//! The right half of a row: when a span ran, what of it was its own work, and what is odd about it.

use spanlens::analysis::TraceMarks;

use super::label::beside_bar;
use super::{RowPicture, SMALL_FONT};
use crate::geometry::waterfall::{List, Place, own_stretches, place, room_after, room_before};
use crate::paint::Surface;

/// Between the edges of a row and those of its bar.
const MARGIN_PX: f64 = 4.0;
const BAR_PX: f64 = List::ROW_PX - 2.0 * MARGIN_PX;
/// The height of the line that marks the critical path.
const PATH_PX: f64 = 3.0;
/// The strength of a bar where only its children ran.
const TINT: f64 = 0.42;

/// Paints the right half of a row.
pub(super) fn paint(surface: &Surface, row: &RowPicture) {
    let (trace, axis) = (row.all.trace, &row.all.axis);
    let (offset_ns, duration_ns) = (trace.offset_ns[row.at()], trace.span_duration_ns[row.at()]);
    match place(axis, offset_ns, duration_ns) {
        Place::Before => elsewhere(surface, row, "◂", 4.0, "left"),
        Place::After => elsewhere(surface, row, "▸", axis.width_px - 4.0, "right"),
        Place::Shown(left, right) => {
            bar(surface, row, left, right);
            label(surface, row, left, right);
        }
    }
}

fn bar(surface: &Surface, row: &RowPicture, left: f64, right: f64) {
    let (trace, axis, context) = (row.all.trace, &row.all.axis, &surface.context);
    let top = surface.snap(row.top + MARGIN_PX);
    let fill = |from: f64, to: f64, top: f64, height: f64| {
        let from = surface.snap(from);
        context.fill_rect(from, top, (surface.snap(to) - from).max(1.0), height);
    };
    context.set_fill_style_str(row.service_color());
    context.set_global_alpha(TINT);
    fill(left, right, top, BAR_PX);
    context.set_global_alpha(1.0);
    for (from, to) in own_stretches(trace, row.span, axis, (left, right)) {
        fill(from, to, top, BAR_PX);
    }
    if row.is_error() {
        context.set_stroke_style_str(&row.all.colors.error);
        context.set_line_width(1.5);
        context.stroke_rect(left + 0.25, top - 0.75, (right - left - 0.5).max(1.0), BAR_PX + 1.5);
    }
    context.set_fill_style_str(&row.all.colors.text);
    for time in row.all.path.iter().flat_map(|path| path.of(trace, row.span)) {
        if let Place::Shown(from, to) = place(axis, time.start, time.end - time.start) {
            fill(from, to, top + BAR_PX, PATH_PX);
        }
    }
    if TraceMarks(trace.marks[row.at()]).contains(TraceMarks::UNFINISHED) {
        open_end(surface, row, left, top);
    }
}

/// Dashes to the right: nobody knows where the span ended.
fn open_end(surface: &Surface, row: &RowPicture, left: f64, top: f64) {
    surface.context.set_fill_style_str(row.service_color());
    for dash in [5.0, 11.0, 17.0] {
        surface.context.fill_rect(left + dash, top + BAR_PX / 2.0 - 1.0, 4.0, 2.0);
    }
}

/// Right of the bar where there is room, else left of it, else on it; never below a dot.
fn label(surface: &Surface, row: &RowPicture, left: f64, right: f64) {
    let dots = &row.dots;
    let text = beside_bar(row.all.trace, row.span);
    let context = &surface.context;
    context.set_font(SMALL_FONT);
    let is_unfinished = TraceMarks(row.all.trace.marks[row.at()]).contains(TraceMarks::UNFINISHED);
    let right = if is_unfinished { right + 20.0 } else { right };
    let (width, room) = (surface.width_of(&text), row.all.axis.width_px);
    let (after, before) = (room_after(dots, right + 6.0, width), room_before(dots, left - 6.0 - width, width));
    let x = if after + width <= room + 10.0 {
        after
    } else if before >= 0.0 {
        before
    } else {
        let x = room_before(dots, right.min(room) - width - 6.0, width).max(4.0);
        plate(surface, row, x - 3.0, width + 6.0);
        x
    };
    context.set_fill_style_str(&row.all.colors.text);
    surface.text(&text, x, row.middle());
}

/// What words are written on where a bar is below them: bars are of any colour.
fn plate(surface: &Surface, row: &RowPicture, left: f64, width: f64) {
    surface.context.set_global_alpha(0.85);
    surface.context.set_fill_style_str(&row.all.colors.surface);
    surface.context.fill_rect(left, row.top + MARGIN_PX, width, BAR_PX);
    surface.context.set_global_alpha(1.0);
}

/// Tells on which side of what is shown the bar is.
fn elsewhere(surface: &Surface, row: &RowPicture, arrow: &str, x: f64, align: &str) {
    surface.context.set_font(SMALL_FONT);
    surface.context.set_text_align(align);
    surface.context.set_fill_style_str(row.service_color());
    surface.text(arrow, x, row.middle());
    surface.context.set_text_align("left");
}
