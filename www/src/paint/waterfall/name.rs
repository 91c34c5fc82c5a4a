//! The left half of a row: whether there is more below it, what it is called, and where it ran.

use spanlens::analysis::NO_PARENT;

use super::label::{fitting, words_of};
use super::{FONT, RowPicture, SMALL_FONT};
use crate::format;
use crate::geometry::waterfall::{List, Panes};
use crate::paint::Surface;

/// Paints the left half of a row.
pub(super) fn paint(surface: &Surface, row: &RowPicture) {
    let (trace, colors) = (row.all.trace, row.all.colors);
    let right = row.all.panes.names_px - 12.0;
    let mut left = Panes::LEFT_PX + row.all.indent.px(row.depth());
    ancestor_line(surface, row, left);
    if row.has_children() {
        twisty(surface, row, left);
    }
    left += Panes::TWISTY_PX;
    surface.context.set_fill_style_str(row.service_color());
    surface.context.fill_rect(left, row.top + 4.0, 4.0, List::ROW_PX - 8.0);
    left += 9.0;
    if row.is_error() {
        error_mark(surface, row, left);
        left += 17.0;
    }
    surface.context.set_font(FONT);
    let (name, service) = words_of(trace, row.span);
    left += word(surface, (name, &colors.text), (left, row.middle()), right) + 7.0;
    surface.context.set_font(SMALL_FONT);
    if row.has_children() && row.all.collapsed.contains(row.span) {
        let (hidden, has_errors) = hidden_below(row);
        let color = if has_errors { &colors.error } else { &colors.label };
        left += word(surface, (&hidden, color), (left, row.middle()), right) + 7.0;
    }
    word(surface, (service, &colors.label), (left, row.middle()), right);
}

/// Writes as much of a word as there is room for, and gives its width.
fn word(surface: &Surface, (text, color): (&str, &str), (x, y): (f64, f64), right: f64) -> f64 {
    let (shown, width) = fitting(surface, text, right - x);
    surface.context.set_fill_style_str(color);
    surface.text(&shown, x, y);
    width
}

/// How many spans a collapsed row hides, and how many of these failed.
fn hidden_below(row: &RowPicture) -> (String, bool) {
    let (first, below) = (row.span + 1, row.all.trace.subtree_sizes[row.at()] - 1);
    let until = |span: u32| row.all.errors.partition_point(|&error| error < span);
    let errors = until(first + below) - until(first);
    let hidden = format::count(below);
    match errors {
        0 => (format!("+{hidden}"), false),
        _ => (format!("+{hidden}, {} failed", format::count(errors as u64)), true),
    }
}

/// A line down from the parent's triangle, so that levels can be followed.
fn ancestor_line(surface: &Surface, row: &RowPicture, left: f64) {
    let depth = row.depth();
    if row.all.trace.parents[row.at()] == NO_PARENT || depth <= row.all.indent.base {
        return;
    }
    surface.context.set_fill_style_str(&row.all.colors.grid);
    for above in row.all.indent.base..depth {
        let x = surface.snap(Panes::LEFT_PX + row.all.indent.px(above) + 5.0);
        surface.context.fill_rect(x, row.top, 1.0, List::ROW_PX);
    }
    let x = surface.snap(Panes::LEFT_PX + row.all.indent.px(depth - 1) + 5.0);
    surface.context.fill_rect(x, surface.snap(row.middle()), (left - x).max(0.0), 1.0);
}

/// A triangle: down where children are shown, to the right where they are not.
fn twisty(surface: &Surface, row: &RowPicture, left: f64) {
    let context = &surface.context;
    let (x, y) = (left + 5.0, row.middle());
    let corners = if row.all.collapsed.contains(row.span) {
        [(x - 2.5, y - 4.5), (x + 3.5, y), (x - 2.5, y + 4.5)]
    } else {
        [(x - 4.5, y - 2.5), (x + 4.5, y - 2.5), (x, y + 3.5)]
    };
    context.begin_path();
    context.move_to(corners[0].0, corners[0].1);
    corners[1..].iter().for_each(|&(x, y)| context.line_to(x, y));
    context.set_fill_style_str(&row.all.colors.label);
    context.fill();
}

/// A disc with an exclamation mark: errors are told by a shape, too.
fn error_mark(surface: &Surface, row: &RowPicture, left: f64) {
    let context = &surface.context;
    context.begin_path();
    // Only negative radii are refused.
    let _ = context.arc(left + 6.0, row.middle(), 6.5, 0.0, std::f64::consts::TAU);
    context.set_fill_style_str(&row.all.colors.error);
    context.fill();
    context.set_fill_style_str(&row.all.colors.surface);
    context.fill_rect(left + 5.0, row.middle() - 4.0, 2.0, 5.0);
    context.fill_rect(left + 5.0, row.middle() + 2.0, 2.0, 2.0);
}
