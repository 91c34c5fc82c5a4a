//! What the selection of a finding has in common: a cause, a service, a value.

use std::ops::ControlFlow;

use super::answer::{Anomaly, FindingCause, FindingKind, FindingSuspect};
use crate::analysis::{
    AttributeDiff, AttributeDiffFold, AttributeDiffOptions, AttributeOrigin, AttributeSignal, CauseKey, ErrorCause,
    ErrorCauses, ErrorCausesFold, ErrorCausesOptions, Fold, NarrowFold, Selection, SuspectRow, Suspects, SuspectsFold,
};
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

/// So many of the units are as good as all.
const ALL: f64 = 0.995;

/// A finding that is being explained, as the questions for its selection and its baseline are answered.
#[derive(Debug)]
pub(super) struct ExplainFold {
    about: About,
    pass: Pass,
}

/// What is explained.
#[derive(Debug)]
struct About {
    finding: Anomaly,
    rule: FailureRule,
    /// All units in view.
    units: RowSet,
    /// The units of the selection, once they are found.
    selected: RowSet,
    /// The units of the same operations in the group before, and how many of these fail by each cause, where groups are compared.
    earlier: RowSet,
    causes_before: Vec<(CauseKey, u32)>,
}

#[derive(Debug)]
enum Pass {
    Selection(NarrowFold),
    Baseline(NarrowFold),
    /// The units in the group before, and their causes.
    Earlier(NarrowFold, RowSet),
    CausesBefore(ErrorCausesFold, RowSet),
    Causes(ErrorCausesFold, RowSet),
    Suspects(SuspectsFold, RowSet),
    Attributes(Box<AttributeDiffFold>),
}

impl ExplainFold {
    /// Begins to explain one of the findings among some units.
    pub(super) fn new(units: RowSet, finding: Anomaly, rule: FailureRule) -> Self {
        let pass = Pass::Selection(NarrowFold::new(units.clone(), &finding.selection, rule));
        let (selected, earlier) = (RowSet::default(), RowSet::default());
        Self { about: About { finding, rule, units, selected, earlier, causes_before: Vec::new() }, pass }
    }
}

impl Fold for ExplainFold {
    type Out = Anomaly;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Anomaly, Self> {
        let Self { mut about, pass } = self;
        let pass = match pass {
            Pass::Selection(fold) => fold.step(store, spans).map_continue(Pass::Selection).map_break(|units| {
                about.selected = units;
                Some(about.baseline())
            }),
            Pass::Baseline(fold) => fold.step(store, spans).map_continue(Pass::Baseline).map_break(|mut others| {
                others.subtract(&about.selected);
                Some(about.evidence(store, others))
            }),
            Pass::Earlier(fold, others) => match fold.step(store, spans) {
                ControlFlow::Continue(fold) => ControlFlow::Continue(Pass::Earlier(fold, others)),
                ControlFlow::Break(earlier) => {
                    about.earlier = earlier;
                    let options = ErrorCausesOptions { max_rows: u32::MAX, ..ErrorCausesOptions::default() };
                    let fold = ErrorCausesFold::new(store, about.earlier.clone(), &options, about.rule);
                    ControlFlow::Break(Some(Pass::CausesBefore(fold, others)))
                }
            },
            Pass::CausesBefore(fold, others) => match fold.step(store, spans) {
                ControlFlow::Continue(fold) => ControlFlow::Continue(Pass::CausesBefore(fold, others)),
                ControlFlow::Break(causes) => {
                    about.causes_before = causes.rows.into_iter().map(|row| (row.key, row.failing)).collect();
                    ControlFlow::Break(Some(about.causes(store, others)))
                }
            },
            Pass::Causes(fold, others) => match fold.step(store, spans) {
                ControlFlow::Continue(fold) => ControlFlow::Continue(Pass::Causes(fold, others)),
                ControlFlow::Break(causes) => {
                    about.finding.cause = about.first_cause(causes);
                    ControlFlow::Break(Some(about.attributes(store, others)))
                }
            },
            Pass::Suspects(fold, others) => match fold.step(store, spans) {
                ControlFlow::Continue(fold) => ControlFlow::Continue(Pass::Suspects(fold, others)),
                ControlFlow::Break(suspects) => {
                    about.finding.suspect = suspect(&suspects);
                    ControlFlow::Break(Some(about.attributes(store, others)))
                }
            },
            Pass::Attributes(fold) => {
                fold.step(store, spans).map_continue(|fold| Pass::Attributes(Box::new(fold))).map_break(|diff| {
                    about.finding.attribute = first_notable(diff, about.is_of_groups());
                    None
                })
            }
        };
        match pass {
            ControlFlow::Continue(pass) | ControlFlow::Break(Some(pass)) => ControlFlow::Continue(Self { about, pass }),
            ControlFlow::Break(None) => {
                about.finding.is_explained = true;
                ControlFlow::Break(about.finding)
            }
        }
    }
}

