//! All spans of a trace at once, as a small flame graph: time to the right, what a span called below it.
//!
//! A span is in the first lane below its parent that is free at its time, so spans that run at once are apart. Where a trace has more
//! levels than there are lanes, neighbouring levels share a lane, and the innermost span is seen.

use spanlens::analysis::{NO_PARENT, Trace};

use super::super::TimeAxis;

/// Spans this narrow are never moved to another lane, as they would fill the picture with single pixels.
const NARROW_PX: u32 = 2;
/// From this width on, a pixel is left free after a span.
const APART_PX: u32 = 4;
/// The most that a lane is high.
const MOST_LANE_PX: f64 = 8.0;
/// How far beside a span a place may be that still means it.
const NEAR_PX: u32 = 2;

/// Whole pixels of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) lane: u32,
    /// The first pixel.
    pub(crate) from_px: u32,
    /// The pixel after the last.
    pub(crate) to_px: u32,
    /// The service, by its index in the trace.
    pub(crate) service: u32,
}

/// A picture of a whole trace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Minimap {
    /// How many lanes there are.
    pub(crate) lanes: u32,
    /// Where each span is, by its number.
    pub(crate) spans: Vec<Run>,
    /// What is covered by spans of one service, lane by lane and from left to right.
    pub(crate) runs: Vec<Run>,
    /// The pixels at which a span starts that failed, ascending.
    pub(crate) errors: Vec<u32>,
}

impl Minimap {
    /// The height of the lane of errors, below the spans.
    pub(crate) const ERRORS_PX: f64 = 5.0;

    /// A picture of so many whole pixels, and lanes at most, of a trace with the spans of it that failed. O(spans · (lanes + pixels)), and
    /// O(spans) where most are narrow.
    pub(crate) fn new(trace: &Trace, errors: &[u32], axis: &TimeAxis, most_lanes: u32) -> Self {
        let width = pixel(axis.width_px).max(1);
        let px = |ns: u64| pixel(axis.px_from_ns(ns)).min(width - 1);
        let spans = placed(trace, width, most_lanes.max(1), px);
        let lanes = spans.iter().map(|run| run.lane + 1).max().unwrap_or(1);
        let mut is_error_at = vec![false; width as usize];
        for &error in errors {
            is_error_at[px(trace.offset_ns[error as usize]) as usize] = true;
        }
        let errors = (0..).zip(is_error_at).filter(|(_, is_error)| *is_error).map(|(px, _)| px).collect();
        Self { lanes, runs: runs(&spans, lanes, width), spans, errors }
    }

    /// How high a lane is in a strip of a height, in CSS pixels.
    pub(crate) fn lane_px(&self, height_px: f64) -> f64 {
        ((height_px - Self::ERRORS_PX) / f64::from(self.lanes.max(1))).min(MOST_LANE_PX)
    }

    /// The span at a place of a strip of a height, all in CSS pixels.
    pub(crate) fn span_at(&self, (x, y): (f64, f64), height_px: f64) -> Option<u32> {
        let lane = pixel((y / self.lane_px(height_px)).max(0.0)).min(self.lanes.saturating_sub(1));
        self.span_in(pixel(x.max(0.0)), lane)
    }

    /// The span at a place: the shortest one of its lane, or of the next lane above that has one there. O(spans).
    fn span_in(&self, px: u32, lane: u32) -> Option<u32> {
        let rank = |run: &Run| {
            let beside_px = run.from_px.saturating_sub(px).max((px + 1).saturating_sub(run.to_px));
            (run.lane <= lane && beside_px <= NEAR_PX)
                .then(|| (lane - run.lane, beside_px.min(1), run.to_px - run.from_px))
        };
        let ranked = (0..).zip(&self.spans).filter_map(|(span, run)| Some((rank(run)?, span)));
        ranked.min().map(|(_, span)| span)
    }
}

/// A place for each span.
fn placed(trace: &Trace, width: u32, most_lanes: u32, px: impl Fn(u64) -> u32) -> Vec<Run> {
    let levels = trace.depths.iter().copied().max().map_or(1, |deepest| deepest.saturating_add(1));
    let mut busy = Busy::new(width, most_lanes);
    let mut spans: Vec<Run> = Vec::with_capacity(trace.offset_ns.len());
    for (at, &offset_ns) in trace.offset_ns.iter().enumerate() {
        let from_px = px(offset_ns);
        let last_px = px(offset_ns.saturating_add(trace.span_duration_ns[at])).max(from_px);
        let lane = if levels > most_lanes {
            shared(trace.depths[at], levels, most_lanes)
        } else {
            let parent = Some(trace.parents[at]).filter(|&parent| parent != NO_PARENT);
            let below = parent.and_then(|parent| spans.get(parent as usize)).map_or(0, |parent| parent.lane + 1);
            busy.take(below.min(most_lanes - 1), from_px, last_px)
        };
        let to_px = if last_px - from_px >= APART_PX { last_px - 1 } else { last_px.max(from_px + 1) };
        spans.push(Run { lane, from_px, to_px, service: trace.service_indexes[at] });
    }
    spans
}

