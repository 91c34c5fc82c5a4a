//! What can be done with the pointer and with keys.

use crate::session::Session;
use crate::signals::RwSignal;
use crate::views::dialog::small;
use leptos::prelude::*;

/// Whether the help is open.
#[derive(Clone, Copy)]
pub(crate) struct HelpOpen(pub(crate) RwSignal<bool>);

const POINTER: [(&str, &str); 9] = [
    ("Drag", "select time and durations"),
    ("Shift + drag", "draw what to compare with"),
    ("Click a bracket", "select a finding, and open what explains it"),
    ("Wheel", "zoom time about the pointer"),
    ("Shift + wheel", "zoom durations, or what else is upwards"),
    ("Double click", "show all"),
    ("Drag the edge", "make the heatmap higher or lower"),
    ("Strip of a trace", "click a span to go to it, drag to zoom"),
    ("Drop files", "open them, or add them"),
];
const FLAME_KEYS: [(&str, &str); 4] = [
    ("← ↑ → ↓", "move from frame to frame"),
    ("Enter", "zoom to the frame"),
    ("n", "next frame that was found"),
    ("Esc", "back out one step: search, zoom"),
];
const MAP_KEYS: [(&str, &str); 5] = [
    ("← ↑ → ↓", "move from service to service: to a caller, within a layer, to who is called"),
    ("Enter", "show the service with its neighbours, and all again"),
    ("c", "next kind of call of the service"),
    ("+  −  0", "zoom in, zoom out, as at first"),
    ("Esc", "back out one step: neighbours, what is chosen"),
];
const KEYS: [(&str, &str); 14] = [
    ("← ↑ → ↓", "move the cell cursor, in the heatmap"),
    ("Shift + arrows", "extend a selection from it"),
    ("Enter", "select its cell"),
    ("f  F", "select the next finding, the previous finding"),
    ("b", "make the selection, or the cell, the baseline"),
    ("w  s", "zoom in, zoom out"),
    ("a  d", "earlier, later"),
    ("s  a  d", "of a database, where there is no more: read a longer range, an earlier one, a later one"),
    ("r", "read the range of a database once more"),
    ("1  2  3 …", "the tabs, from left to right"),
    ("Ctrl+v", "open the files or the text in the clipboard"),
    ("Ctrl+Enter", "keep the note that is being written; Esc drops it"),
    ("Esc", "back out one step: selection, baseline, zoom, cursor"),
    ("?", "this help"),
];

const TRACE_KEYS: [(&str, &str); 11] = [
    ("↑  ↓", "move from span to span; Page, Home and End go further"),
    ("←  →", "hide and show what is below"),
    ("Enter", "show the details"),
    ("e  E", "next error, previous error"),
    ("n  N", "next event or log, previous one"),
    ("l", "list all events and logs, or hide them"),
    ("z", "zoom to the span"),
    ("w  s  a  d", "zoom and pan, as in the heatmap"),
    ("/", "search the spans"),
    ("Ctrl+c", "copy the row as text, with those that are shown below it"),
    ("Esc", "back out one step: details, list, zoom, trace"),
];

/// The dialog that lists pointer gestures and keys.
#[component]
pub(crate) fn Help() -> impl IntoView {
    let (session, HelpOpen(open)) = (expect_context::<Session>(), expect_context());
    let dialog = small(session.host, move || open.get());
    let list = |title: &'static str, entries: &'static [(&str, &str)]| {
        let entries =
            entries.iter().map(|(key, what)| view! { <dt><kbd>{*key}</kbd></dt><dd>{*what}</dd> }).collect_view();
        view! { <section><h3>{title}</h3><dl>{entries}</dl></section> }
    };
    view! {
        <dialog node_ref=dialog class="small help" aria-labelledby="help-title" on:close=move |_| open.set(false)>
            <div class="bar">
                <h2 id="help-title">"Keys"</h2>
                <button type="button" class="quiet close" aria-label="Close the keys" title="Close (Esc)" on:click=move |_| open.set(false)>"×"</button>
            </div>
            <div class="lists">
                {list("Everywhere", &KEYS)}
                {list("With the pointer", &POINTER)}
                {list("In a trace", &TRACE_KEYS)}
                {list("In the flame graph", &FLAME_KEYS)}
                {list("In the service map", &MAP_KEYS)}
            </div>
        </dialog>
    }
}
