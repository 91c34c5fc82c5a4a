//! What a link names and only a person can give: files of this machine, or leave to ask an address.

use leptos::either::Either;
use leptos::prelude::*;

use crate::session::Session;
use crate::sources::Opened;
use crate::words::Origin;

/// Says what a link is about, and what to do to see it.
#[component]
pub(crate) fn Invitation(origins: Vec<Origin>) -> impl IntoView {
    let session = expect_context::<Session>();
    let needs_files = origins.iter().any(|origin| matches!(origin, Origin::File { .. }));
    let names = origins.into_iter().map(|origin| view! { <li><code>{origin.name()}</code></li> });
    let names = view! { <ul>{names.collect_view()}</ul> };
    let demo =
        view! { <button type="button" on:click=move |_| session.open(Opened::Demo)>"See the demo instead"</button> };
    let content = if needs_files {
        Either::Left(view! {
            <h2>"This link is about files on your machine"</h2>
            {names}
            <p>"Drop them here, or open them, to see what the link shows of them. A link carries names, never traces."</p>
            <p class="choices">{demo}</p>
        })
    } else {
        Either::Right(view! {
            <h2>"This link loads traces from another place"</h2>
            {names}
            <p>"Nothing has been fetched yet. The request will carry no cookies and no headers of yours, and what comes back stays in this tab."</p>
            <p class="choices">
                <button type="button" class="primary" on:click=move |_| session.accept()>"Load them"</button>
                {demo}
            </p>
        })
    };
    view! { <div class="box invitation" role="alert">{content}</div> }
}
