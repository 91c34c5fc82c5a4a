//! What is selected, and what it is compared with.

use leptos::prelude::*;
use spanlens::analysis::{Baseline, Selection};
use spanlens::protocol::Sides;

use crate::format;
use crate::session::Session;
use crate::state::nouns;

/// The selection and the baseline with their counts.
#[component]
pub(crate) fn SelectionLine() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let is_selected = Memo::new(move |_| state.selection.with(Option::is_some));
    view! {
        <section class="selection" aria-label="Selection">
            <Show
                when=move || is_selected.get()
                fallback=|| view! { <p class="quiet">"Drag over the heatmap to select requests and compare them with others."</p> }
            >
                <p class="chosen">
                    <span class="mark selected" aria-hidden="true"></span>
                    <b>"Selection "</b>
                    <span>{move || state.selection.get().map(|selection| words(&selection))}</span>
                    <span class="number">{move || state.sides.get().map(|sides| selected(session, sides))}</span>
                    <ErrorsOnly/>
                    <button type="button" class="quiet" aria-label="Clear the selection" title="Clear (Esc)" on:click=move |_| clear(session)>
                        "×"
                    </button>
                </p>
                <BaselineChoice/>
            </Show>
        </section>
    }
}

fn words(selection: &Selection) -> String {
    let time = selection.time.map_or_else(|| "all times".to_owned(), format::time_range);
    let durations = selection.durations.map_or_else(|| "all durations".to_owned(), format::duration_range);
    let filter = selection.filter.as_ref().map(|filter| format!(", {filter}"));
    format!("{time}, {durations}{}", filter.unwrap_or_default())
}

fn selected(session: Session, sides: Sides) -> String {
    let (_, units) = nouns(session.state.population.get());
    format!("{} of {} {units}", format::count(sides.selected), format::count(sides.units))
}

fn clear(session: Session) {
    session.state.selection.set(None);
    session.state.chosen_baseline.set(None);
}

/// Whether only failing units are selected, with how many these are.
#[component]
fn ErrorsOnly() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let is_on =
        move || state.selection.with(|selection| selection.as_ref().is_some_and(|selection| selection.errors_only));
    let toggle = move |_| {
        state.selection.update(|selection| {
            if let Some(selection) = selection {
                selection.errors_only = !selection.errors_only;
            }
        });
    };
    view! {
        <button type="button" class="chip" aria-pressed=move || is_on().to_string() on:click=toggle>
            "Errors only"
            <span class="number">{move || state.sides.get().map(|sides| format::count(sides.selected_failing))}</span>
        </button>
    }
}

#[component]
fn BaselineChoice() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let choices = [(Baseline::Rest, "the rest"), (Baseline::Before, "just before")];
    view! {
        <fieldset class="chosen">
            <span class="mark compared" aria-hidden="true"></span>
            <legend class="sr-only">"Baseline"</legend>
            <b aria-hidden="true">"Baseline"</b>
            <span class="segments">
                {choices.map(|(baseline, name)| {
                    let choice = baseline.clone();
                    view! {
                        <label>
                            <input
                                type="radio"
                                name="baseline"
                                prop:checked=move || state.baseline() == baseline
                                on:change=move |_| state.chosen_baseline.set(Some(choice.clone()))
                            />
                            <span>{name}</span>
                        </label>
                    }
                })}
            </span>
            <span class="number">{move || state.sides.get().map(|sides| format::count(sides.baseline))}</span>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use spanlens::units::{DurationRange, TimeRange};

    use super::*;

    #[test]
    fn a_selection_is_named_by_its_numbers() {
        const MINUTE: u64 = 60_000_000_000;
        let time = Some(TimeRange { from_ns: 871 * MINUTE, to_ns: 876 * MINUTE });
        let durations = Some(DurationRange { min_ns: 1_000_000_000, max_ns: Some(10_000_000_000) });
        let selection = Selection { time, durations, ..Selection::default() };
        assert_eq!(words(&selection), "14:31–14:36, 1 s – 10 s");
        assert_eq!(words(&Selection { durations: None, ..selection }), "14:31–14:36, all durations");
        let failing = Selection { filter: Some("{ status = error }".to_owned()), ..Selection::default() };
        assert_eq!(words(&failing), "all times, all durations, { status = error }");
    }
}
