//! One trace, over everything else: its waterfall, and the details of one of its spans.

mod canvas_keys;
mod details;
mod header;
mod logs;
mod minimap;
mod model;
mod panel_keys;
mod pointer;
mod readout;
mod resolving;
mod search;
mod toolbar;
mod waterfall;
mod waterfall_view;

use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::session::Session;
use crate::views::dialog::modal;
use resolving::Outcome;
pub(super) use resolving::row_of;

/// The panel of the open trace. What is below cannot be reached while it is there, and has the focus again afterwards.
#[component]
pub(crate) fn TracePanel() -> impl IntoView {
    let session = expect_context::<Session>();
    let outcome = resolving::follow(session);
    let is_open = Memo::new(move |_| session.state.open_trace.with(Option::is_some));
    let dialog = modal(move || is_open.get());
    view! {
        <dialog
            node_ref=dialog
            class="trace"
            aria-labelledby="trace-title"
            on:cancel=move |event: leptos::ev::Event| {
                // The browser's own way back. The key Esc goes step by step.
                event.prevent_default();
                close(session);
            }
        >
            {move || match outcome.get() {
                Outcome::Waiting => EitherOf3::A(view! { <Waiting/> }),
                Outcome::Failed(words) => EitherOf3::B(view! { <Failed words/> }),
                Outcome::Found(model) => EitherOf3::C(view! { <waterfall_view::Opened model/> }),
            }}
        </dialog>
    }
}

/// Closes the panel.
fn close(session: Session) {
    session.state.open_trace.set(None);
}

/// The way out, in the corner of the panel.
#[component]
fn CloseButton() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <button type="button" class="quiet close" aria-label="Close the trace" title="Close (Esc)" on:click=move |_| close(session)>
            "×"
        </button>
    }
}

/// Shown only where an answer takes longer than a moment.
#[component]
fn Waiting() -> impl IntoView {
    panel_keys::follow(None);
    view! {
        <div class="bar"><h2 id="trace-title" class="late">"Opening the trace …"</h2><CloseButton/></div>
    }
}

#[component]
fn Failed(words: String) -> impl IntoView {
    panel_keys::follow(None);
    view! {
        <div class="bar"><h2 id="trace-title">"This trace cannot be shown"</h2><CloseButton/></div>
        <div class="box" role="alert">
            <p>{words}</p>
            <p>"Open the file that it is in, or close this with Esc to look for another trace."</p>
        </div>
    }
}
