//! The order within layers that has few crossings.

use super::layers::Layers;
use spanlens::sort::sort_by;

/// How often all layers are gone over, to the right and back.
const SWEEPS: usize = 12;
/// After so many sweeps without fewer crossings nothing more is to be expected.
const PATIENCE: usize = 4;

/// Orders layers by the barycenters of their neighbours, to and fro, and keeps the order with the fewest crossings.
pub(super) fn reduce_crossings(layers: &mut Layers) {
    let mut fewest = (crossings(layers), layers.orders.clone());
    let mut patience = PATIENCE;
    for sweep in 0..SWEEPS {
        if fewest.0 == 0 || patience == 0 {
            break;
        }
        if sweep % 2 == 0 {
            (1..layers.count()).for_each(|layer| order_layer(layers, layer, true));
        } else {
            (0..layers.count().saturating_sub(1)).rev().for_each(|layer| order_layer(layers, layer, false));
        }
        let now = crossings(layers);
        patience -= 1;
        if now < fewest.0 {
            fewest = (now, layers.orders.clone());
            patience = PATIENCE;
        }
    }
    layers.orders = fewest.1;
    layers.rank();
}

/// Orders a layer by the mean rank of its neighbours on one side. What has none there stays where it is; ties stay in order.
fn order_layer(layers: &mut Layers, layer: usize, by_left: bool) {
    let Layers { orders, ranks, left, right, .. } = layers;
    let barycenter = |at: usize| {
        let neighbours = if by_left { &left[at] } else { &right[at] };
        let sum: usize = neighbours.iter().map(|&other| ranks[other]).sum();
        #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
        let mean = if neighbours.is_empty() { ranks[at] as f64 } else { sum as f64 / neighbours.len() as f64 };
        mean
    };
    let mut keyed: Vec<(f64, usize)> = orders[layer].iter().map(|&at| (barycenter(at), at)).collect();
    sort_by(&mut keyed, |a, b| a.0.total_cmp(&b.0));
    for (rank, &(_, at)) in keyed.iter().enumerate() {
        orders[layer][rank] = at;
        ranks[at] = rank;
    }
}

/// How often lines cross, counted by a tree of sums over the ranks of their right ends (Barth, Jünger and Mutzel 2002).
fn crossings(layers: &Layers) -> u64 {
    let mut sum = 0;
    for (layer, order) in layers.orders.iter().enumerate() {
        let width = layers.orders.get(layer + 1).map_or(0, Vec::len);
        let mut tree = vec![0_u64; width + 1];
        let mut seen = 0_u64;
        for &at in order {
            let mut ends: Vec<usize> = layers.right[at].iter().map(|&other| layers.ranks[other]).collect();
            ends.sort_unstable();
            // Lines of one node do not cross each other: they are counted before any of them is added.
            for &end in &ends {
                sum += seen - up_to(&tree, end + 1);
            }
            for end in ends {
                add(&mut tree, end + 1);
                seen += 1;
            }
        }
    }
    sum
}

fn add(tree: &mut [u64], mut at: usize) {
    while at < tree.len() {
        tree[at] += 1;
        at += at & at.wrapping_neg();
    }
}

fn up_to(tree: &[u64], mut at: usize) -> u64 {
    let mut sum = 0;
    while at > 0 {
        sum += tree[at];
        at -= at & at.wrapping_neg();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::{Graph, layers::Layers};
    use super::*;

    fn layers(nodes: usize, edges: &[(usize, usize)]) -> Layers {
        let graph = Graph { nodes, edges };
        Layers::of(&graph, &vec![false; edges.len()])
    }

    #[test]
    fn crossings_are_those_of_pairs() {
        for (edges, expected) in [
            (vec![(0, 3), (1, 4), (2, 5)], 0),
            (vec![(0, 5), (1, 4), (2, 3)], 3),
            (vec![(0, 3), (0, 4), (1, 3), (1, 4)], 1),
            (vec![(0, 4), (0, 4), (1, 3)], 2),
        ] {
            assert_eq!(crossings(&layers(6, &edges)), expected, "{edges:?}");
        }
    }

    #[test]
    fn no_order_has_more_crossings_than_the_first() {
        let edges: Vec<_> = (0..40).map(|at| (at * 7 % 10, 10 + at * 3 % 10)).collect();
        let mut drawn = layers(20, &edges);
        let before = crossings(&drawn);
        reduce_crossings(&mut drawn);
        assert!(crossings(&drawn) < before);
    }
}