/// The lane of a level, where several share one.
fn shared(depth: u32, levels: u32, lanes: u32) -> u32 {
    u32::try_from(u64::from(depth) * u64::from(lanes) / u64::from(levels)).unwrap_or(0)
}

/// Which pixels of which lanes are taken, a bit each.
struct Busy {
    words: usize,
    lanes: u32,
    bits: Vec<u64>,
}

impl Busy {
    fn new(width: u32, lanes: u32) -> Self {
        let words = width as usize / 64 + 1;
        Self { words, lanes, bits: vec![0; words * lanes as usize] }
    }

    /// Takes the first lane from one on that is free between two pixels; that one if none is. Neighbours may share the pixel where they meet.
    fn take(&mut self, first: u32, from_px: u32, last_px: u32) -> u32 {
        if last_px - from_px < NARROW_PX {
            return first;
        }
        let inside = (from_px + 1, last_px - 1);
        let lane = (first..self.lanes).find(|&lane| self.is_free(lane, inside)).unwrap_or(first);
        for (word, mask) in masks(inside) {
            self.bits[lane as usize * self.words + word] |= mask;
        }
        lane
    }

    fn is_free(&self, lane: u32, inside: (u32, u32)) -> bool {
        masks(inside).all(|(word, mask)| self.bits[lane as usize * self.words + word] & mask == 0)
    }
}

/// The words that hold the bits from a first to a last one, and which of their bits these are.
fn masks((first, last): (u32, u32)) -> impl Iterator<Item = (usize, u64)> {
    (first / 64..=last / 64).map(move |word| {
        let from = if word == first / 64 { u64::MAX << (first % 64) } else { u64::MAX };
        let to = if word == last / 64 { u64::MAX >> (63 - last % 64) } else { u64::MAX };
        (word as usize, from & to)
    })
}

