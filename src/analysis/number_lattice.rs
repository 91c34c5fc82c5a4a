//! The bounds of the rows of a heatmap of numbers.
//!
//! Above zero it is the [lattice of durations](super::lattice), from a billionth on; below zero the same, mirrored. Zero is a bound of its
//! own, so that the row above it holds zero and nothing that the lattice can tell from it: a logarithm has no place for zero, and it
//! is mostly the number that means "none". Where all numbers are whole, bounds are rounded up to whole numbers: a row each as
//! far as rows are finer than one, and about equal shares above. So small counts have a linear axis, and large ones a logarithmic one.

use super::lattice::{DECADE, mantissa};

/// The exponents of the first decade and of the one that ends the lattice.
const FIRST_EXPONENT: i32 = -9;
const LAST_EXPONENT: i32 = 19;

/// The last tick: 10¹⁹.
const LAST_TICK: u32 = (LAST_EXPONENT - FIRST_EXPONENT).cast_unsigned() * DECADE;

/// As those of durations, and one that has the whole lattice in a step.
const STRIDES: [u32; 15] =
    [1, 2, 4, 8, 16, 32, 64, 128, 256, DECADE, 2 * DECADE, 4 * DECADE, 8 * DECADE, 16 * DECADE, 32 * DECADE];

/// From here on every 64-bit float is whole, and says nothing of what it was rounded from.
const WHOLE_UP_TO: f64 = 9_007_199_254_740_992.0;

/// Whole numbers that differ by less than this have [`ROOM`] on both sides.
const FEW: f64 = 4.0;
const ROOM: f64 = 2.0;

/// What numbers span. Extents of parts merge into the extent of the whole. What is infinite has no place on an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NumberExtent {
    smallest: f64,
    largest: f64,
    /// The smallest above zero.
    least_above: f64,
    /// The largest below zero.
    least_below: f64,
    /// Whether all of them are whole.
    are_whole: bool,
}

impl Default for NumberExtent {
    /// The extent of no numbers.
    fn default() -> Self {
        Self {
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
            least_above: f64::INFINITY,
            least_below: f64::NEG_INFINITY,
            are_whole: true,
        }
    }
}

impl NumberExtent {
    /// Widens the extent to hold a number. NaN and what is infinite changes nothing.
    #[inline]
    pub(crate) fn add(&mut self, number: f64) {
        if !number.is_finite() {
            return;
        }
        self.smallest = self.smallest.min(number);
        self.largest = self.largest.max(number);
        if number > 0.0 {
            self.least_above = self.least_above.min(number);
        }
        if number < 0.0 {
            self.least_below = self.least_below.max(number);
        }
        self.are_whole &= number.fract() == 0.0 && number.abs() < WHOLE_UP_TO;
    }

    /// From the smallest number to just above the largest: of no numbers, zero alone. Numbers of one sign within a decade get
    /// room on both sides, as what is close together has to look so; whole ones, which have rows of their own where they are small, do
    /// where there are only a few.
    fn range(&self) -> (f64, f64) {
        if self.smallest > self.largest {
            return (0.0, f64::MIN_POSITIVE);
        }
        let (smallest, largest) = (self.smallest, self.largest);
        if self.are_whole {
            let room = if largest - smallest < FEW { ROOM } else { 0.0 };
            // Nor does room reach over zero.
            let low = if smallest < 0.0 { smallest - room } else { (smallest - room).max(0.0) };
            let high = if largest > 0.0 { largest + room } else { (largest + room).min(0.0) };
            return (low, high.next_up());
        }
        if smallest > 0.0 && largest / 10.0 < smallest {
            return (smallest / 3.0, largest * 3.0);
        }
        if largest < 0.0 && smallest / 10.0 > largest {
            return (smallest * 3.0, largest / 3.0);
        }
        (smallest, largest.next_up())
    }
}

/// The number of a tick, above zero. Ticks are `0..=LAST_TICK`.
fn tick_value(tick: u32) -> f64 {
    let (numerator, denominator) = mantissa(tick % DECADE);
    let exponent = (tick / DECADE).cast_signed() + FIRST_EXPONENT;
    let power = 10.0_f64.powi(exponent.abs());
    // One division, of numbers without a rounding as far as possible: so that 0.1 is 0.1.
    if exponent < 0 {
        f64::from(numerator) / (f64::from(denominator) * power)
    } else {
        f64::from(numerator) * power / f64::from(denominator)
    }
}

/// The last tick that is not above a number; the first for numbers below all of them.
fn tick_at(number: f64) -> u32 {
    let (mut low, mut high) = (0, LAST_TICK);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if tick_value(middle) <= number { low = middle } else { high = middle - 1 }
    }
    low
}

/// The first tick that is not below a number; the last for numbers above all of them.
fn tick_from(number: f64) -> u32 {
    let below = tick_at(number);
    if tick_value(below) >= number { below } else { (below + 1).min(LAST_TICK) }
}

/// The bounds of the finest rows that cover what numbers span, or the given part of it, with at most `max_rows` rows, the row below the first
/// bound and the row above the last included.
///
/// Numbers above 10¹⁹, or that far below zero, are beyond all bounds; those nearer to zero than 10⁻⁹ are beside it.
///
/// # Shape and units
///
/// Numbers, strictly ascending, from 1 to `max_rows − 1` of them. Where numbers of both signs do not go into so few rows, zero is the only bound.
pub(crate) fn number_bounds(extent: &NumberExtent, (min, max): (Option<f64>, Option<f64>), max_rows: u32) -> Vec<f64> {
    let (smallest, above) = extent.range();
    let (low, high) = (min.unwrap_or(smallest), max.unwrap_or(above));
    // No whole number lies between.
    let (low, high) = if extent.are_whole { (low.floor(), high.ceil()) } else { (low, high) };
    let runs = Runs { extent: *extent, low, high };
    let fitting = STRIDES.iter().map(|&stride| runs.bounds(stride));
    let fits = |bounds: &Vec<f64>| !bounds.is_empty() && bounds.len() < max_rows as usize;
    fitting.into_iter().find(fits).unwrap_or_else(|| vec![0.0])
}

