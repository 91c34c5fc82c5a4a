//! All of the views take files, dropped or pasted.

use leptos::ev;
use leptos::prelude::*;
use spanlens::error::{ErrorCode, Failure};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, Node};

use super::find_trace::pasted_id;
use crate::files::Given;
use crate::host::Bounds;
use crate::keys::is_typing;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::sources::Opened;
use crate::state::Phase;
use crate::words::{AFTER, BEFORE, OpenTrace};

/// What to do with dropped files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Intent {
    Open,
    Add,
    Before,
    After,
}

/// Above this share of the height files are opened or added, below it they become a group to be compared.
const GROUPS_BELOW: f64 = 0.7;

/// Where files can be dropped: all over the views, and where there is something to add to, on one half of it; at the bottom, to
/// be compared.
#[component]
pub(crate) fn DropTarget() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let hovered = RwSignal::new(None::<Intent>);
    let can_add = move || {
        let is_left = untrack(|| state.counted()).is_some();
        !is_left && !untrack(|| state.is_demo()) && state.summary.with_untracked(Option::is_some)
    };
    let host = session.host;
    host.listen(&ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
            hovered.set(Some(intent(&event, host.bounds(), can_add())));
        }
    });
    host.listen(&ev::dragleave, move |event| {
        // A pointer that goes from view to view has not left.
        let enters = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        if enters.is_none_or(|node| !host.root().contains(Some(&node))) {
            hovered.set(None);
        }
    });
    host.listen(&ev::drop, move |event| {
        hovered.set(None);
        if has_files(&event) {
            event.prevent_default();
            take(session, event.data_transfer(), intent(&event, host.bounds(), can_add()));
        }
    });
    host.listen(&ev::paste, move |event| {
        if !is_typing(&event) {
            paste(session, event.clipboard_data());
        }
    });
    let words = move |of: Intent| match of {
        Intent::Add => "Add to what is loaded",
        Intent::Open if can_add() => "Open in place of what is loaded",
        Intent::Open => "Drop to open: files or folders of traces, compressed or not",
        Intent::Before => "Before: what others are compared with",
        Intent::After => "After: what is compared",
    };
    let place = move |of: Intent| view! { <p class:active=move || hovered.get() == Some(of)>{words(of)}</p> };
    view! {
        <Show when=move || hovered.get().is_some()>
            <div class="drop" aria-hidden="true">
                <div>{place(Intent::Open)}{can_add().then(|| place(Intent::Add))}</div>
                <div class="groups">{place(Intent::Before)}{place(Intent::After)}</div>
            </div>
        </Show>
    }
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|transfer| transfer.types());
    types.is_some_and(|types| types.includes(&"Files".into(), 0))
}

/// The right half adds, or is what comes after.
fn intent(event: &DragEvent, (left, top, width, height): Bounds, can_add: bool) -> Intent {
    let is_right = f64::from(event.client_x()) > left + width / 2.0;
    let is_below = f64::from(event.client_y()) > top + height * GROUPS_BELOW;
    match (is_below, is_right) {
        (true, false) => Intent::Before,
        (true, true) => Intent::After,
        (false, true) if can_add => Intent::Add,
        (false, _) => Intent::Open,
    }
}

/// Opens the trace whose id was pasted, or else what was pasted as a file.
fn paste(session: Session, transfer: Option<DataTransfer>) {
    let text = transfer.as_ref().and_then(|transfer| transfer.get_data("text/plain").ok());
    match text.as_deref().and_then(pasted_id) {
        Some(trace_id) => session.state.open_trace.set(Some(OpenTrace { trace_id, ..OpenTrace::default() })),
        None => take(session, transfer, Intent::Open),
    }
}

fn take(session: Session, transfer: Option<DataTransfer>, intent: Intent) {
    let Some(transfer) = transfer else { return };
    let given = Given::take(&transfer);
    session.spawn(async move {
        match given.sources().await {
            Ok(sources) if sources.is_empty() => {
                session
                    .state
                    .phase
                    .set(Phase::Failed(unreadable("There are no files in what was dropped or pasted.".to_owned())));
            }
            Ok(sources) => match intent {
                Intent::Open => session.open(Opened::Files(sources)),
                Intent::Add => session.add(Opened::Files(sources)),
                Intent::Before => session.open_to_compare(Opened::as_group(BEFORE, sources)),
                Intent::After => session.open_to_compare(Opened::as_group(AFTER, sources)),
            },
            Err(fault) => {
                let words = fault.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::message);
                let words = words.unwrap_or_else(|| "The folder could not be read.".to_owned());
                session.state.phase.set(Phase::Failed(unreadable(words)));
            }
        }
    });
}

fn unreadable(message: String) -> Failure {
    Failure { code: ErrorCode::UnreadableSource, message, offset: None }
}
