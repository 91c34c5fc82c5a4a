//! Where findings are, above the heatmap: brackets with their numbers, to be pointed at and to be clicked.

use leptos::prelude::*;

use super::interaction::Interaction;
use crate::effect::reactive;
use crate::findings::sentence;
use crate::format;
use crate::geometry::{Bracket, brackets};
use crate::session::Session;
use crate::signals::Memo;
use crate::state::State;

/// The brackets of all findings that have a time which is shown. The list on their tab is the way to them for keys.
#[component]
pub(super) fn Brackets(interaction: Interaction) -> impl IntoView {
    let session = interaction.session;
    let state = session.state;
    let places = Memo::new(move |_| places(&interaction));
    let plot = Memo::new(move |_| interaction.layout.get().map(|layout| (layout.plot.left, layout.plot.width)));
    let px = |length: Option<f64>| length.map(|length| format!("{length}px"));
    view! {
        <div class="brackets" role="group" aria-label="Findings by time">
            <span class="number" aria-hidden="true" style:width=move || px(plot.get().map(|(left, _)| left - 8.0))>
                {move || places.with(|places| if places.is_empty() { "" } else { "findings" })}
            </span>
            <div
                class="lanes"
                style:left=move || px(plot.get().map(|(left, _)| left))
                style:width=move || px(plot.get().map(|(_, width)| width))
            >
                {reactive(move || places.get().into_iter().map(|place| bracket(state, place)).collect_view())}
                {reactive(move || places.get().into_iter().map(|place| number(session, place)).collect_view())}
            </div>
        </div>
    }
}

/// Where the brackets are.
pub(super) fn places(interaction: &Interaction) -> Vec<Bracket> {
    let Some(grid) = interaction.grid.get() else { return Vec::new() };
    interaction.session.state.findings.with(|found| {
        let findings = found.as_ref().map_or(&[][..], |found| &found.findings);
        brackets(&grid.time, &findings.iter().map(|finding| finding.time).collect::<Vec<_>>())
    })
}

/// The line, with its ends. A click anywhere on it is one on its number.
fn bracket(state: State, place: Bracket) -> AnyView {
    let Bracket { at, left, width, ends: (begins, ends), lane, .. } = place;
    let selected = Memo::new(move |_| state.selected_finding() == Some(at));
    view! {
        <span
            class=format!("bracket lane-{lane}")
            class:begins=begins
            class:ends=ends
            class:lit=move || state.lit.get() == Some(at)
            class:chosen=move || selected.get()
            aria-hidden="true"
            style:left=format!("{left:.2}px")
            style:width=format!("{width:.2}px")
            on:pointerenter=move |_| state.lit.set(Some(at))
            on:pointerleave=move |_| state.lit.set(None)
            on:click=move |_| go(state, at)
        ></span>
    }
    .into_any()
}

/// The number, where there is room for it.
fn number(session: Session, place: Bracket) -> Option<AnyView> {
    let (state, at, middle) = (session.state, place.at, place.number?);
    let words = move || {
        let sentence = state.of_finding(at, |finding| sentence(finding, state.zone.get()));
        format!("Finding {}: {}", at + 1, sentence.unwrap_or_default())
    };
    let selected = Memo::new(move |_| state.selected_finding() == Some(at));
    Some(
        view! {
            <button
                type="button"
                class="count"
                class:lit=move || state.lit.get() == Some(at)
                class:chosen=move || selected.get()
                tabindex="-1"
                aria-pressed=move || selected.get().to_string()
                aria-label=words
                title=words
                style:left=format!("{middle:.2}px")
                on:pointerenter=move |_| state.lit.set(Some(at))
                on:pointerleave=move |_| state.lit.set(None)
                on:click=move |_| go(state, at)
            >
                {format::count(at as u64 + 1)}
            </button>
        }
        .into_any(),
    )
}

/// Selects a finding, and opens the tab that explains it.
fn go(state: State, at: usize) {
    if state.select_finding(at) {
        state.open_explanation(at);
    }
}
