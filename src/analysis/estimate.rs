//! Estimates: numbers of all units before sampling, computed from the stored units.
//!
//! Each stored unit stands for `w` units, the inverse of its sampling probability ([`Weights`](crate::store::Weights)). Units are assumed
//! to be sampled independently (Poisson sampling), as by samplers that decide for each trace separately. All intervals have 95 % confidence
//! and refer to the units before sampling, not to a larger population: if everything was kept, each is a point.
//!
//! - *Counts*: `Σ w` (Horvitz and Thompson 1952), whose variance is estimated by `Σ w(w − 1)`. The interval is a score interval (Wilson
//!   1927): all `N` within 1.96 standard errors of the estimate, with the variance `c·N` and `c = Σ w(w − 1) / Σ w`. It never reaches below
//!   the stored number. For a subset without stored units, `c` is that of all units.
//! - *Shares*: `Σ w y / Σ w` (Hájek 1971), with its linearised variance `v = Σ w(w − 1)(y − r)² / (Σ w)²`. The interval is Wilson's with the
//!   effective sample size `r(1 − r) / v` (Korn and Graubard 1998), or `Σ w / c` if none or all have the property.
//! - *Percentiles*: the smallest value at which the weights up to it reach `q·Σ w`. The interval is Woodruff's (1952): the values at the
//!   shares `q ± 1.96·√v`, where `v` is the variance of the share of values up to the percentile. If that exceeds 1, the stored values do
//!   not bound the percentile, and there is no upper end.
//! - *Comparisons* use Kish's effective sample size, `(Σ w)² / Σ w²` (1965).

mod percentiles;

use serde::{Deserialize, Serialize};

pub(crate) use percentiles::percentiles;

/// The 97.5th percentile of the standard normal distribution.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// An estimated number with its interval of 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// The estimate. If everything was kept, the exact number.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Estimate {
    /// The same in other units.
    pub(crate) fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, low: self.low * factor, high: self.high * factor }
    }
}

/// [`Estimate`]s as columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimates {
    /// See [`Estimate::value`].
    #[serde(with = "crate::column")]
    pub values: Vec<f64>,
    /// See [`Estimate::low`].
    #[serde(with = "crate::column")]
    pub lows: Vec<f64>,
    /// See [`Estimate::high`].
    #[serde(with = "crate::column")]
    pub highs: Vec<f64>,
}

impl Estimates {
    pub(crate) fn push(&mut self, Estimate { value, low, high }: Estimate) {
        self.values.push(value);
        self.lows.push(low);
        self.highs.push(high);
    }

    /// The estimate of a row, zeros where there is none.
    #[must_use]
    pub fn row(&self, at: usize) -> Estimate {
        let [value, low, high] =
            [&self.values, &self.lows, &self.highs].map(|column| column.get(at).copied().unwrap_or_default());
        Estimate { value, low, high }
    }
}

impl FromIterator<Estimate> for Estimates {
    fn from_iter<T: IntoIterator<Item = Estimate>>(rows: T) -> Self {
        let mut columns = Self::default();
        rows.into_iter().for_each(|row| columns.push(row));
        columns
    }
}

/// An estimated percentile of durations in nanoseconds, with its interval of 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DurationEstimate {
    /// The estimate, which is one of the stored durations.
    pub value_ns: u64,
    /// The lower end. Zero if too few units are stored.
    pub low_ns: u64,
    /// The upper end. 2⁶⁴ − 1 if too few units are stored.
    pub high_ns: u64,
}

/// [`DurationEstimate`]s as columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DurationEstimates {
    /// See [`DurationEstimate::value_ns`].
    #[serde(with = "crate::column")]
    pub values_ns: Vec<u64>,
    /// See [`DurationEstimate::low_ns`].
    #[serde(with = "crate::column")]
    pub lows_ns: Vec<u64>,
    /// See [`DurationEstimate::high_ns`].
    #[serde(with = "crate::column")]
    pub highs_ns: Vec<u64>,
}

impl DurationEstimates {
    /// The estimate of a row, zeros where there is none.
    #[must_use]
    pub fn row(&self, at: usize) -> DurationEstimate {
        let [value_ns, low_ns, high_ns] =
            [&self.values_ns, &self.lows_ns, &self.highs_ns].map(|column| column.get(at).copied().unwrap_or_default());
        DurationEstimate { value_ns, low_ns, high_ns }
    }
}

impl FromIterator<DurationEstimate> for DurationEstimates {
    fn from_iter<T: IntoIterator<Item = DurationEstimate>>(rows: T) -> Self {
        let mut columns = Self::default();
        for DurationEstimate { value_ns, low_ns, high_ns } in rows {
            columns.values_ns.push(value_ns);
            columns.lows_ns.push(low_ns);
            columns.highs_ns.push(high_ns);
        }
        columns
    }
}

/// Stored units, as the sums that estimates are made of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Weighed {
    /// How many were stored.
    units: f64,
    /// How many they stand for: `Σ w`.
    pub(crate) sum: f64,
    /// The variance of that: `Σ w(w − 1)`.
    excess: f64,
}

impl Weighed {
    /// Adds a stored unit.
    #[inline]
    pub(crate) fn add(&mut self, weight: f64) {
        self.units += 1.0;
        self.sum += weight;
        self.excess += weight * (weight - 1.0);
    }

