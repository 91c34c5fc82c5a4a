//! Evaluation: which spans satisfy each spanset, and which units have such spans.
//!
//! What a condition asks of a value is found out once for each distinct value. A span is then asked no more than whether a row of its
//! own is in a set, block by block, condition by condition.

use super::block::{self, Block};
use super::predicate::Predicate;
use super::prepare::prepare;
use super::tree::Tree;
use super::value_search::ValueSearch;
use super::{Filter, Spanset};
use crate::store::{RowSet, Store};

/// A filter that is being evaluated over a store, some work at a time, so that whoever drives it can pause in between.
///
/// First come the distinct values of the attributes that it names, then the spans, then the units.
#[derive(Debug)]
pub struct FilterFold {
    filter: Filter,
    /// One for each condition on attributes and bodies, in the order of the filter.
    searches: Vec<ValueSearch>,
    /// The spansets, once the values are found.
    spansets: Option<Tree<Matches>>,
    /// The next span to look at.
    next: u32,
}

/// A spanset, and the spans that satisfy it among those looked at.
#[derive(Debug)]
struct Matches {
    conditions: Tree<Predicate>,
    spans: RowSet,
}

impl FilterFold {
    /// Begins to evaluate a filter.
    #[must_use]
    pub fn new(filter: &Filter, store: &Store) -> Self {
        let searches = filter.conditions().filter_map(|condition| ValueSearch::new(condition, store)).collect();
        Self { filter: filter.clone(), searches, spansets: None, next: 0 }
    }

    /// Does some more work: looks at `rows` distinct values or spans, rounded up to blocks, or at fewer values where a regular expression
    /// is run on them. Whether there is more to do. Conditions on names, ids and messages are made ready in one step.
    pub fn step(&mut self, store: &Store, rows: u32) -> bool {
        let Some(spansets) = &mut self.spansets else {
            let budget = self.searches.iter_mut().fold(rows.max(1), |budget, search| search.step(store, budget));
            if budget > 0 {
                self.spansets = Some(self.ready(store));
            }
            return true;
        };
        let end = self.next.saturating_add(rows.max(1)).min(store.spans().len());
        while self.next < end {
            let block = Block::of(&(self.next..store.spans().len()));
            spansets.for_each_leaf(&mut |Matches { conditions, spans }| {
                let found = conditions.filter(&block, &|test, block| test.filter(store, block));
                found.for_each(|span| spans.insert(span));
            });
            self.next = self.next.saturating_add(block::ROWS);
        }
        self.next < store.spans().len()
    }

    /// The spansets, given that all values are found.
    fn ready(&mut self, store: &Store) -> Tree<Matches> {
        let mut searches = std::mem::take(&mut self.searches).into_iter();
        self.filter.units.map(&mut |Spanset(conditions)| {
            let tests = conditions.map(&mut |condition| {
                let is_search = ValueSearch::is_for(condition);
                let values = if is_search { searches.next().map(ValueSearch::finish) } else { None };
                prepare(condition, values, store)
            });
            Matches { conditions: tests.cheapest_first(&Predicate::cost), spans: RowSet::empty(store.spans().len()) }
        })
    }

    /// The units that the filter selects, once all work is done. O(units + spans).
    #[must_use]
    pub fn select(&self, store: &Store, units: &RowSet) -> RowSet {
        match &self.spansets {
            Some(spansets) => combine(&spansets.map(&mut |matches| units_of(store, units, &matches.spans)), units),
            None => RowSet::empty(units.universe()),
        }
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

/// The units with one of `spans` in their subtree or, at the head of a trace's first request, in the trace's detached subtrees.
///
/// Units ascend, and so do the spans that can still lie in one of them: nested units are no more work than others.
fn units_of(store: &Store, units: &RowSet, spans: &RowSet) -> RowSet {
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
