//! Which units have some of the spans that an expression means, given the spans that satisfy each spanset.
//!
//! A unit is looked at by itself, as if nothing else were there. As few as possible are: none that lacks a spanset's spans altogether; and of
//! an expression for which more spans never mean less, none inside of a unit that has nothing. Units inside of one that has something are looked
//! at together with it.

use std::cmp::Ordering;

use super::condition::Operator;
use super::nested_units;
use super::number::{Arithmetic, Number, compare};
use super::operand::Operand;
use super::spans::{Aggregate, Check, Mode, Part, Satisfied, Scalar, Spans};
use super::window::{Set, Window};
use crate::store::{RowSet, SpanRow, Store};

/// To look at units inside of a unit as well takes as long as to look at so many such units.
const NESTING: u32 = 8;

/// A search for the units of one part of a filter, some of the spans of units at a time.
#[derive(Debug)]
pub(super) struct UnitSearch {
    /// Whether more spans never mean less.
    is_growing: bool,
    /// Whether units inside of others can be looked at together with these.
    is_nesting: bool,
    /// The units that it can be at all.
    candidates: RowSet,
    found: RowSet,
    /// The first row that was not looked at.
    next: u32,
}

impl UnitSearch {
    /// Begins to search among units. O(units + spans) for each spanset.
    pub(super) fn new<L: Satisfied, M>(part: &Part<L, M>, store: &Store, units: &RowSet) -> Self {
        let (is_growing, candidates) = match part {
            Part::Spans(spans) => (spans.is_growing(), spans.possible(store, units)),
            Part::Check(_) => (false, units.clone()),
        };
        let found = RowSet::empty(units.universe());
        Self { is_growing, is_nesting: true, candidates, found, next: 0 }
    }

    /// Looks at some more units, of about `budget` spans together. What is left of the budget: nothing as long as there is more to do.
    pub(super) fn step<L: Satisfied>(&mut self, part: &Part<L, Operand>, store: &Store, mut budget: u32) -> u32 {
        while budget > 0 {
            let ahead = self.next..self.candidates.universe();
            let Some(unit) = self.candidates.iter_in(ahead).next() else { return budget };
            budget = budget.saturating_sub(self.look(part, store, unit));
        }
        0
    }

    /// Looks at a unit, and at those inside of it if that is possible. Gives how many spans that was.
    fn look<L: Satisfied>(&mut self, part: &Part<L, Operand>, store: &Store, unit: SpanRow) -> u32 {
        let window = Window::new(store, unit);
        let cost = window.all().count();
        let end = store.subtree(unit).end;
        let is_found = part.holds(&window, store);
        if is_found {
            self.found.insert(unit);
        }
        self.next = unit.0 + 1;
        let skips_inner = self.is_growing && !is_found;
        if skips_inner || self.candidates.iter_in(self.next..end).next().is_none() {
            self.next = end;
            return cost;
        }
        if !self.is_nesting {
            return cost;
        }
        let Some(holding) = nested_units::holding(part, store, unit) else {
            self.is_nesting = false;
            return cost;
        };
        let inner = self.candidates.iter_in(self.next..end);
        inner.filter(|inner| holding[(inner.0 - unit.0) as usize]).for_each(|inner| self.found.insert(inner));
        self.next = end;
        cost.saturating_mul(NESTING)
    }

    /// The units found, once the search is over.
    pub(super) fn found(&self) -> &RowSet {
        &self.found
    }
}

/// The units with one of `spans` in their subtree or, at the head of a trace's first request, in the trace's detached subtrees. O(`spans` and the
/// spans above them): from each of them up, as far as nobody came before.
pub(super) fn units_of(store: &Store, units: &RowSet, spans: &RowSet) -> RowSet {
    let mut above = spans.clone();
    for span in spans.iter() {
        let mut top = span;
        while let Some(parent) = store.parent(top).filter(|&parent| !above.contains(parent)) {
            above.insert(parent);
            top = parent;
        }
        if store.parent(top).is_none() && !store.requests().contains(top) {
            above.insert(SpanRow(store.traces().spans(store.spans().trace(top)).start));
        }
    }
    let mut found = units.clone();
    found.intersect(&above);
    found
}

impl<L: Satisfied, M> Spans<L, M> {
    /// The units that can have some of these spans.
    fn possible(&self, store: &Store, units: &RowSet) -> RowSet {
        let both = |a: &Self, b: &Self| {
            let mut both = a.possible(store, units);
            both.intersect(&b.possible(store, units));
            both
        };
        match self {
            Self::Where(satisfied) => units_of(store, units, satisfied.spans()),
            Self::Checked(inner, _) => inner.possible(store, units),
            Self::Related(_, relation, b) if relation.mode == Mode::Unrelated => b.possible(store, units),
            Self::Related(a, _, b) | Self::Then(a, b) => both(a, b),
            Self::All(parts) => parts.iter().fold(units.clone(), |mut all, part| {
                all.intersect(&part.possible(store, units));
                all
            }),
            Self::Any(parts) => parts.iter().fold(RowSet::empty(units.universe()), |mut any, part| {
                any.union(&part.possible(store, units));
                any
            }),
        }
    }

