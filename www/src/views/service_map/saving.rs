//! The map as a file, with words that say what it is of.

use leptos::prelude::*;

use super::map::Map;
use crate::paint::{Caption, FlameColors, MapSheet, Palette, write_map_svg};
use crate::service_map::headline;
use crate::views::save_chart::{Chart, caption_lines, svg_chart};
use crate::words::nouns;

/// How wide captions are at least.
const LEAST_PX: f64 = 600.0;

/// The picture of what is shown.
pub(super) fn picture(map: Map) -> Chart {
    svg_chart(map.session.state, ("service map", "map"), move || svg_of(map))
}

fn svg_of(map: Map) -> Option<String> {
    let (drawing, scene, element) = (map.drawing.get()?, map.scene.get()?, map.scroller.get()?);
    let (colors, palette) = (FlameColors::of(&element)?, Palette::of(&element)?);
    let state = map.session.state;
    let lines = caption_lines(state, headline(&scene.map, nouns(state.population.get())));
    let caption = Caption::wrapped(lines, drawing.width_px.max(LEAST_PX));
    Some(write_map_svg(&MapSheet { drawing: &drawing, caption: &caption, palette: &palette, colors: &colors }))
}
