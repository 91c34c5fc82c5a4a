//! When canvases are painted, how large they are, and how far they are scrolled.

use std::sync::Arc;

use leptos::ev::{Event, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

use crate::effect::effect;
use crate::signals::{Memo, RwSignal};
use crate::theme::Themes;

/// Keeps a size in step with the room inside of an element, in CSS pixels.
pub(super) fn follow_size(size: RwSignal<(f64, f64)>, frame: NodeRef<html::Div>) {
    effect(move || {
        let Some(frame) = frame.get() else { return };
        let element = frame.clone();
        let measure = Closure::<dyn FnMut()>::new(move || {
            let measured = (f64::from(element.client_width()), f64::from(element.client_height()));
            if size.try_get_untracked() != Some(measured) {
                size.try_set(measured);
            }
        });
        let callback = measure.into_js_value();
        if let Ok(observer) = ResizeObserver::new(callback.unchecked_ref()) {
            observer.observe(&frame);
            let observer = StoredValue::new_local(observer);
            on_cleanup(move || {
                observer.try_with_value(ResizeObserver::disconnect);
            });
        }
    });
}

/// Has the element that a pointer was pressed on told of it until it is released, also where it leaves the element. A pointer that is gone by now
/// has nothing to tell.
pub(super) fn capture_pointer(event: &PointerEvent) {
    if let Some(pressed) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        let _ = pressed.set_pointer_capture(event.pointer_id());
    }
}

/// Keeps how far an element has been scrolled in step with it: what is to be done when it scrolls.
pub(super) fn follow_scroll(scroll: RwSignal<f64>, scroller: NodeRef<html::Div>) -> impl Fn(Event) {
    move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            scroll.set(f64::from(scroller.scroll_top()));
        }
    }
}

/// Scrolls an element. What is painted next is there already; the element follows once it is as high as what it has.
pub(super) fn scroll_to(scroll: RwSignal<f64>, scroller: NodeRef<html::Div>, scroll_px: f64) {
    scroll.set(scroll_px);
    request_animation_frame(move || {
        if let Some(scroller) = scroller.try_get_untracked().flatten() {
            #[expect(clippy::cast_possible_truncation, reason = "what is scrolled has a few million pixels")]
            scroller.set_scroll_top(scroll_px.round() as i32);
        }
    });
}

/// The colours that a canvas has from the style sheet, as long as it is there: read again whenever they change.
pub(super) fn colors<T: Send + Sync + 'static>(
    canvas: NodeRef<html::Canvas>,
    of: fn(&web_sys::Element) -> Option<T>,
) -> Memo<Option<Arc<T>>> {
    let themes = expect_context::<Themes>();
    Memo::new_with_compare(
        move |_| {
            themes.changes.track();
            let canvas = canvas.get()?;
            of(&canvas).map(Arc::new)
        },
        |_, _| true,
    )
}

/// Gathers what is needed whenever it changes, and paints with the newest of it in the next frame.
pub(super) fn once_a_frame<P: FnOnce() + 'static>(gather: impl Fn() -> P + 'static) {
    let newest: StoredValue<Option<P>, LocalStorage> = StoredValue::new_local(None);
    effect(move || {
        let is_scheduled = newest.with_value(Option::is_some);
        newest.set_value(Some(gather()));
        if !is_scheduled {
            request_animation_frame(move || {
                if let Some(paint) = newest.try_update_value(Option::take).flatten() {
                    paint();
                }
            });
        }
    });
}
