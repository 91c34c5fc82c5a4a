//! Rate, errors and durations by operation.

mod metric;
mod sorting;
mod table;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{AttributeValue, Overview};
use spanlens::filter::{Field, Intrinsic, Scope};

use super::{Chosen, Value};
use super::{CopyTable, TableSource};
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::words::nouns;
use metric::{Metric, Numbers, row};
use sorting::{Key, Sorting, order};
use table::table;

/// Rows that are shown before more are asked for: a table of many thousand rows takes a browser seconds.
const ROWS: usize = 200;

/// The table of operations, sortable, with the baseline beside the selection.
#[component]
pub(crate) fn OverviewTable() -> impl IntoView {
    let session = expect_context::<Session>();
    let overview = session.state.overview;
    let sorting = RwSignal::new(Sorting::default());
    let shows_all = RwSignal::new(false);
    let has_baseline =
        Memo::new(move |_| overview.with(|overview| overview.as_ref().is_some_and(|o| o.baseline.is_some())));
    let rows = move || {
        let overview = overview.get()?;
        let order = order(&overview, sorting.get());
        let shown = if shows_all.get() { order.len() } else { ROWS.min(order.len()) };
        Some(order[..shown].iter().map(|&index| operation(&overview, index)).collect_view())
    };
    let hidden = move || {
        let operations = overview.with(|overview| overview.as_ref().map_or(0, |overview| overview.names.len()));
        operations.saturating_sub(ROWS)
    };
    let copied: TableSource = Rc::new(move || {
        let table = overview.get_untracked().map(|overview| table(&overview, sorting.get_untracked()));
        Box::pin(std::future::ready(table))
    });
    view! {
        <div class="computed">
            <span>{reactive(move || computed(session))}</span>
            <CopyTable table=copied/>
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label="Operations">
            <table class="overview" class:compared=move || has_baseline.get()>
                <Head sorting has_baseline/>
                <tbody>
                    {reactive(move || overview.get().map(|overview| totals(&overview)))}
                    {rows}
                </tbody>
            </table>
        </div>
        <Show when=move || (hidden() > 0) && !shows_all.get()>
            <button type="button" on:click=move |_| shows_all.set(true)>
                {reactive(move || format!("Show {} more operations", format::count(hidden() as u64)))}
            </button>
        </Show>
    }
}

/// Over how many units, of how many.
fn computed(session: Session) -> Option<String> {
    let state = session.state;
    let total = state.overview.with(|overview| Some(overview.as_ref()?.selection_total.count))?;
    let selected = state.sides.get().map_or(total, |sides| sides.selected);
    let (_, units) = nouns(state.population.get());
    let words = format!("Computed over {} of {} {units}", format::count(total), format::count(selected));
    let is_estimated = state.overview.with(|overview| overview.as_ref().is_some_and(|of| of.estimates.is_some()));
    Some(if is_estimated { format!("{words} that are stored; ≈ is of all there was.") } else { format!("{words}.") })
}

#[component]
fn Head(sorting: RwSignal<Sorting>, has_baseline: Memo<bool>) -> impl IntoView {
    let heading = move |key: Key, name: &'static str, span: fn(bool) -> &'static str| {
        let sort = move || sorting.get().aria(key);
        view! {
            <th scope="col" colspan=move || span(has_baseline.get()) aria-sort=sort class:text=key.is_text()>
                <button type="button" on:click=move |_| sorting.update(|sorting| sorting.choose(key))>{name}</button>
            </th>
        }
    };
    let pair = |has_baseline: bool| if has_baseline { "2" } else { "1" };
    view! {
        <thead>
            <tr>
                {heading(Key::Service, "Service", |_| "1")}
                {heading(Key::Operation, "Operation", |_| "1")}
                {Metric::ALL.map(|metric| heading(Key::Metric(metric), metric.name(), pair))}
            </tr>
            <Show when=move || has_baseline.get()>
                <tr class="sides">
                    <td></td>
                    <td></td>
                    {Metric::ALL.map(|_| view! {
                        <th scope="col"><span class="mark selected" aria-hidden="true"></span><span class="sr-only">"Selection"</span></th>
                        <th scope="col"><span class="mark compared" aria-hidden="true"></span><span class="sr-only">"Baseline"</span></th>
                    })}
                </tr>
            </Show>
        </thead>
    }
}

fn operation(overview: &Arc<Overview>, index: usize) -> impl IntoView + use<> {
    let service = overview.services.get(index).cloned().unwrap_or_default();
    let name = overview.names.get(index).cloned().unwrap_or_default();
    let service = (!service.is_empty()).then(|| Chosen {
        field: Field::Attribute(Scope::Resource, "service.name".to_owned()),
        value: Some(AttributeValue::String(service.clone())),
        text: service,
    });
    let value = Some(AttributeValue::String(name.clone()));
    let name = Chosen { field: Field::Intrinsic(Intrinsic::Name), value, text: name };
    let estimates = overview.estimates.as_deref();
    let of_baseline = estimates.and_then(|estimates| estimates.baseline.as_ref());
    let baseline = overview.baseline.as_ref().map(|columns| row(columns, of_baseline, index));
    let selection = row(&overview.selection, estimates.map(|estimates| &estimates.selection), index);
    view! {
        <tr>
            <td class="text">{service.map(|chosen| view! { <Value chosen/> })}</td>
            <th scope="row" class="text"><Value chosen=name/></th>
            {numbers(selection, baseline)}
        </tr>
    }
}

fn totals(overview: &Overview) -> impl IntoView + use<> {
    let estimates = overview.estimates.as_deref();
    let estimate = estimates.map(|estimates| estimates.selection_total);
    let selection = Numbers { stored: overview.selection_total, estimate };
    let of_baseline = estimates.and_then(|estimates| estimates.baseline_total);
    let baseline = overview.baseline_total.map(|stored| Numbers { stored, estimate: of_baseline });
    view! {
        <tr class="total">
            <td class="text"></td>
            <th scope="row" class="text">"All operations"</th>
            {numbers(selection, baseline)}
        </tr>
    }
}

/// All metrics of one line of the table.
fn numbers(selection: Numbers, baseline: Option<Numbers>) -> impl IntoView {
    Metric::ALL.map(|metric| {
        let is_error = metric == Metric::Errors && selection.stored.errors > 0;
        view! {
            <td class:errors=is_error title=metric.title(&selection)>{metric.text(&selection)}</td>
            {baseline.map(|baseline| view! { <td class="base" title=metric.title(&baseline)>{metric.text(&baseline)}</td> })}
        }
    })
}
