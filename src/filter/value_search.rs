//! Which values a condition on attributes holds for.

use super::bits::{Bits, GrowingBits};
use super::condition::{Condition, Operator};
use super::field::Field;
use super::literal::Literal;
use crate::store::{PairRow, Store, Sym, Value};

/// How many values cost as much as one that a regular expression is run on.
const VALUES_PER_MATCH: u32 = 32;

/// The pairs of a key for whose values a condition holds; for `nil`, those that have a value. Found some rows at a time.
#[derive(Debug)]
pub(super) struct ValueSearch {
    condition: Condition,
    /// The key, if it occurs at all.
    key: Option<Sym>,
    /// Whether texts need only be compared with `wanted`, by symbol.
    is_by_symbol: bool,
    /// The text of the condition, if it occurs at all.
    wanted: Option<Sym>,
    next: u32,
    found: GrowingBits,
}

impl ValueSearch {
    /// `None` for conditions that are not on attributes.
    pub(super) fn new(condition: &Condition, store: &Store) -> Option<Self> {
        let Field::Attribute(_, key) = &condition.field else { return None };
        let wanted = match &condition.literal {
            Literal::Text(text) => store.strings().find(text),
            _ => None,
        };
        let compares_text = matches!(condition.literal, Literal::Text(_));
        Some(Self {
            condition: condition.clone(),
            key: store.strings().find(key),
            is_by_symbol: compares_text && matches!(condition.operator, Operator::Equal | Operator::NotEqual),
            wanted,
            next: 0,
            found: GrowingBits::new(store.pairs().len()),
        })
    }

    /// Looks at some more pairs, `budget` if they are cheap to look at. Gives back what is left of the budget.
    pub(super) fn step(&mut self, store: &Store, mut budget: u32) -> u32 {
        let Some(key) = self.key else { return budget };
        let len = u32::try_from(store.pairs().len()).unwrap_or(u32::MAX);
        let cost = if self.condition.runs_regex() { VALUES_PER_MATCH } else { 1 };
        while self.next < len && budget > 0 {
            let pair = PairRow(self.next);
            self.next += 1;
            if store.pairs().key(pair) == key {
                budget = budget.saturating_sub(cost);
                if self.holds_for(store, pair) {
                    self.found.insert(pair.0);
                }
            }
        }
        budget
    }

    fn holds_for(&self, store: &Store, pair: PairRow) -> bool {
        let value = store.pairs().value(pair);
        match value.text() {
            Some(text) if self.is_by_symbol => self.condition.holds_for_equal(Some(text) == self.wanted),
            _ => match value.resolve(store.strings()) {
                Value::Empty => false,
                value => self.condition.asks_presence().is_some() || self.condition.holds_for(value),
            },
        }
    }

    pub(super) fn finish(self) -> Bits {
        self.found.finish()
    }
}
