//! Findings against a slow version of themselves, their laws, and how often they are right.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the numbers of a test are small"
)]
#![expect(clippy::print_stdout, reason = "the long tests print tables")]

mod chance;
mod changes;
mod demo;
mod kinds;
mod laws;
mod made;
mod oracle;
mod power;
mod shuffled;

use spanlens::analysis::{Anomaly, FindingKind, Findings, findings};
use spanlens::store::{Population, Store};
use spanlens::units::FailureRule;

fn all(store: &Store) -> Findings {
    findings(store, store.requests(), Population::Requests, FailureRule::Status)
}

/// What was found in time by the scan of operations.
fn in_time(answer: &Findings) -> impl Iterator<Item = &Anomaly> {
    let is_it = |finding: &&Anomaly| matches!(finding.kind, FindingKind::Failing | FindingKind::Slower);
    answer.findings.iter().filter(is_it)
}
