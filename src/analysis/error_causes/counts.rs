//! Counting causes unit by unit.

use super::Fate;
use super::fates::{Ahead, Fates};
use super::table::CauseTable;
use crate::analysis::estimate::Weighed;
use crate::store::{SpanRow, Store};
use crate::units::{FailureRule, TimeRange};

/// Counts causes unit by unit. All units must be of one store, and each is added once, in any order; ascending order is fastest.
#[derive(Debug)]
pub struct CauseCounts {
    /// Which spans are errors.
    pub(super) rule: FailureRule,
    fates: Fates,
    pub(super) table: CauseTable,
    /// The spans that are no errors and have an event or a log that tells of an exception.
    exceptions: Ahead,
    pub(super) tallies: Vec<Tally>,
    /// The cause and the unit of each number of units of the tallies.
    pub(super) occurrences: Vec<(u32, SpanRow)>,
    pub(super) totals: Totals,
    /// Whether it is to be estimated what there was before sampling. Every unit stands for itself otherwise.
    pub(super) is_weighted: bool,
}

#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) units: u32,
    pub(super) failing: u32,
    pub(super) handled: u32,
    pub(super) recovered: u32,
    pub(super) asynchronous: u32,
    pub(super) exceptions_without_error: u32,
    pub(super) range: Option<TimeRange>,
    /// What the units stand for: by weight those that have it, and all.
    pub(super) weighed: Box<[Weighed; 5]>,
}

/// What a unit has of a cause, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    Failing,
    Handled,
    Asynchronous,
    Recovered,
}

/// The units of one cause.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    /// Units by weight.
    pub(super) counts: [u32; 4],
    pub(super) units: u32,
    /// What the units stand for, by weight and at all.
    pub(super) weighed: [Weighed; 5],
    /// The last unit that was counted, for each weight and at all.
    counted: [u32; 5],
    pub(super) sample: (Weight, SpanRow, SpanRow),
    pub(super) first_ns: u64,
    pub(super) last_ns: u64,
}

const NEVER: u32 = u32::MAX;

impl Tally {
    fn new(sample: (Weight, SpanRow, SpanRow)) -> Self {
        Self {
            counts: [0; 4],
            units: 0,
            weighed: [Weighed::default(); 5],
            counted: [NEVER; 5],
            sample,
            first_ns: u64::MAX,
            last_ns: 0,
        }
    }

    /// Counts an error. Whether it is the first of this cause in its unit.
    fn add(&mut self, error: (Weight, SpanRow, SpanRow), (start_ns, stands_for): (u64, f64)) -> bool {
        let (weight, SpanRow(unit), _) = error;
        self.sample = self.sample.min(error);
        self.first_ns = self.first_ns.min(start_ns);
        self.last_ns = self.last_ns.max(start_ns);
        if self.counted[weight as usize] != unit {
            self.counted[weight as usize] = unit;
            self.counts[weight as usize] += 1;
            self.weighed[weight as usize].add(stands_for);
        }
        let is_first = self.counted[4] != unit;
        self.counted[4] = unit;
        if is_first {
            self.units += 1;
            self.weighed[4].add(stands_for);
        }
        is_first
    }
}

impl CauseCounts {
    /// The causes of no units yet, where the rule says which spans are errors. O(spans + events).
    #[must_use]
    pub fn new(store: &Store, rule: FailureRule) -> Self {
        let mut counts = Self::before_search(store, rule);
        while counts.search(store, u32::MAX) {}
        counts
    }

    /// The same where the errors are to be found first. O(spans / 4,096).
    pub(super) fn before_search(store: &Store, rule: FailureRule) -> Self {
        Self {
            rule,
            fates: Fates::new(store, rule),
            table: CauseTable::new(store),
            exceptions: Ahead::default(),
            tallies: Vec::new(),
            occurrences: Vec::new(),
            totals: Totals::default(),
            is_weighted: false,
        }
    }

    /// Looks for errors and exceptions among the next spans and events, so many of both. Whether there is more to do in other steps: more of
    /// them, or what comes after the last of them if this step was long already.
    pub(super) fn search(&mut self, store: &Store, steps: u32) -> bool {
        let Self { rule, fates, table, exceptions, .. } = self;
        let (events, conventions) = (store.events(), table.conventions());
        let without_error = |at: u32| {
            let owner = conventions.is_exception(store, at).then(|| events.owner(at))?;
            (!store.spans().fails(SpanRow(owner), *rule)).then_some(owner)
        };
        let mut left = steps.max(1);
        fates.search(store, &mut left) || exceptions.search(events.len(), &mut left, without_error) || left < steps / 2
    }

    /// Adds units. O(units + their errors + what was not looked at yet above those), where units nest for each of them.
    pub fn add(&mut self, store: &Store, units: impl IntoIterator<Item = SpanRow>) {
        units.into_iter().for_each(|unit| _ = self.add_one(store, unit));
    }

    /// Adds a unit. Gives the number of its errors.
    pub(super) fn add_one(&mut self, store: &Store, unit: SpanRow) -> usize {
        let Self { rule, fates, table, exceptions, tallies, occurrences, totals, is_weighted } = self;
        let stands_for = if *is_weighted { store.weights().of(unit) } else { 1.0 };
        let is_failing = store.spans().fails(unit, *rule);
        totals.add(store.spans().start_ns(unit), is_failing, stands_for);
        let mut has = [false; 4];
        let errors = fates.of_unit(store, unit);
        for &(span, fate) in errors {
            let weight = match fate {
                Fate::Cause if is_failing => Weight::Failing,
                Fate::Cause => Weight::Handled,
                Fate::Asynchronous => Weight::Asynchronous,
                Fate::Recovered => Weight::Recovered,
            };
            has[weight as usize] = true;
            let cause = table.of(store, span);
            let error = (weight, unit, span);
            if cause as usize == tallies.len() {
                tallies.push(Tally::new(error));
            }
            if tallies[cause as usize].add(error, (store.spans().start_ns(span), stands_for)) {
                occurrences.push((cause, unit));
            }
        }
        let Totals { handled, asynchronous, recovered, weighed, .. } = totals;
        for (weight, count) in
            [(Weight::Handled, handled), (Weight::Asynchronous, asynchronous), (Weight::Recovered, recovered)]
        {
            if has[weight as usize] {
                *count += 1;
                weighed[weight as usize].add(stands_for);
            }
        }
        totals.exceptions_without_error += u32::from(has_any(store, unit, exceptions));
        errors.len()
    }
}

impl Totals {
    fn add(&mut self, start_ns: u64, is_failing: bool, stands_for: f64) {
        self.units += 1;
        self.weighed[4].add(stands_for);
        if is_failing {
            self.failing += 1;
            self.weighed[Weight::Failing as usize].add(stands_for);
        }
        self.range = Some(TimeRange::with(self.range, start_ns));
    }
}

/// Whether one of some spans is in a unit, or in the detached subtrees that are counted with it.
fn has_any(store: &Store, unit: SpanRow, spans: &mut Ahead) -> bool {
    let ahead = spans.from(unit.0);
    let Some(&first) = ahead.first() else { return false };
    first < store.subtree(unit).end || !super::fates::rows_in(ahead, &store.detached(unit)).is_empty()
}
