//! What a person does with the heatmap: pointing, selecting, zooming. Pointer and keyboard both end here.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{Baseline, Heatmap, Selection, number_of};
use spanlens::protocol::HeatmapAnswer;
use spanlens::units::DurationRange;

use crate::effect::effect;
use crate::geometry::{Cell, Cursor, Direction, Grid, Layout, run};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::state::change;
use crate::words::COMPARED;

/// Which side of the comparison a rectangle is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Selection,
    Baseline,
}

/// A rectangle that is being drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drag {
    side: Side,
    /// The cell that it began in.
    anchor: Cursor,
    /// Where it began, in pixels of the plot.
    start: (f64, f64),
    /// What was selected until then, and what it was compared with.
    before: (Option<Selection>, Option<Baseline>),
    /// Whether the pointer has moved so far that this is no click.
    pub(super) has_moved: bool,
}

/// How far a pointer may move within a click.
const CLICK_PX: f64 = 4.0;

/// The heatmap as something to be used.
#[derive(Clone, Copy)]
pub(super) struct Interaction {
    pub(super) session: Session,
    /// The number of the group that it is of, where groups are shown one over the other.
    pub(super) strip: Option<usize>,
    /// What is shown.
    pub(super) heatmap: Signal<Option<Arc<HeatmapAnswer>>>,
    /// How many columns and rows there is room for.
    pub(super) cells: RwSignal<Option<(u32, u32)>>,
    /// The size of the canvas; zero until it is known.
    pub(super) size: RwSignal<(f64, f64)>,
    pub(super) layout: Memo<Option<Layout>>,
    pub(super) grid: Memo<Option<Arc<Grid>>>,
    /// Where the pointer is, in pixels of the plot.
    pub(super) pointer: RwSignal<Option<(f64, f64)>>,
    pub(super) drag: RwSignal<Option<Drag>>,
    /// The cell cursor of the keyboard.
    pub(super) cursor: RwSignal<Option<Cursor>>,
    /// Where a selection by keyboard began.
    anchor: RwSignal<Option<Cursor>>,
    pub(super) is_focused: RwSignal<bool>,
    /// All durations there are, as of the last heatmap that showed them all.
    pub(super) all_durations: RwSignal<Option<DurationRange>>,
    /// All numbers there are, likewise, where rows are of a number.
    pub(super) all_numbers: RwSignal<Option<(f64, f64)>>,
}

impl Interaction {
    /// The heatmap of all groups.
    pub(super) fn new(session: Session) -> Self {
        Self::with(session, None, Signal::derive(move || session.state.heatmap.get()), session.state.cells)
    }

    /// That of a group beside others.
    pub(super) fn of_strip(session: Session, strip: usize) -> Self {
        let state = session.state;
        let heatmap = Memo::new(move |_| state.aligned.with(|aligned| aligned.as_ref()?.strips.get(strip).cloned()));
        Self::with(session, Some(strip), heatmap.into(), state.strip_cells)
    }

