//! From counts to an order: values with equal units merged, scored, and ranked.

use std::cmp::{Ordering, Reverse};

use super::board::Board;
use super::cells::{KeyCell, Units};
use super::signal::{Handle, Texts, compare_values, is_symptom};
use super::statistics::{self, Sizes};
use super::weights::Sums;
use super::{AttributeDiffOptions, Signal};
use crate::sort::sort_by;
use crate::store::Store;

/// So many values are looked at for pairs, and are always told. No more than there are bits in a word.
pub(super) const PAIRED: usize = 50;
/// Values in fewer units are not tested.
const FEWEST_TESTED: u32 = 5;
/// Above so many distinct values, numbers are a distribution.
const MOST_PLAIN_NUMBERS: u32 = 20;
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
    fn of(key: &KeyCell, is_numeric: bool) -> Self {
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
    fn sizes(&self, board: &Board) -> Sizes {
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
    /// Where the others are among all members.
    pub(super) others: std::ops::Range<usize>,
    pub(super) score: f64,
    pub(super) is_symptom: bool,
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
    /// The candidates, those of a group in one run.
    pub(super) members: Vec<Candidate>,
    /// The best values, best first, and the best symptoms, with the number of all of either.
    pub(super) values: (Vec<Group>, usize),
    pub(super) symptom_values: (Vec<Group>, usize),
    pub(super) tested: usize,
    pub(super) notable: usize,
}

impl Ranking {
    pub(super) fn new(texts: Texts<'_>, board: Board, options: AttributeDiffOptions) -> Self {
        let (store, _) = texts;
        let numeric = numeric_keys(store, &board);
        let classes: Vec<Class> =
            board.keys.cells.iter().zip(numeric).map(|(key, numeric)| Class::of(key, numeric)).collect();
        let symptoms: Vec<bool> = board.keys.cells.iter().map(|key| is_symptom(store.text(key.key))).collect();
        let members = candidates(&board, &classes);
        let (members, mut groups) = merged((texts, &board), members, &symptoms);
        let tested = test(&mut groups, &board);
        let notable = groups.iter().filter(|group| !group.is_symptom && is_notable(group)).count();
        let (symptomatic, values): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| group.is_symptom);
        let most = (options.max_rows as usize).max(PAIRED);
        let best = |groups: Vec<Group>| best((texts, &board), groups, most);
        let (values, symptom_values) = (best(values), best(symptomatic));
        Self { options, board, classes, symptoms, members, values, symptom_values, tested, notable }
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
    group.q.is_some_and(|q| q < 0.01) && group.score >= 0.1
}

/// For each key, whether there are many values and all of them are numbers.
fn numeric_keys(store: &Store, board: &Board) -> Vec<bool> {
    let is_open = |key: &KeyCell| key.origin.has_keys() && key.distinct > MOST_PLAIN_NUMBERS;
    let mut numeric: Vec<bool> = board.keys.cells.iter().map(is_open).collect();
    for (origin, row, cell) in board.cells() {
        let is_numeric = &mut numeric[cell.key as usize];
        *is_numeric = *is_numeric && Handle { origin, row }.number(store).is_some();
    }
    numeric
}

/// Every value of a plain key, and the absence of every key that some have not.
fn candidates(board: &Board, classes: &[Class]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (origin, row, cell) in board.cells() {
        if classes[cell.key as usize] == Class::Plain {
            let what = What::Value(Handle { origin, row });
            let sums = board.sums(origin, row);
            candidates.push(Candidate { what, key: cell.key, units: cell.units, sums });
        }
    }
    for (key, at) in board.keys.cells.iter().zip(0..) {
        let units = key.units.complement(&board.all);
        if key.origin.has_keys() && units.count() > 0 {
            candidates.push(Candidate { what: What::Absent, key: at, units, sums: board.sums_without(key) });
        }
    }
    candidates
}

/// Which of two candidates heads their group, or comes first where their scores are equal: by origin, values before absence, those
/// that the selection has more of before others, then by key and value.
fn compare((texts, board): (Texts<'_>, &Board), a: &Candidate, b: &Candidate) -> Ordering {
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

/// The candidates in runs of equal or complementary units, each with the one that heads it.
fn merged(
    (texts, board): (Texts<'_>, &Board),
    candidates: Vec<Candidate>,
    symptoms: &[bool],
) -> (Vec<Candidate>, Vec<Group>) {
    let signal = |candidate: &Candidate| {
        let units = candidate.units;
        let says_again = |handle: Handle| handle.is_symptom(texts.0);
        let is_symptom =
            symptoms[candidate.key as usize] || matches!(candidate.what, What::Value(handle) if says_again(handle));
        (is_symptom, units.min(units.complement(&board.all)))
    };
    let mut members = candidates;
    members.sort_unstable_by_key(|candidate| signal(candidate));
    let mut groups = Vec::new();
    let mut start = 0;
    while start < members.len() {
        let of_run = signal(&members[start]);
        let length = members[start..].iter().take_while(|member| signal(member) == of_run).count();
        let run = &mut members[start..start + length];
        sort_by(run, |a, b| compare((texts, board), a, b));
        let head = run[0];
        groups.push(Group {
            head,
            others: start + 1..start + length,
            score: statistics::score(head.sizes(board), board.sizes()),
            is_symptom: of_run.0,
            q: None,
        });
        start += length;
    }
    (members, groups)
}

/// Tests what enough units have. Gives the number of tests.
fn test(groups: &mut [Group], board: &Board) -> usize {
    let tested = |group: &&mut Group| group.head.units.count() >= FEWEST_TESTED;
    let p: Vec<f64> = groups.iter_mut().filter(tested).map(|group| group.p(board)).collect();
    let q = statistics::benjamini_hochberg(&p);
    groups.iter_mut().filter(tested).zip(q).for_each(|(group, q)| group.q = Some(q));
    p.len()
}

/// The best of some groups in their order, and the number of all.
fn best((texts, board): (Texts<'_>, &Board), mut groups: Vec<Group>, most: usize) -> (Vec<Group>, usize) {
    let [n1, n2] = board.all.counts.map(u64::from);
    let difference = |group: &Group| {
        if let Some((weighed, sums)) = board.weighed.zip(group.head.sums) {
            let [selection, baseline] = weighed.shares(sums);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of 2⁴⁰")]
            // Differences that are equal stay so, whatever their last digits.
            return ((selection - baseline).abs() * 2_f64.powi(40)).round() as u64;
        }
        let [a, b] = group.head.units.counts.map(u64::from);
        (a * n2).abs_diff(b * n1)
    };
    let order = |a: &Group, b: &Group| {
        let by_score = b.score.total_cmp(&a.score);
        let by_difference = || (Reverse(difference(a)), Reverse(a.head.units.count()));
        by_score
            .then_with(|| by_difference().cmp(&(Reverse(difference(b)), Reverse(b.head.units.count()))))
            .then_with(|| compare((texts, board), &a.head, &b.head))
    };
    let count = groups.len();
    if count > most {
        groups.select_nth_unstable_by(most, order);
        groups.truncate(most);
    }
    sort_by(&mut groups, order);
    (groups, count)
}