/// A range of numbers that is cut into rows.
struct Runs {
    extent: NumberExtent,
    low: f64,
    high: f64,
}

impl Runs {
    /// All bounds of a stride, ascending.
    fn bounds(&self, stride: u32) -> Vec<f64> {
        let &Self { low, high, ref extent } = self;
        let round = |number: f64| if extent.are_whole { number.ceil() } else { number };
        let value = |tick: u32| round(tick_value(tick.min(LAST_TICK)));
        // A tick is rounded up to a whole number from just above the one before it.
        let reaching = |number: f64| tick_from(if extent.are_whole { (number - 1.0).next_up() } else { number });
        let (down, up) = (|tick: u32| tick / stride, |tick: u32| tick.div_ceil(stride));
        let mut bounds = Vec::new();
        if low < 0.0 {
            let nearest = if high < 0.0 { down(tick_at(-high)) } else { up(reaching(-extent.least_below)) };
            let farthest = up(reaching(-low));
            bounds.extend((nearest..=farthest.max(nearest)).rev().map(|at| -value(at * stride)));
        }
        if low <= 0.0 && high >= 0.0 {
            bounds.push(0.0);
        }
        if high > 0.0 && (extent.least_above.is_finite() || low > 0.0) {
            let nearest = down(tick_at(if low > 0.0 { low } else { extent.least_above }));
            let farthest = up(reaching(high));
            bounds.extend((nearest..=farthest.max(nearest)).map(|at| value(at * stride)));
        }
        bounds.dedup();
        bounds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(numbers: &[f64]) -> NumberExtent {
        let mut extent = NumberExtent::default();
        for &number in numbers {
            extent.add(number);
        }
        extent
    }

    fn bounds(numbers: &[f64], max_rows: u32) -> Vec<f64> {
        number_bounds(&extent(numbers), (None, None), max_rows)
    }

    #[test]
    fn ticks_are_the_numbers_that_people_write() {
        for (tick, expected) in [(0, 1e-9), (8 * DECADE, 0.1), (9 * DECADE, 1.0), (9 * DECADE + 256, 1.6)] {
            assert_eq!(tick_value(tick).to_bits(), f64::to_bits(expected), "{tick}");
        }
        assert_eq!(tick_value(LAST_TICK).to_bits(), 1e19_f64.to_bits());
        let all: Vec<f64> = (0..=LAST_TICK).map(tick_value).collect();
        assert!(all.is_sorted_by(|a, b| a < b));
        for tick in (0..LAST_TICK).step_by(11) {
            assert_eq!((tick_at(tick_value(tick)), tick_from(tick_value(tick))), (tick, tick));
            assert_eq!(tick_from(tick_value(tick).next_up()), tick + 1);
        }
    }

    #[test]
    fn small_whole_numbers_have_a_row_each() {
        let expected: Vec<f64> = (0..=10).map(f64::from).collect();
        assert_eq!(bounds(&[0.0, 1.0, 9.0], 40), expected);
        assert_eq!(bounds(&[1.0, 9.0], 40), expected[1..]);
        assert_eq!(bounds(&[23.0], 40), [21.0, 22.0, 23.0, 24.0, 25.0, 26.0]);
        assert_eq!(bounds(&[0.0, 3.0, 90.0], 12), [0.0, 3.0, 4.0, 7.0, 10.0, 16.0, 25.0, 40.0, 63.0, 100.0]);
    }

    #[test]
    fn zero_and_what_is_below_have_their_rows() {
        assert_eq!(bounds(&[0.0], 10), [0.0]);
        assert_eq!(bounds(&[0.0, 0.5, 3.0], 7), [0.0, 0.1, 1.0, 10.0]);
        assert_eq!(bounds(&[0.0, 0.5, 3.0], 8), [0.0, 0.4, 0.63, 1.0, 1.6, 2.5, 4.0]);
        assert_eq!(bounds(&[-100.0, 0.0, 100.0], 8), [-100.0, 0.0, 100.0, 101.0]);
        assert_eq!(bounds(&[-5.0, 5.0], 3), [0.0]);
    }

    #[test]
    fn bounds_cover_what_there_is() {
        let numbers = [-1e30, -777.0, -3.0, -0.02, 0.0, 1e-12, 0.3, 1.0, 12.0, 200.0, 503.0, 1e9, 1e25];
        for (&a, &b) in numbers.iter().flat_map(|a| numbers.iter().map(move |b| (a, b))) {
            for max_rows in [3, 4, 10, 60, 500] {
                let found = bounds(&[a, b], max_rows);
                assert!(found.is_sorted_by(|a, b| a < b), "{a} {b} {found:?}");
                assert!((1..max_rows as usize).contains(&found.len()), "{a} {b} {max_rows} {found:?}");
                let (low, high) = (a.min(b), a.max(b));
                if found.len() > 1 && low.abs() < 1e19 && (low <= 0.0 || low > 1e-9) {
                    assert!(found[0] <= low, "{low} {found:?}");
                }
                if found.len() > 1 && high.abs() < 1e19 {
                    assert!(high < found[found.len() - 1] || found[found.len() - 1] == 0.0, "{high} {found:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_infinite_changes_nothing() {
        let all = [1.0, 7.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        assert_eq!(extent(&all), extent(&all[..2]));
    }
}
