//! The keys of the heatmap.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;

use super::interaction::Interaction;
use crate::geometry::Direction;
use crate::keys::is_plain;
use crate::signals::RwSignal;
use crate::views::HelpOpen;
use crate::words::RangeMove;

/// How much of the time is left after a step of zooming in.
const ZOOM_IN: f64 = 0.5;
/// Which share of the time a step of panning moves by.
const PAN: f64 = 0.25;

/// Arrows and Enter, while the heatmap has the focus.
pub(super) fn press(interaction: Interaction, event: &KeyboardEvent) {
    if !is_plain(event) {
        return;
    }
    let direction = match event.key().as_str() {
        "ArrowLeft" => Direction::Left,
        "ArrowRight" => Direction::Right,
        "ArrowUp" => Direction::Up,
        "ArrowDown" => Direction::Down,
        "Enter" => {
            interaction.select_cursor();
            return;
        }
        _ => return,
    };
    // Arrows would scroll the page.
    event.prevent_default();
    interaction.move_cursor(direction, event.shift_key());
}

/// Zooming, panning, choosing a baseline and backing out, wherever the focus is: of the heatmap that takes the keys. Where there is no more to see of
/// the range of a database, the keys that zoom out and pan read the range about it or beside it. The wheel does not: it turns too easily.
pub(super) fn follow_page_keys(takes_keys: RwSignal<Interaction>) {
    let help = expect_context::<HelpOpen>();
    takes_keys.get_untracked().session.host.listen(&ev::keydown, move |event| {
        let interaction = takes_keys.get_untracked();
        // What lies over the heatmap takes its own keys.
        let is_below = help.0.get_untracked() || interaction.session.state.is_covered();
        if is_below || event.default_prevented() || !is_plain(&event) {
            return;
        }
        match event.key().as_str() {
            "w" => interaction.zoom_time(ZOOM_IN),
            "s" => interaction.zoom_time(1.0 / ZOOM_IN) || interaction.session.move_range(RangeMove::Longer),
            "a" => interaction.pan(-PAN) || interaction.session.move_range(RangeMove::Earlier),
            "d" => interaction.pan(PAN) || interaction.session.move_range(RangeMove::Later),
            "b" => interaction.make_baseline(),
            "Escape" => interaction.back_out(),
            _ => false,
        };
    });
}
