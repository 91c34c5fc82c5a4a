//! A heatmap of what there was before sampling: estimates in place of the counts of stored units, so that all that is painted and told of
//! cells is of the same numbers.

use spanlens::analysis::{Heatmap, HeatmapEstimates};
use spanlens::protocol::HeatmapAnswer;

/// The same with its estimates as its counts, where it has any. They stay, and say that it is so.
pub(super) fn estimated(mut answer: HeatmapAnswer) -> HeatmapAnswer {
    let Some(estimates) = answer.heatmap.estimates.take() else { return answer };
    let counts = |values: &[f64]| values.iter().copied().map(rounded).collect();
    let HeatmapEstimates { counts: cells, errors, column_counts, column_errors, p50, p95, p99, .. } = &*estimates;
    answer.heatmap = Heatmap {
        counts: counts(&cells.values),
        errors: counts(&errors.values),
        column_counts: counts(&column_counts.values),
        column_errors: counts(&column_errors.values),
        p50_ns: p50.values_ns.clone(),
        p95_ns: p95.values_ns.clone(),
        p99_ns: p99.values_ns.clone(),
        units: rounded(estimates.units.value),
        failing: rounded(estimates.failing.value),
        color_cap: rounded(estimates.color_cap),
        estimates: Some(estimates),
        ..answer.heatmap
    };
    answer
}

/// Something stays something.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and no estimate is negative")]
fn rounded(value: f64) -> u32 {
    if value > 0.0 { value.round().max(1.0) as u32 } else { 0 }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{Estimate, Estimates};

    use super::*;

    #[test]
    fn estimates_take_the_place_of_counts() {
        let cells = [3.4, 0.0].map(|value| Estimate { value, low: 1.0, high: 9.0 });
        let estimates = HeatmapEstimates {
            counts: cells.into_iter().collect::<Estimates>(),
            units: cells[0],
            ..HeatmapEstimates::default()
        };
        let heatmap = Heatmap { counts: vec![1, 0], units: 1, units_outside: 5, ..Heatmap::default() };
        let answer = HeatmapAnswer { heatmap, provisional: false, rounded: false };
        assert_eq!(estimated(answer.clone()), answer);
        let with = Heatmap { estimates: Some(Box::new(estimates)), ..answer.heatmap.clone() };
        let found = estimated(HeatmapAnswer { heatmap: with, ..answer }).heatmap;
        assert_eq!((&found.counts[..], found.units, found.units_outside), (&[3, 0][..], 3, 5));
        assert!(found.estimates.is_some());
    }
}
