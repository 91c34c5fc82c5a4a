//! A button that copies a text.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flash::flash;
use crate::export::copy;
use crate::signals::RwSignal;

/// How long it is said that a text was copied.
const SAID: Duration = Duration::from_millis(1500);

/// A button that copies a text to the clipboard, and says so. `what` completes "Copy …".
#[component]
pub(super) fn CopyButton(text: String, what: String) -> impl IntoView {
    let outcome = RwSignal::new(None::<bool>);
    let text = StoredValue::new(text);
    let start = move |_| {
        spawn_local(async move {
            let is_copied = copy(&text.get_value()).await;
            flash(outcome, Some(is_copied), SAID);
        });
    };
    let label = move || match outcome.get() {
        None => format!("Copy {what}"),
        Some(true) => format!("Copied {what}"),
        Some(false) => format!("{what} could not be copied"),
    };
    let sign = move || outcome.get().map(|is_copied| if is_copied { "✓" } else { "✗" });
    view! {
        <button type="button" class="sign" class:copy=move || outcome.get().is_none() title="Copy" aria-label=label on:click=start>{sign}</button>
    }
}
