//! A frame as a condition of a selection: the units that have it.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::FlameGraphOptions;
use super::layout::Frames;
use super::profile::Profiler;
use super::tree::{FrameTree, NO_CALLEE};
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::analysis::{Fold, NO_PARENT};
use crate::sort::sort_by;
use crate::store::{RowSet, SpanRow, Store};

/// Identifies a frame by names: the same in every answer with the same options.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameKey {
    /// Service and name of each frame from the outermost down to this one.
    pub path: Vec<(String, String)>,
    /// The called service, if the frame is the time in transit of the calls at the end of the path.
    pub in_transit_to: Option<String>,
}

impl FrameKey {
    /// The key of a frame.
    #[must_use]
    pub fn of(frames: &Frames, frame: usize) -> Self {
        let in_transit_to = frames.callee(frame).map(str::to_owned);
        // The call and its time in transit share a name, which stands in the path once.
        let last = if in_transit_to.is_some() { frames.parent(frame) } else { Some(frame) };
        let upwards = std::iter::successors(last, |&frame| frames.parent(frame));
        let mut path: Vec<_> =
            upwards.map(|frame| (frames.service(frame).to_owned(), frames.name(frame).to_owned())).collect();
        path.reverse();
        Self { path, in_transit_to }
    }
}

/// A frame as a condition on units, with the options that its key depends on. The attribution of time does not change frames.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FrameSelection {
    /// The frame.
    pub key: FrameKey,
    /// Whether names in the key are templates, as in [`FlameGraphOptions`].
    pub templates: bool,
    /// The attributes that are part of names in the key, likewise.
    #[serde(default)]
    pub attributes: Vec<String>,
}

impl FrameSelection {
    /// A frame of a graph with these options.
    #[must_use]
    pub fn new(key: FrameKey, options: &FlameGraphOptions) -> Self {
        Self { key, templates: options.templates, attributes: options.attributes.clone() }
    }

    /// The search among units for those that have the frame.
    pub(crate) fn search(self, store: &Store, units: RowSet) -> FrameUnitsFold {
        let Self { key, templates, attributes } = self;
        let options = FlameGraphOptions { templates, attributes, ..FlameGraphOptions::default() };
        FrameUnitsFold::new(store, units, key, &options, 0)
    }
}

/// The units that have a frame.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FrameUnits {
    /// The units.
    pub rows: RowSet,
    /// Units with the most self time of the frame, the largest first; ties are in the order of the store.
    pub samples: Vec<SpanRow>,
}

/// Finds the units that have a frame.
#[derive(Debug, Clone)]
pub struct FrameUnitsFold {
    units: UnitsAhead<1>,
    search: FrameSearch,
    /// How many samples are wanted.
    samples: usize,
}

/// The units with a frame among those that were looked at.
#[derive(Debug, Clone)]
struct FrameSearch {
    key: FrameKey,
    profiler: Profiler,
    /// For each frame of the tree, how many frames of its path are those of the key, if all of them are.
    matched: Vec<Option<usize>>,
    found: Vec<(f64, SpanRow)>,
}

impl FrameUnitsFold {
    /// A search among units for those with a frame, with at most `samples` samples. The options are those of the frame's graph.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, key: FrameKey, options: &FlameGraphOptions, samples: usize) -> Self {
        let profiler = Profiler::new(store, options);
        let search = FrameSearch { key, profiler, matched: Vec::new(), found: Vec::new() };
        Self { units: UnitsAhead::new([units]), search, samples }
    }
}

impl Fold for FrameUnitsFold {
    type Out = FrameUnits;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<FrameUnits, Self> {
        let Self { units, search, .. } = &mut self;
        let is_under_way = units.look(spans, |_, unit| {
            search.add(store, unit);
            in_depth(store.subtree(unit).len())
        });
        if is_under_way {
            return ControlFlow::Continue(self);
        }
        ControlFlow::Break(self.search.finish(store, self.samples))
    }
}

impl FrameSearch {
    fn add(&mut self, store: &Store, unit: SpanRow) {
        self.profiler.profile(store, unit, false);
        self.match_frames(store);
        let is_it = |frame: u32| self.is_it(store, frame);
        let shares = self.profiler.shares();
        if shares.iter().any(|share| is_it(share.frame) || is_it(share.own_frame)) {
            let own = shares.iter().filter(|share| is_it(share.own_frame));
            self.found.push((own.map(|share| share.self_ns).sum(), unit));
        }
    }

    /// Matches the frames that the last unit added to the tree: parents come before their children.
    fn match_frames(&mut self, store: &Store) {
        let FrameTree { labels, rows, .. } = &self.profiler.tree;
        for row in &rows[self.matched.len()..] {
            let above = if row.parent == NO_PARENT { Some(0) } else { self.matched[row.parent as usize] };
            let depth = if row.callee == NO_CALLEE {
                let next = above.and_then(|above| Some((above, self.key.path.get(above)?)));
                next.filter(|(_, (service, name))| labels.is(store, row.label, (service, name)))
                    .map(|(above, _)| above + 1)
            } else {
                above
            };
            self.matched.push(depth);
        }
    }

    /// Whether a frame is that of the key.
    fn is_it(&self, store: &Store, frame: u32) -> bool {
        let FrameTree { labels, rows, .. } = &self.profiler.tree;
        let callee = rows[frame as usize].callee;
        let callee = (callee != NO_CALLEE).then(|| labels.service_text(store, callee));
        self.matched[frame as usize] == Some(self.key.path.len()) && callee == self.key.in_transit_to.as_deref()
    }

    /// The units, and at most `samples` of them as samples.
    fn finish(mut self, store: &Store, samples: usize) -> FrameUnits {
        let mut rows = RowSet::empty(store.spans().len());
        self.found.iter().for_each(|&(_, unit)| rows.insert(unit));
        sort_by(&mut self.found, |(a_ns, a), (b_ns, b)| b_ns.total_cmp(a_ns).then(a.cmp(b)));
        self.found.truncate(samples);
        FrameUnits { rows, samples: self.found.into_iter().map(|(_, unit)| unit).collect() }
    }
}

/// The units of `rows` that have a frame, and those of them with the most self time in it. An unknown key gives no units.
///
/// # Complexity
///
/// As [`flame_graph`](super::flame_graph).
///
/// # Example
///
/// ```
/// use spanlens::analysis::{FlameGraphOptions, FrameKey, frame_units};
/// use spanlens::sketch::sketch;
///
/// let store = sketch(
///     "shop GET /cart    0..100
///        cart get       20..60
///
///      shop GET /cart    0..10
///
///      shop GET /cart    0..200
///        cart get       20..90",
/// )?;
/// let path = [("shop", "GET /cart"), ("cart", "get")].map(|(service, name)| (service.to_owned(), name.to_owned()));
/// let key = FrameKey { path: path.to_vec(), in_transit_to: None };
/// let found = frame_units(&store, store.requests(), &key, &FlameGraphOptions::default(), 1);
/// assert_eq!(found.rows.count(), 2);
/// assert_eq!(found.samples.iter().map(|unit| unit.0).collect::<Vec<_>>(), [3]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn frame_units(
    store: &Store,
    rows: &RowSet,
    key: &FrameKey,
    options: &FlameGraphOptions,
    samples: usize,
) -> FrameUnits {
    FrameUnitsFold::new(store, rows.clone(), key.clone(), options, samples).run(store)
}

/// Those of some units that have a frame. As [`frame_units`].
#[must_use]
pub fn units_of_frame(store: &Store, units: &RowSet, frame: &FrameSelection) -> RowSet {
    frame.clone().search(store, units.clone()).run(store).rows
}
