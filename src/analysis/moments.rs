//! Count, mean and variance of numbers that come one by one.

/// Count, mean and variance, by Welford's method. Parts add up ([`merge`](Self::merge)). Zeros are only counted, as most numbers here
/// are zero.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Moments {
    zeros: u32,
    others: u32,
    /// The mean of the others.
    mean: f64,
    /// The sum of the squared distances of the others to their mean.
    squares: f64,
}

impl Moments {
    /// Adds a number.
    #[inline]
    pub(crate) fn push(&mut self, number: f64) {
        if number == 0.0 {
            self.zeros += 1;
            return;
        }
        self.others += 1;
        let distance = number - self.mean;
        self.mean += distance / f64::from(self.others);
        self.squares += distance * (number - self.mean);
    }

    /// The same with zeros added until there are `count` numbers.
    pub(crate) fn with_zeros_to(self, count: u32) -> Self {
        Self { zeros: count.saturating_sub(self.others), ..self }
    }

    /// Adds the numbers of another.
    pub(crate) fn merge(&mut self, other: &Self) {
        let (squares, mean, others) =
            joined((self.others, self.mean, self.squares), (other.others, other.mean, other.squares));
        *self = Self { zeros: self.zeros + other.zeros, others, mean, squares };
    }

    /// How many numbers there are.
    pub(crate) fn count(&self) -> u32 {
        self.zeros + self.others
    }

    /// Their mean. Zero where there are none.
    pub(crate) fn mean(&self) -> f64 {
        self.mean * f64::from(self.others) / f64::from(self.count().max(1))
    }

    /// Their variance as of a sample: the squared distances to the mean over one less than their number. Zero where that is zero.
    pub(crate) fn variance(&self) -> f64 {
        let (squares, ..) = joined((self.others, self.mean, self.squares), (self.zeros, 0.0, 0.0));
        squares / f64::from(self.count().saturating_sub(1).max(1))
    }
}

/// Squared distances, mean and count of two sets, each given as count, mean and squared distances.
fn joined((a, a_mean, a_squares): (u32, f64, f64), (b, b_mean, b_squares): (u32, f64, f64)) -> (f64, f64, u32) {
    let share = f64::from(b) / f64::from((a + b).max(1));
    let distance = b_mean - a_mean;
    (a_squares + b_squares + distance * distance * f64::from(a) * share, a_mean + distance * share, a + b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[f64]) -> Moments {
        let mut moments = Moments::default();
        for &number in numbers {
            moments.push(number);
        }
        moments
    }

    #[test]
    fn mean_and_variance_are_those_of_the_definition() {
        for (numbers, mean, variance) in [
            (&[][..], 0.0, 0.0),
            (&[5.0], 5.0, 0.0),
            (&[0.0], 0.0, 0.0),
            (&[0.0, 0.0], 0.0, 0.0),
            (&[2.0, 4.0], 3.0, 2.0),
            (&[0.0, 6.0, 0.0], 2.0, 12.0),
            (&[1.0, 0.0, 2.0, 3.0, 0.0], 1.2, 1.7),
        ] {
            let moments = of(numbers);
            assert!((moments.mean() - mean).abs() < 1e-12, "{numbers:?} {moments:?}");
            assert!((moments.variance() - variance).abs() < 1e-12, "{numbers:?} {moments:?}");
            assert_eq!(moments.count() as usize, numbers.len());
        }
    }

    #[test]
    fn parts_add_up() {
        let numbers = [3.0, 0.0, 1e9, 1.0, 0.0, 7.0];
        for cut in 0..=numbers.len() {
            let mut merged = of(&numbers[..cut]);
            merged.merge(&of(&numbers[cut..]));
            let whole = of(&numbers);
            assert_eq!(merged.count(), whole.count());
            assert!((merged.mean() / whole.mean() - 1.0).abs() < 1e-12);
            assert!((merged.variance() / whole.variance() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn zeros_can_come_at_the_end() {
        let padded = of(&[2.0, 4.0]).with_zeros_to(5);
        assert_eq!(padded, of(&[2.0, 4.0, 0.0, 0.0, 0.0]));
    }
}
