//! From counts to an order, in steps: values with equal units merged, scored, tested and ranked.
//!
//! Equal sets of units are found by a hash table, as only which are equal matters, not how they are ordered. Most values are in few units, so most groups
//! share their score and their p with others: those are computed once.

use std::ops::{ControlFlow, Range};

use hashbrown::HashTable;

use super::AttributeDiffOptions;
use super::board::Board;
use super::cells::{KeyCell, Units};
use super::ranking::{
    Best, Candidate, Class, FEWEST_TESTED, Group, MOST_PLAIN_NUMBERS, PAIRED, Ranking, What, compare,
};
use super::signal::{Handle, Texts, is_symptom};
use super::statistics::{self, Counts, Tests};
use crate::analysis::Fold;
use crate::analysis::units_ahead::UnitsAhead;
use crate::sort::sort_by;
use crate::store::Store;
use crate::store::hash::mix;

/// To look at a value takes as long as to look at the time and status of so many spans.
const SPANS_PER_VALUE: u32 = 8;
/// And to score a group.
const SPANS_PER_GROUP: u32 = 32;
/// The scores of groups of fewer units on either side are kept.
const KEPT: u32 = 64;

/// A ranking in the making.
#[derive(Debug)]
pub(super) struct RankingFold {
    units: UnitsAhead<2>,
    options: AttributeDiffOptions,
    board: Board,
    stage: Stage,
    /// The first value or group of the stage that was not looked at.
    next: usize,
    numeric: Vec<bool>,
    classes: Vec<Class>,
    symptoms: Vec<bool>,
    merging: Merging,
    scoring: Scoring,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Finds the keys whose values are all numbers.
    Numbers,
    /// Puts values into groups.
    Merging,
    /// Scores groups.
    Scoring,
}

/// Candidates, and which of them are of one group.
#[derive(Debug, Default)]
struct Merging {
    members: Vec<Candidate>,
    /// The group of each.
    groups: Vec<u32>,
    /// What the candidates of each group have in common: whether they are symptoms, and of their units and the others those that come first.
    signals: Vec<(bool, Units)>,
    index: HashTable<u32>,
}

impl Merging {
    fn add(&mut self, candidate: Candidate, signal: (bool, Units)) {
        let Self { members, groups, signals, index } = self;
        let hash = |&(is_symptom, units): &(bool, Units)| mix(units.sum[0], units.sum[1] ^ u64::from(is_symptom));
        let found = index.find(hash(&signal), |&at| signals[at as usize] == signal).copied();
        #[expect(clippy::cast_possible_truncation, reason = "no more than pairs, names and keys, each below 2³²")]
        let group = found.unwrap_or(signals.len() as u32);
        if found.is_none() {
            signals.push(signal);
            index.insert_unique(hash(&signal), group, |&at| hash(&signals[at as usize]));
        }
        members.push(candidate);
        groups.push(group);
    }
}

/// Scores of groups.
#[derive(Debug)]
struct Scoring {
    /// The places of the candidates, those of a group in one run, and where these begin.
    order: Vec<u32>,
    starts: Vec<usize>,
    values: Best,
    symptoms: Best,
    tests: Tests,
    /// The tests of the groups whose score is notable.
    promising: Vec<u32>,
    /// The score and the test of groups of so few units, where counts are all that matters.
    kept: Vec<Option<(f64, Option<u32>)>>,
}

impl RankingFold {
    pub(super) fn new(units: UnitsAhead<2>, board: Board, options: AttributeDiffOptions) -> Self {
        let is_open = |key: &KeyCell| key.origin.has_keys() && key.distinct > MOST_PLAIN_NUMBERS;
        let most = (options.max_rows as usize).max(PAIRED);
        Self {
            units,
            options,
            stage: Stage::Numbers,
            next: 0,
            numeric: board.keys.cells.iter().map(is_open).collect(),
            board,
            classes: Vec::new(),
            symptoms: Vec::new(),
            merging: Merging::default(),
            scoring: Scoring {
                order: Vec::new(),
                starts: Vec::new(),
                values: Best::new(most),
                symptoms: Best::new(most),
                tests: Tests::default(),
                promising: Vec::new(),
                kept: vec![None; (KEPT * KEPT) as usize],
            },
        }
    }

    /// Looks which keys have something else than numbers.
    fn look_for_numbers(&mut self, store: &Store, cells: Range<usize>) {
        for (origin, row, cell) in self.board.cells_in(cells) {
            let is_numeric = &mut self.numeric[cell.key as usize];
            *is_numeric = *is_numeric && Handle { origin, row }.number(store).is_some();
        }
    }

    fn classify(&mut self, store: &Store) {
        let keys = &self.board.keys.cells;
        self.classes = keys.iter().zip(&self.numeric).map(|(key, &is_numeric)| Class::of(key, is_numeric)).collect();
        self.symptoms = keys.iter().map(|key| is_symptom(store.text(key.key))).collect();
    }

