//! Heatmaps whose rows are of a number of units, in place of their durations.
//!
//! All that counts units by rows and finds percentiles works on whole numbers of 64 bits. So numbers are counted by *levels*: their bits,
//! turned so that they ascend as the numbers do.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Heatmap;
use crate::analysis::{NumberRange, UnitNumber};

/// The rows of a heatmap that are of a number of units, and its percentiles.
///
/// # Shape and units
///
/// Row `i` is `[bounds[i − 1], bounds[i])`: the first has all numbers below the first bound, the last all from the last bound on. There is
/// one bound less than rows. The percentiles have an entry for each column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeatmapNumbers {
    /// Which number.
    pub of: UnitNumber,
    /// The bounds between rows, ascending. Zero is one of them where there are numbers on both sides of it, or zeros.
    #[serde(with = "crate::column")]
    pub bounds: Vec<f64>,
    /// The median of each column: exactly the smallest number in it of rank ≥ ⌈n/2⌉. Zero where it is empty. Where estimates are asked for it
    /// is that of what there was before sampling, as all percentiles here.
    #[serde(with = "crate::column")]
    pub p50: Vec<f64>,
    /// The 95th percentile of each column, likewise.
    #[serde(with = "crate::column")]
    pub p95: Vec<f64>,
    /// The 99th percentile of each column, likewise.
    #[serde(with = "crate::column")]
    pub p99: Vec<f64>,
    /// The units in the range that do not have the number. They are in no cell and in no other count.
    pub units_without: u32,
    /// The failing ones of these.
    pub failing_without: u32,
}

impl HeatmapNumbers {
    /// The numbers of a run of rows. The outermost rows have no bound on one side.
    #[must_use]
    pub fn range_of(&self, rows: Range<u32>) -> NumberRange {
        let bound = |row: u32| self.bounds.get((row as usize).checked_sub(1)?).copied();
        NumberRange { of: self.of.clone(), min: bound(rows.start), max: bound(rows.end) }
    }
}

impl Heatmap {
    /// The same where what was counted as nanoseconds are levels of numbers.
    pub(super) fn of_numbers(mut self, of: UnitNumber, levels: &[u64], (units, failing): (u32, u32)) -> Self {
        let numbers = |levels: Vec<u64>| -> Vec<f64> { levels.into_iter().map(number_of).collect() };
        let [mut p50, mut p95, mut p99] = [&mut self.p50_ns, &mut self.p95_ns, &mut self.p99_ns].map(std::mem::take);
        if let Some(estimates) = &mut self.estimates {
            [p50, p95, p99] =
                [&mut estimates.p50, &mut estimates.p95, &mut estimates.p99].map(|of| std::mem::take(of).values_ns);
        }
        for line in [&mut p50, &mut p95, &mut p99] {
            let columns = line.iter_mut().zip(&self.column_counts);
            columns.filter(|(_, count)| **count == 0).for_each(|(level, _)| *level = level_of(0.0));
        }
        self.row_floors_ns.clear();
        self.numbers = Some(Box::new(HeatmapNumbers {
            of,
            bounds: numbers(levels.to_vec()),
            p50: numbers(p50),
            p95: numbers(p95),
            p99: numbers(p99),
            units_without: units,
            failing_without: failing,
        }));
        self
    }
}

const SIGN: u64 = 1 << 63;

/// The level of a number: larger numbers have larger levels, and zero has one, whatever its sign.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{level_of, number_of};
///
/// assert!(level_of(-2.0) < level_of(-1.0) && level_of(-1.0) < level_of(0.0) && level_of(0.0) < level_of(0.1));
/// assert_eq!((level_of(-0.0), number_of(level_of(1.5))), (level_of(0.0), 1.5));
/// ```
#[must_use]
#[inline]
pub fn level_of(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

/// The number of a level.
#[must_use]
#[inline]
pub fn number_of(level: u64) -> f64 {
    f64::from_bits(if level & SIGN == 0 { !level } else { level & !SIGN })
}
