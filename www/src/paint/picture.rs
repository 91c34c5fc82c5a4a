//! The picture of a heatmap, as shapes: what is painted on a canvas and written as SVG alike.

use spanlens::analysis::{Heatmap, level_of};

use super::palette::Palette;
use crate::format::{self, Zone};
use crate::geometry::{
    AxisBreak, Cell, Grid, Layout, RIGHT_PX, Rect, Scale, Tick, color_cap, elapsed_ticks, intensity, row_ticks, spread,
    time_ticks,
};

/// The font of axes.
pub(super) const FONT_PX: u32 = 11;
/// The least distance between two times and between two durations that are written.
const TICK_SPACING_PX: (f64, f64) = (84.0, 22.0);
/// About half of the width of a letter.
const HALF_LETTER_PX: f64 = 3.2;
/// The height of a tooth of a torn edge.
const TOOTH_PX: f64 = 6.0;
/// The least height of a failing unit in its cell.
const ERROR_PX: f64 = 2.0;

/// What there is to paint.
pub(crate) struct HeatmapPicture<'a> {
    pub(crate) heatmap: &'a Heatmap,
    pub(crate) grid: &'a Grid,
    pub(crate) layout: Layout,
    pub(crate) scale: Scale,
    /// Whose clock tells the times.
    pub(crate) zone: Zone,
    pub(crate) palette: &'a Palette,
    /// What it is aligned with others by, if it is.
    pub(crate) strip: Option<Strip>,
}

/// A heatmap beside others of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Strip {
    /// When its time begins to count.
    pub(crate) start_ns: u64,
    /// The most failing units of a column of any of them.
    pub(crate) most_errors: u32,
}

/// A percentile line.
pub(super) struct Line {
    pub(super) name: &'static str,
    /// Lengths of dashes and gaps; none where it is solid.
    pub(super) dashes: &'static [f64],
    /// Where it passes through each column, in pixels of the plot; nothing where the column is empty, and between columns of which some are
    /// left out.
    pub(super) points: Vec<Option<(f64, f64)>>,
}

