//! The keys of the map, while it has the focus.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::map::{Map, Step};
use crate::keys::is_plain;

/// Moves from service to service, zooms, and backs out.
pub(super) fn press(map: Map, event: &KeyboardEvent) {
    if !is_plain(event) {
        return;
    }
    match event.key().as_str() {
        "ArrowUp" => map.go(Step::Up),
        "ArrowDown" => map.go(Step::Down),
        "ArrowLeft" => map.go(Step::ToCaller),
        "ArrowRight" => map.go(Step::ToCallee),
        "Enter" => map.toggle_focus(),
        "c" => map.go_to_call(),
        "+" | "=" => map.zoom_by(1),
        "-" => map.zoom_by(-1),
        "0" => map.zoom.set(None),
        "Escape" if map.back_out() => {}
        _ => return,
    }
    // Otherwise they would scroll, or clear the selection of the heatmap.
    event.prevent_default();
    event.stop_propagation();
}
