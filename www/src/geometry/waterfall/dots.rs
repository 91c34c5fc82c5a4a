//! The dots on the bar of a span: its events and logs at their times. Those that would meet are one.

use spanlens::analysis::Trace;

use super::super::TimeAxis;
use crate::words::Level;

/// The width of a dot.
pub(crate) const DOT_PX: f64 = 10.0;

/// Some events of a span that fall on one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dot {
    /// The place of the earliest of them: the middle of the dot.
    pub(crate) px: f64,
    /// The level of the worst of them.
    pub(crate) level: Level,
    /// The number of the first of the worst among the events of the span.
    pub(crate) worst: u32,
    /// How many they are.
    pub(crate) count: u32,
}

impl Dot {
    /// Both of two dots. The one with the lower number is the worst of those that are alike.
    fn with(self, other: Self) -> Self {
        let is_worse = (other.level, std::cmp::Reverse(other.worst)) > (self.level, std::cmp::Reverse(self.worst));
        let Self { level, worst, .. } = if is_worse { other } else { self };
        Self { px: self.px.min(other.px), level, worst, count: self.count + other.count }
    }

    fn left(&self) -> f64 {
        self.px - DOT_PX / 2.0
    }

    fn right(&self) -> f64 {
        self.px + DOT_PX / 2.0
    }
}

/// The dots of a span, from left to right, none over another. Each event has its time and its level, in any order; those that are not
/// in the time of the axis have none. Whatever is less than a dot to the right of the first event of a dot is in it. O(events + pixels).
pub(crate) fn dots(axis: &TimeAxis, events: impl Iterator<Item = (u64, Level)>) -> Vec<Dot> {
    // Where many events are, sorting them would take longer than a frame: the first of each pixel is found in one pass.
    let mut pixels: Vec<Option<Dot>> = Vec::new();
    for (worst, (offset_ns, level)) in (0..).zip(events) {
        if offset_ns < axis.range.from_ns || offset_ns > axis.range.to_ns {
            continue;
        }
        let px = axis.px_from_ns(offset_ns);
        let at = pixel(px);
        if pixels.len() <= at {
            pixels.resize(at + 1, None);
        }
        let dot = Dot { px, level, worst, count: 1 };
        pixels[at] = Some(pixels[at].map_or(dot, |there| there.with(dot)));
    }
    let mut dots: Vec<Dot> = Vec::new();
    for dot in pixels.into_iter().flatten() {
        match dots.last_mut() {
            Some(last) if dot.px - last.px < DOT_PX => *last = last.with(dot),
            _ => dots.push(dot),
        }
    }
    dots
}

