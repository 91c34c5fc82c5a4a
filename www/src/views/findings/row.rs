//! One finding: what is wrong, what explains it, what it costs, and when.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{Anomaly, FindingKind, Findings};

use super::copying::markdown;
use super::details::details;
use super::finding_row_id;
use super::trend::trend;
use crate::effect::reactive;
use crate::export::copy;
use crate::findings::{Cost, cost, when};
use crate::format;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::flash::{SAID, flash};
use crate::views::note::Noting;
use crate::words::{NotePlace, nouns};

/// The row of a finding, and its evidence while that is open.
pub(super) fn row(session: Session, found: &Arc<Findings>, at: usize, opened: RwSignal<Option<usize>>) -> AnyView {
    let state = session.state;
    let Some(finding) = found.findings.get(at) else { return ().into_any() };
    let (_, many) = nouns(state.population.get_untracked());
    let is_selected = Memo::new(move |_| state.selected_finding() == Some(at));
    let is_open = Memo::new(move |_| opened.get() == Some(at));
    let of_note = NotePlace::Selection(Box::new(finding.selection.clone()));
    let noting = Noting::new(session, Memo::new(move |_| Some(of_note.clone())), format!("finding {}", at + 1));
    let is_about_failures = matches!(finding.kind, FindingKind::Failing | FindingKind::Cause);
    let of_details = Arc::clone(found);
    let point = move |is_pointed: bool| state.lit.set(is_pointed.then_some(at));
    view! {
        <li
            class="finding"
            class:failing=is_about_failures
            class:chosen=move || is_selected.get()
            class:lit=move || state.lit.get() == Some(at)
            on:pointerenter=move |_| point(true)
            on:pointerleave=move |_| point(false)
        >
            <span class="count" class:chosen=move || is_selected.get() aria-hidden="true">{format::count(at as u64 + 1)}</span>
            <div class="told">
                {sentence(session, finding, at, is_selected)}
                {why(finding)}
                {noting.view()}
            </div>
            {amount(finding, many)}
            {trend(finding, many)}
            <div class="acts">
                <button
                    type="button"
                    class="quiet"
                    aria-expanded=move || is_open.get().to_string()
                    aria-label=format!("Evidence of finding {}", at + 1)
                    on:click=move |_| opened.set((!is_open.get_untracked()).then_some(at))
                >
                    "Evidence"
                </button>
                {noting.add_button()}
                {copy_button(session, found, at)}
            </div>
            {reactive(move || is_open.get().then(|| details(session, &of_details, at)))}
        </li>
    }
    .into_any()
}

/// When and what, which selects it and opens the tab that explains it.
fn sentence(session: Session, finding: &Anomaly, at: usize, is_selected: Memo<bool>) -> AnyView {
    let state = session.state;
    let (of_time, what) = (finding.clone(), finding.what.clone());
    let time = move || when(&of_time, state.zone.get()).map(|when| view! { <b>{when}": "</b> });
    let go = move |_| super::details::go(session, at, None);
    view! {
        <button
            type="button"
            id=finding_row_id(at)
            class="say"
            title="Select these, and open what explains it"
            aria-pressed=move || is_selected.get().to_string()
            on:click=go
        >
            {time}
            {what}
        </button>
    }
    .into_any()
}

/// What explains it, as far as it is known.
fn why(finding: &Anomaly) -> Option<AnyView> {
    (!finding.why.is_empty()).then(|| view! { <p class="why">{finding.why.clone()}</p> }.into_any())
}

fn amount(finding: &Anomaly, many: &str) -> AnyView {
    let Cost { amount, part } = cost(finding, many);
    view! { <p class="cost"><b>{amount}</b><span class="number">{part}</span></p> }.into_any()
}

/// Copies one finding as Markdown, and says so in its place.
fn copy_button(session: Session, found: &Arc<Findings>, at: usize) -> AnyView {
    let said = RwSignal::new("");
    let found = Arc::clone(found);
    let start = move |_| {
        let Some(finding) = found.findings.get(at) else { return };
        let text = markdown(session, finding, at);
        session.spawn(async move {
            let outcome = if copy(&text).await { "Copied" } else { "Not allowed" };
            flash(said, outcome, SAID);
        });
    };
    let words = move || match said.get() {
        "" => "Copy",
        outcome => outcome,
    };
    view! {
        <button
            type="button"
            class="quiet copies"
            title="Copy this finding as Markdown, with a link to it"
            aria-label=format!("Copy finding {}", at + 1)
            on:click=start
        >
            {words}
        </button>
        <span class="sr-only" role="status">{move || said.get()}</span>
    }
    .into_any()
}
