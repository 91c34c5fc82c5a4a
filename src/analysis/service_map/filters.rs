//! The filters that select the units which go through a node or have the calls of an edge.

use super::items::{Item, Ways};
use crate::filter::{Condition, Field, Filter, Scope};
use crate::store::{Store, Sym, Value};

/// The text of the filter for a node, which is a service or a peer that attributes name.
pub(super) fn of_node(store: &Store, node: &Item, is_service: bool) -> String {
    if is_service {
        canonical(format!("{{ {} }}", service(store, node.from)))
    } else {
        canonical(format!("{{ {} }}", named(store, &node.named_by, node.from)))
    }
}

/// The text of the filter for an edge.
pub(super) fn of_edge(store: &Store, edge: &Item, to: Sym) -> String {
    let (asking, asked) = (service(store, edge.from), service(store, to));
    let Ways { by_parent, by_link, .. } = edge.ways;
    let mut parts = Vec::new();
    if by_parent && edge.from == to {
        parts.push(format!("{{ {asking} }} > {{ {asked} && (kind = server || kind = consumer) }}"));
    } else if by_parent {
        parts.push(format!("{{ {asking} }} > {{ {asked} }}"));
    }
    if by_link {
        parts.push(format!("{{ {asked} && kind = consumer && link:spanID != nil }}"));
    }
    if !edge.named_by.is_empty() {
        parts.push(format!("{{ {asking} && {} }}", named(store, &edge.named_by, to)));
    }
    canonical(parts.join(" || "))
}

/// The condition that a span is of a service.
fn service(store: &Store, name: Sym) -> String {
    let field = Field::Attribute(Scope::Resource, "service.name".to_owned());
    let name = if name == Sym::EMPTY { Value::Empty } else { Value::String(store.text(name)) };
    Condition::equal(field, name).map_or_else(String::new, |condition| condition.to_string())
}

/// The condition that a span is a call whose callee has a name.
fn named(store: &Store, keys: &[Sym], name: Sym) -> String {
    let mut keys: Vec<&str> = keys.iter().map(|&key| store.text(key)).collect();
    keys.sort_unstable();
    let of = |key: &str| {
        let field = Field::Attribute(Scope::Span, key.to_owned());
        Condition::equal(field, Value::String(store.text(name))).map(|condition| condition.to_string())
    };
    let names: Vec<String> = keys.into_iter().filter_map(of).collect();
    format!("(kind = client || kind = producer) && ({})", names.join(" || "))
}

/// As filters write themselves.
fn canonical(text: String) -> String {
    Filter::parse(&text).map_or(text, |filter| filter.to_string())
}
