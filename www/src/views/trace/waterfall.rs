//! What a person does with the waterfall: looking around, selecting, collapsing. Pointer and keyboard both end here.

use std::sync::Arc;
use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::{NO_PARENT, TraceEvent};
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::Ask;

use super::model::TraceModel;
use crate::geometry::waterfall::{Collapsed, Indent, List, Panes, Rows, Window, step};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::canvas::scroll_to;
use crate::words::Step;

/// Room for names, whatever the indentation.
const NAME_PX: f64 = 110.0;

/// How often it is looked whether the trace has its new handle yet, after something was loaded, and how many times.
const RENAMED: Duration = Duration::from_millis(100);
const RENAMED_TRIES: u32 = 10;

/// What the pointer is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Drag {
    /// Draws a part of the time, from one place of the timeline to another.
    Brush { from_px: f64, to_px: f64 },
    /// Moves what is shown, from a place of the timeline and what was shown then.
    Pan { from_px: f64, window: Window, has_moved: bool },
}

/// The waterfall as something to be used. Copies are the same waterfall.
#[derive(Clone, Copy)]
pub(super) struct Waterfall {
    pub(super) session: Session,
    pub(super) model: StoredValue<Arc<TraceModel>>,
    /// The size of the canvas; zero until it is known.
    pub(super) size: RwSignal<(f64, f64)>,
    pub(super) panes: Memo<Option<Panes>>,
    pub(super) collapsed: RwSignal<Collapsed>,
    pub(super) rows: Memo<Arc<Rows>>,
    /// How far the rows have been scrolled.
    pub(super) scroll: RwSignal<f64>,
    /// What scrolls them.
    pub(super) scroller: NodeRef<html::Div>,
    /// What they are painted on.
    pub(super) canvas: NodeRef<html::Canvas>,
    pub(super) window: RwSignal<Window>,
    /// The span that keys and details are about.
    pub(super) selected: RwSignal<u32>,
    /// The event or log that is looked at. If it is of a span, that one is selected.
    pub(super) event: RwSignal<Option<Arc<TraceEvent>>>,
    /// The spans that were searched for, ascending.
    pub(super) matches: RwSignal<Arc<Vec<u32>>>,
    /// Whether all other spans are hidden, but for those above them. Not where there are none.
    pub(super) only_matches: RwSignal<bool>,
    /// Whether rows are by service, and no tree.
    pub(super) by_service: RwSignal<bool>,
    pub(super) shows_path: RwSignal<bool>,
    /// Where the pointer is on the canvas.
    pub(super) pointer: RwSignal<Option<(f64, f64)>>,
    pub(super) drag: RwSignal<Option<Drag>>,
    pub(super) has_focus: RwSignal<bool>,
    /// What was copied or saved just now.
    pub(super) said: RwSignal<String>,
}

impl Waterfall {
    pub(super) fn new(session: Session, model: Arc<TraceModel>) -> Self {
        let size = RwSignal::new((0.0, 0.0));
        let collapsed = RwSignal::new(Collapsed::none(model.len()));
        let window = RwSignal::new(Window::whole(model.trace.duration_ns));
        let model = StoredValue::new(model);
        let (matches, only_matches, by_service) =
            (RwSignal::<Arc<Vec<u32>>>::default(), RwSignal::new(false), RwSignal::new(false));
        let rows = Memo::new_with_compare(
            move |_| {
                let only = only_matches.get().then(|| matches.get()).filter(|matches| !matches.is_empty());
                let only = only.as_ref().map(|only| &only[..]);
                model.with_value(|model| {
                    Arc::new(if by_service.get() {
                        Rows::by_service(&model.trace, only)
                    } else {
                        collapsed.with(|collapsed| Rows::tree(&model.trace, collapsed, only))
                    })
                })
            },
            |_, _| true,
        );
        Self {
            session,
            model,
            size,
            panes: Memo::new(move |_| Panes::new(size.get().0, size.get().1)),
            collapsed,
            rows,
            scroll: RwSignal::new(0.0),
            scroller: NodeRef::new(),
            canvas: NodeRef::new(),
            window,
            selected: RwSignal::new(0),
            event: RwSignal::new(None),
            matches,
            only_matches,
            by_service,
            shows_path: RwSignal::new(true),
            pointer: RwSignal::new(None),
            drag: RwSignal::new(None),
            has_focus: RwSignal::new(false),
            said: RwSignal::default(),
        }
    }

