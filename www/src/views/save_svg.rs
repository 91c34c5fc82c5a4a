//! A chart as a file of SVG, with words that say what it is of.

use leptos::prelude::*;

use super::selection_line::sides_in_words;
use crate::export::{save, text_file};
use crate::paint::Ink;
use crate::state::State;

/// A button that saves a chart, as `save` does it. What cannot be drawn yet is not saved.
pub(super) fn save_button(chart: &str, save: impl Fn() -> Option<()> + 'static) -> AnyView {
    let title = format!("Save the {chart} as SVG");
    let press = move |_| {
        let _ = untrack(&save);
    };
    view! {
        <span class="save">
            <button type="button" class="quiet" aria-label=title.clone() title=title on:click=press>"↓ SVG"</button>
        </span>
    }
    .into_any()
}

/// What the caption of a saved chart says: its headline with the source, the filter, and both sides.
pub(super) fn caption_lines(state: State, (lead, facts): (String, String)) -> impl Iterator<Item = (Ink, String)> {
    let filter = state.view_filter().map(|filter| (Ink::Fact, format!("Filter: {filter}")));
    let (selection, baseline) = sides_in_words(state);
    let lines = [
        Some((Ink::Title, format!("{}. {lead}", state.source.get()))),
        Some((Ink::Fact, facts)),
        filter,
        selection.map(|words| (Ink::Selection, words)),
        baseline.map(|words| (Ink::Baseline, words)),
    ];
    lines.into_iter().flatten()
}

/// Saves a picture under the name of the source and its own.
pub(super) fn save_svg(state: State, name: &str, svg: &str) -> Option<()> {
    save(&text_file(svg, "image/svg+xml")?, &format!("{}-{name}.svg", state.source.get()));
    Some(())
}
