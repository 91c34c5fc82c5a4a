//! Which values a condition on attributes holds for.

use super::bits::{Bits, GrowingBits};
use super::condition::{Condition, Operator};
use super::field::{Field, Intrinsic};
use super::literal::Literal;
use crate::store::{BodyRow, LogLines, PairRow, RawValue, Store, Sym, Value};

/// How many values cost as much as one that a regular expression is run on, or that becomes a line.
const VALUES_PER_MATCH: u32 = 32;

/// The pairs of a key, or the bodies, for whose values a condition holds; for `nil`, those that have a value. Found some rows at a time.
#[derive(Debug)]
pub(super) struct ValueSearch {
    condition: Condition,
    among: Among,
    /// Whether texts need only be compared with `wanted`, by symbol.
    is_by_symbol: bool,
    /// The text of the condition, if it occurs at all.
    wanted: Option<Sym>,
    next: u32,
    found: GrowingBits,
}

/// What is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    /// The pairs of a key, if it occurs at all.
    Pairs(Option<Sym>),
    Bodies,
    /// The bodies, as the lines that they are.
    Lines,
}

impl ValueSearch {
    /// Whether a condition is on values that are looked for: those of attributes, and the bodies of logs.
    pub(super) fn is_for(condition: &Condition) -> bool {
        use Intrinsic::{EventBody, EventLine};
        matches!(condition.field, Field::Attribute(..) | Field::Intrinsic(EventBody | EventLine))
    }

    /// `None` for conditions on others.
    pub(super) fn new(condition: &Condition, store: &Store) -> Option<Self> {
        let among = match &condition.field {
            Field::Attribute(_, key) => Among::Pairs(store.strings().find(key)),
            // That there is a line is that there is a body.
            Field::Intrinsic(Intrinsic::EventLine) if condition.asks_presence().is_none() => Among::Lines,
            Field::Intrinsic(Intrinsic::EventBody | Intrinsic::EventLine) => Among::Bodies,
            Field::Intrinsic(_) => return None,
        };
        let rows = if matches!(among, Among::Pairs(_)) { store.pairs().len() } else { store.bodies().len() };
        let wanted = match &condition.literal {
            Literal::Text(text) => store.strings().find(text),
            _ => None,
        };
        let compares_text = matches!(condition.literal, Literal::Text(_));
        Some(Self {
            condition: condition.clone(),
            among,
            is_by_symbol: among != Among::Lines
                && compares_text
                && matches!(condition.operator, Operator::Equal | Operator::NotEqual),
            wanted,
            next: 0,
            found: GrowingBits::new(rows),
        })
    }

    /// Looks at some more pairs or bodies, `budget` if they are cheap to look at. Gives back what is left of the budget.
    pub(super) fn step(&mut self, store: &Store, budget: u32) -> u32 {
        let (pairs, bodies) = (store.pairs(), store.bodies());
        match self.among {
            Among::Pairs(None) => budget,
            Among::Pairs(Some(key)) => self.look((pairs.len(), budget), |search, row| {
                let is_of_key = pairs.key(PairRow(row)) == key;
                is_of_key.then(|| search.holds_for(store, pairs.value(PairRow(row))))
            }),
            Among::Bodies => self
                .look((bodies.len(), budget), |search, row| Some(search.holds_for(store, bodies.value(BodyRow(row))))),
            Among::Lines => {
                let mut lines = store.log_lines();
                self.look((bodies.len(), budget), |search, row| {
                    Some(search.holds_for_line(&mut lines, (store, BodyRow(row))))
                })
            }
        }
    }

    /// Looks at some more of `len` rows. `holds` tells whether one is found; those that are not even meant cost nothing.
    fn look(&mut self, (len, mut budget): (usize, u32), mut holds: impl FnMut(&Self, u32) -> Option<bool>) -> u32 {
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        let cost = if self.among == Among::Lines || self.condition.runs_regex() { VALUES_PER_MATCH } else { 1 };
        while self.next < len && budget > 0 {
            let row = self.next;
            self.next += 1;
            if let Some(holds) = holds(self, row) {
                budget = budget.saturating_sub(cost);
                if holds {
                    self.found.insert(row);
                }
            }
        }
        budget
    }

    /// Whether the condition holds for the line of a body.
    fn holds_for_line(&self, lines: &mut LogLines, (store, body): (&Store, BodyRow)) -> bool {
        lines.of(store, body).is_some_and(|line| self.condition.holds_for_text(lines.text(line)))
    }

    fn holds_for(&self, store: &Store, value: RawValue) -> bool {
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
