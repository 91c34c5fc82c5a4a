//! Which nodes and edges are shown: all, those around one node, and of too many the heaviest, with the rest as one.

use std::collections::{BTreeMap, BTreeSet};

use spanlens::analysis::{MapEdge, MapNumbers, ServiceMap};

use super::{is_compared, weight_ns};
use spanlens::sort::sort_by;

/// So many nodes can be read.
pub(crate) const MOST: usize = 200;

/// What is shown of a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Shown {
    pub(crate) nodes: Vec<ShownNode>,
    pub(crate) edges: Vec<ShownEdge>,
    /// The largest weight of any of them, whatever its sign.
    pub(crate) scale_ns: f64,
    /// Whether weights are changes.
    pub(crate) is_compared: bool,
}

/// A node as it is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ShownNode {
    /// The nodes of the map that it stands for: one, or all that are folded.
    pub(crate) of: Vec<usize>,
    /// What it is shown by, in nanoseconds per unit.
    pub(crate) weight_ns: f64,
    pub(crate) calls_per_unit: f64,
    /// Calls and failing calls of the selection.
    pub(crate) calls: (u32, u32),
}

/// All calls between two nodes that are shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ShownEdge {
    /// The places of both ends.
    pub(crate) ends: (usize, usize),
    /// The edges of the map that it stands for.
    pub(crate) of: Vec<usize>,
    pub(crate) weight_ns: f64,
    pub(crate) calls: (u32, u32),
    pub(crate) is_messages: bool,
}

impl Shown {
    /// What is shown of a map: around one of its nodes, if there is a focus. At most `most` nodes. O(n log n).
    pub(crate) fn of(map: &ServiceMap, focus: Option<usize>, most: usize) -> Self {
        let is_near =
            |edge: &&MapEdge| focus.is_none_or(|focus| edge.from as usize == focus || edge.to as usize == focus);
        let ends = |edge: &MapEdge| [edge.from as usize, edge.to as usize];
        let wanted: BTreeSet<usize> = match focus {
            None => (0..map.nodes.len()).collect(),
            Some(focus) => map.edges.iter().filter(is_near).flat_map(ends).chain([focus]).collect(),
        };
        let kept = kept(map, &wanted, focus, most);
        let folded: Vec<usize> = wanted.iter().copied().filter(|node| !kept.contains(node)).collect();
        let mut places: BTreeMap<usize, usize> = kept.iter().copied().zip(0..).collect();
        places.extend(folded.iter().map(|&node| (node, kept.len())));
        let mut nodes: Vec<ShownNode> = vec![ShownNode::default(); kept.len() + usize::from(!folded.is_empty())];
        for (&node, &place) in &places {
            let numbers = &map.nodes[node];
            let shown = &mut nodes[place];
            shown.of.push(node);
            shown.weight_ns += weight_ns(map, &numbers.selection, numbers.change_ns);
            shown.calls_per_unit += numbers.selection.calls_per_unit;
            add(&mut shown.calls, &numbers.selection);
        }
        let mut edges: BTreeMap<(usize, usize), ShownEdge> = BTreeMap::new();
        for (at, edge) in map.edges.iter().enumerate().filter(|(_, edge)| is_near(edge)) {
            let [Some(&from), Some(&to)] = ends(edge).map(|node| places.get(&node)) else { continue };
            let new = || ShownEdge { ends: (from, to), is_messages: true, ..ShownEdge::default() };
            let shown = edges.entry((from, to)).or_insert_with(new);
            shown.of.push(at);
            shown.weight_ns += weight_ns(map, &edge.selection, edge.change_ns);
            shown.is_messages &= edge.is_messages;
            add(&mut shown.calls, &edge.selection);
        }
        let edges: Vec<ShownEdge> = edges.into_values().collect();
        let weights = nodes.iter().map(|node| node.weight_ns).chain(edges.iter().map(|edge| edge.weight_ns));
        let scale_ns = weights.map(f64::abs).fold(0.0, f64::max);
        Self { nodes, edges, scale_ns, is_compared: is_compared(map) }
    }

