//! The events and logs of a span: a dot for each, or for those that would meet. A shape tells how bad they are, and so does a colour.

use std::f64::consts::TAU;

use super::RowPicture;
use crate::geometry::waterfall::{DOT_PX, Dot, Place, dot_of, place};
use crate::paint::Surface;
use crate::words::Level;

/// Half the width of the shape, within the room of a dot.
const RADIUS_PX: f64 = 4.0;
/// What sets a shape off from bars of any colour.
const RIM_PX: f64 = 1.5;
/// How far behind a dot of several events a second one peeks out.
const BEHIND_PX: f64 = 2.5;

/// Paints all dots of a row, so far to the right of where the bars begin.
pub(super) fn paint(surface: &Surface, row: &RowPicture, left: f64) {
    for dot in &row.dots {
        if dot.count > 1 {
            shape(surface, row, dot, left + BEHIND_PX);
        }
        shape(surface, row, dot, left);
    }
    ring(surface, row, left);
}

fn shape(surface: &Surface, row: &RowPicture, dot: &Dot, left: f64) {
    let (context, colors) = (&surface.context, row.all.colors);
    let (x, y) = (left + dot.px, row.middle());
    outline(surface, dot.level, (x, y), RADIUS_PX + RIM_PX);
    context.set_fill_style_str(&colors.surface);
    context.fill();
    outline(surface, dot.level, (x, y), RADIUS_PX);
    context.set_fill_style_str(colors.level(dot.level));
    context.fill();
    if dot.level == Level::Quiet {
        outline(surface, dot.level, (x, y), RADIUS_PX - RIM_PX);
        context.set_fill_style_str(&colors.surface);
        context.fill();
    }
}

/// A ring or a disc, a triangle for a warning, a diamond for an error, a square for what is worse.
fn outline(surface: &Surface, level: Level, (x, y): (f64, f64), radius: f64) {
    let context = &surface.context;
    // Pointed shapes are as large as round ones where they reach a little further.
    let far = radius + 1.0;
    let corners: &[(f64, f64)] = match level {
        Level::Quiet | Level::Info => &[],
        Level::Warn => &[(0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)],
        Level::Error => &[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
        Level::Fatal => &[(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
    };
    context.begin_path();
    if corners.is_empty() {
        // Only negative radii are refused.
        let _ = context.arc(x, y, radius, 0.0, TAU);
    }
    for &(right, down) in corners {
        context.line_to(x + right * far, y + down * far);
    }
    context.close_path();
}

/// Around the dot of the event that is looked at.
fn ring(surface: &Surface, row: &RowPicture, left: f64) {
    let Some((_, offset_ns)) = row.all.event.filter(|&(span, _)| span == row.span) else { return };
    // What is not shown has no dot.
    let Place::Shown(..) = place(&row.all.axis, offset_ns, 0) else { return };
    let Some(dot) = dot_of(&row.dots, row.all.axis.px_from_ns(offset_ns)) else { return };
    let context = &surface.context;
    context.begin_path();
    let _ = context.arc(left + dot.px, row.middle(), DOT_PX * 0.8, 0.0, TAU);
    context.set_stroke_style_str(&row.all.colors.text);
    context.set_line_width(1.5);
    context.stroke();
}
