//! Sets of the spans of one unit, and how these spans are related.
//!
//! A subtree is one run of rows and a parent comes before its children, so every relation is found in one pass over the spans of both
//! sets, or over the words of a set.

use std::ops::Range;

use super::spans::{Kinship, Mode, Relation};
use crate::store::{RowSet, SpanRow, Store};

/// The rows that a unit lies in: the subtree of its head, and the detached spans that are searched with it.
#[derive(Debug)]
pub(super) struct Window<'a> {
    store: &'a Store,
    head: SpanRow,
    /// The row of the first bit, a multiple of 64.
    first: u32,
    /// The rows of the unit.
    all: Set,
}

/// Some spans of a unit, as bits from the first of the window on.
#[derive(Debug, Clone)]
pub(super) struct Set(Vec<u64>);

impl<'a> Window<'a> {
    pub(super) fn new(store: &'a Store, head: SpanRow) -> Self {
        let (subtree, detached) = (store.subtree(head), store.detached(head));
        let first = head.0 / 64 * 64;
        let end = subtree.end.max(detached.end);
        let mut all = Set(vec![0; (end - first).div_ceil(64) as usize]);
        all.fill(subtree.start - first..subtree.end - first);
        if !detached.is_empty() {
            all.fill(detached.start - first..detached.end - first);
        }
        Self { store, head, first, all }
    }

    /// All spans of the unit.
    pub(super) fn all(&self) -> &Set {
        &self.all
    }

    /// No span of the unit.
    pub(super) fn none(&self) -> Set {
        Set(vec![0; self.all.0.len()])
    }

    /// The spans of a set that are in the window and in another set.
    pub(super) fn cut(&self, spans: &RowSet, among: &Set) -> Set {
        let words = (self.first / 64..).zip(&among.0).map(|(index, among)| spans.word(index) & among);
        Set(words.collect())
    }

    /// The rows of a set.
    pub(super) fn rows(&self, set: &Set) -> impl Iterator<Item = SpanRow> {
        set.iter().map(|bit| SpanRow(self.first + bit))
    }

    /// The spans that a relation means.
    pub(super) fn related(&self, a: &Set, relation: Relation, b: &Set) -> Set {
        let right = self.kin(a, relation.of, b);
        match relation.mode {
            Mode::Related => right,
            Mode::Unrelated => b.without(&right),
            Mode::Both => right.union(&self.kin(b, relation.of.reversed(), a)),
        }
    }

    /// The spans of `b` that are this to some span of `a`.
    fn kin(&self, a: &Set, kinship: Kinship, b: &Set) -> Set {
        let mut kin = Set(vec![0; b.0.len()]);
        match kinship {
            Kinship::Child => {
                let is_child = |&bit: &u32| self.parent(bit).is_some_and(|parent| a.contains(parent));
                b.iter().filter(is_child).for_each(|bit| kin.insert(bit));
            }
            Kinship::Parent => {
                a.iter().filter_map(|bit| self.parent(bit)).for_each(|parent| kin.insert(parent));
                kin = kin.intersection(b);
            }
            Kinship::Descendant => {
                let mut covered = 0;
                for bit in a.iter() {
                    let Range { start, end } = self.below(bit);
                    // What is below a span that is below another is covered already.
                    if end > covered {
                        kin.fill(start.max(covered)..end);
                        covered = end;
                    }
                }
                kin = kin.intersection(b);
            }
            Kinship::Ancestor => {
                let mut ahead = a.iter().peekable();
                for bit in b.iter() {
                    while ahead.next_if(|&other| other <= bit).is_some() {}
                    if ahead.peek().is_some_and(|&other| other < self.below(bit).end) {
                        kin.insert(bit);
                    }
                }
            }
            Kinship::Sibling => {
                let (mut once, mut twice) = (kin.clone(), kin.clone());
                for parent in a.iter().filter_map(|bit| self.parent(bit)) {
                    let set = if once.contains(parent) { &mut twice } else { &mut once };
                    set.insert(parent);
                }
                // A span of both sets is none of its own siblings.
                for bit in b.iter() {
                    let others = if a.contains(bit) { &twice } else { &once };
                    if self.parent(bit).is_some_and(|parent| others.contains(parent)) {
                        kin.insert(bit);
                    }
                }
            }
        }
        kin
    }

    /// The parent of a span, if it is in the unit.
    fn parent(&self, bit: u32) -> Option<u32> {
        let span = SpanRow(self.first + bit);
        if span == self.head {
            return None;
        }
        self.store.parent(span).map(|parent| parent.0 - self.first)
    }

    /// What is below a span.
    fn below(&self, bit: u32) -> Range<u32> {
        bit + 1..self.store.subtree(SpanRow(self.first + bit)).end - self.first
    }
}

impl Set {
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    fn intersection(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    fn without(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    fn zip(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(&a, &b)| combine(a, b)).collect())
    }

    fn contains(&self, bit: u32) -> bool {
        self.0[(bit / 64) as usize] >> (bit % 64) & 1 == 1
    }

    fn insert(&mut self, bit: u32) {
        self.0[(bit / 64) as usize] |= 1 << (bit % 64);
    }

    fn fill(&mut self, bits: Range<u32>) {
        let mut at = bits.start;
        while at < bits.end {
            let word = at / 64;
            let end = bits.end.min((word + 1) * 64);
            let len = end - at;
            self.0[word as usize] |= (u64::MAX >> (64 - len)) << (at % 64);
            at = end;
        }
    }

    fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.0).flat_map(|(index, &word)| {
            let mut word = word;
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros();
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(index * 64 + bit)
            })
        })
    }
}
