//! Traces that are in ClickHouse: how a server is asked for them, what is in the way, and which range of time is shown.

mod advice;
mod fields;
mod form;
mod on_server;
mod outcome;
mod range_bar;
mod range_fields;
mod secrets;
mod server_fields;
mod trouble;

use leptos::prelude::*;

use crate::session::Session;
use crate::signals::RwSignal;
use crate::views::dialog::small;
use form::Form;

pub(super) use advice::{Advice, Step, is_nearby};
pub(super) use on_server::{Fetching, NeedsSpans, coverage, fetched, has_rootless_left_out};
pub(super) use range_bar::{RangeBar, not_opened};
pub(super) use trouble::{Ways, advised};

/// Whether the dialog is open.
#[derive(Clone, Copy)]
pub(crate) struct ClickhouseOpen(pub(crate) RwSignal<bool>);

/// The dialog that asks for a server, a table and a range. What is written in it is forgotten when it closes.
#[component]
pub(crate) fn ClickhouseDialog() -> impl IntoView {
    let (session, ClickhouseOpen(open)) = (expect_context::<Session>(), expect_context());
    let dialog = small(session.host, move || open.get());
    view! {
        <dialog node_ref=dialog class="small url-form clickhouse-form" aria-labelledby="clickhouse-title" on:close=move |_| open.set(false)>
            <h2 id="clickhouse-title">"Open traces in ClickHouse"</h2>
            <Show when=move || open.get()><Form close=Callback::new(move |()| open.set(false))/></Show>
        </dialog>
    }
}
