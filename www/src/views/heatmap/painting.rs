//! When the heatmap is painted: whenever what it shows changes, at most once a frame.

use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::{Baseline, Selection};

use super::interaction::Interaction;
use crate::geometry::{Grid, Rect};
use crate::paint::{HeatmapPicture, Overlay, Palette, Surface, paint_heatmap, paint_overlay};
use crate::views::canvas::{self, colors, once_a_frame};

/// Keeps the size of the canvas, and with it the number of cells, in step with the page.
pub(super) fn follow_size(interaction: Interaction, frame: NodeRef<html::Div>) {
    canvas::follow_size(interaction.size, frame);
    Effect::new(move |_| {
        let cells = interaction.layout.get().map(|layout| layout.cells());
        // A canvas that is resized by a pixel or two has the same cells as before.
        if interaction.session.state.cells.get_untracked() != cells {
            interaction.session.state.cells.set(cells);
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
        let answer = state.heatmap.get();
        move || {
            let (Some(canvas), Some(layout), Some(palette)) = (canvas, layout, palette) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, size.1) else { return };
            if let (Some(grid), Some(answer)) = (grid, answer) {
                let picture =
                    HeatmapPicture { heatmap: &answer.heatmap, grid: &grid, layout, scale, zone, palette: &palette };
                paint_heatmap(&surface, &picture);
            }
        }
    });
    once_a_frame(move || {
        let (size, layout, grid) = (interaction.size.get(), interaction.layout.get(), interaction.grid.get());
        let (pointed, cursor) = (interaction.pointed_cell(), interaction.cursor_cell());
        let (selection, baseline) = (interaction.session.state.selection.get(), interaction.session.state.baseline());
        let (palette, canvas) = (palette.get(), overlay.get());
        move || {
            let (Some(canvas), Some(layout), Some(palette)) = (canvas, layout, palette) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, size.1) else { return };
            if let Some(grid) = grid {
                let picture = Overlay {
                    layout,
                    palette: &palette,
                    selection: selection.as_ref().and_then(|selection| grid.rect_of(selection)),
                    baseline: baseline_rect(&grid, selection.as_ref(), baseline),
                    cursor: cursor.map(|cell| grid.rect(cell)),
                    pointed: pointed.map(|cell| grid.rect(cell)),
                };
                paint_overlay(&surface, &picture);
            }
        }
    });
}

/// The place of a baseline that has one.
pub(super) fn baseline_rect(grid: &Grid, selection: Option<&Selection>, baseline: Baseline) -> Option<Rect> {
    match baseline {
        Baseline::Rest => None,
        Baseline::Rectangle(other) => grid.rect_of(&other),
        Baseline::Before => {
            let time = selection?.time_before()?;
            grid.rect_of(&Selection { time: Some(time), ..Selection::default() })
        }
    }
}
