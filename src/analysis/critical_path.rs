//! The critical path: what a unit was waiting for at each instant of its time.
//!
//! The walk begins at the end of the unit. The child of a span that finishes last before the cursor takes the window of its duration; the
//! time between its end and the cursor is self time of the span; then the cursor moves to the child's start. The same is repeated within
//! the child's window. A child that its parent does not wait for takes no window. Nothing recurses, and nothing is allocated per span: a
//! [`CriticalPath`] reuses its buffers.

use crate::store::{SpanRow, Store};

/// Siblings that overlap by at most this count as sequential: the clocks of one machine are no more exact.
pub const TOLERANCE_NS: u64 = 5_000;

/// A time range, `[from_ns, to_ns)`, in which the unit waited for a span and for none of its children. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathSegment {
    /// The span whose self time it is.
    pub span: SpanRow,
    /// The start, in nanoseconds since the Unix epoch.
    pub from_ns: u64,
    /// The end, in nanoseconds since the Unix epoch.
    pub to_ns: u64,
}

impl PathSegment {
    /// The length in nanoseconds.
    #[must_use]
    #[inline]
    pub fn duration_ns(&self) -> u64 {
        self.to_ns - self.from_ns
    }
}

/// Walks critical paths, one unit after the other.
#[derive(Debug, Clone)]
pub struct CriticalPath {
    tolerance_ns: u64,
    /// The spans from the unit down to the one that is being walked over.
    open: Vec<Visit>,
    /// For each open span, the children that may still take a window: the next one last.
    candidates: Vec<Candidate>,
}

/// A span on the path, of whose window the part from `from_ns` to `cursor_ns` is still to be given away.
#[derive(Debug, Clone, Copy)]
struct Visit {
    span: SpanRow,
    from_ns: u64,
    cursor_ns: u64,
    /// How many candidates belong to spans above.
    above: usize,
}

/// A child with the part of its time that lies in the window of its parent.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    span: SpanRow,
    from_ns: u64,
    to_ns: u64,
}

impl Default for CriticalPath {
    /// With [`TOLERANCE_NS`].
    fn default() -> Self {
        Self::with_tolerance(TOLERANCE_NS)
    }
}

impl CriticalPath {
    /// A walker for which siblings that overlap by at most `tolerance_ns` count as one after the other.
    #[must_use]
    pub fn with_tolerance(tolerance_ns: u64) -> Self {
        Self { tolerance_ns, open: Vec::new(), candidates: Vec::new() }
    }

    /// Gives the segments of a unit, from its end to its start.
    ///
    /// # Shape and units
    ///
    /// The first segment ends where the unit ends, each other ends where the one before it begins, and the last begins where the unit
    /// begins. So `Σ duration_ns` is the duration of the unit, to the nanosecond. A unit without a duration has no segments. Children are
    /// clipped to their parent's window; a child outside of it is not on the path, nor are its descendants. The same applies to a child
    /// that its parent does not wait for: one of kind CONSUMER, as messages are asynchronous by convention, and one that links to its
    /// parent with `opentracing.ref_type` = `follows_from`. Of clipped children that end together, the first in the order of the store
    /// takes the window: the one that started first.
    ///
    /// # Complexity
    ///
    /// O(n log n) for the n spans of the unit, and no allocation once the buffers have grown.
    pub fn walk(&mut self, store: &Store, unit: SpanRow, segment: impl FnMut(PathSegment)) {
        self.walk_window(store, unit, (store.spans().start_ns(unit), store.spans().end_ns(unit)), segment);
    }

    /// As [`walk`](Self::walk), for the part of a span that lies in `[from_ns, to_ns)`: as if it had run then and no longer.
    pub(crate) fn walk_window(
        &mut self,
        store: &Store,
        span: SpanRow,
        window_ns: (u64, u64),
        mut segment: impl FnMut(PathSegment),
    ) {
        self.open.clear();
        self.candidates.clear();
        self.enter(store, span, window_ns);
        while let Some(visit) = self.open.last_mut() {
            let child = if self.candidates.len() > visit.above { self.candidates.pop() } else { None };
            let own_from_ns = child.map_or(visit.from_ns, |child| child.to_ns.min(visit.cursor_ns));
            if child.is_some_and(|child| !child.fits(visit.cursor_ns, self.tolerance_ns)) {
                continue;
            }
            if own_from_ns < visit.cursor_ns {
                segment(PathSegment { span: visit.span, from_ns: own_from_ns, to_ns: visit.cursor_ns });
            }
            if let Some(child) = child {
                visit.cursor_ns = child.from_ns;
                self.enter(store, child.span, (child.from_ns, own_from_ns));
            } else {
                self.open.pop();
            }
        }
    }

