//! The pointer on the flame graph: point to read, click to select and zoom.

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;

use super::flame::Flame;

/// A move points.
pub(super) fn track(flame: Flame, event: &PointerEvent) {
    flame.pointer.set(Some(place(event)));
}

/// A click zooms into a frame; into the one that is as wide as there is room, out of it.
pub(super) fn click(flame: Flame, event: &MouseEvent) {
    let (x, y) = place(event);
    let frame = untrack(|| flame.frame_at(x, y + flame.scroll.get()));
    match frame {
        Some(frame) if flame.zoom.get_untracked() == Some(frame) => {
            flame.zoom_out();
        }
        Some(frame) => flame.zoom_to(frame),
        None => {}
    }
}

/// Where an event is on its canvas.
fn place(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}
