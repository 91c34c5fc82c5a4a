//! All spans of a trace at once, in as little room as there is.
//!
//! Lanes are runs of neighbouring spans, as many in each. A lane is covered where any of its spans runs; so the shape of the
//! waterfall stays, at the cost of one pass over the spans and one over the lanes.

use spanlens::analysis::Trace;

use super::super::TimeAxis;

/// Pixels of a lane that are covered without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) lane: u32,
    /// The first pixel.
    pub(crate) from_px: u32,
    /// The pixel after the last.
    pub(crate) to_px: u32,
    /// The service of the first span that begins it, by its index in the trace.
    pub(crate) service: u32,
}

/// A picture of a whole trace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Minimap {
    /// How many lanes there are.
    pub(crate) lanes: u32,
    /// What is covered, lane by lane and from left to right.
    pub(crate) runs: Vec<Run>,
    /// The pixels at which a span starts that failed, ascending.
    pub(crate) errors: Vec<u32>,
}

impl Minimap {
    /// A picture of so many whole pixels, and lanes at most, of a trace with the spans of it that failed. O(spans + pixels · lanes).
    pub(crate) fn new(trace: &Trace, errors: &[u32], axis: &TimeAxis, lanes: u32) -> Self {
        let (spans, width) = (trace.offset_ns.len(), pixel(axis.width_px).max(1));
        let lanes = lanes.min(u32::try_from(spans).unwrap_or(u32::MAX)).max(1);
        let mut map = Self { lanes, ..Self::default() };
        let mut lane = Lane::new(width);
        let mut is_error_at = vec![false; width as usize];
        for at in 0..spans {
            let number = lane_of(at, spans, lanes);
            if number != lane.number {
                lane.finish(&mut map.runs);
                lane.number = number;
            }
            let (offset_ns, duration_ns) = (trace.offset_ns[at], trace.span_duration_ns[at]);
            let from = pixel(axis.px_from_ns(offset_ns)).min(width - 1);
            let last = pixel(axis.px_from_ns(offset_ns.saturating_add(duration_ns))).clamp(from, width - 1);
            lane.cover(from, last, trace.service_indexes[at]);
        }
        lane.finish(&mut map.runs);
        for &error in errors {
            let from = pixel(axis.px_from_ns(trace.offset_ns[error as usize])).min(width - 1);
            is_error_at[from as usize] = true;
        }
        map.errors = (0..).zip(is_error_at).filter(|(_, is_error)| *is_error).map(|(px, _)| px).collect();
        map
    }
}

/// The lane that is being covered.
struct Lane {
    number: u32,
    /// How many spans begin at each pixel, less those that ended before it; and one more pixel.
    changes: Vec<i32>,
    /// The service of the first span that begins at each pixel.
    services: Vec<Option<u32>>,
}

impl Lane {
    fn new(width: u32) -> Self {
        Self { number: 0, changes: vec![0; width as usize + 1], services: vec![None; width as usize] }
    }

    fn cover(&mut self, from: u32, last: u32, service: u32) {
        self.changes[from as usize] += 1;
        self.changes[last as usize + 1] -= 1;
        self.services[from as usize].get_or_insert(service);
    }

    /// Tells its runs, and is empty again.
    fn finish(&mut self, runs: &mut Vec<Run>) {
        let (mut active, mut open) = (0, None);
        for (px, change) in (0..).zip(&mut self.changes) {
            active += std::mem::take(change);
            let begun = self.services.get_mut(px as usize).and_then(Option::take);
            if active > 0 && open.is_none() {
                open = begun.map(|service| Run { lane: self.number, from_px: px, to_px: px, service });
            } else if active == 0
                && let Some(run) = open.take()
            {
                runs.push(Run { to_px: px, ..run });
            }
        }
    }
}

fn lane_of(at: usize, spans: usize, lanes: u32) -> u32 {
    u32::try_from(at as u64 * u64::from(lanes) / spans.max(1) as u64).unwrap_or(0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and screens are small")]
fn pixel(px: f64) -> u32 {
    px.floor() as u32
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    fn map(spans: &[(u64, u64, u32)], errors: &[u32], lanes: u32) -> Minimap {
        let trace = Trace {
            offset_ns: spans.iter().map(|span| span.0).collect(),
            span_duration_ns: spans.iter().map(|span| span.1).collect(),
            service_indexes: spans.iter().map(|span| span.2).collect(),
            ..Trace::default()
        };
        let axis = TimeAxis { range: TimeRange { from_ns: 0, to_ns: 100 }, width_px: 10.0 };
        Minimap::new(&trace, errors, &axis, lanes)
    }

    fn picture(map: &Minimap) -> String {
        let mut lanes = vec![vec!['.'; 10]; map.lanes as usize];
        for run in &map.runs {
            let covered = run.from_px as usize..run.to_px as usize;
            lanes[run.lane as usize][covered].fill(char::from_digit(run.service, 10).unwrap());
        }
        lanes.into_iter().map(String::from_iter).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn few_spans_have_a_lane_each() {
        let spans = [(0, 100, 0), (10, 30, 1), (50, 0, 2), (100, 0, 1)];
        assert_eq!(picture(&map(&spans, &[], 40)), "0000000000 .1111..... .....2.... .........1");
    }

    #[test]
    fn many_spans_share_lanes() {
        let spans = [(0, 20, 0), (10, 30, 1), (80, 5, 2), (0, 9, 3), (50, 9, 3), (51, 30, 4)];
        assert_eq!(picture(&map(&spans, &[], 2)), "00000...2. 3....3333.");
    }

    #[test]
    fn errors_are_where_they_start() {
        assert_eq!(map(&[(0, 20, 0), (55, 30, 1), (58, 5, 2), (90, 1, 0)], &[0, 1, 2], 4).errors, [0, 5]);
    }

    #[test]
    fn a_trace_without_spans_is_an_empty_picture() {
        assert_eq!(map(&[], &[], 4).runs, []);
    }
}
