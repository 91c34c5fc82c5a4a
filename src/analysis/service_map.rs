//! The service map: which services call which others, how often, how well, and what of the units' time that takes.

mod answer;
mod filters;
mod fold;
mod items;
mod links;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

pub use fold::ServiceMapFold;

/// Which services units go through, and which calls lead from one to another.
///
/// # Nodes
///
/// A node is a service, or a peer that records no spans: a database, a queue, or another host. A peer has the name that the attributes
/// of its calls give it. A service that is called by its name alone is the same node as where it has spans.
///
/// # Edges
///
/// An edge is all calls from one node to another, which may be the same. A call is
///
/// - a span at which a service is entered, below a span of the same unit: the caller is the service of its parent. Such a span has a
///   parent in another service, or is of kind SERVER or CONSUMER, as in [`Population::Entries`](crate::store::Population::Entries).
/// - a span of kind CONSUMER that links to a PRODUCER or CLIENT span: the caller is the service of that one, be it in another unit. A span
///   that links to several services is a call of each. A parent in the same service is no caller then.
/// - a span of kind CLIENT or PRODUCER that names its callee by an attribute and has no span of the callee's side below it.
///
/// A call takes as long as its caller sees it, and fails if its caller sees it fail, where the caller has a span for it: one of kind CLIENT
/// or PRODUCER, or one of unspecified kind that does nothing else. Else the span of the callee's side tells both.
///
/// # Shape and units
///
/// `nodes` are ordered by the selection's calls, the most first, then by the baseline's, then by name. `edges` are in the same order, by
/// the names of both ends. `baseline` of all numbers is there where a baseline was asked for.
///
/// The calls of a service are the spans at which it is entered, counted in each unit that has them: those of the overview of entries. The
/// calls of a peer are those of all edges that lead to it. The time on the critical path is in `path_ns`, per unit. Own time of a span that
/// is a call belongs to its edge, all other time to the node of its service. So `Σ path_ns` of all nodes and edges is `mean_ns` of the side.
///
/// With more exports among the selected units, the database of exports takes more of their time and is no slower. So changes are told at the same mix:
/// `change_ns` is `Σ s_o · (a_o − b_o)` over the operations `o` of units that both sides have, with `s_o` the share of selected units that are of
/// `o`, and `a_o`, `b_o` the mean times in units of `o`. All else is the mix: `Σ change_ns + mix_ns` is the difference of both `mean_ns`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceMap {
    /// The selected units.
    pub selection: MapSide,
    /// The units of the baseline, where there is one.
    pub baseline: Option<MapSide>,
    /// How much of the difference of both means is of another mix of operations. Zero where a side has no units.
    pub mix_ns: f64,
    /// The services and peers.
    pub nodes: Vec<MapNode>,
    /// The calls between them.
    pub edges: Vec<MapEdge>,
}

/// The units of one side.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapSide {
    /// How many there are.
    pub units: u32,
    /// Their mean duration in nanoseconds. Zero without units.
    pub mean_ns: f64,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NodeKind {
    /// It records spans.
    #[default]
    Service,
    /// It records none, and calls of it name a database system.
    Database,
    /// It records none, and calls of it name a messaging system.
    Queue,
    /// It records none, and calls of it name neither.
    External,
}

/// A service or a peer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapNode {
    /// Its name. Empty for all spans whose service is unknown.
    pub name: String,
    /// What it is.
    pub kind: NodeKind,
    /// The text of a filter that selects the units which go through it.
    pub filter: String,
    /// What is known of it in selected units.
    pub selection: MapNumbers,
    /// The same of the baseline, where there is one.
    pub baseline: Option<MapNumbers>,
    /// The change of its time on the critical path, per unit and at the mix of the selection, where there is a baseline.
    pub change_ns: Option<f64>,
}

/// All calls from one node to another.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapEdge {
    /// The caller, as an index of the nodes.
    pub from: u32,
    /// The callee, as an index of the nodes.
    pub to: u32,
    /// Whether all of them are messages, for which the caller does not wait.
    pub is_messages: bool,
    /// The text of a filter that selects the units which have such calls. Where a peer is called that some calls of also reach a service
    /// with spans, it selects those, too.
    pub filter: String,
    /// What is known of the calls in selected units.
    pub selection: MapNumbers,
    /// The same of the baseline, where there is one.
    pub baseline: Option<MapNumbers>,
    /// The change of its time on the critical path, per unit and at the mix of the selection, where there is a baseline.
    pub change_ns: Option<f64>,
}

/// What is known of a node or an edge on one side. All zero where the side has none of it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapNumbers {
    /// The number of units that have a span of the node, or a call of the edge.
    pub units: u32,
    /// The number of calls.
    pub calls: u32,
    /// Calls per unit of the side.
    pub calls_per_unit: f64,
    /// The number of calls that fail.
    pub failing: u32,
    /// Their share of all calls, from 0 to 1.
    pub failing_share: f64,
    /// The median duration of a call in nanoseconds: the smallest of rank ≥ ⌈n/2⌉, exactly.
    pub p50_ns: u64,
    /// The 95th percentile likewise.
    pub p95_ns: u64,
    /// The time on the critical path of a unit, in nanoseconds: the mean over all units of the side.
    pub path_ns: f64,
}

/// The service map of a selection, with a baseline beside it if there is one. The rule says which calls fail.
///
/// # Complexity
///
/// O(n log n) for the n spans of each unit, O(links + traces) to find the senders of messages, and 12 bytes for each call while it runs.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{NodeKind, service_map};
/// use spanlens::sketch::sketch;
/// use spanlens::units::FailureRule;
///
/// let store = sketch(
///     "shop GET /cart      0..100 @server
///        shop get         10..90  @client
///          cart get       20..80  @server !
///            cart HGETALL 30..70  @client db.system.name=redis",
/// )?;
/// let map = service_map(&store, store.requests(), None, FailureRule::Status);
/// let name = |at: u32| &*map.nodes[at as usize].name;
/// let edges: Vec<_> = map.edges.iter().map(|edge| (name(edge.from), name(edge.to), edge.selection.path_ns / 1e6)).collect();
/// assert_eq!(edges, [("cart", "redis", 40.0), ("shop", "cart", 20.0)]);
/// let nodes: Vec<_> = map.nodes.iter().map(|node| (&*node.name, node.kind, node.selection.path_ns / 1e6)).collect();
/// assert_eq!(nodes, [("cart", NodeKind::Service, 20.0), ("redis", NodeKind::Database, 0.0), ("shop", NodeKind::Service, 20.0)]);
/// assert_eq!((map.nodes[0].selection.failing, map.edges[1].selection.failing), (1, 0));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn service_map(store: &Store, selection: &RowSet, baseline: Option<&RowSet>, rule: FailureRule) -> ServiceMap {
    ServiceMapFold::new(store, selection.clone(), baseline.cloned(), rule).run(store)
}
