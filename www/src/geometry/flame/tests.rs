//! Flame graphs in rows of text, and large ones.

use spanlens::analysis::{Frames, NO_PARENT};

use super::*;

/// Frames by the parent of each.
fn frames(parents: &[Option<u32>]) -> Frames {
    let mut frames = Frames::default();
    for parent in parents {
        frames.depths.push(parent.map_or(0, |parent| frames.depths[parent as usize] + 1));
        frames.parents.push(parent.unwrap_or(NO_PARENT));
    }
    frames
}

/// ```text
/// 0───────────────────── 6─
/// 1──────────── 4─────
/// 2── 3────────
/// ```
fn drawn() -> FlameLayout {
    let parents = [None, Some(0), Some(1), Some(1), Some(0), Some(4), None];
    FlameLayout::new(&frames(&parents), &[90.0, 60.0, 20.0, 40.0, 20.0, 0.0, 10.0])
}

fn view(zoom: Option<u32>) -> FlameView {
    FlameView { zoom, width_px: 200.0 }
}

fn places(layout: &FlameLayout, view: FlameView) -> Vec<(Option<u32>, u32, f64, f64)> {
    let places = layout.boxes(view, 0..u32::MAX).into_iter();
    places.map(|shown| (shown.frame, shown.row, shown.left_px, shown.width_px)).collect()
}

#[test]
fn frames_lie_in_their_parents_from_left_to_right() {
    let expected = [
        (Some(0), 0, 0.0, 180.0),
        (Some(1), 1, 0.0, 120.0),
        (Some(2), 2, 0.0, 40.0),
        (Some(3), 2, 40.0, 80.0),
        (Some(4), 1, 120.0, 40.0),
        (Some(6), 0, 180.0, 20.0),
    ];
    assert_eq!(places(&drawn(), view(None)), expected);
    assert_eq!(drawn().rows(view(None)), 3);
}

#[test]
fn what_is_zoomed_into_is_as_wide_as_there_is_room() {
    let places = places(&drawn(), view(Some(1)));
    assert_eq!(places[0], (Some(1), 0, 0.0, 200.0));
    assert_eq!(places[2], (Some(3), 1, 200.0 / 3.0, 400.0 / 3.0));
    assert_eq!(drawn().above(3), [0, 1]);
}

#[test]
fn frames_that_take_no_time_are_nowhere() {
    assert!(!drawn().has_place(5) && drawn().has_place(4));
    assert_eq!(places(&drawn(), view(Some(5))), []);
    assert_eq!(places(&FlameLayout::default(), view(None)), []);
}

#[test]
fn a_place_means_the_frame_that_is_drawn_there() {
    let layout = drawn();
    assert_eq!(layout.at(view(None), 130.0, 1), Some(4));
    assert_eq!(layout.at(view(None), 130.0, 2), None);
    assert_eq!(layout.at(view(None), 199.9, 0), Some(6));
    assert_eq!(layout.at(view(None), 200.0, 0), None);
    assert_eq!(layout.at(view(Some(4)), 130.0, 0), Some(4));
}

#[test]
fn arrows_go_down_to_the_very_last_frame() {
    let layout = FlameLayout::new(&frames(&[None, Some(0), Some(1)]), &[9.0, 9.0, 9.0]);
    let down = |frame| layout.moved(view(None), frame, Move::Down);
    assert_eq!([0, 1, 2].map(down), [Some(1), Some(2), None]);
}

#[test]
fn arrows_go_from_frame_to_frame() {
    let layout = drawn();
    let moved = |frame, direction| layout.moved(view(None), frame, direction);
    assert_eq!(moved(0, Move::Down), Some(1));
    assert_eq!(moved(1, Move::Down), Some(3));
    assert_eq!((moved(3, Move::Left), moved(2, Move::Right)), (Some(2), Some(3)));
    assert_eq!((moved(3, Move::Right), moved(1, Move::Right)), (None, Some(4)));
    assert_eq!((moved(3, Move::Up), moved(0, Move::Up)), (Some(1), None));
    assert_eq!(moved(4, Move::Down), None);
    assert_eq!(layout.moved(view(Some(1)), 1, Move::Up), None);
    assert_eq!(layout.moved(view(Some(1)), 4, Move::Up), Some(1));
}

