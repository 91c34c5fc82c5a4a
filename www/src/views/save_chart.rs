//! A chart as a file, SVG or PNG, with words that say what it is of.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::selection_line::sides_in_words;
use crate::export::{png_of, save, text_file};
use crate::paint::Ink;
use crate::state::State;

/// Buttons that save a chart under the name of the source and its own. `draw` gives it as SVG, and nothing as long as it cannot be drawn.
pub(super) fn save_buttons(
    state: State,
    (chart, name): (&str, &'static str),
    draw: impl Fn() -> Option<String> + Copy + 'static,
) -> AnyView {
    let file_name = move |ending: &str| format!("{}-{name}.{ending}", state.source.get_untracked());
    let save_svg = move |_| {
        if let Some(file) = untrack(draw).and_then(|svg| text_file(&svg, "image/svg+xml")) {
            save(&file, &file_name("svg"));
        }
    };
    let save_png = move |_| {
        let Some(svg) = untrack(draw) else { return };
        let name = file_name("png");
        spawn_local(async move {
            if let Some(file) = png_of(&svg).await {
                save(&file, &name);
            }
        });
    };
    let title = |kind: &str| format!("Save the {chart} as {kind}");
    view! {
        <span class="save">
            <button type="button" class="quiet" aria-label=title("SVG") title=title("SVG") on:click=save_svg>"↓ SVG"</button>
            <button type="button" class="quiet" aria-label=title("PNG") title=title("PNG") on:click=save_png>"↓ PNG"</button>
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
