//! What sets the selected units apart: values by how much their shares differ.

mod exact;
mod numbers;
mod row;
mod signal;
mod table;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{AttributeDiff, AttributeOrigin, Selection};

use super::{CopyTable, FindingSource, TableSource};
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::state::State;
use crate::words::{Tab, nouns};
use exact::ExactCounts;
use numbers::numbers;
use row::{id_row, pair_row, value_row};

/// Rows of the notable values and of log lines, and of all others, that are shown before more are asked for.
const ROWS: (usize, usize) = (20, 10);

/// The comparison of the selected units with the baseline.
#[component]
pub(super) fn AttributesView() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let exact = ExactCounts::new(session);
    let shows_all = [(); 4].map(|()| RwSignal::new(false));
    let copied: TableSource =
        Rc::new(move || Box::pin(std::future::ready(state.attributes.get_untracked().map(|diff| table::table(&diff)))));
    let finding: FindingSource = Rc::new(move || {
        let diff = state.attributes.get_untracked().filter(|diff| diff.baseline > 0)?;
        Some(table::finding(session, &diff).write())
    });
    // What nobody sees is not drawn.
    let diff = move || (state.tab.get() == Tab::Attributes).then(|| state.attributes.get()).flatten();
    view! {
        <div class="computed">
            <span>{reactive(move || computed(state))}</span>
            <CountedUnits/>
            {exact.button()}
            <CopyTable table=copied finding/>
        </div>
        {reactive(move || diff().map(|diff| match nothing(state, &diff) {
            Some(words) => words,
            None => shown((state, exact), &diff, shows_all),
        }))}
    }
    .into_any()
}

/// Over how many of both sides, and what came of it.
fn computed(state: State) -> Option<String> {
    let diff = state.attributes.get().filter(|diff| diff.selection > 0 && diff.baseline > 0)?;
    let many = if diff.counts_spans { "spans" } else { nouns(state.population.get()).1 };
    let selected = state.sides.get().filter(|_| !diff.counts_spans).map_or(diff.selection, |sides| sides.selected);
    let stored = if diff.estimates.is_some() {
        " Counts are of stored requests, and so are the sections of ids and of numbers. ≈ marks estimates for all there was."
    } else {
        ""
    };
    Some(format!(
        "Analysed {} of {} {many} beside {} others: {} tested, {} notable.{stored}",
        format::count(diff.selection),
        format::count(selected),
        format::count(diff.baseline),
        format::counted(diff.tested, "value", "values"),
        format::count(diff.notable)
    ))
}

