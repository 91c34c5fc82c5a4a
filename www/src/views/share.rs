//! A link to what is shown.

use leptos::prelude::*;

use super::flash::{SAID, flash};
use crate::address::Address;
use crate::effect::reactive;
use crate::export::copy as copy_text;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::words::Origin;

/// Copies a link to what is shown, and says what it needs.
#[component]
pub(crate) fn Share() -> impl IntoView {
    let session = expect_context::<Session>();
    if !session.host.is_page {
        return None;
    }
    let said = RwSignal::new("");
    let copy = move |_| {
        let Some(link) = link(session) else { return };
        session.spawn(async move {
            let copied = copy_text(&link).await;
            let has =
                |is_it: fn(&Origin) -> bool| session.state.origins.with_untracked(|origins| origins.iter().any(is_it));
            let words = if !copied {
                "The browser does not let this page copy. The address of the page is the link."
            } else if has(Origin::is_file) {
                "Link copied. Who opens it needs the same files."
            } else if has(|origin| matches!(origin, Origin::Clickhouse(_))) {
                "Link copied, for the range that is shown. Who opens it needs a user and a password of their own."
            } else if has(|origin| matches!(origin, Origin::Search(_))) {
                "Link copied, for the range that was searched. It carries no headers: who opens it says their own, if the server wants any."
            } else {
                "Link copied"
            };
            flash(said, words, SAID);
        });
    };
    Some(view! {
        <span class="share">
            <button type="button" title="Copy a link to what is shown; it carries no traces" on:click=copy>"Share"</button>
            <span class="said" role="status">{reactive(move || said.get())}</span>
        </span>
    })
}

/// The address of the page with all that is shown at this moment. In somebody else's page there is no such address.
pub(super) fn link(session: Session) -> Option<String> {
    link_to(session, &untrack(|| session.state.address()))
}

/// The same with what an address says.
pub(super) fn link_to(session: Session, shown: &Address) -> Option<String> {
    if !session.host.is_page {
        return None;
    }
    let hash = shown.clone().fixed_to(untrack(|| session.state.asked_range())).to_hash();
    let page = window().location().href().unwrap_or_default();
    let page = page.split_once('#').map_or(page.as_str(), |(page, _)| page);
    Some(if hash.is_empty() { page.to_owned() } else { format!("{page}#{hash}") })
}
