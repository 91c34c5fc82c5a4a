//! The numbers of an operation.

use std::cmp::Ordering;

use spanlens::analysis::{Red, RedColumns, RedEstimate, RedEstimates};

use crate::export::Value;
use crate::format;

/// The numbers of one operation, or of all together: of what was stored, and of all there was where that is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Numbers {
    pub(super) stored: Red,
    pub(super) estimate: Option<RedEstimate>,
}

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

    /// Its value, as it is read. Without units only the count is a number. The longest duration is that of what was stored.
    pub(super) fn text(self, Numbers { stored: red, estimate }: &Numbers) -> String {
        match (self, estimate) {
            (Self::Count, Some(of)) => return format::about_count(of.count),
            (_, Some(_)) if red.count == 0 => {}
            (Self::Rate, Some(of)) if of.rate_per_s.value > 0.0 => return format::about_rate(of.rate_per_s),
            (Self::Errors, Some(of)) => return format::about_share(of.error_share),
            (Self::P50, Some(of)) => return format::about_duration(of.p50),
            (Self::P95, Some(of)) => return format::about_duration(of.p95),
            (Self::P99, Some(of)) => return format::about_duration(of.p99),
            _ => {}
        }
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

    /// Where an estimate surely is; nothing of what is none.
    pub(super) fn title(self, Numbers { stored, estimate }: &Numbers) -> Option<String> {
        let of = estimate.filter(|_| stored.count > 0)?;
        match self {
            Self::Count => {
                Some(format!("{}, from {} stored", format::count_interval(of.count), format::count(stored.count)))
            }
            Self::Rate => Some(format::rate_interval(of.rate_per_s)),
            Self::Errors => {
                let share = format::share_interval(of.error_share);
                Some(format!("{share}, {} in all", format::about_count(of.errors)))
            }
            Self::P50 => Some(format::duration_interval(of.p50)),
            Self::P95 => Some(format::duration_interval(of.p95)),
            Self::P99 => Some(format::duration_interval(of.p99)),
            Self::Max => Some("The longest that is stored: not an estimate".to_owned()),
        }
    }

    /// What its column is called for programs, with the side that it is of. An estimate says that it is one.
    pub(super) fn column(self, side: &str, is_estimate: bool) -> String {
        let name = match self {
            Self::Count => "Count",
            Self::Rate => "RatePerS",
            Self::Errors => "Errors",
            Self::P50 => "P50Ns",
            Self::P95 => "P95Ns",
            Self::P99 => "P99Ns",
            Self::Max => "MaxNs",
        };
        let name = if is_estimate && self != Self::Max { format!("Estimated{name}") } else { name.to_owned() };
        match (side, name.split_at(1)) {
            ("", (first, rest)) => format!("{}{rest}", first.to_lowercase()),
            _ => format!("{side}{name}"),
        }
    }

    /// Its value for programs: errors as their number. Without units only the count is a number.
    pub(super) fn value(self, Numbers { stored: red, estimate }: &Numbers) -> Value {
        match (self, estimate) {
            (Self::Count, Some(of)) => return Value::Fraction(of.count.value),
            (_, Some(_)) if red.count == 0 => {}
            (Self::Rate, Some(of)) => return Value::Fraction(of.rate_per_s.value),
            (Self::Errors, Some(of)) => return Value::Fraction(of.errors.value),
            (Self::P50, Some(of)) => return Value::Whole(of.p50.value_ns),
            (Self::P95, Some(of)) => return Value::Whole(of.p95.value_ns),
            (Self::P99, Some(of)) => return Value::Whole(of.p99.value_ns),
            _ => {}
        }
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
    pub(super) fn compare(self, a: &Numbers, b: &Numbers) -> Ordering {
        let estimates = a.estimate.zip(b.estimate).and_then(|(a, b)| self.compare_estimates(&a, &b));
        let (a, b) = (&a.stored, &b.stored);
        estimates.unwrap_or_else(|| self.compare_stored(a, b))
    }

    /// Nothing for what is not estimated.
    fn compare_estimates(self, a: &RedEstimate, b: &RedEstimate) -> Option<Ordering> {
        Some(match self {
            Self::Count => a.count.value.total_cmp(&b.count.value),
            Self::Rate => a.rate_per_s.value.total_cmp(&b.rate_per_s.value),
            Self::Errors => {
                let by_share = a.error_share.value.total_cmp(&b.error_share.value);
                by_share.then(a.errors.value.total_cmp(&b.errors.value))
            }
            Self::P50 => a.p50.value_ns.cmp(&b.p50.value_ns),
            Self::P95 => a.p95.value_ns.cmp(&b.p95.value_ns),
            Self::P99 => a.p99.value_ns.cmp(&b.p99.value_ns),
            Self::Max => return None,
        })
    }

    fn compare_stored(self, a: &Red, b: &Red) -> Ordering {
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
pub(super) fn row(columns: &RedColumns, estimates: Option<&RedEstimates>, index: usize) -> Numbers {
    fn at<T: Copy + Default>(column: &[T], index: usize) -> T {
        column.get(index).copied().unwrap_or_default()
    }
    let stored = Red {
        count: at(&columns.counts, index),
        rate_per_s: at(&columns.rates_per_s, index),
        errors: at(&columns.errors, index),
        error_share: at(&columns.error_shares, index),
        p50_ns: at(&columns.p50_ns, index),
        p95_ns: at(&columns.p95_ns, index),
        p99_ns: at(&columns.p99_ns, index),
        max_ns: at(&columns.max_ns, index),
    };
    Numbers { stored, estimate: estimates.map(|estimates| estimates.row(index)) }
}
