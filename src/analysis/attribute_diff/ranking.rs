//! What is ranked, and in which order.

use std::cmp::{Ordering, Reverse};

use super::board::Board;
use super::cells::{KeyCell, Units};
use super::signal::{Handle, Texts, compare_values};
use super::statistics::{self, Sizes};
use super::weights::Sums;
use super::{AttributeDiffOptions, Signal};
use crate::sort::sort_by;

/// So many values are looked at for pairs, and are always told. No more than there are bits in a word.
pub(super) const PAIRED: usize = 50;
/// Values in fewer units are not tested.
pub(super) const FEWEST_TESTED: u32 = 5;
/// Above so many distinct values, numbers are a distribution.
pub(super) const MOST_PLAIN_NUMBERS: u32 = 20;
/// A key of fewer units is never id-like.
const FEWEST_IDS: u32 = 20;

/// What a key's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Plain,
    Numeric,
    IdLike,
}

impl Class {
    pub(super) fn of(key: &KeyCell, is_numeric: bool) -> Self {
        let units = key.units.count();
        if is_numeric {
            Self::Numeric
        } else if key.origin.has_keys() && units >= FEWEST_IDS && u64::from(key.distinct) * 10 > u64::from(units) * 9 {
            Self::IdLike
        } else {
            Self::Plain
        }
    }
}

/// Something that units have: a value, or none of a key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) what: What,
    pub(super) key: u32,
    pub(super) units: Units,
    /// What these stand for, where that is asked for.
    pub(super) sums: Option<Sums>,
}

impl Candidate {
    /// How many there are of it on both sides, as sizes of samples.
    pub(super) fn sizes(&self, board: &Board) -> Sizes {
        board.sizes_of(self.units.counts, self.sums)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Value(Handle),
    Absent,
}

/// Candidates whose units are equal or complementary.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) head: Candidate,
    /// Where the others are in the order of all members.
    pub(super) others: std::ops::Range<usize>,
    pub(super) score: f64,
    /// The place of its p among the tests, if enough units have it.
    pub(super) test: Option<u32>,
    /// Known once all groups were tested.
    pub(super) q: Option<f64>,
}

impl Group {
    /// The probability of such a difference or a larger one where there is none.
    pub(super) fn p(&self, board: &Board) -> f64 {
        statistics::g_test(self.head.sizes(board), board.sizes())
    }
}

/// All that is known once the units were counted.
#[derive(Debug)]
pub(super) struct Ranking {
    pub(super) options: AttributeDiffOptions,
    pub(super) board: Board,
    pub(super) classes: Vec<Class>,
    pub(super) symptoms: Vec<bool>,
    pub(super) members: Vec<Candidate>,
    /// The places of the candidates, those of a group in one run, best first.
    pub(super) order: Vec<u32>,
    /// The best values, best first, and the best symptoms, with the number of all of either.
    pub(super) values: (Vec<Group>, usize),
    pub(super) symptom_values: (Vec<Group>, usize),
    pub(super) tested: usize,
    pub(super) notable: usize,
}

impl Ranking {
    /// What else says the same as the head of a group.
    pub(super) fn others(&self, group: &Group) -> impl ExactSizeIterator<Item = &Candidate> {
        self.order[group.others.clone()].iter().map(|&at| &self.members[at as usize])
    }

    /// A candidate as something to read.
    pub(super) fn signal(&self, texts: Texts<'_>, candidate: &Candidate) -> Signal {
        let key = &self.board.keys.cells[candidate.key as usize];
        match candidate.what {
            What::Value(handle) => handle.signal(texts),
            What::Absent => {
                Signal { origin: key.origin, key: texts.0.text(key.key).to_owned(), value: None, text: String::new() }
            }
        }
    }
}

pub(super) fn is_notable(group: &Group) -> bool {
    group.q.is_some_and(|q| q < statistics::NOTABLE_Q) && group.score >= statistics::NOTABLE_SCORE
}

/// Which of two candidates heads their group, or comes first where their scores are equal: by origin, values before absence, those
/// that the selection has more of before others, then by key and value.
pub(super) fn compare((texts, board): (Texts<'_>, &Board), a: &Candidate, b: &Candidate) -> Ordering {
    let keys = &board.keys.cells;
    let rank = |candidate: &Candidate| {
        let is_less = is_less(board, candidate);
        (keys[candidate.key as usize].origin, candidate.what == What::Absent, is_less)
    };
    let key = |candidate: &Candidate| texts.0.text(keys[candidate.key as usize].key);
    rank(a).cmp(&rank(b)).then_with(|| key(a).cmp(key(b))).then_with(|| match (a.what, b.what) {
        (What::Value(a), What::Value(b)) => compare_values(a.value(texts), b.value(texts)),
        _ => Ordering::Equal,
    })
}

/// Whether the selection has less of something than the baseline.
fn is_less(board: &Board, candidate: &Candidate) -> bool {
    if let Some((weighed, sums)) = board.weighed.zip(candidate.sums) {
        let [selection, baseline] = weighed.shares(sums);
        return selection < baseline;
    }
    let ([a, b], [n1, n2]) = (candidate.units.counts, board.all.counts);
    u64::from(a) * u64::from(n2) < u64::from(b) * u64::from(n1)
}

/// The best of the groups that were shown so far.
#[derive(Debug)]
pub(super) struct Best {
    groups: Vec<Group>,
    /// How many were shown.
    count: usize,
    most: usize,
}

impl Best {
    pub(super) fn new(most: usize) -> Self {
        Self { groups: Vec::new(), count: 0, most }
    }

    /// Shows a group. Amortised O(1) comparisons.
    pub(super) fn show(&mut self, by: (Texts<'_>, &Board), group: Group) {
        self.count += 1;
        self.groups.push(group);
        if self.groups.len() >= self.most.saturating_mul(2) {
            self.cut(by);
        }
    }

    fn cut(&mut self, by: (Texts<'_>, &Board)) {
        if self.groups.len() > self.most {
            self.groups.select_nth_unstable_by(self.most, |a, b| order(by, a, b));
            self.groups.truncate(self.most);
        }
    }

    /// The best groups in their order, and the number of all. O(n log n) in the groups that are kept.
    pub(super) fn finish(mut self, by: (Texts<'_>, &Board)) -> (Vec<Group>, usize) {
        self.cut(by);
        sort_by(&mut self.groups, |a, b| order(by, a, b));
        (self.groups, self.count)
    }
}

/// The order of groups, best first.
fn order((texts, board): (Texts<'_>, &Board), a: &Group, b: &Group) -> Ordering {
    let by_difference = |group: &Group| (Reverse(difference(board, group)), Reverse(group.head.units.count()));
    b.score
        .total_cmp(&a.score)
        .then_with(|| by_difference(a).cmp(&by_difference(b)))
        .then_with(|| compare((texts, board), &a.head, &b.head))
}

/// The difference of the shares of a group, as a number that is equal where they are.
fn difference(board: &Board, group: &Group) -> u64 {
    if let Some((weighed, sums)) = board.weighed.zip(group.head.sums) {
        let [selection, baseline] = weighed.shares(sums);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of 2⁴⁰")]
        // Differences that are equal stay so, whatever their last digits.
        return ((selection - baseline).abs() * 2_f64.powi(40)).round() as u64;
    }
    let [n1, n2] = board.all.counts.map(u64::from);
    let [a, b] = group.head.units.counts.map(u64::from);
    (a * n2).abs_diff(b * n1)
}
