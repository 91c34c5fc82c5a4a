//! How high up everything stands, given its order.

use super::layers::Layers;

/// How often all layers are gone over.
const SWEEPS: usize = 8;

/// The middle of each node and bend, from any zero. Layers are gone over to and fro; in each, places have the least sum of squared distances
/// from the mean of their neighbours that keeps the order and the distances.
pub(super) fn middles(layers: &Layers) -> Vec<f64> {
    let mut middles = vec![0.0; layers.kinds()];
    for order in &layers.orders {
        let wanted = vec![0.0; order.len()];
        settle(layers, order, &wanted, &mut middles);
    }
    for sweep in 0..SWEEPS {
        let all = 0..layers.count();
        let sequence: Vec<usize> = if sweep % 2 == 0 { all.collect() } else { all.rev().collect() };
        for layer in sequence {
            let order = &layers.orders[layer];
            let wanted: Vec<f64> = order.iter().map(|&at| wanted(layers, at, &middles)).collect();
            settle(layers, order, &wanted, &mut middles);
        }
    }
    middles
}

/// Where something would like to be: at the mean of its neighbours.
fn wanted(layers: &Layers, at: usize, middles: &[f64]) -> f64 {
    let neighbours = || layers.left[at].iter().chain(&layers.right[at]);
    let sum: f64 = neighbours().map(|&other| middles[other]).sum();
    let count = u32::try_from(neighbours().count()).unwrap_or(u32::MAX);
    if count == 0 { middles[at] } else { sum / f64::from(count) }
}

/// Puts a layer where it would like to be, as far as its distances allow: isotonic regression by pooling those that are in each other's way.
fn settle(layers: &Layers, order: &[usize], wanted: &[f64], middles: &mut [f64]) {
    // How far each is below the first if all stand as close as they may.
    let mut offsets = Vec::with_capacity(order.len());
    let mut offset = 0.0;
    for (rank, &at) in order.iter().enumerate() {
        if rank > 0 {
            offset += layers.distance_px(order[rank - 1], at);
        }
        offsets.push(offset);
    }
    // Pools of neighbours: their mean and how many they are.
    let mut pools: Vec<(f64, u32)> = Vec::new();
    for (&wanted, &offset) in wanted.iter().zip(&offsets) {
        let mut pool = (wanted - offset, 1);
        while let Some(&(mean, count)) = pools.last().filter(|last| last.0 > pool.0) {
            pool = ((mean * f64::from(count) + pool.0 * f64::from(pool.1)) / f64::from(count + pool.1), count + pool.1);
            pools.pop();
        }
        pools.push(pool);
    }
    let means = pools.iter().flat_map(|&(mean, count)| (0..count).map(move |_| mean));
    for ((mean, &offset), &at) in means.zip(&offsets).zip(order) {
        middles[at] = mean + offset;
    }
}
