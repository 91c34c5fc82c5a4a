//! The whole trace in a strip, as a small flame graph: what of it is shown, and a place to choose that.

use std::sync::Arc;

use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;

use super::pointer::{CLICK_PX, place};
use super::readout::lines;
use super::waterfall::{Drag, Waterfall};
use crate::effect::effect;
use crate::geometry::waterfall::Minimap;
use crate::geometry::{Rect, TimeAxis};
use crate::paint::{MinimapPicture, Surface, WaterfallColors, paint_minimap};
use crate::signals::{Memo, RwSignal};
use crate::views::beside_pointer::beside_pointer;
use crate::views::canvas::{capture_pointer, once_a_frame};

/// The height of the strip, and the lanes that it has room for.
const HEIGHT_PX: f64 = 56.0;
const LANES: u32 = 25;

/// The strip as something to be used. Copies are the same strip.
#[derive(Clone, Copy)]
struct Strip {
    waterfall: Waterfall,
    drag: RwSignal<Option<Drag>>,
    /// Where the pointer is on the canvas.
    pointer: RwSignal<Option<(f64, f64)>>,
    /// Where the picture is on the canvas.
    rect: Memo<Option<Rect>>,
    map: Memo<Option<Arc<Minimap>>>,
}

impl Strip {
    fn new(waterfall: Waterfall) -> Self {
        let rect = Memo::new(move |_| {
            let timeline = waterfall.panes.get()?.timeline;
            Some(Rect { top: 0.0, height: HEIGHT_PX, width: timeline.width.floor(), ..timeline })
        });
        let map = Memo::new(move |_| {
            let axis = waterfall.window.get_untracked().whole_axis(rect.get()?.width);
            Some(Arc::new(waterfall.model.with_value(|model| Minimap::new(&model.trace, &model.errors, &axis, LANES))))
        });
        Self { waterfall, drag: RwSignal::new(None), pointer: RwSignal::new(None), rect, map }
    }

    /// All the time of the trace, as of now.
    fn axis(&self) -> TimeAxis {
        let width = self.rect.get_untracked().map_or(1.0, |rect| rect.width);
        self.waterfall.window.get_untracked().whole_axis(width)
    }

    fn x_of(&self, event: &PointerEvent) -> f64 {
        place(event).0 - self.rect.get_untracked().map_or(0.0, |rect| rect.left)
    }

    fn span_at(&self, (x, y): (f64, f64)) -> Option<u32> {
        let left = self.rect.get_untracked()?.left;
        self.map.with(|map| map.as_ref()?.span_at((x - left, y), HEIGHT_PX))
    }

    /// A press on what is shown begins to move it, one elsewhere to draw a time.
    fn press(&self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        capture_pointer(event);
        let (from_px, window) = (self.x_of(event), self.waterfall.window.get_untracked());
        let is_on_shown = !window.is_whole() && window.range().contains(self.axis().ns_from_px(from_px));
        self.drag.set(Some(if is_on_shown {
            Drag::Pan { from_px, window, has_moved: false }
        } else {
            Drag::Brush { from_px, to_px: from_px }
        }));
    }

    fn track(&self, event: &PointerEvent) {
        let to_px = self.x_of(event);
        self.pointer.set(Some(place(event)));
        match self.drag.get_untracked() {
            Some(Drag::Brush { from_px, .. }) => self.drag.set(Some(Drag::Brush { from_px, to_px })),
            Some(Drag::Pan { from_px, window, .. }) => {
                let axis = self.axis();
                let middle_px = axis.px_from_ns(window.range().from_ns) + to_px - from_px;
                self.waterfall.window.set(window.moved_to(axis.ns_from_px(middle_px)));
            }
            None => {}
        }
    }

    /// A release shows the time that was drawn. Without a move it was a click, which goes to a span.
    fn release(&self, event: &PointerEvent) {
        let (to_px, waterfall) = (self.x_of(event), self.waterfall);
        match self.drag.get_untracked() {
            Some(Drag::Brush { from_px, .. }) if (to_px - from_px).abs() > CLICK_PX => {
                let axis = self.axis();
                let (from_ns, to_ns) = (axis.ns_from_px(from_px), axis.ns_from_px(to_px));
                waterfall.window.update(|window| *window = window.between(from_ns, to_ns));
            }
            Some(Drag::Brush { from_px, .. } | Drag::Pan { from_px, .. }) if (to_px - from_px).abs() <= CLICK_PX => {
                if let Some(span) = untrack(|| self.span_at(place(event))) {
                    waterfall.select(span);
                    waterfall.focus();
                }
            }
            _ => {}
        }
        self.drag.set(None);
    }
}

/// The strip, with its pointer. Keys do the same on the waterfall.
#[component]
pub(super) fn MinimapView(waterfall: Waterfall, colors: Memo<Option<Arc<WaterfallColors>>>) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let strip = Strip::new(waterfall);
    let (drag, pointer) = (strip.drag, strip.pointer);
    paint(strip, canvas, colors);
    // There is room for words below the strip, however near to its lower edge the pointer is.
    let room = RwSignal::new((0.0, f64::INFINITY));
    effect(move || room.set((waterfall.size.get().0, f64::INFINITY)));
    let readout = beside_pointer(pointer, room, move || {
        let span = strip.span_at(pointer.get().filter(|_| drag.with(Option::is_none))?)?;
        Some(waterfall.model.with_value(|model| lines(model, span)))
    });
    view! {
        <div class="minimap">
            <canvas
                node_ref=canvas
                aria-hidden="true"
                style:width=move || format!("{:.0}px", waterfall.size.get().0)
                on:pointerdown=move |event| strip.press(&event)
                on:pointermove=move |event| strip.track(&event)
                on:pointerup=move |event| strip.release(&event)
                on:pointercancel=move |_| drag.set(None)
                on:pointerleave=move |_| pointer.set(None)
                on:dblclick=move |_| { waterfall.zoom_out(); }
            ></canvas>
            {readout}
        </div>
    }
}

/// Paints whenever what is shown changes, at most once a frame.
fn paint(strip: Strip, canvas: NodeRef<html::Canvas>, colors: Memo<Option<Arc<WaterfallColors>>>) {
    let waterfall = strip.waterfall;
    once_a_frame(move || {
        let (canvas, rect, map, colors) = (canvas.get(), strip.rect.get(), strip.map.get(), colors.get());
        let (window, drag, size) = (waterfall.window.get(), strip.drag.get(), waterfall.size.get());
        let (rows, selected) = (waterfall.rows.get(), waterfall.selected.get());
        waterfall.scroll.track();
        move || {
            let (Some(canvas), Some(rect), Some(map), Some(colors)) = (canvas, rect, map, colors) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, HEIGHT_PX) else { return };
            let brush_px = match drag {
                Some(Drag::Brush { from_px, to_px }) => Some((from_px, to_px)),
                _ => None,
            };
            let on_screen = waterfall.list().shown();
            let is_all = on_screen.len() >= map.spans.len();
            let picture = MinimapPicture {
                map: &map,
                axis: window.whole_axis(rect.width),
                shown: (!window.is_whole()).then(|| window.range()),
                on_screen: rows.spans().get(on_screen).filter(|_| !is_all),
                selected: Some(selected),
                brush_px,
                rect,
                colors: &colors,
            };
            paint_minimap(&surface, &picture);
        }
    });
}
