//! Ways from one range of a database to another.

use spanlens::units::TimeRange;

use super::Period;

/// A way from the range that is shown to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RangeMove {
    /// Half of its length earlier.
    Earlier,
    /// Half of its length later.
    Later,
    /// Twice as long, about its middle.
    Longer,
}

impl RangeMove {
    /// The range that it leads to, at a time of the page's clock. Nothing is later than what has come to a database by then. `None` where it leads nowhere.
    pub(crate) fn from(self, range: TimeRange, now_ns: u64) -> Option<TimeRange> {
        let length_ns = range.to_ns.saturating_sub(range.from_ns);
        let half_ns = (length_ns / 2).max(1);
        let latest_ns = Period::Last(0).at(now_ns).to_ns.max(range.to_ns);
        let later_ns = range.to_ns.saturating_add(half_ns).min(latest_ns);
        let (from_ns, to_ns) = match self {
            Self::Earlier => (range.from_ns.saturating_sub(half_ns), range.to_ns.saturating_sub(half_ns)),
            Self::Later => (later_ns.saturating_sub(length_ns), later_ns),
            Self::Longer => (later_ns.saturating_sub(length_ns.saturating_mul(2)), later_ns),
        };
        let moved = TimeRange { from_ns, to_ns };
        (moved != range).then_some(moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_NS: u64 = 60_000_000_000;

    #[test]
    fn a_range_moves_by_half_and_grows_about_its_middle_up_to_a_minute_before_now() {
        let range = |from: u64, to: u64| TimeRange { from_ns: from * MINUTE_NS, to_ns: to * MINUTE_NS };
        let cases = [
            (RangeMove::Earlier, range(100, 160), 200, Some(range(70, 130))),
            (RangeMove::Later, range(100, 160), 200, Some(range(130, 190))),
            (RangeMove::Later, range(100, 160), 171, Some(range(110, 170))),
            (RangeMove::Later, range(100, 160), 161, None),
            (RangeMove::Longer, range(100, 160), 200, Some(range(70, 190))),
            (RangeMove::Longer, range(100, 160), 161, Some(range(40, 160))),
            // A clock that is behind takes nothing away.
            (RangeMove::Later, range(100, 160), 5, None),
            (RangeMove::Longer, range(100, 160), 5, Some(range(40, 160))),
        ];
        for (way, before, now, expected) in cases {
            assert_eq!(way.from(before, now * MINUTE_NS), expected, "{way:?} at {now}");
        }
        assert_eq!(RangeMove::Longer.from(TimeRange { from_ns: 0, to_ns: 0 }, 0), None);
    }
}
