//! Paints the waterfall: the rows on the screen, and nothing of the others.

mod bar;
mod colors;
mod dots;
mod label;
mod minimap;
mod name;
mod ruler;

use spanlens::analysis::Trace;

use super::surface::Surface;
use crate::geometry::waterfall::{Collapsed, DOT_PX, Dot, Indent, List, Panes, PathIndex, Rows, dots_of};
use crate::geometry::{Rect, TimeAxis};

pub(crate) use colors::WaterfallColors;
pub(super) use label::fitting;
pub(crate) use minimap::{MinimapPicture, paint_minimap};

const FONT: &str = "12px system-ui, sans-serif";
const SMALL_FONT: &str = "11px system-ui, sans-serif";

/// What there is to paint.
pub(crate) struct WaterfallPicture<'a> {
    pub(crate) trace: &'a Trace,
    /// The critical path, if it is to be marked.
    pub(crate) path: Option<&'a PathIndex>,
    /// Where the events of each span begin in the trace's.
    pub(crate) first_events: &'a [u32],
    /// The spans that failed, ascending.
    pub(crate) errors: &'a [u32],
    pub(crate) collapsed: &'a Collapsed,
    pub(crate) rows: &'a Rows,
    pub(crate) list: List,
    pub(crate) indent: Indent,
    pub(crate) panes: Panes,
    pub(crate) axis: TimeAxis,
    /// The spans that were searched for, ascending.
    pub(crate) matches: &'a [u32],
    pub(crate) selected: Option<u32>,
    /// The span and the time of an event that is looked at.
    pub(crate) event: Option<(u32, u64)>,
    /// The row under the pointer.
    pub(crate) pointed: Option<usize>,
    /// Where the pointer is on the timeline, from its left edge.
    pub(crate) pointer_px: Option<f64>,
    /// What is being dragged over, from the left edge of the timeline.
    pub(crate) brush_px: Option<(f64, f64)>,
    pub(crate) has_focus: bool,
    pub(crate) colors: &'a WaterfallColors,
}

/// A row to be painted.
struct RowPicture<'a> {
    all: &'a WaterfallPicture<'a>,
    span: u32,
    /// The upper edge, from that of the list.
    top: f64,
    /// Its events and logs.
    dots: Vec<Dot>,
    /// Whether the rows of another service end above it, where rows are by service.
    starts_service: bool,
}

/// Paints the whole picture.
pub(crate) fn paint_waterfall(surface: &Surface, picture: &WaterfallPicture) {
    let Panes { names_px, ruler, timeline } = picture.panes;
    surface.context.set_text_baseline("middle");
    surface.context.set_text_align("left");
    ruler::grid(surface, picture);
    let list = Rect { left: 0.0, width: timeline.left + timeline.width + Panes::RIGHT_PX, ..timeline };
    let rows: Vec<RowPicture> = picture.list.shown().filter_map(|row| row_picture(picture, row)).collect();
    surface.within(list, || rows.iter().for_each(|row| row.background(surface, list.width)));
    surface.within(Rect { width: names_px - 6.0, ..list }, || rows.iter().for_each(|row| name::paint(surface, row)));
    let bars = Rect { width: timeline.width + Panes::RIGHT_PX, ..timeline };
    surface.within(bars, || rows.iter().for_each(|row| bar::paint(surface, row)));
    ruler::pointer(surface, picture);
    surface.context.set_fill_style_str(&picture.colors.grid);
    surface.context.fill_rect(0.0, surface.snap(ruler.height) - 1.0, list.width, 1.0);
    surface.context.fill_rect(surface.snap(names_px - 1.0), 0.0, 1.0, timeline.top + timeline.height);
    // What happened as the trace began is all of a dot.
    let dots = Rect { left: bars.left - DOT_PX, width: bars.width + DOT_PX, ..bars };
    surface.within(dots, || rows.iter().for_each(|row| dots::paint(surface, row, DOT_PX)));
}

fn row_picture<'a>(all: &'a WaterfallPicture<'a>, row: usize) -> Option<RowPicture<'a>> {
    let span = all.rows.span(row)?;
    let dots = dots_of(all.trace, all.first_events, span, &all.axis);
    let service = |span: u32| all.trace.service_indexes[span as usize];
    let above = if all.rows.is_tree() { None } else { row.checked_sub(1).and_then(|above| all.rows.span(above)) };
    let starts_service = above.is_some_and(|above| service(above) != service(span));
    Some(RowPicture { all, span, top: all.list.top_px(row), dots, starts_service })
}

impl RowPicture<'_> {
    fn at(&self) -> usize {
        self.span as usize
    }

    fn middle(&self) -> f64 {
        self.top + List::ROW_PX / 2.0
    }

    /// How far in the row is: nothing where rows are by service.
    fn depth(&self) -> u32 {
        if self.all.rows.is_tree() { self.all.trace.depths[self.at()] } else { 0 }
    }

    /// Whether rows below it belong to it.
    fn has_children(&self) -> bool {
        self.all.rows.is_tree() && self.all.trace.subtree_sizes[self.at()] > 1
    }

    fn is_error(&self) -> bool {
        self.all.errors.binary_search(&self.span).is_ok()
    }

    fn service_color(&self) -> &str {
        self.all.colors.service(self.all.trace.service_indexes[self.at()])
    }

    /// What sets the row off: that it is selected, was searched for, or is pointed at.
    fn background(&self, surface: &Surface, width: f64) {
        let (all, context) = (self.all, &surface.context);
        let fill = |color: &str, alpha: f64, width: f64| {
            context.set_global_alpha(alpha);
            context.set_fill_style_str(color);
            context.fill_rect(0.0, surface.snap(self.top), width, List::ROW_PX);
            context.set_global_alpha(1.0);
        };
        if self.starts_service {
            context.set_fill_style_str(&all.colors.grid);
            context.fill_rect(0.0, surface.snap(self.top), width, 1.0);
        }
        if all.matches.binary_search(&self.span).is_ok() {
            fill(&all.colors.found, 0.35, width);
        }
        if all.pointed.and_then(|row| all.rows.span(row)) == Some(self.span) {
            fill(&all.colors.text, 0.05, width);
        }
        if all.selected == Some(self.span) {
            fill(&all.colors.cursor, if all.has_focus { 0.18 } else { 0.1 }, width);
            fill(&all.colors.cursor, 1.0, 3.0);
        }
    }
}