    /// Asks the engine about the trace, by what it calls it. Where something was loaded just now, once that is known.
    pub(super) async fn ask<Q: Ask>(&self, question: impl Fn(&TraceModel) -> Q) -> Result<Q::Answer, Failure> {
        for _ in 0..RENAMED_TRIES {
            let asked = self.model.with_value(|model| question(model));
            match self.session.ask(asked).await {
                Err(failure) if failure.code == ErrorCode::StaleHandle => sleep(RENAMED).await,
                answer => return answer,
            }
        }
        let asked = self.model.with_value(|model| question(model));
        self.session.ask(asked).await
    }

    /// The rows on the screen, as of now.
    pub(super) fn list(&self) -> List {
        let height_px = (self.size.get_untracked().1 - Panes::RULER_PX).max(0.0);
        List { rows: self.rows.get_untracked().len(), height_px, scroll_px: self.scroll.get_untracked() }
    }

    /// How names are indented, as of now.
    pub(super) fn indent(&self) -> Indent {
        let (rows, names_px) =
            (self.rows.get_untracked(), self.panes.get_untracked().map_or(0.0, |panes| panes.names_px));
        self.model.with_value(|model| {
            let depth =
                |row| rows.span(row).map(|span| if rows.is_tree() { model.trace.depths[span as usize] } else { 0 });
            let depths = self.list().shown().filter_map(depth);
            Indent::new(depths, (names_px - NAME_PX).max(names_px * 0.25))
        })
    }

    /// Selects a span, opens what it is hidden in, and brings it to the screen. Details follow if they are shown.
    pub(super) fn select(&self, span: u32) {
        let known = self.model.with_value(|model| {
            let at = span as usize;
            let time = *model.trace.offset_ns.get(at)?;
            Some((time, model.trace.span_duration_ns[at]))
        });
        let Some((offset_ns, duration_ns)) = known else { return };
        let is_hidden = || self.rows.with_untracked(|rows| rows.span(rows.row_of(span)) != Some(span));
        if is_hidden() {
            self.model.with_value(|model| self.collapsed.update(|all| all.reveal(span, &model.trace.parents)));
        }
        if is_hidden() {
            self.only_matches.set(false);
        }
        if self.event.with_untracked(|event| event.as_ref().is_some_and(|event| event.span != Some(span))) {
            self.event.set(None);
        }
        self.selected.set(span);
        self.window.update(|window| *window = window.showing(offset_ns, duration_ns));
        self.show_selected();
        if self.has_details() {
            self.show_details();
        }
    }

    /// Scrolls to the selected row, if it is not on the screen.
    pub(super) fn show_selected(&self) {
        let row = self.rows.with_untracked(|rows| rows.row_of(self.selected.get_untracked()));
        if let Some(scroll_px) = self.list().scroll_to_show(row) {
            self.scroll_to(scroll_px);
        }
    }

    /// Gives the keys to the canvas, if it is there.
    pub(super) fn focus(&self) {
        if let Some(canvas) = self.canvas.try_get_untracked().flatten() {
            // A canvas with a tab index can take the focus.
            let _ = canvas.focus();
        }
    }

    /// Scrolls the rows.
    pub(super) fn scroll_to(&self, scroll_px: f64) {
        scroll_to(self.scroll, self.scroller, scroll_px);
    }

    /// Selects the row so many further down, or further up where that is negative; the last and first ones stop it.
    pub(super) fn move_by(&self, rows_down: isize) {
        let rows = self.rows.get_untracked();
        let row = rows.row_of(self.selected.get_untracked()).saturating_add_signed(rows_down);
        if let Some(span) = rows.span(row.min(rows.len().saturating_sub(1))) {
            self.select(span);
        }
    }

    /// Shows the children of the selected span, or goes to the first of them.
    pub(super) fn open_or_enter(&self) {
        let span = self.selected.get_untracked();
        if !self.has_children(span) {
            return;
        }
        if self.collapsed.with_untracked(|collapsed| collapsed.contains(span)) {
            self.set_collapsed(span, false);
        } else {
            self.select(span + 1);
        }
    }

