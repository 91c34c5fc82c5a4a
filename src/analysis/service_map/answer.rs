//! What was added up, as an answer.

use std::cmp::Reverse;

use super::items::{CallColumns, Item, Items, Part, Tally};
use super::{MapEdge, MapNode, MapNumbers, MapSide, NodeKind, ServiceMap, filters};
use crate::analysis::calls::Peer;
use crate::analysis::quantile::rank;
use crate::sort::{by_number, sort_by, sort_by_key};
use crate::store::{Store, Sym};

impl Items {
    /// The map of units, of which there are so many on each side that take so many nanoseconds together.
    pub(super) fn finish(mut self, store: &Store, units: [(u32, u128); 2], has_baseline: bool) -> ServiceMap {
        let sides = units.map(|(units, duration_ns)| MapSide { units, mean_ns: mean(duration_ns, units) });
        let changes = self.changes(store, sides.map(|side| side.units));
        let numbers = [0, 1].map(|side| self.numbers(side, sides[side].units));
        let side_of = |side: usize, at: usize| numbers[side][at];
        let baseline = |at: usize| has_baseline.then(|| side_of(1, at));
        let change = |at: usize| has_baseline.then(|| changes[at]);
        let calls = |at: usize| [0, 1].map(|side| Reverse(side_of(side, at).calls));
        let (mut nodes, mut edges): (Vec<usize>, Vec<usize>) =
            (0..self.rows.len()).partition(|&at| self.rows[at].to.is_none());
        let text = |sym: Sym| store.text(sym);
        sort_by_key(&mut nodes, |&at| (calls(at), text(self.rows[at].from)));
        sort_by_key(&mut edges, |&at| {
            let Item { from, to, .. } = &self.rows[at];
            (calls(at), text(*from), to.map(text))
        });
        let places = self.places(&nodes);
        let node = |&at: &usize| {
            let item = &self.rows[at];
            let is_service = self.is_service(item.from);
            MapNode {
                name: text(item.from).to_owned(),
                kind: kind(item.peer.filter(|_| !is_service)),
                filter: filters::of_node(store, item, is_service),
                selection: side_of(0, at),
                baseline: baseline(at),
                change_ns: change(at),
            }
        };
        let edge = |&at: &usize| {
            let item = &self.rows[at];
            let to = item.to?;
            let place = |name: Sym| places.binary_search_by_key(&name, |&(name, _)| name).ok().map(|at| places[at].1);
            Some(MapEdge {
                from: place(item.from)?,
                to: place(to)?,
                is_messages: !item.ways.has_answers,
                filter: filters::of_edge(store, item, to),
                selection: side_of(0, at),
                baseline: baseline(at),
                change_ns: change(at),
            })
        };
        let is_compared = has_baseline && sides.iter().all(|side| side.units > 0);
        let at_same_mix: f64 = nodes.iter().chain(&edges).map(|&at| changes[at]).sum();
        let mix_ns = if is_compared { sides[0].mean_ns - sides[1].mean_ns - at_same_mix } else { 0.0 };
        ServiceMap {
            selection: sides[0],
            baseline: has_baseline.then_some(sides[1]),
            mix_ns,
            nodes: nodes.iter().map(node).collect(),
            edges: edges.iter().filter_map(edge).collect(),
        }
    }

    /// The change of the time of each item, in units of operations that both sides have. There are so many units on each side.
    fn changes(&self, store: &Store, units: [u32; 2]) -> Vec<f64> {
        let mut changes = vec![0.0; self.rows.len()];
        let of_both = |part: &&Part| self.units[part.operation as usize].iter().all(|&units| units > 0);
        let mut parts: Vec<&Part> = self.parts.iter().filter(of_both).collect();
        // Sums of floats depend on their order.
        sort_by_key(&mut parts, |part| self.operations.text(store, part.operation as usize));
        for &Part { operation, item, path_ns } in parts {
            let [selected, others] = self.units[operation as usize];
            let weight = f64::from(selected) / f64::from(units[0]);
            changes[item as usize] += weight * (mean(path_ns[0], selected) - mean(path_ns[1], others));
        }
        changes
    }

    /// Where nodes stand in an order, by their names.
    fn places(&self, order: &[usize]) -> Vec<(Sym, u32)> {
        let mut places: Vec<(Sym, u32)> = order.iter().map(|&at| self.rows[at].from).zip(0..).collect();
        sort_by(&mut places, Ord::cmp);
        places
    }

    /// What is known of each item on a side with so many units.
    fn numbers(&mut self, side: usize, units: u32) -> Vec<MapNumbers> {
        let CallColumns { items, durations_ns } = std::mem::take(&mut self.calls[side]);
        let numbered = items.iter().copied().zip(durations_ns.iter().copied());
        let (mut sorted_ns, starts) = by_number(self.rows.len(), numbered);
        drop((items, durations_ns));
        let mut paths_ns = vec![0_u128; self.rows.len()];
        for part in &self.parts {
            paths_ns[part.item as usize] += part.path_ns[side];
        }
        let items = self.rows.iter().zip(starts.windows(2)).zip(paths_ns);
        items
            .map(|((item, bounds), path_ns)| {
                let durations_ns = &mut sorted_ns[bounds[0]..bounds[1]];
                let Tally { units: having, calls, failing, .. } = item.tallies[side];
                MapNumbers {
                    units: having,
                    calls,
                    calls_per_unit: mean(u128::from(calls), units),
                    failing,
                    failing_share: mean(u128::from(failing), calls),
                    p50_ns: percentile(durations_ns, 50),
                    p95_ns: percentile(durations_ns, 95),
                    path_ns: mean(path_ns, units),
                }
            })
            .collect()
    }
}

fn kind(peer: Option<Peer>) -> NodeKind {
    match peer {
        None => NodeKind::Service,
        Some(Peer::Database) => NodeKind::Database,
        Some(Peer::Queue) => NodeKind::Queue,
        Some(Peer::Other) => NodeKind::External,
    }
}

/// A sum divided by a number. Zero where that is zero.
#[expect(clippy::cast_precision_loss, reason = "a mean has the precision of a float")]
fn mean(sum: u128, of: u32) -> f64 {
    if of == 0 { 0.0 } else { sum as f64 / f64::from(of) }
}

/// A percentile of durations, which are left in another order. Zero where there are none.
fn percentile(durations_ns: &mut [u64], percent: u64) -> u64 {
    match usize::try_from(rank(durations_ns.len() as u64, percent)).unwrap_or(usize::MAX) {
        0 => 0,
        rank => *durations_ns.select_nth_unstable(rank - 1).1,
    }
}
