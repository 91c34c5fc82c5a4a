//! The keys of the waterfall, while it has the focus.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::waterfall::Waterfall;

use crate::keys::is_plain;

/// Moves the selected row, opens and closes what is below it, shows its details, and copies it.
pub(super) fn press(waterfall: Waterfall, event: &KeyboardEvent) {
    if event.key() == "c" && (event.ctrl_key() || event.meta_key()) {
        waterfall.copy_selected();
        return;
    }
    if !is_plain(event) {
        return;
    }
    let page = isize::try_from(waterfall.list().page()).unwrap_or(1).saturating_sub(1).max(1);
    match event.key().as_str() {
        "ArrowDown" => waterfall.move_by(1),
        "ArrowUp" => waterfall.move_by(-1),
        "PageDown" => waterfall.move_by(page),
        "PageUp" => waterfall.move_by(-page),
        "Home" => waterfall.move_by(isize::MIN),
        "End" => waterfall.move_by(isize::MAX),
        "ArrowRight" => waterfall.open_or_enter(),
        "ArrowLeft" => waterfall.close_or_leave(),
        "Enter" => waterfall.show_details(),
        "z" => waterfall.zoom_to(waterfall.selected.get_untracked()),
        _ => return,
    }
    // Otherwise they would scroll.
    event.prevent_default();
}
