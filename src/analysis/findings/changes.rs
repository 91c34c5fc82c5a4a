//! What changed from one group to another, in steps: the units of both groups by operation, what changed in each, what explains it.

use std::ops::ControlFlow;

use super::answer::{
    Anomaly, ComparedGroups, FindingKind, FindingOperation, Findings, GroupChange, GroupPair, Searched,
};
use super::blocks::Blocks;
use super::change::{BothSides, Changed, SidesUnderWay, threshold};
use super::cost::Whole;
use super::data::{Orphans, limits, spans_to_look_at};
use super::explaining::{EXPLAINED, Explaining};
use super::ranking::rank;
use super::series::{FAILS, PERCENTS, SLOW, Sums, Unit, ns};
use super::words;
use crate::analysis::operations::Operations;
use crate::analysis::units_ahead::UnitsAhead;
use crate::analysis::{Baseline, Fold, Selection};
use crate::store::{Population, RowSet, SpanRow, Store};
use crate::units::{FailureRule, TimeRange};

/// What changed from one group to another, in the making.
#[derive(Debug)]
pub struct ChangesFold {
    view: View,
    pass: Pass,
}

/// What is looked at.
#[derive(Debug)]
struct View {
    units: RowSet,
    population: Population,
    rule: FailureRule,
    compared: ComparedGroups,
    /// The numbers of both groups in the store, where it has them.
    numbers: [Option<usize>; 2],
    /// All units of each.
    wholes: [Whole; 2],
    /// The earliest start in each.
    starts_ns: [Option<u64>; 2],
    range: Option<TimeRange>,
    operations: Operations,
    orphans: Orphans,
}

#[derive(Debug)]
enum Pass {
    /// All spans, for what limits the answers, if something does that only they tell.
    Spans(UnitsAhead<1>),
    /// The units of both groups so far, by operation.
    Units(UnitsAhead<1>, Vec<Blocks<Unit>>),
    /// The operations: their units, the one at hand, and what was found so far.
    Operations(Vec<Blocks<Unit>>, usize, Box<SidesUnderWay>, Vec<Anomaly>),
    /// What explains the costliest ones.
    Explain(Explaining),
}

impl ChangesFold {
    /// No units are compared yet. The population is what the units are, the rule says which of them fail.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, population: Population, rule: FailureRule, groups: GroupPair) -> Self {
        let number = |name: &String| store.sources().groups().iter().position(|known| known == name);
        let numbers = [number(&groups.before), number(&groups.after)];
        let view = View {
            units,
            population,
            rule,
            compared: ComparedGroups { groups, ..ComparedGroups::default() },
            numbers,
            wholes: [Whole::default(); 2],
            starts_ns: [None; 2],
            range: None,
            operations: Operations::default(),
            orphans: Orphans::default(),
        };
        Self { view, pass: Pass::Spans(UnitsAhead::new([spans_to_look_at(store)])) }
    }
}

impl Fold for ChangesFold {
    type Out = Findings;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Findings, Self> {
        let Self { mut view, pass } = self;
        let pass = match pass {
            Pass::Spans(mut ahead) => {
                if ahead.glance(spans, |_, span| view.orphans.add(store, span)) {
                    Pass::Spans(ahead)
                } else {
                    Pass::Units(UnitsAhead::new([view.units.clone()]), Vec::new())
                }
            }
            Pass::Units(mut ahead, mut units) => {
                if ahead.glance(spans, |_, unit| view.add(store, &mut units, unit)) {
                    Pass::Units(ahead, units)
                } else {
                    Pass::Operations(units, 0, Box::default(), Vec::new())
                }
            }
            Pass::Operations(units, mut at, mut sides, mut found) => {
                let mut left = (spans as usize).max(1);
                while at < units.len() && left > 0 {
                    let looked_at = match sides.step(&units, at) {
                        ControlFlow::Continue(looked_at) => looked_at,
                        ControlFlow::Break(of_operation) => {
                            found.extend(view.changes(store, at, &of_operation));
                            (at, sides) = (at + 1, Box::default());
                            1
                        }
                    };
                    left = left.saturating_sub(looked_at);
                }
                if at < units.len() {
                    Pass::Operations(units, at, sides, found)
                } else {
                    Pass::Explain(Explaining::new(ranked(found), EXPLAINED))
                }
            }
            Pass::Explain(explaining) => match explaining.step(store, (&view.units, view.rule), spans) {
                ControlFlow::Continue(explaining) => Pass::Explain(explaining),
                ControlFlow::Break(findings) => return ControlFlow::Break(view.answer(store, findings)),
            },
        };
        ControlFlow::Continue(Self { view, pass })
    }
}

impl View {
    #[inline]
    fn add(&mut self, store: &Store, units: &mut Vec<Blocks<Unit>>, unit: SpanRow) {
        let spans = store.spans();
        let group = store.traces().group(spans.trace(unit)) as usize;
        let Some(column) = self.numbers.iter().position(|&number| number == Some(group)) else { return };
        let (start_ns, duration_ns) = (spans.start_ns(unit), spans.duration_ns(unit));
        let fails = spans.fails(unit, self.rule);
        let whole = &mut self.wholes[column];
        whole.units += 1;
        whole.failing += u32::from(fails);
        whole.duration_ns += u128::from(duration_ns);
        let first = &mut self.starts_ns[column];
        *first = Some(first.map_or(start_ns, |first| first.min(start_ns)));
        self.range = Some(TimeRange::with(self.range, start_ns));
        let operation = self.operations.of(store, unit) as usize;
        if operation == units.len() {
            units.push(Blocks::default());
        }
        units[operation].push(Unit { column, duration_ns, fails });
    }

