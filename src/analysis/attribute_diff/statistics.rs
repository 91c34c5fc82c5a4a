//! The statistics of two sides: how sure a difference of shares is, and how surprising.

/// The 97.5th percentile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Numbers of units on both sides, selection first.
pub(super) type Counts = [u32; 2];

/// The share of `counts` in `totals` on both sides. Zero on an empty side.
pub(super) fn shares(counts: Counts, totals: Counts) -> [f64; 2] {
    std::array::from_fn(|side| if totals[side] > 0 { f64::from(counts[side]) / f64::from(totals[side]) } else { 0.0 })
}

/// Wilson's 95 % interval of a share.
fn wilson(count: u32, total: u32) -> (f64, f64) {
    let (n, share) = (f64::from(total), f64::from(count) / f64::from(total));
    let (middle, scale) = (share + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
    let width = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - width) / scale, (middle + width) / scale)
}

/// Newcombe's 95 % interval of the difference of two shares: his method 10, from two of Wilson's intervals. `None` where a side is
/// empty.
pub(super) fn newcombe(counts: Counts, totals: Counts) -> Option<(f64, f64)> {
    if totals.contains(&0) {
        return None;
    }
    let [p1, p2] = shares(counts, totals);
    let [(l1, u1), (l2, u2)] = [0, 1].map(|side| wilson(counts[side], totals[side]));
    Some((p1 - p2 - (p1 - l1).hypot(u2 - p2), p1 - p2 + (u1 - p1).hypot(p2 - l2)))
}

/// How large a difference of shares is at least, whichever way it goes: the end of Newcombe's interval that is nearer to zero, or 0 if
/// zero is inside.
pub(super) fn score(counts: Counts, totals: Counts) -> f64 {
    newcombe(counts, totals).map_or(0.0, |(low, high)| low.max(-high).max(0.0))
}

/// The probability of such a difference of shares or a larger one where there is none: a G-test of the table of those that have
/// something and those that have not, with one degree of freedom. One where a side is empty.
pub(super) fn g_test(counts: Counts, totals: Counts) -> f64 {
    let [n1, n2] = totals.map(f64::from);
    let (with, all) = (f64::from(counts[0]) + f64::from(counts[1]), n1 + n2);
    let term = |observed: f64, row: f64, column: f64| {
        if observed > 0.0 { observed * (observed * all / (row * column)).ln() } else { 0.0 }
    };
    let [a, b] = counts.map(f64::from);
    let g = term(a, with, n1) + term(b, with, n2) + term(n1 - a, all - with, n1) + term(n2 - b, all - with, n2);
    // The survival function of χ² with one degree of freedom at 2·g.
    libm::erfc(g.max(0.0).sqrt())
}

/// Benjamini and Hochberg's q of each p: the smallest share of false discoveries among which this one would be.
pub(super) fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_unstable_by(|&a, &b| p[b].total_cmp(&p[a]));
    let mut q = vec![1.0; p.len()];
    let mut smallest = 1.0_f64;
    #[expect(clippy::cast_precision_loss, reason = "no more values than fit into memory")]
    for (index, &at) in order.iter().enumerate() {
        smallest = smallest.min(p[at] * p.len() as f64 / (p.len() - index) as f64);
        q[at] = smallest;
    }
    q
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
