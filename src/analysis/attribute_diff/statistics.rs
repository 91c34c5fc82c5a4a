//! The statistics of two sides: how sure a difference of shares is, and how surprising.

use hashbrown::HashTable;

use crate::analysis::estimate::Z;
use crate::sort::sort_by;
use crate::store::hash::mix;

/// What is notable has a q below the one, and a score of at least the other.
pub(super) const NOTABLE_Q: f64 = 0.01;
pub(super) const NOTABLE_SCORE: f64 = 0.1;

/// Numbers of units on both sides, selection first.
pub(super) type Counts = [u32; 2];

/// The same as sizes of samples, which need not be whole: where units stand for more than themselves, shares of what they stand for are
/// as sure as those of fewer units.
pub(super) type Sizes = [f64; 2];

/// The share of `counts` in `totals` on both sides. Zero on an empty side.
pub(super) fn shares(counts: Sizes, totals: Sizes) -> [f64; 2] {
    std::array::from_fn(|side| if totals[side] > 0.0 { counts[side] / totals[side] } else { 0.0 })
}

/// Wilson's interval of a share, `z` standard errors to either side.
pub(super) fn wilson(count: f64, n: f64, z: f64) -> (f64, f64) {
    let share = count / n;
    let (middle, scale) = (share + z * z / (2.0 * n), 1.0 + z * z / n);
    let width = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    ((middle - width) / scale, (middle + width) / scale)
}

/// Newcombe's 95 % interval of the difference of two shares: his method 10, from two of Wilson's intervals. `None` where a side is
/// empty.
pub(super) fn newcombe(counts: Sizes, totals: Sizes) -> Option<(f64, f64)> {
    interval_of_sizes(counts, totals, Z)
}

/// Newcombe's interval, `z` standard errors to either side.
pub(crate) fn interval(counts: Counts, totals: Counts, z: f64) -> Option<(f64, f64)> {
    interval_of_sizes(counts.map(f64::from), totals.map(f64::from), z)
}

fn interval_of_sizes(counts: Sizes, totals: Sizes, z: f64) -> Option<(f64, f64)> {
    if totals.iter().any(|&total| total <= 0.0) {
        return None;
    }
    let [p1, p2] = shares(counts, totals);
    let [(l1, u1), (l2, u2)] = [0, 1].map(|side| wilson(counts[side], totals[side], z));
    Some((p1 - p2 - (p1 - l1).hypot(u2 - p2), p1 - p2 + (u1 - p1).hypot(p2 - l2)))
}

/// How large a difference of shares is at least, whichever way it goes: the end of Newcombe's interval that is nearer to zero, or 0 if
/// zero is inside.
pub(super) fn score(counts: Sizes, totals: Sizes) -> f64 {
    newcombe(counts, totals).map_or(0.0, |(low, high)| low.max(-high).max(0.0))
}

/// How much likelier such counts are with a share for each side than with one for both, as the logarithm of the ratio. Zero where a side
/// is empty.
pub(crate) fn log_likelihood_ratio(counts: Counts, totals: Counts) -> f64 {
    ratio_of_sizes(counts.map(f64::from), totals.map(f64::from))
}

fn ratio_of_sizes(counts: Sizes, totals: Sizes) -> f64 {
    let [n1, n2] = totals;
    let (with, all) = (counts[0] + counts[1], n1 + n2);
    let term = |observed: f64, row: f64, column: f64| {
        if observed > 0.0 { observed * (observed * all / (row * column)).ln() } else { 0.0 }
    };
    let [a, b] = counts;
    term(a, with, n1) + term(b, with, n2) + term(n1 - a, all - with, n1) + term(n2 - b, all - with, n2)
}

/// The probability of such a difference of shares or a larger one where there is none: a G-test of the table of those that have
/// something and those that have not, with one degree of freedom. One where a side is empty.
pub(super) fn g_test(counts: Sizes, totals: Sizes) -> f64 {
    // The survival function of χ² with one degree of freedom at twice that logarithm.
    libm::erfc(ratio_of_sizes(counts, totals).max(0.0).sqrt())
}

/// Benjamini and Hochberg's q of each p: the smallest share of false discoveries among which this one would be.
pub(super) fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    sort_by(&mut order, |&a, &b| p[b].total_cmp(&p[a]));
    let mut q = vec![1.0; p.len()];
    let mut smallest = 1.0_f64;
    #[expect(clippy::cast_precision_loss, reason = "no more values than fit into memory")]
    for (index, &at) in order.iter().enumerate() {
        smallest = smallest.min(p[at] * p.len() as f64 / (p.len() - index) as f64);
        q[at] = smallest;
    }
    q
}