/// The dots of a span of a trace, with the first event of each of its spans. O(events of the span + pixels).
pub(crate) fn dots_of(trace: &Trace, first_events: &[u32], span: u32, axis: &TimeAxis) -> Vec<Dot> {
    let of_span = |column: &[u32]| column.get(span as usize).copied().unwrap_or_default();
    let (first, count) = (of_span(first_events), of_span(&trace.event_counts));
    let events = (first as usize..).take(count as usize).map_while(|at| {
        let (severity, exception) = (trace.event_severities.get(at)?, trace.event_exceptions.get(at)?);
        Some((*trace.event_offset_ns.get(at)?, Level::new(*severity, *exception == 1)))
    });
    dots(axis, events)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on the screen")]
fn pixel(px: f64) -> usize {
    px.clamp(0.0, 1e6).floor() as usize
}

/// The dot at a place, or else a dot that is so near that nothing else can be meant.
pub(crate) fn dot_at(dots: &[Dot], px: f64) -> Option<&Dot> {
    const NEAR_PX: f64 = 2.0;
    let distance = |dot: &&Dot| (dot.px - px).abs();
    let nearest = dots.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    (distance(&nearest) <= DOT_PX / 2.0 + NEAR_PX).then_some(nearest)
}

/// The first place from `left` on where so much fits without lying on a dot.
pub(crate) fn room_after(dots: &[Dot], left: f64, width_px: f64) -> f64 {
    dots.iter()
        .fold(left, |left, dot| if dot.right() > left && dot.left() < left + width_px { dot.right() } else { left })
}

/// The last place to `left` where so much fits without lying on a dot.
pub(crate) fn room_before(dots: &[Dot], left: f64, width_px: f64) -> f64 {
    dots.iter().rev().fold(left, |left, dot| {
        if dot.right() > left && dot.left() < left + width_px { dot.left() - width_px } else { left }
    })
}

/// The dot that an event at a place is in.
pub(crate) fn dot_of(dots: &[Dot], px: f64) -> Option<&Dot> {
    dots[..dots.partition_point(|dot| dot.px <= px)].last()
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    const QUIET: Level = Level::Quiet;

    /// A pixel for each nanosecond.
    fn axis(from_ns: u64, to_ns: u64) -> TimeAxis {
        #[expect(clippy::cast_precision_loss, reason = "a few hundred pixels")]
        let width_px = (to_ns - from_ns) as f64;
        TimeAxis { range: TimeRange { from_ns, to_ns }, width_px }
    }

    /// The dots as `(px, worst, count)`.
    fn told(events: &[(u64, Level)]) -> Vec<(f64, u32, u32)> {
        let dots = dots(&axis(100, 400), events.iter().copied());
        dots.into_iter().map(|dot| (dot.px, dot.worst, dot.count)).collect()
    }

    #[test]
    fn events_that_would_meet_are_one_dot() {
        for (events, expected) in [
            (&[][..], &[][..]),
            (&[(120, QUIET)], &[(20.0, 0, 1)]),
            (&[(120, QUIET), (129, QUIET)], &[(20.0, 0, 2)]),
            (&[(120, QUIET), (130, QUIET)], &[(20.0, 0, 1), (30.0, 1, 1)]),
            (&[(130, QUIET), (120, QUIET)], &[(20.0, 1, 1), (30.0, 0, 1)]),
            // A dot does not grow with what is added to it.
            (&[(120, QUIET), (126, QUIET), (132, QUIET)], &[(20.0, 0, 2), (32.0, 2, 1)]),
            (&[(120, QUIET), (120, QUIET), (120, QUIET)], &[(20.0, 0, 3)]),
        ] {
            assert_eq!(told(events), expected, "{events:?}");
        }
    }

    #[test]
    fn a_dot_is_as_bad_as_the_worst_in_it() {
        let events = [(120, QUIET), (123, Level::Error), (121, Level::Error), (124, Level::Warn)];
        let dots = dots(&axis(100, 400), events.into_iter());
        assert_eq!(dots, [Dot { px: 20.0, level: Level::Error, worst: 1, count: 4 }]);
    }

    #[test]
    fn what_is_not_shown_has_no_dot() {
        assert_eq!(told(&[(99, QUIET), (100, QUIET), (400, QUIET), (401, QUIET)]), [(0.0, 1, 1), (300.0, 2, 1)]);
    }

    #[test]
    fn dots_are_apart_and_hold_every_event() {
        let mut state = 1_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        for events in [1, 7, 60, 5_000] {
            let axis = TimeAxis { range: TimeRange { from_ns: 0, to_ns: 1_000_000 }, width_px: 333.0 };
            let all: Vec<(u64, Level)> = (0..events)
                .map(|_| (random() % 1_000_001, Level::ALL[usize::try_from(random() % 5).unwrap()]))
                .collect();
            let dots = dots(&axis, all.iter().copied());
            assert!(dots.windows(2).all(|pair| pair[1].px - pair[0].px >= DOT_PX), "{dots:?}");
            let mut counts = vec![0; dots.len()];
            for &(offset_ns, level) in &all {
                let dot = dot_of(&dots, axis.px_from_ns(offset_ns)).unwrap();
                assert!(dot.level >= level);
                counts[dots.iter().position(|other| other == dot).unwrap()] += 1;
            }
            assert!(dots.iter().zip(counts).all(|(dot, count)| dot.count == count));
            assert!(dots.iter().all(|dot| all[dot.worst as usize].1 == dot.level));
        }
    }

    #[test]
    fn a_span_has_the_dots_of_its_own_events() {
        let trace = Trace {
            event_counts: vec![1, 2, 0],
            event_offset_ns: vec![5, 20, 50],
            event_severities: vec![9, 0, 13],
            event_exceptions: vec![0, 1, 0],
            ..Trace::default()
        };
        let levels = |span| -> Vec<(u32, Level)> {
            dots_of(&trace, &[0, 1, 3], span, &axis(0, 300)).iter().map(|dot| (dot.worst, dot.level)).collect()
        };
        assert_eq!(levels(0), [(0, Level::Info)]);
        assert_eq!(levels(1), [(0, Level::Error), (1, Level::Warn)]);
        assert_eq!(levels(2), []);
    }

    #[test]
    fn a_pointer_finds_the_nearest_dot() {
        let dots = dots(&axis(0, 300), [(50, QUIET), (62, QUIET)].into_iter());
        for (px, found) in
            [(42.0, None), (43.0, Some(0)), (55.0, Some(0)), (57.0, Some(1)), (69.0, Some(1)), (70.0, None)]
        {
            assert_eq!(dot_at(&dots, px).map(|dot| dot.worst), found, "{px}");
        }
    }

    #[test]
    fn words_have_room_beside_dots() {
        let dots = dots(&axis(0, 300), [(50, QUIET), (70, QUIET), (200, QUIET)].into_iter());
        for (left, after, before) in [(0.0, 0.0, 0.0), (40.0, 75.0, 25.0), (90.0, 90.0, 90.0), (190.0, 205.0, 175.0)] {
            assert!((room_after(&dots, left, 20.0) - after).abs() < 1e-9, "{left}");
            assert!((room_before(&dots, left, 20.0) - before).abs() < 1e-9, "{left}");
        }
    }
}