impl About {
    fn baseline(&self) -> Pass {
        let Anomaly { selection, baseline, .. } = &self.finding;
        let others = baseline.as_selection(selection).unwrap_or_default();
        Pass::Baseline(NarrowFold::new(self.units.clone(), &others, self.rule))
    }

    /// What is looked for first.
    fn evidence(&self, store: &Store, others: RowSet) -> Pass {
        match self.finding.kind {
            FindingKind::Failing => match &self.finding.change {
                Some(change) => {
                    let group = Some(change.groups.before.clone());
                    let operations = self.finding.selection.operations.clone();
                    let earlier = Selection { group, operations, ..Selection::default() };
                    Pass::Earlier(NarrowFold::new(self.units.clone(), &earlier, self.rule), others)
                }
                None => self.causes(store, others),
            },
            FindingKind::Slower | FindingKind::SlowerInside => {
                Pass::Suspects(SuspectsFold::without_kinds(store, self.selected.clone(), others.clone()), others)
            }
            // A finding that is a cause has that cause already.
            FindingKind::Cause
            | FindingKind::Retries
            | FindingKind::More
            | FindingKind::Fewer
            | FindingKind::RepeatedCalls
            | FindingKind::SecondMode
            | FindingKind::New
            | FindingKind::Gone => self.attributes(store, others),
        }
    }

    fn causes(&self, store: &Store, others: RowSet) -> Pass {
        // Unless there are others to compare them with, the first is all that is told of them.
        let max_rows = if self.finding.change.is_some() { u32::MAX } else { 1 };
        let options = ErrorCausesOptions { max_rows, ..ErrorCausesOptions::default() };
        Pass::Causes(ErrorCausesFold::new(store, self.selected.clone(), &options, self.rule), others)
    }

    /// The cause of most failures; where groups are compared, the one of which there are most more than the group before lets expect, and of equal
    /// ones the first.
    fn first_cause(&self, ErrorCauses { rows, failing, .. }: ErrorCauses) -> Option<FindingCause> {
        let change = self.finding.change.as_ref();
        let scale = change.map_or(0.0, |change| f64::from(self.finding.units) / f64::from(change.before_units.max(1)));
        let extra = |row: &ErrorCause| {
            let before = self.causes_before.iter().find(|(key, _)| *key == row.key).map_or(0, |&(_, failing)| failing);
            f64::from(row.failing) - scale * f64::from(before)
        };
        let mut most: Option<(f64, ErrorCause)> = None;
        for row in rows.into_iter().filter(|row| row.failing > 0) {
            let extra = extra(&row);
            if most.as_ref().is_none_or(|(other, _)| extra > *other) {
                most = Some((extra, row));
            }
        }
        most.map(|(_, row)| FindingCause { key: row.key, units: row.failing, of: failing })
    }

    /// Whether both sides are groups as wholes: then what all units of one have is the change itself, and explains nothing.
    fn is_of_groups(&self) -> bool {
        self.finding.change.is_some() && self.finding.kind != FindingKind::Failing
    }

    fn attributes(&self, store: &Store, others: RowSet) -> Pass {
        let options = AttributeDiffOptions::default();
        Pass::Attributes(Box::new(AttributeDiffFold::new(store, self.selected.clone(), others, &options)))
    }
}

/// The first suspect, if something that matters is certain of it.
fn suspect(Suspects { suspects, rows, delta_mean_ns, .. }: &Suspects) -> Option<FindingSuspect> {
    let first = suspects.first().filter(|first| first.certain_ns > 0.0 && first.certain_ns >= 0.1 * delta_mean_ns)?;
    let charged_ns = |row: &SuspectRow| {
        if row.callee.as_ref() == Some(&first.service) {
            row.certain_ns - row.own_certain_ns
        } else {
            row.own_certain_ns
        }
    };
    let is_its = |row: &&SuspectRow| row.service == first.service || row.callee.as_ref() == Some(&first.service);
    let row = rows.iter().filter(is_its).max_by(|a, b| charged_ns(a).total_cmp(&charged_ns(b)));
    Some(FindingSuspect {
        service: first.service.clone(),
        certain_ns: first.certain_ns,
        expected_ns: first.expected_ns,
        delta_mean_ns: *delta_mean_ns,
        name: row.map(|row| row.callee_name.as_ref().unwrap_or(&row.name).clone()).unwrap_or_default(),
    })
}

/// The first notable value of a key, or line, that there is more of in the selection. That spans are missing which come later is what failures do, and
/// other spans than else are what slowness does. Of groups, no value is told that all units have.
fn first_notable(diff: AttributeDiff, is_of_groups: bool) -> Option<AttributeSignal> {
    let is_it = |signal: &AttributeSignal| {
        let of = &signal.signal;
        let is_told = of.value.is_some() && (!of.key.is_empty() || of.origin == AttributeOrigin::LogLine);
        let is_of_all = is_of_groups && signal.counts.selection_share >= ALL;
        signal.notable && is_told && !is_of_all && signal.counts.selection_share > signal.counts.baseline_share
    };
    diff.values.into_iter().find(is_it)
}
