//! Which edges close a cycle.

use std::collections::VecDeque;

use super::Graph;

/// For each edge, whether it is turned around so that no cycles are left. Edges from a node to itself do not count.
///
/// Nodes are put in a row as Eades, Lin and Smyth (1993) do: those that call nobody to its end, those that nobody calls to its beginning, each
/// taken out of the graph, and where neither is left, one to the beginning. There it is the one that is the fewest calls away from where
/// calls come from, then the one that makes most kinds of calls beyond those that it gets, then the first. What leads back in the row is turned.
/// So where there is no cycle, nothing is. O(edges + nodes · nodes in cycles).
pub(super) fn back_edges(graph: &Graph) -> Vec<bool> {
    let mut row = Row::of(graph);
    let depths = depths(graph, &row.outgoing);
    row.strip((0..graph.nodes).collect());
    while let Some(node) = row.next(&depths) {
        row.take(node, true);
        let neighbours = row.neighbours(node);
        row.strip(neighbours);
    }
    let places = row.places;
    graph.edges.iter().map(|&(from, to)| places[from] > places[to]).collect()
}

/// A row in the making.
struct Row {
    outgoing: Vec<Vec<usize>>,
    incoming: Vec<Vec<usize>>,
    /// How many edges of each node are left.
    calls: Vec<usize>,
    called: Vec<usize>,
    is_taken: Vec<bool>,
    /// Ascending from the beginning to the end.
    places: Vec<i64>,
    from_start: i64,
    from_end: i64,
}

impl Row {
    fn of(graph: &Graph) -> Self {
        let (mut outgoing, mut incoming) = (vec![Vec::new(); graph.nodes], vec![Vec::new(); graph.nodes]);
        for &(from, to) in graph.edges.iter().filter(|(from, to)| from != to) {
            outgoing[from].push(to);
            incoming[to].push(from);
        }
        Self {
            calls: outgoing.iter().map(Vec::len).collect(),
            called: incoming.iter().map(Vec::len).collect(),
            outgoing,
            incoming,
            is_taken: vec![false; graph.nodes],
            places: vec![0; graph.nodes],
            from_start: 0,
            from_end: i64::MAX,
        }
    }

    fn neighbours(&self, node: usize) -> Vec<usize> {
        self.outgoing[node].iter().chain(&self.incoming[node]).copied().collect()
    }

    /// Takes a node out of the graph.
    fn take(&mut self, node: usize, to_start: bool) {
        self.is_taken[node] = true;
        if to_start {
            self.places[node] = self.from_start;
            self.from_start += 1;
        } else {
            self.places[node] = self.from_end;
            self.from_end -= 1;
        }
        let Self { outgoing, incoming, calls, called, .. } = self;
        outgoing[node].iter().for_each(|&to| called[to] -= 1);
        incoming[node].iter().for_each(|&from| calls[from] -= 1);
    }

    /// Takes those of some nodes that call nobody or are called by nobody, and those of which that becomes true.
    fn strip(&mut self, mut nodes: Vec<usize>) {
        while let Some(node) = nodes.pop() {
            let (is_last, is_first) = (self.calls[node] == 0, self.called[node] == 0);
            if !self.is_taken[node] && (is_last || is_first) {
                self.take(node, is_first);
                nodes.extend(self.neighbours(node));
            }
        }
    }

    /// The node at which a cycle begins.
    fn next(&self, depths: &[usize]) -> Option<usize> {
        let left = (0..self.is_taken.len()).filter(|&node| !self.is_taken[node]);
        let beyond = |node: usize| self.called.len() + self.called[node] - self.calls[node].min(self.called.len());
        left.min_by_key(|&node| (depths[node], beyond(node), node))
    }
}

/// How many calls each node is away from those that nobody calls; where all are called, from the first.
fn depths(graph: &Graph, outgoing: &[Vec<usize>]) -> Vec<usize> {
    let mut is_called = vec![false; graph.nodes];
    outgoing.iter().flatten().for_each(|&to| is_called[to] = true);
    let mut depths = vec![usize::MAX; graph.nodes];
    let mut queue: VecDeque<usize> = (0..graph.nodes).filter(|&node| !is_called[node]).collect();
    for &node in &queue {
        depths[node] = 0;
    }
    for start in 0..graph.nodes {
        if queue.is_empty() && depths[start] == usize::MAX {
            depths[start] = 0;
            queue.push_back(start);
        }
        while let Some(node) = queue.pop_front() {
            for &to in &outgoing[node] {
                if depths[to] == usize::MAX {
                    depths[to] = depths[node] + 1;
                    queue.push_back(to);
                }
            }
        }
    }
    depths
}
