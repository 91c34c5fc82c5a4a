//! Conditions on spans as text, for the filters that answers come with.

use crate::filter::{Condition, Field, Filter, Scope};
use crate::sort::sort_by;
use crate::store::{Store, Sym, Value};

/// The condition that a span is of a service.
pub(crate) fn service(store: &Store, name: Sym) -> String {
    let field = Field::Attribute(Scope::Resource, "service.name".to_owned());
    let name = if name == Sym::EMPTY { Value::Empty } else { Value::String(store.text(name)) };
    Condition::equal(field, name).map_or_else(String::new, |condition| condition.to_string())
}

/// The condition that a span is a call whose callee has a name, in an attribute with one of some keys.
pub(crate) fn named(store: &Store, keys: &[Sym], name: Sym) -> String {
    let mut keys: Vec<&str> = keys.iter().map(|&key| store.text(key)).collect();
    sort_by(&mut keys, Ord::cmp);
    let of = |key: &str| {
        let field = Field::Attribute(Scope::Span, key.to_owned());
        Condition::equal(field, Value::String(store.text(name))).map(|condition| condition.to_string())
    };
    let names: Vec<String> = keys.into_iter().filter_map(of).collect();
    format!("(kind = client || kind = producer) && ({})", names.join(" || "))
}

/// A filter as filters write themselves.
pub(crate) fn canonical(text: String) -> String {
    Filter::parse(&text).map_or(text, |filter| filter.to_string())
}
