//! Paints the heatmap: cells, errors, axes and percentile lines.

use spanlens::analysis::Heatmap;

use super::palette::Palette;
use super::surface::Surface;
use crate::geometry::{Cell, Grid, Layout, Rect, Scale, duration_ticks, intensity, spread, time_ticks};

const FONT: &str = "11px system-ui, sans-serif";
/// The least distance between two times and between two durations that are written.
const TICK_SPACING_PX: (f64, f64) = (84.0, 22.0);
/// The least height of a failing unit in its cell.
const ERROR_PX: f64 = 2.0;

/// What there is to paint.
pub(crate) struct HeatmapPicture<'a> {
    pub(crate) heatmap: &'a Heatmap,
    pub(crate) grid: &'a Grid,
    pub(crate) layout: Layout,
    pub(crate) scale: Scale,
    pub(crate) palette: &'a Palette,
}

impl HeatmapPicture<'_> {
    /// The strength of a count's colour.
    fn strength(&self, count: u32) -> f64 {
        intensity(count, self.heatmap.color_cap, self.scale)
    }
}

/// Paints the whole picture.
pub(crate) fn paint_heatmap(surface: &Surface, picture: &HeatmapPicture) {
    let Layout { lane, plot } = picture.layout;
    surface.context.set_font(FONT);
    axes(surface, picture);
    surface.within(plot, || {
        cells(surface, picture);
        errors(surface, picture);
    });
    surface.within(lane, || error_lane(surface, picture));
    percentiles(surface, picture);
}

/// Every cell with units.
fn cells(surface: &Surface, picture: &HeatmapPicture) {
    let shown = shown_cells(picture);
    let rects = shown.map(|(cell, count, _)| (picture.strength(count), surface.snapped(picture.grid.rect(cell))));
    fill(surface, &picture.palette.heat, rects);
}

/// The failing share of each cell, from its bottom upwards.
fn errors(surface: &Surface, picture: &HeatmapPicture) {
    let failing = shown_cells(picture).filter(|&(_, _, errors)| errors > 0);
    let rects = failing.map(|(cell, count, errors)| {
        let Rect { left, top, width, height } = surface.snapped(picture.grid.rect(cell));
        let filled = (height * f64::from(errors) / f64::from(count)).max(ERROR_PX).min(height);
        let rect = Rect { left, top: surface.snap(top + height - filled), width, height: filled };
        (picture.strength(errors), rect)
    });
    fill(surface, &picture.palette.error, rects);
}

/// Failing units by column, by the square root of their number.
fn error_lane(surface: &Surface, picture: &HeatmapPicture) {
    let height = picture.layout.lane.height;
    let most = picture.heatmap.column_errors.iter().copied().max().unwrap_or(0);
    let columns = picture.heatmap.column_errors.iter().enumerate().filter(|&(_, &errors)| errors > 0);
    let bars = columns.map(|(column, &errors)| {
        let Rect { left, width, .. } = picture.grid.rect(Cell { column, row: 0 });
        let length = (height * intensity(errors, most, Scale::SquareRoot)).max(ERROR_PX);
        (0.5, surface.snapped(Rect { left, top: height - length, width, height: length }))
    });
    fill(surface, &picture.palette.error, bars);
}

/// The cells with units that have a place, with their units and how many of them failed.
fn shown_cells<'a>(picture: &'a HeatmapPicture) -> impl Iterator<Item = (Cell, u32, u32)> + 'a {
    let rows = picture.heatmap.rows.max(1) as usize;
    let shown = picture.grid.durations.first_row()..=picture.grid.durations.last_row();
    let cells = picture.heatmap.counts.iter().zip(&picture.heatmap.errors).enumerate();
    cells
        .filter(|(_, (count, _))| **count > 0)
        .map(move |(index, (&count, &errors))| (Cell { column: index / rows, row: index % rows }, count, errors))
        .filter(move |(cell, _, _)| shown.contains(&cell.row))
}

/// Fills rectangles with colours of their strengths, in as many strokes as there are strengths.
fn fill(surface: &Surface, colors: &[String], rects: impl Iterator<Item = (f64, Rect)>) {
    let Some(last) = colors.len().checked_sub(1) else { return };
    let mut levels: Vec<Vec<Rect>> = vec![Vec::new(); colors.len()];
    for (strength, rect) in rects {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last level")]
        #[expect(clippy::cast_precision_loss, reason = "levels are few")]
        let level = (strength * last as f64).round() as usize;
        levels[level.min(last)].push(rect);
    }
    for (color, rects) in colors.iter().zip(levels) {
        surface.context.set_fill_style_str(color);
        surface.context.begin_path();
        for Rect { left, top, width, height } in rects {
            surface.context.rect(left, top, width, height);
        }
        surface.context.fill();
    }
}

