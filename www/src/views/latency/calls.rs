//! What is called how often: a table of calls by callee and operation.

use std::rc::Rc;

use leptos::prelude::*;
use spanlens::analysis::CallRow;

use crate::effect::reactive;
use crate::format;
use crate::latency::{
    CallColumn, CallNumber, CallOrder, call_kind, call_title, callee_name, calls_headline, calls_table, change_title,
    is_call_compared,
};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::{CopyTable, FilterValue, TableSource};
use crate::words::nouns;

/// Rows that are shown before more are asked for.
const ROWS: usize = 12;

/// The calls, those first whose time changed most or which take most of it.
#[component]
pub(super) fn CallTable() -> impl IntoView {
    let session = expect_context::<Session>();
    let list = session.state.calls;
    let order = RwSignal::new(CallOrder::default());
    let shows_all = RwSignal::new(false);
    let is_compared = Memo::new(move |_| list.with(|list| list.as_ref().is_some_and(|list| is_call_compared(list))));
    let one = move || nouns(session.state.population.get()).0;
    let copied: TableSource = Rc::new(move || {
        let table = list.get_untracked().map(|list| calls_table(&list, order.get_untracked()));
        Box::pin(std::future::ready(table))
    });
    let body = move || {
        let list = list.get()?;
        let most = if shows_all.get() { list.rows.len() } else { ROWS };
        let places = order.get().places(&list);
        Some(places.into_iter().take(most).map(|at| line(&list.rows[at], is_compared.get())).collect_view())
    };
    let hidden = Memo::new(move |_| {
        let rows = list.with(|list| list.as_ref().map_or(0, |list| list.rows.len()));
        if shows_all.get() { 0 } else { rows.saturating_sub(ROWS) }
    });
    let words = move || list.with(|list| list.as_ref().map(|list| calls_headline(list, one())));
    view! {
        <section class="calls" class:hidden=move || list.with(Option::is_none) aria-label="Calls">
            <div class="computed">
                <h2>"Calls"</h2>
                <span>{reactive(words)}</span>
                <CopyTable table=copied of="calls"/>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="Table of calls">
                <table class="call-list" class:compared=move || is_compared.get()>
                    {head(order, is_compared, one)}
                    <tbody>{body}</tbody>
                </table>
            </div>
            <Show when=move || hidden.get() != 0>
                <button type="button" on:click=move |_| shows_all.set(true)>
                    {reactive(move || format!("Show {} more kinds of calls", format::count(small(hidden.get()))))}
                </button>
            </Show>
            {reactive(move || list.with(|list| left_out(list.as_ref()?.rows.len(), list.as_ref()?.rows_in_all)).map(|words| view! { <p class="number">{words}</p> }))}
        </section>
    }
    .into_any()
}

/// What is not in the answer, where that is not all there is.
fn left_out(rows: usize, all: u32) -> Option<String> {
    let more = all.saturating_sub(small(rows));
    (more > 0).then(|| format!("{} smaller kinds of calls are not listed.", format::count(more)))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn head(
    order: RwSignal<CallOrder>,
    is_compared: Memo<bool>,
    one: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
) -> AnyView {
    let button = move |column: CallColumn, name: Box<dyn Fn() -> String + Send + Sync>, label: Option<String>| {
        let sort = move || order.get().aria(column, is_compared.get());
        view! {
            <th scope="col" aria-sort=sort class:text=column == CallColumn::Call class:change=matches!(column, CallColumn::Change(_))>
                <button type="button" aria-label=label on:click=move |_| order.update(|order| order.choose(column))>{reactive(name)}</button>
            </th>
        }
    };
    let number = move |number: CallNumber| {
        let change = move || {
            let label = format!("Change of {}", number.name(one()).to_lowercase());
            is_compared.get().then(|| button(CallColumn::Change(number), Box::new(|| "Change".to_owned()), Some(label)))
        };
        view! {
            {button(CallColumn::Number(number), Box::new(move || number.name(one())), None)}
            {reactive(change)}
        }
    };
    view! {
        <thead>
            <tr>
                {button(CallColumn::Call, Box::new(|| "Call".to_owned()), None)}
                {CallNumber::ALL.map(number)}
            </tr>
        </thead>
    }
    .into_any()
}

fn line(row: &CallRow, is_compared: bool) -> AnyView {
    let title = call_title(row);
    let (callee, operation) = (callee_name(row).to_owned(), row.operation.clone());
    let kind = call_kind(row.kind).map(|kind| view! { <span class="number">{kind}</span> });
    let numbers = CallNumber::ALL.map(|number| {
        let fails = number == CallNumber::Failing && row.selection.failing > 0;
        let why = change_title(row).filter(|_| number == CallNumber::Total);
        let change = is_compared.then(|| view! { <td class="change" title=why>{number.change_text(row)}</td> });
        view! { <td class:errors=fails>{number.text(&row.selection)}</td>{change} }
    });
    view! {
        <tr>
            <th scope="row" class="text">
                <FilterValue filter=row.filter.clone() text=title>
                    <span class="callee">{callee}</span>" "{operation}
                </FilterValue>
                " "{kind}
            </th>
            {numbers}
        </tr>
    }
    .into_any()
}
