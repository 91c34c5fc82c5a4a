//! Traces that a server of Jaeger or Tempo has: how it is searched, what is in the way, and what the search came to.

mod advice;
mod bar;
mod conditions;
mod fields;
mod form;
mod names;
mod outcome;
mod written;

use leptos::prelude::*;
use spanlens::trace_api::TraceApi;

use crate::session::Session;
use crate::signals::RwSignal;
use crate::views::dialog::small;
use form::Form;

pub(super) use bar::{NothingFound, SearchBar, not_searched};

/// Which server's dialog is open, if any is.
#[derive(Clone, Copy)]
pub(crate) struct SearchOpen(pub(crate) RwSignal<Option<TraceApi>>);

/// The dialog that asks for a server and for what is looked for there. What is written in it is forgotten when it closes.
#[component]
pub(crate) fn SearchDialog() -> impl IntoView {
    let (session, SearchOpen(open)) = (expect_context::<Session>(), expect_context());
    let dialog = small(session.host, move || open.get().is_some());
    let title = move || format!("Open traces of {}", open.get().unwrap_or_default().name());
    view! {
        <dialog node_ref=dialog class="small url-form clickhouse-form search-form" aria-labelledby="search-title" on:close=move |_| open.set(None)>
            <h2 id="search-title">{title}</h2>
            {move || open.get().map(|api| view! { <Form api close=Callback::new(move |()| open.set(None))/> })}
        </dialog>
    }
}
