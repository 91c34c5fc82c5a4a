//! A condition, made ready for the spans of one store: what is left to ask of each span.

use super::bits::Bits;
use super::block::Block;
use super::condition::Condition;
use super::field::{Field, Scope};
use super::intrinsics;
use crate::store::{PairRow, RowSet, ScopeRow, SpanRow, Sparse, Store};

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
    /// One of two holds.
    Either(Box<[Self; 2]>),
    /// It does not hold.
    Not(Box<Self>),
}

impl Predicate {
    /// Makes a condition ready, given what its search for values found, if it is on attributes. O(scopes + traces + events), and O(spans)
    /// where it is about names, ids or messages.
    pub(super) fn new(condition: &Condition, values: Option<Bits>, store: &Store) -> Self {
        match (&condition.field, values) {
            (Field::Intrinsic(intrinsic), _) => intrinsics::test(*intrinsic, condition, store),
            (Field::Attribute(scope, _), values) => {
                let some = Self::some_pair(*scope, values.unwrap_or_default(), store);
                some.negated_if(condition.asks_presence() == Some(false))
            }
        }
    }

    pub(super) fn negated_if(self, negated: bool) -> Self {
        if negated { Self::Not(Box::new(self)) } else { self }
    }

    /// Whether one of the attributes of a scope is among some pairs.
    fn some_pair(scope: Scope, pairs: Bits, store: &Store) -> Self {
        let any = |list: &[PairRow]| list.iter().any(|pair| pairs.contains(pair.0));
        match scope {
            Scope::Span => pairs.only().map_or(Self::Pairs(pairs), |only| Self::Pair(PairRow(only))),
            Scope::Resource => {
                Self::scopes(store, |scope| any(store.resource_attributes(store.scopes().resource(scope))))
            }
            Scope::Instrumentation => Self::scopes(store, |scope| any(store.scope_attributes(scope))),
            Scope::Event => Self::owners(store, store.events(), |event| any(store.event_attributes(event))),
            Scope::Link => Self::owners(store, store.links(), |link| any(store.link_attributes(link))),
            Scope::Any => {
                let [resource, span] =
                    [Scope::Resource, Scope::Span].map(|scope| Self::some_pair(scope, pairs.clone(), store));
                Self::Either(Box::new([resource, span]))
            }
        }
    }

    /// The spans whose scope is right.
    pub(super) fn scopes(store: &Store, is_right: impl Fn(ScopeRow) -> bool) -> Self {
        Self::Scope(Bits::of(store.scopes().len(), |row| is_right(ScopeRow(row))))
    }

    /// The spans that own a right value of a sparse column.
    pub(super) fn owners<T>(store: &Store, column: &Sparse<T>, is_right: impl Fn(&T) -> bool) -> Self {
        let mut spans = RowSet::empty(store.spans().len());
        let right = (0..column.len()).filter(|&position| is_right(column.value(position)));
        right.for_each(|position| spans.insert(SpanRow(column.owner(position))));
        Self::Span(spans)
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
            Self::Duration(condition) => block.filter(|span| condition.holds_for_duration(spans.duration_ns(span))),
            Self::Name(right) => block.filter(|span| right.contains(spans.name(span).0)),
            Self::Pair(right) => block.filter(|span| store.attributes(span).contains(right)),
            Self::Pairs(right) => block.filter(|span| store.attributes(span).iter().any(|pair| right.contains(pair.0))),
            Self::Either(tests) => {
                let [first, second] = tests.each_ref();
                let found = first.filter(store, block);
                found.union(&second.filter(store, &block.without(&found)))
            }
            Self::Not(test) => block.without(&test.filter(store, block)),
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
            Self::Not(test) => test.cost(),
        }
    }
}
