//! When the heatmap is painted: whenever what it shows changes, at most once a frame.

use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::{Baseline, Selection};

use super::interaction::Interaction;
use crate::effect::effect;
use crate::geometry::{Aligned, Rect};
use crate::paint::{HeatmapPicture, Overlay, Palette, Strip, Surface, paint_heatmap, paint_overlay};
use crate::state::State;
use crate::views::canvas::{self, colors, once_a_frame};

/// Keeps the size of the canvas, and with it the number of cells, in step with the page.
pub(super) fn follow_size(interaction: Interaction, frame: NodeRef<html::Div>) {
    canvas::follow_size(interaction.size, frame);
    effect(move || {
        let cells = interaction.layout.get().map(|layout| layout.cells());
        // A canvas that is resized by a pixel or two has the same cells as before, and one that is hidden keeps them.
        if cells.is_some() && interaction.cells.get_untracked() != cells {
            interaction.cells.set(cells);
        }
    });
}

/// Paints both canvases when they have to be.
pub(super) fn follow(interaction: Interaction, base: NodeRef<html::Canvas>, overlay: NodeRef<html::Canvas>) {
    let palette = colors(base, Palette::of);
    once_a_frame(move || {
        let (size, layout, grid) = (interaction.size.get(), interaction.layout.get(), interaction.grid.get());
        let state = interaction.session.state;
        let (palette, scale, zone) = (palette.get(), state.scale.get(), state.zone.get());
        let canvas = base.get();
        let (answer, strip) = (interaction.heatmap.get(), strip(interaction));
        move || {
            let (Some(canvas), Some(layout), Some(palette)) = (canvas, layout, palette) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, size.1) else { return };
            if let (Some(grid), Some(answer)) = (grid, answer) {
                let picture = HeatmapPicture {
                    heatmap: &answer.heatmap,
                    grid: &grid,
                    layout,
                    scale,
                    zone,
                    palette: &palette,
                    strip,
                };
                paint_heatmap(&surface, &picture);
            }
        }
    });
    once_a_frame(move || {
        let (size, layout, grid) = (interaction.size.get(), interaction.layout.get(), interaction.grid.get());
        let (pointed, cursor) = (interaction.pointed_cell(), interaction.cursor_cell());
        let (selection, baseline) = sides(interaction);
        let lit = lit(interaction.session.state);
        let (palette, canvas) = (palette.get(), overlay.get());
        move || {
            let (Some(canvas), Some(layout), Some(palette)) = (canvas, layout, palette) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, size.1) else { return };
            if let Some(grid) = grid {
                let picture = Overlay {
                    layout,
                    palette: &palette,
                    selection,
                    baseline,
                    lit: lit.as_ref().and_then(|selection| grid.rect_of(selection)),
                    cursor: cursor.map(|cell| grid.rect(cell)),
                    pointed: pointed.map(|cell| grid.rect(cell)),
                };
                paint_overlay(&surface, &picture);
            }
        }
    });
}

/// The finding that is pointed at, if it has a place.
fn lit(state: State) -> Option<Selection> {
    let selection = state.of_finding(state.lit.get()?, |finding| finding.selection.clone())?;
    (selection.time.is_some() || selection.durations.is_some()).then_some(selection)
}

/// What a heatmap is aligned with others by.
pub(super) fn strip(interaction: Interaction) -> Option<Strip> {
    let strip = interaction.strip?;
    interaction.session.state.aligned.with(|aligned| {
        let Aligned { alignment, most_errors, .. } = &**aligned.as_ref()?;
        Some(Strip { start_ns: alignment.start_ns(strip), most_errors: *most_errors })
    })
}

/// The places of the selection and the baseline, as far as they have one here.
pub(super) fn sides(interaction: Interaction) -> (Option<Rect>, Option<Rect>) {
    let Some(grid) = interaction.grid.get() else { return (None, None) };
    let place = |side: &Selection| interaction.is_about(side).then(|| grid.rect_of(side)).flatten();
    let state = interaction.session.state;
    state.selection.with(|selection| {
        let baseline = match state.baseline() {
            Baseline::Rest => None,
            Baseline::Rectangle(baseline) => place(&baseline),
            Baseline::Before => selection.as_ref().and_then(|selection| {
                let time = Some(selection.time_before()?);
                place(&Selection { time, group: selection.group.clone(), ..Selection::default() })
            }),
        };
        (selection.as_ref().and_then(place), baseline)
    })
}
