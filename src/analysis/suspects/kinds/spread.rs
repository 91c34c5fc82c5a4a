//! How numbers spread: counted in bins, sixteen a doubling, of which only those with numbers in them take memory.

use crate::analysis::bins::bin_of;
use crate::analysis::otsu::Group;

/// Numbers that come one by one, in bins that ascend. Two spreads of the same numbers are equal, whatever the order in which these came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Spread {
    /// Bins with their numbers, in ascending order.
    bins: Vec<(usize, Group)>,
}

impl Spread {
    /// Adds a number. O(bins).
    pub(super) fn push(&mut self, number: u64) {
        self.add(bin_of(number), Group { count: 1, sum: u128::from(number) });
    }

    fn add(&mut self, bin: usize, group: Group) {
        match self.bins.binary_search_by_key(&bin, |&(bin, _)| bin) {
            Ok(at) => self.bins[at].1.add(group),
            Err(at) => self.bins.insert(at, (bin, group)),
        }
    }

    /// The numbers of both.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        other.bins.iter().for_each(|&(bin, group)| both.add(bin, group));
        both
    }

    /// The same with zeros added until there are `count` numbers.
    pub(super) fn with_zeros_to(mut self, count: u32) -> Self {
        let zeros = count.saturating_sub(self.count());
        if zeros > 0 {
            self.add(0, Group { count: zeros, sum: 0 });
        }
        self
    }

    /// The same with what is above the bin of the 99.9 % quantile in that bin, each counted as the mean of the bin, rounded down. The
    /// quantile is the smallest number of rank ⌈0.999·n⌉.
    pub(super) fn clipped(mut self) -> Self {
        let rank = self.count() - self.count() / 1000;
        let mut below = 0;
        let place = self.bins.iter().position(|(_, group)| {
            below += group.count;
            below >= rank
        });
        if let Some(place) = place {
            let above: u32 = self.bins.drain(place + 1..).map(|(_, group)| group.count).sum();
            let last = &mut self.bins[place].1;
            let mean = last.sum / u128::from(last.count.max(1));
            last.add(Group { count: above, sum: mean * u128::from(above) });
        }
        self
    }

    /// The bins with numbers in them, as their numbers and what is in them.
    pub(super) fn bins(&self) -> &[(usize, Group)] {
        &self.bins
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> u32 {
        self.bins.iter().map(|(_, group)| group.count).sum()
    }

    /// Their sum.
    pub(super) fn sum(&self) -> u128 {
        self.bins.iter().map(|(_, group)| group.sum).sum()
    }

    /// How many numbers lie in bins from this one on.
    pub(super) fn count_from(&self, bin: usize) -> u32 {
        self.bins.iter().filter(|&&(other, _)| other >= bin).map(|(_, group)| group.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::bins::bin_start;

    fn of(numbers: &[u64]) -> Spread {
        let mut spread = Spread::default();
        for &number in numbers {
            spread.push(number);
        }
        spread
    }

    fn groups(spread: &Spread) -> Vec<(u64, u32, u128)> {
        spread.bins().iter().map(|&(bin, Group { count, sum })| (bin_start(bin), count, sum)).collect()
    }

    #[test]
    fn numbers_of_a_bin_are_counted_together() {
        let spread = of(&[33, 0, 100, 32, 0]);
        assert_eq!(groups(&spread), [(0, 2, 0), (32, 2, 65), (100, 1, 100)]);
        assert_eq!((spread.count(), spread.sum(), spread.count_from(bin_of(34))), (5, 165, 1));
        assert_eq!(groups(&of(&[7]).with(&of(&[7, 9])).with_zeros_to(5)), [(0, 2, 0), (7, 2, 14), (9, 1, 9)]);
    }

    #[test]
    fn one_of_a_thousand_is_clipped() {
        let mut numbers = vec![10; 999];
        numbers.push(5_000);
        assert_eq!(groups(&of(&numbers).clipped()), [(10, 1_000, 10_000)]);
        numbers.pop();
        numbers[0] = 5_000;
        assert_eq!(groups(&of(&numbers).clipped()), [(10, 998, 9_980), (4_864, 1, 5_000)], "of 999 none is");
        assert_eq!(of(&[]).clipped(), of(&[]));
    }
}
