//! Sets of rows of any table.

/// A set of small numbers, one bit each.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// Those of `0..len` for which `keep` holds.
    pub(super) fn of(len: usize, mut keep: impl FnMut(u32) -> bool) -> Self {
        let mut bits = Self(vec![0; len.div_ceil(64)]);
        for row in 0..u32::try_from(len).unwrap_or(u32::MAX) {
            if keep(row) {
                bits.insert(row);
            }
        }
        bits
    }

    /// Adds a number, which must be below the length. Whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, row: u32) -> bool {
        let (word, bit) = (&mut self.0[(row / 64) as usize], 1 << (row % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    #[inline]
    pub(super) fn contains(&self, row: u32) -> bool {
        self.0.get((row / 64) as usize).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// The one number in the set, if it is one.
    pub(super) fn only(&self) -> Option<u32> {
        let mut words = self.0.iter().zip(0_u32..).filter(|&(&word, _)| word != 0);
        let (word, at) = words.next()?;
        (word.is_power_of_two() && words.next().is_none()).then(|| at * 64 + word.trailing_zeros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_number_is_found() {
        let of = |numbers: &[u32]| Bits::of(200, |row| numbers.contains(&row));
        assert_eq!(
            [&[][..], &[0], &[70], &[70, 71], &[3, 199]].map(|numbers| of(numbers).only()),
            [None, Some(0), Some(70), None, None]
        );
    }

    #[test]
    fn numbers_beyond_the_length_are_in_no_set() {
        let mut bits = Bits::of(100, |row| row == 99);
        assert!(bits.contains(99) && !bits.contains(98) && !bits.contains(100) && !bits.contains(1_000));
        assert!(bits.insert(7) && !bits.insert(7) && bits.contains(7));
    }
}
