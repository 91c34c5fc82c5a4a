//! Bins of numbers: sixteen from one power of two to the next, and one for each number below sixteen.

/// The bits of a number, after its leading one, that its bin has.
const BITS: u32 = 4;

/// One bin for each exponent and those bits.
pub(crate) const BINS: usize = ((64 - BITS as usize) << BITS) + (1 << BITS);

/// The bin of a number: exponent and leading bits as one number, which ascends with it.
#[inline]
pub(crate) fn bin_of(number: u64) -> usize {
    // Numbers below 2⁴ have a bin each.
    let exponent = (number | 1 << BITS).ilog2() - BITS;
    #[expect(clippy::cast_possible_truncation, reason = "at most five bits")]
    let leading = (number >> exponent) as usize;
    ((exponent as usize) << BITS) + leading
}

/// The smallest number of a bin.
pub(crate) fn bin_start(bin: usize) -> u64 {
    let exponent = (bin >> BITS).saturating_sub(1);
    ((bin - (exponent << BITS)) as u64) << exponent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubling_has_sixteen_bins() {
        for (number, bin) in [(0, 0), (15, 15), (16, 16), (31, 31), (32, 32), (33, 32), (34, 33), (63, 47), (64, 48)] {
            assert_eq!(bin_of(number), bin, "{number}");
        }
        assert_eq!(bin_of(u64::MAX), 61 * 16 - 1);
    }

    #[test]
    fn bins_ascend_without_gaps() {
        assert_eq!(bin_of(u64::MAX), BINS - 1);
        for bin in 0..BINS {
            let start = bin_start(bin);
            assert_eq!(bin_of(start), bin);
            assert!(bin == 0 || bin_of(start - 1) == bin - 1, "{bin}");
        }
    }
}
