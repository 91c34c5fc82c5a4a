//! A layered drawing of a directed graph: who is called stands to the right of who calls.
//!
//! The method is that of Sugiyama, Tagawa and Toda (1981), in four steps. Edges that would close a cycle are turned around. Each node comes
//! as many layers to the right as the longest way to it has edges, and edges over several layers get a bend in each. The order within
//! layers is found by the barycenters of neighbours, layer by layer, to and fro; of all orders the one with the fewest crossings is
//! kept. Places are then as near as possible to the mean of their neighbours, by least squares with the distances as constraints.
//! Nothing is random, and ties are decided by the order of the nodes: the same graph has the same picture.
//!
//! This names nothing of the page, so that benchmarks can measure it by itself.

mod cycles;
mod layers;
mod order;
mod places;

use layers::Layers;

/// The size of a node.
pub(crate) const BOX_PX: (f64, f64) = (176.0, 44.0);
/// Between layers, and between nodes of a layer.
pub(crate) const GAP_PX: (f64, f64) = (84.0, 18.0);
/// Around everything.
const MARGIN_PX: f64 = 16.0;
/// Between bends, and between a bend and a node.
const BEND_PX: f64 = 10.0;

/// A graph. Edges name nodes by their numbers, below `nodes`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Graph<'a> {
    pub(crate) nodes: usize,
    pub(crate) edges: &'a [(usize, usize)],
}

/// Where everything is, in pixels from the left top corner.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Layered {
    /// The left top corner of each node.
    pub(crate) corners: Vec<(f64, f64)>,
    /// The layer of each node, from the left.
    pub(crate) layers: Vec<usize>,
    /// The way of each edge.
    pub(crate) ways: Vec<Way>,
    pub(crate) width_px: f64,
    pub(crate) height_px: f64,
}

/// The way of an edge, from its beginning to its end.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Way {
    /// Where it begins, bends and ends. An edge from a node to itself has the middle of the node's upper edge alone.
    pub(crate) points: Vec<(f64, f64)>,
    /// Whether it goes from right to left, as it closes a cycle.
    pub(crate) is_back: bool,
}

/// Lays out a graph.
///
/// O(sweeps · (b log b)) for the b nodes and bends, of which there are at most edges · layers.
pub(crate) fn layered(graph: &Graph) -> Layered {
    let is_back = cycles::back_edges(graph);
    let mut layers = Layers::of(graph, &is_back);
    order::reduce_crossings(&mut layers);
    let middles = places::middles(&layers);
    let top = (0..layers.kinds()).map(|at| middles[at] - layers.half_height_px(at)).fold(f64::INFINITY, f64::min);
    let bottom = (0..layers.kinds()).map(|at| middles[at] + layers.half_height_px(at)).fold(0.0, f64::max);
    let top = if top.is_finite() { top } else { 0.0 };
    let place = |at: usize| {
        #[expect(clippy::cast_precision_loss, reason = "layers are few")]
        let left = MARGIN_PX + layers.layer(at) as f64 * (BOX_PX.0 + GAP_PX.0);
        (left, middles[at] - top + MARGIN_PX)
    };
    let corners = (0..graph.nodes).map(|node| (place(node).0, place(node).1 - BOX_PX.1 / 2.0)).collect();
    #[expect(clippy::cast_precision_loss, reason = "layers are few")]
    let columns = layers.count() as f64;
    let mut layered = Layered {
        corners,
        layers: (0..graph.nodes).map(|node| layers.layer(node)).collect(),
        ways: Vec::new(),
        width_px: 2.0 * MARGIN_PX + columns * (BOX_PX.0 + GAP_PX.0) - if columns > 0.0 { GAP_PX.0 } else { 0.0 },
        height_px: 2.0 * MARGIN_PX + (bottom - top).max(0.0),
    };
    layered.ways = ways(graph, &is_back, &layers, place);
    layered
}

