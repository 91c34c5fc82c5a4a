//! What a finding rests on, each part the way to the tab that has all of it.

use leptos::prelude::*;
use spanlens::analysis::{Anomaly, Baseline, FindingOperation, Findings};

use crate::findings::{Evidence, evidence, explaining_tab};
use crate::format;
use crate::session::Session;
use crate::words::{Tab, nouns};

/// Operations that are listed: the copied table has all of them.
const OPERATIONS: usize = 10;

/// Selects a finding and opens a tab: the one that explains it where none is said. The tab has the focus then, as the row is out of sight.
pub(super) fn go(session: Session, at: usize, tab: Option<Tab>) {
    let state = session.state;
    if !state.select_finding(at) {
        return;
    }
    match tab {
        Some(tab) => state.tab.set(tab),
        None => state.open_explanation(at),
    }
    if let Some(tab) = session.host.by_id(&format!("tab-{}", state.tab.get_untracked().name())) {
        // A button can take the focus.
        let _ = tab.focus();
    }
}

/// The evidence of a finding.
pub(super) fn details(session: Session, found: &Findings, at: usize) -> AnyView {
    let Some(finding) = found.findings.get(at) else { return ().into_any() };
    let state = session.state;
    let nouns = nouns(state.population.get());
    let lines = evidence(finding, nouns).into_iter().map(|Evidence { tab, words }| line(session, at, tab, words));
    let baseline = match &finding.baseline {
        Baseline::Rest => format!("all other {}", nouns.1),
        Baseline::Before => format!("the {} just before", nouns.1),
        Baseline::Rectangle(other) => format::selection(other, state.zone.get()),
    };
    view! {
        <div class="evidence">
            <ul>
                {lines.collect_view()}
                {unexplained(session, finding, at)}
            </ul>
            {operations(finding, nouns)}
            <p class="note">{format!("Selection: {}. Baseline: {baseline}, without what is selected.", format::selection(&finding.selection, state.zone.get()))}</p>
        </div>
    }
    .into_any()
}

fn line(session: Session, at: usize, tab: Tab, words: String) -> AnyView {
    view! {
        <li>
            <button type="button" class="link" on:click=move |_| go(session, at, Some(tab))>{tab.title()}</button>
            <span>{words}</span>
        </li>
    }
    .into_any()
}

/// That nothing explains it, or that nobody has looked yet.
fn unexplained(session: Session, finding: &Anomaly, at: usize) -> Option<AnyView> {
    let is_known = finding.cause.is_some() || finding.suspect.is_some() || finding.attribute.is_some();
    let words = if finding.is_explained {
        "Nothing that these have in common was found."
    } else {
        "Only the costliest findings are explained at once. This tab looks for what explains this one."
    };
    (!is_known).then(|| line(session, at, explaining_tab(finding), words.to_owned()))
}

/// The operations that have it, where there are several.
fn operations(finding: &Anomaly, (_, many): (&'static str, &'static str)) -> Option<AnyView> {
    let hidden = finding.operations.len().saturating_sub(OPERATIONS);
    let rows = finding.operations.iter().take(OPERATIONS).map(operation).collect_view();
    (finding.operations.len() > 1).then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Operations of the finding">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="text">"Service"</th>
                            <th scope="col" class="text">"Operation"</th>
                            <th scope="col" title=many>"Count"</th>
                            <th scope="col">"Failing"</th>
                            <th scope="col" title="More than expected">"More"</th>
                            <th scope="col" title="Of those that do not fail">"Mean"</th>
                            <th scope="col" title="More than expected">"Added"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {(hidden > 0).then(|| view! { <p class="number">{format!("and {} more operations", format::count(hidden as u64))}</p> })}
        }
        .into_any()
    })
}

fn operation(operation: &FindingOperation) -> AnyView {
    let FindingOperation { service, name, units, failing, mean_ns, extra_units, added_ns } = operation;
    view! {
        <tr>
            <td class="text number">{service.clone()}</td>
            <th scope="row" class="text">{name.clone()}</th>
            <td>{format::count(*units)}</td>
            <td>{format::count(*failing)}</td>
            <td>{format::decimal(extra_units.round())}</td>
            <td>{format::mean_duration(*mean_ns)}</td>
            <td>{format::signed_duration(*added_ns)}</td>
        </tr>
    }
    .into_any()
}
