//! From a duration to its row.

use crate::analysis::bins::{BINS, bin_of, bin_start};

/// The rows of a heatmap, each a range of durations: below the first bound, between neighbouring bounds, and above the last.
///
/// They may be rows of other numbers, by their [levels](crate::analysis::level_of).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationRows {
    bounds_ns: Vec<u64>,
    /// The row of the shortest duration of each bin. A bin is about as wide as a row, so a short search remains. Empty for levels, most of
    /// which are in a few bins.
    first_row: Vec<u16>,
}

impl DurationRows {
    /// The rows between bounds, which ascend strictly.
    #[must_use]
    pub fn between(bounds_ns: Vec<u64>) -> Self {
        let row_of = |duration_ns| bounds_ns.partition_point(|&bound_ns| bound_ns <= duration_ns);
        let first_row = (0..BINS).map(|bin| u16::try_from(row_of(bin_start(bin))).unwrap_or(u16::MAX)).collect();
        Self { bounds_ns, first_row }
    }

    /// The rows between bounds of levels, which ascend strictly.
    pub(super) fn of_levels(levels: Vec<u64>) -> Self {
        Self { bounds_ns: levels, first_row: Vec::new() }
    }

    /// The bounds between rows.
    pub(super) fn bounds(&self) -> &[u64] {
        &self.bounds_ns
    }

    /// The number of rows: one more than bounds.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always a row")]
    pub fn len(&self) -> usize {
        self.bounds_ns.len() + 1
    }

    /// The shortest duration of each row. The first is zero.
    pub fn floors_ns(&self) -> impl Iterator<Item = u64> + '_ {
        std::iter::once(0).chain(self.bounds_ns.iter().copied())
    }

    /// The row of a level: the number of bounds that are not above it. O(log bounds).
    #[inline]
    pub(super) fn row_of_level(&self, level: u64) -> usize {
        self.bounds_ns.partition_point(|&bound| bound <= level)
    }

    /// The row of a duration: the number of bounds that are not above it. O(1) for bounds no closer than the bins.
    #[must_use]
    #[inline]
    pub fn row_of(&self, duration_ns: u64) -> usize {
        let is_above = |row: usize| self.bounds_ns.get(row).is_none_or(|&at| duration_ns < at);
        let first = usize::from(self.first_row[bin_of(duration_ns)]);
        // Mostly a bin holds one bound at most. That one is as likely below as above: an addition, where a branch would be
        // guessed wrong half of the time.
        let mut row = first + usize::from(!is_above(first));
        while !is_above(row) {
            row += 1;
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_is_the_number_of_bounds_not_above() {
        for bounds in [vec![100], vec![100, 106, 112, 118, 1000], (1000..1100).collect(), vec![1, u64::MAX]] {
            let rows = DurationRows::between(bounds.clone());
            assert_eq!(rows.floors_ns().count(), rows.len());
            for duration in (0..1200).chain([u64::MAX - 1, u64::MAX]) {
                let expected = bounds.iter().filter(|&&bound| bound <= duration).count();
                assert_eq!(rows.row_of(duration), expected, "{duration} in {bounds:?}");
            }
        }
    }
}