    /// Puts values of plain keys into groups.
    fn merge_values(&mut self, store: &Store, cells: Range<usize>) {
        let Self { board, classes, symptoms, merging, .. } = self;
        for (origin, row, cell) in board.cells_in(cells).filter(|(.., cell)| classes[cell.key as usize] == Class::Plain)
        {
            let handle = Handle { origin, row };
            let sums = board.sums(origin, row);
            let candidate = Candidate { what: What::Value(handle), key: cell.key, units: cell.units, sums };
            let is_symptom = symptoms[cell.key as usize] || handle.is_symptom(store);
            merging.add(candidate, (is_symptom, cell.units.min(cell.units.complement(&board.all))));
        }
    }

    /// Puts the absence of every key that some have not into groups, and ends that.
    fn merge_absences(&mut self) {
        let Self { board, symptoms, merging, scoring, .. } = self;
        for (key, at) in board.keys.cells.iter().zip(0..) {
            let units = key.units.complement(&board.all);
            if key.origin.has_keys() && units.count() > 0 {
                let candidate = Candidate { what: What::Absent, key: at, units, sums: board.sums_without(key) };
                merging.add(candidate, (symptoms[at as usize], units.min(key.units)));
            }
        }
        let numbered = merging.groups.iter().zip(0..).map(|(&group, at)| (group, at));
        (scoring.order, scoring.starts) = crate::sort::by_number(merging.signals.len(), numbered);
    }

    /// Scores some groups.
    fn score(&mut self, texts: Texts<'_>, groups: Range<usize>) {
        let Self { board, merging, scoring, .. } = self;
        let Scoring { order, starts, values, symptoms, tests, promising, kept } = scoring;
        for group in groups {
            let run = starts[group]..starts[group + 1];
            let members = &merging.members;
            if run.len() > 1 {
                let member = |at: u32| &members[at as usize];
                sort_by(&mut order[run.clone()], |&a, &b| compare((texts, board), member(a), member(b)));
            }
            let head = members[order[run.start] as usize];
            let (score, test) = scored(board, &head, tests, kept);
            let is_symptom = merging.signals[group].0;
            if !is_symptom && score >= statistics::NOTABLE_SCORE {
                promising.extend(test);
            }
            let group = Group { head, others: run.start + 1..run.end, score, test, q: None };
            let best = if is_symptom { &mut *symptoms } else { &mut *values };
            best.show((texts, board), group);
        }
    }

    fn finish(self, texts: Texts<'_>) -> (UnitsAhead<2>, Ranking) {
        let Self { units, options, board, classes, symptoms, merging, scoring, .. } = self;
        let tested = scoring.tests.count();
        let q = scoring.tests.finish();
        let notable = scoring.promising.iter().filter(|&&test| q[test as usize] < statistics::NOTABLE_Q).count();
        let best = |best: Best| {
            let (mut groups, count) = best.finish((texts, &board));
            for group in &mut groups {
                group.q = group.test.map(|test| q[test as usize]);
            }
            (groups, count)
        };
        let (values, symptom_values) = (best(scoring.values), best(scoring.symptoms));
        let Merging { members, .. } = merging;
        let order = scoring.order;
        let ranking =
            Ranking { options, board, classes, symptoms, members, order, values, symptom_values, tested, notable };
        (units, ranking)
    }
}

/// The score of a group with this head, and its test if enough units have it.
fn scored(
    board: &Board,
    head: &Candidate,
    tests: &mut Tests,
    kept: &mut [Option<(f64, Option<u32>)>],
) -> (f64, Option<u32>) {
    let counts: Counts = head.units.counts;
    let place = counts.iter().all(|&count| count < KEPT).then(|| (counts[0] * KEPT + counts[1]) as usize);
    let place = place.filter(|_| board.weighed.is_none());
    let known = place.and_then(|place| kept[place]);
    let is_tested = head.units.count() >= FEWEST_TESTED;
    let (score, test) = known.unwrap_or_else(|| {
        let (sizes, all) = (head.sizes(board), board.sizes());
        let test = is_tested.then(|| tests.place(statistics::g_test(sizes, all)));
        (statistics::score(sizes, all), test)
    });
    if let Some(place) = place {
        kept[place] = Some((score, test));
    }
    if let Some(test) = test {
        tests.add(test);
    }
    (score, test)
}

impl Fold for RankingFold {
    /// The units from the first on, and what sets them apart.
    type Out = (UnitsAhead<2>, Ranking);

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let lines = store.log_lines();
        let (count, cost) = match self.stage {
            Stage::Numbers | Stage::Merging => (self.board.cell_count(), SPANS_PER_VALUE),
            Stage::Scoring => (self.merging.signals.len(), SPANS_PER_GROUP),
        };
        let end = count.min(self.next + (spans / cost).max(1) as usize);
        let some = self.next..end;
        match self.stage {
            Stage::Numbers => self.look_for_numbers(store, some),
            Stage::Merging => self.merge_values(store, some),
            Stage::Scoring => self.score((store, &lines), some),
        }
        self.next = end;
        if end < count {
            return ControlFlow::Continue(self);
        }
        self.next = 0;
        self.stage = match self.stage {
            Stage::Numbers => {
                self.classify(store);
                Stage::Merging
            }
            Stage::Merging => {
                self.merge_absences();
                Stage::Scoring
            }
            Stage::Scoring => return ControlFlow::Break(self.finish((store, &lines))),
        };
        ControlFlow::Continue(self)
    }
}
