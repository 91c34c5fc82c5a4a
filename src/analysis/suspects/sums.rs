//! Adding up units.

use super::Suspects;
use super::rows::SuspectRows;
use crate::analysis::flame_graph::{FlameGraphOptions, Profiler};
use crate::store::{SpanRow, Store};

/// The calls of units added up: what suspects are made of. All units come from one store. Parts that were made from different units add
/// up.
#[derive(Debug, Clone)]
pub struct SuspectSums {
    pub(super) profiler: Profiler,
    pub(super) rows: SuspectRows,
}

impl SuspectSums {
    /// No units yet.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        let profiler = Profiler::new(store, &FlameGraphOptions::default());
        Self { profiler, rows: SuspectRows::default() }
    }

    /// Adds units to the selection. O(n log n + n · depth) for the n spans of each.
    pub fn add_selection(&mut self, store: &Store, rows: impl IntoIterator<Item = SpanRow>) {
        rows.into_iter().for_each(|unit| self.add_one(store, 0, unit));
    }

    /// Adds units to the baseline. O(n log n + n · depth) for the n spans of each.
    pub fn add_baseline(&mut self, store: &Store, rows: impl IntoIterator<Item = SpanRow>) {
        rows.into_iter().for_each(|unit| self.add_one(store, 1, unit));
    }

    pub(super) fn add_one(&mut self, store: &Store, side: usize, unit: SpanRow) {
        self.profiler.profile_path(store, unit);
        self.rows.add(side, &self.profiler);
    }

    /// Adds the units of another part.
    pub fn merge(&mut self, other: &Self) {
        self.rows.merge(&mut self.profiler.tree.labels, &other.rows, &other.profiler.tree.labels);
    }

    /// The suspects, without kinds: these take a second look at the units.
    #[must_use]
    pub fn finish(self, store: &Store) -> Suspects {
        self.rows.finish(store, &self.profiler.tree.labels, |_| 0.0).0
    }
}
