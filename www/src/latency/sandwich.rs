//! Who calls what a frame is called like, and whom that calls: over all places of the tree at once.

#![expect(clippy::similar_names, reason = "callers and callees are called so")]

use std::collections::BTreeMap;

use spanlens::analysis::Frames;

use super::{Latency, Tree};
use spanlens::sort::sort_by;

/// A caller or a callee.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Neighbour {
    /// The frame of that name that takes the most of it.
    pub(crate) frame: u32,
    /// The time of the selected units in calls from or to it, in nanoseconds per unit.
    pub(crate) ns: f64,
    /// How that has changed, if there is something to compare with.
    pub(crate) delta_ns: Option<f64>,
    /// The most that a single frame takes.
    most_ns: f64,
}

/// Both, those that changed most first; those that take most, where nothing is compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Neighbours {
    /// At how many places of the tree there are frames of this name, those within each other counted once.
    pub(crate) places: u32,
    pub(crate) callers: Vec<Neighbour>,
    pub(crate) callees: Vec<Neighbour>,
}

/// What frames are the same.
type Label = (u32, u32, u32);

/// The neighbours of all frames with the service and name of one. O(frames).
pub(crate) fn neighbours(latency: &Latency, frame: u32, tree: Tree) -> Neighbours {
    let frames = latency.frames();
    let meant = label(frames, frame as usize);
    let (mut callers, mut callees) = (BTreeMap::new(), BTreeMap::new());
    let (mut places, mut inside) = (0, None);
    for (at, number) in (0..frames.len()).zip(0..) {
        let depth = frames.depths[at];
        if let Some(outer) = inside.filter(|&outer| depth > outer) {
            // What calls itself is neither its caller nor its callee.
            if depth == outer + 1 && label(frames, at) != meant {
                add(&mut callees, latency, tree, label(frames, at), (number, number));
            }
            continue;
        }
        inside = (label(frames, at) == meant).then_some(depth);
        if inside.is_some() {
            places += 1;
            if let Some(parent) = frames.parent(at) {
                add(&mut callers, latency, tree, label(frames, parent), (frames.parents[at], number));
            }
        }
    }
    Neighbours { places, callers: ranked(callers), callees: ranked(callees) }
}

fn label(frames: &Frames, frame: usize) -> Label {
    (frames.service_indexes[frame], frames.name_indexes[frame], frames.callee_indexes[frame])
}

/// Adds the time of a frame to that of a neighbour.
fn add(
    sums: &mut BTreeMap<Label, Neighbour>,
    latency: &Latency,
    tree: Tree,
    label: Label,
    (neighbour, timed): (u32, u32),
) {
    let times = latency.times();
    let ns = match tree {
        Tree::Within => times.total_ns[timed as usize],
        Tree::Outside => times.outside_total_ns[timed as usize],
    };
    let delta_ns = latency.change(timed, tree).map(|change| change.ns);
    let sum = sums.entry(label).or_insert(Neighbour {
        frame: neighbour,
        ns: 0.0,
        delta_ns: delta_ns.map(|_| 0.0),
        most_ns: f64::MIN,
    });
    sum.ns += ns;
    sum.delta_ns = sum.delta_ns.zip(delta_ns).map(|(sum, delta)| sum + delta);
    if ns > sum.most_ns {
        (sum.frame, sum.most_ns) = (neighbour, ns);
    }
}

fn ranked(sums: BTreeMap<Label, Neighbour>) -> Vec<Neighbour> {
    let mut ranked: Vec<Neighbour> = sums.into_values().collect();
    let weight = |neighbour: &Neighbour| neighbour.delta_ns.map_or(neighbour.ns, f64::abs);
    sort_by(&mut ranked, |a, b| {
        weight(b).total_cmp(&weight(a)).then(b.ns.total_cmp(&a.ns)).then(a.frame.cmp(&b.frame))
    });
    ranked
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{FlameGraphOptions, flame_graph};
    use spanlens::sketch::sketch;

    use super::*;

    #[test]
    fn callers_and_callees_are_gathered_from_all_places() {
        let store = sketch(
            "a root    0..100
               a x     0..40
                 a get 0..30
                   b q 0..10
                   a get 10..20
                     c q 10..15
               a y     50..100
                 a get 50..90
                   b q 50..80",
        )
        .unwrap();
        let graph = flame_graph(&store, store.requests(), &FlameGraphOptions::default()).unwrap();
        let latency = Latency::Graph(Box::new(graph));
        let frames = latency.frames();
        let get = (0..100).find(|&frame| frames.name(frame as usize) == "get").unwrap();
        let Neighbours { places, callers, callees } = neighbours(&latency, get, Tree::Within);
        let told = |found: &[Neighbour]| -> Vec<(String, f64)> {
            let name = |frame: u32| format!("{} {}", frames.service(frame as usize), frames.name(frame as usize));
            found.iter().map(|neighbour| (name(neighbour.frame), neighbour.ns / 1e6)).collect()
        };
        assert_eq!(places, 2);
        assert_eq!(told(&callers), [("a y".to_owned(), 40.0), ("a x".to_owned(), 30.0)]);
        // The second is what the call below `y` spends in transit.
        assert_eq!(told(&callees), [("b q".to_owned(), 40.0), ("a get".to_owned(), 10.0)]);
        assert_eq!(callees[0].delta_ns, None);
    }
}
