//! The range of time that is asked for, and how much of it.

use leptos::prelude::*;

use super::fields::Fields;
use crate::effect::reactive;
use crate::format::{Zone, from_wall};
use crate::session::Session;
use crate::signals::RwSignal;
use crate::views::kept_logs::KeptLogsChoice;
use crate::words::Period;

/// The fields. Absolute times are those of a zone.
#[component]
pub(super) fn RangeFields(fields: Fields, zone: Zone) -> impl IntoView {
    let session = expect_context::<Session>();
    let choices = Period::PRESETS.map(|(minutes, name)| (Some(minutes), name));
    let choices = choices.into_iter().chain([(None, "Between")]);
    let choices = choices.map(|(last, name)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="clickhouse-range"
                    prop:checked=move || fields.last.get() == last
                    on:change=move |_| fields.last.set(last)
                />
                <span>{name}</span>
            </label>
        }
    });
    let end = move |label: &'static str, field: RwSignal<String>| {
        view! {
            <label>
                {reactive(move || format!("{label}, {}", zone.name(from_wall(&field.get(), zone).unwrap_or_default())))}
                <input
                    type="datetime-local"
                    step="1"
                    prop:value=move || field.get()
                    on:input=move |event| field.set(event_target_value(&event))
                />
            </label>
        }
    };
    view! {
        <fieldset class="wide">
            <legend>"The last …, or between two times"</legend>
            <div class="segments">{choices.collect_view()}</div>
        </fieldset>
        <Show when=move || fields.last.get().is_none()>{end("From", fields.from)}{end("To", fields.to)}</Show>
        <label>
            "Spans at most"
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                prop:value=move || fields.max_spans.get()
                on:input=move |event| fields.max_spans.set(event_target_value(&event))
            />
        </label>
        <label>
            "Logs of the traces"
            <KeptLogsChoice on_choice=move |logs| session.state.logs.set(logs)/>
        </label>
        <p class="wide quiet note">
            "If there are more spans, they stay on the server, which counts all requests by time, duration, status and operation; a part can be \
             read then. If there are more logs, nothing is read."
        </p>
    }
}
