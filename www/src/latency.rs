//! What is known about the latency of the selected units: the flame graph, or where there is a baseline, its difference.
//!
//! Pure: numbers by frame, and what people read of them.

mod calls;
mod changes;
mod evidence;
mod kinds;
mod sandwich;
mod tables;
mod words;

use spanlens::analysis::{FlameDiff, FlameGraph, FrameKey, FrameMarks, FrameTimes, Frames, LatencyDiff, Suspects};

pub(crate) use calls::{
    CallColumn, CallNumber, CallOrder, call_kind, call_title, callee_name, calls_headline, calls_table, change_title,
    is_call_compared,
};
pub(crate) use changes::largest_change_ns;
pub(crate) use evidence::{Evidence, aside, evidence};
pub(crate) use kinds::{beside_kinds, kind_rows, kind_words, kinds_table, kinds_title};
pub(crate) use sandwich::{Neighbour, neighbours};
pub(crate) use tables::{ServiceTime, contributors_table, services_table, suspects_table};
pub(crate) use words::{frame_lines, frame_place, frame_title, headline, kind_name, row_title, tab_title};

/// The answer about latency.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Latency {
    /// Of one set of units.
    Graph(Box<FlameGraph>),
    /// Of two.
    Diff(Box<LatencyDiff>),
}

/// Which of the two trees over the same frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tree {
    /// The time of the units themselves.
    #[default]
    Within,
    /// The time of spans outside of their parents.
    Outside,
}

impl Latency {
    /// What frames there are.
    pub(crate) fn frames(&self) -> &Frames {
        match self {
            Self::Graph(graph) => &graph.frames,
            Self::Diff(diff) => &diff.flames.frames,
        }
    }

    /// The times of the selected units.
    pub(crate) fn times(&self) -> &FrameTimes {
        match self {
            Self::Graph(graph) => &graph.times,
            Self::Diff(diff) => &diff.flames.selection,
        }
    }

    /// The difference, where both sides have units.
    pub(crate) fn diff(&self) -> Option<&FlameDiff> {
        match self {
            Self::Diff(diff) if diff.flames.selection_units > 0 && diff.flames.baseline_units > 0 => Some(&diff.flames),
            _ => None,
        }
    }

    /// The suspects, where both sides have units.
    pub(crate) fn suspects(&self) -> Option<&Suspects> {
        match self {
            Self::Diff(diff) if self.diff().is_some() => Some(&diff.suspects),
            _ => None,
        }
    }

    /// For each row of the suspects, the frame that shows it.
    pub(crate) fn row_frames(&self) -> &[u32] {
        match self {
            Self::Diff(diff) => &diff.row_frames,
            Self::Graph(_) => &[],
        }
    }

    /// How many units are selected, and how many there are to compare with.
    pub(crate) fn units(&self) -> (u32, Option<u32>) {
        match self {
            Self::Graph(graph) => (graph.units, None),
            Self::Diff(diff) => (diff.flames.selection_units, Some(diff.flames.baseline_units)),
        }
    }

    /// How wide each frame is drawn, in nanoseconds per unit.
    pub(crate) fn widths(&self, tree: Tree) -> &[f64] {
        match (self, tree) {
            (Self::Graph(graph), Tree::Within) => &graph.times.total_ns,
            (Self::Graph(graph), Tree::Outside) => &graph.times.outside_total_ns,
            (Self::Diff(diff), Tree::Within) => &diff.flames.deltas.width_ns,
            (Self::Diff(diff), Tree::Outside) => &diff.flames.deltas.outside_width_ns,
        }
    }

    /// The time of a whole tree, in nanoseconds per unit.
    pub(crate) fn whole_ns(&self, tree: Tree) -> f64 {
        let frames = self.frames();
        let roots = (0..frames.len()).filter(|&frame| frames.parent(frame).is_none());
        roots.filter_map(|frame| self.widths(tree).get(frame)).sum()
    }

    /// What is special about a frame.
    pub(crate) fn has_mark(&self, frame: u32, mark: FrameMarks) -> bool {
        let marks = self.diff().and_then(|diff| diff.deltas.marks.get(frame as usize));
        marks.is_some_and(|&marks| FrameMarks(marks).contains(mark))
    }

