//! The map as a file, with words that say what it is of.

use leptos::prelude::*;

use super::map::Map;
use crate::paint::{Caption, FlameColors, MapSheet, Palette, write_map_svg};
use crate::service_map::headline;
use crate::views::save_svg::{caption_lines, save_button, save_svg};
use crate::words::nouns;

/// How wide captions are at least.
const LEAST_PX: f64 = 600.0;

/// A button that saves what is shown.
#[component]
pub(super) fn SaveButton(map: Map) -> impl IntoView {
    save_button("service map", move || save(map))
}

fn save(map: Map) -> Option<()> {
    let (drawing, scene, element) = (map.drawing.get()?, map.scene.get()?, map.scroller.get()?);
    let (colors, palette) = (FlameColors::of(&element)?, Palette::of(&element)?);
    let state = map.session.state;
    let lines = caption_lines(state, headline(&scene.map, nouns(state.population.get())));
    let caption = Caption::wrapped(lines, drawing.width_px.max(LEAST_PX));
    let svg = write_map_svg(&MapSheet { drawing: &drawing, caption: &caption, palette: &palette, colors: &colors });
    save_svg(state, "map", &svg)
}
