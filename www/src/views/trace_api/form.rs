//! The form: which server is asked, and what is looked for.

use leptos::either::{Either, EitherOf4};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::TraceApiNamesQuestion;
use spanlens::trace_api::{TraceApi, TraceApiList};

use super::advice::advice;
use super::conditions::with_condition;
use super::fields::Fields;
use super::names::{Offered, Wanted, follow};
use crate::effect::{effect, reactive};
use crate::format::{Zone, from_wall};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::sources::{SearchSource, now_ns};
use crate::views::clickhouse::{Ways, advised};
use crate::words::Period;

/// What came of asking the server whether it is there.
#[derive(Clone, PartialEq)]
enum Outcome {
    Nothing,
    Asking,
    /// What is written means nothing.
    Mistake(&'static str),
    Failed(Box<SearchSource>, Failure),
}

/// All of the form. `close` is run when it has done its work, or is left.
#[component]
pub(super) fn Form(api: TraceApi, close: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let zone = session.state.zone.get_untracked();
    let fields = Fields::of(api, session.search(api).unwrap_or_default(), zone, now_ns());
    let (outcome, attempt) = (RwSignal::new(Outcome::Nothing), RwSignal::new(None::<SearchSource>));
    // What is shown is replaced only once the server is known to answer.
    effect(move || {
        let Some(source) = attempt.get() else { return };
        outcome.set(Outcome::Asking);
        let list = match api {
            TraceApi::Jaeger => TraceApiList::Services,
            TraceApi::Tempo => TraceApiList::Tags,
        };
        session.spawn_until_next(async move {
            let question = TraceApiNamesQuestion { server: source.server(), list, of: None };
            match session.ask_elsewhere(question).await {
                Err(failure) if is_certain(failure.code) => outcome.set(Outcome::Failed(Box::new(source), failure)),
                _ => {
                    close.run(());
                    session.open_search(source);
                }
            }
        });
    });
    let ask = move || match fields.read(zone) {
        Ok(source) => attempt.set(Some(source)),
        Err(words) => outcome.set(Outcome::Mistake(words)),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        ask();
    };
    let page = window().location().origin().unwrap_or_default();
    let failed = move |source: &SearchSource, failure: &Failure| {
        let again = Some(Callback::new(move |()| ask()));
        let ways = Ways { credentials_in_url: Callback::new(|()| {}), again, shorter: None, change: None, leave: None };
        advised(advice(failure, &source.place, &page), source.place.period, ways)
    };
    let is_asking = move || outcome.with(|outcome| *outcome == Outcome::Asking);
    view! {
        <form on:submit=submit>
            <Server fields/>
            {match api {
                TraceApi::Jaeger => Either::Left(view! { <JaegerFields fields/> }),
                TraceApi::Tempo => Either::Right(view! { <TempoFields fields/> }),
            }}
            <Range fields zone/>
            {reactive(move || match outcome.get() {
                Outcome::Nothing => EitherOf4::A(()),
                Outcome::Asking => EitherOf4::B(view! { <p role="status" class="late">"Connecting …"</p> }),
                Outcome::Mistake(words) => EitherOf4::C(view! { <p role="alert" class="errors">{words}</p> }),
                Outcome::Failed(source, failure) => EitherOf4::D(failed(&source, &failure)),
            })}
            <p class="choices">
                <button type="submit" class="primary" disabled=is_asking>"Open"</button>
                <button type="button" on:click=move |_| close.run(())>"Cancel"</button>
            </p>
        </form>
    }
}

/// Whether a search would fail as a list has. A server that has no such list may search all the same.
fn is_certain(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::UnreachableSource
            | ErrorCode::CrossOrigin
            | ErrorCode::MixedContent
            | ErrorCode::WrongCredentials
            | ErrorCode::NotPermitted
            | ErrorCode::BadOption
    )
}

/// A field of one line that may offer names.
fn line(
    label: &'static str,
    class: &'static str,
    field: RwSignal<String>,
    (placeholder, list): (&'static str, Option<&'static str>),
) -> impl IntoView {
    view! {
        <label class=class>
            {label}
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                list=list
                prop:value=move || field.get()
                on:input=move |event| field.set(event_target_value(&event))
            />
        </label>
    }
}

/// Where the server is, and what it is asked with.
#[component]
fn Server(fields: Fields) -> impl IntoView {
    let placeholder = match fields.api {
        TraceApi::Jaeger => "http://localhost:16686",
        TraceApi::Tempo => "http://localhost:3200, or https://grafana.example.org/api/datasources/proxy/uid/…",
    };
    let has_headers = !fields.headers.with_untracked(String::is_empty);
    view! {
        <label class="wide">
            "Address"
            <input
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                required
                autofocus
                prop:value=move || fields.url.get()
                on:input=move |event| fields.url.set(event_target_value(&event))
                on:change=move |_| fields.take_address_apart()
            />
        </label>
        <details class="wide" open=has_headers>
            <summary>"Headers"</summary>
            <label>
                "One a line. They are sent to that server only, and are kept neither in links nor on this machine."
                <textarea
                    rows="2"
                    spellcheck="false"
                    autocomplete="off"
                    placeholder="Authorization: Bearer …"
                    prop:value=move || fields.headers.get()
                    on:input=move |event| fields.headers.set(event_target_value(&event))
                ></textarea>
            </label>
        </details>
    }
}

