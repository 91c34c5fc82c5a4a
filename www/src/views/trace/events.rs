//! The list of all events and logs of the trace, and the ways between its lines and their spans.

mod line;
mod pages;
mod panel;
mod table;

use std::ops::Range;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::{TraceEvent, TraceEventKey, TraceEvents, TraceEventsOptions};
use spanlens::error::Failure;
use spanlens::protocol::TraceEventsQuestion;

use super::waterfall::Waterfall;
use crate::effect::effect;
use crate::geometry::waterfall::List;
use crate::signals::{Memo, RwSignal};
use crate::views::canvas::scroll_to;
use crate::words::Step;
use pages::{Pages, Query, place_of};

pub(super) use line::{exception_words, level_of, mark, said, short, word_of};
pub(super) use pages::key_of;
pub(super) use panel::{EventsPanel, PANEL_ID};

/// Lines above and below those on the screen that are there already when they come into it.
const AROUND: u32 = 12;

/// The list as something to be used. Copies are the same list.
#[derive(Clone, Copy)]
pub(super) struct Events {
    pub(super) waterfall: Waterfall,
    /// How many events and logs the trace has.
    pub(super) total: u32,
    pub(super) is_shown: RwSignal<bool>,
    /// What is asked for. What is listed may be a moment behind.
    query: RwSignal<Query>,
    pages: RwSignal<Pages>,
    /// The place of the line that was shown last.
    at: RwSignal<Option<u32>>,
    /// The place of a line that is to be shown once it is known.
    wanted: RwSignal<Option<u32>>,
    /// An event whose line is to be found.
    sought: RwSignal<Option<TraceEventKey>>,
    /// What scrolls the lines, its size, and how far they have been scrolled.
    scroller: NodeRef<html::Div>,
    size: RwSignal<(f64, f64)>,
    scroll: RwSignal<f64>,
}

impl Events {
    /// The list of the trace of a waterfall; not shown yet.
    pub(super) fn new(waterfall: Waterfall) -> Self {
        let total = waterfall.model.with_value(|model| model.events());
        let events = Self {
            waterfall,
            total,
            is_shown: RwSignal::new(false),
            query: RwSignal::default(),
            pages: RwSignal::new(Pages::new(Query::default(), total)),
            at: RwSignal::new(None),
            wanted: RwSignal::new(None),
            sought: RwSignal::new(None),
            scroller: NodeRef::new(),
            size: RwSignal::new((0.0, 0.0)),
            scroll: RwSignal::new(0.0),
        };
        events.ask_for_other_lists();
        events.ask_for_pages();
        events.show_what_is_wanted();
        events
    }

    /// Asks for another list, around the event that is sought or looked at.
    fn ask_for_other_lists(self) {
        effect(move || {
            let (query, sought) = (self.query.get(), self.sought.get());
            let is_other = self.pages.with_untracked(|pages| pages.query != query);
            if !is_other && sought.is_none() {
                return;
            }
            let key = sought.or_else(|| untrack(|| self.waterfall.event_key()));
            let session = self.waterfall.session;
            session.spawn_until_next(async move {
                let Ok(told) = self.ask(query.options(0, key)).await else { return };
                self.show_list(query, told, key, sought.is_some());
            });
        });
    }

    /// Shows a list from the page on that was told, around an event. One that is sought and not in it is in the list of all.
    fn show_list(self, query: Query, told: TraceEvents, key: Option<TraceEventKey>, is_sought: bool) {
        let at = key.and_then(|key| place_of(&told, key));
        if is_sought && at.is_none() && query != Query::default() {
            self.query.set(Query::default());
            return;
        }
        self.pages.update(|pages| {
            if pages.query != query {
                *pages = Pages::new(query, told.matching);
            }
            pages.add(told);
        });
        if is_sought {
            self.sought.set(None);
            self.wanted.set(at);
        } else {
            self.at.set(at);
            self.wanted.set(None);
        }
        self.bring_in(at.unwrap_or(0));
    }

