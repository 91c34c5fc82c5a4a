//! The flame graph as a file, with words that say what it is of.

use leptos::prelude::*;

use super::flame::Flame;
use crate::export::{save, text_file};
use crate::geometry::flame::FlameView;
use crate::latency::{frame_title, headline, largest_change_ns};
use crate::paint::{Caption, FlameColors, FlamePicture, FlameSheet, Ink, Palette, write_flame_svg};
use crate::views::selection_line::sides_in_words;
use crate::words::nouns;

/// How wide a picture is at least: one of a telephone would have no names.
const LEAST_PX: f64 = 1000.0;

/// A button that saves what is zoomed into.
#[component]
pub(super) fn SaveButton(flame: Flame) -> impl IntoView {
    let save = move |_| {
        // What cannot be drawn yet is not saved.
        let _ = untrack(|| save_svg(flame));
    };
    view! {
        <span class="save">
            <button type="button" class="quiet" aria-label="Save the flame graph as SVG" title="Save the flame graph as SVG" on:click=save>
                "↓ SVG"
            </button>
        </span>
    }
    .into_any()
}

fn save_svg(flame: Flame) -> Option<()> {
    let (canvas, latency) = (flame.canvas.get()?, flame.session.state.latency.get()?);
    let (colors, palette) = (FlameColors::of(&canvas)?, Palette::of(&canvas)?);
    let (layout, matches, tree) = (flame.layout.get(), flame.matches.get(), flame.tree.get());
    let picture = FlamePicture {
        latency: &latency,
        tree,
        layout: &layout,
        view: FlameView { width_px: flame.size.get().0.max(LEAST_PX), ..flame.view() },
        scale_ns: largest_change_ns(&latency, tree),
        matches: matches.as_deref().map(Vec::as_slice),
        selected: None,
        pointed: None,
        has_focus: false,
        colors: &colors,
    };
    let state = flame.session.state;
    let (lead, facts) = headline(&latency, nouns(state.population.get()));
    let zoom = flame.zoom.get().map(|zoom| (Ink::Fact, format!("Of it: {}", frame_title(&latency, zoom))));
    let filter = state.view_filter().map(|filter| (Ink::Fact, format!("Filter: {filter}")));
    let (selection, baseline) = sides_in_words(state);
    let lines = [
        Some((Ink::Title, format!("{}. {lead}", state.source.get()))),
        Some((Ink::Fact, facts)),
        filter,
        selection.map(|words| (Ink::Selection, words)),
        baseline.map(|words| (Ink::Baseline, words)),
        zoom,
    ];
    let caption = Caption::wrapped(lines.into_iter().flatten(), picture.view.width_px);
    let svg = write_flame_svg(&FlameSheet { picture, caption: &caption, palette: &palette });
    save(&text_file(&svg, "image/svg+xml")?, &format!("{}-latency.svg", state.source.get()));
    Some(())
}
