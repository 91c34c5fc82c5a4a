//! Dialogs that are open while something else says so.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use crate::effect::effect;
use crate::host::Host;

/// What small dialogs are found by.
const SMALL: &str = "dialog.small[open]";

/// A dialog of class `small` that is shown above everything else whenever `is_open`. On a page of its own, and in a saved file, it is modal. In an
/// element, the page around it and the element itself stay in use; it is alone, and Esc closes it wherever in the element the focus is.
pub(super) fn small(host: Host, is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    if host.has_window() {
        return modal(is_open);
    }
    let dialog = within(host, is_open, move || close_small(host));
    host.listen_first(&ev::keydown, move |event| {
        let shown = dialog.try_get_untracked().flatten().filter(HtmlDialogElement::open);
        if let Some(dialog) = shown.filter(|_| event.key() == "Escape" && !event.is_composing()) {
            event.prevent_default();
            event.stop_propagation();
            // It gives the focus back by itself, if it has it.
            dialog.close();
        }
    });
    dialog
}

/// A dialog that fills the room for views whenever `is_open`: all of a page, or the box of an element and no more.
pub(super) fn cover(host: Host, is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    if host.is_page { modal(is_open) } else { within(host, is_open, || {}) }
}

/// A dialog that is shown, above everything else, whenever `is_open`.
fn modal(is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    // Only a dialog outside of the document cannot be shown.
    follow(is_open, |dialog| drop(dialog.show_modal()), || {})
}

/// A dialog in the box of an element, after something else was done.
fn within(host: Host, is_open: impl Fn() -> bool + 'static, first: impl Fn() + 'static) -> NodeRef<html::Dialog> {
    let before = StoredValue::new_local(None::<HtmlElement>);
    let show = move |dialog: &HtmlDialogElement| {
        first();
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

/// Closes the small dialogs of an element.
fn close_small(host: Host) {
    let Ok(shown) = host.root().query_selector_all(SMALL) else { return };
    for at in 0..shown.length() {
        if let Some(dialog) = shown.item(at).and_then(|node| node.dyn_into::<HtmlDialogElement>().ok()) {
            dialog.close();
        }
    }
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
