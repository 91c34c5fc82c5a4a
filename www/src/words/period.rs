//! The range of time that a database is asked for.

use spanlens::units::TimeRange;

const MINUTE_NS: u64 = 60_000_000_000;

/// How long spans may be on their way to a database: a range that ends now would be full of traces without their roots.
const ON_THEIR_WAY_NS: u64 = MINUTE_NS;

/// A range of time: the last of it, or one that stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    /// So many minutes, up to a minute before now.
    Last(u32),
    Between(TimeRange),
}

impl Period {
    /// What is offered: minutes, and what they are called.
    pub(crate) const PRESETS: [(u32, &'static str); 4] = [(15, "15 min"), (60, "1 h"), (360, "6 h"), (1440, "24 h")];

    /// The range that is meant at a time of the page's clock.
    pub(crate) fn at(self, now_ns: u64) -> TimeRange {
        match self {
            Self::Between(range) => range,
            Self::Last(minutes) => {
                let to_ns = now_ns.saturating_sub(ON_THEIR_WAY_NS);
                TimeRange { from_ns: to_ns.saturating_sub(u64::from(minutes) * MINUTE_NS), to_ns }
            }
        }
    }

    /// The longest of what is offered that is shorter.
    pub(crate) fn shorter(self) -> Option<Self> {
        let TimeRange { from_ns, to_ns } = self.at(u64::MAX);
        let length_ns = to_ns.saturating_sub(from_ns);
        let minutes = Self::PRESETS.iter().rev().map(|&(minutes, _)| minutes);
        minutes.into_iter().find(|&minutes| u64::from(minutes) * MINUTE_NS < length_ns).map(Self::Last)
    }

    /// Whether it moves with the clock.
    pub(crate) fn is_live(self) -> bool {
        matches!(self, Self::Last(_))
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::Last(60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_range_ends_a_minute_before_now() {
        let range = Period::Last(15).at(100 * MINUTE_NS);
        assert_eq!(range, TimeRange { from_ns: 84 * MINUTE_NS, to_ns: 99 * MINUTE_NS });
        assert_eq!(Period::Last(15).at(0), TimeRange { from_ns: 0, to_ns: 0 });
        assert_eq!(Period::Between(range).at(5), range);
    }

    #[test]
    fn the_next_shorter_range_is_one_of_those_that_are_offered() {
        let between = |minutes| Period::Between(TimeRange { from_ns: 7, to_ns: 7 + minutes * MINUTE_NS });
        let cases = [
            (Period::Last(1440), Some(360)),
            (Period::Last(60), Some(15)),
            (Period::Last(15), None),
            (between(61), Some(60)),
            (between(5), None),
        ];
        for (period, expected) in cases {
            assert_eq!(period.shorter(), expected.map(Period::Last), "{period:?}");
        }
    }
}
