//! The filters that select the units which go through a node or have the calls of an edge.

use super::items::{Item, Ways};
use crate::analysis::conditions::{canonical, named, service};
use crate::store::{Store, Sym};

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
