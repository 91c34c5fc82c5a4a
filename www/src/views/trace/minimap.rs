//! The whole trace in a strip, as a small flame graph: what of it is shown, and a place to choose that.

use std::sync::Arc;

use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::pointer::{CLICK_PX, place};
use super::readout::lines;
use super::waterfall::{Drag, Waterfall};
use crate::effect::effect;
use crate::geometry::Rect;
use crate::geometry::waterfall::Minimap;
use crate::paint::{MinimapPicture, Surface, WaterfallColors, paint_minimap};
use crate::signals::{Memo, RwSignal};
use crate::views::beside_pointer::beside_pointer;
use crate::views::canvas::once_a_frame;

/// The height of the strip, and the lanes that it has room for.
const HEIGHT_PX: f64 = 56.0;
const LANES: u32 = 25;

/// The strip, with its pointer. Keys do the same on the waterfall.
#[component]
pub(super) fn MinimapView(waterfall: Waterfall, colors: Memo<Option<Arc<WaterfallColors>>>) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let drag = RwSignal::new(None::<Drag>);
    let pointer = RwSignal::new(None::<(f64, f64)>);
    let rect = Memo::new(move |_| {
        let timeline = waterfall.panes.get()?.timeline;
        Some(Rect { top: 0.0, height: HEIGHT_PX, width: timeline.width.floor(), ..timeline })
    });
    let map = Memo::new(move |_| {
        let axis = waterfall.window.get_untracked().whole_axis(rect.get()?.width);
        Some(Arc::new(waterfall.model.with_value(|model| Minimap::new(&model.trace, &model.errors, &axis, LANES))))
    });
    once_a_frame(move || {
        let (canvas, rect, map, colors) = (canvas.get(), rect.get(), map.get(), colors.get());
        let (window, drag, size) = (waterfall.window.get(), drag.get(), waterfall.size.get());
        let (rows, selected) = (waterfall.rows.get(), waterfall.selected.get());
        waterfall.scroll.track();
        move || {
            let (Some(canvas), Some(rect), Some(map), Some(colors)) = (canvas, rect, map, colors) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, HEIGHT_PX) else { return };
            let brush_px = match drag {
                Some(Drag::Brush { from_px, to_px }) => Some((from_px, to_px)),
                _ => None,
            };
            let shown = (!window.is_whole()).then(|| window.range());
            let axis = window.whole_axis(rect.width);
            let on_screen = waterfall.list().shown();
            let is_all = on_screen.len() >= map.spans.len();
            let on_screen = rows.spans().get(on_screen).filter(|_| !is_all);
            paint_minimap(
                &surface,
                &MinimapPicture {
                    map: &map,
                    axis,
                    shown,
                    on_screen,
                    selected: Some(selected),
                    brush_px,
                    rect,
                    colors: &colors,
                },
            );
        }
    });
    let x_of = move |event: &PointerEvent| place(event).0 - rect.get_untracked().map_or(0.0, |rect| rect.left);
    let axis = move || waterfall.window.get_untracked().whole_axis(rect.get_untracked().map_or(1.0, |rect| rect.width));
    let press = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(canvas) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            // What is drawn goes on where the pointer leaves the strip.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        let (from_px, window) = (x_of(&event), waterfall.window.get_untracked());
        let is_on_shown = !window.is_whole() && window.range().contains(axis().ns_from_px(from_px));
        drag.set(Some(if is_on_shown {
            Drag::Pan { from_px, window, has_moved: false }
        } else {
            Drag::Brush { from_px, to_px: from_px }
        }));
    };
    let track = move |event: PointerEvent| {
        let to_px = x_of(&event);
        pointer.set(Some(place(&event)));
        match drag.get_untracked() {
            Some(Drag::Brush { from_px, .. }) => drag.set(Some(Drag::Brush { from_px, to_px })),
            Some(Drag::Pan { from_px, window, .. }) => {
                let middle_px = axis().px_from_ns(window.range().from_ns) + to_px - from_px;
                waterfall.window.set(window.moved_to(axis().ns_from_px(middle_px)));
            }
            None => {}
        }
    };
    let span_at = move |(x, y): (f64, f64)| {
        let left = rect.get_untracked()?.left;
        map.with(|map| map.as_ref()?.span_at((x - left, y), HEIGHT_PX))
    };
    let release = move |event: PointerEvent| {
        let to_px = x_of(&event);
        match drag.get_untracked() {
            Some(Drag::Brush { from_px, .. }) if (to_px - from_px).abs() > CLICK_PX => {
                let (from_ns, to_ns) = (axis().ns_from_px(from_px), axis().ns_from_px(to_px));
                waterfall.window.update(|window| *window = window.between(from_ns, to_ns));
            }
            Some(Drag::Brush { from_px, .. } | Drag::Pan { from_px, .. }) if (to_px - from_px).abs() <= CLICK_PX => {
                if let Some(span) = untrack(|| span_at(place(&event))) {
                    waterfall.select(span);
                    waterfall.focus();
                }
            }
            _ => {}
        }
        drag.set(None);
    };
    // There is room for words below the strip, however near to its lower edge the pointer is.
    let room = RwSignal::new((0.0, f64::INFINITY));
    effect(move || room.set((waterfall.size.get().0, f64::INFINITY)));
    let readout = beside_pointer(pointer, room, move || {
        let span = span_at(pointer.get().filter(|_| drag.with(Option::is_none))?)?;
        Some(waterfall.model.with_value(|model| lines(model, span)))
    });
    view! {
        <div class="minimap">
            <canvas
                node_ref=canvas
                aria-hidden="true"
                style:width=move || format!("{:.0}px", waterfall.size.get().0)
                on:pointerdown=press
                on:pointermove=track
                on:pointerup=release
                on:pointercancel=move |_| drag.set(None)
                on:pointerleave=move |_| pointer.set(None)
                on:dblclick=move |_| { waterfall.zoom_out(); }
            ></canvas>
            {readout}
        </div>
    }
}
