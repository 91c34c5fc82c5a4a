//! Groups one over the other: each from its first unit on, all of them on axes of one length.

use std::sync::Arc;

use spanlens::protocol::HeatmapAnswer;
use spanlens::units::TimeRange;

/// The times of some groups, laid over each other at their starts. A *common* time is one of the first group; those of the others are as long after
/// their own starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alignment {
    starts_ns: Vec<u64>,
    /// That of the longest group.
    length_ns: u64,
}

/// Groups as they are shown one over the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Aligned {
    pub(crate) alignment: Alignment,
    /// The heatmap of each group, of one step, one axis of durations and one scale of colours.
    pub(crate) strips: Vec<Arc<HeatmapAnswer>>,
    /// The most failing units of a column of any of them.
    pub(crate) most_errors: u32,
}

impl Alignment {
    /// Of the times of groups, where they have units. Nothing if none has any.
    pub(crate) fn of(ranges: &[Option<TimeRange>]) -> Option<Self> {
        let known = || ranges.iter().flatten();
        let length_ns = known().map(|range| range.to_ns.saturating_sub(range.from_ns)).max()?;
        let first_ns = known().next()?.from_ns;
        let starts_ns = ranges.iter().map(|range| range.map_or(first_ns, |range| range.from_ns)).collect();
        Some(Self { starts_ns, length_ns })
    }

    /// When a group starts.
    pub(crate) fn start_ns(&self, group: usize) -> u64 {
        self.starts_ns.get(group).copied().unwrap_or_default()
    }

    /// All common time.
    pub(crate) fn all(&self) -> TimeRange {
        self.of_group(0, None)
    }

    /// A stretch of common time, or all of it, as one of a group.
    pub(crate) fn of_group(&self, group: usize, common: Option<TimeRange>) -> TimeRange {
        let (first_ns, start_ns) = (self.start_ns(0), self.start_ns(group));
        let moved = |ns: u64| start_ns.saturating_add(ns.saturating_sub(first_ns));
        let whole = TimeRange { from_ns: first_ns, to_ns: first_ns.saturating_add(self.length_ns) };
        let TimeRange { from_ns, to_ns } = common.unwrap_or(whole);
        TimeRange { from_ns: moved(from_ns), to_ns: moved(to_ns) }
    }

    /// A time of a group as a common one.
    pub(crate) fn common_ns(&self, group: usize, ns: u64) -> u64 {
        self.start_ns(0).saturating_add(ns.saturating_sub(self.start_ns(group)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from_ns: u64, to_ns: u64) -> TimeRange {
        TimeRange { from_ns, to_ns }
    }

    #[test]
    fn groups_begin_together_and_are_as_long_as_the_longest() {
        let alignment = Alignment::of(&[Some(range(1_000, 1_060)), Some(range(5_000, 5_090))]).unwrap();
        assert_eq!(alignment.all(), range(1_000, 1_090));
        assert_eq!(alignment.of_group(1, None), range(5_000, 5_090));
        let part = Some(range(1_010, 1_020));
        assert_eq!([0, 1].map(|group| alignment.of_group(group, part)), [range(1_010, 1_020), range(5_010, 5_020)]);
        assert_eq!([0, 1].map(|group| alignment.common_ns(group, alignment.start_ns(group) + 7)), [1_007, 1_007]);
    }

    #[test]
    fn the_first_group_may_be_the_later_one() {
        let alignment = Alignment::of(&[Some(range(5_000, 5_090)), Some(range(1_000, 1_060))]).unwrap();
        assert_eq!((alignment.all(), alignment.of_group(1, None)), (range(5_000, 5_090), range(1_000, 1_090)));
        assert_eq!(alignment.common_ns(1, 1_030), 5_030);
    }

    #[test]
    fn a_group_without_units_has_the_time_of_the_others() {
        let alignment = Alignment::of(&[None, Some(range(5_000, 5_090))]).unwrap();
        assert_eq!(alignment.of_group(0, None), alignment.of_group(1, None));
        assert_eq!(Alignment::of(&[None, None]), None);
    }
}
