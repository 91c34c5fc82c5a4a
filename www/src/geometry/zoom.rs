//! Zooming and panning.

use spanlens::units::{DurationRange, TimeRange};

use super::time_axis::{approx, exact};

/// The shortest time that is shown.
const SHORTEST_NS: f64 = 1_000.0;

/// A view zoomed about a time that stays in its place; `factor` below 1 shows less. Nothing once all is shown.
///
/// The view stays within `all`.
pub(crate) fn zoomed(view: TimeRange, all: TimeRange, about_ns: u64, factor: f64) -> Option<TimeRange> {
    let (length, whole) = (length(view), length(all));
    let new_length = (length * factor).clamp(SHORTEST_NS.min(whole), whole);
    if new_length >= whole {
        return None;
    }
    let about_ns = about_ns.clamp(view.from_ns, view.to_ns);
    let before = approx(about_ns - view.from_ns) / length * new_length;
    Some(placed(about_ns.saturating_sub(exact(before)), exact(new_length), all))
}

/// A view moved by a part of its length, positive to the right, within `all`.
pub(crate) fn panned(view: TimeRange, all: TimeRange, share: f64) -> TimeRange {
    let distance = exact(length(view) * share.abs());
    let from_ns =
        if share < 0.0 { view.from_ns.saturating_sub(distance) } else { view.from_ns.saturating_add(distance) };
    placed(from_ns, view.to_ns - view.from_ns, all)
}

/// Durations zoomed on a logarithmic scale about one that stays in its place. Nothing once all are shown.
pub(crate) fn zoomed_durations(
    view: DurationRange,
    all: DurationRange,
    about_ns: u64,
    factor: f64,
) -> Option<DurationRange> {
    let logs = |range: DurationRange| {
        let low = approx(range.min_ns.max(1)).ln();
        (low, range.max_ns.map_or(low, |max_ns| approx(max_ns).ln()))
    };
    let ((low, high), (all_low, all_high)) = (logs(view), logs(all));
    let about = approx(about_ns.max(1)).ln().clamp(low, high);
    let new_low = (about - (about - low) * factor).max(all_low);
    let new_high = (about + (high - about) * factor).min(all_high);
    let is_all = new_low <= all_low && new_high >= all_high;
    let (min_ns, max_ns) = (exact(new_low.exp()), exact(new_high.exp()));
    // Rows of a thousandth are the finest that mean anything.
    let is_too_fine = new_high - new_low < 0.05;
    if is_all {
        None
    } else if is_too_fine {
        Some(view)
    } else {
        Some(DurationRange { min_ns, max_ns: Some(max_ns) })
    }
}

/// Numbers zoomed about one that stays in its place, on a scale that is logarithmic far from zero and linear beside it. `near` is how far that is:
/// positive, about the least number that is told from zero. Nothing once all are shown.
pub(crate) fn zoomed_numbers(
    view: (f64, f64),
    all: (f64, f64),
    about: f64,
    (near, factor): (f64, f64),
) -> Option<(f64, f64)> {
    let place = |number: f64| (number / near).asinh();
    let ((low, high), (all_low, all_high)) = ((place(view.0), place(view.1)), (place(all.0), place(all.1)));
    let about = place(about).clamp(low, high.max(low));
    let new_low = (about - (about - low) * factor).max(all_low);
    let new_high = (about + (high - about) * factor).min(all_high);
    if new_low <= all_low && new_high >= all_high {
        None
    } else if new_high - new_low < 0.05 {
        Some(view)
    } else {
        Some((near * new_low.sinh(), near * new_high.sinh()))
    }
}

fn length(range: TimeRange) -> f64 {
    approx(range.to_ns.saturating_sub(range.from_ns).max(1))
}

/// A range of a length, at a time or as near to it as stays within `all`.
fn placed(from_ns: u64, length_ns: u64, all: TimeRange) -> TimeRange {
    let latest_ns = all.to_ns.saturating_sub(length_ns).max(all.from_ns);
    let from_ns = from_ns.clamp(all.from_ns, latest_ns);
    TimeRange { from_ns, to_ns: from_ns.saturating_add(length_ns).min(all.to_ns) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: TimeRange = TimeRange { from_ns: 1_000_000, to_ns: 2_000_000 };

    fn range(from_ns: u64, to_ns: u64) -> TimeRange {
        TimeRange { from_ns, to_ns }
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        assert_eq!(zoomed(ALL, ALL, 1_250_000, 0.5), Some(range(1_125_000, 1_625_000)));
        assert_eq!(zoomed(range(1_125_000, 1_625_000), ALL, 1_250_000, 0.5), Some(range(1_187_500, 1_437_500)));
    }

    #[test]
    fn zooming_out_ends_with_everything() {
        assert_eq!(zoomed(range(1_100_000, 1_700_000), ALL, 1_200_000, 2.0), None);
        assert_eq!(zoomed(ALL, ALL, 1_200_000, 1.5), None);
    }

    #[test]
    fn zooming_out_at_the_edge_stays_inside() {
        assert_eq!(zoomed(range(1_000_000, 1_100_000), ALL, 1_050_000, 2.0), Some(range(1_000_000, 1_200_000)));
    }

    #[test]
    fn a_microsecond_is_the_shortest_view() {
        assert_eq!(zoomed(range(1_500_000, 1_501_000), ALL, 1_500_500, 0.1), Some(range(1_500_000, 1_501_000)));
        assert_eq!(zoomed(range(5, 6), range(5, 6), 5, 0.1), None);
    }

    #[test]
    fn panning_stops_at_the_ends() {
        let view = range(1_400_000, 1_500_000);
        assert_eq!(panned(view, ALL, 0.5), range(1_450_000, 1_550_000));
        assert_eq!(panned(view, ALL, -0.5), range(1_350_000, 1_450_000));
        assert_eq!(panned(view, ALL, 90.0), range(1_900_000, 2_000_000));
        assert_eq!(panned(view, ALL, -90.0), range(1_000_000, 1_100_000));
    }

    #[test]
    fn durations_zoom_by_their_logarithm() {
        let durations = |min_ns, max_ns| DurationRange { min_ns, max_ns: Some(max_ns) };
        let all = durations(1_000, 1_000_000_000);
        let zoomed = |view, factor| zoomed_durations(view, all, 1_000_000, factor);
        assert_eq!(zoomed(all, 0.5), Some(durations(31_623, 31_622_777)));
        assert_eq!(zoomed(durations(31_623, 31_622_777), 4.0), None);
        assert_eq!(zoomed(all, 0.001), Some(all));
    }

    #[test]
    fn numbers_zoom_on_both_sides_of_zero() {
        let all = (-1000.0, 1000.0);
        let zoomed = |view, about, factor| zoomed_numbers(view, all, about, (1.0, factor));
        let (low, high) = zoomed(all, 0.0, 0.5).unwrap();
        assert!((low + high).abs() < 1e-9 && (20.0..50.0).contains(&high), "{low} {high}");
        assert_eq!(zoomed((low, high), 0.0, 4.0), None);
        let (low, high) = zoomed(all, 1000.0, 0.5).unwrap();
        assert!(low.abs() < 1e-9 && (high - 1000.0).abs() < 1e-6, "{low} {high}");
        assert_eq!(zoomed((5.0, 5.1), 5.0, 0.5), Some((5.0, 5.1)));
    }
}
