//! Durations into numbers.

use hdrhistogram::Histogram;

use super::{CountedSide, Red};
use crate::analysis::count::count_of;
use crate::analysis::quantile::rank;
use crate::error::{Error, ErrorKind, Result};
use crate::units::TimeRange;

/// Below so many durations, sorting them is cheaper than walking over the buckets of a histogram three times: there can be as many
/// operations as units, where somebody puts ids into names.
const FEW: usize = 2_000;

/// The longest duration that histograms record and add without an error.
const LONGEST_NS: u64 = u64::MAX - 1;

/// Summarises the operations of one side one after the other, and then all of them.
pub(super) struct Summary {
    range: TimeRange,
    /// The durations of the operation at hand: one histogram for all, emptied in between.
    histogram: Histogram<u32>,
    /// The durations of all operations so far.
    total: Histogram<u32>,
    errors: u32,
    max_ns: u64,
}

impl Summary {
    /// A summary of durations of at most `longest_ns`, taken from a range.
    pub(super) fn new(range: TimeRange, longest_ns: u64) -> Result<Self> {
        // The least that a histogram can be made for is 2.
        let histogram = Histogram::new_with_max(longest_ns.max(2), 3).map_err(|_| too_long(longest_ns))?;
        Ok(Self { range, total: histogram.clone(), histogram, errors: 0, max_ns: 0 })
    }

    /// The numbers of an operation. Its durations are left in another order.
    pub(super) fn add(&mut self, durations_ns: &mut [u64], errors: u32) -> Result<Red> {
        let max_ns = durations_ns.iter().copied().max().unwrap_or_default();
        self.errors += errors;
        self.max_ns = self.max_ns.max(max_ns);
        let percentiles_ns = if durations_ns.len() < FEW {
            record(&mut self.total, durations_ns)?;
            durations_ns.sort_unstable();
            self.percentiles_of_sorted(durations_ns)
        } else {
            record(&mut self.histogram, durations_ns)?;
            let percentiles_ns = percentiles(&self.histogram);
            self.total.add(&self.histogram).map_err(|_| too_long(max_ns))?;
            self.histogram.reset();
            percentiles_ns
        };
        Ok(self.red(durations_ns.len() as u64, errors, (percentiles_ns, max_ns)))
    }

    /// The numbers of all operations together.
    pub(super) fn total(&self) -> Red {
        self.red(self.total.len(), self.errors, (percentiles(&self.total), self.max_ns))
    }

    /// The numbers of units that somebody else has counted: their exact percentiles are rounded as a histogram would.
    pub(super) fn counted(&self, side: &CountedSide) -> Result<Red> {
        let &CountedSide { units, failing, percentiles_ns, longest_ns } = side;
        let units = count_of(units, "units on one side")?;
        let percentiles_ns = if units == 0 { [0; 3] } else { percentiles_ns.map(|value_ns| self.rounded(value_ns)) };
        Ok(self.red(u64::from(units), count_of(failing, "units on one side")?, (percentiles_ns, longest_ns)))
    }

    /// The percentiles that a histogram of the durations would give.
    fn percentiles_of_sorted(&self, durations_ns: &[u64]) -> [u64; 3] {
        PERCENTS.map(|percent| {
            let rank = usize::try_from(rank(durations_ns.len() as u64, percent)).unwrap_or_default();
            let value_ns = rank.checked_sub(1).and_then(|at| durations_ns.get(at));
            value_ns.map_or(0, |&ns| self.rounded(ns))
        })
    }

    /// A duration as a histogram would give it.
    pub(super) fn rounded(&self, duration_ns: u64) -> u64 {
        self.histogram.highest_equivalent(duration_ns.min(LONGEST_NS))
    }

    fn red(&self, count: u64, errors: u32, (percentiles_ns, max_ns): ([u64; 3], u64)) -> Red {
        let [p50_ns, p95_ns, p99_ns] = percentiles_ns.map(|value_ns| value_ns.min(max_ns));
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let (units, seconds) = (f64::from(count), self.range.seconds());
        Red {
            count,
            rate_per_s: if self.range.is_instant() { 0.0 } else { units / seconds },
            errors,
            error_share: if count > 0 { f64::from(errors) / units } else { 0.0 },
            p50_ns,
            p95_ns,
            p99_ns,
            max_ns,
        }
    }
}

const PERCENTS: [u64; 3] = [50, 95, 99];

/// The 50th, 95th and 99th percentile.
fn percentiles(durations: &Histogram<u32>) -> [u64; 3] {
    let count = durations.len();
    // The histogram rounds `quantile · count` up. Half a rank below the one that is meant, no error of a float matters.
    #[expect(clippy::cast_precision_loss, reason = "no more units than rows, of which 2³² fit")]
    let quantile = |percent| (rank(count, percent) as f64 - 0.5) / count.max(1) as f64;
    let mut values = durations.value_at_quantiles(PERCENTS.map(quantile));
    PERCENTS.map(|_| values.next().unwrap_or_default())
}

fn record(histogram: &mut Histogram<u32>, durations_ns: &[u64]) -> Result<()> {
    durations_ns
        .iter()
        .try_for_each(|&duration_ns| histogram.record(duration_ns.min(LONGEST_NS)).map_err(|_| too_long(duration_ns)))
}

fn too_long(duration_ns: u64) -> Error {
    ErrorKind::Limit { what: "nanoseconds in a duration", limit: duration_ns }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: TimeRange = TimeRange { from_ns: 0, to_ns: 2_000_000_000 };

    fn numbers(durations_ns: &[u64]) -> Red {
        let longest_ns = durations_ns.iter().copied().max().unwrap_or_default();
        let mut summary = Summary::new(RANGE, longest_ns).unwrap();
        let red = summary.add(&mut durations_ns.to_vec(), 0).unwrap();
        assert_eq!(summary.total(), red);
        red
    }

    #[test]
    fn few_and_many_durations_are_rounded_alike() {
        // Every duration often enough that the ranks fall on the same ones.
        let few: Vec<u64> = (0..400).map(|at| at * at * 1_000_003).collect();
        let many: Vec<u64> = few.iter().flat_map(|&duration| [duration; 100]).collect();
        assert!(few.len() < FEW && many.len() > FEW);
        let (few, many) = (numbers(&few), numbers(&many));
        assert_eq!(
            (few.p50_ns, few.p95_ns, few.p99_ns, few.max_ns),
            (many.p50_ns, many.p95_ns, many.p99_ns, many.max_ns)
        );
    }

    #[test]
    fn every_duration_of_64_bits_has_its_place() {
        for durations in [vec![0, 1, u64::MAX / 2, u64::MAX], vec![u64::MAX; FEW]] {
            let red = numbers(&durations);
            assert_eq!((red.p99_ns, red.max_ns), (u64::MAX - 1, u64::MAX));
        }
        assert_eq!(numbers(&vec![0; FEW]).p99_ns, 0);
    }

    #[test]
    fn nothing_is_zeros() {
        assert_eq!(numbers(&[]), Red::default());
    }

    #[test]
    fn a_rate_is_over_the_seconds_of_the_range() {
        let rate = |range, durations: &mut [u64]| {
            let mut summary = Summary::new(range, 5).unwrap();
            summary.add(durations, 0).unwrap().rate_per_s.to_string()
        };
        assert_eq!(rate(RANGE, &mut [5; 10]), "5");
        assert_eq!(rate(TimeRange { from_ns: 7, to_ns: 7 }, &mut [5; 10]), "0");
        assert_eq!(rate(TimeRange { from_ns: 7, to_ns: 8 }, &mut [5; 10]), "0");
    }
}