impl HeatmapPicture<'_> {
    /// The strength of a count's colour.
    fn strength(&self, count: u32) -> f64 {
        intensity(count, color_cap(self.heatmap.color_cap), self.scale)
    }

    /// Every cell with units and the strength of its blue, in pixels of the plot.
    pub(super) fn cells(&self) -> impl Iterator<Item = (f64, Rect)> {
        self.shown_cells().map(|(cell, count, _)| (self.strength(count), self.grid.rect(cell)))
    }

    /// The failing share of each cell, from its bottom upwards, and the strength of its red.
    pub(super) fn failing(&self) -> impl Iterator<Item = (f64, Rect)> {
        self.shown_cells().filter(|&(_, _, errors)| errors > 0).map(|(cell, count, errors)| {
            let Rect { left, top, width, height } = self.grid.rect(cell);
            let filled = (height * f64::from(errors) / f64::from(count)).max(ERROR_PX).min(height);
            (self.strength(errors), Rect { left, top: top + height - filled, width, height: filled })
        })
    }

    /// Failing units by column, by the square root of their number, in pixels of the lane.
    pub(super) fn error_bars(&self) -> impl Iterator<Item = (f64, Rect)> {
        let height = self.layout.lane.height;
        let own = || self.heatmap.column_errors.iter().copied().max().unwrap_or(0);
        let most = self.strip.map_or_else(own, |strip| strip.most_errors);
        let columns = self.heatmap.column_errors.iter().enumerate().filter(|&(_, &errors)| errors > 0);
        columns.map(move |(column, &errors)| {
            let Rect { left, width, .. } = self.grid.rect(Cell { column, row: 0 });
            let length = (height * intensity(errors, most, Scale::SquareRoot)).max(ERROR_PX);
            (0.5, Rect { left, top: height - length, width, height: length })
        })
    }

    /// The cells with units that have a place, with their units and how many of them failed.
    fn shown_cells(&self) -> impl Iterator<Item = (Cell, u32, u32)> {
        let rows = self.heatmap.rows.max(1) as usize;
        let shown = self.grid.rows.first_row()..=self.grid.rows.last_row();
        let cells = self.heatmap.counts.iter().zip(&self.heatmap.errors).enumerate();
        cells
            .filter(|(_, (count, _))| **count > 0)
            .map(move |(index, (&count, &errors))| (Cell { column: index / rows, row: index % rows }, count, errors))
            .filter(move |(cell, _, _)| shown.contains(&cell.row))
    }

    /// What is written beside the plot. What would lie under the name of an outer row is without words.
    pub(super) fn row_ticks(&self) -> Vec<Tick> {
        let outer = self.outer_rows();
        let mut ticks = row_ticks(&self.grid.rows, TICK_SPACING_PX.1);
        for tick in &mut ticks {
            if outer.iter().any(|&(_, y)| (y - tick.px).abs() < 12.0) {
                tick.label.clear();
            }
        }
        ticks
    }

    /// The times below the plot: those of a clock, or how long after the start.
    pub(super) fn time_ticks(&self) -> Vec<Tick> {
        match self.strip {
            Some(Strip { start_ns, .. }) => elapsed_ticks(&self.grid.time, start_ns, TICK_SPACING_PX.0),
            None => time_ticks(&self.grid.time, TICK_SPACING_PX.0, self.zone),
        }
    }

    /// The stretches of time that are left out, over the height of the plot, each with its length in short, in pixels of the plot.
    pub(super) fn breaks(&self) -> Vec<(Rect, String)> {
        let height = self.layout.plot.height;
        let place = |at: AxisBreak| {
            let rect = Rect { left: at.left_px, top: 0.0, width: at.width_px, height };
            (rect, format::rough_duration(at.length_ns))
        };
        self.grid.time.breaks().map(place).collect()
    }

    /// Both edges of what is left out, torn like paper: lines from the top of the plot to its bottom, in pixels of the plot.
    pub(super) fn torn_edges(&self) -> Vec<Line> {
        let end = self.layout.plot.height + TOOTH_PX;
        let edge = |x: f64| {
            let heights = std::iter::successors(Some(0.0), |y| Some(y + TOOTH_PX)).take_while(|&y| y < end);
            let tooth = |(at, y): (usize, f64)| Some((if at % 2 == 0 { x } else { x + TOOTH_PX / 2.0 }, y));
            Line { name: "", dashes: &[], points: heights.enumerate().map(tooth).collect() }
        };
        let edges = |(rect, _): (Rect, String)| [rect.left, rect.left + rect.width - TOOTH_PX / 2.0];
        self.breaks().into_iter().flat_map(edges).map(edge).collect()
    }

    /// The lengths of what is left out with their middles, in the lane.
    pub(super) fn words_of_breaks(&self) -> Vec<(String, f64, f64)> {
        let Layout { lane, .. } = self.layout;
        let breaks = self.breaks().into_iter();
        breaks
            .map(|(rect, length)| (length, lane.left + rect.left + rect.width / 2.0, lane.top + lane.height / 2.0))
            .collect()
    }

    /// What the rows without a scale are called, and where.
    pub(super) fn outer_rows(&self) -> Vec<(&'static str, f64)> {
        let axis = &self.grid.rows;
        let (less, more) = if axis.number.is_some() { ("less", "more") } else { ("shorter", "longer") };
        let middle = |row| f64::midpoint(axis.top_px(row), axis.bottom_px(row));
        let below = axis.has_underflow.then(|| (less, middle(axis.first_row())));
        let above = axis.has_overflow.then(|| (more, middle(axis.last_row())));
        below.into_iter().chain(above).collect()
    }

    /// The words beside the axes with their right ends: durations, outer rows, the lane and the name of the clock.
    pub(super) fn words_on_the_left(&self) -> Vec<(String, f64, f64)> {
        let Layout { lane, plot } = self.layout;
        let right = plot.left - 8.0;
        let rows = self.row_ticks().into_iter().map(|tick| (tick.label, plot.top + tick.px));
        let outer = self.outer_rows().into_iter().map(|(name, y)| (name.to_owned(), plot.top + y));
        let lane = ("errors".to_owned(), lane.top + lane.height / 2.0);
        let clock = match self.strip {
            Some(_) => "elapsed".to_owned(),
            None => self.zone.short_name(self.grid.time.range().from_ns),
        };
        let clock = (clock, times_y(plot));
        let words = rows.chain(outer).chain([lane, clock]).filter(|(word, _)| !word.is_empty());
        words.map(|(word, y)| (word, right, y)).collect()
    }

    /// The words of times with their middles. The first one keeps clear of the name of the clock, the last one within the canvas.
    pub(super) fn words_below(&self) -> Vec<(String, f64, f64)> {
        let plot = self.layout.plot;
        let words = self.time_ticks().into_iter().map(|Tick { px, label }| {
            let letters = u32::try_from(label.chars().count()).unwrap_or(0);
            let half = f64::from(letters) * HALF_LETTER_PX;
            let middle = px.min(plot.width + RIGHT_PX - half).max(half - 2.0);
            (label, plot.left + middle, times_y(plot))
        });
        words.collect()
    }

    /// The median solid, the others dashed and dotted.
    pub(super) fn lines(&self) -> [Line; 3] {
        let Heatmap { p50_ns, p95_ns, p99_ns, numbers, .. } = self.heatmap;
        let levels = |numbers: &[f64]| numbers.iter().map(|&number| level_of(number)).collect();
        let [p50, p95, p99]: [Vec<u64>; 3] = match numbers {
            Some(numbers) => [levels(&numbers.p50), levels(&numbers.p95), levels(&numbers.p99)],
            None => [p50_ns.clone(), p95_ns.clone(), p99_ns.clone()],
        };
        let line = |name, levels: &[u64], dashes| Line { name, dashes, points: self.points(levels) };
        [line("p99", &p99, &[1.5, 2.5]), line("p95", &p95, &[5.0, 3.0]), line("p50", &p50, &[])]
    }

    /// The names of lines with their left ends, each near where its line ends.
    pub(super) fn names_of(&self, lines: &[Line]) -> Vec<(&'static str, f64, f64)> {
        let plot = self.layout.plot;
        let ends = lines.iter().filter_map(|line| Some((line.name, line.points.iter().rev().flatten().next()?.1)));
        let (names, places): (Vec<_>, Vec<_>) = ends.unzip();
        let places = spread(&places, 12.0, plot.height);
        names.into_iter().zip(places).map(|(name, y)| (name, plot.left + plot.width + 6.0, plot.top + y)).collect()
    }

    fn points(&self, levels: &[u64]) -> Vec<Option<(f64, f64)>> {
        let counts = self.heatmap.column_counts.iter();
        let columns = levels.iter().zip(counts).enumerate();
        let mut points = Vec::new();
        for (column, (&level, &count)) in columns {
            if self.heatmap.breaks.iter().any(|at| at.column as usize == column) {
                points.push(None);
            }
            let Rect { left, width, .. } = self.grid.rect(Cell { column, row: 0 });
            points.push((count > 0).then(|| (left + width / 2.0, self.grid.rows.mark_px(level))));
        }
        points
    }
}

/// The middle of the line of times.
fn times_y(plot: Rect) -> f64 {
    plot.top + plot.height + 13.0
}

/// Sorts rectangles by colour: those of one strength are painted in one stroke.
pub(super) fn by_color(
    colors: &[String],
    rects: impl Iterator<Item = (f64, Rect)>,
) -> impl Iterator<Item = (&str, Vec<Rect>)> {
    let last = colors.len().saturating_sub(1);
    let mut levels: Vec<Vec<Rect>> = vec![Vec::new(); colors.len()];
    for (strength, rect) in rects {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the last level")]
        #[expect(clippy::cast_precision_loss, reason = "levels are few")]
        let level = (strength * last as f64).round() as usize;
        if let Some(rects) = levels.get_mut(level.min(last)) {
            rects.push(rect);
        }
    }
    colors.iter().map(String::as_str).zip(levels).filter(|(_, rects)| !rects.is_empty())
}
