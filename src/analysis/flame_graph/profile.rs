//! One unit: which frames its spans have, and whose time it was.

use super::descent::Descent;
use super::labels::Labels;
use super::shared::SharedTime;
use super::tree::FrameTree;
use super::{Attribution, FlameGraphOptions};
use crate::analysis::calls::Calls;
use crate::analysis::{CriticalPath, NO_PARENT, PathSegment};
use crate::store::{SpanRow, Store};

/// The server of spans that are no calls, or calls without one.
pub(crate) const NO_SERVER: u32 = u32::MAX;

/// Units with more spans than this may be so deep that going down span by span takes too long.
const LARGE: usize = 256;

/// A span of a unit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Share {
    /// Its frame.
    pub(crate) frame: u32,
    /// The frame that its own time belongs to: `frame`, or one in transit below it.
    pub(crate) own_frame: u32,
    /// The number of the callee's side in the unit, for calls that have one, or [`NO_SERVER`].
    pub(crate) server: u32,
    /// Its own time within the unit, in nanoseconds.
    pub(crate) self_ns: f64,
    /// Its own share of time outside of the parent of some span, in nanoseconds.
    pub(crate) outside_ns: f64,
    /// Its own time on the critical path of the unit, in nanoseconds.
    pub(crate) path_ns: f64,
    /// Of a call with a server, the part of `path_ns` before that starts.
    pub(crate) request_ns: f64,
}

/// Looks at units of one store, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Profiler {
    attribution: Attribution,
    calls: Calls,
    pub(crate) tree: FrameTree,
    path: CriticalPath,
    descent: Descent,
    shared: SharedTime,
    shares: Vec<Share>,
}

impl Profiler {
    pub(crate) fn new(store: &Store, options: &FlameGraphOptions) -> Self {
        Self {
            attribution: options.attribution,
            calls: Calls::new(store),
            tree: FrameTree::new(Labels::new(store, options.templates, &options.attributes)),
            path: CriticalPath::default(),
            descent: Descent::default(),
            shared: SharedTime::default(),
            shares: Vec::new(),
        }
    }

    /// Looks at a unit. The times on the critical path are there if that is what time is attributed
    /// by, or if `with_path`. O(n log n) for the n spans of the unit within the times of their parents, and O(log n) for each time outside of a parent, plus
    /// the spans that have a share of it with their children. O(n log n + n · depth) where time is shared.
    pub(crate) fn profile(&mut self, store: &Store, unit: SpanRow, with_path: bool) {
        self.find_frames(store, unit);
        if with_path || self.attribution == Attribution::CriticalPath {
            self.walk_path(store, unit);
        }
        match self.attribution {
            Attribution::CriticalPath => self.walk_outside(store, unit),
            Attribution::Shared => {
                let shares = &mut self.shares;
                self.shared.share(store, unit, |at, time| {
                    shares[at].self_ns = time.inside_ns;
                    shares[at].outside_ns = time.outside_ns;
                });
            }
        }
    }

    /// Looks at a unit for its frames and its times on the critical path alone. O(n log n).
    pub(crate) fn profile_path(&mut self, store: &Store, unit: SpanRow) {
        self.find_frames(store, unit);
        self.walk_path(store, unit);
    }

    /// The spans of the unit that was looked at last, in the order of the store.
    pub(crate) fn shares(&self) -> &[Share] {
        &self.shares
    }

    fn find_frames(&mut self, store: &Store, unit: SpanRow) {
        self.shares.clear();
        for row in store.subtree(unit) {
            let span = SpanRow(row);
            let parent = if span == unit { None } else { store.parent(span) };
            let parent = parent.map_or(NO_PARENT, |parent| self.shares[(parent.0 - unit.0) as usize].frame);
            let frame = self.tree.enter(store, parent, span);
            let mut share = Share { frame, own_frame: frame, server: NO_SERVER, ..Share::default() };
            if let Some(call) = self.calls.of(store, span) {
                share.own_frame = self.tree.transit(frame, call.callee);
                share.server = call.server.map_or(NO_SERVER, |server| server.0 - unit.0);
            }
            self.shares.push(share);
        }
    }

    fn walk_path(&mut self, store: &Store, unit: SpanRow) {
        let Self { path, shares, attribution, .. } = self;
        let is_own = *attribution == Attribution::CriticalPath;
        path.walk(store, unit, |segment| {
            let share = &mut shares[(segment.span.0 - unit.0) as usize];
            let own_ns = ns(segment.duration_ns());
            share.path_ns += own_ns;
            if is_own {
                share.self_ns += own_ns;
            }
            if share.server != NO_SERVER {
                let server_ns = store.spans().start_ns(SpanRow(unit.0 + share.server));
                share.request_ns += ns(before(segment, server_ns));
            }
        });
    }

    /// Follows what runs outside of its parent, from its own end down.
    fn walk_outside(&mut self, store: &Store, unit: SpanRow) {
        let Self { path, descent, shares, .. } = self;
        let spans = store.spans();
        let is_large = shares.len() > LARGE;
        if is_large {
            descent.look(store, unit);
        }
        for span in store.subtree(unit).skip(1).map(SpanRow) {
            let Some(parent) = store.parent(span) else { continue };
            let (from_ns, to_ns) = (spans.start_ns(span), spans.end_ns(span));
            // All of a span that is not waited for is outside.
            let inside_from_ns = if spans.is_awaited(span) { spans.start_ns(parent) } else { to_ns };
            let early = (from_ns, to_ns.min(inside_from_ns));
            let late = (from_ns.max(inside_from_ns.max(spans.end_ns(parent))), to_ns);
            for window in [early, late].into_iter().filter(|(from_ns, to_ns)| from_ns < to_ns) {
                let first = if is_large { descent.end(span, window) } else { span };
                path.walk_window(store, first, window, |segment| {
                    shares[(segment.span.0 - unit.0) as usize].outside_ns += ns(segment.duration_ns());
                });
            }
        }
    }
}

/// How much of a segment lies before a point in time.
fn before(segment: PathSegment, time_ns: u64) -> u64 {
    time_ns.clamp(segment.from_ns, segment.to_ns) - segment.from_ns
}

#[expect(clippy::cast_precision_loss, reason = "sums of durations are to a billionth")]
fn ns(duration_ns: u64) -> f64 {
    duration_ns as f64
}
