//! The menu that a chart is taken away with: as a file, SVG or PNG, or as a picture on the clipboard, with words that say what it is of.

use js_sys::Promise;
use leptos::prelude::*;

use super::dropdown::{Dropdown, MenuPlace};
use super::flash::{SAID, flash};
use super::selection_line::sides_in_words;
use crate::effect::reactive;
use crate::export::{copy_picture, file_of, save, svg_png, text_file};
use crate::paint::Ink;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::state::State;

/// A chart that can be taken away. Its picture is nothing as long as it cannot be drawn.
pub(super) struct Chart {
    /// As it is called: "heatmap".
    pub(super) name: String,
    /// The name of a file with an ending.
    pub(super) file_name: Box<dyn Fn(&str) -> String>,
    pub(super) svg: Box<dyn Fn() -> Option<String>>,
    /// A promised `Blob`, which is nothing where the picture is too large for the browser.
    pub(super) png: Box<dyn Fn() -> Option<Promise>>,
}

/// The menu of a chart.
pub(super) fn save_menu(session: Session, chart: Chart) -> AnyView {
    let (place, name) = (MenuPlace::default(), format!("Save the {}", chart.name));
    let chart = StoredValue::new_local(chart);
    let png = move || chart.with_value(|chart| untrack(&chart.png));
    let file_name = move |ending: &str| chart.with_value(|chart| (chart.file_name)(ending));
    let said = RwSignal::new("");
    let save_svg = move |_| {
        place.close();
        let svg = chart.with_value(|chart| untrack(&chart.svg));
        if let Some(file) = svg.and_then(|svg| text_file(&svg, "image/svg+xml")) {
            save(&file, &file_name("svg"));
        }
    };
    let save_png = move |_| {
        place.close();
        let (name, Some(picture)) = (file_name("png"), png()) else { return };
        session.spawn(async move {
            // There is no file where the picture is too large for the browser.
            if let Some(file) = file_of(picture).await {
                save(&file, &name);
            }
        });
    };
    let copy_png = move |_| {
        place.close();
        let Some(picture) = png() else { return };
        session.spawn(async move {
            flash(said, if copy_picture(picture).await { "Copied" } else { "Not allowed" }, SAID);
        });
    };
    view! {
        <span class="save">
            <Dropdown place class="right" label="Save" name=name>
                <button type="button" on:click=save_svg>"Save as SVG"</button>
                <button type="button" on:click=save_png>"Save as PNG"</button>
                <button type="button" title="To be pasted where it is told" on:click=copy_png>"Copy as PNG"</button>
            </Dropdown>
            <span class="said" role="status">{reactive(move || said.get())}</span>
        </span>
    }
    .into_any()
}

/// A chart that is drawn as SVG alone, and saved under the name of the source and its own.
pub(super) fn svg_chart(
    state: State,
    (chart, name): (&str, &'static str),
    draw: impl Fn() -> Option<String> + Copy + 'static,
) -> Chart {
    Chart {
        name: chart.to_owned(),
        file_name: Box::new(move |ending| format!("{}-{name}.{ending}", state.source.get_untracked())),
        svg: Box::new(draw),
        png: Box::new(move || draw().map(svg_png)),
    }
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
