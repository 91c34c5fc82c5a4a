//! A finding as text for people.

use leptos::prelude::*;
use spanlens::analysis::{Anomaly, FindingOperation, Findings};

use crate::address::Address;
use crate::export::{self, one_line, quoted};
use crate::findings::{Cost, cost, evidence, explaining_tab, headline, sentence};
use crate::format;
use crate::session::Session;
use crate::views::finding::{ROWS, noted, of_view, titled};
use crate::views::note::{other_notes, words_of};
use crate::views::share::{link, link_to};
use crate::words::{Note, nouns};

/// The sentences, the evidence, and a link that shows the finding as a click does.
pub(super) fn markdown(session: Session, finding: &Anomaly, at: usize) -> String {
    let state = session.state;
    let (zone, nouns) = (state.zone.get_untracked(), nouns(state.population.get_untracked()));
    let Cost { amount, part } = cost(finding, nouns.1);
    let said = [sentence(finding, zone), finding.why.clone(), format!("Cost: {amount}, {part}")];
    let known = evidence(finding, nouns).into_iter().map(|evidence| evidence.words);
    let sides = [
        format!("Selection: {}", format::selection(&finding.selection, zone)),
        format!("Baseline: {}", format::baseline(&finding.baseline, zone)),
    ];
    let facts = said.into_iter().filter(|words| !words.is_empty()).chain(known).chain(sides).chain(of_view(state));
    let address = Address {
        selection: Some(finding.selection.clone()),
        baseline: Some(finding.baseline.clone()),
        tab: explaining_tab(finding),
        compared: None,
        trace: None,
        ..untrack(|| state.address())
    };
    export::Finding {
        title: titled(state, &format!("Finding {}", at + 1)),
        note: noted(state, Some(finding.selection.clone())),
        facts: facts.collect(),
        columns: vec!["Service", "Operation", "Units", "Failing", "Mean", "Added"],
        rows: finding.operations.iter().take(ROWS).map(row).collect(),
        total: finding.operations.len(),
        link: link_to(session, &address),
    }
    .write()
}

/// All findings with what was noted about them, and the notes about other things.
pub(super) fn all_as_markdown(session: Session, found: &Findings) -> String {
    let state = session.state;
    let is_filtered = untrack(|| state.view_filter()).is_some();
    let head = format!("## {}\n\n{}\n", one_line(&titled(state, "Spanlens")), one_line(&headline(found, is_filtered)));
    let findings = found.findings.iter().enumerate().map(|(at, finding)| markdown(session, finding, at));
    let others = untrack(|| other_notes(state));
    let notes = (!others.is_empty()).then(|| {
        let note = |note: Note| {
            let about = one_line(&untrack(|| words_of(state, &note.place)));
            format!("{about}\n\n{}\n", quoted(&note.title, &note.text).join("\n"))
        };
        format!("### Notes\n\n{}", others.into_iter().map(note).collect::<Vec<_>>().join("\n"))
    });
    let link = link(session).map(|link| format!("<{link}>\n"));
    std::iter::once(head).chain(findings).chain(notes).chain(link).collect::<Vec<_>>().join("\n")
}

fn row(operation: &FindingOperation) -> Vec<String> {
    let FindingOperation { service, name, units, failing, mean_ns, added_ns, .. } = operation;
    vec![
        service.clone(),
        name.clone(),
        format::count(*units),
        format::count(*failing),
        format::mean_duration(*mean_ns),
        format::signed_duration(*added_ns),
    ]
}
