//! From a condition to what is asked of each span of one store.

use super::bits::Bits;
use super::condition::Condition;
use super::field::{Field, Intrinsic, Scope};
use super::intrinsics;
use super::predicate::Predicate;
use crate::store::{PairRow, Store};

/// Makes a condition ready, given what its search for values found, if it is on attributes or bodies. O(scopes + traces + events), and
/// O(spans) where it is about names, ids or messages.
pub(super) fn prepare(condition: &Condition, values: Option<Bits>, store: &Store) -> Predicate {
    match (&condition.field, values) {
        (Field::Intrinsic(Intrinsic::EventBody | Intrinsic::EventLine), values) => {
            let bodies = values.unwrap_or_default();
            let some = Predicate::logs(store, |log| bodies.contains(log.body.0));
            some.negated_if(condition.asks_presence() == Some(false))
        }
        (Field::Intrinsic(intrinsic), _) => intrinsics::test(*intrinsic, condition, store),
        (Field::Attribute(scope, _), values) => {
            let some = some_pair(*scope, values.unwrap_or_default(), store);
            some.negated_if(condition.asks_presence() == Some(false))
        }
    }
}

/// Whether one of the attributes of a scope is among some pairs.
fn some_pair(scope: Scope, pairs: Bits, store: &Store) -> Predicate {
    let any = |list: &[PairRow]| list.iter().any(|pair| pairs.contains(pair.0));
    match scope {
        Scope::Span => pairs.only().map_or(Predicate::Pairs(pairs), |only| Predicate::Pair(PairRow(only))),
        Scope::Resource => {
            Predicate::scopes(store, |scope| any(store.resource_attributes(store.scopes().resource(scope))))
        }
        Scope::Instrumentation => Predicate::scopes(store, |scope| any(store.scope_attributes(scope))),
        Scope::Event => Predicate::owners(store, store.events(), |event| any(store.event_attributes(event))),
        Scope::Link => Predicate::owners(store, store.links(), |link| any(store.link_attributes(link))),
        Scope::Any => {
            let [resource, span] = [Scope::Resource, Scope::Span].map(|scope| some_pair(scope, pairs.clone(), store));
            Predicate::Either(Box::new([resource, span]))
        }
    }
}
