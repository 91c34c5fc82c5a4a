//! The heatmap as a file, with words that say what it is of.

use js_sys::Promise;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::brackets::places;
use super::interaction::Interaction;
use super::painting::{sides, strip};
use crate::export::canvas_png;
use crate::format;
use crate::paint::{BracketShapes, Caption, HeatmapPicture, Ink, Palette, Sheet, paint_sheet, write_svg};
use crate::views::save_chart::Chart;
use crate::views::selection_line::sides_in_words;
use crate::words::{failure_rule, nouns};

/// The canvas of the heatmap and the one that lies over it.
pub(super) type Canvases = (NodeRef<html::Canvas>, NodeRef<html::Canvas>);

/// The picture of a heatmap.
pub(super) fn picture(interaction: Interaction, canvases: Canvases) -> Chart {
    Chart {
        name: format!("heatmap{}", interaction.of_group()),
        file_name: Box::new(move |ending| file_name(&interaction, ending)),
        svg: Box::new(move || svg(&interaction, canvases)),
        png: Box::new(move || png(&interaction, canvases)),
    }
}

fn svg(interaction: &Interaction, (base, _): Canvases) -> Option<String> {
    let state = interaction.session.state;
    let (width, height) = interaction.size.get_untracked();
    let (grid, layout) = (interaction.grid.get_untracked()?, interaction.layout.get_untracked()?);
    let (answer, palette) = (interaction.heatmap.get_untracked()?, Palette::of(base.get_untracked()?.as_ref())?);
    let (selection, baseline) = untrack(|| sides(*interaction));
    let sheet = Sheet {
        picture: HeatmapPicture {
            heatmap: &answer.heatmap,
            grid: &grid,
            layout,
            scale: state.scale.get_untracked(),
            zone: state.zone.get_untracked(),
            palette: &palette,
            strip: untrack(|| strip(*interaction)),
        },
        caption: &caption(interaction)?,
        brackets: brackets_over(interaction)?,
        width,
        height,
        selection,
        baseline,
    };
    Some(write_svg(&sheet))
}

/// The heatmap with its words as a picture, once it is there: a `Blob`, or nothing where it is too large for the browser.
fn png(interaction: &Interaction, (base, overlay): Canvases) -> Option<Promise> {
    let (base, overlay) = (base.get_untracked()?, overlay.get_untracked()?);
    let palette = Palette::of(&base)?;
    let target: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    let size = interaction.size.get_untracked();
    paint_sheet(&target, &[base, overlay], size, (&caption(interaction)?, &brackets_over(interaction)?), &palette)
        .then_some(())?;
    Some(canvas_png(&target))
}

fn file_name(interaction: &Interaction, ending: &str) -> String {
    let group = interaction.group().map(|group| format!("-{group}")).unwrap_or_default();
    format!("{}-heatmap{group}.{ending}", interaction.session.state.source.get_untracked())
}

/// The brackets of findings over the plot. There are none over one group of several.
fn brackets_over(interaction: &Interaction) -> Option<BracketShapes> {
    let plot = interaction.layout.get_untracked()?.plot;
    if interaction.strip.is_some() {
        return Some(BracketShapes::of(&[], plot));
    }
    Some(BracketShapes::of(&untrack(|| places(interaction)), plot))
}

/// The source, what is shown of it, and both sides with their counts.
fn caption(interaction: &Interaction) -> Option<Caption> {
    let state = interaction.session.state;
    let (zone, (one, many)) = (state.zone.get_untracked(), nouns(state.population.get_untracked()));
    let answer = interaction.heatmap.get_untracked()?;
    let map = &answer.heatmap;
    let about = |text| format::about(map.estimates.is_some(), text);
    let facts = format!(
        "{}{} · {} · {} failing · {}",
        about(format::counted(map.units, one, many)),
        interaction.of_group(),
        about(format::rate_over(map.units, map.range)),
        about(format::count(map.failing)),
        format::dated_time_range(map.range, zone),
    );
    let axis = map.numbers.as_ref().map(|numbers| {
        let without = numbers.units_without;
        let all = map.units.saturating_add(without);
        let words = (without > 0).then(|| format!(" · {}", format::without_number(without, all, many)));
        (Ink::Fact, format!("Upwards: {}{}", format::number_name(&numbers.of), words.unwrap_or_default()))
    });
    let filter = untrack(|| state.view_filter()).map(|filter| (Ink::Fact, format!("Filter: {filter}")));
    let estimated = map.estimates.is_some().then(|| (Ink::Fact, "≈: estimated from sampled spans".to_owned()));
    let rule = failure_rule(state.fail.get_untracked()).map(|rule| (Ink::Fact, rule.to_owned()));
    let (selection, baseline) = sides_in_words(state);
    let lines =
        [Some((Ink::Title, state.source.get_untracked())), Some((Ink::Fact, facts)), axis, estimated, filter, rule];
    let sides = [selection.map(|words| (Ink::Selection, words)), baseline.map(|words| (Ink::Baseline, words))];
    Some(Caption::wrapped(lines.into_iter().chain(sides).flatten(), interaction.size.get_untracked().0))
}