    /// Whether a unit has all the spans that units inside of it have.
    pub(super) fn is_growing(&self) -> bool {
        match self {
            Self::Where(_) => true,
            Self::All(parts) | Self::Any(parts) => parts.iter().all(Self::is_growing),
            Self::Related(a, relation, b) => relation.mode != Mode::Unrelated && a.is_growing() && b.is_growing(),
            Self::Then(a, b) => a.is_growing() && b.is_growing(),
            Self::Checked(inner, check) => {
                let is_count = matches!(check.left, Scalar::Measured { aggregate: Aggregate::Count, over: None, .. });
                let is_least = matches!(check.operator, Operator::Greater | Operator::GreaterOrEqual);
                is_count && is_least && matches!(check.right, Scalar::Literal(_)) && inner.is_growing()
            }
        }
    }
}

impl<L: Satisfied> Part<L, Operand> {
    fn holds(&self, window: &Window, store: &Store) -> bool {
        match self {
            Self::Spans(spans) => !spans.of(window, store, window.all()).is_empty(),
            Self::Check(check) => check.holds(window, store, window.all()),
        }
    }
}

impl<L: Satisfied> Spans<L, Operand> {
    /// These spans among others of a unit. O(spans of the unit) for each operator, and for each spanset a sixty-fourth of that.
    fn of(&self, window: &Window, store: &Store, among: &Set) -> Set {
        match self {
            Self::Where(satisfied) => window.cut(satisfied.spans(), among),
            Self::Related(a, relation, b) => {
                let a = a.of(window, store, among);
                window.related(&a, *relation, &b.of(window, store, among))
            }
            Self::Then(a, b) => b.of(window, store, &a.of(window, store, among)),
            Self::Checked(inner, check) => {
                let spans = inner.of(window, store, among);
                if !spans.is_empty() && check.holds(window, store, &spans) { spans } else { window.none() }
            }
            Self::Any(parts) => parts.iter().fold(window.none(), |any, part| any.union(&part.of(window, store, among))),
            Self::All(parts) => {
                let mut all = window.none();
                for part in parts {
                    let spans = part.of(window, store, among);
                    if spans.is_empty() {
                        return spans;
                    }
                    all = all.union(&spans);
                }
                all
            }
        }
    }
}

impl<L: Satisfied> Check<L, Operand> {
    /// Whether it holds for some spans of a unit. Not where a side is no number.
    fn holds(&self, window: &Window, store: &Store, spans: &Set) -> bool {
        let left = self.left.of(window, store, spans);
        let right = self.right.of(window, store, spans);
        let (Some(left), Some(right)) = (left, right) else { return false };
        self.operator.accepts(compare(left, right))
    }
}

impl<L: Satisfied> Scalar<L, Operand> {
    /// What it is of some spans of a unit. Nothing where there is nothing to measure, or something is divided by zero.
    fn of(&self, window: &Window, store: &Store, spans: &Set) -> Option<Number> {
        match self {
            Self::Literal(literal) => Number::of_literal(literal),
            Self::Negated(inner) => inner.of(window, store, spans).map(Number::negated),
            Self::Computed(a, arithmetic, b) => arithmetic.of(a.of(window, store, spans)?, b.of(window, store, spans)?),
            Self::Measured { aggregate, measure, over } => {
                let own = over.as_ref().map(|over| over.of(window, store, window.all()));
                let spans = own.as_ref().unwrap_or(spans);
                match measure {
                    None => Some(Number::Int(spans.count().into())),
                    Some(measure) => aggregate.of(window.rows(spans).filter_map(|span| measure.number(store, span))),
                }
            }
        }
    }
}

impl Aggregate {
    /// What it makes of numbers. Nothing without any.
    fn of(self, numbers: impl Iterator<Item = Number>) -> Option<Number> {
        let add = |a, b| Arithmetic::Add.of(a, b).unwrap_or(Number::Float(f64::NAN));
        let better = |wanted| move |a, b| if compare(b, a) == Some(wanted) { b } else { a };
        match self {
            Self::Count => Some(Number::Int(numbers.count() as i128)),
            Self::Sum => numbers.reduce(add),
            Self::Least => numbers.reduce(better(Ordering::Less)),
            Self::Greatest => numbers.reduce(better(Ordering::Greater)),
            Self::Average => {
                let mut count = 0;
                let sum = numbers.inspect(|_| count += 1).reduce(add)?;
                Arithmetic::Divide.of(sum, Number::Int(count))
            }
        }
    }
}
