//! The filter of the view: a line of text with completions, what is wrong with it, and a chip that hides health checks.

mod suggestions;
mod writing;

use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use crate::effect::reactive;
use crate::format;
use crate::keys::is_plain;
use crate::session::Session;
use crate::state::State;
use crate::words::nouns;
use suggestions::Suggestions;
use writing::Writing;

/// The filter of the view.
#[component]
pub(crate) fn FilterBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let input = NodeRef::<html::Input>::new();
    let writing = Writing::new(session, input);
    follow_slash(session, input);
    view! {
        <section class="filter" aria-label="Filter">
            <div class="writing">
                <input
                    node_ref=input
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-label="Filter"
                    aria-expanded=move || writing.is_open().to_string()
                    aria-controls="filter-suggestions"
                    aria-activedescendant=move || writing.active_id()
                    aria-autocomplete="list"
                    aria-invalid=move || state.filter_failure.with(Option::is_some).to_string()
                    aria-describedby="filter-failure"
                    placeholder="{ resource.service.name = \"cart\" && duration > 250ms }"
                    prop:value=move || writing.text.get()
                    on:input=move |_| writing.typed()
                    on:click=move |_| writing.complete()
                    on:focus=move |_| writing.begin()
                    on:blur=move |_| writing.leave()
                    on:keydown=move |event| press(writing, &event)
                />
                <Show when=move || writing.text.with(|text| !text.is_empty())>
                    <button type="button" class="quiet clear" aria-label="Clear the filter" title="Clear" on:click=move |_| writing.clear()>
                        "×"
                    </button>
                </Show>
                <Suggestions writing/>
            </div>
            <HealthChip/>
            <p class="shown">{reactive(move || shown(state))}</p>
            <Mistake/>
        </section>
    }
}

/// How many units are left over.
fn shown(state: State) -> Option<String> {
    state.view_filter()?;
    let sides = state.sides.get()?;
    let (_, units) = nouns(state.population.get());
    Some(format!("{} of {} {units} match", format::count(sides.units), format::count(sides.all)))
}

/// What is wrong with the filter, with the place.
#[component]
fn Mistake() -> impl IntoView {
    let state = expect_context::<Session>().state;
    view! {
        <div id="filter-failure" class="mistake" role="status">
            {reactive(move || state.filter_failure.get().map(|(text, failure)| {
                let (before, at, after) = writing::around(&text, failure.offset.unwrap_or(0));
                let (before, at, after) = (before.to_owned(), at.to_owned(), after.to_owned());
                view! {
                    <code aria-hidden="true">{before}<mark>{if at.is_empty() { " ".to_owned() } else { at }}</mark>{after}</code>
                    <p>{format::sentence(&failure.message)}</p>
                }
            }))}
        </div>
    }
}

/// Hides health checks and scrapes, and says how many these are.
#[component]
fn HealthChip() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let hidden = move || {
        let (matching, sides) = (state.healthy.get()?, state.sides.get()?);
        Some(sides.all.saturating_sub(matching))
    };
    view! {
        <button
            type="button"
            class="chip"
            title=spanlens::filter::HEALTH_CHECKS
            aria-pressed=move || state.hides_health.get().to_string()
            on:click=move |_| state.hides_health.update(|hides| *hides = !*hides)
        >
            "Hide health checks"
            <span class="number">{reactive(move || hidden().map(format::count))}</span>
        </button>
    }
}

/// `/` goes to the filter.
fn follow_slash(session: Session, input: NodeRef<html::Input>) {
    session.host.listen(&ev::keydown, move |event| {
        // In a trace that is open, the key goes to its own search.
        if event.key() == "/"
            && is_plain(&event)
            && !session.state.is_covered()
            && let Some(input) = input.get_untracked()
        {
            event.prevent_default();
            // An input can take the focus.
            let _ = input.focus();
        }
    });
}

fn press(writing: Writing, event: &KeyboardEvent) {
    match event.key().as_str() {
        "ArrowDown" => writing.move_by(1),
        "ArrowUp" => writing.move_by(-1),
        "Enter" => writing.enter(),
        "Tab" if writing.has_active() => writing.enter(),
        "Escape" => writing.escape(),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}
