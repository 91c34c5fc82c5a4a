//! When canvases are painted, and how large they are.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

/// Keeps a size in step with the room inside of an element, in CSS pixels.
pub(super) fn follow_size(size: RwSignal<(f64, f64)>, frame: NodeRef<html::Div>) {
    Effect::new(move |_| {
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

/// Gathers what is needed whenever it changes, and paints with the newest of it in the next frame.
pub(super) fn once_a_frame<P: FnOnce() + 'static>(gather: impl Fn() -> P + 'static) {
    let newest: StoredValue<Option<P>, LocalStorage> = StoredValue::new_local(None);
    Effect::new(move |_| {
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