/// Whether units or their spans are counted.
#[component]
fn CountedUnits() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let choice = move |is_spans: bool| {
        let name = move || if is_spans { "by span" } else { "by unit" };
        view! {
            <label>
                <input
                    type="radio"
                    name="counted"
                    prop:checked=move || state.counts_spans.get() == is_spans
                    on:change=move |_| state.counts_spans.set(is_spans)
                />
                <span>{name()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="segments" title="A unit has a value if any of its spans has it; or each span is counted by itself">
            <legend class="sr-only">"Count"</legend>
            {choice(false)}
            {choice(true)}
        </fieldset>
    }
    .into_any()
}

/// Why there is nothing to compare, and what to do about it.
fn nothing(state: State, diff: &AttributeDiff) -> Option<AnyView> {
    let (_, units) = nouns(state.population.get());
    if state.selection.with(Option::is_none) {
        let select = move |_| state.selection.set(Some(Selection { errors_only: true, ..Selection::default() }));
        return Some(
            view! {
                <div class="nothing">
                    <p>{format!("Select {units}, and this says what sets them apart: drag over the heatmap, or begin with those that fail.")}</p>
                    <p class="choices"><button type="button" on:click=select>"Compare what fails with all others"</button></p>
                </div>
            }
            .into_any(),
        );
    }
    let words = match (diff.selection, diff.baseline) {
        (0, _) => format!("No {units} are selected: choose a part of the heatmap that has some."),
        (_, 0) => format!("There are no {units} to compare with: choose another baseline above."),
        _ => return None,
    };
    Some(view! { <p class="nothing">{words}</p> }.into_any())
}

fn shown(
    (state, exact): (State, ExactCounts),
    diff: &Arc<AttributeDiff>,
    [all_notable, all_lines, all_others, all_symptoms]: [RwSignal<bool>; 4],
) -> AnyView {
    let is_line = |&index: &usize| diff.values[index].signal.origin == AttributeOrigin::LogLine;
    let is_notable = |&index: &usize| diff.values[index].notable;
    let (lines, values): (Vec<usize>, Vec<usize>) = (0..diff.values.len()).partition(is_line);
    let (notable, others): (Vec<usize>, Vec<usize>) = values.into_iter().partition(is_notable);
    let notable_lines = u32::try_from(lines.iter().filter(|&index| is_notable(index)).count()).unwrap_or(u32::MAX);
    let (of_values, of_symptoms) = (Arc::clone(diff), Arc::clone(diff));
    let value = move |index: usize| value_row(&of_values, &of_values.values[index], exact);
    let symptom = move |index: usize| value_row(&of_symptoms, &of_symptoms.symptoms[index], exact);
    let found = if notable.is_empty() && notable_lines == 0 {
        Some(view! { <p class="quiet">{none_notable(state, diff)}</p> }.into_any())
    } else {
        let title = format!("Notable ({})", format::count(diff.notable.saturating_sub(notable_lines)));
        limited(&title, notable, (ROWS.0, all_notable), value.clone())
    };
    let title = format!("Log lines ({} notable)", format::count(notable_lines));
    let lines = limited(&title, lines, (ROWS.0, all_lines), value.clone());
    let pairs = (!diff.pairs.is_empty()).then(|| {
        table_of(
            "Pairs that say more than either",
            diff.pairs.iter().map(|pair| pair_row(diff, pair)).collect_view().into_any(),
        )
    });
    let unlisted = diff.value_count as usize - diff.values.len().min(diff.value_count as usize);
    let rest = match unlisted {
        0 => "Other values".to_owned(),
        _ => format!("Other values, without {} that differ less", format::count(unlisted as u64)),
    };
    let numeric = (!diff.numbers.is_empty()).then(|| numbers(diff));
    let ids = (!diff.ids.is_empty()).then(|| {
        table_of(
            "Ids: nearly every unit has its own",
            diff.ids.iter().map(|ids| id_row(diff, ids)).collect_view().into_any(),
        )
    });
    view! {
        <div class="attributes">
            {found}
            {lines}
            {pairs}
            {limited(&rest, others, (ROWS.1, all_others), value)}
            {limited("Symptoms: keys that restate the outcome or the duration", (0..diff.symptoms.len()).collect(), (ROWS.1, all_symptoms), symptom)}
            {numeric}
            {ids}
        </div>
    }
    .into_any()
}

fn none_notable(state: State, diff: &AttributeDiff) -> String {
    let (_, units) = nouns(state.population.get());
    let smallest = diff.selection.min(diff.baseline);
    if smallest < 5 {
        return format!("Nothing is notable: {} {units} on one side are too few to tell.", format::count(smallest));
    }
    "Nothing is notable: no value is much more frequent on one side than on the other.".to_owned()
}

/// A table of the first rows, and a button for the others.
fn limited(
    title: &str,
    indices: Vec<usize>,
    (first, shows_all): (usize, RwSignal<bool>),
    row: impl Fn(usize) -> AnyView + Send + Sync + 'static,
) -> Option<AnyView> {
    (!indices.is_empty()).then(|| {
        let hidden = indices.len().saturating_sub(first);
        let rows = move || {
            let shown = if shows_all.get() { indices.len() } else { first.min(indices.len()) };
            indices[..shown].iter().map(|&index| row(index)).collect_view()
        };
        view! {
            {table_of(title, rows.into_any())}
            <Show when=move || (hidden > 0) && !shows_all.get()>
                <button type="button" on:click=move |_| shows_all.set(true)>{format!("Show {hidden} more")}</button>
            </Show>
        }
        .into_any()
    })
}

/// A group of rows with both sides.
fn table_of(title: &str, rows: AnyView) -> AnyView {
    let id = format!("attributes-{}", title.split([' ', ':', ',']).next().unwrap_or_default().to_lowercase());
    view! {
        <section aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title.to_owned()}</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="text">"Value"</th>
                        <th scope="col" class="text">
                            <span class="mark selected" aria-hidden="true"></span>" Selection "
                            <span class="mark compared" aria-hidden="true"></span>" Baseline"
                        </th>
                        <th scope="col" title="The smallest difference of the shares at 95 % confidence, and the false discovery rate among rows at least as clear">"Score"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
