//! Where findings are above the heatmap: a bracket over the time of each, with a number in its middle.

use spanlens::units::TimeRange;

use super::{BrokenAxis, Rect, spread};
use spanlens::sort::sort_by;

/// How many brackets can lie one over the other and be told apart.
const LANES: usize = 3;

/// From the middle of a number to that of the next: the width of two digits and a little air.
const NUMBER_PX: f64 = 20.0;
/// The least width of a bracket.
const BRACKET_PX: f64 = 4.0;

/// The place of one finding, in pixels of the plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bracket {
    /// Its place in the list, from 0.
    pub(crate) at: usize,
    /// Its left end, at the edge of the plot where it begins before.
    pub(crate) left: f64,
    pub(crate) width: f64,
    /// Whether it begins, and ends, within what is shown.
    pub(crate) ends: (bool, bool),
    /// From the plot upwards, from 0 and below [`LANES`]. As long as these suffice, brackets in one lane do not overlap.
    pub(crate) lane: usize,
    /// The middle of its number. Nothing where there is no room for another one.
    pub(crate) number: Option<f64>,
}

/// The places of findings with these times, in the order in which they are to be drawn: wide ones first, so that none hides another. What
/// has no time has no place, and neither has what is out of sight.
pub(crate) fn brackets(axis: &BrokenAxis, times: &[Option<TimeRange>]) -> Vec<Bracket> {
    let mut places: Vec<Bracket> =
        times.iter().enumerate().filter_map(|(at, time)| place(axis, at, (*time)?)).collect();
    for index in 0..places.len() {
        let (before, after) = places.split_at_mut(index);
        let is_free = |lane: &usize| before.iter().all(|other| other.lane != *lane || !overlap(other, &after[0]));
        after[0].lane = (0..LANES).find(is_free).unwrap_or(LANES - 1);
    }
    number(&mut places, axis.width_px);
    sort_by(&mut places, |a, b| b.width.total_cmp(&a.width).then(a.at.cmp(&b.at)));
    places
}

fn place(axis: &BrokenAxis, at: usize, TimeRange { from_ns, to_ns }: TimeRange) -> Option<Bracket> {
    let shown = axis.range();
    if to_ns <= shown.from_ns || from_ns >= shown.to_ns {
        return None;
    }
    let (from_px, to_px) = (axis.px_from_ns(from_ns).max(0.0), axis.px_from_ns(to_ns).min(axis.width_px));
    let width = (to_px - from_px).max(BRACKET_PX).min(axis.width_px);
    let left = from_px.min(axis.width_px - width);
    let ends = (from_ns >= shown.from_ns, to_ns <= shown.to_ns);
    Some(Bracket { at, left, width, ends, lane: 0, number: None })
}

fn overlap(a: &Bracket, b: &Bracket) -> bool {
    a.left < b.left + b.width && b.left < a.left + a.width
}

/// Numbers the first brackets, as many as there is room for, each as near to its middle as the others allow.
fn number(places: &mut [Bracket], width_px: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, and pixels are few")]
    let room = (width_px / NUMBER_PX).floor() as usize;
    let middle = |place: &Bracket| (place.left + place.width / 2.0).max(NUMBER_PX / 2.0);
    let mut order: Vec<usize> = (0..places.len().min(room)).collect();
    sort_by(&mut order, |&a, &b| middle(&places[a]).total_cmp(&middle(&places[b])).then(a.cmp(&b)));
    let wanted: Vec<f64> = order.iter().map(|&index| middle(&places[index])).collect();
    for (index, number) in order.into_iter().zip(spread(&wanted, NUMBER_PX, width_px - NUMBER_PX / 2.0)) {
        places[index].number = Some(number);
    }
}