#[test]
fn narrow_neighbours_are_one() {
    let mut parents = vec![None];
    parents.extend([Some(0); 1000]);
    let mut widths = vec![1000.0];
    widths.extend([1.0; 1000]);
    let layout = FlameLayout::new(&frames(&parents), &widths);
    let found = places(&layout, FlameView { zoom: None, width_px: 500.0 });
    assert_eq!(found.len(), 2);
    assert_eq!((found[1].0, found[1].1, found[1].2), (None, 1, 0.0));
    assert!((found[1].3 - 500.0).abs() < 1e-6);
    assert_eq!(layout.at(FlameView { zoom: None, width_px: 500.0 }, 250.2, 1), Some(501));
}

#[test]
fn depth_is_no_limit() {
    let parents: Vec<Option<u32>> = std::iter::once(None).chain((0..4_999).map(Some)).collect();
    let layout = FlameLayout::new(&frames(&parents), &vec![7.0; 5_000]);
    assert_eq!(layout.rows(view(None)), 5_000);
    assert_eq!(layout.boxes(view(None), 4_000..4_030).len(), 30);
    assert_eq!(layout.at(view(None), 100.0, 4_999), Some(4_999));
    assert_eq!(layout.above(4_999).len(), 4_999);
}

#[test]
fn of_a_hundred_thousand_frames_no_more_are_drawn_than_can_be_seen() {
    // Ten children each, over five levels.
    let parents: Vec<Option<u32>> = (0..111_111_u32).map(|frame| frame.checked_sub(1).map(|at| at / 10)).collect();
    let mut order: Vec<u32> = (0..111_111).collect();
    let path = |mut frame: u32| {
        let mut path = vec![frame];
        while let Some(parent) = parents[frame as usize] {
            path.push(parent);
            frame = parent;
        }
        path.reverse();
        path
    };
    order.sort_by_cached_key(|&frame| path(frame));
    let mut renumbered = vec![0; order.len()];
    (0..).zip(&order).for_each(|(new, &old): (u32, &u32)| renumbered[old as usize] = new);
    let sorted: Vec<Option<u32>> =
        order.iter().map(|&old| parents[old as usize].map(|parent| renumbered[parent as usize])).collect();
    let frames = frames(&sorted);
    let widths: Vec<f64> = frames.depths.iter().map(|&depth| 1e5 / f64::from(10_u32.pow(depth))).collect();
    let layout = FlameLayout::new(&frames, &widths);
    let found = layout.boxes(FlameView { zoom: None, width_px: 1200.0 }, 0..u32::MAX);
    assert!(found.len() < 1200 * 6 / 2, "{}", found.len());
    assert_eq!(found.iter().filter(|shown| shown.row == 2).count(), 100);
}

/// Some tree, by the number of its frames and what chance is drawn from.
fn any_tree(count: u32, seed: u64) -> FlameLayout {
    let mut state = seed;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let (mut parents, mut path, mut widths) = (Vec::new(), Vec::<u32>::new(), Vec::new());
    for frame in 0..count {
        path.truncate(path.len().saturating_sub(usize::try_from(below(4)).unwrap()));
        parents.push(path.last().copied());
        widths.push(f64::from(u32::try_from(below(9)).unwrap()));
        path.push(frame);
    }
    for frame in (0..parents.len()).rev() {
        if let Some(parent) = parents[frame] {
            widths[parent as usize] += widths[frame];
        }
    }
    FlameLayout::new(&frames(&parents), &widths)
}

#[test]
fn every_box_is_found_at_its_own_place() {
    for seed in 0..200 {
        let layout = any_tree(24, seed);
        let view = FlameView { zoom: u32::try_from(seed % 30).ok().filter(|&zoom| zoom < 24), width_px: 700.0 };
        for shown in layout.boxes(view, 0..u32::MAX) {
            let Some(frame) = shown.frame else { continue };
            assert_eq!(layout.at(view, shown.left_px + shown.width_px / 2.0, shown.row), Some(frame), "{seed}");
            assert_eq!(layout.row_of(view, frame), Some(shown.row));
            assert!(shown.left_px >= -1e-6 && shown.left_px + shown.width_px <= 700.0 + 1e-6, "{seed}");
        }
    }
}
