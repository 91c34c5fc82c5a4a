//! Dialogs that are open while something else says so.

use leptos::html;
use leptos::prelude::*;

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
