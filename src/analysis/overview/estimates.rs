//! Estimates before sampling, operation by operation.

use serde::{Deserialize, Serialize};

use super::summary::Summary;
use crate::analysis::estimate::{DurationEstimate, DurationEstimates, Estimate, Estimates, Weighed, percentiles};
use crate::error::Result;
use crate::sort::by_number;
use crate::units::TimeRange;

/// Rate, errors and duration before sampling, estimated from one set of stored units: see [`Red`](super::Red). All zero without units. The
/// longest duration is not estimated.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedEstimate {
    /// The number of units.
    pub count: Estimate,
    /// Units per second of the range that they were taken from.
    pub rate_per_s: Estimate,
    /// The number of failing units.
    pub errors: Estimate,
    /// The share of failing units, from 0 to 1.
    pub error_share: Estimate,
    /// The median duration, rounded as that of stored units.
    pub p50: DurationEstimate,
    /// The 95th percentile, likewise.
    pub p95: DurationEstimate,
    /// The 99th percentile, likewise.
    pub p99: DurationEstimate,
}

/// [`RedEstimate`] of many sets of units, as columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedEstimates {
    /// See [`RedEstimate::count`].
    pub counts: Estimates,
    /// See [`RedEstimate::rate_per_s`].
    pub rates_per_s: Estimates,
    /// See [`RedEstimate::errors`].
    pub errors: Estimates,
    /// See [`RedEstimate::error_share`].
    pub error_shares: Estimates,
    /// See [`RedEstimate::p50`].
    pub p50: DurationEstimates,
    /// See [`RedEstimate::p95`].
    pub p95: DurationEstimates,
    /// See [`RedEstimate::p99`].
    pub p99: DurationEstimates,
}

impl RedEstimates {
    pub(super) fn from_rows(rows: &[RedEstimate]) -> Self {
        let column = |of: fn(&RedEstimate) -> Estimate| rows.iter().map(of).collect();
        let durations = |of: fn(&RedEstimate) -> DurationEstimate| rows.iter().map(of).collect();
        Self {
            counts: column(|row| row.count),
            rates_per_s: column(|row| row.rate_per_s),
            errors: column(|row| row.errors),
            error_shares: column(|row| row.error_share),
            p50: durations(|row| row.p50),
            p95: durations(|row| row.p95),
            p99: durations(|row| row.p99),
        }
    }

    /// The estimates of an operation, zeros where there are none.
    #[must_use]
    pub fn row(&self, at: usize) -> RedEstimate {
        RedEstimate {
            count: self.counts.row(at),
            rate_per_s: self.rates_per_s.row(at),
            errors: self.errors.row(at),
            error_share: self.error_shares.row(at),
            p50: self.p50.row(at),
            p95: self.p95.row(at),
            p99: self.p99.row(at),
        }
    }
}

/// Estimates of an overview before sampling. Operations and their order are those of the overview.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OverviewEstimates {
    /// The selection, operation by operation.
    pub selection: RedEstimates,
    /// The selection as a whole.
    pub selection_total: RedEstimate,
    /// The baseline, operation by operation, where there is one.
    pub baseline: Option<RedEstimates>,
    /// The baseline as a whole, where there is one.
    pub baseline_total: Option<RedEstimate>,
}

/// The weights of the units of one side.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighing {
    /// The weight of each unit.
    weights: Vec<f64>,
    /// The failing units of each operation. Shorter than the operations where the last have none.
    failing: Vec<Weighed>,
}

impl Weighing {
    #[inline]
    pub(super) fn add(&mut self, weight: f64, operation: u32, fails: bool) {
        self.weights.push(weight);
        if fails {
            let at = operation as usize;
            self.failing.resize(self.failing.len().max(at + 1), Weighed::default());
            self.failing[at].add(weight);
        }
    }

    /// The estimates of each of so many operations, and of all together, given the operation and the duration of each unit.
    pub(super) fn finish(
        mut self,
        operations: usize,
        (of_units, durations_ns): (&[u32], &[u64]),
        range: TimeRange,
    ) -> Result<(Vec<RedEstimate>, RedEstimate)> {
        self.failing.resize(operations, Weighed::default());
        let summary = Summary::new(range, durations_ns.iter().copied().max().unwrap_or_default())?;
        let weighed = durations_ns.iter().copied().zip(self.weights.iter().copied());
        let (mut weighed, starts) = by_number(operations, of_units.iter().copied().zip(weighed));
        let (mut all, mut all_failing) = (Weighed::default(), Weighed::default());
        let mut rows = Vec::with_capacity(operations);
        for (bounds, failing) in starts.windows(2).zip(&self.failing) {
            let of_operation = &mut weighed[bounds[0]..bounds[1]];
            let mut units = Weighed::default();
            for &(_, weight) in &*of_operation {
                units.add(weight);
            }
            rows.push(estimate(of_operation, (&units, failing), (&summary, range)));
            all.add_all(&units);
            all_failing.add_all(failing);
        }
        let total = estimate(&mut weighed, (&all, &all_failing), (&summary, range));
        Ok((rows, total))
    }
}

/// The estimates of some units, all and those that fail.
fn estimate(
    weighed: &mut [(u64, f64)],
    (units, failing): (&Weighed, &Weighed),
    (summary, range): (&Summary, TimeRange),
) -> RedEstimate {
    let per_s = if range.is_instant() { 0.0 } else { range.seconds().recip() };
    let [p50, p95, p99] = percentiles(weighed, [50, 95, 99]).map(|found| {
        // Percentiles of stored units are rounded, and never above the longest.
        let longest_ns = weighed.last().map_or(0, |&(longest_ns, _)| longest_ns);
        let rounded = |ns: u64| if ns == u64::MAX { ns } else { summary.rounded(ns).min(longest_ns) };
        let DurationEstimate { value_ns, low_ns, high_ns } = found;
        DurationEstimate {
            value_ns: summary.rounded(value_ns).min(longest_ns),
            low_ns: if low_ns == 0 { 0 } else { rounded(low_ns) },
            high_ns: rounded(high_ns),
        }
    });
    let count = units.total();
    RedEstimate {
        count,
        rate_per_s: count.times(per_s),
        errors: failing.total_in(units),
        error_share: failing.share_in(units),
        p50,
        p95,
        p99,
    }
}