/// The ways of all edges through their bends.
fn ways(graph: &Graph, is_back: &[bool], layers: &Layers, place: impl Fn(usize) -> (f64, f64)) -> Vec<Way> {
    let way = |edge: usize| {
        let (from, to) = graph.edges[edge];
        if from == to {
            let (left, middle) = place(from);
            return Way { points: vec![(left + BOX_PX.0 / 2.0, middle - BOX_PX.1 / 2.0)], is_back: false };
        }
        // In the direction of the layers.
        let (first, last) = if is_back[edge] { (to, from) } else { (from, to) };
        let (begin, end) = (place(first), place(last));
        let bends = layers.bends(edge).flat_map(|bend| {
            let (left, middle) = place(bend);
            [(left, middle), (left + BOX_PX.0, middle)]
        });
        let mut points = vec![(begin.0 + BOX_PX.0, begin.1 + layers.port_px(edge, first))];
        points.extend(bends);
        points.push((end.0, end.1 + layers.port_px(edge, last)));
        if is_back[edge] {
            points.reverse();
        }
        Way { points, is_back: is_back[edge] }
    };
    (0..graph.edges.len()).map(way).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(nodes: usize, edges: &[(usize, usize)]) -> Layered {
        layered(&Graph { nodes, edges })
    }

    /// A graph as if drawn at random.
    fn random(nodes: usize, edges: usize) -> Vec<(usize, usize)> {
        let mut state = 1_u32;
        let mut below = |bound: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % bound
        };
        (0..edges).map(|_| (below(nodes), below(nodes))).collect()
    }

    fn overlaps(layered: &Layered) -> usize {
        let mut corners = layered.corners.clone();
        corners.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        corners
            .windows(2)
            .filter(|pair| (pair[0].0 - pair[1].0).abs() < 1e-9 && pair[1].1 - pair[0].1 < BOX_PX.1 - 1e-6)
            .count()
    }

    #[test]
    fn who_is_called_stands_to_the_right() {
        let layered = of(4, &[(0, 1), (1, 2), (0, 2), (3, 2)]);
        assert_eq!(layered.layers, [0, 1, 2, 0]);
        assert!(layered.ways.iter().all(|way| !way.is_back && way.points.is_sorted_by(|a, b| a.0 < b.0)));
        // The long edge bends once.
        assert_eq!(layered.ways[2].points.len(), 4);
    }

    #[test]
    fn what_closes_a_cycle_goes_back_and_is_marked() {
        let layered = of(3, &[(0, 1), (1, 2), (2, 0), (1, 1)]);
        assert_eq!(layered.ways.iter().map(|way| way.is_back).collect::<Vec<_>>(), [false, false, true, false]);
        let back = &layered.ways[2].points;
        assert!(back.first().unwrap().0 > back.last().unwrap().0);
        assert_eq!(layered.ways[3].points.len(), 1);
    }

    #[test]
    fn without_a_cycle_nothing_goes_back() {
        let edges: Vec<_> =
            random(60, 200).into_iter().filter(|(from, to)| from != to).map(|(a, b)| (a.max(b), a.min(b))).collect();
        assert!(of(60, &edges).ways.iter().all(|way| !way.is_back));
        // A cycle begins where calls come from, however many more its other nodes make.
        let cycle = [(0, 2), (2, 3), (3, 4), (4, 2), (4, 1), (4, 5)];
        let back: Vec<_> = of(6, &cycle).ways.iter().map(|way| way.is_back).collect();
        assert_eq!(back, [false, false, false, true, false, false]);
    }

    #[test]
    fn nothing_is_a_picture_without_anything() {
        assert_eq!(of(0, &[]).ways, []);
        assert_eq!(of(1, &[]).corners, [(MARGIN_PX, MARGIN_PX)]);
    }

    #[test]
    fn large_graphs_have_one_picture_without_overlaps() {
        let edges = random(200, 1_000);
        let (once, again) = (of(200, &edges), of(200, &edges));
        assert_eq!(once, again);
        assert_eq!(overlaps(&once), 0);
        let is_inside = |&(left, top): &(f64, f64)| {
            left >= 0.0 && top >= 0.0 && left + BOX_PX.0 <= once.width_px && top + BOX_PX.1 <= once.height_px
        };
        assert!(once.corners.iter().all(is_inside));
        for (way, &(from, to)) in once.ways.iter().zip(&edges).filter(|(_, (from, to))| from != to) {
            assert_eq!(once.layers[from] > once.layers[to], way.is_back);
        }
    }

    #[test]
    fn lines_that_need_not_cross_do_not() {
        // Drawn in the order of the nodes, all three would cross.
        let layered = of(6, &[(0, 5), (1, 4), (2, 3)]);
        let height = |node: usize| layered.corners[node].1;
        assert!((height(0) - height(5)).abs() < 1e-6 && (height(2) - height(3)).abs() < 1e-6);
    }

    #[test]
    fn a_chain_of_any_length_is_straight() {
        let edges: Vec<_> = (0..5_000).map(|at| (at, at + 1)).collect();
        let layered = of(5_001, &edges);
        assert!(layered.corners.iter().all(|corner| (corner.1 - MARGIN_PX).abs() < 1e-6));
    }
}