/// What is seen of spans where later ones lie over earlier ones.
fn runs(spans: &[Run], lanes: u32, width: u32) -> Vec<Run> {
    let mut cells = vec![None; lanes as usize * width as usize];
    for run in spans {
        let row = run.lane as usize * width as usize;
        cells[row + run.from_px as usize..row + run.to_px as usize].fill(Some(run.service));
    }
    let mut runs: Vec<Run> = Vec::new();
    for (lane, row) in (0..).zip(cells.chunks_exact(width as usize)) {
        for (px, &service) in (0..).zip(row) {
            let Some(service) = service else { continue };
            match runs.last_mut() {
                Some(run) if (run.lane, run.to_px, run.service) == (lane, px, service) => run.to_px += 1,
                _ => runs.push(Run { lane, from_px: px, to_px: px + 1, service }),
            }
        }
    }
    runs
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and screens are small")]
fn pixel(px: f64) -> u32 {
    px.floor() as u32
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    const HEAD: u32 = NO_PARENT;

    /// Of spans with an offset, a duration, a service and a parent.
    fn trace(spans: &[(u64, u64, u32, u32)]) -> Trace {
        let mut depths: Vec<u32> = Vec::new();
        for &(.., parent) in spans {
            depths.push(if parent == HEAD { 0 } else { depths[parent as usize] + 1 });
        }
        Trace {
            offset_ns: spans.iter().map(|span| span.0).collect(),
            span_duration_ns: spans.iter().map(|span| span.1).collect(),
            service_indexes: spans.iter().map(|span| span.2).collect(),
            parents: spans.iter().map(|span| span.3).collect(),
            depths,
            ..Trace::default()
        }
    }

    fn map(spans: &[(u64, u64, u32, u32)], errors: &[u32], lanes: u32) -> Minimap {
        let axis = TimeAxis { range: TimeRange { from_ns: 0, to_ns: 100 }, width_px: 20.0 };
        Minimap::new(&trace(spans), errors, &axis, lanes)
    }

    fn picture(map: &Minimap) -> Vec<String> {
        let mut lanes = vec![vec!['.'; 20]; map.lanes as usize];
        for run in &map.runs {
            let covered = run.from_px as usize..run.to_px as usize;
            lanes[run.lane as usize][covered].fill(char::from_digit(run.service, 10).unwrap());
        }
        lanes.into_iter().map(String::from_iter).collect()
    }

    #[test]
    fn what_a_span_called_is_below_it() {
        let spans = [(0, 100, 0, HEAD), (10, 40, 1, 0), (20, 20, 2, 1), (50, 50, 3, 0)];
        assert_eq!(
            picture(&map(&spans, &[], 9)),
            ["000000000000000000..", "..1111111.33333333..", "....222............."]
        );
    }

    #[test]
    fn spans_that_run_at_once_are_apart() {
        let spans = [(0, 100, 0, HEAD), (0, 60, 1, 0), (5, 20, 2, 1), (20, 60, 3, 0), (62, 20, 4, 0)];
        assert_eq!(
            picture(&map(&spans, &[], 9)),
            ["000000000000000000..", "11111111111.444.....", ".22233333333333....."]
        );
    }

    #[test]
    fn narrow_spans_stay_in_their_lane() {
        let spans = [(0, 100, 0, HEAD), (10, 1, 1, 0), (10, 1, 1, 0), (11, 1, 1, 0), (99, 1, 2, 0)];
        assert_eq!(picture(&map(&spans, &[], 9)), ["000000000000000000..", "..1................2"]);
    }

    #[test]
    fn where_no_lane_is_free_spans_lie_over_each_other() {
        let spans = [(0, 100, 0, HEAD), (0, 100, 1, 0), (25, 50, 2, 0)];
        assert_eq!(picture(&map(&spans, &[], 2)), ["000000000000000000..", "111112222222221111.."]);
    }

    #[test]
    fn levels_share_lanes_where_there_are_too_many() {
        let spans = [(0, 100, 0, HEAD), (0, 50, 1, 0), (0, 25, 2, 1), (60, 20, 3, 2)];
        assert_eq!(picture(&map(&spans, &[], 2)), ["111111111000000000..", "2222........333....."]);
    }

    #[test]
    fn a_place_means_the_shortest_span_there_or_the_one_above() {
        let spans = [(0, 100, 0, HEAD), (10, 40, 1, 0), (20, 20, 2, 1), (90, 0, 3, 0)];
        let map = map(&spans, &[], 9);
        for ((px, lane), expected) in
            [((5, 0), 0), ((5, 1), 1), ((5, 2), 2), ((5, 9), 2), ((16, 1), 3), ((12, 1), 0), ((12, 0), 0)]
        {
            assert_eq!(map.span_in(px, lane), Some(expected), "{px} {lane}");
        }
    }

    #[test]
    fn a_strip_has_room_for_all_lanes_and_errors() {
        let spans = [(0, 100, 0, HEAD), (10, 40, 1, 0), (20, 20, 2, 1)];
        let map = map(&spans, &[], 9);
        for (height_px, y, expected) in
            [(45.0, 7.9, 0), (45.0, 8.1, 1), (45.0, 40.0, 2), (11.0, 1.9, 0), (11.0, 2.1, 1), (11.0, -3.0, 0)]
        {
            assert_eq!(map.span_at((5.0, y), height_px), Some(expected), "{y} of {height_px}");
        }
    }

    #[test]
    fn errors_are_where_they_start() {
        let spans = [(0, 20, 0, HEAD), (55, 30, 1, HEAD), (58, 5, 2, HEAD), (90, 1, 0, HEAD)];
        assert_eq!(map(&spans, &[0, 1, 2], 4).errors, [0, 11]);
    }

    #[test]
    fn a_trace_without_spans_is_an_empty_picture() {
        assert_eq!(map(&[], &[], 4).runs, []);
        assert_eq!(map(&[], &[], 4).span_at((3.0, 0.0), 45.0), None);
    }

    #[test]
    fn bits_are_found_in_their_words() {
        assert_eq!(masks((3, 5)).collect::<Vec<_>>(), [(0, 0b11_1000)]);
        assert_eq!(masks((63, 64)).collect::<Vec<_>>(), [(0, 1 << 63), (1, 1)]);
        assert_eq!(masks((0, 191)).collect::<Vec<_>>(), [(0, u64::MAX), (1, u64::MAX), (2, u64::MAX)]);
    }

    #[test]
    fn a_hundred_thousand_spans_are_placed() {
        let spans: Vec<_> =
            std::iter::once((0, 100, 0, HEAD)).chain((0..100_000).map(|at| (at % 90, at % 11, 1, 0))).collect();
        let map = map(&spans, &[], 20);
        assert!(map.spans.len() == 100_001 && map.lanes <= 20);
    }
}
