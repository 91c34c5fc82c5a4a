//! Dialogs that are open while something else says so.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use crate::effect::effect;
use crate::host::Host;

/// A dialog that is shown, above everything else, whenever `is_open`.
pub(super) fn modal(is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    // Only a dialog outside of the document cannot be shown.
    follow(is_open, |dialog| drop(dialog.show_modal()), || {})
}

/// A dialog that fills the room for views whenever `is_open`: all of a page, or the box of an element and no more.
pub(super) fn cover(host: Host, is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    if host.is_page {
        return modal(is_open);
    }
    let before = StoredValue::new_local(None::<HtmlElement>);
    let show = move |dialog: &HtmlDialogElement| {
        before.set_value(host.focused().and_then(|element| element.dyn_into().ok()));
        dialog.show();
    };
    follow(is_open, show, move || {
        // What is below can be reached again only once it has been told so.
        request_animation_frame(move || {
            if let Some(element) = before.try_update_value(Option::take).flatten() {
                let _ = element.focus();
            }
        });
    })
}

/// Shows and closes a dialog as something else says.
fn follow(
    is_open: impl Fn() -> bool + 'static,
    show: impl Fn(&HtmlDialogElement) + 'static,
    closed: impl Fn() + 'static,
) -> NodeRef<html::Dialog> {
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match (is_open(), dialog.open()) {
            (true, false) => show(&dialog),
            (false, true) => {
                dialog.close();
                closed();
            }
            _ => {}
        }
    });
    dialog
}
