//! What a search came to, beside what is open, and how to search on.

use leptos::prelude::*;
use spanlens::error::Failure;
use spanlens::trace_api::{SearchOutcome, TraceSearch};

use super::SearchOpen;
use super::advice::advice;
use super::outcome::told;
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::views::clickhouse::{Ways, advised};
use crate::words::{Period, Searched};

/// What was looked for and what was found, and what searches again.
#[component]
pub(in crate::views) fn SearchBar(place: Searched) -> impl IntoView {
    let session = expect_context::<Session>();
    let SearchOpen(form) = expect_context();
    let zone = session.state.zone;
    let name = place.name();
    let Searched { api, wanted, period, .. } = place;
    let outcome = move || outcome(session);
    let period = wanted.trace_id.is_none().then_some(period);
    let range = move || {
        period.map(|period| match period {
            Period::Last(minutes) => format::last(minutes),
            Period::Between(range) => format::dated_time_range(format::rounded_to_minutes(range), zone.get()),
        })
    };
    let more = wanted.limit().saturating_mul(2);
    let has_more = move || outcome().is_some_and(|outcome| outcome.is_limit_reached && outcome.over_budget.is_none());
    let find_more = move |_| {
        session.search_again(|place| place.wanted.limit = Some(more).filter(|&more| more != TraceSearch::LIMIT));
    };
    let version = move || outcome().map(|outcome| outcome.version).filter(|version| !version.is_empty());
    let title = move || version().map(|version| format!("By {version} of the API of {}", api.name()));
    view! {
        <div class="line range-bar search-bar" role="group" aria-label="Search">
            <span class="read" title=title>{name}</span>
            <span class="quiet">{reactive(range)}</span>
            <span role="status">{reactive(move || outcome().map(|outcome| told(&outcome)))}</span>
            <span class="presets">
                <Show when=has_more>
                    <button type="button" on:click=find_more>{format!("Find {}", format::count(more))}</button>
                </Show>
                <button type="button" title="Ask the server once more" on:click=move |_| session.search_again(|_| {})>"Search again"</button>
                <button type="button" class="quiet" on:click=move |_| form.set(Some(api))>"Change…"</button>
            </span>
        </div>
        {reactive(move || said(outcome()))}
    }
}

fn outcome(session: Session) -> Option<SearchOutcome> {
    session.state.summary.with(|summary| summary.as_ref()?.files.iter().find_map(|file| file.search.clone()))
}

/// What the server said about traces that are missing or partial.
fn said(outcome: Option<SearchOutcome>) -> Option<impl IntoView> {
    let SearchOutcome { api, said, .. } = outcome?;
    let words = said.into_iter().map(|words| format::sentence(&words)).collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| view! { <p class="line search-said">{format!("{} says: {words}", api.name())}</p> })
}

/// That nothing was found, which is no failure.
#[component]
pub(in crate::views) fn NothingFound(place: Searched) -> impl IntoView {
    let SearchOpen(form) = expect_context();
    let Searched { api, wanted, .. } = place;
    let (heading, words) = if wanted.trace_id.is_some() {
        (
            "There is no trace with this id",
            "The server answered, and has no such trace: it may be older than what is kept, or on its way still.",
        )
    } else {
        ("No traces were found", "The server answered, and found none. Choose a longer range, or look for less.")
    };
    view! {
        <div class="box invitation" role="alert">
            <h2>{heading}</h2>
            <p>{words}</p>
            <p class="choices"><button type="button" class="primary" on:click=move |_| form.set(Some(api))>"Change the search…"</button></p>
        </div>
    }
}

/// Why a search could not be made, and what can be done about it.
pub(in crate::views) fn not_searched(session: Session, place: &Searched, failure: &Failure) -> impl IntoView + use<> {
    let SearchOpen(form) = expect_context();
    let page = window().location().origin().unwrap_or_default();
    let (api, period) = (place.api, place.period);
    let ways = Ways {
        credentials_in_url: Callback::new(|()| {}),
        again: Some(Callback::new(move |()| session.search_again(|_| {}))),
        shorter: period
            .shorter()
            .map(|shorter| Callback::new(move |()| session.search_again(|place| place.period = shorter))),
        change: Some(Callback::new(move |()| form.set(Some(api)))),
        leave: None,
    };
    advised(advice(failure, place, &page), period, ways)
}
