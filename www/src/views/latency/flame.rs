//! What a person does with the flame graph: looking around, selecting, zooming, searching. Pointer and keyboard both end here.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::FrameKey;

use crate::geometry::flame::{FlameLayout, FlameView, Move, ROW_PX};
use crate::latency::{Latency, Tree, find_frame, frame_title};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::canvas::scroll_to;

/// The flame graph as something to be used. Copies are the same flame graph.
///
/// What is selected and zoomed into is kept by name, so that it stays the same while answers come and go.
#[derive(Clone, Copy)]
pub(super) struct Flame {
    pub(super) session: Session,
    /// Which of the two trees is shown.
    pub(super) tree: RwSignal<Tree>,
    pub(super) layout: Memo<Arc<FlameLayout>>,
    /// The room for rows; zero until it is known.
    pub(super) size: RwSignal<(f64, f64)>,
    /// How far the rows have been scrolled.
    pub(super) scroll: RwSignal<f64>,
    pub(super) scroller: NodeRef<html::Div>,
    pub(super) canvas: NodeRef<html::Canvas>,
    zoomed: RwSignal<Option<FrameKey>>,
    /// The frame that is as wide as there is room.
    pub(super) zoom: Memo<Option<u32>>,
    chosen: RwSignal<Option<FrameKey>>,
    /// The frame that keys and details are about.
    pub(super) selected: Memo<Option<u32>>,
    /// What is searched for.
    pub(super) query: RwSignal<String>,
    /// The frames that were found, ascending; nothing where nothing is searched for.
    pub(super) matches: Memo<Option<Arc<Vec<u32>>>>,
    /// Where the pointer is on the canvas.
    pub(super) pointer: RwSignal<Option<(f64, f64)>>,
    pub(super) has_focus: RwSignal<bool>,
}

impl Flame {
    pub(super) fn new(session: Session) -> Self {
        let latency = session.state.latency;
        let (tree, zoomed, chosen) = (RwSignal::default(), RwSignal::new(None), RwSignal::new(None));
        let query = RwSignal::new(String::new());
        let find =
            move |key: &Option<FrameKey>| latency.with(|latency| find_frame(latency.as_ref()?.frames(), key.as_ref()?));
        let layout = Memo::new(move |_| {
            let tree = tree.get();
            let of = |latency: &Arc<Latency>| FlameLayout::new(latency.frames(), latency.widths(tree));
            latency.with(|latency| Arc::new(latency.as_ref().map(of).unwrap_or_default()))
        });
        let has_place = move |frame: &u32| layout.with(|layout| layout.has_place(*frame));
        Self {
            session,
            tree,
            layout,
            size: RwSignal::new((0.0, 0.0)),
            scroll: RwSignal::new(0.0),
            scroller: NodeRef::new(),
            canvas: NodeRef::new(),
            zoomed,
            zoom: Memo::new(move |_| zoomed.with(find).filter(has_place)),
            chosen,
            selected: Memo::new(move |_| {
                let first = || latency.with(|latency| latency.as_ref()?.first_frame());
                chosen.with(find).or_else(first)
            }),
            query,
            matches: Memo::new(move |_| {
                let query = query.with(|query| query.trim().to_lowercase());
                (!query.is_empty()).then(|| {
                    latency.with(|latency| {
                        Arc::new(latency.as_ref().map(|known| found(known, &query)).unwrap_or_default())
                    })
                })
            }),
            pointer: RwSignal::new(None),
            has_focus: RwSignal::new(false),
        }
    }

    /// Calls with the answer, if there is one.
    pub(super) fn with<T>(&self, of: impl FnOnce(&Latency) -> T) -> Option<T> {
        self.session.state.latency.with(|latency| latency.as_deref().map(of))
    }

    /// What is shown.
    pub(super) fn view(&self) -> FlameView {
        FlameView { zoom: self.zoom.get(), width_px: self.size.get().0 }
    }

    /// The frame under the pointer.
    pub(super) fn pointed(&self) -> Option<u32> {
        let (x, y) = self.pointer.get()?;
        self.frame_at(x, y + self.scroll.get())
    }

