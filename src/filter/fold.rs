//! Evaluation: which spans satisfy each spanset, and which units have such spans.
//!
//! A condition is evaluated once for each distinct value. For spans, only a look-up remains of whether one of their rows is in a set, block
//! by block, condition by condition.

use super::block::{self, Block};
use super::claim::Claim;
use super::condition::Condition;
use super::operand::{Compared, Operand};
use super::predicate::Predicate;
use super::prepare::prepare;
use super::spans::{Part, Satisfied};
use super::tree::Tree;
use super::unit_search::{UnitSearch, units_of};
use super::value_search::ValueSearch;
use super::{Filter, Spanset};
use crate::store::{RowSet, Store};

/// A filter that is being evaluated over a store, step by step, so that its driver can pause in between.
///
/// The steps visit first the distinct values of the attributes in the filter, then spans, then units.
#[derive(Debug)]
pub struct FilterFold {
    filter: Filter,
    /// One for each condition on attributes and bodies, in the order of the filter.
    searches: Vec<ValueSearch>,
    /// The parts of the filter, once the values are found.
    parts: Option<Tree<Part<Matches, Operand>>>,
    /// The next span to look at.
    next: u32,
}

/// A spanset, and the spans that satisfy it among those looked at.
#[derive(Debug)]
struct Matches {
    claims: Tree<Predicate>,
    spans: RowSet,
}

impl Satisfied for Matches {
    fn spans(&self) -> &RowSet {
        &self.spans
    }
}

/// Units that are being checked for structural operators and aggregates of a filter.
#[derive(Debug)]
pub struct UnitsInQuestion {
    units: RowSet,
    /// One for each part of the filter that is more than a spanset, from left to right.
    searches: Vec<UnitSearch>,
}

impl FilterFold {
    /// Begins to evaluate a filter.
    #[must_use]
    pub fn new(filter: &Filter, store: &Store) -> Self {
        let searches = filter.conditions().filter_map(|condition| ValueSearch::new(condition, store)).collect();
        Self { filter: filter.clone(), searches, parts: None, next: 0 }
    }

    /// Takes a step: visits `rows` distinct values or spans, rounded up to blocks, or fewer values if a regular expression is run on them.
    /// Returns whether there is more to do. Conditions on names, ids and messages are prepared in one step.
    pub fn step(&mut self, store: &Store, rows: u32) -> bool {
        let Some(parts) = &mut self.parts else {
            let budget = self.searches.iter_mut().fold(rows.max(1), |budget, search| search.step(store, budget));
            if budget > 0 {
                self.parts = Some(self.ready(store));
            }
            return true;
        };
        let end = self.next.saturating_add(rows.max(1)).min(store.spans().len());
        while self.next < end {
            let block = Block::of(&(self.next..store.spans().len()));
            parts.for_each_leaf(&mut |part| {
                part.for_each_leaf(&mut |Matches { claims, spans }| {
                    let found = claims.filter(&block, &|test, block| test.filter(store, block));
                    found.for_each(|span| spans.insert(span));
                });
            });
            self.next = self.next.saturating_add(block::ROWS);
        }
        self.next < store.spans().len()
    }

    /// The parts, given that all values are found.
    fn ready(&mut self, store: &Store) -> Tree<Part<Matches, Operand>> {
        let mut searches = std::mem::take(&mut self.searches).into_iter();
        let mut ready = |condition: &Condition| {
            let is_search = ValueSearch::is_for(condition);
            let values = if is_search { searches.next().map(ValueSearch::finish) } else { None };
            prepare(condition, values, store)
        };
        let mut spanset = |Spanset(claims): &Spanset| {
            let claims = claims.map(&mut |claim| match claim {
                Claim::Own(condition) => ready(condition),
                Claim::OfParent(condition) => {
                    let absence = condition.asks_presence() == Some(false);
                    // Without a parent there is nothing, and that can be what is asked for.
                    let has_value = ready(condition).negated_if(absence);
                    Predicate::Parent(Box::new(has_value)).negated_if(absence)
                }
                Claim::Compared(comparison) => Predicate::Compared(Box::new(Compared::new(comparison, store))),
            });
            Matches { claims: claims.cheapest_first(&Predicate::cost), spans: RowSet::empty(store.spans().len()) }
        };
        self.filter.units.map(&mut |part| part.map(&mut spanset, &mut |measure| Operand::new(measure, store)))
    }

    /// Begins to check units, once all work on spans is done. O(units + spans) for each spanset in a structural operator or an aggregate.
    #[must_use]
    pub fn question(&self, store: &Store, units: RowSet) -> UnitsInQuestion {
        let parts = self.parts.as_ref().map(Tree::leaves).unwrap_or_default();
        let complex = parts.into_iter().filter(|part| part.spanset().is_none());
        let searches = complex.map(|part| UnitSearch::new(part, store, &units)).collect();
        UnitsInQuestion { units, searches }
    }

    /// Checks some more units, of about `spans` spans together, and at least one whole unit. Returns whether there is more to do.
    ///
    /// Nested units are checked together with the one around them. Not so where an operator or an aggregate is applied to what a negated operator or a check
    /// means, and where numbers are added that are not whole: then each of them costs all of its spans.
    pub fn step_units(&self, question: &mut UnitsInQuestion, store: &Store, spans: u32) -> bool {
        let parts = self.parts.as_ref().map(Tree::leaves).unwrap_or_default();
        let complex = parts.into_iter().filter(|part| part.spanset().is_none());
        let mut searches = complex.zip(&mut question.searches);
        searches
            .try_fold(spans.max(1), |left, (part, search)| {
                Some(search.step(part, store, left)).filter(|&left| left > 0)
            })
            .is_none()
    }

    /// The units that the filter selects, once all work is done. O(units + spans) for each spanset that stands by itself.
    #[must_use]
    pub fn finish(&self, question: &UnitsInQuestion, store: &Store) -> RowSet {
        let UnitsInQuestion { units, searches } = question;
        let mut searches = searches.iter();
        let Some(parts) = &self.parts else { return RowSet::empty(units.universe()) };
        let found = parts.map(&mut |part| match part.spanset() {
            Some(Matches { spans, .. }) => units_of(store, units, spans),
            None => searches.next().map_or_else(|| RowSet::empty(units.universe()), |search| search.found().clone()),
        });
        combine(&found, units)
    }

    /// The units that the filter selects, once all work on spans is done, in one go.
    #[must_use]
    pub fn select(&self, store: &Store, units: &RowSet) -> RowSet {
        let mut question = self.question(store, units.clone());
        while self.step_units(&mut question, store, u32::MAX) {}
        self.finish(&question, store)
    }
}

/// The units for which an expression over sets of units holds.
fn combine(tree: &Tree<RowSet>, units: &RowSet) -> RowSet {
    let complement = |of: &RowSet| {
        let mut rest = units.clone();
        rest.subtract(of);
        rest
    };
    match tree {
        Tree::Leaf(set) => set.clone(),
        Tree::Not(inner) => complement(&combine(inner, units)),
        Tree::All(parts) => parts.iter().fold(units.clone(), |mut all, part| {
            all.intersect(&combine(part, units));
            all
        }),
        Tree::Any(parts) => parts.iter().fold(RowSet::empty(units.universe()), |mut any, part| {
            any.union(&combine(part, units));
            any
        }),
    }
}
