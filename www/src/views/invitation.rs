//! What a link names and only a person can give: files of this machine, or leave to ask an address.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::ClickhouseOpen;
use crate::format;
use crate::session::Session;
use crate::sources::Opened;
use crate::words::{Clickhouse, Origin, Period};

/// Says what a link is about, and what to do to see it.
#[component]
pub(crate) fn Invitation(origins: Vec<Origin>) -> impl IntoView {
    let session = expect_context::<Session>();
    let server = origins.iter().find_map(|origin| match origin {
        Origin::Clickhouse(place) => Some((**place).clone()),
        _ => None,
    });
    let files = origins.iter().filter(|origin| origin.is_file()).count();
    let (needs_files, needs_more) = (files > 0, files < origins.len());
    let names = origins.into_iter().map(|origin| view! { <li><code>{origin.name()}</code></li> });
    let names = view! { <ul>{names.collect_view()}</ul> };
    let demo =
        view! { <button type="button" on:click=move |_| session.open(Opened::Demo)>"See the demo instead"</button> };
    let content = if let Some(place) = server {
        EitherOf3::C(view! { <Server place/><p class="choices">{demo}</p> })
    } else if needs_files {
        EitherOf3::A(view! {
            <h2>{if needs_more { "This link is about files on your machine, and about more" } else { "This link is about files on your machine" }}</h2>
            {names}
            <p>
                "Drop the files here, or open them, to see what the link shows of them. A link carries names, never traces."
                {needs_more.then_some(" The rest is loaded with them, without cookies and headers of yours.")}
            </p>
            <p class="choices">{demo}</p>
        })
    } else {
        EitherOf3::B(view! {
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

/// A server that only a person may ask.
#[component]
fn Server(place: Clickhouse) -> impl IntoView {
    let (session, ClickhouseOpen(form)) = (expect_context::<Session>(), expect_context());
    let zone = session.state.zone;
    let who = place.user.clone().map(|user| format!(", asked as {user}"));
    let period = place.period;
    let range = move || match period {
        Period::Last(minutes) => format::last(minutes),
        Period::Between(range) => format::dated_time_range(range, zone.get()),
    };
    view! {
        <h2>"This link is about traces in ClickHouse"</h2>
        <p><code>{place.name()}</code>{who}": "{range}"."</p>
        <p>"No request has been sent yet. Links contain no passwords: enter yours, and this tab will query the server."</p>
        <p><button type="button" class="primary" on:click=move |_| form.set(true)>"Connect…"</button></p>
    }
}
