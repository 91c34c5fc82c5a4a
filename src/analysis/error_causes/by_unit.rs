//! The errors of units one after the other, with the numbers of their causes.

use super::fates::Fates;
use super::table::CauseTable;
use super::{CauseKey, Fate};
use crate::store::{SpanRow, Store};
use crate::units::FailureRule;

/// Tells of each unit which causes its errors are of, and what became of them. Units come in any order, and are looked at fastest in ascending
/// order.
#[derive(Debug)]
pub(crate) struct CausesByUnit {
    fates: Fates,
    table: CauseTable,
    /// Those of the unit at hand.
    found: Vec<(u32, Fate)>,
}

impl CausesByUnit {
    /// The errors are to be found first. O(spans / 4,096).
    pub(crate) fn new(store: &Store, rule: FailureRule) -> Self {
        Self { fates: Fates::new(store, rule), table: CauseTable::new(store), found: Vec::new() }
    }

    /// Looks for errors among the next spans. Whether there are more. O(spans).
    pub(crate) fn search(&mut self, store: &Store, spans: u32) -> bool {
        self.fates.search(store, &mut spans.max(1))
    }

    /// The causes of a unit, each once for each fate, in ascending order.
    pub(crate) fn of(&mut self, store: &Store, unit: SpanRow) -> &[(u32, Fate)] {
        let Self { fates, table, found } = self;
        found.clear();
        found.extend(fates.of_unit(store, unit).iter().map(|&(span, fate)| (table.of(store, span), fate)));
        found.sort_unstable_by_key(|&(cause, fate)| (cause, fate as u8));
        found.dedup();
        found
    }

    /// What the errors of a cause have in common.
    pub(crate) fn key(&self, store: &Store, cause: u32) -> CauseKey {
        self.table.key(store, cause as usize)
    }
}
