//! Paints the heatmap: cells, errors, axes and percentile lines.

use super::palette::Palette;
use super::picture::{FONT_PX, HeatmapPicture, Line, by_color};
use super::surface::Surface;
use crate::geometry::{Layout, Rect};

/// Paints the whole picture.
pub(crate) fn paint_heatmap(surface: &Surface, picture: &HeatmapPicture) {
    let Layout { lane, plot } = picture.layout;
    let palette = picture.palette;
    surface.context.set_font(&format!("{FONT_PX}px system-ui, sans-serif"));
    axes(surface, picture);
    surface.within(plot, || {
        fill(surface, &palette.heat, picture.cells());
        fill(surface, &palette.error, picture.failing());
    });
    surface.within(lane, || fill(surface, &palette.error, picture.error_bars()));
    breaks(surface, picture);
    percentiles(surface, picture);
}

/// Fills rectangles with colours of their strengths, in as many strokes as there are strengths.
fn fill(surface: &Surface, colors: &[String], rects: impl Iterator<Item = (f64, Rect)>) {
    for (color, rects) in by_color(colors, rects) {
        surface.context.set_fill_style_str(color);
        surface.context.begin_path();
        for Rect { left, top, width, height } in rects.into_iter().map(|rect| surface.snapped(rect)) {
            surface.context.rect(left, top, width, height);
        }
        surface.context.fill();
    }
}

/// Round durations and times, with a line for each, and the names of the outer rows, of the lane and of the clock.
fn axes(surface: &Surface, picture: &HeatmapPicture) {
    let Layout { lane, plot } = picture.layout;
    let (context, palette) = (&surface.context, picture.palette);
    context.set_fill_style_str(&palette.grid);
    context.fill_rect(lane.left, surface.snap(lane.top + lane.height), lane.width, 1.0);
    context.fill_rect(plot.left, surface.snap(plot.top + plot.height), plot.width, 1.0);
    for tick in picture.row_ticks() {
        context.fill_rect(plot.left, surface.snap(plot.top + tick.px), plot.width, 1.0);
    }
    for tick in picture.time_ticks() {
        context.fill_rect(surface.snap(plot.left + tick.px), plot.top, 1.0, plot.height + 4.0);
    }
    context.set_fill_style_str(&palette.label);
    context.set_text_baseline("middle");
    for (align, words) in [("right", picture.words_on_the_left()), ("center", picture.words_below())] {
        context.set_text_align(align);
        for (word, x, y) in words {
            surface.text(&word, x, y);
        }
    }
}

/// What is left out of the time: torn edges, and the length between them.
fn breaks(surface: &Surface, picture: &HeatmapPicture) {
    let (context, palette) = (&surface.context, picture.palette);
    surface.within(picture.layout.plot, || {
        context.set_fill_style_str(&palette.page);
        for (Rect { left, top, width, height }, _) in picture.breaks() {
            context.fill_rect(left, top, width, height);
        }
        context.set_stroke_style_str(&palette.label);
        context.set_line_width(1.0);
        for edge in picture.torn_edges() {
            context.begin_path();
            edge.points.iter().flatten().for_each(|&(x, y)| context.line_to(x, y));
            context.stroke();
        }
    });
    context.set_text_align("center");
    context.set_text_baseline("middle");
    context.set_fill_style_str(&palette.label);
    for (word, x, y) in picture.words_of_breaks() {
        surface.text(&word, x, y);
    }
}

/// The lines, each named where it ends.
fn percentiles(surface: &Surface, picture: &HeatmapPicture) {
    let lines = picture.lines();
    surface.within(picture.layout.plot, || lines.iter().for_each(|line| stroke(surface, picture.palette, line)));
    surface.context.set_text_align("left");
    surface.context.set_text_baseline("middle");
    surface.context.set_fill_style_str(&picture.palette.label);
    for (name, x, y) in picture.names_of(&lines) {
        surface.text(name, x, y);
    }
}

/// A line over cells of any colour: set off by a halo.
fn stroke(surface: &Surface, palette: &Palette, line: &Line) {
    let context = &surface.context;
    context.begin_path();
    let mut is_drawing = false;
    for point in &line.points {
        match point {
            Some((x, y)) if is_drawing => context.line_to(*x, *y),
            Some((x, y)) => {
                context.move_to(*x, *y);
                // A column between empty ones is a dash of its own.
                context.line_to(*x + 0.5, *y);
            }
            None => {}
        }
        is_drawing = point.is_some();
    }
    context.set_line_join("round");
    context.set_stroke_style_str(&palette.halo);
    context.set_line_width(3.5);
    context.stroke();
    surface.dashes(line.dashes);
    context.set_stroke_style_str(&palette.line);
    context.set_line_width(1.25);
    context.stroke();
    surface.dashes(&[]);
}
