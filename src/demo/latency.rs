//! How long things take: most about as long as ever, a few much longer.

use super::rng::Rng;

/// The quantiles 0/32, 1/32, … 32/32 of a log-normal distribution with σ = 0.45, in thousandths of its median. Between
/// them times are spread evenly, which makes the last step a long tail. A table, because logarithms differ between
/// machines in their last bits.
const QUANTILES: [u16; 33] = [
    297, 432, 501, 553, 596, 635, 671, 705, 738, 771, 803, 834, 866, 899, 932, 965, 1000, //
    1036, 1073, 1113, 1154, 1198, 1246, 1298, 1355, 1418, 1491, 1575, 1678, 1810, 1994, 2312, 4941,
];

/// Draws a duration in nanoseconds from the distribution with the given median in microseconds.
pub(super) fn sample_ns(rng: &mut Rng, median_us: u32) -> u64 {
    const STEP_BITS: u64 = 27;
    let draw = rng.bits() >> 32;
    let step = usize::try_from(draw >> STEP_BITS).unwrap_or(0);
    let within = draw & ((1 << STEP_BITS) - 1);
    let (low, high) = (u64::from(QUANTILES[step]), u64::from(QUANTILES[step + 1]));
    let thousandths = (low << STEP_BITS) + (high - low) * within;
    (u64::from(median_us) * thousandths) >> STEP_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_times_are_below_the_median_and_all_are_below_five_times_it() {
        let mut rng = Rng::stream(1);
        let times: Vec<u64> = (0..10_000).map(|_| sample_ns(&mut rng, 1_000)).collect();
        let below = times.iter().filter(|&&time| time < 1_000_000).count();
        assert!((4_900..5_100).contains(&below), "{below}");
        assert!(times.iter().all(|time| (297_000..4_941_000).contains(time)));
    }

    #[test]
    fn a_median_of_minutes_does_not_overflow() {
        let mut rng = Rng::stream(1);
        assert!((0..1_000).all(|_| sample_ns(&mut rng, 10_000_000) < 49_410_000_000));
    }
}
