//! Gaps in time that are long enough to be left out.

use crate::store::{SpanRow, SpanTable};
use crate::units::TimeRange;

/// A stretch is left out if it is longer than this part of the time that is shown: one in so many.
const PARTS: u64 = 10;

/// Into how many parts time is cut to look for stretches: many more than [`PARTS`], so that none begins and ends in one of them.
const BUCKETS: u16 = 1024;

/// The times with units, in as much detail as finding long gaps needs. Parts can be merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatmapGaps {
    range: TimeRange,
    /// The first and the last start in each part of the range.
    buckets: Vec<Option<(u64, u64)>>,
}

impl HeatmapGaps {
    /// Looks for gaps in a range.
    #[must_use]
    pub fn new(range: TimeRange) -> Self {
        Self { range, buckets: vec![None; usize::from(BUCKETS)] }
    }

    /// Looks at the starts of some rows of a span table. O(rows).
    pub fn add(&mut self, spans: &SpanTable, rows: impl IntoIterator<Item = SpanRow>) {
        rows.into_iter().for_each(|row| self.add_one(spans, row));
    }

    /// Adds starts. The first and the last of each interval are enough, if every interval is shorter than a gap. O(starts).
    pub fn add_starts(&mut self, starts_ns: impl IntoIterator<Item = u64>) {
        starts_ns.into_iter().for_each(|start_ns| self.add_start(start_ns));
    }

    #[inline]
    pub(super) fn add_one(&mut self, spans: &SpanTable, row: SpanRow) {
        self.add_start(spans.start_ns(row));
    }

    #[inline]
    fn add_start(&mut self, start_ns: u64) {
        if self.range.contains(start_ns) {
            let at = self.bucket_of(start_ns);
            let bucket = &mut self.buckets[at];
            let (first_ns, last_ns) = bucket.unwrap_or((start_ns, start_ns));
            *bucket = Some((first_ns.min(start_ns), last_ns.max(start_ns)));
        }
    }

    fn bucket_of(&self, start_ns: u64) -> usize {
        let TimeRange { from_ns, to_ns } = self.range;
        let (offset, length) = (u128::from(start_ns - from_ns), u128::from(to_ns - from_ns) + 1);
        (offset * u128::from(BUCKETS) / length) as usize
    }

    /// Adds what was seen elsewhere, in the same range.
    pub fn merge(&mut self, other: &Self) {
        for (into, from) in self.buckets.iter_mut().zip(&other.buckets) {
            *into = match (*into, *from) {
                (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                (one, other) => one.or(other),
            };
        }
    }

    /// The gaps, in ascending order: from just after a start to the next one, if that is longer than a tenth of the range. There are at
    /// most nine. The times before the first start and after the last are not gaps.
    #[must_use]
    pub fn found(&self) -> Vec<TimeRange> {
        let least_ns = self.range.to_ns.saturating_sub(self.range.from_ns) / PARTS;
        let filled: Vec<(u64, u64)> = self.buckets.iter().flatten().copied().collect();
        let gaps = filled.windows(2).map(|pair| TimeRange { from_ns: pair[0].1.saturating_add(1), to_ns: pair[1].0 });
        gaps.filter(|gap| gap.to_ns.saturating_sub(gap.from_ns) > least_ns).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(range: (u64, u64), starts: &[u64]) -> Vec<(u64, u64)> {
        let range = TimeRange { from_ns: range.0, to_ns: range.1 };
        let mut gaps = HeatmapGaps::new(range);
        for &start_ns in starts {
            gaps.add_start(start_ns);
        }
        let mut parts = [HeatmapGaps::new(range), HeatmapGaps::new(range)];
        for (at, &start_ns) in starts.iter().enumerate() {
            parts[at % 2].add_start(start_ns);
        }
        let [mut merged, other] = parts;
        merged.merge(&other);
        assert_eq!(merged, gaps);
        gaps.found().into_iter().map(|gap| (gap.from_ns, gap.to_ns)).collect()
    }

    #[test]
    fn what_is_longer_than_a_tenth_is_a_gap() {
        for (range, starts, expected) in [
            ((0, 100), &[0, 50, 99][..], &[(1, 50), (51, 99)][..]),
            // Ten and eleven of a hundred.
            ((0, 100), &[0, 11, 23, 34, 45, 56, 67, 78, 89, 99], &[(12, 23)]),
            ((0, 100), &[50], &[]),
            ((0, 100), &[], &[]),
            ((10, 100), &[0, 10, 98, 500], &[(11, 98)]),
            ((5, 5), &[5], &[]),
            ((0, u64::MAX), &[0, u64::MAX - 1], &[(1, u64::MAX - 1)]),
        ] {
            assert_eq!(found(range, starts), expected, "{range:?} {starts:?}");
        }
    }

    #[test]
    fn they_are_found_to_the_nanosecond() {
        let now = 1_700_000_000_000_000_000;
        let starts: Vec<u64> =
            (0..5_000).map(|at| now + at * 7_919).chain([now + 90_000_001, now + 90_000_005]).collect();
        assert_eq!(found((now, now + 90_000_010), &starts), [(now + 4_999 * 7_919 + 1, now + 90_000_001)]);
    }
}
