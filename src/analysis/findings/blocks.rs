//! Many values in blocks of a bounded length, so that nothing that is done with them has to be done with all of them at once.

/// How many values are in a block at most. It is what a step looks at, at least.
pub(super) const BLOCK: usize = 1 << 14;

/// Values in the order in which they came. None is ever moved to make room for more than a block.
#[derive(Debug, Clone)]
pub(super) struct Blocks<T>(Vec<Vec<T>>);

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Blocks<T> {
    pub(super) fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(block) if block.len() < BLOCK => block.push(value),
            _ => self.0.push(vec![value]),
        }
    }

    /// The number of values.
    pub(super) fn len(&self) -> usize {
        let full = self.0.len().saturating_sub(1) * BLOCK;
        self.0.last().map_or(0, |last| full + last.len())
    }
}

/// The next block of some of many lists: of which list, and which of its blocks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Next(usize, usize);

impl Next {
    /// The next block of the lists with these numbers, none of which is empty. After the last one it begins again, and gives nothing once.
    pub(super) fn of<'a, T>(&mut self, lists: &'a [Blocks<T>], numbers: &[usize]) -> Option<&'a [T]> {
        let Self(at, block) = *self;
        let Some(&number) = numbers.get(at) else {
            *self = Self::default();
            return None;
        };
        let Blocks(blocks) = &lists[number];
        *self = if block + 1 < blocks.len() { Self(at, block + 1) } else { Self(at + 1, 0) };
        blocks.get(block).map(Vec::as_slice)
    }
}

impl<T> FromIterator<T> for Blocks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut blocks = Self::default();
        values.into_iter().for_each(|value| blocks.push(value));
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_order() {
        let lengths = [1, BLOCK, BLOCK + 1, 3 * BLOCK];
        let lists = lengths.map(|length| (0..length).collect::<Blocks<usize>>());
        assert_eq!([0, 1, 2, 3].map(|at| lists[at].len()), lengths);
        assert_eq!(Blocks::<usize>::default().len(), 0);
        let mut next = Next::default();
        for _ in 0..2 {
            let mut seen = Vec::new();
            while let Some(block) = next.of(&lists, &[3, 1]) {
                assert!((1..=BLOCK).contains(&block.len()));
                seen.extend_from_slice(block);
            }
            assert!(seen.into_iter().eq((0..3 * BLOCK).chain(0..BLOCK)), "the lists that were named, again and again");
        }
    }
}
