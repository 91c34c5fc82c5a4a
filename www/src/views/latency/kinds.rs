//! Selected units that are slow for different reasons, each kind a button that selects it.

use std::rc::Rc;

use leptos::prelude::*;
use spanlens::analysis::{Baseline, Kind, Selection};

use super::flame::Flame;
use crate::effect::reactive;
use crate::latency::{beside_kinds, kind_rows, kind_words, kinds_table, kinds_title};
use crate::signals::Memo;
use crate::state::State;
use crate::views::{CopyTable, TableSource};
use crate::words::nouns;

/// The kinds, where there are several.
#[component]
pub(super) fn KindList(flame: Flame) -> impl IntoView {
    let state = flame.session.state;
    let kinds = Memo::new(move |_| state.latency.with(|latency| latency.as_ref()?.kinds().cloned()));
    let copied: TableSource = Rc::new(move || {
        let table = state.latency.get_untracked().map(|latency| kinds_table(&latency));
        Box::pin(std::future::ready(table))
    });
    let items = move || {
        let found = kinds.get()?;
        let items = found.kinds.iter().map(|kind| item(state, kind));
        let beside = beside_kinds(&found, nouns(state.population.get()));
        let beside = beside.map(|words| view! { <li class="number">{words}</li> }.into_any());
        Some(items.chain(beside).collect_view())
    };
    view! {
        <section class="suspects kinds" class:hidden=move || kinds.with(Option::is_none) aria-label="Kinds">
            <div class="computed">
                <h2>{reactive(move || kinds.with(|kinds| kinds.as_ref().map(kinds_title)))}</h2>
                <span>{reactive(move || { let (_, many) = nouns(state.population.get()); format!("of {many}, slow for different reasons") })}</span>
                <CopyTable table=copied of="kinds"/>
            </div>
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

/// A kind. A click selects all of its units that are in view.
fn item(state: State, kind: &Kind) -> AnyView {
    let (one, many) = nouns(state.population.get());
    let (units, words) = kind_words(kind, (one, many));
    let rows = kind_rows(kind).map(|rows| view! { <small>{rows}</small> });
    let marks = kind.marks.clone();
    let select = move |_| {
        let group = state.selection.with_untracked(|selection| selection.as_ref()?.group.clone());
        state.selection.set(Some(Selection { marks: Some(marks.clone()), group, ..Selection::default() }));
        // Nothing comes before units of all times.
        if state.chosen_baseline.with_untracked(|baseline| *baseline == Some(Baseline::Before)) {
            state.chosen_baseline.set(None);
        }
    };
    view! {
        <li>
            <button type="button" class="opener" title=format!("Select all {many} in view that do") on:click=select>
                <b>{units}</b>
                <span>{words}</span>
                {rows}
            </button>
        </li>
    }
    .into_any()
}
