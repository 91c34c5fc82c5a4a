//! When a finding is, as bars without axes: those in its time set off from the others.

use std::fmt::Write;
use std::ops::Range;

use leptos::prelude::*;
use spanlens::analysis::Anomaly;

use crate::findings::trend_label;

/// The size of the picture, in units of its own.
const SIZE: (f64, f64) = (120.0, 26.0);
/// The least height of something.
const LEAST: f64 = 1.5;

/// The bars of a finding, the highest as high as there is room.
pub(super) fn trend(finding: &Anomaly, many: &str) -> AnyView {
    let (width, height) = SIZE;
    let inside = inside(finding);
    let all = 0..finding.trend.len();
    let others = path(&finding.trend, all.start..inside.start) + &path(&finding.trend, inside.end..all.end);
    view! {
        <svg class="trend" viewBox=format!("0 0 {width} {height}") role="img" aria-label=trend_label(finding, many)>
            <path d=format!("M0 {height}h{width}v-.5h-{width}z{others}")></path>
            <path class="inside" d=path(&finding.trend, inside)></path>
        </svg>
    }
    .into_any()
}

/// The columns that begin in the time of a finding: all where it has none.
fn inside(finding: &Anomaly) -> Range<usize> {
    let starts = &finding.trend_starts_ns;
    match finding.time {
        Some(time) => {
            let from = starts.partition_point(|&ns| ns < time.from_ns).min(finding.trend.len());
            from..starts.partition_point(|&ns| ns < time.to_ns).clamp(from, finding.trend.len())
        }
        None => 0..finding.trend.len(),
    }
}

/// Bars of some columns. Something is never drawn as nothing, and nothing not at all.
#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn path(trend: &[f64], columns: Range<usize>) -> String {
    let (width, height) = SIZE;
    let most = trend.iter().copied().fold(0.0, f64::max);
    let step = width / trend.len().max(1) as f64;
    let gap = if step >= 4.0 { 1.0 } else { 0.0 };
    let mut path = String::new();
    for (column, &number) in trend.iter().enumerate().take(columns.end).skip(columns.start) {
        if number > 0.0 {
            let (left, tall) = (column as f64 * step, (number / most * height).max(LEAST));
            // Writing to a string cannot fail.
            let _ = write!(path, "M{left:.1} {height}v-{tall:.1}h{:.1}v{tall:.1}z", step - gap);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    #[test]
    fn bars_stand_on_the_ground_and_none_is_invisible() {
        assert_eq!(path(&[], 0..0), "");
        assert_eq!(path(&[0.0, 1000.0, 1.0], 0..3), "M40.0 26v-26.0h39.0v26.0zM80.0 26v-1.5h39.0v1.5z");
        assert_eq!(path(&[0.0, 0.0], 0..2), "");
    }

    #[test]
    fn only_some_columns_are_drawn_with_the_height_that_all_give_them() {
        assert_eq!(path(&[4.0, 2.0, 1.0], 1..2), "M40.0 26v-13.0h39.0v13.0z");
    }

    #[test]
    fn columns_in_the_time_of_a_finding_are_those_that_begin_in_it() {
        let of = |from_ns, to_ns| {
            let time = Some(TimeRange { from_ns, to_ns });
            inside(&Anomaly { time, trend_starts_ns: vec![0, 10, 20, 30], trend: vec![0.0; 4], ..Anomaly::default() })
        };
        assert_eq!((of(10, 30), of(0, u64::MAX), of(31, 40)), (1..3, 0..4, 4..4));
        let standing = Anomaly { trend: vec![1.0; 2], trend_starts_ns: vec![0, 1], ..Anomaly::default() };
        assert_eq!(inside(&standing), 0..2);
    }
}