    /// What changed in an operation.
    fn changes(&mut self, store: &Store, operation: usize, sides: &BothSides) -> Vec<Anomaly> {
        self.compared.few += u32::from(sides.is_few());
        let totals = self.wholes.map(|whole| whole.units);
        let changes = sides.changes(totals, threshold(self.operations.len()));
        changes.into_iter().map(|changed| self.finding(store, operation, sides, changed)).collect()
    }

    /// A change with its numbers, its selection and its baseline.
    fn finding(&self, store: &Store, operation: usize, sides: &BothSides, changed: Changed) -> Anomaly {
        let Changed { kind, ratio, mark } = changed;
        let (service, name) = self.operations.text(store, operation);
        let (before, after) = (sides.before.sums, sides.after.sums);
        let expected = sides.expected();
        let fails_more = f64::from(after.marked[FAILS]) - expected.marked;
        let added_ns = ns(after.duration_ns) - expected.duration_ns;
        let [whole_before, whole_after] = &self.wholes;
        let share_before = whole_before.share_of_units(f64::from(before.units));
        let (extra_units, cost) = match kind {
            FindingKind::Failing => (fails_more, whole_after.share_of_units(fails_more)),
            FindingKind::Slower => (fails_more, whole_after.share_of_time(added_ns)),
            FindingKind::Gone => (-share_before * f64::from(whole_after.units), share_before),
            _ => (f64::from(after.units), whole_after.share_of_units(f64::from(after.units))),
        };
        let (selection, baseline) = self.sides(kind, (service, name));
        let told = FindingOperation {
            service: service.to_owned(),
            name: name.to_owned(),
            units: after.units,
            failing: after.marked[FAILS],
            mean_ns: after.mean_ns(),
            extra_units,
            added_ns,
        };
        let number = |sums: &Sums| match kind {
            FindingKind::Failing => sums.share(FAILS),
            FindingKind::Slower => sums.mean_ns(),
            _ => f64::from(sums.units),
        };
        Anomaly {
            kind,
            operations: vec![told],
            units: after.units,
            failing: after.marked[FAILS],
            mean_ns: after.mean_ns(),
            expected_failing: expected.marked,
            expected_mean_ns: expected.duration_ns / f64::from(after.of(SLOW).max(1)),
            extra_units,
            added_ns,
            cost,
            likelihood_ratio: ratio,
            percentile: mark.and_then(|mark| mark.checked_sub(SLOW)).and_then(|at| u32::try_from(PERCENTS[at]).ok()),
            selection,
            baseline,
            trend_starts_ns: self.starts_ns.map(Option::unwrap_or_default).to_vec(),
            trend: vec![number(&before), number(&after)],
            change: Some(GroupChange {
                groups: self.compared.groups.clone(),
                before_units: before.units,
                before_failing: before.marked[FAILS],
                before_mean_ns: before.mean_ns(),
                certain_share: sides.certain_share(),
                certain_ns: sides.certain_ns(),
            }),
            ..Anomaly::default()
        }
    }

    /// What is selected by a change of an operation, and what that is compared with: what fails after with what does not; what is slower after
    /// with what it was before; what is on one side alone with all of the other.
    fn sides(&self, kind: FindingKind, (service, name): (&str, &str)) -> (Selection, Baseline) {
        let GroupPair { before, after } = &self.compared.groups;
        let all = |group: &String| Selection { group: Some(group.clone()), ..Selection::default() };
        let operations = vec![(service.to_owned(), name.to_owned())];
        let of = |group: &String| Selection { operations: operations.clone(), ..all(group) };
        let (selection, baseline) = match kind {
            FindingKind::Failing => (Selection { errors_only: true, ..of(after) }, of(after)),
            FindingKind::Slower => (of(after), of(before)),
            FindingKind::Gone => (of(before), all(after)),
            _ => (of(after), all(before)),
        };
        (selection, Baseline::Rectangle(baseline))
    }

    fn answer(mut self, store: &Store, mut findings: Vec<Anomaly>) -> Findings {
        for finding in &mut findings {
            finding.what = words::what(finding, self.population);
            finding.why = words::why(finding, self.population);
        }
        let [before, after] = self.wholes;
        let mut searched = Searched {
            units: before.units + after.units,
            failing: before.failing + after.failing,
            duration_ns: ns(before.duration_ns + after.duration_ns),
            range: self.range,
            operations: u32::try_from(self.operations.len()).unwrap_or(u32::MAX),
            ..Searched::default()
        };
        [self.compared.before_units, self.compared.after_units] = [before.units, after.units];
        searched.summary = words::summary_of_changes(&findings, &searched, self.population, &self.compared.groups);
        Findings { findings, data: limits(store, &self.orphans), searched, compared: Some(self.compared) }
    }
}

/// What became worse, the costliest first, and then what is new or gone.
fn ranked(mut found: Vec<Anomaly>) -> Vec<Anomaly> {
    rank(&mut found);
    let is_worse = |finding: &Anomaly| matches!(finding.kind, FindingKind::Failing | FindingKind::Slower);
    let (mut worse, others): (Vec<Anomaly>, Vec<Anomaly>) = found.into_iter().partition(is_worse);
    worse.extend(others);
    worse
}