    /// How heavy something is, from −1, as much less as anything, to 1. Nothing below a hundredth, as it is not to be told from chance.
    pub(crate) fn strength(&self, weight_ns: f64) -> Option<f64> {
        const LEAST: f64 = 0.01;
        let strength = if self.scale_ns > 0.0 { weight_ns / self.scale_ns } else { 0.0 };
        (strength.abs() >= LEAST).then_some(strength)
    }

    /// Which of the shown nodes stands for a node of the map.
    pub(crate) fn place_of(&self, node: usize) -> Option<usize> {
        self.nodes.iter().position(|shown| shown.of.contains(&node))
    }
}

/// The nodes that are shown by themselves: the heaviest, each with its calls.
fn kept(map: &ServiceMap, wanted: &BTreeSet<usize>, focus: Option<usize>, most: usize) -> BTreeSet<usize> {
    if wanted.len() <= most {
        return wanted.clone();
    }
    let mut weights = vec![0.0_f64; map.nodes.len()];
    for (weight, node) in weights.iter_mut().zip(&map.nodes) {
        *weight = weight_ns(map, &node.selection, node.change_ns).abs();
    }
    for edge in &map.edges {
        let weight_ns = weight_ns(map, &edge.selection, edge.change_ns).abs();
        for node in [edge.from, edge.to] {
            weights[node as usize] += weight_ns;
        }
    }
    let mut order: Vec<usize> = wanted.iter().copied().collect();
    sort_by(&mut order, |&a, &b| (Some(b) == focus).cmp(&(Some(a) == focus)).then(weights[b].total_cmp(&weights[a])));
    order.into_iter().take(most.saturating_sub(1)).collect()
}

fn add((calls, failing): &mut (u32, u32), numbers: &MapNumbers) {
    *calls = calls.saturating_add(numbers.calls);
    *failing = failing.saturating_add(numbers.failing);
}

#[cfg(test)]
mod tests {
    use super::super::tests::compared;
    use super::*;

    #[test]
    fn all_is_shown_where_there_is_room() {
        let map = compared();
        let shown = Shown::of(&map, None, MOST);
        assert_eq!((shown.nodes.len(), shown.edges.len(), shown.is_compared), (3, 2, true));
        assert!((shown.scale_ns - 290e6).abs() < 1.0);
        let slowest = shown.edges.iter().find(|edge| edge.of == [0]).unwrap();
        assert_eq!(shown.strength(slowest.weight_ns), Some(1.0));
        assert_eq!(shown.strength(1.0), None);
    }

    #[test]
    fn around_a_node_are_its_neighbours() {
        let map = compared();
        let redis = map.nodes.iter().position(|node| node.name == "redis").unwrap();
        let shown = Shown::of(&map, Some(redis), MOST);
        assert_eq!((shown.nodes.len(), shown.edges.len()), (2, 1));
    }

    #[test]
    fn what_is_too_much_is_one_node_that_keeps_all_time() {
        let map = compared();
        let sum = |shown: &Shown| {
            shown.nodes.iter().map(|node| node.weight_ns).sum::<f64>()
                + shown.edges.iter().map(|edge| edge.weight_ns).sum::<f64>()
        };
        let (all, folded) = (Shown::of(&map, None, MOST), Shown::of(&map, None, 2));
        assert_eq!(folded.nodes.iter().map(|node| node.of.len()).collect::<Vec<_>>(), [1, 2]);
        assert!((sum(&all) - sum(&folded)).abs() < 1.0);
        // The shop, which is folded, calls the cart, and that calls the cache, which is folded, too.
        let ends: Vec<_> = folded.edges.iter().map(|edge| edge.ends).collect();
        assert_eq!(ends, [(0, 1), (1, 0)]);
    }
}
