//! The critical path by span.

use std::ops::Range;

use spanlens::analysis::Trace;

/// Which segments of the critical path each span has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PathIndex {
    /// Where the segments of each span begin in `segments`, and one more.
    firsts: Vec<u32>,
    /// Numbers of segments, those of a span together and by time.
    segments: Vec<u32>,
}

impl PathIndex {
    /// Sorts the segments of a trace by their spans. O(spans + segments).
    pub(crate) fn new(trace: &Trace) -> Self {
        let mut firsts = vec![0_u32; trace.offset_ns.len() + 1];
        for &span in &trace.path_spans {
            firsts[span as usize + 1] += 1;
        }
        for at in 1..firsts.len() {
            firsts[at] += firsts[at - 1];
        }
        let mut next = firsts.clone();
        let mut segments = vec![0; trace.path_spans.len()];
        for (segment, &span) in (0..).zip(&trace.path_spans) {
            let place = &mut next[span as usize];
            segments[*place as usize] = segment;
            *place += 1;
        }
        Self { firsts, segments }
    }

    /// When a span is on the critical path, as `[from, to)` in nanoseconds from the start of the trace.
    pub(crate) fn of<'a>(&'a self, trace: &'a Trace, span: u32) -> impl Iterator<Item = Range<u64>> + 'a {
        let at = span as usize;
        let run = self.firsts[at] as usize..self.firsts[at + 1] as usize;
        let times = |&segment: &u32| trace.path_from_ns[segment as usize]..trace.path_to_ns[segment as usize];
        self.segments[run].iter().map(times)
    }

    /// How long a span is on the critical path by itself.
    pub(crate) fn total_ns(&self, trace: &Trace, span: u32) -> u64 {
        self.of(trace, span).map(|time| time.end - time.start).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_span_has_its_segments_by_time() {
        let trace = Trace {
            offset_ns: vec![0; 4],
            path_spans: vec![0, 2, 1, 2, 0],
            path_from_ns: vec![0, 10, 30, 40, 50],
            path_to_ns: vec![10, 30, 40, 50, 90],
            ..Trace::default()
        };
        let index = PathIndex::new(&trace);
        let of = |span| index.of(&trace, span).map(|time| (time.start, time.end)).collect::<Vec<_>>();
        assert_eq!((of(0), of(1)), (vec![(0, 10), (50, 90)], vec![(30, 40)]));
        assert_eq!((of(2), of(3)), (vec![(10, 30), (40, 50)], vec![]));
        assert_eq!([0, 1, 2, 3].map(|span| index.total_ns(&trace, span)), [50, 10, 30, 0]);
    }
}