    /// The frame that is looked at first: the one that contributes most.
    pub(crate) fn first_frame(&self) -> Option<u32> {
        self.ranked_frames().first().copied().or_else(|| (!self.frames().is_empty()).then_some(0))
    }
}

/// The frame of a key, if there is one. O(frames).
pub(crate) fn find_frame(frames: &Frames, key: &FrameKey) -> Option<u32> {
    let (mut depth, last) = (0, key.path.len().checked_sub(1)?);
    // The subtree that is searched, at whose frames of the next depth the path goes on.
    let mut at = 0;
    while at < frames.len() {
        if frames.depths[at] < depth_of(depth) {
            return None;
        }
        let (service, name) = &key.path[depth];
        let is_next = frames.depths[at] == depth_of(depth) && frames.callee(at).is_none();
        if is_next && service == frames.service(at) && name == frames.name(at) {
            if depth == last {
                return in_transit(frames, at, key.in_transit_to.as_deref());
            }
            depth += 1;
        }
        at += 1;
    }
    None
}

/// A frame, or the one in it that is in transit to a service.
fn in_transit(frames: &Frames, call: usize, callee: Option<&str>) -> Option<u32> {
    let found = match callee {
        None => Some(call),
        Some(callee) => (call + 1..frames.len())
            .take_while(|&frame| frames.depths[frame] > frames.depths[call])
            .find(|&frame| frames.parent(frame) == Some(call) && frames.callee(frame) == Some(callee)),
    };
    found.and_then(|frame| u32::try_from(frame).ok())
}

fn depth_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{FlameDiffOptions, FlameGraphOptions, flame_graph, latency_diff};
    use spanlens::sketch::sketch;
    use spanlens::store::{RowSet, SpanRow, Store};

    use super::*;

    /// Eight requests of three spans: four in which `cart` takes some 10 ms, four in which it takes some 110 ms.
    fn store() -> Store {
        let units = [29, 30, 31, 34, 129, 130, 131, 134].map(|end| {
            format!("shop GET /   0..{end}\n shop get    5..{} @client\n  cart get  10..{} @server", end - 5, end - 11)
        });
        sketch(&units.join("\n\n")).unwrap()
    }

    fn rows(range: std::ops::Range<u32>) -> RowSet {
        let mut rows = RowSet::empty(24);
        range.for_each(|unit| rows.insert(SpanRow(unit * 3)));
        rows
    }

    /// The slow ones against the fast ones.
    pub(super) fn compared() -> Latency {
        let diff = latency_diff(&store(), &rows(4..8), &rows(0..4), &FlameDiffOptions::default()).unwrap();
        Latency::Diff(Box::new(diff))
    }

    /// The slow ones alone.
    pub(super) fn plain() -> Latency {
        Latency::Graph(Box::new(flame_graph(&store(), &rows(4..8), &FlameGraphOptions::default()).unwrap()))
    }

    #[test]
    fn the_frame_that_contributes_most_is_looked_at_first() {
        let latency = compared();
        let first = latency.first_frame().unwrap();
        assert_eq!(latency.frames().name(first as usize), "get");
        assert_eq!(latency.frames().service(first as usize), "cart");
        assert_eq!(plain().first_frame(), Some(first));
        assert_eq!(Latency::Graph(Box::default()).first_frame(), None);
    }

    #[test]
    fn every_frame_is_found_by_its_key() {
        let latency = compared();
        let frames = latency.frames();
        for frame in 0..frames.len() {
            assert_eq!(find_frame(frames, &FrameKey::of(frames, frame)), u32::try_from(frame).ok());
        }
        let mut key = FrameKey::of(frames, 2);
        key.path[2].1 = "set".to_owned();
        assert_eq!(find_frame(frames, &key), None);
        assert_eq!(find_frame(frames, &FrameKey::default()), None);
    }

    #[test]
    fn the_whole_is_the_mean() {
        assert_eq!([Tree::Within, Tree::Outside].map(|tree| plain().whole_ns(tree).to_string()), ["131000000", "0"]);
    }
}