    /// Hides the children of the selected span, or goes to its parent.
    pub(super) fn close_or_leave(&self) {
        let span = self.selected.get_untracked();
        if self.has_children(span) && !self.collapsed.with_untracked(|collapsed| collapsed.contains(span)) {
            self.set_collapsed(span, true);
            return;
        }
        let parent = self.model.with_value(|model| model.trace.parents[span as usize]);
        if parent != NO_PARENT {
            self.select(parent);
        }
    }

    /// Whether a span has any children that can be shown below it.
    pub(super) fn has_children(&self, span: u32) -> bool {
        let is_tree = self.rows.with_untracked(|rows| rows.is_tree());
        is_tree && self.model.with_value(|model| model.trace.subtree_sizes[span as usize] > 1)
    }

    /// Shows rows by service, or as a tree again.
    pub(super) fn arrange(&self, by_service: bool) {
        self.by_service.set(by_service);
        self.select(self.selected.get_untracked());
    }

    /// Hides all but what was searched for, or shows all again.
    pub(super) fn show_only_matches(&self, only: bool) {
        self.only_matches.set(only);
        let matches = self.matches.get_untracked();
        let selected = self.selected.get_untracked();
        match matches.first() {
            Some(_) if only && matches.binary_search(&selected).is_err() => self.step_in(&matches, Step::Next),
            _ => self.select(selected),
        }
    }

    /// Hides or shows the children of a span. What was selected below it is not any more: it is.
    pub(super) fn set_collapsed(&self, span: u32, is_collapsed: bool) {
        self.collapsed.update(|collapsed| collapsed.set(span, is_collapsed));
        self.leave_hidden();
    }

    /// Hides or shows all children.
    pub(super) fn collapse_all(&self, is_collapsed: bool) {
        self.collapsed.set(self.model.with_value(|model| {
            let trace = &model.trace;
            if is_collapsed {
                Collapsed::all_below_heads(&trace.subtree_sizes, &trace.parents)
            } else {
                Collapsed::none(model.len())
            }
        }));
        self.leave_hidden();
        self.select(self.selected.get_untracked());
    }

    fn leave_hidden(&self) {
        let rows = self.rows.get_untracked();
        let shown = rows.span(rows.row_of(self.selected.get_untracked()));
        if let Some(shown) = shown.filter(|&shown| shown != self.selected.get_untracked()) {
            self.select(shown);
        }
    }

    /// Goes to the next or the previous of some spans.
    pub(super) fn step_in(&self, spans: &[u32], direction: Step) {
        if let Some(at) = step(spans, Some(self.selected.get_untracked()), direction) {
            self.select(spans[at]);
        }
    }

    /// Goes to the next or the previous span that failed. A selected one that is not on the screen any more is first brought back.
    pub(super) fn step_to_error(&self, direction: Step) {
        let model = self.model.get_value();
        self.step_in(&model.errors, direction);
    }

    /// Whether details are shown.
    pub(super) fn has_details(&self) -> bool {
        let has_span =
            self.session.state.open_trace.with_untracked(|open| open.as_ref().is_some_and(|open| open.span.is_some()));
        has_span || untrack(|| self.has_spanless())
    }

    /// Shows the details of the selected span.
    pub(super) fn show_details(&self) {
        let id = self.model.with_value(|model| model.span_id(self.selected.get_untracked()));
        self.set_span(Some(id));
    }

    /// Hides them.
    pub(super) fn hide_details(&self) {
        self.event.set(None);
        self.set_span(None);
    }

    /// Says which span the details are of, if of any.
    pub(super) fn set_span(&self, span: Option<String>) {
        let open = self.session.state.open_trace;
        if open.with_untracked(|open| open.as_ref().is_some_and(|open| open.span != span)) {
            open.update(|open| {
                if let Some(open) = open {
                    open.span = span;
                }
            });
        }
    }

    /// Backs out of drawing, or of the details. Gives whether there was anything of it.
    pub(super) fn back_out(&self) -> bool {
        if self.drag.get_untracked().is_some() {
            self.drag.set(None);
            return true;
        }
        if self.has_details() {
            self.hide_details();
            return true;
        }
        false
    }
}
