//! A finding as text for people.

use leptos::prelude::*;
use spanlens::analysis::{Anomaly, FindingOperation};

use crate::address::Address;
use crate::export;
use crate::findings::{Cost, cost, evidence, explaining_tab, sentence};
use crate::format;
use crate::session::Session;
use crate::views::finding::{ROWS, of_view, titled};
use crate::views::share::link_to;
use crate::words::nouns;

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
        facts: facts.collect(),
        columns: vec!["Service", "Operation", "Units", "Failing", "Mean", "Added"],
        rows: finding.operations.iter().take(ROWS).map(row).collect(),
        total: finding.operations.len(),
        link: link_to(session, &address),
    }
    .write()
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
