//! The servers that can be asked for traces, as a menu.

use leptos::prelude::*;
use spanlens::trace_api::TraceApi;

use super::dropdown::{Dropdown, MenuPlace};
use super::{ClickhouseOpen, SearchOpen};

/// The servers that can be asked for traces. Each opens its form.
#[component]
pub(super) fn Servers() -> impl IntoView {
    let (ClickhouseOpen(clickhouse), SearchOpen(search)) = (expect_context(), expect_context());
    let place = MenuPlace::default();
    let ask = move |api: Option<TraceApi>| {
        place.close();
        match api {
            None => clickhouse.set(true),
            Some(_) => search.set(api),
        }
    };
    view! {
        <Dropdown place class="servers" label="Servers">
            <button type="button" on:click=move |_| ask(None)>"ClickHouse"</button>
            <button type="button" on:click=move |_| ask(Some(TraceApi::Jaeger))>"Jaeger"</button>
            <button type="button" on:click=move |_| ask(Some(TraceApi::Tempo))>"Tempo"</button>
        </Dropdown>
    }
}
