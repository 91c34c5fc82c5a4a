//! What a server lists, for fields that complete.

use leptos::prelude::*;
use spanlens::protocol::TraceApiNamesQuestion;
use spanlens::trace_api::{TraceApiList, TraceApiServer};

use crate::effect::effect;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};

/// How many names a field offers: more than that a person does not look through.
const OFFERED: usize = 1_000;

/// A list of a server.
#[derive(Clone, PartialEq)]
pub(super) struct Wanted {
    pub(super) server: TraceApiServer,
    pub(super) list: TraceApiList,
    pub(super) of: Option<String>,
}

/// The names of a list, as the server last said them. What it does not say is not missed: the search tells what is wrong.
pub(super) fn follow(
    session: Session,
    wanted: impl Fn() -> Option<Wanted> + Send + Sync + 'static,
) -> RwSignal<Vec<String>> {
    let names = RwSignal::new(Vec::new());
    let wanted = Memo::new(move |_| wanted());
    effect(move || {
        names.set(Vec::new());
        let Some(Wanted { server, list, of }) = wanted.get() else { return };
        session.spawn_until_next(async move {
            let found = session.ask_elsewhere(TraceApiNamesQuestion { server, list, of }).await;
            names.set(found.map(|found| found.names).unwrap_or_default());
        });
    });
    names
}

/// Names as a field offers them.
#[component]
pub(super) fn Offered(id: &'static str, names: RwSignal<Vec<String>>) -> impl IntoView {
    let options =
        move || names.get().into_iter().take(OFFERED).map(|name| view! { <option value=name></option> }).collect_view();
    view! { <datalist id=id>{options}</datalist> }
}
