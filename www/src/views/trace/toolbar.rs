//! What can be done with the waterfall as a whole.

use std::sync::Arc;

use leptos::prelude::*;

use super::events::{Events, PANEL_ID};
use super::search::Search;
use super::stepper::Stepper;
use crate::format;
use crate::signals::Memo;

/// Search, errors, events and logs, collapsing, the critical path and the zoom.
#[component]
pub(super) fn Toolbar(events: Events) -> impl IntoView {
    let waterfall = events.waterfall;
    let errors = waterfall.model.with_value(|model| Arc::new(model.errors.clone()));
    let is_whole = Memo::new(move |_| waterfall.window.with(|window| window.is_whole()));
    let (shows_path, by_service) = (waterfall.shows_path, waterfall.by_service);
    view! {
        <div class="toolbar" role="toolbar" aria-label="Waterfall">
            <Search waterfall/>
            <Stepper waterfall spans=Signal::stored(errors) one="error" many="errors"/>
            <button
                type="button"
                aria-pressed=move || events.is_shown.get().to_string()
                aria-controls=move || events.is_shown.get().then_some(PANEL_ID)
                title="All of the trace in the order of time ( l )"
                disabled=events.total == 0
                on:click=move |_| events.toggle()
            >
                {listed(events.total)}
            </button>
            <span class="group">
                <button type="button" disabled=move || by_service.get() on:click=move |_| waterfall.collapse_all(true)>"Collapse all"</button>
                <button type="button" disabled=move || by_service.get() on:click=move |_| waterfall.collapse_all(false)>"Expand all"</button>
            </span>
            <button
                type="button"
                aria-pressed=move || by_service.get().to_string()
                title="Rows by service, and those of a service in the order of their starts, rather than as a tree"
                on:click=move |_| waterfall.arrange(!by_service.get_untracked())
            >
                "By service"
            </button>
            <button
                type="button"
                class="path"
                aria-pressed=move || shows_path.get().to_string()
                title="What the request was waiting for at each instant: the line below the bars"
                on:click=move |_| shows_path.update(|shows| *shows = !*shows)
            >
                "Critical path"
            </button>
            <button type="button" disabled=move || is_whole.get() title="Esc" on:click=move |_| { waterfall.zoom_out(); }>
                "Reset zoom"
            </button>
        </div>
    }
}

/// How many events and logs there are to be listed.
fn listed(total: u32) -> String {
    if total == 0 { "No events or logs".to_owned() } else { format!("Events and logs ({})", format::count(total)) }
}
