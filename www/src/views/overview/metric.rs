//! The numbers of an operation.

use spanlens::analysis::{Red, RedColumns};

use crate::export::Value;
use crate::format;

/// A number of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    Count,
    Rate,
    Errors,
    P50,
    P95,
    P99,
    Max,
}

impl Metric {
    /// In the order of the columns.
    pub(super) const ALL: [Self; 7] =
        [Self::Count, Self::Rate, Self::Errors, Self::P50, Self::P95, Self::P99, Self::Max];

    /// The heading of its column.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Rate => "Rate",
            Self::Errors => "Errors",
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Max => "Max",
        }
    }

    /// Its value, as it is read. Without units only the count is a number.
    pub(super) fn text(self, red: &Red) -> String {
        match self {
            Self::Count => format::count(red.count),
            _ if red.count == 0 => "–".to_owned(),
            Self::Rate if red.rate_per_s <= 0.0 => "–".to_owned(),
            Self::Rate => format::rate(red.rate_per_s),
            Self::Errors => format::share(red.errors, red.count),
            Self::P50 => format::duration(red.p50_ns),
            Self::P95 => format::duration(red.p95_ns),
            Self::P99 => format::duration(red.p99_ns),
            Self::Max => format::duration(red.max_ns),
        }
    }

    /// What its column is called for programs, with the side that it is of.
    pub(super) fn column(self, side: &str) -> String {
        let name = match self {
            Self::Count => "Count",
            Self::Rate => "RatePerS",
            Self::Errors => "Errors",
            Self::P50 => "P50Ns",
            Self::P95 => "P95Ns",
            Self::P99 => "P99Ns",
            Self::Max => "MaxNs",
        };
        match (side, name.split_at(1)) {
            ("", (first, rest)) => format!("{}{rest}", first.to_lowercase()),
            _ => format!("{side}{name}"),
        }
    }

    /// Its value for programs: errors as their number. Without units only the count is a number.
    pub(super) fn value(self, red: &Red) -> Value {
        match self {
            Self::Count => Value::Whole(red.count.into()),
            _ if red.count == 0 => Value::Nothing,
            Self::Rate => Value::Fraction(red.rate_per_s),
            Self::Errors => Value::Whole(red.errors.into()),
            Self::P50 => Value::Whole(red.p50_ns),
            Self::P95 => Value::Whole(red.p95_ns),
            Self::P99 => Value::Whole(red.p99_ns),
            Self::Max => Value::Whole(red.max_ns),
        }
    }

    /// Which of two values is the larger.
    pub(super) fn compare(self, a: &Red, b: &Red) -> std::cmp::Ordering {
        match self {
            Self::Count => a.count.cmp(&b.count),
            Self::Rate => a.rate_per_s.total_cmp(&b.rate_per_s),
            Self::Errors => a.error_share.total_cmp(&b.error_share).then(a.errors.cmp(&b.errors)),
            Self::P50 => a.p50_ns.cmp(&b.p50_ns),
            Self::P95 => a.p95_ns.cmp(&b.p95_ns),
            Self::P99 => a.p99_ns.cmp(&b.p99_ns),
            Self::Max => a.max_ns.cmp(&b.max_ns),
        }
    }
}

/// The numbers of one operation.
pub(super) fn row(columns: &RedColumns, index: usize) -> Red {
    fn at<T: Copy + Default>(column: &[T], index: usize) -> T {
        column.get(index).copied().unwrap_or_default()
    }
    Red {
        count: at(&columns.counts, index),
        rate_per_s: at(&columns.rates_per_s, index),
        errors: at(&columns.errors, index),
        error_share: at(&columns.error_shares, index),
        p50_ns: at(&columns.p50_ns, index),
        p95_ns: at(&columns.p95_ns, index),
        p99_ns: at(&columns.p99_ns, index),
        max_ns: at(&columns.max_ns, index),
    }
}