    /// Adds other units.
    pub(crate) fn add_all(&mut self, other: &Self) {
        self.units += other.units;
        self.sum += other.sum;
        self.excess += other.excess;
    }

    /// How many units there were.
    pub(crate) fn total(&self) -> Estimate {
        self.total_in(self)
    }

    /// The same of some of all units: where none of them is stored, what is known of them is how rarely others were kept.
    pub(crate) fn total_in(&self, all: &Self) -> Estimate {
        let value = self.sum;
        let spread = Z * Z * if value > 0.0 { self.spread() } else { all.spread() };
        let (middle, width) = (value + spread / 2.0, (spread * (value + spread / 4.0)).sqrt());
        Estimate { value, low: (middle - width).max(self.units).min(value), high: middle + width }
    }

    /// Which share of all units there were some of them are.
    pub(crate) fn share_in(&self, all: &Self) -> Estimate {
        if all.sum <= 0.0 {
            return Estimate::default();
        }
        let share = (self.sum / all.sum).clamp(0.0, 1.0);
        let rest = (all.excess - self.excess).max(0.0);
        let variance = (self.excess * (1.0 - share).powi(2) + rest * share.powi(2)) / all.sum.powi(2);
        let has_both = share > 0.0 && share < 1.0;
        let inverse_size = if has_both { variance / (share * (1.0 - share)) } else { all.spread() / all.sum };
        wilson(share, inverse_size)
    }

    /// So many units without weights tell as much of a larger population as these do. Zero of none.
    pub(crate) fn effective_size(&self) -> f64 {
        if self.sum > 0.0 { self.sum * self.sum / (self.sum + self.excess) } else { 0.0 }
    }

    /// The variance of the total for each unit that there was.
    fn spread(&self) -> f64 {
        if self.sum > 0.0 { self.excess / self.sum } else { 0.0 }
    }
}

/// Wilson's interval of a share, given the inverse of the sample size.
fn wilson(share: f64, inverse_size: f64) -> Estimate {
    let part = Z * Z * inverse_size;
    let middle = share + part / 2.0;
    let width = (part * (share * (1.0 - share) + part / 4.0)).sqrt();
    let [low, high] = [middle - width, middle + width].map(|end| end / (1.0 + part));
    Estimate { value: share, low: low.clamp(0.0, share), high: high.clamp(share, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(weights: &[f64]) -> Weighed {
        let mut sums = Weighed::default();
        for &weight in weights {
            sums.add(weight);
        }
        sums
    }

    fn is_close(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
    }

    #[test]
    fn without_sampling_estimates_are_points() {
        let (all, some) = (weighed(&[1.0; 7]), weighed(&[1.0; 3]));
        assert_eq!(all.total(), Estimate { value: 7.0, low: 7.0, high: 7.0 });
        let share = 3.0 / 7.0;
        assert_eq!(some.share_in(&all), Estimate { value: share, low: share, high: share });
        assert_eq!(Weighed::default().share_in(&all), Estimate::default());
        assert!(is_close(all.effective_size(), 7.0));
    }

    #[test]
    fn of_nothing_there_was_nothing_as_far_as_is_known() {
        let none = Weighed::default();
        assert_eq!((none.total(), none.share_in(&none)), (Estimate::default(), Estimate::default()));
        assert!(none.effective_size() <= 0.0);
    }

    #[test]
    fn the_ends_of_the_interval_of_a_count_are_a_score_away() {
        // A hundred of which each stands for ten: (1000 − N)² = z²·9·N.
        let Estimate { value, low, high } = weighed(&[10.0; 100]).total();
        for end in [low, high] {
            assert!(is_close((value - end).powi(2), Z * Z * 9.0 * end), "{end}");
        }
        assert!(low < value && value < high);
        // One that stands for ten was there, at least.
        assert!(weighed(&[10.0]).total().low >= 1.0);
    }

    #[test]
    fn of_some_that_are_not_stored_there_may_have_been_a_few() {
        // Of 50 that are kept once in ten times, none is stored once in 200 times; of 34 once in 36 times.
        let Estimate { value, low, high } = Weighed::default().total_in(&weighed(&[10.0; 100]));
        assert!(value <= 0.0 && low <= 0.0 && (34.0..35.0).contains(&high), "{high}");
        assert_eq!(Weighed::default().total_in(&weighed(&[1.0; 100])), Estimate::default());
    }

    #[test]
    fn a_share_of_equal_weights_is_wilsons_of_what_was_not_kept() {
        // Of a sample of 10 % the variance is that of an endless population, less a tenth.
        let found = weighed(&[10.0; 30]).share_in(&weighed(&[10.0; 100]));
        let expected = wilson(0.3, 0.9 / 100.0);
        assert!(is_close(found.low, expected.low) && is_close(found.high, expected.high), "{found:?}");
        // Statsmodels: proportion_confint(30, 100, method="wilson").
        let of_hundred = wilson(0.3, 1.0 / 100.0);
        assert!(
            is_close(of_hundred.low, 0.218_948_852_949_327_56) && is_close(of_hundred.high, 0.395_848_546_333_466_85),
            "{of_hundred:?}"
        );
    }

    #[test]
    fn the_effective_size_is_kishs() {
        assert!(is_close(weighed(&[1.0, 1.0, 2.0]).effective_size(), 16.0 / 6.0));
        assert!(is_close(weighed(&[7.0; 5]).effective_size(), 5.0));
    }
}
