//! The list of the selected units, a page at a time.

mod table;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{TraceColumn, TraceList, TraceListOptions};

use super::CopyTable;
use super::find_trace::FindTrace;
use super::two_traces::{ComparePicked, PickTrace};
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::Memo;
use crate::state::State;
use crate::words::{OpenTrace, nouns};

/// The digits of a trace id that are shown in the list.
const ID_DIGITS: usize = 8;

/// The columns with their names, and whether they are text.
const COLUMNS: [(TraceColumn, &str, bool); 8] = [
    (TraceColumn::Start, "Start", true),
    (TraceColumn::Duration, "Duration", false),
    (TraceColumn::Operation, "Operation", true),
    (TraceColumn::Spans, "Spans", false),
    (TraceColumn::Errors, "Errors", false),
    (TraceColumn::LoggedErrors, "Errors logged", false),
    (TraceColumn::Services, "Services", true),
    (TraceColumn::TraceId, "Trace", true),
];

/// The table of selected units, sortable and paged.
#[component]
pub(crate) fn TraceTable() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    view! {
        <div class="computed listed">
            <span>{reactive(move || listed(state))}</span>
            <FindTrace/>
            <ComparePicked/>
            <Pager/>
            <CopyTable table=Rc::new(move || table::all_units(session))/>
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label="Traces">
            <table class="traces">
                <Head/>
                <tbody>
                    {reactive(move || state.traces.get().map(|list| {
                        (0..list.units.len()).map(|index| row(state, &list, index)).collect_view()
                    }))}
                </tbody>
            </table>
        </div>
        <Show when=move || state.traces.with(|list| list.as_ref().is_some_and(|list| list.total == 0))>
            <p class="nothing">{reactive(move || nothing(state))}</p>
        </Show>
    }
}

/// How many units there are, and of how many traces.
fn listed(state: State) -> Option<String> {
    let (one, many) = nouns(state.population.get());
    state.traces.with(|list| {
        let TraceList { total, total_failing, total_traces, .. } = **list.as_ref()?;
        Some(format!(
            "{} of {}, {} failing.",
            format::counted(total, one, many),
            format::counted(total_traces, "trace", "traces"),
            format::count(total_failing)
        ))
    })
}

/// Why the list is empty.
fn nothing(state: State) -> String {
    let (_, units) = nouns(state.population.get());
    let why = match (state.selection.with(Option::is_some), state.view_filter().is_some()) {
        (true, _) => "are selected. Drag over another part of the heatmap, or press Esc to clear the selection.",
        (false, true) => "match the filter.",
        (false, false) => "are loaded.",
    };
    format!("No {units} {why}")
}

/// Which units are shown, and the ways to the others.
#[component]
fn Pager() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let total = Memo::new(move |_| state.traces.with(|list| list.as_ref().map_or(0, |list| list.total)));
    // Other units begin with their first page, unless a page was asked for with them, as the address of the page does.
    Effect::new(move |before: Option<(_, TraceListOptions)>| {
        let (units, options) = (
            (state.population.get(), state.fail.get(), state.selection.get(), state.view_filter()),
            state.list_options.get(),
        );
        if before.is_some_and(|(before, old)| before != units && old == options) && options.offset > 0 {
            state.list_options.update(|options| options.offset = 0);
        }
        (units, options)
    });
    let go = move |to: u32| state.list_options.update(|options| options.offset = to);
    let page = move || state.list_options.with(|&TraceListOptions { offset, limit, .. }| (offset, limit));
    let shown = move || {
        let (offset, limit) = page();
        let last = offset.saturating_add(limit).min(total.get());
        format!("{}–{}", format::count(offset.saturating_add(1).min(last)), format::count(last))
    };
    let has_next = move || {
        let (offset, limit) = page();
        offset.saturating_add(limit) < total.get()
    };
    view! {
        <Show when=move || { total.get() > page().1 }>
            <span class="pager">
                <button type="button" disabled=move || page().0 == 0 on:click=move |_| go(page().0.saturating_sub(page().1))>
                    "Previous"
                </button>
                <span>{shown}</span>
                <button type="button" disabled=move || !has_next() on:click=move |_| go(page().0.saturating_add(page().1))>
                    "Next"
                </button>
            </span>
        </Show>
    }
}

#[component]
fn Head() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let direction = move |column: TraceColumn| {
        let options = state.list_options.get();
        (options.column == column).then_some(if options.descending { "descending" } else { "ascending" })
    };
    view! {
        <thead>
            <tr>
                {COLUMNS.map(|(column, name, is_text)| view! {
                    <th
                        scope="col"
                        class:hidden=move || column == TraceColumn::LoggedErrors && !state.has_logs()
                        aria-sort=move || direction(column)
                        class:text=is_text
                    >
                        <button type="button" on:click=move |_| sort_by(state, column, is_text)>
                            {name}
                            {(column == TraceColumn::Start).then(|| view! { <span class="number">{reactive(move || clock(state))}</span> })}
                        </button>
                    </th>
                })}
                <th scope="col">"Compare"</th>
            </tr>
        </thead>
    }
}

/// The name of the clock that tells when units start.
fn clock(state: State) -> Option<String> {
    let first_ns = state.traces.with(|list| list.as_ref()?.start_ns.first().copied())?;
    Some(format!(" {}", state.zone.get().name(first_ns)))
}

/// Sorts by a column; by the same one, the other way round. Of numbers the largest come first.
fn sort_by(state: State, column: TraceColumn, is_text: bool) {
    state.list_options.update(|options| {
        options.descending = if options.column == column { !options.descending } else { !is_text };
        options.column = column;
        options.offset = 0;
    });
}

fn row(state: State, list: &Arc<TraceList>, index: usize) -> impl IntoView + use<> {
    let (service, name) = (list.services[index].clone(), list.names[index].clone());
    let trace_id = list.trace_ids[index].clone();
    let short_id = trace_id[..ID_DIGITS.min(trace_id.len())].to_owned();
    let services = list.all_services[index].join(", ");
    let services_title = services.clone();
    let (start, zone) = (list.start_ns[index], state.zone.get());
    let trace = OpenTrace {
        trace_id: trace_id.clone(),
        group: list.groups[index].clone(),
        span: None,
        handle: Some(list.traces[index]),
    };
    let picked = trace.clone();
    let open = move |_| state.open_trace.set(Some(trace.clone()));
    view! {
        <tr>
            <td class="text" title=format!("{} {}", format::date(start, zone), zone.name(start))>{format::instant(start, format::Precision::Milliseconds, zone)}</td>
            <td>{format::precise_duration(list.duration_ns[index])}</td>
            <th scope="row" class="text">
                <button type="button" class="link" on:click=open>
                    <span class="number">{service}</span>
                    " "
                    {name}
                </button>
                {list.incomplete[index].then(|| view! { <span class="badge" title="Its trace has no root span">"incomplete"</span> })}
                {list.fails[index].then(|| view! { <span class="badge failed">"failed"</span> })}
            </th>
            <td>{format::count(list.span_counts[index])}</td>
            <td class:errors=list.error_counts[index] != 0>{format::count(list.error_counts[index])}</td>
            {state.has_logs().then(|| view! {
                <td class:errors=list.logged_errors[index] != 0>{format::count(list.logged_errors[index])}</td>
            })}
            <td class="text services" title=services_title>{services}</td>
            <td class="text"><code title=trace_id>{short_id}</code></td>
            <td><PickTrace trace=picked/></td>
        </tr>
    }
}