/// What Jaeger can be searched for.
#[component]
fn JaegerFields(fields: Fields) -> impl IntoView {
    let session = expect_context::<Session>();
    let server = settled(move || fields.server());
    let services =
        follow(session, move || Some(Wanted { server: server.get()?, list: TraceApiList::Services, of: None }));
    // Operations are those of a service that there is, not of each letter of its name.
    let service = Memo::new(move |_| {
        let written = fields.service.get();
        services.with(|services| services.iter().any(|name| *name == written.trim())).then(|| written.trim().to_owned())
    });
    let operations = follow(session, move || {
        Some(Wanted { server: server.get()?, list: TraceApiList::Operations, of: Some(service.get()?) })
    });
    view! {
        {line("Service", "", fields.service, ("any", Some("search-services")))}
        {line("Operation", "", fields.operation, ("any", Some("search-operations")))}
        <Offered id="search-services" names=services/>
        <Offered id="search-operations" names=operations/>
        {line("Tags", "wide", fields.tags, ("error=true http.status_code=500", None))}
        {line("Shortest duration", "", fields.min_duration, ("such as 1.5s", None))}
        {line("Longest duration", "", fields.max_duration, ("such as 10s", None))}
    }
}

/// What Tempo can be searched for: a query, and what puts conditions into it.
#[component]
fn TempoFields(fields: Fields) -> impl IntoView {
    let session = expect_context::<Session>();
    let (key, value) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let server = settled(move || fields.server());
    let tags = follow(session, move || Some(Wanted { server: server.get()?, list: TraceApiList::Tags, of: None }));
    let known_key = Memo::new(move |_| {
        let written = key.get();
        tags.with(|tags| tags.iter().any(|name| *name == written.trim())).then(|| written.trim().to_owned())
    });
    let values = follow(session, move || {
        Some(Wanted { server: server.get()?, list: TraceApiList::Values, of: Some(known_key.get()?) })
    });
    let add = move |_| {
        let (written, worth) = (key.get_untracked(), value.get_untracked());
        if !written.trim().is_empty() && !worth.is_empty() {
            fields.query.update(|query| *query = with_condition(query, written.trim(), &worth));
            key.set(String::new());
            value.set(String::new());
        }
    };
    view! {
        <label class="wide">
            "Query in TraceQL"
            <textarea
                rows="2"
                spellcheck="false"
                autocomplete="off"
                placeholder="{ resource.service.name = \"shop\" && status = error }"
                prop:value=move || fields.query.get()
                on:input=move |event| fields.query.set(event_target_value(&event))
            ></textarea>
        </label>
        <div class="wide with-value" role="group" aria-label="Add a condition">
            {line("Key", "", key, ("of an attribute", Some("search-tags")))}
            {line("Value", "", value, ("", Some("search-values")))}
            <button type="button" on:click=add>"Add to the query"</button>
        </div>
        <Offered id="search-tags" names=tags/>
        <Offered id="search-values" names=values/>
    }
}

/// What is written, once nothing has changed for a moment: not each letter of an address is a server.
fn settled<T: Clone + PartialEq + Send + Sync + 'static>(
    written: impl Fn() -> Option<T> + Send + Sync + 'static,
) -> RwSignal<Option<T>> {
    let written = Memo::new(move |_| written());
    let settled = RwSignal::new(written.get_untracked());
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    effect(move || {
        let now = written.get();
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        let later = set_timeout_with_handle(
            move || {
                if settled.try_get_untracked().is_some_and(|known| known != now) {
                    settled.set(now.clone());
                }
            },
            std::time::Duration::from_millis(400),
        );
        timer.set_value(later.ok());
    });
    settled
}

/// When the traces are, how many of them, or which one.
#[component]
fn Range(fields: Fields, zone: Zone) -> impl IntoView {
    let choices = Period::PRESETS.map(|(minutes, name)| (Some(minutes), name));
    let choices = choices.into_iter().chain([(None, "Between")]);
    let choices = choices.map(|(last, name)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="search-range"
                    prop:checked=move || fields.last.get() == last
                    on:change=move |_| fields.last.set(last)
                />
                <span>{name}</span>
            </label>
        }
    });
    let end = move |label: &'static str, field: RwSignal<String>| {
        view! {
            <label>
                {reactive(move || format!("{label}, {}", zone.name(from_wall(&field.get(), zone).unwrap_or_default())))}
                <input
                    type="datetime-local"
                    step="1"
                    prop:value=move || field.get()
                    on:input=move |event| field.set(event_target_value(&event))
                />
            </label>
        }
    };
    view! {
        <fieldset class="wide">
            <legend>"The last …, or between two times"</legend>
            <div class="segments">{choices.collect_view()}</div>
        </fieldset>
        <Show when=move || fields.last.get().is_none()>{end("From", fields.from)}{end("To", fields.to)}</Show>
        {line("Traces at most", "", fields.limit, ("20", None))}
        {line("Or one trace, by its id", "", fields.trace_id, ("", None))}
    }
}
