//! The errors of a unit, and what became of each.

use std::ops::Range;

use super::Fate;
use super::retries::Retries;
use crate::store::{Marks, SpanRow, Store};
use crate::units::FailureRule;

/// Some spans of a store in the order of their rows: found in steps, then asked for by ranges that mostly ascend.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    rows: Vec<u32>,
    /// How many records were searched for them.
    searched: u32,
    /// All rows before this one lie before the last range.
    next: usize,
}

impl Ahead {
    /// Searches the next ones of so many records, and counts them off `left`: which span does each name? These must ascend. Whether there are
    /// more records. O(left).
    pub(super) fn search(&mut self, records: u32, left: &mut u32, named: impl Fn(u32) -> Option<u32>) -> bool {
        let end = self.searched.saturating_add(*left).min(records);
        for row in (self.searched..end).filter_map(named) {
            if self.rows.last() != Some(&row) {
                self.rows.push(row);
            }
        }
        *left -= end - self.searched;
        self.searched = end;
        end < records
    }

    /// The rows from the start of a range on. Linear in the rows over all ranges that ascend.
    pub(super) fn from(&mut self, start: u32) -> &[u32] {
        if self.next.checked_sub(1).is_some_and(|before| self.rows[before] >= start) {
            self.next = self.rows.partition_point(|&row| row < start);
        }
        while self.rows.get(self.next).is_some_and(|&row| row < start) {
            self.next += 1;
        }
        &self.rows[self.next..]
    }
}

/// Whether one of some rows that ascend lies in a range that begins no earlier than the first of them. O(log rows).
pub(super) fn rows_in(rows: &[u32], range: &Range<u32>) -> Range<usize> {
    rows.partition_point(|&row| row < range.start)..rows.partition_point(|&row| row < range.end)
}

/// Tells of each unit which errors there are that did not come from another below.
#[derive(Debug)]
pub(super) struct Fates {
    /// Which spans are errors.
    rule: FailureRule,
    /// All errors, once they are found.
    errors: Ahead,
    retries: Retries,
    /// The errors of the unit at hand.
    found: Vec<(SpanRow, Fate)>,
}

impl Fates {
    /// The errors are to be found first. O(spans / 4,096).
    pub(super) fn new(store: &Store, rule: FailureRule) -> Self {
        Self { rule, errors: Ahead::default(), retries: Retries::new(store, rule), found: Vec::new() }
    }

    /// Looks for errors among the next spans, and counts these off `left`. Whether there are more spans. O(left).
    pub(super) fn search(&mut self, store: &Store, left: &mut u32) -> bool {
        let spans = store.spans();
        self.errors.search(spans.len(), left, |row| spans.fails(SpanRow(row), self.rule).then_some(row))
    }

    /// The errors of a unit that have none of their own fate below them, in descending order of rows. O(errors of the unit).
    #[inline]
    pub(super) fn of_unit(&mut self, store: &Store, unit: SpanRow) -> &[(SpanRow, Fate)] {
        self.found.clear();
        let ahead = self.errors.from(unit.0);
        if ahead.is_empty() {
            return &self.found;
        }
        let subtree = store.subtree(unit);
        let own = ahead.iter().take_while(|&&row| row < subtree.end).count();
        let detached = store.detached(unit);
        let apart = if detached.is_empty() { 0..0 } else { rows_in(ahead, &detached) };
        let mut below = [u32::MAX; 3];
        for &row in ahead[apart].iter().rev().chain(ahead[..own].iter().rev()) {
            let span = SpanRow(row);
            let fate = fate(store, (unit, span), &mut self.retries);
            let end = if span == unit { subtree.end.max(detached.end) } else { store.subtree(span).end };
            let nearest = &mut below[fate as usize];
            if *nearest >= end {
                self.found.push((span, fate));
            }
            *nearest = row;
        }
        &self.found
    }
}

fn fate(store: &Store, (unit, span): (SpanRow, SpanRow), retries: &mut Retries) -> Fate {
    let spans = store.spans();
    if span == unit {
        Fate::Cause
    } else if retries.nearest(store, span).is_some_and(|retried| retried > unit) {
        Fate::Recovered
    } else if !spans.marks(unit).contains(Marks::UNFINISHED) && spans.start_ns(span) >= spans.end_ns(unit) {
        Fate::Asynchronous
    } else {
        Fate::Cause
    }
}
