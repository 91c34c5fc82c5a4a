//! Dialogs that are open while something else says so.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::host::Host;

/// A dialog that is shown, above everything else, whenever `is_open`.
pub(super) fn modal(is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open(), dialog.open()) {
            (true, false) => {
                // Only a dialog outside of the document cannot be shown.
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    dialog
}

/// A dialog that fills the room for views whenever `is_open`: all of a page, or the box of an element and no more.
pub(super) fn cover(host: Host, is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    if host.is_page {
        return modal(is_open);
    }
    let dialog = NodeRef::<html::Dialog>::new();
    let before = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open(), dialog.open()) {
            (true, false) => {
                before.set_value(host.focused().and_then(|element| element.dyn_into().ok()));
                dialog.show();
            }
            (false, true) => {
                dialog.close();
                // What is below can be reached again only once it has been told so.
                request_animation_frame(move || {
                    if let Some(element) = before.try_update_value(Option::take).flatten() {
                        let _ = element.focus();
                    }
                });
            }
            _ => {}
        }
    });
    dialog
}
