//! The list on the screen, below the waterfall.

use std::rc::Rc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::super::stepper::steps;
use super::Events;
use super::line::Line;
use super::pages::Query;
use super::table::all_lines;
use crate::effect::reactive;
use crate::format;
use crate::keys::is_plain;
use crate::signals::Memo;
use crate::views::canvas::{follow_scroll, follow_size};
use crate::views::{CopyTable, TableSource};
use crate::words::Step;

/// What the button that shows the list controls.
pub(in super::super) const PANEL_ID: &str = "trace-events";

/// The choices of severity: the least, as a number of OTLP.
const SEVERITIES: [(u8, &str); 5] = [
    (0, "All severities"),
    (5, "Debug and worse"),
    (9, "Info and worse"),
    (13, "Warnings and worse"),
    (17, "Errors and worse"),
];

/// The list with its search, while it is shown.
#[component]
pub(in super::super) fn EventsPanel(events: Events) -> impl IntoView {
    view! {
        <Show when=move || events.is_shown.get()>
            <section class="events" id=PANEL_ID aria-label="Events and logs">
                <Bar events/>
                <Lines events/>
            </section>
        </Show>
    }
    .into_any()
}

/// What is listed, and the ways through it.
#[component]
fn Bar(events: Events) -> impl IntoView {
    let query = events.query;
    let go = move |step| events.step(step);
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => go(if event.shift_key() { Step::Previous } else { Step::Next }),
        "Escape" => {
            // One step back is out of the field; the list stays.
            event.prevent_default();
            event.stop_propagation();
            query.update(|query| query.text.clear());
            if let Some(lines) = events.scroller.get_untracked() {
                // What scrolls can take the focus.
                let _ = lines.focus();
            }
        }
        _ => {}
    };
    let table: TableSource = Rc::new(move || Box::pin(all_lines(events)));
    let is_empty = move || events.pages.with(|pages| pages.matching == 0);
    let position = view! { <span role="status">{reactive(move || position(events))}</span> };
    view! {
        <div class="toolbar" role="toolbar" aria-label="Events and logs">
            <input
                type="search"
                placeholder="Search events and logs"
                aria-label="Search the events and logs of this trace"
                title="Names, texts, and keys and values of attributes"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || query.with(|query| query.text.clone())
                on:input:target=move |event| query.update(|query| query.text = event.target().value())
                on:keydown=press
                // What is pasted here is not a file.
                on:paste=|event| event.stop_propagation()
            />
            <select
                aria-label="Severity"
                title="Exceptions are listed whatever their severity is"
                on:change=move |event| query.update(|query| query.severity = event_target_value(&event).parse().unwrap_or(0))
            >
                {SEVERITIES.map(|(severity, words)| view! {
                    <option value=severity.to_string() prop:selected=move || query.with(|query| query.severity == severity)>{words}</option>
                })}
            </select>
            {steps(position.into_any(), ("event or log", "n"), is_empty, go)}
            <CopyTable of="events and logs" table/>
            <button type="button" class="quiet close" aria-label="Close the list" title="Close (l)" on:click=move |_| { events.hide(); }>
                "×"
            </button>
        </div>
    }
    .into_any()
}

/// "2 of 17" on one of them, "17 of 10,000" elsewhere.
fn position(events: Events) -> String {
    let (total, at) = (events.total, events.at.get());
    let matching = events.pages.with(|pages| pages.matching);
    let is_at = events.waterfall.event.with(Option::is_some);
    match at.filter(|_| is_at) {
        Some(at) => format!("{} of {}", format::count(at + 1), format::count(matching)),
        None if matching == total => format::count(total),
        None => format!("{} of {}", format::count(matching), format::count(total)),
    }
}

/// The lines on the screen.
#[component]
fn Lines(events: Events) -> impl IntoView {
    follow_size(events.size, events.scroller);
    on_cleanup(move || {
        events.size.try_set((0.0, 0.0));
        events.scroll.try_set(0.0);
    });
    let shown = events.shown();
    let matching = Memo::new(move |_| events.pages.with(|pages| pages.matching));
    view! {
        <div
            class="lines"
            role="table"
            tabindex="0"
            aria-label="Events and logs in the order of time"
            aria-rowcount=move || matching.get().max(1)
            node_ref=events.scroller
            on:scroll=follow_scroll(events.scroll, events.scroller)
            on:keydown=move |event| press(events, &event)
        >
            <div role="rowgroup" style:height=move || format!("{:.0}px", events.window().track_px())>
                <For
                    each=move || shown.get()
                    key=|at| *at
                    children=move |at| view! { <Line events at/> }
                />
            </div>
            <Show when=move || matching.get() == 0>
                <p class="nothing">
                    "No event or log of this trace is like that. "
                    <button type="button" on:click=move |_| events.query.set(Query::default())>"List all"</button>
                </p>
            </Show>
        </div>
    }
    .into_any()
}

/// The keys of the list, while it has the focus.
fn press(events: Events, event: &KeyboardEvent) {
    if !is_plain(event) {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => events.step(Step::Next),
        "ArrowUp" => events.step(Step::Previous),
        _ => return,
    }
    // Otherwise they would scroll.
    event.prevent_default();
}
