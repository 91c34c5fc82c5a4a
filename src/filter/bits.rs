//! Sets of rows of any table.

/// A set of rows, one bit each, kept for the rows between its first and its last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bits {
    /// The row of the first bit.
    first: u32,
    words: Vec<u64>,
}

impl Bits {
    /// Those of `0..len` for which `keep` holds.
    pub(crate) fn of(len: usize, mut keep: impl FnMut(u32) -> bool) -> Self {
        let mut growing = GrowingBits::new(len);
        (0..u32::try_from(len).unwrap_or(u32::MAX)).filter(|&row| keep(row)).for_each(|row| growing.insert(row));
        growing.finish()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    #[inline]
    pub(crate) fn contains(&self, row: u32) -> bool {
        let bit = row.wrapping_sub(self.first);
        self.words.get((bit / 64) as usize).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// The one row in the set, if it is one.
    pub(super) fn only(&self) -> Option<u32> {
        match self.words[..] {
            [word] if word.is_power_of_two() => Some(self.first + word.trailing_zeros()),
            _ => None,
        }
    }
}

/// A set of rows while rows are added.
#[derive(Debug, Clone)]
pub(crate) struct GrowingBits(Vec<u64>);

impl GrowingBits {
    /// The empty set over `0..len`.
    pub(crate) fn new(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    /// Adds a row, which must be below the length.
    #[inline]
    pub(crate) fn insert(&mut self, row: u32) {
        self.0[(row / 64) as usize] |= 1 << (row % 64);
    }

    #[inline]
    pub(super) fn contains(&self, row: u32) -> bool {
        self.0[(row / 64) as usize] >> (row % 64) & 1 == 1
    }

    pub(crate) fn finish(self) -> Bits {
        let skipped = self.0.iter().position(|&word| word != 0).unwrap_or(self.0.len());
        let end = self.0.iter().rposition(|&word| word != 0).map_or(skipped, |last| last + 1);
        Bits { first: u32::try_from(skipped * 64).unwrap_or(u32::MAX), words: self.0[skipped..end].to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_row_is_found() {
        let only = |rows: &[u32]| Bits::of(200, |row| rows.contains(&row)).only();
        let cases = [&[][..], &[0], &[70], &[70, 71], &[3, 199]];
        assert_eq!(cases.map(only), [None, Some(0), Some(70), None, None]);
    }

    #[test]
    fn rows_are_in_a_set_or_not() {
        for rows in [&[][..], &[0], &[63, 64], &[70, 199], &[128, 129]] {
            let bits = Bits::of(200, |row| rows.contains(&row));
            for row in (0..1_000).chain([u32::MAX]) {
                assert_eq!(bits.contains(row), rows.contains(&row), "{rows:?} {row}");
            }
        }
    }
}
