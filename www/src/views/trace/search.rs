//! Search within the trace.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use spanlens::protocol::SearchTraceQuestion;

use super::stepper::Stepper;
use super::waterfall::Waterfall;
use crate::effect::effect;
use crate::signals::RwSignal;
use crate::words::Step;

/// The field that the key / goes to.
pub(super) const SEARCH_ID: &str = "trace-search";

/// The field, how many spans have what is in it, and the ways between them.
#[component]
pub(super) fn Search(waterfall: Waterfall) -> impl IntoView {
    let text = RwSignal::new(String::new());
    ask_whenever(waterfall, text);
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            let direction = if event.shift_key() { Step::Previous } else { Step::Next };
            waterfall.step_in(&waterfall.matches.get_untracked(), direction);
        }
        "Escape" => {
            // One step back is out of the field; the panel stays.
            event.prevent_default();
            event.stop_propagation();
            text.set(String::new());
            waterfall.focus();
        }
        _ => {}
    };
    view! {
        <span class="group">
            <input
                type="search"
                id=SEARCH_ID
                placeholder="Search spans"
                aria-label="Search the spans of this trace"
                title="Names, services, ids, messages, events and attributes ( / )"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())
                on:keydown=press
                // What is pasted here is not a file.
                on:paste=|event| event.stop_propagation()
            />
            <Show when=move || text.with(|text| !text.trim().is_empty())>
                <Stepper waterfall spans=Signal::derive(move || waterfall.matches.get()) one="match" many="matches"/>
                <button
                    type="button"
                    aria-pressed=move || waterfall.only_matches.get().to_string()
                    title="Hides all spans but the matches and those above them"
                    disabled=move || waterfall.matches.with(|matches| matches.is_empty())
                    on:click=move |_| waterfall.show_only_matches(!waterfall.only_matches.get_untracked())
                >
                    "Only matches"
                </button>
            </Show>
        </span>
    }
}

/// Asks the engine with every change of the text. The first match from the selected span on is gone to.
fn ask_whenever(waterfall: Waterfall, text: RwSignal<String>) {
    effect(move || {
        let asked = text.with(|text| text.trim().to_owned());
        if asked.is_empty() {
            waterfall.matches.set(Arc::default());
            return;
        }
        waterfall.session.spawn_until_next(async move {
            if let Ok(found) =
                waterfall.ask(|model| SearchTraceQuestion { trace: model.handle(), text: asked.clone() }).await
            {
                let is_on_match = found.spans.binary_search(&waterfall.selected.get_untracked()).is_ok();
                waterfall.matches.set(Arc::new(found.spans));
                if !is_on_match {
                    waterfall.step_in(&waterfall.matches.get_untracked(), Step::Next);
                }
            }
        });
    });
}
