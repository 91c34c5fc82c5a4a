//! The map as a file, with words that say what it is of.

use leptos::prelude::*;

use super::map::Map;
use crate::export::{save, text_file};
use crate::paint::{Caption, FlameColors, Ink, MapSheet, Palette, write_map_svg};
use crate::service_map::headline;
use crate::views::selection_line::sides_in_words;
use crate::words::nouns;

/// How wide captions are at least.
const LEAST_PX: f64 = 600.0;

/// A button that saves what is shown.
#[component]
pub(super) fn SaveButton(map: Map) -> impl IntoView {
    let save = move |_| {
        // What cannot be drawn yet is not saved.
        let _ = untrack(|| save_svg(map));
    };
    view! {
        <span class="save">
            <button type="button" class="quiet" aria-label="Save the service map as SVG" title="Save the service map as SVG" on:click=save>
                "↓ SVG"
            </button>
        </span>
    }
    .into_any()
}

fn save_svg(map: Map) -> Option<()> {
    let (drawing, scene, element) = (map.drawing.get()?, map.scene.get()?, map.scroller.get()?);
    let (colors, palette) = (FlameColors::of(&element)?, Palette::of(&element)?);
    let state = map.session.state;
    let (lead, facts) = headline(&scene.map, nouns(state.population.get()));
    let filter = state.view_filter().map(|filter| (Ink::Fact, format!("Filter: {filter}")));
    let (selection, baseline) = sides_in_words(state);
    let lines = [
        Some((Ink::Title, format!("{}. {lead}", state.source.get()))),
        Some((Ink::Fact, facts)),
        filter,
        selection.map(|words| (Ink::Selection, words)),
        baseline.map(|words| (Ink::Baseline, words)),
    ];
    let caption = Caption::wrapped(lines.into_iter().flatten(), drawing.width_px.max(LEAST_PX));
    let svg = write_map_svg(&MapSheet { drawing: &drawing, caption: &caption, palette: &palette, colors: &colors });
    save(&text_file(&svg, "image/svg+xml")?, &format!("{}-map.svg", state.source.get()));
    Some(())
}
