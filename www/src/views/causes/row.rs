//! One cause, as a row that opens.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{AttributeValue, CauseEstimates, CauseKey, ErrorCause, ErrorCauses};
use spanlens::filter::{Field, Intrinsic, Scope};

use super::details::details;
use super::trend::trend;
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::shares::bar;
use crate::views::{Chosen, Value};

/// The row of a cause, and what is below it while it is open.
pub(super) fn row(
    session: Session,
    causes: &Arc<ErrorCauses>,
    index: usize,
    opened: RwSignal<Option<CauseKey>>,
) -> AnyView {
    let Some(cause) = causes.rows.get(index) else { return ().into_any() };
    let key = StoredValue::new(cause.key.clone());
    let is_open =
        Memo::new(move |_| opened.with(|opened| opened.as_ref().is_some_and(|open| key.with_value(|key| key == open))));
    let toggle = move |_| opened.set((!is_open.get_untracked()).then(|| key.get_value()));
    let all = Arc::clone(causes);
    view! {
        <tr class:open=move || is_open.get()>
            <th scope="row" class="text what">
                <button type="button" class="more" title=cause.sample_message.clone() aria-expanded=move || is_open.get().to_string() on:click=toggle>
                    {error(&cause.key)}
                </button>
            </th>
            <td class="text where">
                {service(&cause.key)}
                {name(&cause.key)}
            </td>
            {explained(cause, causes.failing)}
            {fates(cause)}
            {seen(session, cause)}
            <td class="text">{trend(&cause.trend)}</td>
        </tr>
        {reactive(move || is_open.get().then(|| details(session, &all, index)))}
    }
    .into_any()
}

/// The type over the message, as far as there are any.
fn error(CauseKey { error_type, message, .. }: &CauseKey) -> AnyView {
    let (first, second) = match (error_type.is_empty(), message.is_empty()) {
        (true, true) => ("No type and no message".to_owned(), None),
        (true, false) => (message.clone(), None),
        (false, true) => (error_type.clone(), None),
        (false, false) => (error_type.clone(), Some(message.clone())),
    };
    view! { <b>{first}</b>{second.map(|second| view! { <span>{second}</span> })} }.into_any()
}

fn service(key: &CauseKey) -> Option<AnyView> {
    let field = Field::Attribute(Scope::Resource, "service.name".to_owned());
    (!key.service.is_empty()).then(|| value(field, &key.service))
}

fn name(key: &CauseKey) -> AnyView {
    value(Field::Intrinsic(Intrinsic::Name), &key.name)
}

fn value(field: Field, text: &str) -> AnyView {
    let chosen = Chosen { field, value: Some(AttributeValue::String(text.to_owned())), text: text.to_owned() };
    view! { <Value chosen/> }.into_any()
}

/// Of how many units it was handled, recovered and asynchronous.
fn fates(cause: &ErrorCause) -> [AnyView; 3] {
    let stored = [cause.handled, cause.recovered, cause.asynchronous];
    let Some(CauseEstimates { handled, recovered, asynchronous, .. }) = cause.estimates else {
        return stored.map(number);
    };
    let estimates = [handled, recovered, asynchronous].into_iter().zip(stored);
    let mut cells = estimates.map(|(estimate, stored)| {
        let title = (stored > 0).then(|| format::count_interval(estimate));
        view! { <td class:number=stored == 0 title=title>{format::about_count(estimate)}</td> }.into_any()
    });
    std::array::from_fn(|_| cells.next().unwrap_or_else(|| ().into_any()))
}

fn explained(cause: &ErrorCause, failing: u32) -> AnyView {
    if cause.failing == 0 && cause.estimates.is_none() {
        return number(0);
    }
    if let Some(CauseEstimates { failing, failing_share, .. }) = cause.estimates {
        let title = format!("{}; {}", format::count_interval(failing), format::share_interval(failing_share));
        return view! {
            <td class="explains" title=title>
                {bar(failing_share.value, "failing")}
                <span>{format::about_count(failing)}" "</span>
                <span class="number">{format::about_share(failing_share)}</span>
            </td>
        }
        .into_any();
    }
    view! {
        <td class="explains">
            {bar(cause.failing_share, "failing")}
            <span>{format::count(cause.failing)}" "</span>
            <span class="number">{format::share(cause.failing, failing)}</span>
        </td>
    }
    .into_any()
}

fn number(number: u32) -> AnyView {
    view! { <td class:number=number == 0>{format::count(number)}</td> }.into_any()
}

fn seen(session: Session, cause: &ErrorCause) -> AnyView {
    let zone = session.state.zone.get();
    let time = |ns| {
        let moment = format::moment(ns, format::Precision::Nanoseconds, zone);
        view! { <span title=moment>{format::instant(ns, format::Precision::Seconds, zone)}</span> }
    };
    view! { <td class="text seen">{time(cause.first_ns)}{time(cause.last_ns)}</td> }.into_any()
}