    fn with(
        session: Session,
        strip: Option<usize>,
        heatmap: Signal<Option<Arc<HeatmapAnswer>>>,
        cells: RwSignal<Option<(u32, u32)>>,
    ) -> Self {
        let state = session.state;
        let size = RwSignal::new((0.0, 0.0));
        let layout = Memo::new(move |_| Layout::new(size.get().0, size.get().1));
        let grid = Memo::new(move |_| {
            let plot = layout.get()?.plot;
            heatmap.with(|answer| Grid::new(&answer.as_ref()?.heatmap, plot.width, plot.height)).map(Arc::new)
        });
        let drag = RwSignal::<Option<Drag>>::new(None);
        let (all_durations, all_numbers) = (RwSignal::new(None), RwSignal::new(None));
        effect(move || {
            change(state.is_drawing, drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.has_moved)));
        });
        effect(move || {
            if let Some(grid) = grid.get()
                && state.zoom.with_untracked(|zoom| zoom.durations.is_none() && zoom.numbers.is_none())
                && let (Some(&low), Some(&high)) = (grid.rows.bounds.first(), grid.rows.bounds.last())
            {
                if grid.rows.number.is_some() {
                    all_numbers.set(Some((number_of(low), number_of(high))));
                } else {
                    all_durations.set(Some(DurationRange { min_ns: low, max_ns: Some(high) }));
                }
            }
        });
        Self {
            session,
            strip,
            heatmap,
            cells,
            size,
            layout,
            grid,
            pointer: RwSignal::new(None),
            drag,
            cursor: RwSignal::new(None),
            anchor: RwSignal::new(None),
            is_focused: RwSignal::new(false),
            all_durations,
            all_numbers,
        }
    }

    /// The group that it is of, if it is of one.
    pub(super) fn group(&self) -> Option<String> {
        COMPARED.get(self.strip?).map(|&group| group.to_owned())
    }

    /// The same for a sentence: ` of after`.
    pub(super) fn of_group(&self) -> String {
        self.group().map(|group| format!(" of {group}")).unwrap_or_default()
    }

    /// Whether a selection can have units here.
    pub(super) fn is_about(&self, selection: &Selection) -> bool {
        selection.group.is_none() || self.strip.is_none() || selection.group == self.group()
    }

    /// Calls with the heatmap and its grid, if there are any.
    pub(super) fn with_map<T>(&self, view: impl FnOnce(&Heatmap, &Grid) -> T) -> Option<T> {
        let grid = self.grid.get_untracked()?;
        self.heatmap.with_untracked(|answer| answer.as_ref().map(|answer| view(&answer.heatmap, &grid)))
    }

    /// The cell under the pointer.
    pub(super) fn pointed_cell(&self) -> Option<Cell> {
        let ((x, y), grid) = (self.pointer.get()?, self.grid.get()?);
        let is_inside = (0.0..grid.time.width_px).contains(&x) && (0.0..grid.rows.height_px).contains(&y);
        is_inside.then(|| grid.cell_at(x, y))
    }

    /// The cell of the keyboard's cursor.
    pub(super) fn cursor_cell(&self) -> Option<Cell> {
        let (cursor, grid) = (self.cursor.get()?, self.grid.get()?);
        self.is_focused.get().then(|| cursor.cell(&grid))
    }

    /// Makes the cells between two corners one side of the comparison.
    fn choose_between(&self, side: Side, a: Cursor, b: Cursor) {
        let rectangle = self.with_map(|heatmap, grid| {
            let (columns, rows) = run(a.cell(grid), b.cell(grid));
            heatmap.rectangle(columns, rows)
        });
        let Some(rectangle) = rectangle else { return };
        let state = self.session.state;
        // What is drawn of a group stays within it.
        match side {
            Side::Selection => {
                let old = || state.selection.with_untracked(|old| old.as_ref()?.group.clone());
                let group = self.group().or_else(old);
                change(state.selection, Some(Selection { group, ..rectangle }));
            }
            Side::Baseline => {
                let old = || {
                    state.chosen_baseline.with_untracked(|old| match old {
                        Some(Baseline::Rectangle(old)) => old.group.clone(),
                        _ => None,
                    })
                };
                let group = self.group().or_else(old);
                change(state.chosen_baseline, Some(Baseline::Rectangle(Selection { group, ..rectangle })));
            }
        }
    }

    /// Begins a rectangle at a place of the plot.
    pub(super) fn begin_drag(&self, side: Side, x: f64, y: f64) {
        let state = self.session.state;
        let before = (state.selection.get_untracked(), state.chosen_baseline.get_untracked());
        let anchor = self.with_map(|_, grid| Cursor::at(grid, grid.cell_at(x, y)));
        self.drag.set(anchor.map(|anchor| Drag { side, anchor, start: (x, y), before, has_moved: false }));
    }

    /// Draws the rectangle to a place of the plot.
    pub(super) fn drag_to(&self, x: f64, y: f64) {
        let Some(mut drag) = self.drag.get_untracked() else { return };
        drag.has_moved |= (x - drag.start.0).abs() > CLICK_PX || (y - drag.start.1).abs() > CLICK_PX;
        let (side, anchor, has_moved) = (drag.side, drag.anchor, drag.has_moved);
        self.drag.set(Some(drag));
        change(self.session.state.is_drawing, has_moved);
        if has_moved && let Some(end) = self.with_map(|_, grid| Cursor::at(grid, grid.cell_at(x, y))) {
            self.choose_between(side, anchor, end);
        }
    }

    /// Ends the rectangle. Without one it was a click, which puts the cursor there.
    pub(super) fn end_drag(&self) {
        if let Some(drag) = self.drag.get_untracked() {
            self.drag.set(None);
            change(self.session.state.is_drawing, false);
            self.cursor.set((!drag.has_moved).then_some(drag.anchor));
            self.anchor.set(None);
        }
    }

    /// Forgets the rectangle: both sides are again what they were before it.
    pub(super) fn cancel_drag(&self) {
        if let Some(drag) = self.drag.get_untracked() {
            self.drag.set(None);
            change(self.session.state.is_drawing, false);
            if drag.has_moved {
                let (selection, baseline) = drag.before;
                self.session.state.selection.set(selection);
                self.session.state.chosen_baseline.set(baseline);
            }
        }
    }

    /// Moves the cell cursor, and with it the corner of a selection if that is to be extended.
    pub(super) fn move_cursor(&self, direction: Direction, extends: bool) {
        let Some(cursor) = self.cursor_or_peak() else { return };
        let Some(moved) = self.with_map(|_, grid| cursor.moved(grid, direction)) else { return };
        if extends {
            let anchor = self.anchor.get_untracked().unwrap_or(cursor);
            self.anchor.set(Some(anchor));
            self.choose_between(Side::Selection, anchor, moved);
        } else {
            self.anchor.set(None);
        }
        self.cursor.set(Some(moved));
    }

    /// Selects the cell of the cursor.
    pub(super) fn select_cursor(&self) {
        if let Some(cursor) = self.cursor.get_untracked() {
            self.anchor.set(None);
            self.choose_between(Side::Selection, cursor, cursor);
        }
    }

    /// Makes the selection the baseline of the next one; without a selection, the cell of the cursor. Gives whether there was either.
    pub(super) fn make_baseline(&self) -> bool {
        let state = self.session.state;
        self.anchor.set(None);
        match (state.selection.get_untracked(), self.cursor.get_untracked()) {
            (Some(selection), _) => {
                state.chosen_baseline.set(Some(Baseline::Rectangle(selection)));
                state.selection.set(None);
            }
            (None, Some(cursor)) => self.choose_between(Side::Baseline, cursor, cursor),
            (None, None) => return false,
        }
        true
    }

    /// The cursor; before there is one, the cell with the most failing units, or else with the most units.
    fn cursor_or_peak(&self) -> Option<Cursor> {
        let peak = || {
            self.with_map(|heatmap, grid| {
                let cells = heatmap.errors.iter().zip(&heatmap.counts).enumerate();
                let (index, _) = cells.max_by_key(|&(_, key)| key)?;
                let rows = heatmap.rows.max(1) as usize;
                Some(Cursor::at(grid, Cell { column: index / rows, row: index % rows }))
            })
        };
        self.cursor.get_untracked().or_else(|| peak().flatten())
    }

    /// Backs out one step: of drawing, of the selection, of a baseline that is drawn, of the zoom, of the cursor. Gives whether there
    /// was one.
    pub(super) fn back_out(&self) -> bool {
        let state = self.session.state;
        if self.drag.get_untracked().is_some() {
            self.cancel_drag();
        } else if state.selection.get_untracked().is_some() {
            self.anchor.set(None);
            state.selection.set(None);
            state.chosen_baseline.update(|chosen| {
                chosen.take_if(|chosen| !matches!(chosen, Baseline::Rectangle(_)));
            });
        } else if state.chosen_baseline.get_untracked().is_some() {
            state.chosen_baseline.set(None);
        } else if !self.zoom_out() {
            let had_cursor = self.cursor.get_untracked().is_some();
            self.cursor.set(None);
            return had_cursor;
        }
        true
    }
}
