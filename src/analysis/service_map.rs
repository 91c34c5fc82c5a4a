//! The service map: which services call which others, how often, with how many failures, and how much of the units' time the calls take.

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

/// The services that units pass through, and the calls between them.
///
/// # Nodes
///
/// A node is a service, or a peer that records no spans: a database, a queue, or another host. A peer has the name that the attributes of
/// its calls give it. If some calls only name a service and have no span of it, they lead to the same node as its spans.
///
/// # Edges
///
/// An edge is all calls from one node to another, which may be the same. A call is
///
/// - a span at which a service is entered, below a span of the same unit: the caller is the service of its parent. Such a span has a
///   parent in another service, or is of kind SERVER or CONSUMER, as in [`Population::Entries`](crate::store::Population::Entries).
/// - a span of kind CONSUMER that links to a PRODUCER or CLIENT span: the caller is the service of that span, even if it is in another
///   unit. A span with links to several services is a call from each. Then a parent in the same service is not its caller.
/// - a span of kind CLIENT or PRODUCER that names its callee by an attribute and has no span of the callee's side below it.
///
/// The caller's span determines the duration of a call and whether it failed, if there is one: a span of kind CLIENT or PRODUCER, or one of
/// unspecified kind that does nothing else. Otherwise the callee's span determines both.
///
/// # Shape and units
///
/// `nodes` are ordered by the selection's calls, the most first, then by the baseline's, then by name. `edges` are in the same order, by
/// the names of both ends. All `baseline` numbers are present if a baseline was requested.
///
/// The calls of a service are the spans at which it is entered, counted in each unit that has them: those of the overview of entries. The
/// calls of a peer are those of all edges that lead to it. The time on the critical path is in `path_ns`, per unit. The self time of a
/// call's span belongs to its edge, all other time to the node of its service. So `Σ path_ns` of all nodes and edges is `mean_ns` of the
/// side.
///
/// If the selection has more exports, for example, the database of exports takes more time without being slower. So changes are computed at the same
/// mix of operations: `change_ns` is `Σ s_o · (a_o − b_o)` over the operations `o` of units that both sides have, with `s_o` the share of selected
/// units that are of `o`, and `a_o`, `b_o` the mean times in units of `o`. The rest is the effect of the mix: `Σ change_ns + mix_ns` is the
/// difference of both `mean_ns`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceMap {
    /// The selected units.
    pub selection: MapSide,
    /// The units of the baseline, if there is one.
    pub baseline: Option<MapSide>,
    /// The part of the difference of both means that is due to a different mix of operations. Zero if a side has no units.
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
    /// The number of units.
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
    /// It records no spans, and calls to it name a database system.
    Database,
    /// It records no spans, and calls to it name a messaging system.
    Queue,
    /// It records no spans, and calls to it name neither.
    External,
}

/// A service or a peer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapNode {
    /// Its name. Empty for all spans whose service is unknown.
    pub name: String,
    /// Its kind.
    pub kind: NodeKind,
    /// The text of a filter that selects the units that pass through it.
    pub filter: String,
    /// Its numbers in selected units.
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
    /// The text of a filter that selects the units with such calls. If some calls to the peer also reach a service with spans, the filter
    /// selects those, too.
    pub filter: String,
    /// The numbers of its calls in selected units.
    pub selection: MapNumbers,
    /// The same of the baseline, where there is one.
    pub baseline: Option<MapNumbers>,
    /// The change of its time on the critical path, per unit and at the mix of the selection, where there is a baseline.
    pub change_ns: Option<f64>,
}

/// The numbers of a node or an edge on one side. All zero if the side does not have it.
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

/// The service map of a selection and, if given, of a baseline. The rule says which calls fail.
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
