//! The difference between two flame graphs: what made units slower, in nanoseconds per unit, adding up to the whole change.

mod answer;
mod classes;
mod classified;
mod estimates;
mod fold;

use serde::{Deserialize, Serialize};

use super::Fold;
use super::flame_graph::{FlameGraphOptions, FrameTimes, Frames};
use super::suspects::Suspects;
use crate::error::Result;
use crate::store::{RowSet, Store};

pub use answer::{FrameDeltas, FrameMarks, ServiceDelta};
pub use fold::LatencyDiffFold;

/// Which units are compared with each other, so that a changed mix of requests does not count as a change of latency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MixControl {
    /// All units with all units.
    None,
    /// Units of the same operation.
    RootOperation,
    /// Units of the same operation whose roots have children of the same operations, however many of each.
    #[default]
    RootAndCalls,
}

/// How flame graphs are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FlameDiffOptions {
    /// How they are made.
    pub graph: FlameGraphOptions,
    /// Which units are compared with each other.
    pub mix: MixControl,
}

/// What made the selected units slower or faster than the baseline.
///
/// Units fall into classes. `w_c` is class `c`'s share of the selected units in classes that both sides have, and a frame's difference is
/// `Δself = Σ_c w_c · (mean self in the selection's units of c − mean self in the baseline's)`. Everything else that changed the mean is
/// the *mix effect*: different shares of the classes, and classes that only one side has. So `Σ Δself + mix_ns = delta_mean_ns`.
///
/// A standard error is that of the difference, from the sums of each unit by class. A class with a single unit on a side has no measurable
/// variance: its whole difference counts as chance.
///
/// # Shape and units
///
/// `frames` are those that either side has, in the order that [`Frames`] describes. Times are nanoseconds per unit: those of `selection` and `baseline` are plain
/// means over the units of the side, those of `deltas` are differences at the selection's mix. If a side has no units, all differences, the change of the mean
/// and the mix effect are zero, and no frame is marked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameDiff {
    /// The number of selected units.
    pub selection_units: u32,
    /// The number of units in the baseline.
    pub baseline_units: u32,
    /// The selected units of classes that both sides have.
    pub selection_compared: u32,
    /// The baseline's units of classes that both sides have.
    pub baseline_compared: u32,
    /// The mean duration of the selected units. Zero where there are none.
    pub selection_mean_ns: f64,
    /// The mean duration of the baseline's units. Zero where there are none.
    pub baseline_mean_ns: f64,
    /// The change of the mean, from the baseline to the selection.
    pub delta_mean_ns: f64,
    /// The part of the change that is due to the mix of units.
    pub mix_ns: f64,
    /// The frames.
    pub frames: Frames,
    /// Their times in the selection.
    pub selection: FrameTimes,
    /// Their times in the baseline.
    pub baseline: FrameTimes,
    /// Their differences at the same mix.
    pub deltas: FrameDeltas,
    /// The frames with a difference in their own time, the largest first, whatever its sign; of equal ones the first comes first.
    #[serde(with = "crate::column")]
    pub contributors: Vec<u32>,
    /// The same by service, the largest first, then by name.
    pub services: Vec<ServiceDelta>,
}

/// A flame diff, and the suspected services.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LatencyDiff {
    /// What made units slower or faster.
    pub flames: FlameDiff,
    /// The services that made units slower.
    pub suspects: Suspects,
    /// For each of `suspects.rows`, the frame that shows it: of the frames with its spans, the one whose self time differs most.
    #[serde(with = "crate::column")]
    pub row_frames: Vec<u32>,
}

/// Compares the latency of two sets of units: the flame diff and the suspects, from one walk over all of them.
///
/// # Errors
///
/// `Limit` if there are more than 2²⁰ frames. A side without units is no error, see [`FlameDiff`].
///
/// # Complexity
///
/// O(n log n + n · depth) for the n spans of each unit, and O(frames) memory for each class at a time.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{FlameDiffOptions, latency_diff};
/// use spanlens::sketch::sketch;
/// use spanlens::store::{RowSet, SpanRow};
///
/// let store = sketch(
///     "shop GET /cart  0..100 @server
///        cart get     20..60
///
///      shop GET /cart  0..300 @server
///        cart get     20..250",
/// )?;
/// let (mut slow, mut fast) = (RowSet::empty(4), RowSet::empty(4));
/// fast.insert(SpanRow(0));
/// slow.insert(SpanRow(2));
/// let answer = latency_diff(&store, &slow, &fast, &FlameDiffOptions::default())?;
/// assert_eq!(answer.flames.delta_mean_ns, 200e6);
/// assert_eq!(answer.flames.deltas.self_ns, [10e6, 190e6]);
/// assert_eq!(answer.flames.mix_ns, 0.0);
/// assert_eq!(answer.flames.frames.service(answer.flames.contributors[0] as usize), "cart");
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn latency_diff(
    store: &Store,
    selection: &RowSet,
    baseline: &RowSet,
    options: &FlameDiffOptions,
) -> Result<LatencyDiff> {
    LatencyDiffFold::new(store, selection.clone(), baseline.clone(), options).run(store)
}

/// The flame diff of [`latency_diff`], with the same cost and errors.
///
/// # Errors
///
/// As [`latency_diff`].
pub fn flame_diff(
    store: &Store,
    selection: &RowSet,
    baseline: &RowSet,
    options: &FlameDiffOptions,
) -> Result<FlameDiff> {
    Ok(latency_diff(store, selection, baseline, options)?.flames)
}
