//! The ranges of time that sources were asked for.
//!
//! Traces come whole, and with those of a range units may come that start outside of it. They are dropped before anything else is asked.

use crate::store::{RowSet, SourceRow, SpanRow, SpanTable, Store};
use crate::units::TimeRange;

/// The ranges that some sources were asked for. Of other sources all is meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranges(Vec<(SourceRow, TimeRange)>);

impl Ranges {
    pub(super) fn add(&mut self, source: SourceRow, range: TimeRange) {
        self.0.push((source, range));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a span is meant as a unit.
    pub(super) fn has(&self, spans: &SpanTable, unit: SpanRow) -> bool {
        let range = self.0.iter().find(|(source, _)| *source == spans.source(unit));
        range.is_none_or(|(_, range)| range.contains(spans.start_ns(unit)))
    }

    /// Those of some units that are meant. O(units).
    pub(super) fn keep(&self, store: &Store, units: RowSet) -> RowSet {
        if self.is_empty() {
            return units;
        }
        let mut kept = RowSet::empty(units.universe());
        units.iter().filter(|&unit| self.has(store.spans(), unit)).for_each(|unit| kept.insert(unit));
        kept
    }
}

/// From the start of the earliest unit to just after the start of the latest. `None` without units.
pub(super) fn start_range(store: &Store, units: &RowSet) -> Option<TimeRange> {
    let starts = || units.iter().map(|span| store.spans().start_ns(span));
    Some(TimeRange { from_ns: starts().min()?, to_ns: starts().max()?.saturating_add(1) })
}
