//! Evaluation: which spans satisfy each spanset, and which units have such spans.

use std::ops::Range;

use super::test::Test;
use super::tree::Tree;
use super::{Filter, Spanset};
use crate::store::{RowSet, SpanRow, Store};

/// A filter that is being evaluated over a store, some rows at a time, so that whoever drives it can pause in between.
#[derive(Debug)]
pub struct FilterFold {
    units: Tree<Matches>,
}

/// A spanset, and the spans that satisfy it among those looked at.
#[derive(Debug)]
struct Matches {
    conditions: Tree<Test>,
    spans: RowSet,
}

impl FilterFold {
    /// Makes a filter ready. O(distinct values + traces + events) for each condition, and O(spans) for those on names and ids.
    #[must_use]
    pub fn new(filter: &Filter, store: &Store) -> Self {
        let ready = |Spanset(conditions): &Spanset| Matches {
            conditions: conditions.map(&mut |condition| Test::new(condition, store)),
            spans: RowSet::empty(store.spans().len()),
        };
        Self { units: filter.units.map(&mut { ready }) }
    }

    /// Looks at some spans. Each must be looked at once. O(rows · attributes of a span).
    pub fn add(&mut self, store: &Store, rows: Range<u32>) {
        let end = rows.end.min(store.spans().len());
        self.units.for_each_leaf(&mut |Matches { conditions, spans }| {
            for span in (rows.start..end).map(SpanRow) {
                if conditions.holds(&mut |test| test.holds(store, span)) {
                    spans.insert(span);
                }
            }
        });
    }

    /// The units that the filter selects. O(units + spans).
    #[must_use]
    pub fn finish(self, store: &Store, units: &RowSet) -> RowSet {
        combine(&self.units.map(&mut |matches| units_of(store, units, &matches.spans)), units)
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
        if in_subtree || spans.iter_in(detached(store, unit)).next().is_some() {
            found.insert(unit);
        }
    }
    found
}

/// The detached spans of a trace, if this is the head of its first request; otherwise none. O(requests of the trace).
fn detached(store: &Store, unit: SpanRow) -> Range<u32> {
    let trace = store.traces().spans(store.spans().trace(unit));
    if unit.0 != trace.start {
        return 0..0;
    }
    let mut start = trace.start;
    while start < trace.end && store.requests().contains(SpanRow(start)) {
        start = store.subtree(SpanRow(start)).end;
    }
    start..trace.end
}