/// Tests of which many have the same p.
#[derive(Debug, Default)]
pub(super) struct Tests {
    /// Each p, and how many tests have it.
    distinct: Vec<(f64, u32)>,
    /// The places of these.
    index: HashTable<u32>,
}

impl Tests {
    /// The place of a p, of which no test is counted yet if it is new.
    pub(super) fn place(&mut self, p: f64) -> u32 {
        let Self { distinct, index } = self;
        let hash = |p: f64| mix(p.to_bits(), 0);
        let found = index.find(hash(p), |&at| distinct[at as usize].0.to_bits() == p.to_bits());
        if let Some(&found) = found {
            return found;
        }
        #[expect(clippy::cast_possible_truncation, reason = "no more than values")]
        let place = distinct.len() as u32;
        distinct.push((p, 0));
        index.insert_unique(hash(p), place, |&at| hash(distinct[at as usize].0));
        place
    }

    /// Counts one more test with the p of a place.
    pub(super) fn add(&mut self, place: u32) {
        self.distinct[place as usize].1 += 1;
    }

    /// The number of tests.
    pub(super) fn count(&self) -> usize {
        self.distinct.iter().map(|&(_, count)| count as usize).sum()
    }

    /// Benjamini and Hochberg's q of each place: the smallest share of false discoveries among which its tests would be. O(n log n) in the distinct p.
    pub(super) fn finish(&self) -> Vec<f64> {
        let mut order: Vec<usize> = (0..self.distinct.len()).collect();
        sort_by(&mut order, |&a, &b| self.distinct[b].0.total_cmp(&self.distinct[a].0));
        let count = self.count();
        let (mut q, mut smallest, mut rank) = (vec![1.0; order.len()], 1.0_f64, count);
        #[expect(clippy::cast_precision_loss, reason = "no more values than fit into memory")]
        for at in order {
            let (p, tests) = self.distinct[at];
            smallest = smallest.min(p * count as f64 / rank as f64);
            q[at] = smallest;
            rank -= tests as usize;
        }
        q
    }
}

/// The largest distance between the distributions of two lists of numbers that ascend. Zero where one is empty.
pub(super) fn kolmogorov_smirnov([a, b]: [&[f64]; 2]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut i, mut j, mut distance) = (0, 0, 0.0_f64);
    #[expect(clippy::cast_precision_loss, reason = "no more numbers than fit into memory")]
    while i < a.len() && j < b.len() {
        let value = a[i].min(b[j]);
        i += a[i..].iter().take_while(|&&number| number <= value).count();
        j += b[j..].iter().take_while(|&&number| number <= value).count();
        distance = distance.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    distance
}

/// The probability of such a distance or a larger one between samples of so many numbers of one distribution: Kolmogorov's limit.
pub(super) fn kolmogorov_smirnov_p(distance: f64, counts: Counts) -> f64 {
    let [n1, n2] = counts.map(f64::from);
    let x = if n1 + n2 > 0.0 { (n1 * n2 / (n1 + n2)).sqrt() * distance } else { 0.0 };
    // Below this the series needs many terms, and the answer is one to ten digits.
    if x < 0.25 {
        return 1.0;
    }
    let terms = (1..=100).map(|k: i32| {
        let term = (-2.0 * f64::from(k * k) * x * x).exp();
        if k % 2 == 1 { term } else { -term }
    });
    (2.0 * terms.sum::<f64>()).clamp(0.0, 1.0)
}

/// Figures from scipy 1.17.1 and statsmodels 0.15.0:
///
/// ```python
/// from statsmodels.stats.proportion import confint_proportions_2indep
/// from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp, kstwobign
/// confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
/// chi2_contingency([[a, b], [n - a, m - b]], correction=False, lambda_="log-likelihood").pvalue
/// false_discovery_control(p, method="bh")
/// ks_2samp(x, y).statistic; kstwobign.sf((n * m / (n + m)) ** 0.5 * d)
/// ```
#[cfg(test)]
mod tests {
    use super::*;

    fn is_close(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 1e-9 * expected.abs().max(1e-300) || (found - expected).abs() < 1e-15
    }