    /// Asks for the pages of the lines on the screen, and of the one that is wanted.
    fn ask_for_pages(self) {
        let shown = self.shown();
        let missing = Memo::new(move |_| {
            let (wanted, is_shown) = (self.wanted.get(), self.is_shown.get());
            let shown = if is_shown { shown.get() } else { 0..0 };
            self.pages.with(|pages| {
                if pages.query != self.query.get() {
                    return None;
                }
                let wanted = wanted.and_then(|at| pages.missing(at..at + 1));
                wanted.or_else(|| pages.missing(shown))
            })
        });
        effect(move || {
            let Some(page) = missing.get() else { return };
            let query = self.query.get_untracked();
            let session = self.waterfall.session;
            session.spawn_until_next(async move {
                if let Ok(told) = self.ask(query.options(page, None)).await {
                    self.pages.update(|pages| pages.add(told));
                }
            });
        });
    }

    /// Shows the line that is wanted as soon as it is known.
    fn show_what_is_wanted(self) {
        effect(move || {
            let Some(at) = self.wanted.get() else { return };
            if let Some(line) = self.pages.with(|pages| pages.line(at)) {
                self.at.set(Some(at));
                self.wanted.set(None);
                self.waterfall.show_event(line);
            }
        });
        // Once there is room for lines, the one that was shown last is among them.
        let has_room = Memo::new(move |_| self.size.with(|(_, height)| *height > 0.0));
        effect(move || {
            if has_room.get()
                && let Some(at) = self.wanted.get_untracked().or(self.at.get_untracked())
            {
                self.bring_in(at);
            }
        });
    }

    async fn ask(self, options: TraceEventsOptions) -> Result<TraceEvents, Failure> {
        self.waterfall.ask(|model| TraceEventsQuestion { trace: model.handle(), options: options.clone() }).await
    }

    /// One of all events and logs.
    pub(super) async fn one(self, key: TraceEventKey) -> Option<Arc<TraceEvent>> {
        let options = TraceEventsOptions { limit: 1, around: Some(key), ..TraceEventsOptions::default() };
        let told = self.ask(options).await.ok()?;
        told.rows.into_iter().find(|event| key_of(event) == key).map(Arc::new)
    }

    /// The lines on the screen, as of now.
    fn window(&self) -> List {
        let rows = self.pages.with(|pages| pages.matching) as usize;
        List { rows, height_px: self.size.get().1, scroll_px: self.scroll.get() }
    }

    /// The lines on the screen and a few around them.
    fn shown(self) -> Memo<Range<u32>> {
        Memo::new(move |_| {
            let list = self.window();
            let place = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
            let lines = list.shown();
            let end = place(lines.end).saturating_add(AROUND).min(place(list.rows));
            place(lines.start).saturating_sub(AROUND).min(end)..end
        })
    }

    /// Scrolls to a line, if it is not on the screen.
    fn bring_in(&self, at: u32) {
        let list = untrack(|| self.window());
        let Some(scroll_px) = list.scroll_to_show(at as usize).filter(|_| list.height_px > 0.0) else { return };
        scroll_to(self.scroll, self.scroller, scroll_px);
    }

    /// Shows a line: its span, its place on the bar, and all that it says.
    fn go(&self, at: u32) {
        self.wanted.set(Some(at));
        self.bring_in(at);
    }

    /// Goes to the next or the previous line of the list, and shows the list.
    pub(super) fn step(&self, step: Step) {
        let from = self.wanted.get_untracked().or(self.at.get_untracked());
        let lines = self.pages.with_untracked(|pages| pages.matching);
        if self.total > 0 {
            self.is_shown.set(true);
        }
        let next = step.leads_to(from.map(|at| at as usize), lines as usize);
        if let Some(at) = next.and_then(|at| u32::try_from(at).ok()) {
            self.go(at);
        }
    }

    /// Shows an event, and its line wherever the list is shown. Where the list leaves it out, all are listed.
    pub(super) fn find(&self, key: TraceEventKey) {
        self.sought.set(Some(key));
    }

    /// Shows the line of an event.
    pub(super) fn list(&self, key: TraceEventKey) {
        self.is_shown.set(true);
        self.find(key);
    }

    /// Shows or hides the list.
    pub(super) fn toggle(&self) {
        let is_shown = !self.is_shown.get_untracked();
        self.is_shown.set(is_shown && self.total > 0);
        if !is_shown {
            self.waterfall.focus();
        }
    }

    /// Hides the list. Gives whether it was shown.
    pub(super) fn hide(&self) -> bool {
        let was_shown = self.is_shown.get_untracked();
        if was_shown {
            self.toggle();
        }
        was_shown
    }

    /// Whether a line is that of the event that is looked at.
    fn is_current(&self, line: &TraceEvent) -> bool {
        self.waterfall.event_key() == Some(key_of(line))
    }
}
