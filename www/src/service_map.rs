//! What is shown and said of the service map, pure: which nodes and edges, how much of the time or of its change each has, and in what words.

mod shown;
mod table;
mod words;

pub(crate) use shown::{MOST, Shown, ShownEdge, ShownNode};
pub(crate) use table::{calls_table, services_table};
pub(crate) use words::{edge_title, facts, failing, headline, kind, node_title, short, with_filter};

use spanlens::analysis::{MapEdge, MapNode, MapNumbers, ServiceMap};

/// A node or an edge by its names, so that it stays the same while answers come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Node(String),
    Edge(String, String),
}

impl Part {
    /// The node of a map.
    pub(crate) fn node(map: &ServiceMap, at: usize) -> Option<Self> {
        map.nodes.get(at).map(|node| Self::Node(node.name.clone()))
    }

    /// The edge of a map.
    pub(crate) fn edge(map: &ServiceMap, at: usize) -> Option<Self> {
        let edge = map.edges.get(at)?;
        Some(Self::Edge(name(map, edge.from).to_owned(), name(map, edge.to).to_owned()))
    }

    /// What a map has of it.
    pub(crate) fn find<'a>(&self, map: &'a ServiceMap) -> Option<Found<'a>> {
        match self {
            Self::Node(wanted) => map.nodes.iter().find(|node| node.name == *wanted).map(Found::Node),
            Self::Edge(from, to) => {
                let is_wanted = |edge: &&MapEdge| name(map, edge.from) == from && name(map, edge.to) == to;
                map.edges.iter().find(is_wanted).map(Found::Edge)
            }
        }
    }
}

/// A node or an edge of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Found<'a> {
    Node(&'a MapNode),
    Edge(&'a MapEdge),
}

impl Found<'_> {
    pub(crate) fn selection(&self) -> &MapNumbers {
        match self {
            Self::Node(node) => &node.selection,
            Self::Edge(edge) => &edge.selection,
        }
    }

    pub(crate) fn baseline(&self) -> Option<&MapNumbers> {
        match self {
            Self::Node(node) => node.baseline.as_ref(),
            Self::Edge(edge) => edge.baseline.as_ref(),
        }
    }

    /// The change at the same mix of operations, where there is a baseline.
    pub(crate) fn change_ns(&self) -> Option<f64> {
        match self {
            Self::Node(node) => node.change_ns,
            Self::Edge(edge) => edge.change_ns,
        }
    }

    /// The filter that selects the units which have it.
    pub(crate) fn filter(&self) -> &str {
        match self {
            Self::Node(node) => &node.filter,
            Self::Edge(edge) => &edge.filter,
        }
    }
}

/// The name of a node.
pub(crate) fn name(map: &ServiceMap, node: u32) -> &str {
    map.nodes.get(node as usize).map_or("", |node| &node.name)
}

/// Whether both sides have units, so that they can be compared.
pub(crate) fn is_compared(map: &ServiceMap) -> bool {
    map.selection.units > 0 && map.baseline.is_some_and(|baseline| baseline.units > 0)
}

/// What a node or an edge is shown by: the change of its time on the critical path per unit, at the same mix of operations, where something is
/// compared; else that time.
pub(crate) fn weight_ns(map: &ServiceMap, selection: &MapNumbers, change_ns: Option<f64>) -> f64 {
    change_ns.filter(|_| is_compared(map)).unwrap_or(selection.path_ns)
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::service_map;
    use spanlens::sketch::sketch;
    use spanlens::store::{RowSet, SpanRow};
    use spanlens::units::FailureRule;

    use super::*;

    /// A slow request beside a fast one.
    pub(super) fn compared() -> ServiceMap {
        let unit = |ms: u32| {
            format!(
                "shop GET / 0..{} @server\n shop get 5..{} @client\n  cart get 10..{} @server\n   cart HGETALL 12..{} @client db.system.name=redis !",
                ms + 30,
                ms + 25,
                ms + 20,
                ms + 12
            )
        };
        let store = sketch(&[unit(300), unit(10)].join("\n\n")).unwrap();
        let rows = |row| {
            let mut rows = RowSet::empty(8);
            rows.insert(SpanRow(row));
            rows
        };
        service_map(&store, &rows(0), Some(&rows(4)), FailureRule::Status)
    }

    #[test]
    fn parts_are_found_by_their_names() {
        let map = compared();
        let edge = Part::edge(&map, 0).unwrap();
        assert_eq!(edge, Part::Edge("cart".to_owned(), "redis".to_owned()));
        assert_eq!(edge.find(&map).map(|found| found.selection().calls), Some(1));
        assert_eq!(Part::Node("nobody".to_owned()).find(&map), None);
        assert!(is_compared(&map));
        assert!((weight_ns(&map, &map.edges[0].selection, map.edges[0].change_ns) - 290e6).abs() < 1.0);
    }
}
