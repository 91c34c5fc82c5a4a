//! The traces of the selection as a file, of which a person decides what it gives away.

mod choices;
mod contents;
mod groups;
mod html;
mod keys;
mod saving;

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::clickhouse::PartOf;
use spanlens::export::{ExportContents, ExportFormat};
use spanlens::protocol::ExportContentsQuestion;

use crate::effect::{effect, reactive};
use crate::format;
use crate::questions::may_fetch;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::dialog::small;
use crate::views::segments::segments;
use crate::words::Tab;
use choices::{Choices, FileKind, Scope};
use contents::Stays;
use groups::Groups;
use html::HtmlSaving;
use keys::Keys;
use saving::Saving;

/// Whether the dialog is open.
#[derive(Clone, Copy)]
pub(crate) struct ExportOpen(pub(crate) RwSignal<bool>);

/// What would be in the file.
type Contents = RwSignal<Option<Arc<ExportContents>>>;

/// The button that opens the dialog.
#[component]
pub(in crate::views) fn ExportButton() -> impl IntoView {
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
    let (session, ExportOpen(open)) = (expect_context::<Session>(), expect_context());
    let dialog = small(session.host, move || open.get());
    view! {
        <dialog node_ref=dialog class="small export-form" aria-labelledby="export-title" on:close=move |_| open.set(false)>
            <Show when=move || open.get()><Form/></Show>
        </dialog>
    }
}

#[component]
fn Form() -> impl IntoView {
    let (session, choices, contents) = (expect_context::<Session>(), Choices::new(), Contents::new(None));
    let (fault, total) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let is_html = Memo::new(move |_| choices.kind.get() == FileKind::Html);
    let of_what = move || {
        let has_selection = session.state.selection.with(Option::is_some);
        match (choices.kind.get(), choices.scope.get()) {
            (FileKind::Html, Scope::Both) if has_selection => {
                "the selection, and as many of the baseline, chosen by a hash of their ids"
            }
            (FileKind::Traces(_), _) if has_selection => "the selection",
            _ => "all that is in view",
        }
    };
    effect(move || {
        session.state.version.track();
        let (comparison, with_baseline) = choices.of(session);
        let question = ExportContentsQuestion { comparison, with_baseline, redaction: choices.redaction() };
        // What was asked for, not what is chosen by the time that the answer comes.
        let what = of_what();
        session.spawn_until_next(async move {
            match session.ask(question).await {
                Ok(answer) => {
                    fault.set(None);
                    total.set(Some(total_of(&answer, what)));
                    contents.set(Some(Arc::new(answer)));
                }
                Err(failure) => fault.set(Some(format::sentence(&failure.message))),
            }
        });
    });
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
        <p class="number" role="status">{reactive(move || total.get())}</p>
        {reactive(move || part().map(|words| view! { <p>{words}</p> }))}
        <div class="toolbar">
            <FormatChoice choices/>
            <Show when=move || !is_html.get()>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || choices.gzip.get()
                        on:change=move |event| choices.gzip.set(event_target_checked(&event))
                    />
                    "gzip"
                </label>
            </Show>
            <Show when=move || is_html.get() && session.state.selection.with(Option::is_some)><ScopeChoice choices/></Show>
        </div>
        <Show when=move || is_html.get()>
            <p class="quiet">
                "One file with this page, its engine and the traces. It opens from the disk as it is shown now, without a network, and asks nobody for anything."
                {reactive(move || session.state.notes.with(|notes| (!notes.is_empty()).then_some(" Notes are in it as they are written.")))}
            </p>
        </Show>
        <Groups choices contents/>
        <Keys choices contents/>
        <Stays contents/>
        <p role="alert" class="errors">{reactive(move || fault.get())}</p>
        {reactive(move || if is_html.get() {
            view! { <HtmlSaving choices contents fault/> }.into_any()
        } else {
            view! { <Saving choices contents fault/> }.into_any()
        })}
    }
}

/// How much a file would have of what was asked for.
fn total_of(&ExportContents { traces, spans, .. }: &ExportContents, what: &str) -> String {
    let (traces, spans) = (format::counted(traces, "trace", "traces"), format::counted(spans, "span", "spans"));
    format!("{traces}, {spans}: the whole traces of {what}")
}

#[component]
fn FormatChoice(choices: Choices) -> impl IntoView {
    let can_have_page = expect_context::<Session>().host.html().is_some();
    let kinds = [
        (FileKind::Traces(ExportFormat::OtlpJson), "OTLP JSON Lines"),
        (FileKind::Traces(ExportFormat::OtlpProto), "OTLP protobuf"),
        (FileKind::Html, "HTML page"),
    ];
    let kinds = kinds.into_iter().filter(|&(kind, _)| kind != FileKind::Html || can_have_page);
    let kinds = kinds.map(|(kind, name)| (kind, name.to_owned()));
    segments("Format", kinds, move || choices.kind.get(), move |kind| choices.kind.set(kind))
}

/// Which traces are in a file with the page.
#[component]
fn ScopeChoice(choices: Choices) -> impl IntoView {
    let scopes = [(Scope::All, "all in view"), (Scope::Both, "selection, as many others")];
    let scopes = scopes.map(|(scope, name)| (scope, name.to_owned()));
    segments("Traces", scopes, move || choices.scope.get(), move |scope| choices.scope.set(scope))
}
