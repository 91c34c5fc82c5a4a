//! Percentiles of many durations, found in steps: digit by digit, as in a radix sort of which only what is looked for is followed.

use crate::analysis::quantile::rank;

/// The percentiles that units are called slow against: those of the durations of their own operation. What fails takes its own time, mostly
/// less: only units that do not fail are called slow, and only against such.
pub(super) const PERCENTS: [u64; 6] = [25, 50, 75, 90, 95, 99];

/// The bits of a digit.
const DIGIT: u32 = 12;

/// So few durations are put in order at once.
const FEW: u32 = 1 << 12;

/// Durations among which some percentiles are.
#[derive(Debug, Clone, Default)]
struct Stretch {
    /// From here, `1 << bits` of them.
    low_ns: u64,
    bits: u32,
    /// Which percentiles, and which rank among these durations each has, from 1.
    wanted: Vec<(usize, u32)>,
    /// How many of the durations are here, by their next digit. Or these durations, where they are few.
    counts: Vec<u32>,
    few: Option<Vec<u64>>,
}

/// Percentiles in the making. All durations are looked at once for each pass.
#[derive(Debug, Clone)]
pub(super) struct Percentiles {
    /// Whether the durations are only counted yet.
    is_counting: bool,
    count: u32,
    longest_ns: u64,
    stretches: Vec<Stretch>,
    found_ns: [u64; PERCENTS.len()],
}

impl Percentiles {
    pub(super) fn new() -> Self {
        let found_ns = [0; PERCENTS.len()];
        Self { is_counting: true, count: 0, longest_ns: 0, stretches: Vec::new(), found_ns }
    }

    /// Looks at some durations.
    #[inline]
    pub(super) fn look(&mut self, durations_ns: impl Iterator<Item = u64>) {
        for duration_ns in durations_ns {
            if self.is_counting {
                self.count += 1;
                self.longest_ns = self.longest_ns.max(duration_ns);
            } else {
                self.stretches.iter_mut().for_each(|stretch| stretch.look(duration_ns));
            }
        }
    }

    /// Ends a pass over all durations. Gives the percentiles, each the smallest duration of at least its rank, once they are found; zeros
    /// where there are no durations. Until then there is another pass.
    pub(super) fn end_pass(&mut self) -> Option<[u64; PERCENTS.len()]> {
        if self.is_counting {
            self.is_counting = false;
            let ranks = PERCENTS.map(|percent| u32::try_from(rank(self.count.into(), percent)).unwrap_or(u32::MAX));
            let wanted = ranks.into_iter().enumerate().filter(|&(_, rank)| rank > 0).collect();
            let bits = u64::BITS - self.longest_ns.leading_zeros();
            self.stretches = vec![Stretch::new(0, bits, wanted, self.count)];
        } else {
            let mut next = Vec::new();
            for stretch in std::mem::take(&mut self.stretches) {
                stretch.end(&mut self.found_ns, &mut next);
            }
            self.stretches = next;
        }
        self.stretches.retain(|stretch| !stretch.wanted.is_empty());
        self.stretches.is_empty().then_some(self.found_ns)
    }
}

impl Stretch {
    /// Where so many durations are.
    fn new(low_ns: u64, bits: u32, wanted: Vec<(usize, u32)>, count: u32) -> Self {
        let few = (count <= FEW).then(Vec::new);
        let counts = if few.is_some() { Vec::new() } else { vec![0; 1 << bits.min(DIGIT)] };
        Self { low_ns, bits, wanted, counts, few }
    }

    /// The bits below the next digit.
    fn below(&self) -> u32 {
        self.bits.saturating_sub(DIGIT)
    }

    #[inline]
    fn look(&mut self, duration_ns: u64) {
        let Some(offset) = duration_ns.checked_sub(self.low_ns) else { return };
        if self.bits < u64::BITS && offset >> self.bits > 0 {
            return;
        }
        if let Some(few) = &mut self.few {
            few.push(duration_ns);
            return;
        }
        let digit = usize::try_from(offset >> self.below()).unwrap_or(usize::MAX);
        if let Some(count) = self.counts.get_mut(digit) {
            *count += 1;
        }
    }

    /// Finds the percentiles that are plain by now, and where the others are.
    fn end(mut self, found_ns: &mut [u64; PERCENTS.len()], next: &mut Vec<Self>) {
        let below = self.below();
        if let Some(mut few) = self.few.take() {
            few.sort_unstable();
            for &(at, rank) in &self.wanted {
                found_ns[at] = few.get(rank as usize - 1).copied().unwrap_or_default();
            }
            return;
        }
        let (mut wanted, mut before) = (self.wanted.as_slice(), 0);
        for (&count, digit) in self.counts.iter().zip(0_u64..) {
            // Ranks ascend with the percentiles.
            let (here, after) = wanted.split_at(wanted.partition_point(|&(_, rank)| rank <= before + count));
            let low_ns = self.low_ns + (digit << below);
            if below == 0 {
                for &(at, _) in here {
                    found_ns[at] = low_ns;
                }
            } else if !here.is_empty() {
                let ranks = here.iter().map(|&(at, rank)| (at, rank - before)).collect();
                next.push(Self::new(low_ns, below, ranks, count));
            }
            (wanted, before) = (after, before + count);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(durations_ns: &[u64]) -> [u64; PERCENTS.len()] {
        let mut percentiles = Percentiles::new();
        loop {
            percentiles.look(durations_ns.iter().copied());
            if let Some(found) = percentiles.end_pass() {
                return found;
            }
        }
    }

    fn slowly(durations_ns: &[u64]) -> [u64; PERCENTS.len()] {
        let mut sorted = durations_ns.to_vec();
        sorted.sort_unstable();
        PERCENTS.map(|percent| match rank(sorted.len() as u64, percent) {
            0 => 0,
            rank => sorted[usize::try_from(rank).unwrap() - 1],
        })
    }

    #[test]
    fn percentiles_are_of_at_least_their_rank() {
        let durations: Vec<u64> = (0..200).rev().collect();
        assert_eq!(found(&durations), [49, 99, 149, 179, 189, 197]);
        assert_eq!(found(&durations[..1]), [199; 6]);
        assert_eq!(found(&[]), [0; 6]);
    }

    #[test]
    fn many_durations_are_followed_digit_by_digit() {
        let spread: Vec<u64> = (0..20_000_u64).map(|at| at.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
        let close: Vec<u64> = spread.iter().map(|ns| 1_000_000_000 + ns % 5_000).collect();
        let same = vec![7_000_000; 20_000];
        let two: Vec<u64> = (0..20_000).map(|at| if at % 3 == 0 { u64::MAX } else { 0 }).collect();
        for durations in [spread, close, same, two] {
            assert_eq!(found(&durations), slowly(&durations));
        }
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_a_sorted_list(
            durations in prop::collection::vec(prop_oneof![0..4_u64, any::<u64>(), Just(u64::MAX)], 0..40),
            copies in prop::sample::select(vec![1_usize, 400]),
        ) {
            let durations: Vec<u64> = durations.iter().flat_map(|&ns| std::iter::repeat_n(ns, copies)).collect();
            prop_assert_eq!(found(&durations), slowly(&durations));
        }
    }
}
