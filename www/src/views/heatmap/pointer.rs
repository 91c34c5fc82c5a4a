//! The pointer on the heatmap: drag to select, with Shift for the baseline; wheel to zoom.

use crate::effect::effect;
use leptos::ev::{PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::interaction::{Interaction, Side};
use crate::views::canvas::capture_pointer;

/// Which change of the view a pixel of wheel makes, as an exponent.
const ZOOM_PER_PX: f64 = 0.002;
/// Pixels in a line of wheel, where the browser counts lines.
const LINE_PX: f64 = 16.0;

/// A press begins a rectangle, with Shift that of the baseline, if it is of the main button and on the plot.
pub(super) fn press(interaction: Interaction, event: &PointerEvent) {
    let Some((x, y)) = place(interaction, event) else { return };
    if event.button() != 0 || !is_on_plot(interaction, x, y) {
        return;
    }
    capture_pointer(event);
    let side = if event.shift_key() { Side::Baseline } else { Side::Selection };
    interaction.begin_drag(side, x, y);
}

/// A move draws the rectangle, or points.
pub(super) fn track(interaction: Interaction, event: &PointerEvent) {
    let place = place(interaction, event);
    interaction.pointer.set(place);
    if let Some((x, y)) = place {
        interaction.drag_to(x, y);
    }
}

/// A release ends the rectangle.
pub(super) fn release(interaction: Interaction) {
    interaction.end_drag();
}

/// The wheel zooms time; with Shift, or beside the plot, rows. Where it changes nothing, the page scrolls.
pub(super) fn follow_wheel(interaction: Interaction, canvas: NodeRef<html::Canvas>) {
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        let listener = Closure::<dyn FnMut(WheelEvent)>::new(move |event: WheelEvent| {
            if wheel(interaction, &event) {
                event.prevent_default();
            }
        });
        canvas.set_onwheel(Some(listener.into_js_value().unchecked_ref()));
    });
}

fn wheel(interaction: Interaction, event: &WheelEvent) -> bool {
    let Some((x, y)) = place(interaction, event) else { return false };
    let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { LINE_PX } else { 1.0 };
    // Some systems turn a wheel with Shift sideways.
    let turned = if event.shift_key() && event.delta_y() == 0.0 { event.delta_x() } else { event.delta_y() };
    let factor = (turned * unit * ZOOM_PER_PX).clamp(-1.0, 1.0).exp();
    if event.shift_key() || x < 0.0 {
        interaction.zoom_rows(y, factor)
    } else {
        interaction.pointer.set(Some((x, y)));
        interaction.zoom_time(factor)
    }
}

/// Where an event is, in pixels of the plot.
fn place(interaction: Interaction, event: &web_sys::MouseEvent) -> Option<(f64, f64)> {
    let plot = interaction.layout.get_untracked()?.plot;
    let corner = canvas(event)?.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    Some((x - corner.left() - plot.left, y - corner.top() - plot.top))
}

fn is_on_plot(interaction: Interaction, x: f64, y: f64) -> bool {
    interaction
        .layout
        .get_untracked()
        .is_some_and(|layout| (0.0..layout.plot.width).contains(&x) && (0.0..layout.plot.height).contains(&y))
}

fn canvas(event: &web_sys::MouseEvent) -> Option<web_sys::Element> {
    event.current_target()?.dyn_into().ok()
}
