//! Going from finding to finding.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{Anomaly, Findings};
use spanlens::units::TimeRange;

use super::{State, change};
use crate::findings::explaining_tab;
use crate::words::{Step, Tab};

impl State {
    /// Shows findings, or none. The same ones as before are no change.
    pub(crate) fn show_findings(&self, found: Option<Findings>) {
        self.lit.set(None);
        self.finding.set(None);
        change(self.findings, found.map(Arc::new));
    }

    /// Something of a finding, if there is such a one.
    pub(crate) fn of_finding<T>(&self, at: usize, what: impl FnOnce(&Anomaly) -> T) -> Option<T> {
        self.findings.with(|found| found.as_ref()?.findings.get(at).map(what))
    }

    /// The finding that is selected, if one is. What it is compared with may be something else by now.
    pub(crate) fn selected_finding(&self) -> Option<usize> {
        let last = self.finding.get();
        self.findings.with(|found| {
            let all = &found.as_ref()?.findings;
            self.selection.with(|selection| {
                let is_it = |finding: &Anomaly| selection.as_ref() == Some(&finding.selection);
                // Two findings may select the same.
                last.filter(|&at| all.get(at).is_some_and(is_it)).or_else(|| all.iter().position(is_it))
            })
        })
    }

    /// Selects a finding with its baseline, and shows the time that it is in. Gives whether there is such a finding.
    pub(crate) fn select_finding(&self, at: usize) -> bool {
        let Some(found) = self.findings.get_untracked() else { return false };
        let Some(finding) = found.findings.get(at) else { return false };
        self.finding.set(Some(at));
        change(self.selection, Some(finding.selection.clone()));
        change(self.chosen_baseline, Some(finding.baseline.clone()));
        let is_in_sight =
            |view: TimeRange| finding.time.is_none_or(|time| view.from_ns <= time.from_ns && time.to_ns <= view.to_ns);
        if self.zoom.with_untracked(|zoom| zoom.time.is_some_and(|view| !is_in_sight(view))) {
            self.zoom.update(|zoom| zoom.time = None);
        }
        true
    }

    /// Selects the finding after the one that is selected, or before it, from the last to the first. Gives which one that is.
    pub(crate) fn step_to_finding(&self, step: Step) -> Option<usize> {
        let all = self.findings.with_untracked(|found| found.as_ref().map_or(0, |found| found.findings.len()));
        let at = step.leads_to(untrack(|| self.selected_finding()), all)?;
        self.select_finding(at).then_some(at)
    }

    /// Opens the tab that explains a finding.
    pub(crate) fn open_explanation(&self, at: usize) {
        let tab = untrack(|| self.of_finding(at, explaining_tab));
        change(self.tab, tab.unwrap_or(Tab::Findings));
    }
}