    #[test]
    fn intervals_are_newcombes() {
        for ((a, n, b, m), low, high) in [
            ((56, 70, 48, 80), 0.052_431_472_402_364_98, 0.333_872_654_036_906_14),
            ((9, 10, 3, 10), 0.170_522_723_934_502_9, 0.809_017_973_535_488),
            ((5, 56, 0, 29), -0.038_137_147_903_536_936, 0.192_560_013_855_111_65),
            ((0, 10, 0, 20), -0.161_125_158_052_819_4, 0.277_532_799_862_889_26),
            ((10, 10, 0, 20), 0.679_086_037_141_914_5, 1.0),
            ((1, 20, 0, 1000), 0.008_703_761_270_203_093, 0.236_131_193_446_742_1),
            ((272, 272, 40, 24000), 0.984_394_003_519_012_1, 0.998_775_732_777_075_9),
        ] {
            let [a, b, n, m] = [a, b, n, m].map(f64::from);
            let found = newcombe([a, b], [n, m]).unwrap();
            assert!(is_close(found.0, low) && is_close(found.1, high), "{a}/{n} {b}/{m}: {found:?}");
            let swapped = newcombe([b, a], [m, n]).unwrap();
            assert!(is_close(swapped.0, -high) && is_close(swapped.1, -low), "{a}/{n} {b}/{m}: {swapped:?}");
            assert!(is_close(score([a, b], [n, m]), low.max(0.0)) && is_close(score([b, a], [m, n]), low.max(0.0)));
        }
        assert_eq!((newcombe([0.0, 3.0], [0.0, 5.0]), score([0.0, 3.0], [0.0, 5.0])), (None, 0.0));
    }

    #[test]
    fn p_is_of_a_g_test() {
        for ((a, n, b, m), p) in [
            ((56, 70, 48, 80), 0.007_355_380_180_036_734),
            ((9, 10, 3, 10), 0.004_185_528_314_404_485),
            ((6, 7, 2, 7), 0.025_288_454_910_391_635),
            ((5, 56, 0, 29), 0.037_374_220_070_491_13),
            ((10, 10, 0, 20), 6.415_253_756_771_506e-10),
            ((1, 20, 0, 1000), 0.004_906_655_892_769_2),
            ((272, 272, 40, 24000), 0.0),
            ((0, 10, 0, 20), 1.0),
            ((10, 10, 20, 20), 1.0),
            ((0, 0, 3, 5), 1.0),
        ] {
            let [a, b, n, m] = [a, b, n, m].map(f64::from);
            assert!(is_close(g_test([a, b], [n, m]), p), "{a}/{n} {b}/{m}: {}", g_test([a, b], [n, m]));
        }
    }

    #[test]
    fn the_ratio_is_of_two_binomials() {
        // 10 · ln 2 + 10 · ln 2 against shares of a quarter and of three quarters.
        let expected = -20.0 * 2_f64.ln() - (10.0 * 0.25_f64.ln() + 30.0 * 0.75_f64.ln());
        assert!((log_likelihood_ratio([10, 0], [20, 20]) - expected).abs() < 1e-9);
        assert!(log_likelihood_ratio([10, 10], [20, 20]).abs() < 1e-9);
    }

    #[test]
    fn q_is_benjamini_and_hochbergs() {
        let q = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.8, 0.02, 0.02]);
        let expected = [0.035, 0.046_666_666_666_666_67, 0.042, 0.035, 0.8, 0.035, 0.035];
        assert!(q.iter().zip(expected).all(|(&found, expected)| is_close(found, expected)), "{q:?}");
        assert_eq!(benjamini_hochberg(&[]), [0.0; 0]);
    }

    #[test]
    fn q_does_not_depend_on_how_tests_are_kept() {
        let p = [0.01, 0.04, 0.03, 0.005, 0.04, 0.8, 0.02, 0.02, 0.8, 0.005, 1.0, 0.0, 0.0, 0.04];
        let mut tests = Tests::default();
        let places = p.map(|p| {
            let place = tests.place(p);
            tests.add(place);
            place as usize
        });
        let q = tests.finish();
        assert_eq!(places.map(|place| q[place]).to_vec(), benjamini_hochberg(&p));
        assert_eq!((tests.count(), q.len()), (14, 8));
    }

    #[test]
    fn distances_are_kolmogorov_and_smirnovs() {
        let (a, b) = ([1.0, 2.0, 2.0, 3.0, 5.0, 8.0], [2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0]);
        let distance = kolmogorov_smirnov([&a, &b]);
        assert!(is_close(distance, 0.547_619_047_619_047_7), "{distance}");
        assert!(is_close(kolmogorov_smirnov([&b, &a]), distance));
        assert!(is_close(kolmogorov_smirnov([&a, &a]), 0.0) && is_close(kolmogorov_smirnov([&a, &[]]), 0.0));
        for (distance, counts, p) in [
            (distance, [6, 7], 0.287_200_719_351_470_1),
            (0.1, [200, 300], 0.181_300_449_938_122_58),
            (0.5, [30, 40], 0.000_378_883_650_463_212_6),
            (0.05, [1000, 1000], 0.164_079_197_726_651_9),
            (1.0, [500, 500], 1.424_915_281_348_257_1e-217),
            (0.0, [3, 3], 1.0),
            (1.0, [0, 3], 1.0),
        ] {
            let found = kolmogorov_smirnov_p(distance, counts);
            assert!(is_close(found, p), "{distance} {counts:?}: {found}");
        }
    }
}
