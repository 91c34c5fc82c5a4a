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
    read(session);
    let back = window_event_listener(ev::popstate, move |_| read(session));
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

/// Shows what the address says, as far as this version knows its words.
fn read(session: Session) {
    let hash = hash();
    change(session.state.is_from_newer, is_newer(&hash));
    session.follow(Address::from_hash(&hash));
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
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    };
}
