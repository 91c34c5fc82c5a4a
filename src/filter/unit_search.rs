//! Which units have some of the spans that an expression means, given the spans that satisfy each spanset.
//!
//! A unit is looked at by itself, as if nothing else were there. Units inside each other are looked at again and again, so as few as
//! possible are: none that lacks a spanset's spans altogether; and of an expression for which more spans never mean less, none inside a
//! unit that has nothing, and none around a unit that has something.

use std::cmp::Ordering;

use super::condition::Operator;
use super::number::{Arithmetic, Number, compare};
use super::operand::Operand;
use super::spans::{Aggregate, Check, Mode, Part, Scalar, Spans};
use super::window::{Set, Window};
use crate::store::{RowSet, SpanRow, Store};

/// A spanset for which it is known which spans satisfy it.
pub(crate) trait Satisfied {
    fn spans(&self) -> &RowSet;
}

/// A search for the units of one part of a filter, some of the spans of units at a time.
#[derive(Debug)]
pub(super) struct UnitSearch {
    /// Whether more spans never mean less.
    is_growing: bool,
    /// The units that it can be at all.
    candidates: RowSet,
    /// Those of them that are inside of a unit which has something.
    inner: RowSet,
    found: RowSet,
    at: At,
}

/// How far a search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Units that are in no other from this row on; all units where fewer spans can mean more.
    Outer(u32),
    /// Units inside of others below this row; the next one found is there.
    Inner(u32, u32),
}

impl UnitSearch {
    /// Begins to search among units. O(units + spans) for each spanset.
    pub(super) fn new<L: Satisfied, M>(part: &Part<L, M>, store: &Store, units: &RowSet) -> Self {
        let (is_growing, candidates) = match part {
            Part::Spans(spans) => (spans.is_growing(), spans.possible(store, units)),
            Part::Check(_) => (false, units.clone()),
        };
        let none = || RowSet::empty(units.universe());
        Self { is_growing, candidates, inner: none(), found: none(), at: At::Outer(0) }
    }

    /// Looks at some more units, of about `budget` spans together. What is left of the budget: nothing as long as there is more to do.
    pub(super) fn step<L: Satisfied>(&mut self, part: &Part<L, Operand>, store: &Store, mut budget: u32) -> u32 {
        while budget > 0 {
            let Some((unit, is_known)) = self.next(store) else { return budget };
            let mut cost = 1;
            let is_found = is_known || {
                let window = Window::new(store, unit);
                cost = window.all().count();
                part.holds(&window, store)
            };
            budget = budget.saturating_sub(cost);
            if is_found {
                self.found.insert(unit);
            }
            self.at = match self.at {
                At::Inner(_, next_found) => At::Inner(unit.0, if is_found { unit.0 } else { next_found }),
                At::Outer(_) => At::Outer(self.after(unit, store, is_found)),
            };
        }
        0
    }

    /// The next unit to look at, and whether it is known to have something.
    fn next(&mut self, store: &Store) -> Option<(SpanRow, bool)> {
        let end = self.candidates.universe();
        if let At::Outer(from) = self.at {
            if let Some(unit) = self.candidates.iter_in(from..end).next() {
                return Some((unit, false));
            }
            self.at = At::Inner(end, u32::MAX);
        }
        let At::Inner(below, next_found) = self.at else { return None };
        last_below(&self.inner, below).map(|unit| (unit, next_found < store.subtree(unit).end))
    }

    /// Where the next unit is looked for that is in no other, and those inside of this one are left for later if it has something.
    fn after(&mut self, unit: SpanRow, store: &Store, is_found: bool) -> u32 {
        if !self.is_growing {
            return unit.0 + 1;
        }
        let end = store.subtree(unit).end;
        if is_found {
            self.candidates.iter_in(unit.0 + 1..end).for_each(|inner| self.inner.insert(inner));
        }
        end
    }

    /// The units found, once the search is over.
    pub(super) fn found(&self) -> &RowSet {
        &self.found
    }
}

/// The last row of a set below another.
fn last_below(set: &RowSet, below: u32) -> Option<SpanRow> {
    let mask = |index: u32| if index == below / 64 { !(u64::MAX << (below % 64)) } else { u64::MAX };
    let words = (0..=below / 64).rev().map(|index| (index, set.word(index) & mask(index)));
    words.into_iter().find(|&(_, word)| word != 0).map(|(index, word)| SpanRow(index * 64 + 63 - word.leading_zeros()))
}

/// The units with one of `spans` in their subtree or, at the head of a trace's first request, in the trace's detached subtrees.
///
/// Units ascend, and so do the spans that can still lie in one of them: nested units are no more work than others.
pub(super) fn units_of(store: &Store, units: &RowSet, spans: &RowSet) -> RowSet {
    let mut found = RowSet::empty(units.universe());
    let mut ahead = spans.iter().peekable();
    for unit in units.iter() {
        while ahead.next_if(|&span| span < unit).is_some() {}
        let in_subtree = ahead.peek().is_some_and(|span| span.0 < store.subtree(unit).end);
        if in_subtree || spans.iter_in(store.detached(unit)).next().is_some() {
            found.insert(unit);
        }
    }
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
    fn is_growing(&self) -> bool {
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
