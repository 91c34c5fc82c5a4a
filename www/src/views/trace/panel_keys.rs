//! The keys of the panel, wherever in it the focus is.

use leptos::ev;
use leptos::prelude::*;

use super::events::Events;
use super::search::SEARCH_ID;
use super::{CanClose, close};
use crate::host::Host;
use crate::keys::is_plain;
use crate::session::Session;
use crate::views::{ExportOpen, HelpOpen};
use crate::words::Step;

/// How much of the time is left after a step of zooming in.
const ZOOM_IN: f64 = 0.5;
/// Which share of the time a step of panning moves by.
const PAN: f64 = 0.25;

/// Listens for as long as the owner lives.
pub(super) fn follow(events: Option<Events>) {
    let (session, help) = (expect_context::<Session>(), expect_context::<HelpOpen>());
    let export = expect_context::<ExportOpen>();
    let CanClose(can_close) = expect_context();
    session.host.listen(&ev::keydown, move |event| {
        let is_below = help.0.get_untracked() || export.0.get_untracked();
        let is_meant = session.state.open_trace.with_untracked(Option::is_some) && !is_below;
        if !is_meant || event.default_prevented() || !is_plain(&event) {
            return;
        }
        let is_handled = match events {
            _ if event.key() == "Escape" => {
                let has_backed_out = events.is_some_and(back_out);
                if can_close && !has_backed_out {
                    close(session);
                }
                can_close || has_backed_out
            }
            Some(events) => press(events, &event.key()),
            None => false,
        };
        if is_handled {
            // The browser would close the panel at once, or write the letter that goes to the search.
            event.prevent_default();
        }
    });
}

/// Backs out one step: of drawing, of the details, of the list, of the zoom. Gives whether there was one.
fn back_out(events: Events) -> bool {
    events.waterfall.back_out() || events.hide() || events.waterfall.zoom_out()
}

fn press(events: Events, key: &str) -> bool {
    let waterfall = events.waterfall;
    match key {
        "n" => events.step(Step::Next),
        "N" => events.step(Step::Previous),
        "l" => events.toggle(),
        "e" => waterfall.step_to_error(Step::Next),
        "E" => waterfall.step_to_error(Step::Previous),
        "w" => waterfall.zoom(ZOOM_IN),
        "s" => waterfall.zoom(1.0 / ZOOM_IN),
        "a" => waterfall.window.update(|window| *window = window.panned(-PAN)),
        "d" => waterfall.window.update(|window| *window = window.panned(PAN)),
        "/" => focus_search(waterfall.session.host),
        _ => return false,
    }
    true
}

fn focus_search(host: Host) {
    if let Some(search) = host.by_id(SEARCH_ID) {
        // An input can take the focus.
        let _ = search.focus();
    }
}
