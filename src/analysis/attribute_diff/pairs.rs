//! The second pass: which of the best values come together.

use std::ops::ControlFlow;

use super::answer::answer;
use super::masks::Masks;
use super::numbers::{self, Numbers};
use super::ranking::{PAIRED, Ranking};
use super::statistics::{Counts, score};
use super::walk::{EventsAhead, Rows, Walk};
use super::{AttributeDiff, AttributeNumbers, AttributePair};
use crate::analysis::Fold;
use crate::analysis::units_ahead::{UnitsAhead, in_depth};
use crate::sort::sort_by;
use crate::store::{LogLines, SpanRow, Store};

/// By how much the score of a pair must be better than that of either value.
const GAIN: f64 = 0.05;
/// The units of two values are compared 64 at a time, which takes a tenth of the time to look at a span.
const UNITS_PER_SPAN: usize = 640;
/// To sort a number among others takes as long as to look at the time and status of so many spans.
const SPANS_PER_NUMBER: usize = 6;

/// The second pass over the units.
#[derive(Debug)]
pub(super) struct PairsFold {
    units: UnitsAhead<2>,
    walk: Walk,
    common: Common,
    /// What is made of that, once all units were visited.
    ending: Option<Ending>,
}

/// What is told of pairs and of numeric keys so far.
#[derive(Debug, Default)]
struct Ending {
    /// The first value whose pairs were not looked at.
    value: usize,
    pairs: Vec<AttributePair>,
    /// The first key whose numbers were not looked at.
    key: usize,
    numbers: Vec<AttributeNumbers>,
}

/// Which units have which of the best values, and the numbers that they have.
#[derive(Debug)]
struct Common {
    ranking: Ranking,
    masks: Masks,
    /// For each side and value, the units that have it, as bits.
    units: [Vec<Vec<u64>>; 2],
    counts: Counts,
    /// What each unit of a side stands for, where that is asked for.
    weights: [Vec<f64>; 2],
    /// For each key, the numbers of the units, if it is numeric.
    numbers: Vec<Option<Numbers>>,
}

impl PairsFold {
    /// From what the first pass found, and the units from the first on.
    pub(super) fn new(store: &Store, (units, ranking): (UnitsAhead<2>, Ranking)) -> Self {
        let walk = Walk::new(store, ranking.options.count_spans);
        Self { units, walk, common: Common::new(store, ranking), ending: None }
    }
}

impl Fold for PairsFold {
    type Out = AttributeDiff;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<AttributeDiff, Self> {
        let Self { units, walk, common, ending } = &mut self;
        let mut lines = store.log_lines();
        if let Some(ending) = ending {
            if ending.go_on(store, common, spans) {
                return ControlFlow::Continue(self);
            }
            let Ending { pairs, numbers, .. } = std::mem::take(ending);
            let told = (in_order(pairs), numbers::finish(numbers));
            return ControlFlow::Break(answer((store, &lines), &self.common.ranking, told));
        }
        let is_under_way = units.look(spans, |side, unit| {
            in_depth(
                walk.unit(store, (unit, side), |events, rows| common.look((store, &mut lines), (rows, side), events)),
            )
        });
        if !is_under_way {
            self.ending = Some(Ending::default());
        }
        ControlFlow::Continue(self)
    }
}

impl Ending {
    /// Looks at the pairs of some more values, then at some more numeric keys, at one at least. Whether there is more to do.
    fn go_on(&mut self, store: &Store, common: &mut Common, spans: u32) -> bool {
        let mut left = spans.max(1) as usize;
        while left > 0 {
            let cost = if self.value < common.paired() {
                let pairs = common.paired() - self.value;
                self.pairs.extend(common.pairs(self.value));
                self.value += 1;
                pairs * common.counts.iter().sum::<u32>() as usize / UNITS_PER_SPAN
            } else if let Some(numbers) = common.numbers.get_mut(self.key).map(Option::take) {
                let numbers = numbers.map(|numbers| (self.key, numbers));
                let cost = numbers.as_ref().map_or(0, |(_, numbers)| numbers.len() * SPANS_PER_NUMBER);
                self.numbers.extend(numbers.map(|numbers| numbers::row(store, &common.ranking, numbers)));
                self.key += 1;
                cost
            } else {
                return false;
            };
            left = left.saturating_sub(cost);
        }
        true
    }
}

/// Pairs of values, best first, then in the order of these.
fn in_order(mut pairs: Vec<AttributePair>) -> Vec<AttributePair> {
    sort_by(&mut pairs, |a, b| b.score.total_cmp(&a.score).then_with(|| (a.first, a.second).cmp(&(b.first, b.second))));
    pairs
}

impl Common {
    fn new(store: &Store, ranking: Ranking) -> Self {
        let best = ranking.values.0.len().min(PAIRED);
        let masks = Masks::new(store, ranking.values.0[..best].iter().map(|group| group.head), &ranking);
        let units = ranking.board.all.counts.map(|count| vec![vec![0; count.div_ceil(64) as usize]; best]);
        let numbers = numbers::of_scopes(store, &ranking);
        Self { ranking, masks, units, counts: [0; 2], weights: Default::default(), numbers }
    }

    /// Notes what some rows have, which count as one, on a side. O(their attributes).
    fn look(&mut self, (store, lines): (&Store, &mut LogLines), (rows, side): (Rows, usize), events: &mut EventsAhead) {
        let Self { ranking, masks, units, counts, weights, numbers } = self;
        let at = counts[side];
        counts[side] += 1;
        if ranking.board.weighed.is_some() {
            weights[side].push(store.weights().of(SpanRow(rows[0].start)));
        }
        let (tick, one) = (counts[0] + counts[1], std::array::from_fn(|of| u32::from(of == side)));
        let mut mask = masks.of((store, lines), (&rows, events), |key, handle| {
            if let (Some(column), Some(number)) = (&mut numbers[key as usize], handle.number(store)) {
                column.mark(number, (tick, one));
            }
        });
        while mask != 0 {
            let value = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            if let Some(word) = units[side][value].get_mut((at / 64) as usize) {
                *word |= 1 << (at % 64);
            }
        }
    }

    /// How many values are looked at for pairs.
    fn paired(&self) -> usize {
        self.ranking.values.0.len().min(PAIRED)
    }

    /// The pairs of a value with those behind it that are better than either. O(values · units / 64).
    fn pairs(&self, first: usize) -> impl Iterator<Item = AttributePair> {
        let values = &self.ranking.values.0;
        let board = &self.ranking.board;
        (first + 1..self.paired()).filter_map(move |second| {
            let counts = [0, 1].map(|side| common_count(&self.units[side][first], &self.units[side][second]));
            let sums = board.weighed.map(|_| [0, 1].map(|side| self.common_sum(side, [first, second])));
            let score = score(board.sizes_of(counts, sums), board.sizes());
            let is_better = score >= values[first].score.max(values[second].score) + GAIN;
            let [first, second] = [first, second].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
            is_better.then(|| AttributePair { first, second, counts: board.counts_of(counts, sums), score })
        })
    }
}

impl Common {
    /// What the units of a side stand for that have two values.
    fn common_sum(&self, side: usize, [first, second]: [usize; 2]) -> f64 {
        let words = self.units[side][first].iter().zip(&self.units[side][second]);
        let mut sum = 0.0;
        for ((a, b), weights) in words.zip(self.weights[side].chunks(64)) {
            let mut both = a & b;
            while both != 0 {
                sum += weights.get(both.trailing_zeros() as usize).copied().unwrap_or_default();
                both &= both - 1;
            }
        }
        sum
    }
}

fn common_count(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}
