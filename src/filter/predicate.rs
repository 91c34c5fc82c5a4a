//! A condition, made ready for the spans of one store: what is left to ask of each span.

use super::bits::Bits;
use super::block::Block;
use super::condition::Condition;
use super::operand::Compared;
use crate::store::{Log, PairRow, RowSet, ScopeRow, SpanRow, Sparse, Store};

/// What is asked of each span.
#[derive(Debug)]
pub(super) enum Predicate {
    /// Its status, by number, is among these.
    Status([bool; 3]),
    /// Its kind, by number, is among these.
    Kind([bool; 6]),
    /// Its scope is among these.
    Scope(Bits),
    /// Its trace is among these.
    Trace(Bits),
    /// The span itself is among these.
    Span(RowSet),
    /// Its duration is right.
    Duration(Condition),
    /// Its name is among these.
    Name(Bits),
    /// One of its own attributes is this pair.
    Pair(PairRow),
    /// One of its own attributes is among these pairs.
    Pairs(Bits),
    /// Its parent is there, and is right.
    Parent(Box<Self>),
    /// Its values compare so.
    Compared(Box<Compared>),
    /// One of two holds.
    Either(Box<[Self; 2]>),
    /// It does not hold.
    Not(Box<Self>),
}

impl Predicate {
    pub(super) fn negated_if(self, negated: bool) -> Self {
        if negated { Self::Not(Box::new(self)) } else { self }
    }

    /// The spans whose scope is right.
    pub(super) fn scopes(store: &Store, is_right: impl Fn(ScopeRow) -> bool) -> Self {
        Self::Scope(Bits::of(store.scopes().len(), |row| is_right(ScopeRow(row))))
    }

    /// The spans that own a right value of a sparse column.
    pub(super) fn owners<T>(store: &Store, column: &Sparse<T>, is_right: impl Fn(&T) -> bool) -> Self {
        Self::owners_at(store, column, |position| is_right(column.value(position)))
    }

    /// The same where the span itself matters, too.
    pub(super) fn owned<T>(store: &Store, column: &Sparse<T>, is_right: impl Fn(SpanRow, &T) -> bool) -> Self {
        Self::owners_at(store, column, |at| is_right(SpanRow(column.owner(at)), column.value(at)))
    }

    /// The spans that own a right position of a sparse column.
    fn owners_at<T>(store: &Store, column: &Sparse<T>, is_right: impl Fn(u32) -> bool) -> Self {
        let mut spans = RowSet::empty(store.spans().len());
        let right = (0..column.len()).filter(|&position| is_right(position));
        right.for_each(|position| spans.insert(SpanRow(column.owner(position))));
        Self::Span(spans)
    }

    /// The spans with a right log.
    pub(super) fn logs(store: &Store, is_right: impl Fn(Log) -> bool) -> Self {
        Self::owners_at(store, store.events(), |position| store.log(position).is_some_and(&is_right))
    }

    /// The spans of a block for which the condition holds.
    pub(super) fn filter(&self, store: &Store, block: &Block) -> Block {
        let spans = store.spans();
        match self {
            Self::Status(right) => block.filter(|span| right[spans.status(span) as usize]),
            Self::Kind(right) => block.filter(|span| right[spans.kind(span) as usize]),
            Self::Scope(right) => block.filter(|span| right.contains(spans.scope(span).0)),
            Self::Trace(right) => block.filter(|span| right.contains(spans.trace(span).0)),
            Self::Span(right) => block.filter(|span| right.contains(span)),
            Self::Duration(condition) => block.filter(|span| condition.holds_for_number(spans.duration_ns(span))),
            Self::Name(right) => block.filter(|span| right.contains(spans.name(span).0)),
            Self::Pair(right) => block.filter(|span| store.attributes(span).contains(right)),
            Self::Pairs(right) => block.filter(|span| store.attributes(span).iter().any(|pair| right.contains(pair.0))),
            Self::Parent(test) => {
                block.filter(|span| store.parent(span).is_some_and(|parent| test.holds(store, parent)))
            }
            Self::Compared(comparison) => block.filter(|span| comparison.holds(store, span)),
            Self::Either(tests) => {
                let [first, second] = tests.each_ref();
                let found = first.filter(store, block);
                found.union(&second.filter(store, &block.without(&found)))
            }
            Self::Not(test) => block.without(&test.filter(store, block)),
        }
    }

    /// Whether it holds for one span.
    fn holds(&self, store: &Store, span: SpanRow) -> bool {
        let spans = store.spans();
        match self {
            Self::Status(right) => right[spans.status(span) as usize],
            Self::Kind(right) => right[spans.kind(span) as usize],
            Self::Scope(right) => right.contains(spans.scope(span).0),
            Self::Trace(right) => right.contains(spans.trace(span).0),
            Self::Span(right) => right.contains(span),
            Self::Duration(condition) => condition.holds_for_number(spans.duration_ns(span)),
            Self::Name(right) => right.contains(spans.name(span).0),
            Self::Pair(right) => store.attributes(span).contains(right),
            Self::Pairs(right) => store.attributes(span).iter().any(|pair| right.contains(pair.0)),
            Self::Parent(test) => store.parent(span).is_some_and(|parent| test.holds(store, parent)),
            Self::Compared(comparison) => comparison.holds(store, span),
            Self::Either(tests) => tests.iter().any(|test| test.holds(store, span)),
            Self::Not(test) => !test.holds(store, span),
        }
    }

    /// What it costs to ask one span, more or less.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Self::Status(_) | Self::Kind(_) | Self::Scope(_) | Self::Trace(_) | Self::Span(_) | Self::Name(_) => 1,
            Self::Duration(_) => 2,
            Self::Pair(_) => 4,
            Self::Pairs(_) => 8,
            Self::Either(tests) => tests.iter().map(Self::cost).sum(),
            Self::Parent(test) => 2 + test.cost(),
            Self::Compared(_) => 32,
            Self::Not(test) => test.cost(),
        }
    }
}
