//! One trace, over everything else: its waterfall, and the details of one of its spans.

mod canvas_keys;
mod details;
mod events;
mod grown;
mod hand_on;
mod header;
mod link_out;
mod looked_at;
mod minimap;
mod model;
mod panel_keys;
mod pointer;
mod readout;
mod resolving;
mod rows_text;
mod search;
mod stepper;
mod toolbar;
mod waterfall;
mod waterfall_view;
mod zooming;

use leptos::prelude::*;

use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::dialog::cover;
use grown::Last;
use resolving::Outcome;
pub(super) use resolving::handle_of;

/// Whether the trace can be closed: not where there is nothing else to see.
#[derive(Clone, Copy)]
struct CanClose(bool);

/// The panel of the open trace. What is below cannot be reached while it is there, and has the focus again afterwards.
#[component]
pub(crate) fn TracePanel() -> impl IntoView {
    let session = expect_context::<Session>();
    provide_context(CanClose(true));
    let outcome = resolving::follow(session);
    let is_open = Memo::new(move |_| session.state.open_trace.with(Option::is_some));
    let dialog = cover(session.host, move || is_open.get());
    view! {
        <dialog
            node_ref=dialog
            class="trace"
            part="trace"
            aria-labelledby="trace-title"
            on:cancel=move |event: leptos::ev::Event| {
                // The browser's own way back. The key Esc goes step by step.
                event.prevent_default();
                close(session);
            }
        >
            {content(outcome)}
        </dialog>
    }
}

/// The open trace where there is nothing else.
#[component]
pub(crate) fn TraceView() -> impl IntoView {
    let session = expect_context::<Session>();
    provide_context(CanClose(false));
    let outcome = resolving::follow(session);
    view! {
        <section class="trace" part="trace" aria-labelledby="trace-title">
            <Show when=move || session.state.open_trace.with(Option::is_some)>{content(outcome)}</Show>
        </section>
    }
}

fn content(outcome: RwSignal<Outcome>) -> impl Fn() -> AnyView + Copy {
    let last = Last::default();
    move || match outcome.get() {
        Outcome::Waiting => {
            last.clear();
            view! { <Waiting/> }.into_any()
        }
        Outcome::Failed(words) => view! { <Failed words/> }.into_any(),
        Outcome::Found(model) => view! { <waterfall_view::Opened model last/> }.into_any(),
    }
}

/// Closes the panel.
fn close(session: Session) {
    session.state.open_trace.set(None);
}

/// The way out, in the corner of the panel.
#[component]
fn CloseButton() -> impl IntoView {
    let (session, CanClose(can_close)) = (expect_context::<Session>(), expect_context());
    can_close.then(|| view! {
        <button type="button" class="quiet close" aria-label="Close the trace" title="Close (Esc)" on:click=move |_| close(session)>
            "×"
        </button>
    })
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
    let CanClose(can_close) = expect_context();
    panel_keys::follow(None);
    view! {
        <div class="bar"><h2 id="trace-title">"This trace cannot be shown"</h2><CloseButton/></div>
        <div class="box" role="alert">
            <p>{words}</p>
            {can_close.then(|| view! { <p>"Open the file that it is in, or close this with Esc to look for another trace."</p> })}
        </div>
    }
}
