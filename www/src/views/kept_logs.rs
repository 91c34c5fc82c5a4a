//! Which logs are kept of what is opened.

use leptos::prelude::*;
use spanlens::store::KeptLogs;

use crate::session::Session;
use crate::words::{meaning, word};

const CHOICES: [(KeptLogs, &str); 4] = [
    (KeptLogs::All, "All logs"),
    (KeptLogs::Warn, "Logs: warnings and worse"),
    (KeptLogs::Exceptions, "Logs: exceptions"),
    (KeptLogs::None, "No logs"),
];

/// The choice, for what is opened next or for what is open.
#[component]
pub(super) fn KeptLogsChoice(on_choice: impl Fn(KeptLogs) + 'static) -> impl IntoView {
    let state = expect_context::<Session>().state;
    let choose = move |word: &str| on_choice(meaning(word).unwrap_or_default());
    view! {
        <select
            aria-label="Logs that are kept"
            title="Logs that are left out take no memory"
            on:change=move |event| choose(&event_target_value(&event))
        >
            {CHOICES.map(|(logs, words)| view! {
                <option value=word(&logs) prop:selected=move || state.logs.get() == logs>{words}</option>
            })}
        </select>
    }
    .into_any()
}
