//! What is wrong, before anybody has selected anything: a row for each finding, the costliest first.

mod copying;
mod details;
mod row;
mod trend;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{DataFinding, Findings};

use super::note::OtherNotes;
use super::{CopyTable, FindingSource, TableSource};
use crate::effect::{effect, reactive};
use crate::findings::{headline, looked_at, table};
use crate::session::Session;
use crate::signals::RwSignal;
use crate::state::{Phase, State};
use crate::words::{Tab, nouns};
use row::row;

/// Rows that are shown before more are asked for.
const ROWS: usize = 20;

/// The id of the button that a finding has in the list.
pub(crate) fn finding_row_id(at: usize) -> String {
    format!("finding-{}", at + 1)
}

/// What stands out, what limits the answers, and what was looked at.
#[component]
pub(super) fn FindingsView() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let opened = RwSignal::new(None::<usize>);
    let shows_all = RwSignal::new(false);
    // What nobody sees is not drawn.
    let found = move || (state.tab.get() == Tab::Findings).then(|| state.findings.get()).flatten();
    effect(move || {
        state.findings.track();
        opened.set(None);
    });
    effect(move || {
        // A row that goes while it is pointed at cannot say that it is left.
        state.tab.track();
        state.lit.set(None);
    });
    let copied: TableSource =
        Rc::new(move || Box::pin(std::future::ready(state.findings.get_untracked().map(|found| table(&found)))));
    let as_markdown: FindingSource =
        Rc::new(move || Some(copying::all_as_markdown(session, &*state.findings.get_untracked()?)));
    let many = move || nouns(state.population.get()).1;
    view! {
        <div class="computed">
            <span role="status" aria-label="Findings">{reactive(move || said(state))}</span>
            {reactive(move || is_looking_again(state).then(|| view! { <span class="late">"Looking again …"</span> }))}
            <CopyTable table=copied finding=as_markdown finding_label="Copy as Markdown" of="findings"/>
        </div>
        <OtherNotes/>
        {reactive(move || found().map(|found| {
            let shown = if found.findings.is_empty() {
                nothing(state, &found)
            } else {
                list(session, &found, opened, shows_all)
            };
            view! {
                {shown}
                {limits(state, &found.data)}
                <div class="looked-at note">{looked_at(&found, many()).into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}</div>
            }
        }))}
        {reactive(move || is_first_look(state).then(|| view! {
            <div class="nothing late">
                <p><progress class="unknown" aria-label="Looking"></progress></p>
                <p>{reactive(move || format!("All {} are looked at by operation and by time. Everything else that is asked goes first.", many()))}</p>
            </div>
        }))}
    }
    .into_any()
}

/// What was found, or why nothing is known yet.
fn said(state: State) -> Option<String> {
    let is_filtered = state.view_filter().is_some();
    if let Some(headline) = state.findings.with(|found| found.as_ref().map(|found| headline(found, is_filtered))) {
        return Some(headline);
    }
    match state.phase.get() {
        Phase::Loading(_) => Some("What stands out is said as soon as everything is read.".to_owned()),
        _ if state.is_looking.get() => Some("Looking for what stands out …".to_owned()),
        _ => None,
    }
}

/// Whether there is nothing to be shown until something is found.
fn is_first_look(state: State) -> bool {
    state.is_looking.get() && state.findings.with(Option::is_none)
}

/// Whether what is shown may be of another view.
fn is_looking_again(state: State) -> bool {
    state.is_looking.get() && state.findings.with(Option::is_some)
}

/// That nothing was found, and what can be done by hand.
fn nothing(state: State, found: &Findings) -> AnyView {
    let (_, many) = nouns(state.population.get());
    if found.searched.units == 0 {
        let words = format!("There are no {many} in view: clear the filter, or open something else.");
        return view! { <p class="nothing">{words}</p> }.into_any();
    }
    if found.compared.is_some() {
        let advice = format!(
            "No operation fails more or takes longer for certain, none is new, and none is gone. Compare after with before, and look at \
             the difference of {many} on the other tabs all the same."
        );
        return view! { <div class="nothing"><h2>"Nothing is worse"</h2><p>{advice}</p></div> }.into_any();
    }
    let advice = format!(
        "No operation fails more, takes longer, comes more or less often at some time than at others, and no cause or repeated call \
         is worth telling. Drag over the heatmap to look at {many} of your choice all the same."
    );
    view! {
        <div class="nothing">
            <h2>"Nothing stands out"</h2>
            <p>{advice}</p>
        </div>
    }
    .into_any()
}

fn list(
    session: Session,
    found: &Arc<Findings>,
    opened: RwSignal<Option<usize>>,
    shows_all: RwSignal<bool>,
) -> AnyView {
    let state = session.state;
    let all = found.findings.len();
    let of_rows = Arc::clone(found);
    let rows = move || {
        let shown = if shows_all.get() { all } else { ROWS.min(all) };
        (0..shown).map(|at| row(session, &of_rows, at, opened)).collect_view()
    };
    let hidden = all.saturating_sub(ROWS);
    view! {
        <ol class="findings" aria-label="Findings" aria-busy=move || state.is_looking.get().to_string()>{rows}</ol>
        <Show when=move || (hidden > 0) && !shows_all.get()>
            <button type="button" on:click=move |_| shows_all.set(true)>{format!("Show {hidden} more findings")}</button>
        </Show>
    }
    .into_any()
}

/// What is missing in the data, or cannot be as it says.
fn limits(state: State, data: &[DataFinding]) -> Option<AnyView> {
    let sentences = data.iter().map(|limit| view! { <li>{limit.what.clone()}</li> }).collect_view();
    (!data.is_empty()).then(|| {
        view! {
            <section class="limits" aria-label="What limits the answers">
                <h2>"What limits the answers"</h2>
                <ul>{sentences}</ul>
                <button type="button" class="link" on:click=move |_| state.tab.set(Tab::Report)>"See the report"</button>
            </section>
        }
        .into_any()
    })
}
