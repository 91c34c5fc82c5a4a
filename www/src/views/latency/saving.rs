//! The flame graph as a file, with words that say what it is of.

use leptos::prelude::*;

use super::flame::Flame;
use crate::geometry::flame::FlameView;
use crate::latency::{frame_title, headline, largest_change_ns};
use crate::paint::{Caption, FlameColors, FlamePicture, FlameSheet, Ink, Palette, write_flame_svg};
use crate::views::save_chart::{Chart, caption_lines, svg_chart};
use crate::words::nouns;

/// How wide a picture is at least: one of a telephone would have no names.
const LEAST_PX: f64 = 1000.0;

/// The picture of what is zoomed into.
pub(super) fn picture(flame: Flame) -> Chart {
    svg_chart(flame.session.state, ("flame graph", "latency"), move || svg_of(flame))
}

fn svg_of(flame: Flame) -> Option<String> {
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
    let zoom = flame.zoom.get().map(|zoom| (Ink::Fact, format!("Of it: {}", frame_title(&latency, zoom))));
    let lines = caption_lines(state, headline(&latency, nouns(state.population.get()))).chain(zoom);
    let caption = Caption::wrapped(lines, picture.view.width_px);
    Some(write_flame_svg(&FlameSheet { picture, caption: &caption, palette: &palette }))
}
