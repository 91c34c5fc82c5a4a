//! Whom a key is meant for: the page, what is being typed, or the browser. The one rule that all views go by.

use leptos::ev;
use wasm_bindgen::JsCast;

/// Whether a key is meant for the page: nothing is being typed, and the browser has no other use for it.
pub(crate) fn is_plain(event: &ev::KeyboardEvent) -> bool {
    !(is_typing(event) || event.ctrl_key() || event.meta_key() || event.alt_key())
}

/// Whether an event is meant for what is being typed.
pub(crate) fn is_typing(event: &web_sys::Event) -> bool {
    // From outside of a shadow tree, everything in it looks like one element.
    let target = event.composed_path().get(0).dyn_into::<web_sys::Element>();
    target.is_ok_and(|target| match target.tag_name().as_str() {
        "INPUT" => !matches!(target.get_attribute("type").as_deref(), Some("radio" | "checkbox" | "button" | "file")),
        name => matches!(name, "SELECT" | "TEXTAREA"),
    })
}
