//! The keys of the flame graph, while it has the focus.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::flame::Flame;
use crate::geometry::flame::Move;
use crate::keys::is_plain;

/// Moves from frame to frame, zooms, and backs out.
pub(super) fn press(flame: Flame, event: &KeyboardEvent) {
    if !is_plain(event) {
        return;
    }
    match event.key().as_str() {
        "ArrowUp" => flame.go(Move::Up),
        "ArrowDown" => flame.go(Move::Down),
        "ArrowLeft" => flame.go(Move::Left),
        "ArrowRight" => flame.go(Move::Right),
        "Enter" => {
            if let Some(selected) = flame.selected.get_untracked() {
                flame.zoom_to(selected);
            }
        }
        "n" => flame.go_to_match(),
        "Escape" if flame.back_out() => {}
        _ => return,
    }
    // Otherwise they would scroll, or clear the selection of the heatmap.
    event.prevent_default();
}
