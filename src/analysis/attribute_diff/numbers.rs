//! Keys whose values are numbers: as distributions.

use serde::{Deserialize, Serialize};

use super::AttributeOrigin;
use super::ranking::{Class, Ranking};
use super::signal::Handle;
use super::statistics::{Counts, benjamini_hochberg, kolmogorov_smirnov, kolmogorov_smirnov_p};
use crate::analysis::quantile::rank;
use crate::sort::sort_by;
use crate::store::Store;

/// The number of bars of a histogram.
const BARS: usize = 16;

/// A key whose values are numbers, more than 20 distinct ones: one number for each unit that has the key, its largest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeNumbers {
    /// Its origin.
    pub origin: AttributeOrigin,
    /// The key.
    pub key: String,
    /// Whether it is a symptom: it restates the outcome or the duration.
    pub is_symptom: bool,
    /// The largest distance between the two distribution functions, from 0 to 1 (Kolmogorov–Smirnov). Zero if a side has no numbers.
    pub distance: f64,
    /// The probability of this or a larger distance between samples of one distribution.
    pub p: f64,
    /// `p` after Benjamini and Hochberg, over all such keys.
    pub q: f64,
    /// Whether `q` is below 0.01 and the distance at least 0.1.
    pub notable: bool,
    /// The bounds of the bars: 17 numbers that ascend. Bar `i` is `[bounds[i], bounds[i + 1])`, the last one with its upper bound.
    pub bounds: Vec<f64>,
    /// The numbers of the selection.
    pub selection: Distribution,
    /// The numbers of the baseline.
    pub baseline: Distribution,
}

/// The numbers of one side. All zero where there are none.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// How many units have one.
    pub count: u32,
    /// The smallest.
    pub min: f64,
    /// The median: the smallest number of rank ≥ ⌈n / 2⌉.
    pub median: f64,
    /// The largest.
    pub max: f64,
    /// How many are in each bar. They sum to `count`.
    pub bars: Vec<u32>,
}

/// The numbers of one key: the largest of each unit, side by side.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The last unit that had one. Zero before.
    tick: u32,
    sides: [Vec<f64>; 2],
}

impl Numbers {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.sides.iter().map(Vec::len).sum()
    }

    /// Notes that as many units of each side have a number. Those of one tick are the same units.
    pub(super) fn mark(&mut self, number: f64, (tick, counts): (u32, Counts)) {
        let is_first = self.tick != tick;
        self.tick = tick;
        for (numbers, count) in self.sides.iter_mut().zip(counts) {
            if is_first {
                numbers.extend(std::iter::repeat_n(number, count as usize));
            } else {
                let own = numbers.len() - count as usize;
                numbers[own..].iter_mut().for_each(|largest| *largest = largest.max(number));
            }
        }
    }
}

/// The numbers of each numeric key, with those that scopes and resources have.
pub(super) fn of_scopes(store: &Store, ranking: &Ranking) -> Vec<Option<Numbers>> {
    let Ranking { board, classes, .. } = ranking;
    let mut columns: Vec<Option<Numbers>> =
        classes.iter().map(|&class| (class == Class::Numeric).then(Numbers::default)).collect();
    let is_of_scopes = |origin| matches!(origin, AttributeOrigin::Scope | AttributeOrigin::Resource);
    let keys = (0..).zip(&board.keys.cells).filter(|(_, key)| is_of_scopes(key.origin));
    for (at, key) in keys {
        let Some(numbers) = &mut columns[at] else { continue };
        for (tick, scopes) in board.sets.iter() {
            for scope in scopes {
                let pairs = match key.origin {
                    AttributeOrigin::Scope => store.scope_attributes(scope),
                    _ => store.resource_attributes(store.scopes().resource(scope)),
                };
                let of_key = pairs.iter().filter(|&&pair| store.pairs().key(pair) == key.key);
                let of_key = of_key.filter_map(|pair| Handle { origin: key.origin, row: pair.0 }.number(store));
                of_key.for_each(|number| numbers.mark(number, (tick.number, tick.units.counts)));
            }
        }
    }
    columns
}

/// Brings the numeric keys into their order and corrects their p: by distance, largest first, then by origin and key.
pub(super) fn finish(mut rows: Vec<AttributeNumbers>) -> Vec<AttributeNumbers> {
    sort_by(&mut rows, |a, b| {
        b.distance.total_cmp(&a.distance).then_with(|| (a.origin, &a.key).cmp(&(b.origin, &b.key)))
    });
    let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
    for (row, q) in rows.iter_mut().zip(benjamini_hochberg(&p)) {
        row.q = q;
        row.notable = q < 0.01 && row.distance >= 0.1;
    }
    rows
}

/// What is told of a numeric key, but for the correction of its p. O(n log n).
pub(super) fn row(store: &Store, ranking: &Ranking, (key, numbers): (usize, Numbers)) -> AttributeNumbers {
    let mut sides = numbers.sides;
    for numbers in &mut sides {
        numbers.sort_unstable_by(f64::total_cmp);
    }
    let slices = [&sides[0][..], &sides[1][..]];
    let bounds = bounds(slices);
    let [selection, baseline] = slices.map(|numbers| distribution(numbers, &bounds));
    let distance = kolmogorov_smirnov(slices);
    let p = kolmogorov_smirnov_p(distance, [selection.count, baseline.count]);
    let (cell, is_symptom) = (&ranking.board.keys.cells[key], ranking.symptoms[key]);
    let (origin, key) = (cell.origin, store.text(cell.key).to_owned());
    AttributeNumbers { origin, key, is_symptom, distance, p, q: p, notable: false, bounds, selection, baseline }
}

/// Bars of equal width from the smallest to the largest number, or of equal ratio where all are positive and the largest is a hundred
/// times the smallest.
fn bounds(sides: [&[f64]; 2]) -> Vec<f64> {
    let smallest = sides.iter().filter_map(|numbers| numbers.first()).copied().fold(f64::INFINITY, f64::min);
    let largest = sides.iter().filter_map(|numbers| numbers.last()).copied().fold(f64::NEG_INFINITY, f64::max);
    let is_log = smallest > 0.0 && largest / smallest >= 100.0;
    #[expect(clippy::cast_precision_loss, reason = "a few bars")]
    let bound = |at: usize| match (at, at as f64 / BARS as f64) {
        (0, _) => smallest,
        (BARS, _) => largest,
        (_, part) if is_log => smallest * (largest / smallest).powf(part),
        // Not by their difference, which may be more than a number can be.
        (_, part) => smallest * (1.0 - part) + largest * part,
    };
    (0..=BARS).map(bound).collect()
}

fn distribution(numbers: &[f64], bounds: &[f64]) -> Distribution {
    let (Some(&min), Some(&max)) = (numbers.first(), numbers.last()) else { return Distribution::default() };
    let median = usize::try_from(rank(numbers.len() as u64, 50)).unwrap_or(1).saturating_sub(1);
    let below = |at: usize| numbers.partition_point(|number| at + 1 == bounds.len() || *number < bounds[at]);
    let count = |from: usize, to: usize| u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX);
    Distribution {
        count: count(0, numbers.len()),
        min,
        median: numbers[median],
        max,
        bars: (1..bounds.len()).map(|at| count(if at == 1 { 0 } else { below(at - 1) }, below(at))).collect(),
    }
}
