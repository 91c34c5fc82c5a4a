//! The pointer on the waterfall: click for details of a span or an event, drag to pan, drag the ruler to zoom, wheel with Ctrl or Shift to zoom.

use leptos::ev::{PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::TraceEventKey;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::events::Events;
use super::waterfall::{Drag, Waterfall};
use crate::effect::effect;
use crate::geometry;
use crate::geometry::waterfall::{Dot, Panes};
use crate::views::canvas::capture_pointer;

/// Which change of the view a pixel of wheel makes, as an exponent.
const ZOOM_PER_PX: f64 = 0.002;
/// Pixels in a line of wheel, where the browser counts lines.
const LINE_PX: f64 = 16.0;
/// How far a pointer may move within a click.
pub(super) const CLICK_PX: f64 = 4.0;

/// A press on the ruler begins to draw a time, one elsewhere to pan.
pub(super) fn press(waterfall: Waterfall, event: &PointerEvent) {
    let Some(panes) = waterfall.panes.get_untracked().filter(|_| event.button() == 0) else { return };
    let (x, y) = place(event);
    let from_px = x - panes.timeline.left;
    let is_on_ruler = y < Panes::RULER_PX && from_px >= 0.0;
    waterfall.drag.set(Some(if is_on_ruler {
        Drag::Brush { from_px, to_px: from_px }
    } else {
        Drag::Pan { from_px, window: waterfall.window.get_untracked(), has_moved: false }
    }));
    capture_pointer(event);
}

/// A move draws, pans, or points.
pub(super) fn track(waterfall: Waterfall, event: &PointerEvent) {
    let Some(panes) = waterfall.panes.get_untracked() else { return };
    let (x, y) = place(event);
    waterfall.pointer.set(Some((x, y)));
    let to_px = x - panes.timeline.left;
    match waterfall.drag.get_untracked() {
        Some(Drag::Brush { from_px, .. }) => waterfall.drag.set(Some(Drag::Brush { from_px, to_px })),
        Some(Drag::Pan { from_px, window, has_moved }) => {
            let has_moved = has_moved || (to_px - from_px).abs() > CLICK_PX;
            waterfall.drag.set(Some(Drag::Pan { from_px, window, has_moved }));
            if has_moved && !window.is_whole() {
                waterfall.window.set(window.panned((from_px - to_px) / panes.timeline.width.max(1.0)));
            }
        }
        None => {}
    }
}

/// A release shows the time that was drawn. Without a move it was a click.
pub(super) fn release(events: Events, event: &PointerEvent) {
    let waterfall = events.waterfall;
    let (drag, panes) = (waterfall.drag.get_untracked(), waterfall.panes.get_untracked());
    waterfall.drag.set(None);
    match (drag, panes) {
        (Some(Drag::Brush { from_px, to_px }), Some(panes)) if (to_px - from_px).abs() > CLICK_PX => {
            let window = waterfall.window.get_untracked();
            let axis = window.axis(panes.timeline.width);
            waterfall.window.set(window.between(axis.ns_from_px(from_px), axis.ns_from_px(to_px)));
        }
        (Some(Drag::Pan { has_moved: false, .. }), _) => click(events, place(event)),
        _ => {}
    }
}

/// A click on a triangle hides or shows what is below, one on a dot shows its event; any other click on a row shows its details.
fn click(events: Events, (x, y): (f64, f64)) {
    let waterfall = events.waterfall;
    let Some(span) = span_at(waterfall, y) else { return };
    let depth = waterfall.model.with_value(|model| model.trace.depths[span as usize]);
    let is_on_twisty = || Panes::twisty(waterfall.indent().px(depth)).contains(&x);
    if waterfall.has_children(span) && is_on_twisty() {
        let is_collapsed = waterfall.collapsed.with_untracked(|collapsed| collapsed.contains(span));
        waterfall.set_collapsed(span, !is_collapsed);
    } else if let Some(dot) = dot_at(waterfall, span, x) {
        events.find(TraceEventKey { span: Some(span), number: dot.worst });
    } else {
        waterfall.select(span);
        waterfall.show_details();
    }
}

/// A double click shows the time of a span; on the ruler, all time.
pub(super) fn double_click(waterfall: Waterfall, event: &leptos::ev::MouseEvent) {
    let y = f64::from(event.offset_y());
    if let Some(span) = span_at(waterfall, y) {
        waterfall.zoom_to(span);
    } else {
        waterfall.zoom_out();
    }
}

/// The span whose row is at a height of the canvas.
pub(super) fn span_at(waterfall: Waterfall, y: f64) -> Option<u32> {
    let row = waterfall.list().row_at(y - Panes::RULER_PX)?;
    waterfall.rows.with_untracked(|rows| rows.span(row))
}

/// The dot of a span that is at a place of the canvas.
pub(super) fn dot_at(waterfall: Waterfall, span: u32, x: f64) -> Option<Dot> {
    let timeline = waterfall.panes.get_untracked()?.timeline;
    let axis = waterfall.window.get_untracked().axis(timeline.width);
    let dots = waterfall.model.with_value(|model| model.dots(span, &axis));
    geometry::waterfall::dot_at(&dots, x - timeline.left).copied()
}

/// The wheel scrolls. With Ctrl or Shift it zooms; sideways it pans.
pub(super) fn follow_wheel(waterfall: Waterfall, canvas: NodeRef<html::Canvas>) {
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        let listener = Closure::<dyn FnMut(WheelEvent)>::new(move |event: WheelEvent| {
            if wheel(waterfall, &event) {
                event.prevent_default();
            }
        });
        canvas.set_onwheel(Some(listener.into_js_value().unchecked_ref()));
    });
}

fn wheel(waterfall: Waterfall, event: &WheelEvent) -> bool {
    let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { LINE_PX } else { 1.0 };
    let (sideways, down) = (event.delta_x() * unit, event.delta_y() * unit);
    if event.ctrl_key() || event.shift_key() {
        // Some systems turn a wheel with Shift sideways.
        let turned = if down == 0.0 { sideways } else { down };
        waterfall.pointer.set(Some(place(event)));
        waterfall.zoom((turned * ZOOM_PER_PX).clamp(-1.0, 1.0).exp());
        return true;
    }
    let width = waterfall.panes.get_untracked().map_or(1.0, |panes| panes.timeline.width);
    let is_sideways = sideways.abs() > down.abs();
    if is_sideways {
        waterfall.window.update(|window| *window = window.panned(sideways / width));
    }
    is_sideways
}

/// Where an event is on its canvas.
pub(super) fn place(event: &web_sys::MouseEvent) -> (f64, f64) {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}
