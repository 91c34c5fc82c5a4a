//! A condition, made ready for the spans of one store.
//!
//! What a condition asks of a value is found out once for each distinct value: each pair of an attribute, each name, each scope, each
//! trace. A span is then asked no more than whether a row of its own is in a set.

use super::bits::Bits;
use super::condition::Condition;
use super::field::{Field, Scope};
use super::intrinsics;
use crate::store::{PairRow, RowSet, ScopeRow, SpanRow, Sparse, Store, Value};

/// What is asked of each span.
#[derive(Debug)]
pub(super) enum Test {
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

impl Test {
    /// Makes a condition ready. O(distinct values + scopes + traces + events), and O(spans) where it is about names, ids or messages.
    pub(super) fn new(condition: &Condition, store: &Store) -> Self {
        match &condition.field {
            Field::Intrinsic(intrinsic) => intrinsics::test(*intrinsic, condition, store),
            Field::Attribute(scope, key) => {
                let some = Self::some_pair(*scope, matching_pairs(key, condition, store), store);
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

    /// Whether the condition holds for a span.
    #[inline]
    pub(super) fn holds(&self, store: &Store, span: SpanRow) -> bool {
        let spans = store.spans();
        match self {
            Self::Status(right) => right[spans.status(span) as usize],
            Self::Kind(right) => right[spans.kind(span) as usize],
            Self::Scope(right) => right.contains(spans.scope(span).0),
            Self::Trace(right) => right.contains(spans.trace(span).0),
            Self::Span(right) => right.contains(span),
            Self::Duration(condition) => condition.holds_for_duration(spans.duration_ns(span)),
            Self::Name(right) => right.contains(spans.name(span).0),
            Self::Pair(right) => store.attributes(span).contains(right),
            Self::Pairs(right) => store.attributes(span).iter().any(|pair| right.contains(pair.0)),
            Self::Either(tests) => tests.iter().any(|test| test.holds(store, span)),
            Self::Not(test) => !test.holds(store, span),
        }
    }
}

/// The pairs of a key for whose values a condition holds; for `nil`, those that have a value. O(pairs).
fn matching_pairs(key: &str, condition: &Condition, store: &Store) -> Bits {
    let pairs = store.pairs();
    let Some(key) = store.strings().find(key) else { return Bits::default() };
    let asks_presence = condition.asks_presence().is_some();
    Bits::of(pairs.len(), |row| {
        let pair = PairRow(row);
        pairs.key(pair) == key
            && match store.value(pair) {
                Value::Empty => false,
                value => asks_presence || condition.holds_for(value),
            }
    })
}
