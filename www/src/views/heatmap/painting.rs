//! When the heatmap is painted: whenever what it shows changes, at most once a frame.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::{Baseline, Selection};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

use super::interaction::Interaction;
use crate::geometry::{Grid, Rect};
use crate::paint::{HeatmapPicture, Overlay, Palette, Surface, paint_heatmap, paint_overlay};
use crate::theme::Themes;

/// Keeps the size of the canvas, and with it the number of cells, in step with the page.
pub(super) fn follow_size(interaction: Interaction, frame: NodeRef<html::Div>) {
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        let element = frame.clone();
        let measure = Closure::<dyn FnMut()>::new(move || {
            let size = (f64::from(element.client_width()), f64::from(element.client_height()));
            if interaction.size.try_get_untracked() != Some(size) {
                interaction.size.try_set(size);
            }
        });
        let callback = measure.into_js_value();
        if let Ok(observer) = ResizeObserver::new(callback.unchecked_ref()) {
            observer.observe(&frame);
            let observer = StoredValue::new_local(observer);
            on_cleanup(move || {
                observer.try_with_value(ResizeObserver::disconnect);
            });
        }
    });
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
    let themes = expect_context::<Themes>();
    let palette = Memo::new_with_compare(
        move |_| {
            themes.changes.track();
            let canvas = base.get()?;
            Palette::of(&canvas).map(Arc::new)
        },
        |_, _| true,
    );
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

/// Gathers what is needed whenever it changes, and paints with the newest of it in the next frame.
fn once_a_frame<P: FnOnce() + 'static>(gather: impl Fn() -> P + 'static) {
    let newest: StoredValue<Option<P>, LocalStorage> = StoredValue::new_local(None);
    Effect::new(move |_| {
        let is_scheduled = newest.with_value(Option::is_some);
        newest.set_value(Some(gather()));
        if !is_scheduled {
            request_animation_frame(move || {
                if let Some(paint) = newest.try_update_value(Option::take).flatten() {
                    paint();
                }
            });
        }
    });
}
