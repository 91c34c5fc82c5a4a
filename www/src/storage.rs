//! What a person prefers, remembered on this machine and nowhere else.

use leptos::prelude::window;

/// What was remembered under a name, if anything.
pub(crate) fn remembered(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Remembers something, unless the machine remembers nothing.
pub(crate) fn remember(name: &str, value: &str) {
    let _ = storage().map(|storage| storage.set_item(name, value));
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
