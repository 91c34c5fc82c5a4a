//! Dialogs that are open while something else says so.

use leptos::html;
use leptos::prelude::*;

use crate::host::Host;

/// A dialog that is shown, above everything else, whenever `is_open`.
pub(super) fn modal(is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    shown(is_open, true)
}

/// A dialog that fills the room for views whenever `is_open`: a page, or the box of an element and no more.
pub(super) fn cover(host: Host, is_open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    shown(is_open, host.is_page)
}

fn shown(is_open: impl Fn() -> bool + 'static, is_modal: bool) -> NodeRef<html::Dialog> {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open(), dialog.open()) {
            (true, false) if is_modal => {
                // Only a dialog outside of the document cannot be shown.
                let _ = dialog.show_modal();
            }
            (true, false) => dialog.show(),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    dialog
}
