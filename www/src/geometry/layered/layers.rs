//! Which layer each node is in, where edges bend, and the order within each layer.

use std::ops::Range;

use super::{BEND_PX, BOX_PX, GAP_PX, Graph};

/// Nodes, and bends after them, by layers.
#[derive(Debug, Clone)]
pub(super) struct Layers {
    /// How many of the places are nodes.
    nodes: usize,
    /// The layer of each node and bend.
    layer_of: Vec<usize>,
    /// The nodes and bends of each layer, from the top.
    pub(super) orders: Vec<Vec<usize>>,
    /// The bends of each edge, from the left.
    bends: Vec<Range<usize>>,
    /// Each edge between neighbouring layers, from the left to the right: its ends.
    pub(super) left: Vec<Vec<usize>>,
    pub(super) right: Vec<Vec<usize>>,
    /// Both ends of each edge, from the left to the right.
    ends: Vec<(usize, usize)>,
    /// Where each node or bend stands in its layer.
    pub(super) ranks: Vec<usize>,
}

impl Layers {
    pub(super) fn of(graph: &Graph, is_back: &[bool]) -> Self {
        let turned =
            |(edge, &(from, to)): (usize, &(usize, usize))| if is_back[edge] { (to, from) } else { (from, to) };
        let ends: Vec<_> = graph.edges.iter().enumerate().map(turned).collect();
        let mut layer_of = layers(graph.nodes, &ends);
        let mut neighbours = Neighbours { left: vec![Vec::new(); graph.nodes], right: vec![Vec::new(); graph.nodes] };
        let mut bends = Vec::with_capacity(ends.len());
        for &(first, last) in &ends {
            let begin = layer_of.len();
            if first != last {
                let mut at = first;
                for layer in layer_of[first] + 1..layer_of[last] {
                    let bend = layer_of.len();
                    layer_of.push(layer);
                    neighbours.left.push(Vec::new());
                    neighbours.right.push(Vec::new());
                    neighbours.join(at, bend);
                    at = bend;
                }
                neighbours.join(at, last);
            }
            bends.push(begin..layer_of.len());
        }
        let count = layer_of.iter().max().map_or(0, |last| last + 1);
        let mut orders = vec![Vec::new(); count];
        for (at, &layer) in layer_of.iter().enumerate() {
            orders[layer].push(at);
        }
        let Neighbours { left, right } = neighbours;
        let ranks = vec![0; layer_of.len()];
        let mut layers = Self { nodes: graph.nodes, layer_of, orders, bends, left, right, ends, ranks };
        layers.rank();
        layers
    }

    /// Notes where everything stands in its layer.
    pub(super) fn rank(&mut self) {
        for order in &self.orders {
            for (rank, &at) in order.iter().enumerate() {
                self.ranks[at] = rank;
            }
        }
    }

    /// How many nodes and bends there are.
    pub(super) fn kinds(&self) -> usize {
        self.layer_of.len()
    }

    /// How many layers there are.
    pub(super) fn count(&self) -> usize {
        self.orders.len()
    }

    pub(super) fn layer(&self, at: usize) -> usize {
        self.layer_of[at]
    }

    pub(super) fn bends(&self, edge: usize) -> Range<usize> {
        self.bends[edge].clone()
    }

    fn is_bend(&self, at: usize) -> bool {
        at >= self.nodes
    }

    /// Half of the height of a node; a bend has none.
    pub(super) fn half_height_px(&self, at: usize) -> f64 {
        if self.is_bend(at) { 0.0 } else { BOX_PX.1 / 2.0 }
    }

    /// The least distance between the middles of neighbours in a layer.
    pub(super) fn distance_px(&self, upper: usize, lower: usize) -> f64 {
        let gap = if self.is_bend(upper) || self.is_bend(lower) { BEND_PX } else { GAP_PX.1 };
        self.half_height_px(upper) + self.half_height_px(lower) + gap
    }

    /// How far from the middle of a node an edge begins or ends, so that edges do not all meet in one point.
    pub(super) fn port_px(&self, edge: usize, node: usize) -> f64 {
        let (first, last) = self.ends[edge];
        let side = if node == first { &self.right[node] } else { &self.left[node] };
        let Range { start, end } = self.bends(edge);
        let next = match (node == first, start < end) {
            (true, true) => start,
            (true, false) => last,
            (false, true) => end - 1,
            (false, false) => first,
        };
        let above = side.iter().filter(|&&other| self.ranks[other] < self.ranks[next]).count();
        let (above, all) = (u32::try_from(above).unwrap_or(0), u32::try_from(side.len()).unwrap_or(1));
        BOX_PX.1 * 0.8 * ((f64::from(above) + 0.5) / f64::from(all.max(1)) - 0.5)
    }
}

struct Neighbours {
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

impl Neighbours {
    fn join(&mut self, left: usize, right: usize) {
        self.right[left].push(right);
        self.left[right].push(left);
    }
}

/// The layer of each node: the number of edges on the longest way to it. The edges have no cycles but of one node.
fn layers(nodes: usize, ends: &[(usize, usize)]) -> Vec<usize> {
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut waiting = vec![0_usize; nodes];
    for &(first, last) in ends.iter().filter(|(first, last)| first != last) {
        outgoing[first].push(last);
        waiting[last] += 1;
    }
    let mut layers = vec![0; nodes];
    let mut ready: Vec<usize> = (0..nodes).filter(|&node| waiting[node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &next in &outgoing[node] {
            layers[next] = layers[next].max(layers[node] + 1);
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.push(next);
            }
        }
    }
    layers
}
