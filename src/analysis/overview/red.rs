//! Rate, errors and duration of one set of units.

use serde::{Deserialize, Serialize};

/// Rate, errors and duration of one set of units. All zero where there are none.
///
/// A percentile is the smallest recorded duration of rank ≥ ⌈q·n⌉, from an HDR histogram of three significant digits: never less than that
/// duration (below 2⁶⁴ − 1 ns), and less than a thousandth above it. The maximum is exact, and no percentile exceeds it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Red {
    /// The number of units.
    pub count: u32,
    /// Units per second of the range that they were taken from. Zero for an empty range, and for units that all start at one
    /// nanosecond, as an instant has no rate.
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

/// The input of [`Red`] if another program has counted the units: those of one side, of an operation or of all together. All zero without units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CountedSide {
    /// The number of units.
    pub units: u64,
    /// The number of failing units.
    pub failing: u64,
    /// Their 50th, 95th and 99th percentile: the smallest duration of rank ≥ ⌈q·n⌉ in nanoseconds, exactly.
    pub percentiles_ns: [u64; 3],
    /// Their longest duration in nanoseconds.
    pub longest_ns: u64,
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
