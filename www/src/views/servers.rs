//! The servers that can be asked for traces, as a menu.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use spanlens::trace_api::TraceApi;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::{ClickhouseOpen, SearchOpen};

/// The servers that can be asked for traces. Each opens its form. The menu closes when the focus leaves it, and by Esc.
#[component]
pub(super) fn Servers() -> impl IntoView {
    let (ClickhouseOpen(clickhouse), SearchOpen(search)) = (expect_context(), expect_context());
    let (menu, button) = (NodeRef::<html::Details>::new(), NodeRef::<html::Summary>::new());
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let leave = move |event: FocusEvent| {
        let goes_to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        if menu.get_untracked().is_some_and(|menu| !menu.contains(goes_to.as_ref())) {
            close();
        }
    };
    let press = move |event: KeyboardEvent| {
        let is_open = menu.get_untracked().is_some_and(|menu| menu.open());
        if event.key() == "Escape" && is_open {
            event.stop_propagation();
            // What is hidden cannot have the focus.
            if let Some(button) = button.get_untracked() {
                let _ = button.focus();
            }
            close();
        }
    };
    let ask = move |api: Option<TraceApi>| {
        close();
        match api {
            None => clickhouse.set(true),
            Some(_) => search.set(api),
        }
    };
    view! {
        <details class="servers" node_ref=menu on:focusout=leave on:keydown=press>
            <summary node_ref=button role="button">"Servers"</summary>
            <div class="menu">
                <button type="button" on:click=move |_| ask(None)>"ClickHouse"</button>
                <button type="button" on:click=move |_| ask(Some(TraceApi::Jaeger))>"Jaeger"</button>
                <button type="button" on:click=move |_| ask(Some(TraceApi::Tempo))>"Tempo"</button>
            </div>
        </details>
    }
}
