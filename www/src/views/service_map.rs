//! Which services call which others: a picture, what is chosen of it, and the same as tables.

mod details;
mod keys;
mod map;
mod picture;
mod saving;
mod tables;
mod toolbar;

use leptos::prelude::*;

use crate::effect::reactive;
use crate::service_map::headline;
use crate::session::Session;
use crate::signals::Memo;
use crate::views::verdict::{Verdict, computed};
use crate::words::nouns;
use details::Details;
use map::Map;
use picture::Picture;
use tables::{CallTable, ServiceTable};
use toolbar::Toolbar;

/// The sentence, the map, and its tables.
#[component]
pub(crate) fn MapView() -> impl IntoView {
    let session = expect_context::<Session>();
    let map = Map::new(session);
    let state = session.state;
    let words = Memo::new(move |_| {
        let nouns = nouns(state.population.get());
        state.service_map.with(|map| map.as_ref().map(|map| headline(map, nouns)))
    });
    let is_empty =
        Memo::new(move |_| state.service_map.with(|map| map.as_ref().is_none_or(|map| map.nodes.is_empty())));
    view! {
        <Verdict words/>
        <div class="map" class:hidden=move || is_empty.get()>
            {chart(map)}
            <div class="tables">
                <CallTable map/>
                <ServiceTable map/>
            </div>
            <p class="computed">{reactive(move || state.service_map.with(|map| {
                let map = map.as_ref()?;
                Some(computed(session, (map.selection.units, map.baseline.map(|side| side.units))))
            }))}</p>
        </div>
    }
    .into_any()
}

/// The map where there is nothing else.
#[component]
pub(crate) fn ServiceMapView() -> impl IntoView {
    chart(Map::new(expect_context()))
}

fn chart(map: Map) -> AnyView {
    view! {
        <section part="servicemap" class="servicemap" aria-label="Service map">
            <Toolbar map/>
            <div class="with-details">
                <Picture map/>
                <Details map/>
            </div>
        </section>
    }
    .into_any()
}