/// All of an area of a width and a height but a rectangle in it: what is left of it, right of it, above it and below it.
pub(crate) fn around(rect: Rect, (width, height): (f64, f64)) -> [Rect; 4] {
    let Rect { left, top, .. } = rect;
    let (right, bottom) = (left + rect.width, top + rect.height);
    [
        Rect { left: 0.0, top: 0.0, width: left, height },
        Rect { left: right, top: 0.0, width: (width - right).max(0.0), height },
        Rect { left, top: 0.0, width: rect.width, height: top },
        Rect { left, top: bottom, width: rect.width, height: (height - bottom).max(0.0) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 ns on 100 pixels, from 1000 ns.
    fn axis() -> BrokenAxis {
        BrokenAxis::new(&[TimeRange { from_ns: 1000, to_ns: 1100 }], 100.0)
    }

    fn placed(times: &[(u64, u64)]) -> Vec<Bracket> {
        let times: Vec<_> = times.iter().map(|&(from_ns, to_ns)| Some(TimeRange { from_ns, to_ns })).collect();
        let mut placed = brackets(&axis(), &times);
        placed.sort_by_key(|bracket| bracket.at);
        placed
    }

    #[test]
    fn a_bracket_is_over_its_time_with_its_number_in_the_middle() {
        let [bracket] = placed(&[(1020, 1060)])[..] else { panic!() };
        let expected = Bracket { at: 0, left: 20.0, width: 40.0, ends: (true, true), lane: 0, number: Some(40.0) };
        assert_eq!(bracket, expected);
    }

    #[test]
    fn what_reaches_beyond_is_cut_off_and_what_is_outside_is_left_out() {
        let placed = placed(&[(900, 1010), (1090, 2000), (500, 1000), (1100, 1200), (0, u64::MAX)]);
        let told: Vec<_> = placed.iter().map(|place| (place.at, place.left, place.width, place.ends)).collect();
        assert_eq!(
            told,
            [(0, 0.0, 10.0, (false, true)), (1, 90.0, 10.0, (true, false)), (4, 0.0, 100.0, (false, false)),]
        );
    }

    #[test]
    fn what_has_no_time_has_no_place() {
        assert_eq!(brackets(&axis(), &[None, None]), []);
        assert_eq!(brackets(&axis(), &[]), []);
    }

    #[test]
    fn a_bracket_reaches_over_what_is_left_out() {
        let pieces = [(0, 100), (500, 600)].map(|(from_ns, to_ns)| TimeRange { from_ns, to_ns });
        let time = |from_ns, to_ns| Some(TimeRange { from_ns, to_ns });
        let placed = brackets(&BrokenAxis::new(&pieces, 232.0), &[time(50, 550), time(500, 600), time(0, 100)]);
        let told: Vec<_> = placed.iter().map(|place| (place.at, place.left.round(), place.width.round())).collect();
        assert_eq!(told, [(0, 50.0, 132.0), (1, 132.0, 100.0), (2, 0.0, 100.0)]);
    }

    #[test]
    fn an_instant_can_be_seen_within_the_plot() {
        for (from_ns, to_ns) in [(1000, 1001), (1099, 1100), (1050, 1051)] {
            let place = placed(&[(from_ns, to_ns)])[0];
            assert!(place.width >= BRACKET_PX && place.left >= 0.0 && place.left + place.width <= 100.0, "{place:?}");
        }
    }

    #[test]
    fn brackets_that_overlap_lie_in_lanes_of_their_own() {
        let lanes = |times: &[(u64, u64)]| placed(times).iter().map(|place| place.lane).collect::<Vec<_>>();
        assert_eq!(lanes(&[(1000, 1020), (1020, 1040), (1060, 1080)]), [0, 0, 0]);
        assert_eq!(lanes(&[(1000, 1050), (1040, 1080), (1045, 1047), (1090, 1100)]), [0, 1, 2, 0]);
        // There are no more lanes than three.
        assert_eq!(lanes(&[(1000, 1050); 5]), [0, 1, 2, 2, 2]);
    }

    #[test]
    fn numbers_keep_their_distance_and_stay_inside() {
        let numbers: Vec<f64> =
            placed(&[(1000, 1002), (1000, 1004), (1001, 1003)]).iter().map(|place| place.number.unwrap()).collect();
        let mut sorted = numbers.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= NUMBER_PX), "{numbers:?}");
        assert!(sorted[0] >= NUMBER_PX / 2.0);
        let right = placed(&[(1098, 1100), (1096, 1100)]);
        assert!(
            right.iter().all(|place| place.number.is_some_and(|number| number <= 100.0 - NUMBER_PX / 2.0)),
            "{right:?}"
        );
    }

    #[test]
    fn only_as_many_are_numbered_as_there_is_room_for() {
        let times: Vec<_> = (0..9).map(|index| (1000 + index * 10, 1005 + index * 10)).collect();
        let numbered: Vec<bool> = placed(&times).iter().map(|place| place.number.is_some()).collect();
        assert_eq!(numbered, [[true; 5].as_slice(), &[false; 4]].concat());
        let inside = |number: f64| (NUMBER_PX / 2.0..=100.0 - NUMBER_PX / 2.0).contains(&number);
        assert!(placed(&times).iter().filter_map(|place| place.number).all(inside));
    }

    #[test]
    fn narrow_brackets_are_drawn_over_wide_ones() {
        let times = [(1040, 1045), (1000, 1100), (1030, 1060)];
        let times = times.map(|(from_ns, to_ns)| Some(TimeRange { from_ns, to_ns }));
        let order: Vec<usize> = brackets(&axis(), &times).iter().map(|place| place.at).collect();
        assert_eq!(order, [1, 2, 0]);
    }

    #[test]
    fn what_is_around_a_rectangle_is_everything_else() {
        let area = |rects: &[Rect]| rects.iter().map(|rect| rect.width * rect.height).sum::<f64>();
        for rect in [
            Rect { left: 10.0, top: 5.0, width: 20.0, height: 15.0 },
            Rect { left: 0.0, top: 0.0, width: 100.0, height: 50.0 },
            Rect { left: 90.0, top: 0.0, width: 10.0, height: 50.0 },
        ] {
            let others = around(rect, (100.0, 50.0));
            assert!((area(&others) + area(&[rect]) - 5000.0).abs() < 1e-9, "{others:?}");
            assert!(others.iter().all(|other| other.width >= 0.0 && other.height >= 0.0));
        }
    }
}