    /// Begins to give away the window of a span.
    fn enter(&mut self, store: &Store, span: SpanRow, (from_ns, to_ns): (u64, u64)) {
        let above = self.candidates.len();
        self.open.push(Visit { span, from_ns, cursor_ns: to_ns, above });
        let spans = store.spans();
        let awaited = store.children(span).filter(|&child| spans.is_awaited(child));
        let children = awaited.map(|child| Candidate {
            span: child,
            from_ns: spans.start_ns(child).max(from_ns),
            to_ns: spans.end_ns(child).min(to_ns),
        });
        self.candidates.extend(children.filter(|child| child.from_ns < child.to_ns));
        self.candidates[above..].sort_unstable_by_key(|child| (child.to_ns, std::cmp::Reverse(child.span)));
    }
}

impl Candidate {
    /// Whether the child, cut at the cursor, still has time, and overlaps what was given away by no more than the tolerance.
    #[inline]
    fn fits(&self, cursor_ns: u64, tolerance_ns: u64) -> bool {
        self.from_ns < cursor_ns && self.to_ns <= cursor_ns.saturating_add(tolerance_ns)
    }
}

/// The critical path of a unit, from its start to its end. See [`CriticalPath::walk`] for the rule and the law.
///
/// # Example
///
/// ```
/// use spanlens::analysis::critical_path;
/// use spanlens::sketch::sketch;
///
/// let store = sketch(
///     "shop GET /cart     0..100
///        cart get        10..60
///        cart get price  20..90
///        shop log        90..95",
/// )?;
/// let path = critical_path(&store, store.requests().iter().next().ok_or("no request")?);
/// let segments: Vec<_> = path.iter().map(|segment| (segment.span.0, segment.duration_ns() / 1_000_000)).collect();
/// assert_eq!(segments, [(0, 20), (2, 70), (3, 5), (0, 5)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn critical_path(store: &Store, unit: SpanRow) -> Vec<PathSegment> {
    let mut segments = Vec::new();
    CriticalPath::default().walk(store, unit, |segment| segments.push(segment));
    segments.reverse();
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::{ORIGIN_NS, sketch};

    /// The path of the first request as `row:from-to`, in some unit of time.
    fn path(text: &str, unit_ns: u64) -> String {
        let store = sketch(text).unwrap();
        let time = |time_ns: u64| (time_ns - ORIGIN_NS) / unit_ns;
        let segments = critical_path(&store, SpanRow(0));
        let texts = segments
            .iter()
            .map(|segment| format!("{}:{}-{}", segment.span.0, time(segment.from_ns), time(segment.to_ns)));
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_path_goes_through_what_finishes_last() {
        for (text, expected) in [
            ("a x 0..100", "0:0-100"),
            ("a x 0..0", ""),
            ("a x 0..", ""),
            ("a x 0..100\n b y 0..100", "1:0-100"),
            ("a x 0..100\n b y 10..30\n b y 40..50", "0:0-10 1:10-30 0:30-40 2:40-50 0:50-100"),
            // A child that outlives its parent, and one that starts after it.
            ("a x 0..100\n b y 10..110\n  c z 40..50", "0:0-10 1:10-40 2:40-50 1:50-100"),
            ("a x 0..100\n b y 110..160\n  c z 20..30\n b y 60..90", "0:0-60 1:60-90 0:90-100"),
            // A child that starts before its parent.
            ("a x 10..100\n b y 0..20", "1:10-20 0:20-100"),
            // Siblings that end together: the one that started first.
            ("a x 0..100\n b y 10..100\n b y 50..100", "0:0-10 1:10-100"),
            ("a x 0..100\n b y 10..120\n b y 5..110", "0:0-5 1:5-100"),
            // One that takes a message is not waited for, nor is what it does.
            ("a x 0..100\n b y 10..50 @consumer\n  c z 20..40\n b y 60..70", "0:0-60 3:60-70 0:70-100"),
            // A zero duration takes no window.
            ("a x 0..100\n b y 50..50\n  c z 10..90", "0:0-100"),
        ] {
            assert_eq!(path(text, 1_000_000), expected, "{text}");
        }
    }

    #[test]
    fn a_small_overlap_is_no_overlap() {
        let within = "a x 0..1\n b y 0.1..0.505\n b y 0.5..0.9";
        assert_eq!(path(within, 1_000), "0:0-100 1:100-500 2:500-900 0:900-1000");
        let beyond = "a x 0..1\n b y 0.1..0.505001\n b y 0.5..0.9";
        assert_eq!(path(beyond, 1_000), "0:0-500 2:500-900 0:900-1000");
    }
}