/// Round durations and times, with a line for each, and the names of the outer rows and of the lane.
fn axes(surface: &Surface, picture: &HeatmapPicture) {
    let Layout { lane, plot } = picture.layout;
    let (context, palette) = (&surface.context, picture.palette);
    context.set_fill_style_str(&palette.grid);
    context.fill_rect(lane.left, surface.snap(lane.top + lane.height), lane.width, 1.0);
    context.fill_rect(plot.left, surface.snap(plot.top + plot.height), plot.width, 1.0);
    context.set_text_baseline("middle");
    context.set_text_align("right");
    let outer = outer_rows(picture);
    for tick in duration_ticks(&picture.grid.durations, TICK_SPACING_PX.1) {
        let y = plot.top + tick.px;
        context.set_fill_style_str(&palette.grid);
        context.fill_rect(plot.left, surface.snap(y), plot.width, 1.0);
        if outer.iter().all(|(_, outer_y)| (outer_y - tick.px).abs() >= 12.0) {
            context.set_fill_style_str(&palette.label);
            surface.text(&tick.label, plot.left - 8.0, y);
        }
    }
    context.set_fill_style_str(&palette.label);
    for (name, y) in outer {
        surface.text(name, plot.left - 8.0, plot.top + y);
    }
    surface.text("errors", plot.left - 8.0, lane.top + lane.height / 2.0);
    times(surface, picture);
}

fn times(surface: &Surface, picture: &HeatmapPicture) {
    let plot = picture.layout.plot;
    let (context, palette) = (&surface.context, picture.palette);
    context.set_text_align("center");
    for tick in time_ticks(&picture.grid.time, TICK_SPACING_PX.0) {
        let (x, bottom) = (plot.left + tick.px, plot.top + plot.height);
        context.set_fill_style_str(&palette.grid);
        context.fill_rect(surface.snap(x), plot.top, 1.0, plot.height + 4.0);
        context.set_fill_style_str(&palette.label);
        surface.text(&tick.label, x, bottom + 13.0);
    }
}

/// What the rows without a scale are called, and where.
fn outer_rows(picture: &HeatmapPicture) -> Vec<(&'static str, f64)> {
    let axis = &picture.grid.durations;
    let middle = |row| f64::midpoint(axis.top_px(row), axis.bottom_px(row));
    let below = axis.has_underflow.then(|| ("shorter", middle(axis.first_row())));
    let above = axis.has_overflow.then(|| ("longer", middle(axis.last_row())));
    below.into_iter().chain(above).collect()
}

/// The median solid, the others dashed and dotted, each named where it ends.
fn percentiles(surface: &Surface, picture: &HeatmapPicture) {
    let Heatmap { p50_ns, p95_ns, p99_ns, .. } = picture.heatmap;
    let plot = picture.layout.plot;
    let lines: [(&str, &[u64], &[f64]); 3] =
        [("p99", p99_ns, &[1.5, 2.5]), ("p95", p95_ns, &[5.0, 3.0]), ("p50", p50_ns, &[])];
    let mut names = Vec::new();
    for (name, durations, dashes) in lines {
        let points = points(picture, durations);
        surface.within(plot, || line(surface, picture.palette, &points, dashes));
        if let Some(&(_, y)) = points.iter().rev().flatten().next() {
            names.push((name, y));
        }
    }
    surface.context.set_text_align("left");
    surface.context.set_text_baseline("middle");
    surface.context.set_fill_style_str(&picture.palette.label);
    let places: Vec<f64> = names.iter().map(|&(_, y)| y).collect();
    for ((name, _), y) in names.iter().zip(spread(&places, 12.0, plot.height)) {
        surface.text(name, plot.left + plot.width + 6.0, plot.top + y);
    }
}

/// Where a line passes through each column; nothing where the column is empty.
fn points(picture: &HeatmapPicture, durations: &[u64]) -> Vec<Option<(f64, f64)>> {
    let counts = picture.heatmap.column_counts.iter();
    let columns = durations.iter().zip(counts).enumerate();
    columns
        .map(|(column, (&ns, &count))| {
            let Rect { left, width, .. } = picture.grid.rect(Cell { column, row: 0 });
            (count > 0).then(|| (left + width / 2.0, picture.grid.durations.px_from_ns(ns)))
        })
        .collect()
}

/// A line over cells of any colour: set off by a halo.
fn line(surface: &Surface, palette: &Palette, points: &[Option<(f64, f64)>], dashes: &[f64]) {
    let context = &surface.context;
    context.begin_path();
    let mut is_drawing = false;
    for point in points {
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
    surface.dashes(dashes);
    context.set_stroke_style_str(&palette.line);
    context.set_line_width(1.25);
    context.stroke();
    surface.dashes(&[]);
}
