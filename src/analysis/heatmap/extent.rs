//! The range of times and durations of units.

use crate::analysis::lattice::FIRST_NS;
use crate::store::{SpanRow, SpanTable};
use crate::units::{DurationRange, TimeRange};

/// The time and the durations that units span. Extents of parts merge into the extent of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "they all say their unit")]
pub struct HeatmapExtent {
    first_start_ns: u64,
    last_start_ns: u64,
    /// The shortest duration that is not below the lattice: nothing could show how short those are.
    shortest_ns: u64,
    longest_ns: u64,
}

impl Default for HeatmapExtent {
    /// The extent of no units.
    fn default() -> Self {
        Self { first_start_ns: u64::MAX, last_start_ns: 0, shortest_ns: u64::MAX, longest_ns: 0 }
    }
}

impl HeatmapExtent {
    /// The extent of units that another program has examined: the first and the last start, the shortest duration of those not below [the
    /// lattice](FIRST_NS), and the longest of all. The default if there are no units.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::analysis::HeatmapExtent;
    /// use spanlens::units::TimeRange;
    ///
    /// let extent = HeatmapExtent::of((10, 19), Some(1_000), 5_000);
    /// assert_eq!(extent.time(), Some(TimeRange { from_ns: 10, to_ns: 20 }));
    /// assert_eq!(extent.durations().max_ns, Some(5_001));
    /// ```
    #[must_use]
    pub fn of((first_start_ns, last_start_ns): (u64, u64), shortest_ns: Option<u64>, longest_ns: u64) -> Self {
        Self { first_start_ns, last_start_ns, shortest_ns: shortest_ns.unwrap_or(u64::MAX), longest_ns }
    }

    /// Widens the extent to hold some rows of a span table. O(rows).
    pub fn add(&mut self, spans: &SpanTable, rows: impl IntoIterator<Item = SpanRow>) {
        // Not a `for` loop: sets of rows iterate faster from within.
        rows.into_iter().for_each(|row| self.add_one(spans, row));
    }

    #[inline]
    pub(super) fn add_one(&mut self, spans: &SpanTable, row: SpanRow) {
        let (start_ns, duration_ns) = (spans.start_ns(row), spans.duration_ns(row));
        self.first_start_ns = self.first_start_ns.min(start_ns);
        self.last_start_ns = self.last_start_ns.max(start_ns);
        self.longest_ns = self.longest_ns.max(duration_ns);
        if duration_ns >= FIRST_NS {
            self.shortest_ns = self.shortest_ns.min(duration_ns);
        }
    }

    /// Widens the extent to hold another.
    pub fn merge(&mut self, other: &Self) {
        self.first_start_ns = self.first_start_ns.min(other.first_start_ns);
        self.last_start_ns = self.last_start_ns.max(other.last_start_ns);
        self.shortest_ns = self.shortest_ns.min(other.shortest_ns);
        self.longest_ns = self.longest_ns.max(other.longest_ns);
    }

    /// From the first start to just after the last. `None` where there are no units.
    #[must_use]
    pub fn time(&self) -> Option<TimeRange> {
        (self.first_start_ns <= self.last_start_ns)
            .then(|| TimeRange { from_ns: self.first_start_ns, to_ns: self.last_start_ns.saturating_add(1) })
    }

    /// From the shortest duration not below the lattice to just above the longest.
    #[must_use]
    pub fn durations(&self) -> DurationRange {
        DurationRange { min_ns: self.shortest_ns.min(self.longest_ns), max_ns: Some(self.longest_ns.saturating_add(1)) }
    }
}
