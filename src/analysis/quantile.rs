//! The one definition of a quantile: the smallest recorded value of rank ≥ ⌈q·n⌉.

/// The rank, from 1, of the `percent`-th percentile of `count` values. Computed in integers, so that no rounding of `q` moves it.
/// Zero where there are no values.
pub(crate) fn rank(count: u64, percent: u64) -> u64 {
    // Beyond 2⁶⁴ / 100 values nobody's memory reaches.
    count.saturating_mul(percent).div_ceil(100)
}

/// The `percent`-th percentile of the values, which are left in another order. Zero where there are none. O(n) on average.
pub(crate) fn percentile_of(values: &mut [u32], percent: u64) -> u32 {
    match usize::try_from(rank(values.len() as u64, percent)).unwrap_or(usize::MAX) {
        0 => 0,
        rank => *values.select_nth_unstable(rank - 1).1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rank_is_rounded_up() {
        for (count, percent, expected) in [
            (0, 50, 0),
            (1, 50, 1),
            (1, 99, 1),
            (2, 50, 1),
            (3, 50, 2),
            (20, 95, 19),
            (21, 95, 20),
            (100, 99, 99),
            (101, 99, 100),
        ] {
            assert_eq!(rank(count, percent), expected, "{percent}th of {count}");
        }
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        assert_eq!(percentile_of(&mut [], 95), 0);
        assert_eq!(percentile_of(&mut [7], 95), 7);
        assert_eq!(percentile_of(&mut [3, 1, 2], 50), 2);
    }
}
