//! Rate, errors and duration of one set of units.

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use crate::analysis::quantile::rank;
use crate::error::{Error, ErrorKind, Result};
use crate::units::TimeRange;

/// Rate, errors and duration of one set of units. All zero where there are none.
///
/// A percentile is the smallest recorded duration of rank ≥ ⌈q·n⌉, from an HDR histogram of three significant digits: never less
/// than that duration, and more by less than a thousandth of it. The maximum is exact, and no percentile is above it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Red {
    /// The number of units.
    pub count: u32,
    /// Units per second of the range that they were taken from. Zero for an empty range.
    pub rate_per_s: f64,
    /// The number of failing units.
    pub errors: u32,
    /// The share of failing units, from 0 to 1.
    pub error_share: f64,
    /// The median duration in nanoseconds.
    pub p50_ns: u64,
    /// The 95th percentile in nanoseconds.
    pub p95_ns: u64,
    /// The 99th percentile in nanoseconds.
    pub p99_ns: u64,
    /// The longest duration in nanoseconds.
    pub max_ns: u64,
}

/// [`Red`] of many sets of units, as columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedColumns {
    /// See [`Red::count`].
    #[serde(with = "crate::column")]
    pub counts: Vec<u32>,
    /// See [`Red::rate_per_s`].
    #[serde(with = "crate::column")]
    pub rates_per_s: Vec<f64>,
    /// See [`Red::errors`].
    #[serde(with = "crate::column")]
    pub errors: Vec<u32>,
    /// See [`Red::error_share`].
    #[serde(with = "crate::column")]
    pub error_shares: Vec<f64>,
    /// See [`Red::p50_ns`].
    #[serde(with = "crate::column")]
    pub p50_ns: Vec<u64>,
    /// See [`Red::p95_ns`].
    #[serde(with = "crate::column")]
    pub p95_ns: Vec<u64>,
    /// See [`Red::p99_ns`].
    #[serde(with = "crate::column")]
    pub p99_ns: Vec<u64>,
    /// See [`Red::max_ns`].
    #[serde(with = "crate::column")]
    pub max_ns: Vec<u64>,
}

impl RedColumns {
    pub(super) fn from_rows(rows: impl Iterator<Item = Red>) -> Self {
        let mut columns = Self::default();
        for red in rows {
            columns.counts.push(red.count);
            columns.rates_per_s.push(red.rate_per_s);
            columns.errors.push(red.errors);
            columns.error_shares.push(red.error_share);
            columns.p50_ns.push(red.p50_ns);
            columns.p95_ns.push(red.p95_ns);
            columns.p99_ns.push(red.p99_ns);
            columns.max_ns.push(red.max_ns);
        }
        columns
    }
}

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
        let histogram =
            Histogram::new_with_max(longest_ns.max(2), 3).map_err(|_| too_long(longest_ns))?;
        Ok(Self { range, total: histogram.clone(), histogram, errors: 0, max_ns: 0 })
    }

    /// The numbers of an operation.
    pub(super) fn add(&mut self, durations_ns: &[u64], errors: u32) -> Result<Red> {
        let max_ns = durations_ns.iter().copied().max().unwrap_or_default();
        for &duration_ns in durations_ns {
            self.histogram.record(duration_ns).map_err(|_| too_long(duration_ns))?;
        }
        let red = red(&self.histogram, errors, max_ns, self.range);
        self.total.add(&self.histogram).map_err(|_| too_long(max_ns))?;
        self.histogram.reset();
        self.errors += errors;
        self.max_ns = self.max_ns.max(max_ns);
        Ok(red)
    }

    /// The numbers of all operations together.
    pub(super) fn total(&self) -> Red {
        red(&self.total, self.errors, self.max_ns, self.range)
    }
}

fn red(durations: &Histogram<u32>, errors: u32, max_ns: u64, range: TimeRange) -> Red {
    let count = durations.len();
    let [p50_ns, p95_ns, p99_ns] = percentiles(durations).map(|value_ns| value_ns.min(max_ns));
    #[expect(clippy::cast_precision_loss, reason = "no more units than rows, of which 2³² fit")]
    let (units, seconds) = (count as f64, range.seconds());
    Red {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        rate_per_s: if seconds > 0.0 { units / seconds } else { 0.0 },
        errors,
        error_share: if count > 0 { f64::from(errors) / units } else { 0.0 },
        p50_ns,
        p95_ns,
        p99_ns,
        max_ns,
    }
}

/// The 50th, 95th and 99th percentile.
fn percentiles(durations: &Histogram<u32>) -> [u64; 3] {
    let count = durations.len();
    // The histogram rounds `quantile · count` up. Half a rank below the one that is meant, no error of a float matters.
    #[expect(clippy::cast_precision_loss, reason = "no more units than rows, of which 2³² fit")]
    let quantile = |percent| (rank(count, percent) as f64 - 0.5) / count as f64;
    let mut values = durations.value_at_quantiles([50, 95, 99].map(quantile));
    [(); 3].map(|()| values.next().unwrap_or_default())
}

fn too_long(duration_ns: u64) -> Error {
    ErrorKind::Limit { what: "nanoseconds in a duration", limit: duration_ns }.into()
}
