//! What is told of a cause below its row: a sample, its way up, where it came in, its units.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{CauseSelection, EntryPoint, ErrorCause, ErrorCauses, Fate, PathStep};

use super::COLUMNS;
use crate::format;
use crate::session::Session;
use crate::words::{OpenTrace, nouns};

/// The row below the row of a cause.
pub(super) fn details(session: Session, causes: &Arc<ErrorCauses>, index: usize) -> AnyView {
    let Some(cause) = causes.rows.get(index) else { return ().into_any() };
    let width = (COLUMNS.len() + 3).to_string();
    let message = (!cause.sample_message.is_empty()).then(|| {
        view! {
            <h2>"Sample message"</h2>
            <pre tabindex="0" aria-label="Sample message">{cause.sample_message.clone()}</pre>
        }
    });
    let sample = sample(cause);
    let open = move |_| session.state.open_trace.set(Some(sample.clone()));
    view! {
        <tr class="below">
            <td class="text" colspan=width>
                {message}
                <h2>"How it spreads, from the span where it began"</h2>
                <ol class="path">{cause.path.iter().map(step).collect_view()}</ol>
                <h2>{if cause.estimates.is_some() { "Entry points, of those that are stored" } else { "Entry points" }}</h2>
                <ul class="entries">{entries(cause)}</ul>
                <p class="choices">
                    {fates(cause).map(|(fate, number, what)| selecting(session, cause, (fate, number, what)))}
                    <button type="button" on:click=open>"Open a sample trace"</button>
                </p>
            </td>
        </tr>
    }
    .into_any()
}

/// The numbers of units by what became of the error in them.
fn fates(cause: &ErrorCause) -> [(Fate, u32, &'static str); 3] {
    [
        (Fate::Cause, cause.failing + cause.handled, "with it as a cause"),
        (Fate::Recovered, cause.recovered, "that recovered"),
        (Fate::Asynchronous, cause.asynchronous, "that had ended before"),
    ]
}

/// A button that selects the units, if there are any.
fn selecting(session: Session, cause: &ErrorCause, (fate, number, what): (Fate, u32, &str)) -> Option<AnyView> {
    let (one, many) = nouns(session.state.population.get());
    let chosen = CauseSelection { key: cause.key.clone(), fate };
    let select = move |_| {
        session.state.change_selection(|selection| selection.cause = Some(chosen.clone()));
    };
    let stored = if cause.estimates.is_some() { "stored " } else { "" };
    let words = format!("Select the {} {stored}{} {what}", format::count(number), if number == 1 { one } else { many });
    (number > 0).then(|| view! { <button type="button" on:click=select>{words}</button> }.into_any())
}

/// A step of the way up. What failed says so in a word, too.
fn step(PathStep { service, name, fails, times, gap, .. }: &PathStep) -> AnyView {
    let is_error = *fails;
    let times = (*times > 1).then(|| format!(" × {}", format::count(*times)));
    let gap = gap.then(|| view! { <span class="badge">"spans are missing here"</span> });
    let mark = if is_error { "error" } else { "not an error" };
    view! {
        <li>
            <span class="number">{service.clone()}</span>
            <span>{name.clone()}{times}</span>
            <span class="status" class:errors=is_error>{mark}</span>
            {gap}
        </li>
    }
    .into_any()
}

fn entries(cause: &ErrorCause) -> AnyView {
    let more = cause.entry_point_count.saturating_sub(u32::try_from(cause.entry_points.len()).unwrap_or(u32::MAX));
    let entry = |EntryPoint { service, name, units }: &EntryPoint| {
        view! {
            <li>
                <span class="number">{service.clone()}</span>
                <span>{name.clone()}</span>
                <span>{format::count(*units)}</span>
                <span class="number">{format::share(*units, cause.units)}</span>
            </li>
        }
    };
    let entries = cause.entry_points.iter().map(entry).collect_view();
    let more = (more > 0).then(|| view! { <li class="number">{format!("and {} more", format::count(more))}</li> });
    view! { {entries}{more} }.into_any()
}

/// The trace of the sample, at its span.
fn sample(cause: &ErrorCause) -> OpenTrace {
    OpenTrace {
        trace_id: cause.sample_trace_id.clone(),
        group: cause.sample_group.clone(),
        span: Some(cause.sample_span_id.clone()),
        handle: Some(cause.sample_trace),
    }
}
