//! Where errors began: a row for each cause, with what became of it.

mod details;
mod row;
mod table;
mod trend;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{CauseKey, ErrorCauses};

use super::{CopyTable, FindingSource, TableSource};
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::state::State;
use crate::words::{Tab, nouns};
use row::row;

/// Rows that are shown before more are asked for.
const ROWS: usize = 50;

/// The columns after the error itself, with what they count.
const COLUMNS: [(&str, &str); 5] = [
    ("Where", "The service and the name of the span"),
    (
        "Explains",
        "Failing units that it is a cause of, and their share of all failing units; a unit can have several causes",
    ),
    ("Handled", "Units that have it and do not fail"),
    ("Recovered", "Units in which a later attempt worked"),
    ("Async", "Units whose own span had ended before the error began"),
];

/// The causes of the selected units.
#[component]
pub(super) fn CausesView() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let opened = RwSignal::new(None::<CauseKey>);
    let shows_all = RwSignal::new(false);
    // What nobody sees is not drawn.
    let causes = move || (state.tab.get() == Tab::Causes).then(|| state.causes.get()).flatten();
    let copied: TableSource =
        Rc::new(move || Box::pin(std::future::ready(state.causes.get_untracked().map(|causes| table::table(&causes)))));
    let finding: FindingSource =
        Rc::new(move || state.causes.get_untracked().map(|causes| table::finding(session, &causes).write()));
    view! {
        <div class="computed">
            <span>{reactive(move || computed(state))}</span>
            <CopyTable table=copied finding/>
        </div>
        {reactive(move || causes().map(|causes| match nothing(state, &causes) {
            Some(words) => view! { <p class="nothing">{words}</p> }.into_any(),
            None => shown(session, &causes, opened, shows_all),
        }))}
        <p class="note">{reactive(move || causes().and_then(|causes| note(state, &causes)))}</p>
    }
    .into_any()
}

/// Over how many units, and how these went.
fn computed(state: State) -> Option<String> {
    let causes = state.causes.get()?;
    let selected = state.sides.get().map_or(causes.units, |sides| sides.selected);
    let (_, units) = nouns(state.population.get());
    let ErrorCauses { failing, handled, recovered, asynchronous, .. } = *causes;
    let fates = [
        (failing, "fail", 0),
        (handled, "handle an error", 1),
        (recovered, "recover", 2),
        (asynchronous, "fail later", 3),
    ];
    // That none fail is worth saying.
    let told = fates.iter().filter(|&&(number, what, _)| number > 0 || what == "fail");
    let estimated = causes.estimates.map(|of| [of.failing, of.handled, of.recovered, of.asynchronous]);
    let told = told.map(|&(number, what, at)| {
        let number = estimated.map_or_else(|| format::count(number), |of| format::about_count(of[at]));
        format!("{number} {what}")
    });
    let told: Vec<String> = told.collect();
    let unlisted = causes.causes.saturating_sub(u32::try_from(causes.rows.len()).unwrap_or(u32::MAX));
    let left_out = (unlisted > 0).then(|| format!(" {} rarer causes are not listed.", format::count(unlisted)));
    let (analysed, selected) = (format::count(causes.units), format::count(selected));
    let stored = if estimated.is_some() { " that are stored" } else { "" };
    let told = told.join(", ");
    Some(format!("Analysed {analysed} of {selected} {units}{stored}: {told}.{}", left_out.unwrap_or_default()))
}

/// Why there are no rows.
fn nothing(state: State, causes: &ErrorCauses) -> Option<String> {
    let (_, units) = nouns(state.population.get());
    if causes.units == 0 {
        return Some(format!(
            "There are no {units} here: choose a part of the heatmap that has some, or clear the filter."
        ));
    }
    let all = format::count(causes.units);
    causes
        .rows
        .is_empty()
        .then(|| format!("No error in {all} {units}: nothing failed, and nothing had to be repeated."))
}

/// Exceptions that nobody called an error.
fn note(state: State, causes: &ErrorCauses) -> Option<String> {
    let (one, many) = nouns(state.population.get());
    let count = causes.exceptions_without_error;
    let verb = if count == 1 { "has" } else { "have" };
    (count > 0).then(|| {
        let units = format::counted(count, one, many);
        format!(
            "{units} {verb} an exception event on a span that did not fail. That is no cause, and is not counted above."
        )
    })
}

fn shown(
    session: Session,
    causes: &Arc<ErrorCauses>,
    opened: RwSignal<Option<CauseKey>>,
    shows_all: RwSignal<bool>,
) -> AnyView {
    let hidden = causes.rows.len().saturating_sub(ROWS);
    let of_rows = Arc::clone(causes);
    let rows = move || {
        let shown = if shows_all.get() { of_rows.rows.len() } else { ROWS.min(of_rows.rows.len()) };
        (0..shown).map(|index| row(session, &of_rows, index, opened)).collect_view()
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Error causes">
            <table class="causes">
                <thead>
                    <tr>
                        <th scope="col" class="text">"Error"</th>
                        {COLUMNS.map(|(name, title)| view! { <th scope="col" title=title class:text=name == "Where">{name}</th> })}
                        <th scope="col" class="text">"First, last seen"</th>
                        <th scope="col" class="text">"Trend"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Show when=move || (hidden > 0) && !shows_all.get()>
            <button type="button" on:click=move |_| shows_all.set(true)>
                {format!("Show {} more causes", format::count(hidden as u64))}
            </button>
        </Show>
    }
    .into_any()
}
