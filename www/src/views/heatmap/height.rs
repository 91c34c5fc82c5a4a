//! How high the heatmap is: as there is room, or as a person has drawn it, which is remembered.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

use crate::host::Host;
use crate::keys::is_plain;
use crate::signals::RwSignal;
use crate::views::canvas::{capture_pointer, follow_size};

const KEY: &str = "spanlens-heatmap-height";

/// Below this, durations cannot be told apart.
const LEAST_PX: f64 = 120.0;
/// What stays free for what is around the heatmap.
const REST_PX: f64 = 200.0;
/// How far an arrow goes, and a page.
const STEP_PX: f64 = 16.0;
const PAGE_PX: f64 = 80.0;

/// The height of all plots together. Copies are the same height.
#[derive(Clone, Copy)]
pub(super) struct Height {
    host: Host,
    /// In CSS pixels; nothing where it is as there is room.
    chosen: RwSignal<Option<f64>>,
    /// The size that the plots have.
    size: RwSignal<(f64, f64)>,
}

/// What a key does with a height.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    To(f64),
    Reset,
}

impl Height {
    /// Of the plots in a frame: the height that is remembered, if one is.
    pub(super) fn new(host: Host, frame: NodeRef<html::Div>) -> Self {
        let remembered = host.remembered(KEY).and_then(|text| text.parse().ok()).filter(|px: &f64| px.is_finite());
        let size = RwSignal::new((0.0, 0.0));
        follow_size(size, frame);
        Self { host, chosen: RwSignal::new(remembered), size }
    }

    /// As a length of CSS that follows the room where it shrinks; nothing where nothing is chosen.
    pub(super) fn style(self) -> Option<String> {
        let chosen = self.chosen.get()?;
        Some(format!("clamp({LEAST_PX}px, {chosen}px, max({LEAST_PX}px, 100cqh - {REST_PX}px))"))
    }

    fn room_px(self) -> f64 {
        self.host.bounds().3
    }

    fn set(self, px: f64) {
        self.chosen.set(Some(bounded(px, self.room_px())));
    }

    fn remember(self) {
        match self.chosen.get_untracked() {
            Some(px) => self.host.remember(KEY, &px.to_string()),
            None => self.host.forget(KEY),
        }
    }

    fn reset(self) {
        self.chosen.set(None);
        self.remember();
    }
}

/// What makes the heatmap higher and lower.
#[component]
pub(super) fn HeightHandle(height: Height) -> impl IntoView {
    // Where the pointer was when it was pressed, and the height then.
    let drag = RwSignal::new(None::<(f64, f64)>);
    let now_px = move || height.size.get().1.round();
    let press = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        capture_pointer(&event);
        drag.set(Some((f64::from(event.client_y()), untrack(now_px))));
    };
    let track = move |event: PointerEvent| {
        if let Some((from_y, from_px)) = drag.get_untracked() {
            height.set(from_px + f64::from(event.client_y()) - from_y);
        }
    };
    let release = move |_: PointerEvent| {
        drag.set(None);
        height.remember();
    };
    let key = move |event: KeyboardEvent| {
        if !is_plain(&event) {
            return;
        }
        match after_key(&event.key(), untrack(now_px)) {
            Some(Change::To(px)) => {
                height.set(px);
                height.remember();
            }
            Some(Change::Reset) => height.reset(),
            None => return,
        }
        // It would scroll.
        event.prevent_default();
    };
    view! {
        <div
            class="handle"
            class:drawn=move || drag.with(Option::is_some)
            role="separator"
            tabindex="0"
            aria-orientation="horizontal"
            aria-label="Height of the heatmap"
            aria-valuenow=move || now_px().to_string()
            aria-valuemin=LEAST_PX.to_string()
            aria-valuemax=move || {
                height.size.track();
                most_px(height.room_px()).to_string()
            }
            aria-valuetext=move || format!("{} pixels", now_px())
            title="Drag, or use the arrow keys, for a higher or lower heatmap. Double click or Home: as there is room"
            on:pointerdown=press
            on:pointermove=track
            on:pointerup=release
            on:pointercancel=release
            on:dblclick=move |_| height.reset()
            on:keydown=key
        ></div>
    }
}

fn most_px(room_px: f64) -> f64 {
    (room_px - REST_PX).max(LEAST_PX).round()
}

fn bounded(px: f64, room_px: f64) -> f64 {
    px.clamp(LEAST_PX, most_px(room_px)).round()
}

fn after_key(key: &str, now_px: f64) -> Option<Change> {
    Some(match key {
        "ArrowUp" => Change::To(now_px - STEP_PX),
        "ArrowDown" => Change::To(now_px + STEP_PX),
        "PageUp" => Change::To(now_px - PAGE_PX),
        "PageDown" => Change::To(now_px + PAGE_PX),
        "End" => Change::To(f64::MAX),
        "Home" => Change::Reset,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(a: f64, b: f64) -> bool {
        (a - b).abs() < f64::EPSILON
    }

    #[test]
    fn a_height_leaves_room_for_the_rest() {
        for (px, room_px, expected) in [
            (300.4, 800.0, 300.0),
            (10.0, 800.0, 120.0),
            (900.0, 800.0, 600.0),
            (f64::MAX, 800.0, 600.0),
            (300.0, 100.0, 120.0),
        ] {
            assert!(is(bounded(px, room_px), expected), "{px} in {room_px}");
        }
    }

    #[test]
    fn keys_go_up_and_down() {
        assert_eq!(after_key("ArrowDown", 200.0), Some(Change::To(216.0)));
        assert_eq!(after_key("PageUp", 200.0), Some(Change::To(120.0)));
        assert_eq!(after_key("Home", 200.0), Some(Change::Reset));
        assert_eq!(after_key("a", 200.0), None);
    }
}