    /// The frame at a place from the top left corner of the first row.
    pub(super) fn frame_at(&self, x: f64, y: f64) -> Option<u32> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it saturates, and is not negative"
        )]
        let row = (y >= 0.0).then(|| (y / ROW_PX) as u32)?;
        let view = self.view();
        self.layout.with(|layout| layout.at(view, x, row))
    }

    fn key_of(&self, frame: u32) -> Option<FrameKey> {
        let latency = self.session.state.latency.get_untracked()?;
        ((frame as usize) < latency.frames().len()).then(|| FrameKey::of(latency.frames(), frame as usize))
    }

    /// Selects a frame.
    pub(super) fn select(&self, frame: u32) {
        self.chosen.set(self.key_of(frame));
        self.show_selected();
    }

    /// Makes a frame as wide as there is room, and selects it. One that takes no time is shown in the frame around it.
    pub(super) fn zoom_to(&self, frame: u32) {
        let layout = self.layout.get_untracked();
        let shown = std::iter::successors(Some(frame), |&frame| layout.parent(frame)).find(|&it| layout.has_place(it));
        self.zoomed.set(shown.and_then(|shown| self.key_of(shown)));
        self.scroll_to(0.0);
        self.chosen.set(self.key_of(frame));
    }

    /// Shows everything. Gives whether less was shown.
    pub(super) fn zoom_out(&self) -> bool {
        let was_zoomed = self.zoom.get_untracked().is_some();
        self.zoomed.set(None);
        self.show_selected();
        was_zoomed
    }

    /// Backs out one step: of the search, of the zoom. Gives whether there was one.
    pub(super) fn back_out(&self) -> bool {
        if self.query.with_untracked(String::is_empty) {
            return self.zoom_out();
        }
        self.query.set(String::new());
        true
    }

    /// Goes to the next frame in a direction.
    pub(super) fn go(&self, direction: Move) {
        let layout = self.layout.get_untracked();
        let view = untrack(|| self.view());
        let from = self.selected.get_untracked().unwrap_or(0);
        if let Some(to) = layout.moved(view, from, direction) {
            self.select(to);
        }
    }

    /// Goes to the next frame that was found, the first after the last, and shows it.
    pub(super) fn go_to_match(&self) {
        let Some(matches) = self.matches.get_untracked() else { return };
        let selected = self.selected.get_untracked();
        let next = matches.iter().find(|&&frame| selected.is_none_or(|selected| frame > selected)).or(matches.first());
        let Some(&next) = next else { return };
        let (layout, zoom) = (self.layout.get_untracked(), self.zoom.get_untracked());
        if !layout.is_within(next, zoom) {
            self.zoomed.set(None);
        }
        self.select(next);
    }

    /// Scrolls to the selected frame, if it is not on the screen.
    fn show_selected(&self) {
        let (view, layout) = (untrack(|| self.view()), self.layout.get_untracked());
        let row = self.selected.get_untracked().and_then(|selected| layout.row_of(view, selected));
        let Some(top) = row.map(|row| f64::from(row) * ROW_PX) else { return };
        let (scroll, height) = (self.scroll.get_untracked(), self.size.get_untracked().1);
        if top < scroll {
            self.scroll_to(top);
        } else if top + ROW_PX > scroll + height {
            self.scroll_to(top + ROW_PX - height);
        }
    }

    fn scroll_to(&self, scroll_px: f64) {
        scroll_to(self.scroll, self.scroller, scroll_px);
    }

    /// Gives the keys to the canvas.
    pub(super) fn focus(&self) {
        if let Some(canvas) = self.canvas.get_untracked() {
            // A canvas with a tab index can take the focus.
            let _ = canvas.focus();
        }
    }
}

/// The frames whose title contains a text in small letters.
fn found(latency: &Latency, query: &str) -> Vec<u32> {
    let count = u32::try_from(latency.frames().len()).unwrap_or(u32::MAX);
    let is_found = |frame: &u32| {
        let name = latency.frames().name(*frame as usize);
        frame_title(latency, *frame).to_lowercase().contains(query) || name.to_lowercase().contains(query)
    };
    (0..count).filter(is_found).collect()
}
