//! The address of the page, kept in step with what is shown, both ways.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::address::{Address, is_newer};
use crate::effect::effect;
use crate::session::Session;
use crate::state::{Phase, change};

/// How long what is shown stays as it is before the address says so: a drag is one step, not a hundred.
const REST: Duration = Duration::from_millis(250);

/// Shows what the address says, and lets it say what is shown, for as long as the owner lives.
pub(crate) fn follow(session: Session) {
    read(session, false);
    mark();
    let back = window_event_listener(ev::popstate, move |event| read(session, event.state().is_truthy()));
    on_cleanup(move || back.remove());
    let timer: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    effect(move || {
        let address = session.state.address();
        let is_ours = session.state.phase.with(|phase| !matches!(phase, Phase::Wanted(_) | Phase::Empty));
        if let Some(waiting) = timer.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
        if is_ours {
            let handle = set_timeout_with_handle(move || write(session, &address), REST).ok();
            timer.set_value(handle);
        }
    });
}

/// The part of the address after `#`.
fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Marks the step that the page was opened at as one of its own.
fn mark() {
    // A browser that refuses has a step that is as one of somebody else.
    let _ = window().history().and_then(|history| history.replace_state(&JsValue::TRUE, ""));
}

/// Shows what the address says, as far as this version knows its words. A step of the page's own, on the way back or forth, leads to another
/// place in the same data, and not to what was noted then.
fn read(session: Session, is_own: bool) {
    let hash = hash();
    change(session.state.is_from_newer, is_newer(&hash));
    let mut address = Address::from_hash(&hash);
    let shown = untrack(|| session.state.address());
    if is_own && address.origins == Address::from_hash(&shown.to_hash()).origins {
        address.notes = shown.notes;
    }
    session.follow(address);
}

/// Lets the address say something, as a step if it is one.
fn write(session: Session, address: &Address) {
    let said = Address::from_hash(&hash());
    let to = address.to_hash();
    if said.to_hash() == to {
        return;
    }
    let (Ok(history), Ok(path)) = (window().history(), window().location().pathname()) else { return };
    let query = window().location().search().unwrap_or_default();
    let url = if to.is_empty() { format!("{path}{query}") } else { format!("#{to}") };
    // A browser that refuses, as some do after many changes in a short time, has an address that is behind.
    let _ = if address.is_a_step_from(&said) {
        // What is shown from here on is no longer what the link was about.
        change(session.state.is_from_newer, false);
        history.push_state_with_url(&JsValue::TRUE, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::TRUE, "", Some(&url))
    };
}
