//! The traces of the selection as a file, of which a person decides what it gives away.

mod choices;
mod contents;
mod groups;
mod keys;
mod saving;

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::clickhouse::PartOf;
use spanlens::export::{ExportContents, ExportFormat};
use spanlens::protocol::ExportContentsQuestion;

use crate::effect::{effect, reactive};
use crate::format;
use crate::questions::{comparison, may_fetch};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::dialog::modal;
use crate::words::Tab;
use choices::Choices;
use contents::Stays;
use groups::Groups;
use keys::Keys;
use saving::Saving;

/// Whether the dialog is open.
#[derive(Clone, Copy)]
pub(crate) struct ExportOpen(pub(crate) RwSignal<bool>);

/// What would be in the file.
type Contents = RwSignal<Option<Arc<ExportContents>>>;

/// The button that opens the dialog.
#[component]
pub(super) fn ExportButton() -> impl IntoView {
    let (session, ExportOpen(open)) = (expect_context::<Session>(), expect_context());
    let state = session.state;
    let has_traces = Memo::new(move |_| {
        let has_spans = state.summary.with(|summary| summary.as_ref().is_some_and(|summary| summary.counts.spans > 0));
        has_spans || (state.counted().is_some() && may_fetch(state, Tab::Causes))
    });
    view! {
        <Show when=move || has_traces.get()>
            <button type="button" class="export" title="Save the traces of the selection, or all, as a file" on:click=move |_| open.set(true)>
                "Export…"
            </button>
        </Show>
    }
}

/// The dialog. What was chosen in it is forgotten when it closes, and with it the key of the hashes.
#[component]
pub(crate) fn ExportTraces() -> impl IntoView {
    let ExportOpen(open) = expect_context();
    let dialog = modal(move || open.get());
    view! {
        <dialog node_ref=dialog class="export-form" aria-labelledby="export-title" on:close=move |_| open.set(false)>
            <Show when=move || open.get()><Form/></Show>
        </dialog>
    }
}

#[component]
fn Form() -> impl IntoView {
    let (session, choices, contents) = (expect_context::<Session>(), Choices::new(), Contents::new(None));
    let fault = RwSignal::new(None::<String>);
    effect(move || {
        session.state.version.track();
        let question = ExportContentsQuestion { comparison: comparison(session), redaction: choices.redaction() };
        session.spawn_until_next(async move {
            match session.ask(question).await {
                Ok(answer) => {
                    fault.set(None);
                    contents.set(Some(Arc::new(answer)));
                }
                Err(failure) => fault.set(Some(format::sentence(&failure.message))),
            }
        });
    });
    let of_what = move || {
        let is_selection = session.state.selection.with(Option::is_some);
        if is_selection { "the selection" } else { "all that is in view" }
    };
    let total = move || {
        contents.with(|contents| {
            let ExportContents { traces, spans, .. } = **contents.as_ref()?;
            let traces = format::counted(traces, "trace", "traces");
            Some(format!("{traces}, {}", format::counted(spans, "span", "spans")))
        })
    };
    // Of a range whose spans are on a server, those are exported that were fetched.
    let part = move || {
        let PartOf { units, of } = session.state.covered.get()?.selection;
        (units < of).then(|| {
            format!(
                "These are the traces of {} of {} requests, chosen by a hash.",
                format::count(units),
                format::count(of)
            )
        })
    };
    view! {
        <h2 id="export-title">"Export traces"</h2>
        <p class="number" role="status">{reactive(move || total().map(|total| format!("{total}: the whole traces of {}", of_what())))}</p>
        {reactive(move || part().map(|words| view! { <p>{words}</p> }))}
        <div class="toolbar">
            <FormatChoice choices/>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || choices.gzip.get()
                    on:change=move |event| choices.gzip.set(event_target_checked(&event))
                />
                "gzip"
            </label>
        </div>
        <Groups choices contents/>
        <Keys choices contents/>
        <Stays contents/>
        <p role="alert" class="errors">{reactive(move || fault.get())}</p>
        <Saving choices contents fault/>
    }
}

#[component]
fn FormatChoice(choices: Choices) -> impl IntoView {
    let formats = [(ExportFormat::OtlpJson, "OTLP JSON Lines"), (ExportFormat::OtlpProto, "OTLP protobuf")];
    view! {
        <fieldset class="segments">
            <legend class="sr-only">"Format"</legend>
            {formats.map(|(format, name)| view! {
                <label>
                    <input
                        type="radio"
                        name="export-format"
                        prop:checked=move || choices.format.get() == format
                        on:change=move |_| choices.format.set(format)
                    />
                    <span>{name}</span>
                </label>
            })}
        </fieldset>
    }
}
