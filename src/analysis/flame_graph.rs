//! The latency flame graph: in which operations units spend their time.
//!
//! Every nanosecond of a unit is attributed to exactly one of its spans, or to several in shares that add up. Spans with the same path
//! of services and names from the unit down are one frame.

mod descent;
mod fold;
mod key;
mod labels;
mod layout;
mod profile;
mod shared;
mod sums;
mod tree;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::error::Result;
use crate::store::{RowSet, SpanRow, Store};

pub use fold::FlameGraphFold;
pub use key::{FrameKey, FrameSelection, FrameUnits, FrameUnitsFold, frame_units, units_of_frame};
pub use layout::Frames;
pub use sums::FrameTimes;
pub use tree::NO_CALLEE;

pub(crate) use labels::Labels;
pub(crate) use layout::Layout;
pub(crate) use profile::{NO_SERVER, Profiler, Share};
pub(crate) use sums::FrameSums;
pub(crate) use tree::FrameTree;

/// How time is attributed when several spans run at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Attribution {
    /// To the span on the [critical path](crate::analysis::CriticalPath): what the user waited for.
    #[default]
    CriticalPath,
    /// At each instant, equally to those children of a span that run, or to the span itself if none runs: what the system did.
    Shared,
}

/// How a flame graph is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FlameGraphOptions {
    /// How time is attributed when several spans run at once.
    pub attribution: Attribution,
    /// Whether ids, numbers and similar parts of names are replaced by placeholders, so that similar names share a frame.
    pub templates: bool,
    /// Attributes of spans or resources that are part of the name of a frame, as `GET /cart {http.route=/cart}`.
    pub attributes: Vec<String>,
}

impl Default for FlameGraphOptions {
    fn default() -> Self {
        Self { attribution: Attribution::CriticalPath, templates: true, attributes: Vec::new() }
    }
}

/// Where units spend their time.
///
/// # Shape and units
///
/// `self_ns` and `total_ns` of `times` are time within units: `Σ self_ns = mean_ns`, and the totals of the frames without a parent add up
/// to the same. The parts of spans outside of their parents, such as asynchronous work, form a second tree over the same frames:
/// `outside_self_ns` and `outside_total_ns`, with `Σ outside_self_ns = Σ |span ∖ parent|` per unit. If a parent does not wait for a span,
/// all of the span is outside: see [`Marks::NOT_AWAITED`](crate::store::Marks::NOT_AWAITED). Spans of detached subtrees are in neither
/// tree.
///
/// The self time of a call, a span that waits for another service, is *in transit* to that service. It belongs to a separate frame below
/// that of the call, so a frame of calls has one frame in transit for each of its callees. A call is a CLIENT or PRODUCER span, or one of
/// unspecified kind whose children are all in one other service. Its callee is the service of the first child that is of another service or
/// of kind SERVER or CONSUMER; otherwise it is named by `peer.service`, `server.address`, the database or the messaging system. A call
/// without a known callee keeps its self time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameGraph {
    /// The number of units that it was computed from.
    pub units: u32,
    /// Their mean duration in nanoseconds. Zero without units.
    pub mean_ns: f64,
    /// The frames.
    pub frames: Frames,
    /// Their times per unit.
    pub times: FrameTimes,
}

/// Where units spend their time.
///
/// # Errors
///
/// `Limit` if there are more than 2²⁰ frames.
///
/// # Complexity
///
/// O(n log n + n · depth) for the n spans of each unit.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{FlameGraphOptions, flame_graph};
/// use spanlens::sketch::sketch;
///
/// let store = sketch(
///     "shop GET /cart    0..100
///        shop get       10..90 @client
///          cart get     20..60 @server",
/// )?;
/// let graph = flame_graph(&store, store.requests(), &FlameGraphOptions::default())?;
/// let frames = 0..graph.frames.len();
/// let callees: Vec<Option<&str>> = frames.map(|frame| graph.frames.callee(frame)).collect();
/// assert_eq!(callees, [None, None, None, Some("cart")]);
/// assert_eq!(graph.frames.depths, [0, 1, 2, 2]);
/// assert_eq!(graph.times.self_ns, [20e6, 0.0, 40e6, 40e6]);
/// assert_eq!(graph.times.total_ns, [100e6, 80e6, 40e6, 40e6]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn flame_graph(store: &Store, rows: &RowSet, options: &FlameGraphOptions) -> Result<FlameGraph> {
    FlameGraphFold::new(store, rows.clone(), options).run(store)
}

/// The duration of a span, for sums.
#[expect(clippy::cast_precision_loss, reason = "sums of durations are to a billionth")]
pub(crate) fn duration_ns(store: &Store, span: SpanRow) -> f64 {
    store.spans().duration_ns(span) as f64
}
