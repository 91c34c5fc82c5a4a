//! Two traces compared: operations that only one has, and operations that take longer in one.

use serde::{Deserialize, Serialize};

use super::flame_graph::{FrameTree, Frames, Labels, Layout};
use super::{NO_PARENT, self_time_ns};
use crate::error::{ErrorKind, Result};
use crate::store::{SpanRow, Store, TraceRow};

/// Two traces, compared by path. Spans with the same path of services and names are one frame; names are replaced by their templates.
///
/// # Shape and units
///
/// `frames` are those of either trace, including detached subtrees, in the order that [`Frames`] describes; none is in transit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceDiff {
    /// The frames.
    pub frames: Frames,
    /// Their numbers in the first trace.
    pub left: TraceFrames,
    /// Their numbers in the second trace.
    pub right: TraceFrames,
}

/// The numbers of a trace for the frames of a [`TraceDiff`].
///
/// # Shape and units
///
/// Each column has one entry for each frame, zero if the trace does not have it. Times are nanoseconds. Concurrent spans each count fully,
/// so times can add up to more than the duration of the trace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceFrames {
    /// From the start of the trace's earliest span to the end of its latest.
    pub duration_ns: u64,
    /// The number of spans.
    #[serde(with = "crate::column")]
    pub counts: Vec<u32>,
    /// The sum of their durations.
    #[serde(with = "crate::column")]
    pub total_ns: Vec<u64>,
    /// The sum of their self times.
    #[serde(with = "crate::column")]
    pub self_ns: Vec<u64>,
}

/// Compares two traces of a store.
///
/// # Errors
///
/// `NotFound` if the store has no such trace.
///
/// # Complexity
///
/// Expected O(n + f log f) for the n spans of both and their f frames.
///
/// # Example
///
/// ```
/// use spanlens::analysis::trace_diff;
/// use spanlens::sketch::sketch;
/// use spanlens::store::TraceRow;
///
/// let store = sketch(
///     "shop GET /cart  0..50
///        cart get     10..20
///        cart get     20..40
///
///      shop GET /cart  100..110
///        mail send     105..108",
/// )?;
/// let diff = trace_diff(&store, TraceRow(0), TraceRow(1))?;
/// assert_eq!((diff.frames.name(1), diff.frames.name(2)), ("get", "send"));
/// assert_eq!((diff.left.counts, diff.right.counts), (vec![1, 2, 0], vec![1, 0, 1]));
/// assert_eq!(diff.left.self_ns, [20_000_000, 30_000_000, 0]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn trace_diff(store: &Store, left: TraceRow, right: TraceRow) -> Result<TraceDiff> {
    let mut tree = FrameTree::new(Labels::new(store, true, &[]));
    let [left, right] = [left, right].map(|trace| add(store, &mut tree, trace));
    let (left, right) = (left?, right?);
    let layout = Layout::of(tree, store);
    Ok(TraceDiff { left: left.in_order(&layout.order), right: right.in_order(&layout.order), frames: layout.frames })
}

/// What a trace has of the frames of a tree, which grows by what it lacks.
fn add(store: &Store, tree: &mut FrameTree, trace: TraceRow) -> Result<TraceFrames> {
    if trace.0 >= store.traces().len() {
        return Err(ErrorKind::NotFound { what: "trace", name: trace.0.to_string() }.into());
    }
    let (spans, rows) = (store.spans(), store.traces().spans(trace));
    let earliest_ns = rows.clone().map(|row| spans.start_ns(SpanRow(row))).min().unwrap_or_default();
    let latest_ns = rows.clone().map(|row| spans.end_ns(SpanRow(row))).max().unwrap_or_default();
    let mut sums = TraceFrames { duration_ns: latest_ns - earliest_ns, ..TraceFrames::default() };
    let mut frames: Vec<u32> = Vec::with_capacity(rows.len());
    for span in rows.clone().map(SpanRow) {
        let parent = store.parent(span).map_or(NO_PARENT, |parent| frames[(parent.0 - rows.start) as usize]);
        let frame = tree.enter(store, parent, span);
        frames.push(frame);
        sums.add(store, span, frame as usize);
    }
    Ok(sums)
}

impl TraceFrames {
    fn add(&mut self, store: &Store, span: SpanRow, frame: usize) {
        if frame >= self.counts.len() {
            self.counts.resize(frame + 1, 0);
            self.total_ns.resize(frame + 1, 0);
            self.self_ns.resize(frame + 1, 0);
        }
        self.counts[frame] += 1;
        self.total_ns[frame] = self.total_ns[frame].saturating_add(store.spans().duration_ns(span));
        self.self_ns[frame] = self.self_ns[frame].saturating_add(self_time_ns(store, span));
    }

    /// The same in the order of an answer.
    fn in_order(self, order: &[u32]) -> Self {
        fn column<T: Copy + Default>(column: &[T], order: &[u32]) -> Vec<T> {
            order.iter().map(|&frame| column.get(frame as usize).copied().unwrap_or_default()).collect()
        }
        Self {
            duration_ns: self.duration_ns,
            counts: column(&self.counts, order),
            total_ns: column(&self.total_ns, order),
            self_ns: column(&self.self_ns, order),
        }
    }
}
