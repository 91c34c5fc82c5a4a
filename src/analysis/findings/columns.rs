//! Columns of time in a row: what they add up to, and which of them are still looked at.

use std::cmp::Ordering;
use std::ops::{Add, Range, Sub};

/// What columns add up to: for each number of columns, the sum of the first so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prefixes<T> {
    before: Vec<T>,
}

impl<T: Copy + Default + Add<Output = T> + Sub<Output = T>> Prefixes<T> {
    pub(super) fn of(columns: impl IntoIterator<Item = T>) -> Self {
        let mut sum = T::default();
        let sums = columns.into_iter().map(|column| {
            sum = sum + column;
            sum
        });
        Self { before: std::iter::once(T::default()).chain(sums).collect() }
    }

    /// The number of columns.
    pub(super) fn columns(&self) -> usize {
        self.before.len() - 1
    }

    /// The sum of the first so many columns.
    #[inline]
    pub(super) fn before(&self, column: usize) -> &T {
        &self.before[column]
    }

    /// The sum of some columns in a row.
    #[inline]
    pub(super) fn inside(&self, run: &Range<usize>) -> T {
        self.before[run.end] - self.before[run.start]
    }

    /// The sum of all columns.
    pub(super) fn all(&self) -> T {
        self.inside(&(0..self.columns()))
    }

    /// The sum of the columns that are free.
    pub(super) fn in_free(&self, free: &Free) -> T {
        free.stretches().map(|stretch| self.inside(&stretch)).fold(T::default(), T::add)
    }
}

/// Which columns are still looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Free(Vec<bool>);

impl Free {
    pub(super) fn all(columns: usize) -> Self {
        Self(vec![true; columns])
    }

    pub(super) fn has(&self, column: usize) -> bool {
        self.0[column]
    }

    /// Takes columns out.
    pub(super) fn take_out(&mut self, run: &Range<usize>) {
        self.0[run.clone()].fill(false);
    }

    /// The columns that runs of free columns can begin at, each with where the longest of these ends.
    pub(super) fn starts(&self) -> impl Iterator<Item = (usize, usize)> {
        self.stretches().flat_map(|stretch| stretch.clone().map(move |start| (start, stretch.end)))
    }

    /// The longest runs of free columns, in order.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Range<usize>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = at + self.0[at..].iter().position(|&free| free)?;
            let length = self.0[start..].iter().take_while(|&&free| free).count();
            at = start + length;
            Some(start..at)
        })
    }
}

/// The order of what was found in runs: what has the larger number first, of equal ones the shorter run, then the first.
pub(super) fn clearer((a, run): (f64, &Range<usize>), (b, other): (f64, &Range<usize>)) -> Ordering {
    b.total_cmp(&a).then(run.len().cmp(&other.len())).then(run.start.cmp(&other.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_divides_what_is_free() {
        let mut free = Free::all(7);
        free.take_out(&(0..1));
        free.take_out(&(3..5));
        assert_eq!(free.stretches().collect::<Vec<_>>(), [1..3, 5..7]);
        free.take_out(&(0..7));
        assert_eq!(free.stretches().next(), None);
    }

    #[test]
    fn columns_add_up() {
        let sums = Prefixes::of([3, 0, 4, 5]);
        assert_eq!((sums.columns(), sums.all(), *sums.before(3)), (4, 12, 7));
        assert_eq!((sums.inside(&(1..3)), sums.inside(&(2..2))), (4, 0));
        let mut free = Free::all(4);
        free.take_out(&(1..3));
        assert_eq!(sums.in_free(&free), 8);
        assert_eq!(Prefixes::<u32>::of([]).all(), 0);
    }

    #[test]
    fn of_equal_runs_the_shorter_and_then_the_first_is_clearer() {
        let mut runs = [(1.0, 0..1), (2.0, 3..5), (2.0, 1..3), (2.0, 4..5)];
        runs.sort_by(|(a, run), (b, other)| clearer((*a, run), (*b, other)));
        assert_eq!(runs, [(2.0, 4..5), (2.0, 1..3), (2.0, 3..5), (1.0, 0..1)]);
    }
}
